/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-settle.h"

#include "lk-account-private.h"
#include "lk-identify.h"

/*
 * The end of every way to sign in: tokens have come. What is known of the session goes to the
 * index, as pending; then the tokens are saved, and only then used for the first time. Killed in
 * between, the next start finds an account without secrets, and drops it; the other way round it
 * would be secrets without an account, a session that nobody sees and nobody can end. Meanwhile the
 * account's lock tells a program that starts just now that the secrets are on their way. The rest
 * is lk-identify.c, which can also go on after a crash.
 */
static void lock     (GTask *task);
static void save     (GTask *task);
static void identify (GTask *task);

typedef struct
{
  LkTokens        *tokens;
  LkAccountRecord *record;
} Settle;

static void
settle_free (Settle *self)
{
  lk_tokens_unref (self->tokens);
  lk_account_record_unref (self->record);
  g_free (self);
}

/**
 * lk_settle_async:
 * @account: an account in %LK_AUTH_STATE_EXCHANGING
 * @tokens: what came
 * @record: what the index is to know of the session
 * @cancellable: (nullable): to give the session back instead, once it is saved
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Makes a session of @tokens (spec §5.2, §5.5).
 */
void
lk_settle_async (LkAccount           *account,
                 LkTokens            *tokens,
                 LkAccountRecord     *record,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  GTask *task = g_task_new (account, cancellable, callback, user_data);
  Settle *self = g_new0 (Settle, 1);

  g_return_if_fail (LK_IS_ACCOUNT (account));

  g_task_set_source_tag (task, lk_settle_async);
  g_task_set_check_cancellable (task, FALSE); /* the state and the result never disagree */
  g_task_set_task_data (task, self, (GDestroyNotify) settle_free);
  self->tokens = lk_tokens_ref (tokens);
  self->record = lk_account_record_ref (record);
  lock (task);
}

static void
on_locked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  /* Somebody who doesn't let go is no reason to lose a session. */
  if (!lk_account_lock_finish (LK_ACCOUNT (source), result, &error))
    g_debug ("An account could not be locked: %s", error->message);
  save (user_data);
}

static void
lock (GTask *task)
{
  lk_account_lock_async (g_task_get_source_object (task), NULL, on_locked, task);
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  LkAccount *account = LK_ACCOUNT (source);

  /* A keyring that refuses is noted at the account; the tokens stay in memory and the person is
   * not sent away for it. */
  lk_account_save_tokens_finish (account, result, NULL);
  lk_account_unlock (account);
  lk_account_enter (account, LK_AUTH_STATE_IDENTIFYING, NULL);
  identify (g_steal_pointer (&task));
}

static void
save (GTask *task)
{
  LkAccount *account = g_task_get_source_object (task);
  Settle *self = g_task_get_task_data (task);

  lk_account_put_record (account, self->record);
  lk_account_save_tokens_async (account, self->tokens, NULL, on_saved, task);
}

static void
on_identified (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (lk_identify_finish (LK_ACCOUNT (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
identify (GTask *task)
{
  lk_identify_async (g_task_get_source_object (task), g_task_get_cancellable (task),
                     on_identified, task);
}

/**
 * lk_settle_finish:
 * @error: return location for an error
 *
 * Returns: whether @account has a session now
 */
gboolean
lk_settle_finish (LkAccount    *account,
                  GAsyncResult *result,
                  GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, account), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
