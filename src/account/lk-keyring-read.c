/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error.h"
#include "lk-keyring-private.h"

/* Reading, one item after the other. */
static void read_next (GTask *task);

static char *
dup_id (LkKeyringCall              *call,
        SecretRetrievable *item)
{
  g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (item);

  return g_strdup (g_hash_table_lookup (attributes, lk_keyring_get_id_attribute (call->kind)));
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  LkKeyringCall *call = g_task_get_task_data (task);
  GError *error = NULL;
  SecretRetrievable *retrievable = SECRET_RETRIEVABLE (source);
  SecretValue *value = secret_retrievable_retrieve_secret_finish (retrievable, result, &error);
  LkKeyringItem *item;
  const char *text;
  gsize length;

  if (value == NULL)
    {
      if (error == NULL)
        error = g_error_new_literal (LK_ERROR, LK_ERROR_KEYRING_FAILED, "An item has no secret");
      lk_keyring_return_error (task, error);
      return;
    }
  item = g_new0 (LkKeyringItem, 1);
  text = secret_value_get (value, &length);
  item->id = dup_id (call, retrievable);
  item->text = lk_secret_new_len (text, length);
  secret_value_unref (value);
  g_ptr_array_add (call->items, item);
  read_next (g_steal_pointer (&task));
}

static void
read_next (GTask *task)
{
  LkKeyringCall *call = g_task_get_task_data (task);
  g_autoptr (SecretRetrievable) next = NULL;

  if (call->left == NULL)
    {
      g_task_return_pointer (task, g_steal_pointer (&call->items),
                             (GDestroyNotify) g_ptr_array_unref);
      g_object_unref (task);
      return;
    }
  next = call->left->data;
  call->left = g_list_delete_link (call->left, call->left);
  secret_retrievable_retrieve_secret (next, lk_keyring_get_cancellable (task), on_read, task);
}

static void
read_items (GTask *task,
            GList *items)
{
  LkKeyringCall *call = g_task_get_task_data (task);

  call->items = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_keyring_item_free);
  call->left = items;
  read_next (task);
}

/**
 * lk_keyring_load_async:
 * @self: a keyring
 * @kind: what to look for
 * @id: (nullable): one of them, or %NULL for all
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 */
void
lk_keyring_load_async (LkKeyring           *self,
                       LkKeyringKind        kind,
                       const char          *id,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_return_if_fail (LK_IS_KEYRING (self));

  lk_keyring_start (lk_keyring_begin (self, kind, id, read_items, cancellable, callback,
                                      user_data));
}

/**
 * lk_keyring_load_finish:
 * @error: return location for %LK_ERROR_KEYRING_LOCKED or %LK_ERROR_KEYRING_FAILED
 *
 * Returns: (transfer full) (element-type LkKeyringItem): what is there
 */
GPtrArray *
lk_keyring_load_finish (LkKeyring    *self,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
