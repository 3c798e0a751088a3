/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http.h"

G_BEGIN_DECLS

/* What an engine knows of a request; for nobody else. */
struct _LkHttpRequest
{
  const char *step;
  char       *method;
  char       *url;
  LkSecret   *bearer;     /* (nullable) */
  char       *json;       /* (nullable) */
  GString    *form;       /* (nullable) wiped */
  GBytes     *bytes;      /* (nullable) no secret, of this type: */
  char       *content_type;
  gsize       max_body;
  guint       timeout;    /* seconds for the whole of it */
};

/**
 * LkHttpAsked:
 * @method: as sent
 * @path: as sent, undecoded, without the query
 * @query: (nullable): as sent, undecoded
 * @host: (nullable): all `Host` headers in one
 * @header_size: bytes of the request line and the header, about
 * @has_body: whether more comes than a header
 * @is_prefetch: whether a browser only wants to have it in case somebody goes there
 *
 * What a client asks of us. Lives as long as the call that it is handed to.
 */
typedef struct
{
  const char *method;
  const char *path;
  const char *query;
  const char *host;
  gsize       header_size;
  gboolean    has_body;
  gboolean    is_prefetch;
} LkHttpAsked;

typedef void (*LkHttpAskedFunc) (gpointer           request,
                                 const LkHttpAsked *asked,
                                 gpointer           user_data);

/**
 * LkHttpEngine:
 * @start: (transfer full): makes a session, for all requests of one LkHttp
 * @send: sends @request (transfer full) and returns a LkHttpResponse, or an error, to @task
 *   (transfer full)
 * @stop: cuts off what is under way, and frees the session
 * @serve: reads one request from @stream (transfer full) and hands it to @asked, if it makes sense;
 *   calls @gone once when the stream is closed, with or without a request
 * @answer: answers @request, once, between @asked and @gone: with a page that says nothing but
 *   what is in it
 *
 * What speaks HTTP. It is a module, because libsoup and what it brings along would cost every
 * start of the program a few hundredths, and the list of accounts needs no network. Programs that
 * have it linked in, as tests do, use that one.
 */
typedef struct
{
  gpointer (*start) (void);
  void     (*send)  (gpointer       session,
                     LkHttpRequest *request,
                     GTask         *task);
  void     (*stop)  (gpointer       session);

  void     (*serve)  (GIOStream      *stream,
                      LkHttpAskedFunc asked,
                      GDestroyNotify  gone,
                      gpointer        user_data);
  void     (*answer) (gpointer        request,
                      guint           status,
                      const char     *page);
} LkHttpEngine;

#define LK_HTTP_ENGINE_MODULE "latchkey-http"
#define LK_HTTP_ENGINE_SYMBOL "lk_http_engine"
extern const LkHttpEngine lk_http_engine;

const LkHttpEngine *lk_http_find_engine (GError **error);

G_END_DECLS
