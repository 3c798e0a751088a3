/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-revoke.h"

#include "lk-crash-point.h"
#include "lk-error.h"
#include "lk-legacy-session.h"
#include "lk-oauth.h"

/*
 * OAuth: revoke. Legacy, in the order it happens: log out → the access token is too old for that →
 * renew → save → log out.
 */
static void log_out (GTask *task);
static void renew   (GTask *task);
static void save    (GTask *task, LkTokens *tokens);

typedef struct
{
  LkRevocationStore *store;
  LkRevocation      *revocation;
  gboolean           has_renewed;
} Revoke;

static void
revoke_free (Revoke *self)
{
  g_object_unref (self->store);
  lk_revocation_unref (self->revocation);
  g_free (self);
}

static void
on_revoked (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean done = lk_oauth_revoke_finish (LK_HTTP (source), result, &error);

  LK_CRASH_POINT (done ? "session-ended" : "session-not-ended");
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_logged_out (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Revoke *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean done = lk_legacy_logout_finish (LK_HTTP (source), result, &error);
  gboolean unknown = g_error_matches (error, LK_ERROR, LK_ERROR_EXPIRED);

  LK_CRASH_POINT (done ? "session-ended" : "session-not-ended");
  if (unknown && self->revocation->tokens->refresh_token != NULL && !self->has_renewed)
    renew (g_steal_pointer (&task));
  else if (done || unknown)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
log_out (GTask *task)
{
  Revoke *self = g_task_get_task_data (task);

  lk_legacy_logout_async (g_task_get_source_object (task), self->revocation->base_url,
                          self->revocation->tokens->access_token, g_task_get_cancellable (task),
                          on_logged_out, task);
}

static void
on_renewed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkTokens) tokens = NULL;
  g_autoptr (GError) error = NULL;

  tokens = lk_legacy_refresh_finish (LK_HTTP (source), result, &error);
  if (tokens != NULL)
    save (g_steal_pointer (&task), tokens);
  else if (g_error_matches (error, LK_ERROR, LK_ERROR_EXPIRED))
    g_task_return_boolean (task, TRUE); /* there is nothing left to end */
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Without a cancellable: a renewal that has begun must be finished, or its pair is lost. */
static void
renew (GTask *task)
{
  Revoke *self = g_task_get_task_data (task);

  self->has_renewed = TRUE;
  lk_legacy_refresh_async (g_task_get_source_object (task), self->revocation->base_url,
                           self->revocation->tokens->refresh_token, NULL, on_renewed, task);
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  /* The pair lives on in memory, and is about to end anyway. */
  if (!lk_revocation_store_save_finish (LK_REVOCATION_STORE (source), result, &error))
    g_debug ("A renewed session that is to be ended can't be saved: %s", error->message);
  if (!g_task_return_error_if_cancelled (task))
    log_out (g_steal_pointer (&task));
}

static void
save (GTask    *task,
      LkTokens *tokens)
{
  Revoke *self = g_task_get_task_data (task);
  LkRevocation *renewed = lk_revocation_renew (self->revocation, tokens);

  lk_revocation_unref (self->revocation);
  self->revocation = renewed;
  lk_revocation_store_save_async (self->store, renewed, NULL, on_saved, task);
}

/**
 * lk_revoke_async:
 * @http: the client to send with
 * @store: where a renewed pair is kept
 * @revocation: what is to be ended
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Tries once to end a session.
 */
void
lk_revoke_async (LkHttp              *http,
                 LkRevocationStore   *store,
                 LkRevocation        *revocation,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  GTask *task = g_task_new (http, cancellable, callback, user_data);
  Revoke *self = g_new0 (Revoke, 1);

  g_task_set_source_tag (task, lk_revoke_async);
  g_task_set_check_cancellable (task, FALSE); /* what has ended has ended */
  g_task_set_task_data (task, self, (GDestroyNotify) revoke_free);
  self->store = g_object_ref (store);
  self->revocation = lk_revocation_ref (revocation);
  LK_CRASH_POINT ("session-end");
  if (revocation->auth_api == LK_AUTH_API_LEGACY)
    log_out (task);
  else
    lk_oauth_revoke_async (http, revocation->revocation_endpoint, revocation->client_id,
                           revocation->tokens, cancellable, on_revoked, task);
}

/**
 * lk_revoke_finish:
 * @newest: (out) (transfer full): the session, with the tokens to be used the next time
 * @error: return location for an error: then the session may still be alive
 *
 * Returns: whether the session is over
 */
gboolean
lk_revoke_finish (LkHttp        *http,
                  GAsyncResult  *result,
                  LkRevocation **newest,
                  GError       **error)
{
  Revoke *self;

  g_return_val_if_fail (g_task_is_valid (result, http), FALSE);

  self = g_task_get_task_data (G_TASK (result));
  *newest = lk_revocation_ref (self->revocation);
  return g_task_propagate_boolean (G_TASK (result), error);
}
