/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-revocation-store-keyring.h"

struct _LkRevocationStoreKeyring
{
  GObject    parent_instance;
  LkKeyring *keyring;
};

static void init_revocation_store (LkRevocationStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LkRevocationStoreKeyring, lk_revocation_store_keyring, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LK_TYPE_REVOCATION_STORE,
                                                      init_revocation_store))

static void
lk_revocation_store_keyring_finalize (GObject *object)
{
  g_clear_object (&LK_REVOCATION_STORE_KEYRING (object)->keyring);
  G_OBJECT_CLASS (lk_revocation_store_keyring_parent_class)->finalize (object);
}

static void
lk_revocation_store_keyring_class_init (LkRevocationStoreKeyringClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_revocation_store_keyring_finalize;
}

static void
lk_revocation_store_keyring_init (LkRevocationStoreKeyring *self)
{
}

/**
 * lk_revocation_store_keyring_new:
 * @keyring: where to keep them
 *
 * Returns: (transfer full): a store in @keyring
 */
LkRevocationStore *
lk_revocation_store_keyring_new (LkKeyring *keyring)
{
  LkRevocationStoreKeyring *self = g_object_new (LK_TYPE_REVOCATION_STORE_KEYRING, NULL);

  self->keyring = g_object_ref (keyring);
  return LK_REVOCATION_STORE (self);
}

static LkKeyring *
get_keyring (LkRevocationStore *store)
{
  return LK_REVOCATION_STORE_KEYRING (store)->keyring;
}

/* One that can't be read must not stand in the way of the others. It stays: a later version of the
 * program may know it. */
static GPtrArray *
read_items (GPtrArray *items)
{
  GPtrArray *revocations =
    g_ptr_array_new_with_free_func ((GDestroyNotify) lk_revocation_unref);

  for (guint i = 0; i < items->len; i++)
    {
      LkKeyringItem *item = items->pdata[i];
      LkRevocation *revocation = lk_revocation_read (item->id, item->text);

      if (revocation != NULL)
        g_ptr_array_add (revocations, revocation);
      else
        g_warning ("A session that is to be ended can't be read from the keyring");
    }
  return revocations;
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) items = NULL;
  GError *error = NULL;

  items = lk_keyring_load_finish (LK_KEYRING (source), result, &error);
  if (items != NULL)
    g_task_return_pointer (task, read_items (items), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
load_async (LkRevocationStore   *store,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, load_async);
  lk_keyring_load_async (get_keyring (store), LK_KEYRING_REVOCATIONS, NULL, cancellable, on_loaded,
                         task);
}

static GPtrArray *
load_finish (LkRevocationStore *store,
             GAsyncResult      *result,
             GError           **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (lk_keyring_save_finish (LK_KEYRING (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* What a keyring manager shows. */
static char *
dup_label (const LkRevocation *revocation)
{
  return g_strconcat ("Latchkey, to be signed out: ",
                      revocation->user_id != NULL ? revocation->user_id : revocation->base_url,
                      NULL);
}

static void
save_async (LkRevocationStore   *store,
            LkRevocation        *revocation,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);
  g_autoptr (LkSecret) text = lk_revocation_write (revocation);
  g_autofree char *label = dup_label (revocation);

  g_task_set_source_tag (task, save_async);
  lk_keyring_save_async (get_keyring (store), LK_KEYRING_REVOCATIONS, revocation->id, label, text,
                         cancellable, on_saved, task);
}

static gboolean
finish_boolean (LkRevocationStore *store,
                GAsyncResult      *result,
                GError           **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_removed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (lk_keyring_remove_finish (LK_KEYRING (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
remove_async (LkRevocationStore   *store,
              const char          *id,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, remove_async);
  lk_keyring_remove_async (get_keyring (store), LK_KEYRING_REVOCATIONS, id, cancellable, on_removed,
                           task);
}

static void
init_revocation_store (LkRevocationStoreInterface *iface)
{
  iface->load_async = load_async;
  iface->load_finish = load_finish;
  iface->save_async = save_async;
  iface->save_finish = finish_boolean;
  iface->remove_async = remove_async;
  iface->remove_finish = finish_boolean;
}
