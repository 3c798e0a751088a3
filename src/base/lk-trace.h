/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How far a step has come. */
typedef enum
{
  LK_TRACE_RUNNING,
  LK_TRACE_DONE,
  LK_TRACE_STOPPED, /* nobody waited for its end */
} LkTraceState;

#define LK_TYPE_TRACE_STEP (lk_trace_step_get_type ())
G_DECLARE_FINAL_TYPE (LkTraceStep, lk_trace_step, LK, TRACE_STEP, GObject)

/**
 * LkTraceStep:
 * @name: which step of a conversation this is; static, as in an error
 * @state: how far it has come
 * @method: (nullable): of the request; %NULL when there was none
 * @url: (nullable): what was asked, without user info, query and fragment
 * @answered_by: (nullable): what was asked in the end, when redirects led elsewhere
 * @status: the HTTP status, or 0 when there was no answer
 * @duration: how long it took, in microseconds
 * @is_web_page: the answer was a web page
 * @server_code: (nullable): the server's error code
 * @server_text: (nullable): the server's own words: untrusted, capped, one line
 * @outcome: (nullable): what came of it, as a static word, where the status doesn't tell
 * @found: (nullable): what was learned: a server's name, an address; plain text, capped
 * @error: (nullable): what is wrong with it, in the domain %LK_ERROR
 *
 * One step of what happened. There is no secret in it: neither bodies nor headers nor what an
 * address may hide. To be read only; the trace that it belongs to tells when it changes.
 */
struct _LkTraceStep
{
  GObject       parent_instance;
  const char   *name;
  LkTraceState  state;
  char         *method;
  char         *url;
  char         *answered_by;
  guint         status;
  gint64        duration;
  gboolean      is_web_page;
  char         *server_code;
  char         *server_text;
  const char   *outcome;
  char         *found;
  GError       *error;

  gint64        started; /* monotonic time: only the trace needs it */
};

#define LK_TYPE_TRACE (lk_trace_get_type ())
G_DECLARE_FINAL_TYPE (LkTrace, lk_trace, LK, TRACE, GObject)

LkTrace     *lk_trace_new    (void);
guint        lk_trace_length (LkTrace      *self);
/* (transfer none): the step at @position, which there is */
LkTraceStep *lk_trace_peek   (LkTrace      *self,
                              guint         position);
/* (transfer none) (nullable): the last step with this name */
LkTraceStep *lk_trace_find   (LkTrace      *self,
                              const char   *name);
void         lk_trace_clear  (LkTrace      *self);
/* Adds a step that makes no request. @outcome, @found, @error: (nullable) */
void         lk_trace_note   (LkTrace      *self,
                              const char   *name,
                              const char   *outcome,
                              const char   *found,
                              const GError *error);
/* Says what came of the last step with this name, if there is one. */
void         lk_trace_settle (LkTrace      *self,
                              const char   *name,
                              const char   *outcome,
                              const char   *found);
/* Puts @error to the step in which it happened, unless that has one already. */
void         lk_trace_blame  (LkTrace      *self,
                              const GError *error);

G_END_DECLS
