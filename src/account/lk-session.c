/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-session.h"

#include "lk-account-private.h"
#include "lk-legacy-session.h"
#include "lk-oauth.h"
#include "lk-revoke.h"

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

/* Ending. */

/* The account may have to live on with them: safe before they are used, as ever. */
static void
save_renewed (gpointer             keeper,
              LkRevocation        *renewed,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  LkTokens *before = lk_account_get_tokens (keeper);

  lk_account_save_tokens_async (keeper, renewed->tokens,
                                before != NULL ? before->refresh_token : NULL, callback, user_data);
}

static void
on_ended (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (lk_revoke_finish (LK_HTTP (source), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
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
  GTask *task = g_task_new (account, cancellable, callback, user_data);
  g_autoptr (LkRevocation) revocation =
    lk_revocation_new (lk_account_get_record (account), tokens);

  g_task_set_source_tag (task, lk_session_end_async);
  g_task_set_check_cancellable (task, FALSE); /* what has ended has ended */
  lk_revoke_async (get_http (account), revocation, save_renewed, G_OBJECT (account), cancellable,
                   on_ended, task);
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

static void
on_given_back (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!lk_revoke_finish (LK_HTTP (source), result, NULL, &error))
    g_debug ("A session that nobody uses could not be given back: %s", error->message);
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
  g_autoptr (LkRevocation) revocation = NULL;

  if (tokens == NULL)
    return;
  revocation = lk_revocation_new (lk_account_get_record (account), tokens);
  lk_revoke_async (get_http (account), revocation, NULL, NULL, NULL, on_given_back, NULL);
}
