/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-exchange.h"

#include "lk-oauth.h"

/*
 * A cancelled exchange is not cut off: the provider may be making a session right now, and one
 * that nobody holds would stay open there. The person goes on at once; what still comes is given
 * back.
 */
typedef struct
{
  GTask           *task;      /* (nullable) once the person has gone on */
  LkAuthorization *authorization;
  GSource         *cancelled; /* (nullable) */
} Exchange;

static void
exchange_free (Exchange *self)
{
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
  g_clear_object (&self->task);
  g_clear_object (&self->authorization);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Exchange, exchange_free)

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  Exchange *self = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  return G_SOURCE_REMOVE;
}

static void
give_back (LkHttp          *http,
           LkAuthorization *authorization,
           LkTokens        *tokens)
{
  LkAuthMetadata *metadata = lk_authorization_get_metadata (authorization);

  lk_oauth_revoke_async (http, metadata->revocation_endpoint,
                         lk_authorization_get_client_id (authorization), tokens, NULL, NULL, NULL);
}

static void
on_exchanged (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (Exchange) self = user_data;
  g_autoptr (LkTokens) tokens = NULL;
  g_autoptr (GError) error = NULL;

  tokens = lk_oauth_exchange_code_finish (LK_HTTP (source), result, &error);
  if (self->task == NULL && tokens != NULL)
    give_back (LK_HTTP (source), self->authorization, tokens);
  else if (tokens != NULL)
    g_task_return_pointer (self->task, g_steal_pointer (&tokens),
                           (GDestroyNotify) lk_tokens_unref);
  else if (self->task != NULL)
    g_task_return_error (self->task, g_steal_pointer (&error));
}

static void
watch_cancellable (Exchange *self)
{
  GCancellable *cancellable = g_task_get_cancellable (self->task);

  if (cancellable == NULL)
    return;
  self->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), self, NULL);
  g_source_attach (self->cancelled, g_task_get_context (self->task));
}

/**
 * lk_exchange_async:
 * @http: the client
 * @authorization: the attempt
 * @code: what its redirect brought
 * @cancellable: (nullable): to go on without the tokens
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Trades @code for tokens (spec §4.9).
 */
void
lk_exchange_async (LkHttp              *http,
                   LkAuthorization     *authorization,
                   LkSecret            *code,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  Exchange *self = g_new0 (Exchange, 1);

  self->task = g_task_new (http, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, lk_exchange_async);
  /* Tokens that have come are never lost to a cancelling in the last moment. */
  g_task_set_check_cancellable (self->task, FALSE);
  self->authorization = g_object_ref (authorization);
  watch_cancellable (self);
  lk_oauth_exchange_code_async (http, authorization, code, NULL, on_exchanged, self);
}

/**
 * lk_exchange_finish:
 * @error: return location for an error
 *
 * Returns: (transfer full): the tokens
 */
LkTokens *
lk_exchange_finish (LkHttp       *http,
                    GAsyncResult *result,
                    GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
