/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-session.h"

#include "lk-account-private.h"
#include "lk-crash-point.h"
#include "lk-error.h"
#include "lk-legacy-session.h"
#include "lk-oauth.h"

static gboolean
is_legacy (LkAccount *account)
{
  return lk_account_get_record (account)->auth_api == LK_AUTH_API_LEGACY;
}

static LkHttp *
get_http (LkAccount *account)
{
  return lk_account_get_ports (account)->http;
}

/* Renewing. */

static void
return_tokens (GTask    *task,
               LkTokens *tokens,
               GError   *error)
{
  if (tokens != NULL)
    g_task_return_pointer (task, tokens, (GDestroyNotify) lk_tokens_unref);
  else
    g_task_return_error (task, error);
  g_object_unref (task);
}

static void
on_refreshed (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  GError *error = NULL;
  LkTokens *tokens = lk_oauth_refresh_finish (LK_HTTP (source), result, &error);

  return_tokens (user_data, tokens, error);
}

static void
on_legacy_refreshed (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  GError *error = NULL;
  LkTokens *tokens = lk_legacy_refresh_finish (LK_HTTP (source), result, &error);

  return_tokens (user_data, tokens, error);
}

/**
 * lk_session_refresh_async:
 * @account: an account with a session
 * @refresh_token: the newest one
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Asks for new tokens whoever gave the old ones (spec §5.4, §9.4). It can't be cancelled: a renewal
 * that has begun must be finished.
 */
void
lk_session_refresh_async (LkAccount           *account,
                          LkSecret            *refresh_token,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  LkAccountRecord *record = lk_account_get_record (account);
  GTask *task = g_task_new (account, NULL, callback, user_data);

  g_task_set_source_tag (task, lk_session_refresh_async);
  if (is_legacy (account))
    lk_legacy_refresh_async (get_http (account), record->base_url, refresh_token, NULL,
                             on_legacy_refreshed, task);
  else
    lk_oauth_refresh_async (get_http (account), record->token_endpoint, record->client_id,
                            refresh_token, NULL, on_refreshed, task);
}

/**
 * lk_session_refresh_finish:
 * @error: return location for an error; only %LK_ERROR_EXPIRED says that the session is over
 *
 * Returns: (transfer full): the new tokens
 */
LkTokens *
lk_session_refresh_finish (LkAccount    *account,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, account), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Ending. A legacy homeserver is told with the access token, which may be too old for that: then
 * log out → renew → save → log out. */
static void log_out (GTask *task);
static void renew   (GTask *task);
static void save    (GTask *task, LkTokens *tokens);

typedef struct
{
  LkTokens *tokens;
  gboolean  has_renewed;
} End;

static void
end_free (End *self)
{
  lk_tokens_unref (self->tokens);
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
  End *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean done = lk_legacy_logout_finish (LK_HTTP (source), result, &error);
  gboolean unknown = g_error_matches (error, LK_ERROR, LK_ERROR_EXPIRED);

  LK_CRASH_POINT (done ? "session-ended" : "session-not-ended");
  if (unknown && self->tokens->refresh_token != NULL && !self->has_renewed)
    renew (g_steal_pointer (&task));
  else if (done || unknown)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
log_out (GTask *task)
{
  LkAccount *account = g_task_get_source_object (task);
  End *self = g_task_get_task_data (task);

  lk_legacy_logout_async (get_http (account), lk_account_get_record (account)->base_url,
                          self->tokens->access_token, g_task_get_cancellable (task), on_logged_out,
                          task);
}

static void
on_renewed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkTokens) tokens = NULL;
  g_autoptr (GError) error = NULL;

  tokens = lk_session_refresh_finish (LK_ACCOUNT (source), result, &error);
  if (tokens != NULL)
    save (g_steal_pointer (&task), tokens);
  else if (g_error_matches (error, LK_ERROR, LK_ERROR_EXPIRED))
    g_task_return_boolean (task, TRUE); /* there is nothing left to end */
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
renew (GTask *task)
{
  End *self = g_task_get_task_data (task);

  self->has_renewed = TRUE;
  lk_session_refresh_async (g_task_get_source_object (task), self->tokens->refresh_token,
                            on_renewed, task);
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;

  lk_account_save_tokens_finish (LK_ACCOUNT (source), result, NULL);
  if (!g_task_return_error_if_cancelled (task))
    log_out (g_steal_pointer (&task));
}

/* The account may have to live on with them: safe before they are used, as ever. */
static void
save (GTask    *task,
      LkTokens *tokens)
{
  End *self = g_task_get_task_data (task);
  g_autoptr (LkSecret) previous = lk_secret_ref (self->tokens->refresh_token);

  lk_tokens_unref (self->tokens);
  self->tokens = lk_tokens_ref (tokens);
  lk_account_save_tokens_async (g_task_get_source_object (task), tokens, previous, on_saved, task);
}

/**
 * lk_session_end_async:
 * @account: an account whose session is to end, and that nobody else speaks for now
 * @tokens: its tokens
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Ends the session where it was made: by revoking the tokens (spec §6.1), or by logging out (spec
 * §6.3). Tokens that are renewed on the way are the account's from then on.
 */
void
lk_session_end_async (LkAccount           *account,
                      LkTokens            *tokens,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  LkAccountRecord *record = lk_account_get_record (account);
  GTask *task = g_task_new (account, cancellable, callback, user_data);
  End *self = g_new0 (End, 1);

  g_task_set_source_tag (task, lk_session_end_async);
  g_task_set_check_cancellable (task, FALSE); /* what has ended has ended */
  g_task_set_task_data (task, self, (GDestroyNotify) end_free);
  self->tokens = lk_tokens_ref (tokens);
  LK_CRASH_POINT ("session-end");
  if (is_legacy (account))
    log_out (task);
  else
    lk_oauth_revoke_async (get_http (account), record->revocation_endpoint, record->client_id,
                           tokens, cancellable, on_revoked, task);
}

/**
 * lk_session_end_finish:
 * @error: return location for an error: then the session may still be alive
 *
 * Returns: whether the session is over
 */
gboolean
lk_session_end_finish (LkAccount    *account,
                       GAsyncResult *result,
                       GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, account), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * lk_session_give_back:
 * @account: an account with a session that nobody will use
 * @tokens: (nullable): just granted, or just renewed
 *
 * Tells the server in the background: nobody has to wait for that.
 */
void
lk_session_give_back (LkAccount *account,
                      LkTokens  *tokens)
{
  LkAccountRecord *record = lk_account_get_record (account);

  if (tokens == NULL)
    return;
  if (is_legacy (account))
    lk_legacy_give_back (get_http (account), record->base_url, tokens);
  else
    lk_oauth_revoke_async (get_http (account), record->revocation_endpoint, record->client_id,
                           tokens, NULL, NULL, NULL);
}
