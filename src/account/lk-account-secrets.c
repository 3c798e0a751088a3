/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-private.h"

#include "lk-crash-point.h"
#include "lk-error.h"
#include "lk-files.h"

/*
 * What an account reads from, writes to and erases from this computer. Secrets go through its
 * keeper; the account adds what is to be seen of that.
 */

void
lk_account_take_tokens (LkAccount *self,
                        LkTokens  *tokens,
                        LkSecret  *previous)
{
  lk_token_keeper_take (lk_account_get_keeper (self), tokens, previous);
  lk_account_note_tokens (self);
}

void
lk_account_forget_tokens (LkAccount *self)
{
  lk_token_keeper_forget (lk_account_get_keeper (self));
  lk_account_note_tokens (self);
}

static void
return_tokens (GTask    *task,
               LkTokens *tokens)
{
  g_task_return_pointer (task, lk_tokens_ref (tokens), (GDestroyNotify) lk_tokens_unref);
}

/* The keyring is open and the secrets aren't there: the session can't be used. The index is not
 * told: should the person go back to another keyring, the next start finds them there. */
static void
return_nothing (GTask *task)
{
  LkAccount *self = g_task_get_source_object (task);
  GError *error = g_error_new_literal (LK_ERROR, LK_ERROR_SECRETS_MISSING,
                                       "The keyring is open but has no secrets for this account");

  if (lk_auth_state_has_session (lk_account_get_state (self)))
    lk_account_enter (self, LK_AUTH_STATE_NEEDS_SIGN_IN, error);
  g_task_return_error (task, error);
}

/* What to make of what the store has. @stored: (nullable) */
typedef void (*Compare) (LkAccount *self,
                         LkTokens  *stored,
                         LkSecret  *previous);

static void
finish_reading (LkTokenKeeper *keeper,
                GAsyncResult  *result,
                GTask         *task,
                Compare        compare)
{
  LkAccount *self = g_task_get_source_object (task);
  g_autoptr (LkTokens) tokens = NULL;
  g_autoptr (LkSecret) previous = NULL;
  GError *error = NULL;

  tokens = lk_token_keeper_load_finish (keeper, result, &previous, &error);
  lk_account_note_keyring (self, error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  compare (self, tokens, previous);
  if (lk_account_get_tokens (self) == NULL)
    return_nothing (task);
  else
    return_tokens (task, lk_account_get_tokens (self));
}

/* Somebody may have read or renewed them while the keyring was thinking. */
static void
take_first (LkAccount *self,
            LkTokens  *stored,
            LkSecret  *previous)
{
  if (stored != NULL && lk_account_get_tokens (self) == NULL)
    lk_account_take_tokens (self, stored, previous);
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;

  finish_reading (LK_TOKEN_KEEPER (source), result, task, take_first);
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
      return_tokens (task, tokens);
      g_object_unref (task);
      return;
    }
  lk_account_wait_for_keyring (self);
  lk_token_keeper_load_async (lk_account_get_keeper (self), cancellable, on_loaded, task);
}

static LkTokens *
finish_tokens (LkAccount    *self,
               GAsyncResult *result,
               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

LkTokens *
lk_account_load_tokens_finish (LkAccount    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return finish_tokens (self, result, error);
}

/* What is in the store takes the place of what is in memory. Should it turn out to be worthless,
 * there is still the refresh token from memory: an old copy of a keyring may have come back. */
static void
take_newer (LkAccount *self,
            LkTokens  *stored,
            LkSecret  *previous)
{
  LkTokens *known = lk_account_get_tokens (self);
  LkAccountIndex *index = lk_account_get_ports (self)->index;

  if (stored == NULL && !lk_account_index_has (index, lk_account_get_id (self)))
    lk_account_forget_tokens (self); /* another program has signed it out, and is ending it */
  if (stored == NULL)
    return;
  if (known == NULL)
    lk_account_take_tokens (self, stored, previous);
  else if (!lk_secret_equal (known->access_token, stored->access_token))
    lk_account_take_tokens (self, stored, known->refresh_token);
}

static void
on_reloaded (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;

  finish_reading (LK_TOKEN_KEEPER (source), result, task, take_newer);
}

void
lk_account_reload_tokens_async (LkAccount           *self,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  LkTokenKeeper *keeper = lk_account_get_keeper (self);

  g_task_set_source_tag (task, lk_account_reload_tokens_async);
  if (lk_token_keeper_get_unsaved (keeper))
    {
      return_tokens (task, lk_account_get_tokens (self));
      g_object_unref (task);
      return;
    }
  lk_account_wait_for_keyring (self);
  lk_token_keeper_load_async (keeper, cancellable, on_reloaded, task);
}

LkTokens *
lk_account_reload_tokens_finish (LkAccount    *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return finish_tokens (self, result, error);
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  LkAccount *self = g_task_get_source_object (task);
  GError *error = NULL;
  gboolean saved = lk_token_keeper_save_finish (LK_TOKEN_KEEPER (source), result, &error);

  lk_account_note_tokens (self);
  lk_account_note_keyring (self, error);
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
  lk_account_wait_for_keyring (self);
  lk_token_keeper_save_async (lk_account_get_keeper (self), label, tokens, previous_refresh_token,
                              on_saved, task);
}

static gboolean
finish_boolean (LkAccount    *self,
                GAsyncResult *result,
                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
lk_account_save_tokens_finish (LkAccount    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return finish_boolean (self, result, error);
}

static void
on_tokens_removed (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean removed = lk_token_keeper_remove_finish (LK_TOKEN_KEEPER (source), result, &error);

  lk_account_note_tokens (g_task_get_source_object (task));
  if (removed)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
lk_account_remove_tokens_async (LkAccount           *self,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, lk_account_remove_tokens_async);
  lk_token_keeper_remove_async (lk_account_get_keeper (self), on_tokens_removed, task);
}

gboolean
lk_account_remove_tokens_finish (LkAccount    *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return finish_boolean (self, result, error);
}

static void
erase_files (LkAccount *self)
{
  g_autofree char *jar = lk_account_get_jar (self);
  g_autofree char *avatar = lk_account_get_avatar_path (self);

  LK_CRASH_POINT ("jar-remove");
  lk_remove_tree (jar);
  LK_CRASH_POINT ("jar-removed");
  lk_remove_tree (avatar);
  LK_CRASH_POINT ("avatar-removed");
}

/* The index comes last: as long as something is left the account is there, to be seen and to be
 * signed out once more. */
static void
on_removed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  LkAccount *self = LK_ACCOUNT (source);
  LkAccountIndex *index = lk_account_get_ports (self)->index;
  GError *error = NULL;

  if (!lk_account_remove_tokens_finish (self, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  erase_files (self);
  if (!lk_account_index_remove (index, lk_account_get_id (self), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  lk_account_remove_lock (self);
  g_task_return_boolean (task, TRUE);
}

void
lk_account_erase_async (LkAccount           *self,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, lk_account_erase_async);
  lk_account_remove_tokens_async (self, on_removed, task);
}

gboolean
lk_account_erase_finish (LkAccount    *self,
                         GAsyncResult *result,
                         GError      **error)
{
  return finish_boolean (self, result, error);
}
