/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-http.h"

#include "lk-error.h"
#include "lk-http-engine.h"
#include "lk-module.h"
#include "lk-trace-private.h"

/* Here only if the program has the engine linked in; else its address is NULL. */
#pragma weak lk_http_engine

struct _LkHttp
{
  GObject             parent_instance;
  const LkHttpEngine *engine;  /* (nullable) until the first request */
  gpointer            session; /* (nullable) the engine's */
  LkHttp             *parent;  /* (nullable) whose session is used instead */
  LkTrace            *trace;   /* (nullable) where to write down what is sent */
  guint               n_meant; /* requests under way that nobody can stop */
};

G_DEFINE_FINAL_TYPE (LkHttp, lk_http, G_TYPE_OBJECT)

enum
{
  PROP_BUSY = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
lk_http_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, lk_http_is_busy (LK_HTTP (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_http_dispose (GObject *object)
{
  LkHttp *self = LK_HTTP (object);

  if (self->session != NULL)
    self->engine->stop (g_steal_pointer (&self->session));
  g_clear_object (&self->parent);
  g_clear_object (&self->trace);
  G_OBJECT_CLASS (lk_http_parent_class)->dispose (object);
}

static void
lk_http_class_init (LkHttpClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = lk_http_get_property;
  object_class->dispose = lk_http_dispose;

  /** LkHttp:busy: whether something is under way that nobody can stop */
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                                           G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
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
 * lk_http_new_traced:
 * @parent: a client
 * @trace: where to write down each request, and what came of it
 *
 * Returns: (transfer full): a client that uses the connections of @parent
 */
LkHttp *
lk_http_new_traced (LkHttp  *parent,
                    LkTrace *trace)
{
  LkHttp *self;

  g_return_val_if_fail (LK_IS_HTTP (parent), NULL);
  g_return_val_if_fail (LK_IS_TRACE (trace), NULL);

  self = lk_http_new ();
  self->parent = g_object_ref (parent->parent != NULL ? parent->parent : parent);
  self->trace = g_object_ref (trace);
  return self;
}

/** lk_http_get_trace: Returns: (transfer none) (nullable): where requests are written down */
LkTrace *
lk_http_get_trace (LkHttp *self)
{
  g_return_val_if_fail (LK_IS_HTTP (self), NULL);

  return self->trace;
}

/**
 * lk_http_is_busy:
 * @self: a client that uses its own connections
 *
 * What is sent without a cancellable changes something at a server: a session may come of it that
 * has to be taken in, or given back. Who asked for it has had the answer, and may have sent what
 * follows from it, before this is over.
 *
 * Returns: whether something of that kind is under way, also by a client made from @self
 */
gboolean
lk_http_is_busy (LkHttp *self)
{
  g_return_val_if_fail (LK_IS_HTTP (self), FALSE);

  return self->n_meant > 0;
}

static void
on_meant_completed (LkHttp *self)
{
  if (--self->n_meant == 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

static void
count_meant (LkHttp *self,
             GTask  *task)
{
  g_signal_connect_object (task, "notify::completed", G_CALLBACK (on_meant_completed), self,
                           G_CONNECT_SWAPPED);
  if (++self->n_meant == 1)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
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

/* Sends by whoever has the engine. @task: (transfer full) */
static void
hand_over (LkHttp        *self,
           LkHttpRequest *request,
           GTask         *task)
{
  LkHttp *owner = self->parent != NULL ? self->parent : self;
  GError *error = NULL;

  if (start (owner, &error))
    {
      owner->engine->send (owner->session, request, task);
      return;
    }
  lk_error_set_step (error, request->step);
  lk_http_request_free (request);
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
on_traced (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  LkHttp *self = LK_HTTP (source);
  g_autoptr (GTask) task = user_data;
  LkTraceStep *step = g_task_get_task_data (task);
  GError *error = NULL;
  LkHttpResponse *response = g_task_propagate_pointer (G_TASK (result), &error);

  if (response != NULL)
    {
      lk_trace_answer (self->trace, step, response);
      g_task_return_pointer (task, response, (GDestroyNotify) lk_http_response_free);
      return;
    }
  lk_trace_fail (self->trace, step, error);
  g_task_return_error (task, error);
}

/* @task: (transfer full) */
static void
hand_over_traced (LkHttp        *self,
                  LkHttpRequest *request,
                  GTask         *task)
{
  GTask *inner = g_task_new (self, g_task_get_cancellable (task), on_traced, task);

  g_task_set_task_data (task, lk_trace_begin (self->trace, request->step, request->method,
                                              request->url), g_object_unref);
  hand_over (self, request, inner);
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

  g_return_if_fail (LK_IS_HTTP (self));

  g_task_set_source_tag (task, lk_http_send_async);
  if (cancellable == NULL)
    count_meant (self->parent != NULL ? self->parent : self, task);
  if (self->trace != NULL)
    hand_over_traced (self, request, task);
  else
    hand_over (self, request, task);
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
