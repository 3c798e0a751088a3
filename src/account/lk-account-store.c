/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-store.h"

G_DEFINE_INTERFACE (LkAccountStore, lk_account_store, G_TYPE_OBJECT)

static void
lk_account_store_default_init (LkAccountStoreInterface *iface)
{
  /** LkAccountStore:locked: the person has to unlock it before anything can be read. */
  g_object_interface_install_property (iface,
    g_param_spec_boolean ("locked", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
}

/**
 * lk_account_store_load_async:
 * @self: a store
 * @account_id: whose tokens
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 */
void
lk_account_store_load_async (LkAccountStore      *self,
                             const char          *account_id,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (LK_IS_ACCOUNT_STORE (self));

  LK_ACCOUNT_STORE_GET_IFACE (self)->load_async (self, account_id, cancellable, callback,
                                                 user_data);
}

/**
 * lk_account_store_load_finish:
 * @previous_refresh_token: (out) (optional) (nullable) (transfer full): what was kept beside
 * @error: return location for %LK_ERROR_KEYRING_LOCKED or %LK_ERROR_KEYRING_FAILED
 *
 * Returns: (transfer full) (nullable): the tokens; %NULL without an error when the store is
 *   open and has none
 */
LkTokens *
lk_account_store_load_finish (LkAccountStore *self,
                              GAsyncResult   *result,
                              LkSecret      **previous_refresh_token,
                              GError        **error)
{
  g_return_val_if_fail (LK_IS_ACCOUNT_STORE (self), NULL);

  return LK_ACCOUNT_STORE_GET_IFACE (self)->load_finish (self, result, previous_refresh_token,
                                                         error);
}

/**
 * lk_account_store_save_async:
 * @self: a store
 * @account_id: whose tokens
 * @label: what a keyring manager shows to the person; no secret
 * @tokens: what to keep
 * @previous_refresh_token: (nullable): kept beside, until @tokens are proven
 * @cancellable: (nullable): to stop it
 * @callback: called when they are safe, or not
 * @user_data: for @callback
 */
void
lk_account_store_save_async (LkAccountStore      *self,
                             const char          *account_id,
                             const char          *label,
                             LkTokens            *tokens,
                             LkSecret            *previous_refresh_token,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (LK_IS_ACCOUNT_STORE (self));

  LK_ACCOUNT_STORE_GET_IFACE (self)->save_async (self, account_id, label, tokens,
                                                 previous_refresh_token, cancellable, callback,
                                                 user_data);
}

/** lk_account_store_save_finish: Returns: whether the tokens are safe */
gboolean
lk_account_store_save_finish (LkAccountStore *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  g_return_val_if_fail (LK_IS_ACCOUNT_STORE (self), FALSE);

  return LK_ACCOUNT_STORE_GET_IFACE (self)->save_finish (self, result, error);
}

/**
 * lk_account_store_remove_async:
 * @self: a store
 * @account_id: whose tokens
 * @cancellable: (nullable): to stop it
 * @callback: called when they are gone, or not
 * @user_data: for @callback
 */
void
lk_account_store_remove_async (LkAccountStore      *self,
                               const char          *account_id,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (LK_IS_ACCOUNT_STORE (self));

  LK_ACCOUNT_STORE_GET_IFACE (self)->remove_async (self, account_id, cancellable, callback,
                                                   user_data);
}

/** lk_account_store_remove_finish: Returns: whether the tokens are gone (or never were there) */
gboolean
lk_account_store_remove_finish (LkAccountStore *self,
                                GAsyncResult   *result,
                                GError        **error)
{
  g_return_val_if_fail (LK_IS_ACCOUNT_STORE (self), FALSE);

  return LK_ACCOUNT_STORE_GET_IFACE (self)->remove_finish (self, result, error);
}

/**
 * lk_account_store_ask_again:
 * @self: a store
 *
 * The person wants it to be unlocked: the next call that needs it asks them for that, even if they
 * said no before.
 */
void
lk_account_store_ask_again (LkAccountStore *self)
{
  g_return_if_fail (LK_IS_ACCOUNT_STORE (self));

  LK_ACCOUNT_STORE_GET_IFACE (self)->ask_again (self);
}

/** lk_account_store_get_locked: Returns: whether it was found locked the last time */
gboolean
lk_account_store_get_locked (LkAccountStore *self)
{
  gboolean is_locked = FALSE;

  g_return_val_if_fail (LK_IS_ACCOUNT_STORE (self), FALSE);

  g_object_get (self, "locked", &is_locked, NULL);
  return is_locked;
}

/**
 * lk_account_store_look:
 * @self: a store
 *
 * Looks whether it is locked, without asking anybody; what comes of it is seen at the property.
 */
void
lk_account_store_look (LkAccountStore *self)
{
  g_return_if_fail (LK_IS_ACCOUNT_STORE (self));

  LK_ACCOUNT_STORE_GET_IFACE (self)->look (self);
}
