/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-private.h"

#include "lk-error.h"
#include "lk-files.h"

/*
 * What an account reads from, writes to and erases from this computer. Secrets go through the
 * store; memory is always the newer copy.
 */

/* The keyring is open and the secrets aren't there: the session can't be used. The index is not
 * told: should the person go back to another keyring, the next start finds them there. */
static void
return_nothing (GTask *task)
{
  LkAccount *self = g_task_get_source_object (task);
  GError *error = g_error_new_literal (LK_ERROR, LK_ERROR_EXPIRED,
                                       "The keyring is open but has no secrets for this account");

  if (lk_auth_state_has_session (lk_account_get_state (self)))
    lk_account_enter (self, LK_AUTH_STATE_NEEDS_SIGN_IN, error);
  g_task_return_error (task, error);
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkTokens) tokens = NULL;
  LkAccount *self = g_task_get_source_object (task);
  GError *error = NULL;

  tokens = lk_account_store_load_finish (LK_ACCOUNT_STORE (source), result, NULL, &error);
  lk_account_note_keyring (self, error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  /* Somebody may have read or renewed them while the keyring was thinking. */
  if (lk_account_get_tokens (self) == NULL && tokens != NULL)
    lk_account_set_tokens (self, tokens);
  if (lk_account_get_tokens (self) == NULL)
    {
      return_nothing (task);
      return;
    }
  g_task_return_pointer (task, lk_tokens_ref (lk_account_get_tokens (self)),
                         (GDestroyNotify) lk_tokens_unref);
}

void
lk_account_load_tokens_async (LkAccount           *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  LkTokens *tokens = lk_account_get_tokens (self);

  g_task_set_source_tag (task, lk_account_load_tokens_async);
  if (tokens != NULL)
    {
      g_task_return_pointer (task, lk_tokens_ref (tokens), (GDestroyNotify) lk_tokens_unref);
      g_object_unref (task);
      return;
    }
  lk_account_store_load_async (lk_account_get_ports (self)->store, lk_account_get_id (self),
                               cancellable, on_loaded, task);
}

LkTokens *
lk_account_load_tokens_finish (LkAccount    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  LkAccount *self = g_task_get_source_object (task);
  GError *error = NULL;
  gboolean saved = lk_account_store_save_finish (LK_ACCOUNT_STORE (source), result, &error);

  lk_account_set_tokens (self, g_task_get_task_data (task));
  lk_account_note_keyring (self, error);
  lk_account_set_unsaved (self, !saved);
  if (saved)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Until the store has spoken, nobody can find the new pair in memory and use it. */
void
lk_account_save_tokens_async (LkAccount           *self,
                              LkTokens            *tokens,
                              LkSecret            *previous_refresh_token,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *label = lk_account_dup_label (self);

  g_task_set_source_tag (task, lk_account_save_tokens_async);
  g_task_set_task_data (task, lk_tokens_ref (tokens), (GDestroyNotify) lk_tokens_unref);
  lk_account_store_save_async (lk_account_get_ports (self)->store, lk_account_get_id (self), label,
                               tokens, previous_refresh_token, NULL, on_saved, task);
}

gboolean
lk_account_save_tokens_finish (LkAccount    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
erase_files (LkAccount *self)
{
  g_autofree char *jar = lk_account_get_jar (self);
  g_autofree char *avatar = lk_account_get_avatar_path (self);

  lk_remove_tree (jar);
  lk_remove_tree (avatar);
}

static void
on_removed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  LkAccount *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!lk_account_store_remove_finish (LK_ACCOUNT_STORE (source), result, &error) ||
      !lk_account_index_remove (lk_account_get_ports (self)->index, lk_account_get_id (self),
                                &error))
    {
      g_task_return_error (task, error);
      return;
    }
  lk_account_set_tokens (self, NULL);
  lk_account_set_unsaved (self, FALSE);
  erase_files (self);
  g_task_return_boolean (task, TRUE);
}

void
lk_account_erase_async (LkAccount           *self,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, lk_account_erase_async);
  lk_account_store_remove_async (lk_account_get_ports (self)->store, lk_account_get_id (self), NULL,
                                 on_removed, task);
}

gboolean
lk_account_erase_finish (LkAccount    *self,
                         GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
