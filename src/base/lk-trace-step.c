/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-trace-private.h"

#include "lk-error.h"

#define MAX_FOUND 300

G_DEFINE_FINAL_TYPE (LkTraceStep, lk_trace_step, G_TYPE_OBJECT)

static void
lk_trace_step_finalize (GObject *object)
{
  LkTraceStep *self = LK_TRACE_STEP (object);

  g_free (self->method);
  g_free (self->url);
  g_free (self->answered_by);
  g_free (self->server_code);
  g_free (self->server_text);
  g_free (self->found);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (lk_trace_step_parent_class)->finalize (object);
}

static void
lk_trace_step_class_init (LkTraceStepClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_trace_step_finalize;
}

static void
lk_trace_step_init (LkTraceStep *self)
{
  self->state = LK_TRACE_DONE;
}

/** lk_trace_step_new: Returns: (transfer full): a step without a request */
LkTraceStep *
lk_trace_step_new (const char *name)
{
  LkTraceStep *self = g_object_new (LK_TYPE_TRACE_STEP, NULL);

  self->name = name;
  return self;
}

/**
 * lk_trace_step_settle:
 * @outcome: (nullable): what came of it; static
 * @found: (nullable): what was learned; a server may have said it
 */
void
lk_trace_step_settle (LkTraceStep *self,
                      const char  *outcome,
                      const char  *found)
{
  self->outcome = outcome;
  g_free (self->found);
  self->found = lk_untrusted_text (found, MAX_FOUND);
}

/**
 * lk_trace_step_blame:
 * @error: what is wrong with it
 *
 * What was known first stays: what follows from it is not a better explanation. Cancelling is no
 * error.
 */
void
lk_trace_step_blame (LkTraceStep  *self,
                     const GError *error)
{
  if (self->error == NULL && error->domain == LK_ERROR)
    self->error = g_error_copy (error);
}

/* Web pages come from other servers than were meant, and from networks that want to be paid. */
static gboolean
is_web_page (GBytes *body)
{
  gsize size;
  const char *text = g_bytes_get_data (body, &size);
  gsize i = 0;

  while (i < size && g_ascii_isspace (text[i]))
    i++;
  return i < size && text[i] == '<';
}

/**
 * lk_trace_step_take:
 * @response: the answer
 *
 * Keeps of an answer what may be told: never its body.
 */
void
lk_trace_step_take (LkTraceStep          *self,
                    const LkHttpResponse *response)
{
  g_autoptr (GError) said = NULL;

  self->status = response->status;
  self->is_web_page = is_web_page (response->body);
  if (g_strcmp0 (response->url, self->url) != 0)
    self->answered_by = g_strdup (response->url);
  if (response->status < 400)
    return;
  said = lk_http_response_to_error (response);
  self->server_code = g_strdup (lk_error_get_server_code (said));
  self->server_text = g_strdup (lk_error_get_server_text (said));
}
