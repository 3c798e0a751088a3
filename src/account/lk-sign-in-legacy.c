/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-sign-in-legacy.h"

#include "lk-account-private.h"
#include "lk-legacy-settle.h"

/*
 * The conversation that signs a person in with a password: there is nothing to it but the login
 * itself (lk-legacy-settle.c), because there is nobody to introduce ourselves to and no page to go
 * to. What was typed is not kept: another try needs it again.
 */

static void
on_logged_in (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (lk_legacy_log_in_finish (LK_ACCOUNT (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * lk_sign_in_legacy_async:
 * @account: an account in %LK_AUTH_STATE_CHOOSING, or one whose sign-in failed
 * @homeserver: what lk_discover_async() found for it: one that takes passwords
 * @user: what the person typed to say who they are
 * @country: (nullable): two capital letters: where a phone number without a country belongs
 * @password: theirs
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Signs in with a password (spec §9.2).
 */
void
lk_sign_in_legacy_async (LkAccount           *account,
                         LkHomeserver        *homeserver,
                         const char          *user,
                         const char          *country,
                         LkSecret            *password,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task;
  g_autoptr (JsonObject) identifier = NULL;

  g_return_if_fail (LK_IS_ACCOUNT (account));
  g_return_if_fail (homeserver->auth_api->flows != NULL);

  task = g_task_new (account, cancellable, callback, user_data);
  g_task_set_source_tag (task, lk_sign_in_legacy_async);
  g_task_set_check_cancellable (task, FALSE); /* the state and the result never disagree */
  if (lk_account_get_state (account) == LK_AUTH_STATE_FAILED)
    lk_account_enter (account, LK_AUTH_STATE_CHOOSING, NULL);
  lk_account_enter (account, LK_AUTH_STATE_EXCHANGING, NULL);

  identifier = lk_legacy_identifier (user, country);
  lk_legacy_log_in_async (account, homeserver,
                          lk_legacy_login_with_password (homeserver->base_url, identifier,
                                                         password,
                                                         lk_legacy_get_device_id (account)),
                          cancellable, on_logged_in, task);
}

/**
 * lk_sign_in_legacy_finish:
 * @error: return location for an error
 *
 * Returns: whether @account has a session now
 */
gboolean
lk_sign_in_legacy_finish (LkAccount    *account,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, account), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
