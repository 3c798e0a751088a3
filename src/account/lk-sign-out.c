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
 * (it would bring a new token to life), in this program and in others → read the tokens → keep them
 * where sessions that are to be ended are kept → erase the account → tell the server. At every
 * moment either the account is there or what ends its session is, so that no session is ever open
 * that nobody knows of.
 *
 * Without a place to keep them: … → read the tokens → end the session → erase. Until the server has
 * confirmed, everything is still there; what it can't confirm is the person's to decide.
 */
static void wait_for_renewal (GTask *task);
static void lock             (GTask *task);
static void load             (GTask *task);
static void keep             (GTask *task, LkTokens *tokens);
static void end_session      (GTask *task);
static void erase            (GTask *task);
static void put_back         (GTask *task);
static void tell             (GTask *task);

typedef struct
{
  LkSignOutMode mode;
  LkAuthState   before;  /* where the account returns to when this fails */
  LkTokens     *tokens;  /* (nullable) */
  GError       *problem; /* (nullable) why it is put back */
  gboolean      is_kept; /* the server is to be told, or to be told again */
} SignOut;

static void
sign_out_free (SignOut *self)
{
  g_clear_pointer (&self->tokens, lk_tokens_unref);
  g_clear_error (&self->problem);
  g_free (self);
}

static LkRevocations *
get_revocations (GTask *task)
{
  return lk_account_get_ports (g_task_get_source_object (task))->revocations;
}

static void
fail (GTask  *task,
      GError *error)
{
  LkAccount *account = g_task_get_source_object (task);
  SignOut *self = g_task_get_task_data (task);

  lk_account_unlock (account);
  lk_account_enter (account, self->before, NULL);
  g_task_return_error (task, error);
}

/**
 * lk_sign_out_async:
 * @account: an account with a session, or one that needs to sign in again
 * @mode: whether the server is to be told
 * @cancellable: (nullable): to stop it, as long as nothing has been kept or revoked
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Erases what this computer keeps of the session, and ends it at the server (spec §6.1).
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
  g_task_set_task_data (task, self, (GDestroyNotify) sign_out_free);
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
  self->is_kept = lk_revocations_has (get_revocations (task), lk_account_get_id (account));
  lk_account_enter (account, LK_AUTH_STATE_SIGNING_OUT, NULL);
  if (self->mode == LK_SIGN_OUT_THIS_COMPUTER || self->before == LK_AUTH_STATE_NEEDS_SIGN_IN)
    erase (task);
  else
    lock (task);
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
on_locked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (lk_account_lock_finish (LK_ACCOUNT (source), result, &error) ||
      !lk_error_is_cancelled (error))
    load (g_steal_pointer (&task)); /* who doesn't let go keeps nobody from signing out */
  else
    fail (task, g_steal_pointer (&error));
}

/* Another program that renewed the tokens in the middle would leave us with the old ones. */
static void
lock (GTask *task)
{
  lk_account_lock_async (g_task_get_source_object (task), g_task_get_cancellable (task), on_locked,
                         task);
}

/* An earlier life was ended between erasing the secrets and the rest; or another program has signed
 * the account out. */
static gboolean
is_ending_already (GTask        *task,
                   const GError *error)
{
  LkAccount *account = g_task_get_source_object (task);
  SignOut *self = g_task_get_task_data (task);

  return g_error_matches (error, LK_ERROR, LK_ERROR_SECRETS_MISSING) &&
         (self->is_kept || !lk_account_index_has (lk_account_get_ports (account)->index,
                                                  lk_account_get_id (account)));
}

/* Where the keyring can't be read, what is in memory must do. */
static LkTokens *
get_tokens (LkAccount    *account,
            GAsyncResult *result,
            GError      **error)
{
  GError *problem = NULL;
  LkTokens *tokens = lk_account_reload_tokens_finish (account, result, &problem);
  LkTokens *known = lk_account_get_tokens (account);

  if (tokens != NULL)
    return tokens;
  if (known == NULL || lk_error_is_cancelled (problem))
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  g_error_free (problem);
  return lk_tokens_ref (known);
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkTokens) tokens = NULL;
  GError *error = NULL;

  tokens = get_tokens (LK_ACCOUNT (source), result, &error);
  if (tokens != NULL)
    keep (g_steal_pointer (&task), tokens);
  else if (is_ending_already (task, error))
    {
      g_error_free (error);
      erase (g_steal_pointer (&task));
    }
  else
    fail (task, error);
}

static void
load (GTask *task)
{
  lk_account_reload_tokens_async (g_task_get_source_object (task), g_task_get_cancellable (task),
                                  on_loaded, task);
}

static void
on_kept (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  SignOut *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!lk_revocations_put_finish (LK_REVOCATIONS (source), result, &error))
    {
      g_debug ("A session that is to be ended can't be kept: %s", error->message);
      g_error_free (error);
      end_session (g_steal_pointer (&task));
      return;
    }
  self->is_kept = TRUE;
  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &self->problem))
    put_back (g_steal_pointer (&task));
  else
    erase (g_steal_pointer (&task));
}

static void
keep (GTask    *task,
      LkTokens *tokens)
{
  LkAccount *account = g_task_get_source_object (task);
  SignOut *self = g_task_get_task_data (task);
  g_autoptr (LkRevocation) revocation =
    lk_revocation_new (lk_account_get_record (account), tokens);

  self->tokens = lk_tokens_ref (tokens);
  lk_revocations_put_async (get_revocations (task), revocation, on_kept, task);
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
end_session (GTask *task)
{
  SignOut *self = g_task_get_task_data (task);

  lk_session_end_async (g_task_get_source_object (task), self->tokens,
                        g_task_get_cancellable (task), on_ended, task);
}

static void
on_erased (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  LkAccount *account = LK_ACCOUNT (source);
  SignOut *self = g_task_get_task_data (task);

  if (!lk_account_erase_finish (account, result, &self->problem))
    {
      put_back (g_steal_pointer (&task));
      return;
    }
  lk_account_enter (account, LK_AUTH_STATE_SIGNED_OUT, NULL);
  if (self->is_kept)
    tell (g_steal_pointer (&task));
  else
    g_task_return_int (task, LK_SIGNED_OUT_CONFIRMED);
}

static void
erase (GTask *task)
{
  lk_account_erase_async (g_task_get_source_object (task), on_erased, task);
}

/* What could not be erased in full lives on: its secrets, which may be gone already, are saved once
 * more, and only when they are safe is the session no longer to be ended. Where neither works it is
 * both, and the next start signs it out. */
static void
on_taken_back (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  SignOut *self = g_task_get_task_data (task);

  lk_revocations_forget_finish (LK_REVOCATIONS (source), result, NULL);
  fail (task, g_steal_pointer (&self->problem));
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  SignOut *self = g_task_get_task_data (task);
  LkAccount *account = LK_ACCOUNT (source);
  LkRevocations *revocations = get_revocations (task);

  if (lk_account_save_tokens_finish (account, result, NULL))
    lk_revocations_forget_async (revocations, lk_account_get_id (account), on_taken_back,
                                 g_steal_pointer (&task));
  else
    fail (task, g_steal_pointer (&self->problem));
}

static void
put_back (GTask *task)
{
  SignOut *self = g_task_get_task_data (task);

  if (self->is_kept && self->tokens != NULL)
    {
      lk_account_save_tokens_async (g_task_get_source_object (task), self->tokens, NULL, on_saved,
                                    task);
      return;
    }
  fail (task, g_steal_pointer (&self->problem));
  g_object_unref (task);
}

static void
on_told (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (lk_revocations_try_finish (LK_REVOCATIONS (source), result, &error))
    g_task_return_int (task, LK_SIGNED_OUT_CONFIRMED);
  else if (lk_open_session_error_is_refusal (error))
    g_task_return_int (task, LK_SIGNED_OUT_REFUSED);
  else
    g_task_return_int (task, LK_SIGNED_OUT_QUEUED);
}

static void
tell (GTask *task)
{
  lk_revocations_try_async (get_revocations (task),
                            lk_account_get_id (g_task_get_source_object (task)), on_told, task);
}

/**
 * lk_sign_out_finish:
 * @error: return location for an error with %LK_SIGNED_OUT_NOT: why the server could not confirm,
 *   or what could not be erased; %G_IO_ERROR_PENDING when the account was busy signing in or out
 *
 * Returns: whether the account is signed out, and what its server knows of that
 */
LkSignedOut
lk_sign_out_finish (LkAccount    *account,
                    GAsyncResult *result,
                    GError      **error)
{
  gssize outcome;

  g_return_val_if_fail (g_task_is_valid (result, account), LK_SIGNED_OUT_NOT);

  outcome = g_task_propagate_int (G_TASK (result), error);
  return outcome < 0 ? LK_SIGNED_OUT_NOT : (LkSignedOut) outcome;
}

/** lk_sign_out_may_begin: Returns: whether it is neither signing in nor out */
gboolean
lk_sign_out_may_begin (LkAccount *account)
{
  g_return_val_if_fail (LK_IS_ACCOUNT (account), FALSE);

  return lk_account_get_state (account) == LK_AUTH_STATE_REFRESHING ||
         lk_auth_machine_may_enter (lk_account_get_machine (account), LK_AUTH_STATE_SIGNING_OUT);
}
