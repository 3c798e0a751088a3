/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-revoke.h"

#include "lk-crash-point.h"
#include "lk-error.h"
#include "lk-legacy-session.h"
#include "lk-oauth.h"
#include "lk-rediscover.h"

/*
 * OAuth, in the order it happens: revoke → there is nothing at the endpoint → look where it is →
 * revoke.
 *
 * Legacy: log out → the access token is too old for that → renew → save → log out. There are
 * servers at which a session whose access token is too old still lives on (spec §6.3).
 */
static void tell_provider (GTask *task);
static void rediscover    (GTask *task, GError *error);
static void log_out       (GTask *task);
static void renew         (GTask *task);
static void save_pair     (GTask *task, LkTokens *tokens);

typedef struct
{
  LkRevocation *revocation;
  LkRevokeSave  save;   /* (nullable) */
  GObject      *keeper; /* (nullable) for save */
  gboolean      has_renewed;
  gboolean      has_rediscovered;
  GError       *error;  /* (nullable) while the endpoint is looked for */
} Revoke;

static void
revoke_free (Revoke *self)
{
  lk_revocation_unref (self->revocation);
  g_clear_object (&self->keeper);
  g_clear_error (&self->error);
  g_free (self);
}

/* @next: (transfer full) */
static void
go_on_with (Revoke       *self,
            LkRevocation *next)
{
  lk_revocation_unref (self->revocation);
  self->revocation = next;
}

static gboolean
may_have_moved (Revoke       *self,
                const GError *error)
{
  return self->revocation->issuer != NULL && !self->has_rediscovered &&
         lk_rediscover_may_help (error);
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
  else if (may_have_moved (g_task_get_task_data (task), error))
    rediscover (g_steal_pointer (&task), error);
  else
    g_task_return_error (task, error);
}

static void
tell_provider (GTask *task)
{
  Revoke *self = g_task_get_task_data (task);

  lk_oauth_revoke_async (g_task_get_source_object (task), self->revocation->revocation_endpoint,
                         self->revocation->client_id, self->revocation->tokens,
                         g_task_get_cancellable (task), on_revoked, task);
}

static void
on_rediscovered (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkAuthMetadata) metadata = lk_rediscover_finish (LK_HTTP (source), result, NULL);
  Revoke *self = g_task_get_task_data (task);
  const char *endpoint = metadata != NULL ? metadata->revocation_endpoint : NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (endpoint == NULL || g_strcmp0 (endpoint, self->revocation->revocation_endpoint) == 0)
    {
      g_task_return_error (task, g_steal_pointer (&self->error));
      return;
    }
  go_on_with (self, lk_revocation_move (self->revocation, endpoint));
  tell_provider (g_steal_pointer (&task));
}

/* Only where everybody may look: the developer's switch is not remembered with a session that is
 * left. @error: (transfer full) */
static void
rediscover (GTask  *task,
            GError *error)
{
  Revoke *self = g_task_get_task_data (task);
  const char *base_url = self->revocation->base_url;

  self->has_rediscovered = TRUE;
  self->error = error;
  lk_rediscover_async (g_task_get_source_object (task), base_url, self->revocation->issuer,
                       lk_transport_for_url (base_url, FALSE), on_rediscovered, task);
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
    save_pair (g_steal_pointer (&task), tokens);
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

  /* The pair lives on in memory, and is about to end anyway. */
  if (g_task_had_error (G_TASK (result)))
    g_debug ("A renewed session that is to be ended can't be saved");
  if (!g_task_return_error_if_cancelled (task))
    log_out (g_steal_pointer (&task));
}

static void
save_pair (GTask    *task,
           LkTokens *tokens)
{
  Revoke *self = g_task_get_task_data (task);

  go_on_with (self, lk_revocation_renew (self->revocation, tokens));
  if (self->save != NULL)
    self->save (self->keeper, self->revocation, on_saved, task);
  else
    log_out (task);
}

/**
 * lk_revoke_async:
 * @http: the client to send with
 * @revocation: what is to be ended
 * @save: (nullable): keeps a pair that has to be renewed for that, before it is used
 * @keeper: (nullable): for @save
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Tries once to end a session.
 */
void
lk_revoke_async (LkHttp              *http,
                 LkRevocation        *revocation,
                 LkRevokeSave         save,
                 GObject             *keeper,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  GTask *task = g_task_new (http, cancellable, callback, user_data);
  Revoke *self = g_new0 (Revoke, 1);

  g_task_set_source_tag (task, lk_revoke_async);
  g_task_set_check_cancellable (task, FALSE); /* what has ended has ended */
  g_task_set_task_data (task, self, (GDestroyNotify) revoke_free);
  self->revocation = lk_revocation_ref (revocation);
  self->save = save;
  g_set_object (&self->keeper, keeper);
  LK_CRASH_POINT ("session-end");
  if (revocation->auth_api == LK_AUTH_API_LEGACY)
    log_out (task);
  else
    tell_provider (task);
}

/**
 * lk_revoke_finish:
 * @newest: (out) (optional) (transfer full): the session, with the tokens and the endpoint to be
 *   used the next time
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
  if (newest != NULL)
    *newest = lk_revocation_ref (self->revocation);
  return g_task_propagate_boolean (G_TASK (result), error);
}
