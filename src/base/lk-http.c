/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-http.h"

#include "lk-error.h"
#include "lk-http-engine.h"
#include "lk-module.h"

/* Here only if the program has the engine linked in; else its address is NULL. */
#pragma weak lk_http_engine

struct _LkHttp
{
  GObject             parent_instance;
  const LkHttpEngine *engine;  /* (nullable) until the first request */
  gpointer            session; /* (nullable) the engine's */
};

G_DEFINE_FINAL_TYPE (LkHttp, lk_http, G_TYPE_OBJECT)

static void
lk_http_dispose (GObject *object)
{
  LkHttp *self = LK_HTTP (object);

  if (self->session != NULL)
    self->engine->stop (g_steal_pointer (&self->session));
  G_OBJECT_CLASS (lk_http_parent_class)->dispose (object);
}

static void
lk_http_class_init (LkHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lk_http_dispose;
}

static void
lk_http_init (LkHttp *self)
{
}

/** lk_http_new: Returns: (transfer full): a client */
LkHttp *
lk_http_new (void)
{
  return g_object_new (LK_TYPE_HTTP, NULL);
}

/**
 * lk_http_find_engine:
 * @error: return location for %LK_ERROR_STORAGE_FAILED
 *
 * Loads the engine, unless it is linked in or was loaded before.
 *
 * Returns: (transfer none) (nullable): the engine
 */
const LkHttpEngine *
lk_http_find_engine (GError **error)
{
  const LkHttpEngine *linked = &lk_http_engine;

  if (linked != NULL)
    return linked;
  return lk_module_load (LK_HTTP_ENGINE_MODULE, LK_HTTP_ENGINE_SYMBOL, error);
}

static gboolean
start (LkHttp  *self,
       GError **error)
{
  if (self->session != NULL)
    return TRUE;

  self->engine = lk_http_find_engine (error);
  if (self->engine == NULL)
    return FALSE;
  self->session = self->engine->start ();
  return TRUE;
}

/**
 * lk_http_send_async:
 * @self: the client
 * @request: (transfer full): what to send
 * @cancellable: (nullable): to stop it
 * @callback: called when there is an answer, of whatever status, or an error
 * @user_data: for @callback
 *
 * Sends @request. An answer of any status is a success here; only no (whole, sane) answer is
 * an error: %LK_ERROR_OFFLINE, %LK_ERROR_TIMED_OUT, %LK_ERROR_TLS, or %LK_ERROR_PROTOCOL for
 * one that is too large or redirects where it must not. %LK_ERROR_STORAGE_FAILED means that the
 * program is not installed whole.
 */
void
lk_http_send_async (LkHttp              *self,
                    LkHttpRequest       *request,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;

  g_return_if_fail (LK_IS_HTTP (self));

  g_task_set_source_tag (task, lk_http_send_async);
  if (start (self, &error))
    {
      self->engine->send (self->session, request, task);
      return;
    }
  lk_error_set_step (error, request->step);
  lk_http_request_free (request);
  g_task_return_error (task, error);
  g_object_unref (task);
}

/**
 * lk_http_send_finish:
 * @error: return location for an error
 *
 * Returns: (transfer full): the answer
 */
LkHttpResponse *
lk_http_send_finish (LkHttp       *self,
                     GAsyncResult *result,
                     GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
