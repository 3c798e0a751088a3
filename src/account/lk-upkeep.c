/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-private.h"

#include "lk-crash-point.h"
#include "lk-error.h"

/*
 * What keeps a session from getting lost while the world around it fails: the lock between
 * programs, writing down again what could not be written, waiting for a keyring, and leaving alone
 * for a while what keeps failing.
 */

/* Between two tries to write the record down, in microseconds. */
#define INDEX_PAUSE (30 * G_USEC_PER_SEC)
/* What takes longer than that is a question to the person, or has come to a halt. */
#define KEYRING_PATIENCE (G_USEC_PER_SEC)

void
lk_upkeep_init (LkUpkeep *self)
{
  self->refresh_waiters = g_ptr_array_new_with_free_func (g_object_unref);
}

void
lk_upkeep_clear (LkUpkeep *self)
{
  g_assert (self->refresh_waiters->len == 0);
  g_ptr_array_unref (self->refresh_waiters);
  g_clear_pointer (&self->lock, lk_file_lock_release);
  g_clear_error (&self->renewal_error);
}

/* The lock between programs. */

static void
on_locked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  LkUpkeep *upkeep = lk_account_get_upkeep (g_task_get_source_object (task));
  GError *error = NULL;
  LkFileLock *lock = lk_file_lock_acquire_finish (result, &error);

  if (lock == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_pointer (&upkeep->lock, lk_file_lock_release);
  upkeep->lock = lock;
  upkeep->lock_is_needed = TRUE;
  g_task_return_boolean (task, TRUE);
}

void
lk_account_lock_async (LkAccount           *self,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  LkUpkeep *upkeep = lk_account_get_upkeep (self);
  g_autofree char *path = NULL;

  g_task_set_source_tag (task, lk_account_lock_async);
  g_task_set_check_cancellable (task, FALSE); /* what is ours is ours */
  if (upkeep->lock != NULL)
    {
      upkeep->lock_is_needed = TRUE;
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  path = g_build_filename (lk_account_get_ports (self)->data_dir, "locks", lk_account_get_id (self),
                           NULL);
  lk_file_lock_acquire_async (path, cancellable, on_locked, task);
}

gboolean
lk_account_lock_finish (LkAccount    *self,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Nobody else may renew what only we have. */
static void
release_lock (LkAccount *self)
{
  LkUpkeep *upkeep = lk_account_get_upkeep (self);

  if (!upkeep->lock_is_needed && !lk_account_has_unsaved_tokens (self))
    g_clear_pointer (&upkeep->lock, lk_file_lock_release);
}

void
lk_account_unlock (LkAccount *self)
{
  lk_account_get_upkeep (self)->lock_is_needed = FALSE;
  release_lock (self);
}

void
lk_account_remove_lock (LkAccount *self)
{
  LkUpkeep *upkeep = lk_account_get_upkeep (self);

  upkeep->lock_is_needed = FALSE;
  LK_CRASH_POINT ("lock-remove");
  g_clear_pointer (&upkeep->lock, lk_file_lock_remove);
  LK_CRASH_POINT ("lock-removed");
}

/* A keyring that may be waiting for the person. */

static void
stop_waiting (LkAccount *self)
{
  LkUpkeep *upkeep = lk_account_get_upkeep (self);

  if (upkeep->keyring_wait_id != 0)
    lk_clock_cancel (lk_account_get_ports (self)->clock, upkeep->keyring_wait_id);
  upkeep->keyring_wait_id = 0;
}

static void
on_patience_over (gpointer user_data)
{
  LkAccount *self = user_data;

  lk_account_get_upkeep (self)->keyring_wait_id = 0;
  lk_account_set_fact (self, LK_ACCOUNT_KEYRING_LOCKED, TRUE);
}

void
lk_account_wait_for_keyring (LkAccount *self)
{
  LkUpkeep *upkeep = lk_account_get_upkeep (self);
  LkClock *clock = lk_account_get_ports (self)->clock;

  if (upkeep->keyring_wait_id == 0 && !lk_account_get_keyring_locked (self))
    upkeep->keyring_wait_id = lk_clock_wake_at (clock, lk_clock_now (clock) + KEYRING_PATIENCE,
                                                on_patience_over, self);
}

void
lk_account_note_keyring (LkAccount    *self,
                         const GError *error)
{
  stop_waiting (self);
  if (!lk_error_is_cancelled (error))
    lk_account_set_fact (self, LK_ACCOUNT_KEYRING_LOCKED, error != NULL);
}

/* Writing down. */

static void
update_unsaved (LkAccount *self)
{
  lk_account_set_fact (self, LK_ACCOUNT_UNSAVED,
                       lk_account_get_upkeep (self)->index_retry_id != 0 ||
                       lk_account_has_unsaved_tokens (self));
}

void
lk_account_note_saved (LkAccount *self)
{
  update_unsaved (self);
  if (!lk_account_has_unsaved_tokens (self))
    lk_account_note_keyring (self, NULL);
  release_lock (self);
}

static void try_index (LkAccount *self);

static void
on_time_to_try_index (gpointer user_data)
{
  LkAccount *self = user_data;

  lk_account_get_upkeep (self)->index_retry_id = 0;
  try_index (self);
}

static void
stop_trying_index (LkAccount *self)
{
  LkUpkeep *upkeep = lk_account_get_upkeep (self);

  if (upkeep->index_retry_id != 0)
    lk_clock_cancel (lk_account_get_ports (self)->clock, upkeep->index_retry_id);
  upkeep->index_retry_id = 0;
}

/* A full disk may have room again. */
static void
try_index (LkAccount *self)
{
  LkPorts *ports = lk_account_get_ports (self);
  g_autoptr (GError) error = NULL;

  stop_trying_index (self);
  if (!lk_account_index_put (ports->index, lk_account_get_record (self), &error))
    {
      g_warning ("%s", error->message);
      lk_account_get_upkeep (self)->index_retry_id =
        lk_clock_wake_at (ports->clock, lk_clock_now (ports->clock) + INDEX_PAUSE,
                          on_time_to_try_index, self);
    }
  update_unsaved (self);
}

void
lk_account_put_record (LkAccount       *self,
                       LkAccountRecord *record)
{
  lk_account_set_record (self, record);
  try_index (self);
}

static void
on_retried (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (lk_token_keeper_retry_finish (LK_TOKEN_KEEPER (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * lk_account_retry_saving_async:
 * @self: an account
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Tries now to save what could not be saved; the person may be asked to unlock the keyring.
 */
void
lk_account_retry_saving_async (LkAccount           *self,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (LK_IS_ACCOUNT (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, lk_account_retry_saving_async);
  lk_account_store_ask_again (lk_account_get_ports (self)->store);
  if (lk_account_get_upkeep (self)->index_retry_id != 0)
    try_index (self);
  lk_token_keeper_retry_async (lk_account_get_keeper (self), on_retried, task);
}

/** lk_account_retry_saving_finish: Returns: whether the tokens are saved now */
gboolean
lk_account_retry_saving_finish (LkAccount    *self,
                                GAsyncResult *result,
                                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Renewing. */

GPtrArray *
lk_account_get_refresh_waiters (LkAccount *self)
{
  return lk_account_get_upkeep (self)->refresh_waiters;
}

void
lk_account_note_renewal (LkAccount    *self,
                         const GError *error)
{
  LkUpkeep *upkeep = lk_account_get_upkeep (self);

  g_clear_error (&upkeep->renewal_error);
  if (error == NULL)
    {
      lk_back_off_reset (&upkeep->back_off);
      return;
    }
  upkeep->renewal_error = g_error_copy (error);
  lk_back_off_fail (&upkeep->back_off, lk_account_get_ports (self)->clock,
                    lk_error_get_retry_after (error));
}

const GError *
lk_account_get_renewal_trouble (LkAccount *self)
{
  LkUpkeep *upkeep = lk_account_get_upkeep (self);
  LkClock *clock = lk_account_get_ports (self)->clock;

  return lk_back_off_get_wait (&upkeep->back_off, clock) > 0 ? upkeep->renewal_error : NULL;
}

/**
 * lk_account_hurry:
 * @self: an account
 *
 * The person wants it now, or the network is back: what was left alone because it kept failing may
 * be tried at once.
 */
void
lk_account_hurry (LkAccount *self)
{
  g_return_if_fail (LK_IS_ACCOUNT (self));

  lk_back_off_reset (&lk_account_get_upkeep (self)->back_off);
}

gint64 *
lk_account_refused_at (LkAccount *self)
{
  return &lk_account_get_upkeep (self)->refused_at;
}

/* Nobody is woken any more for an account that goes. */
void
lk_account_stop_upkeep (LkAccount *self)
{
  stop_trying_index (self);
  stop_waiting (self);
}
