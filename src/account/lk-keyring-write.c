/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-crash-point.h"
#include "lk-error.h"
#include "lk-keyring-private.h"

/* Writing. The search before it is there to ask the person once, and not at each try. */

static void
on_stored (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    {
      LK_CRASH_POINT ("keyring-saved");
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    LK_KEYRING (g_task_get_source_object (task))->is_refused = TRUE;
  lk_keyring_return_error (task, error);
}

static void
store (GTask *task)
{
  LkKeyringCall *call = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes = lk_keyring_make_attributes (call->kind, call->id);

  LK_CRASH_POINT ("keyring-save");
  secret_password_storev_binary (lk_keyring_get_schema (), attributes, SECRET_COLLECTION_DEFAULT,
                                 call->label, call->value, lk_keyring_get_cancellable (task),
                                 on_stored, task);
}

static void
on_collection_found (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  GTask *task = user_data;
  LkKeyring *self = g_task_get_source_object (task);
  g_autoptr (SecretCollection) collection = secret_collection_for_alias_finish (result, NULL);
  g_autoptr (GList) locked = NULL;

  /* Where there is none yet, storing makes one. */
  if (collection == NULL || !secret_collection_get_locked (collection))
    {
      store (task);
      return;
    }
  locked = g_list_prepend (NULL, collection);
  if (lk_keyring_may_ask (self, task))
    lk_keyring_ask (task, locked);
  else
    {
      lk_keyring_return_locked (task);
      g_object_unref (task);
    }
}

/* The first item of an account shows nothing of the keyring that it will be in. libsecret would ask
 * the person by itself, each time anew. */
static void
prepare_to_store (GTask *task,
                  GList *items)
{
  LkKeyring *self = g_task_get_source_object (task);
  gboolean is_open = items != NULL || self->is_in_file;

  lk_keyring_free_items (items);
  if (is_open)
    store (task);
  else
    secret_collection_for_alias (NULL, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                                 lk_keyring_get_cancellable (task), on_collection_found, task);
}

/**
 * lk_keyring_save_async:
 * @self: a keyring
 * @kind: what it is
 * @id: which of them; one that is there is replaced
 * @label: what a keyring manager shows to the person; no secret
 * @text: what to keep, JSON
 * @cancellable: (nullable): to stop it
 * @callback: called when it is safe, or not
 * @user_data: for @callback
 */
void
lk_keyring_save_async (LkKeyring           *self,
                       LkKeyringKind        kind,
                       const char          *id,
                       const char          *label,
                       LkSecret            *text,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task;
  LkKeyringCall *call;

  g_return_if_fail (LK_IS_KEYRING (self));

  task = lk_keyring_begin (self, kind, id, prepare_to_store, cancellable, callback, user_data);
  call = g_task_get_task_data (task);
  call->label = g_strdup (label);
  call->value = secret_value_new (lk_secret_peek (text), -1, "application/json");
  lk_keyring_start (task);
}

static gboolean
finish_boolean (LkKeyring    *self,
                GAsyncResult *result,
                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/** lk_keyring_save_finish: Returns: whether it is safe */
gboolean
lk_keyring_save_finish (LkKeyring    *self,
                        GAsyncResult *result,
                        GError      **error)
{
  return finish_boolean (self, result, error);
}

/* Removing. libsecret passes over locked items without a word, so they are looked for, and
 * unlocked, first: a secret that stays must not be called gone. */

static void
on_cleared (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  /* FALSE without an error: there was nothing, which is what was wanted. */
  secret_password_clear_finish (result, &error);
  LK_CRASH_POINT ("keyring-removed");
  if (error != NULL)
    lk_keyring_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void delete_next (GTask *task);

static void
on_deleted (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  /* Another program may have been quicker: then it is gone, which is what was wanted. */
  if (secret_item_delete_finish (SECRET_ITEM (source), result, &error) ||
      g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD))
    {
      g_clear_error (&error);
      delete_next (g_steal_pointer (&task));
    }
  else
    lk_keyring_return_error (task, error);
}

static void
delete_next (GTask *task)
{
  LkKeyringCall *call = g_task_get_task_data (task);
  g_autoptr (SecretItem) next = NULL;

  if (call->left == NULL)
    {
      LK_CRASH_POINT ("keyring-removed");
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  next = call->left->data;
  call->left = g_list_delete_link (call->left, call->left);
  secret_item_delete (next, lk_keyring_get_cancellable (task), on_deleted, task);
}

/* In a keyring service one item after the other: libsecret 0.20 answers twice when one of several
 * is gone already. The items of its file are of another kind, and can only be cleared. */
static void
clear (GTask *task,
       GList *items)
{
  LkKeyringCall *call = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes = lk_keyring_make_attributes (call->kind, call->id);

  if (items != NULL && SECRET_IS_ITEM (items->data))
    {
      call->left = items;
      delete_next (task);
      return;
    }
  lk_keyring_free_items (items);
  secret_password_clearv (lk_keyring_get_schema (), attributes, lk_keyring_get_cancellable (task),
                          on_cleared, task);
}

/**
 * lk_keyring_remove_async:
 * @self: a keyring
 * @kind: what it is
 * @id: which of them; it may not be there
 * @cancellable: (nullable): to stop it
 * @callback: called when it is gone, or not
 * @user_data: for @callback
 */
void
lk_keyring_remove_async (LkKeyring           *self,
                         LkKeyringKind        kind,
                         const char          *id,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (LK_IS_KEYRING (self));

  lk_keyring_start (lk_keyring_begin (self, kind, id, clear, cancellable, callback, user_data));
}

/** lk_keyring_remove_finish: Returns: whether it is gone (or never was there) */
gboolean
lk_keyring_remove_finish (LkKeyring    *self,
                          GAsyncResult *result,
                          GError      **error)
{
  return finish_boolean (self, result, error);
}
