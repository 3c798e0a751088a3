/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-store-keyring.h"

#include "lk-error.h"
#include "lk-stored-tokens.h"

/* Tokens in the person's keyring: one item an account. */
struct _LkAccountStoreKeyring
{
  GObject    parent_instance;
  LkKeyring *keyring;
};

static void init_account_store (LkAccountStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LkAccountStoreKeyring, lk_account_store_keyring, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LK_TYPE_ACCOUNT_STORE, init_account_store))

enum
{
  PROP_LOCKED = 1,
};

static void
lk_account_store_keyring_get_property (GObject    *object,
                                       guint       prop_id,
                                       GValue     *value,
                                       GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_LOCKED:
      g_value_set_boolean (value,
                           lk_keyring_get_locked (LK_ACCOUNT_STORE_KEYRING (object)->keyring));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_account_store_keyring_finalize (GObject *object)
{
  g_clear_object (&LK_ACCOUNT_STORE_KEYRING (object)->keyring);
  G_OBJECT_CLASS (lk_account_store_keyring_parent_class)->finalize (object);
}

static void
lk_account_store_keyring_class_init (LkAccountStoreKeyringClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = lk_account_store_keyring_get_property;
  object_class->finalize = lk_account_store_keyring_finalize;
  g_object_class_override_property (object_class, PROP_LOCKED, "locked");
}

static void
lk_account_store_keyring_init (LkAccountStoreKeyring *self)
{
}

static void
on_locked_changed (LkAccountStoreKeyring *self)
{
  g_object_notify (G_OBJECT (self), "locked");
}

/**
 * lk_account_store_keyring_new:
 * @keyring: where to keep them
 *
 * Returns: (transfer full): a store in @keyring
 */
LkAccountStore *
lk_account_store_keyring_new (LkKeyring *keyring)
{
  LkAccountStoreKeyring *self = g_object_new (LK_TYPE_ACCOUNT_STORE_KEYRING, NULL);

  self->keyring = g_object_ref (keyring);
  g_signal_connect_object (keyring, "notify::locked", G_CALLBACK (on_locked_changed), self,
                           G_CONNECT_SWAPPED);
  return LK_ACCOUNT_STORE (self);
}

static LkKeyring *
get_keyring (LkAccountStore *store)
{
  return LK_ACCOUNT_STORE_KEYRING (store)->keyring;
}

typedef struct
{
  LkTokens *tokens;
  LkSecret *previous; /* (nullable) */
} Loaded;

static void
loaded_free (Loaded *self)
{
  g_clear_pointer (&self->tokens, lk_tokens_unref);
  g_clear_pointer (&self->previous, lk_secret_unref);
  g_free (self);
}

static void
return_item (GTask         *task,
             LkKeyringItem *item)
{
  Loaded *loaded = g_new0 (Loaded, 1);

  loaded->tokens = lk_stored_tokens_read (item->text, &loaded->previous);
  if (loaded->tokens != NULL)
    {
      g_task_return_pointer (task, loaded, (GDestroyNotify) loaded_free);
      return;
    }
  loaded_free (loaded);
  g_task_return_new_error (task, LK_ERROR, LK_ERROR_KEYRING_FAILED,
                           "The secrets in the keyring can't be read");
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
  if (items == NULL)
    g_task_return_error (task, error);
  else if (items->len == 0)
    g_task_return_pointer (task, NULL, NULL);
  else
    return_item (task, items->pdata[0]);
}

static void
load_async (LkAccountStore      *store,
            const char          *account_id,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, load_async);
  lk_keyring_load_async (get_keyring (store), LK_KEYRING_ACCOUNTS, account_id, cancellable,
                         on_loaded, task);
}

static LkTokens *
load_finish (LkAccountStore  *store,
             GAsyncResult    *result,
             LkSecret       **previous_refresh_token,
             GError         **error)
{
  Loaded *loaded = g_task_propagate_pointer (G_TASK (result), error);
  LkTokens *tokens;

  if (previous_refresh_token != NULL)
    *previous_refresh_token = loaded != NULL ? g_steal_pointer (&loaded->previous) : NULL;
  if (loaded == NULL)
    return NULL;
  tokens = g_steal_pointer (&loaded->tokens);
  loaded_free (loaded);
  return tokens;
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

static void
save_async (LkAccountStore      *store,
            const char          *account_id,
            const char          *label,
            LkTokens            *tokens,
            LkSecret            *previous_refresh_token,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);
  g_autoptr (LkSecret) text = lk_stored_tokens_write (tokens, previous_refresh_token);

  g_task_set_source_tag (task, save_async);
  lk_keyring_save_async (get_keyring (store), LK_KEYRING_ACCOUNTS, account_id, label, text,
                         cancellable, on_saved, task);
}

static gboolean
finish_boolean (LkAccountStore *store,
                GAsyncResult   *result,
                GError        **error)
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
remove_async (LkAccountStore      *store,
              const char          *account_id,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, remove_async);
  lk_keyring_remove_async (get_keyring (store), LK_KEYRING_ACCOUNTS, account_id, cancellable,
                           on_removed, task);
}

static void
ask_again (LkAccountStore *store)
{
  lk_keyring_ask_again (get_keyring (store));
}

static void
look (LkAccountStore *store)
{
  lk_keyring_look (get_keyring (store));
}

static void
init_account_store (LkAccountStoreInterface *iface)
{
  iface->load_async = load_async;
  iface->load_finish = load_finish;
  iface->save_async = save_async;
  iface->save_finish = finish_boolean;
  iface->remove_async = remove_async;
  iface->remove_finish = finish_boolean;
  iface->ask_again = ask_again;
  iface->look = look;
}
