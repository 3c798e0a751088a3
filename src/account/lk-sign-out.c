/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-sign-out.h"

#include "lk-account-private.h"
#include "lk-error.h"
#include "lk-refresh.h"
#include "lk-session.h"

/*
 * The conversation that ends a session, in the order it happens: let a renewal under way finish
 * (it would bring a new token to life) → read the tokens → end the session → erase. Until the
 * server has confirmed, everything is still there; what it can't confirm is the person's to decide.
 */
static void wait_for_renewal (GTask *task);
static void load             (GTask *task);
static void end_session      (GTask *task, LkTokens *tokens);
static void erase            (GTask *task);

typedef struct
{
  LkSignOutMode mode;
  LkAuthState   before; /* where the account returns to when this fails */
} SignOut;

static void
fail (GTask  *task,
      GError *error)
{
  SignOut *self = g_task_get_task_data (task);

  lk_account_enter (g_task_get_source_object (task), self->before, NULL);
  g_task_return_error (task, error);
}

/**
 * lk_sign_out_async:
 * @account: an account with a session, or one that needs to sign in again
 * @mode: whether the server's confirmation is needed
 * @cancellable: (nullable): to stop it; what was revoked by then stays revoked
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Ends the session at the server, then erases what this computer keeps of it (spec §6.1).
 */
void
lk_sign_out_async (LkAccount           *account,
                   LkSignOutMode        mode,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  GTask *task;
  SignOut *self;

  g_return_if_fail (LK_IS_ACCOUNT (account));

  task = g_task_new (account, cancellable, callback, user_data);
  self = g_new0 (SignOut, 1);
  g_task_set_source_tag (task, lk_sign_out_async);
  g_task_set_check_cancellable (task, FALSE); /* the state and the result never disagree */
  g_task_set_task_data (task, self, g_free);
  self->mode = mode;
  wait_for_renewal (task);
}

static void
begin (GTask *task)
{
  LkAccount *account = g_task_get_source_object (task);
  SignOut *self = g_task_get_task_data (task);

  /* Whoever asks while somebody else signs out, or in, comes too early. */
  if (!lk_auth_machine_may_enter (lk_account_get_machine (account), LK_AUTH_STATE_SIGNING_OUT))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING,
                               "The account can't be signed out now");
      g_object_unref (task);
      return;
    }
  self->before = lk_account_get_state (account);
  lk_account_enter (account, LK_AUTH_STATE_SIGNING_OUT, NULL);
  if (self->mode == LK_SIGN_OUT_THIS_COMPUTER || self->before == LK_AUTH_STATE_NEEDS_SIGN_IN)
    erase (task);
  else
    load (task);
}

static void
on_renewed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  lk_refresh_finish (LK_ACCOUNT (source), result, &error);
  if (lk_error_is_cancelled (error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    begin (g_steal_pointer (&task));
}

static void
wait_for_renewal (GTask *task)
{
  LkAccount *account = g_task_get_source_object (task);

  if (lk_account_get_refresh_waiters (account)->len > 0)
    lk_refresh_async (account, g_task_get_cancellable (task), on_renewed, task);
  else
    begin (task);
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkTokens) tokens = NULL;
  GError *error = NULL;

  tokens = lk_account_load_tokens_finish (LK_ACCOUNT (source), result, &error);
  if (tokens != NULL)
    end_session (g_steal_pointer (&task), tokens);
  else
    fail (task, error);
}

static void
load (GTask *task)
{
  lk_account_load_tokens_async (g_task_get_source_object (task), g_task_get_cancellable (task),
                                on_loaded, task);
}

static void
on_ended (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (lk_session_end_finish (LK_ACCOUNT (source), result, &error))
    erase (g_steal_pointer (&task));
  else
    fail (task, error);
}

static void
end_session (GTask    *task,
             LkTokens *tokens)
{
  LkAccount *account = g_task_get_source_object (task);

  lk_session_end_async (account, tokens, g_task_get_cancellable (task), on_ended, task);
}

static void
on_erased (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!lk_account_erase_finish (LK_ACCOUNT (source), result, &error))
    {
      fail (task, error);
      return;
    }
  lk_account_enter (LK_ACCOUNT (source), LK_AUTH_STATE_SIGNED_OUT, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
erase (GTask *task)
{
  lk_account_erase_async (g_task_get_source_object (task), on_erased, task);
}

/**
 * lk_sign_out_finish:
 * @error: return location for an error: why the server could not confirm, or what could not be
 *   erased; %G_IO_ERROR_PENDING when the account was busy signing in or out
 *
 * Returns: whether the session has ended
 */
gboolean
lk_sign_out_finish (LkAccount    *account,
                    GAsyncResult *result,
                    GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, account), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
