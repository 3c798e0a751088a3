/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-revocation-store.h"

G_DEFINE_INTERFACE (LkRevocationStore, lk_revocation_store, G_TYPE_OBJECT)

static void
lk_revocation_store_default_init (LkRevocationStoreInterface *iface)
{
}

/**
 * lk_revocation_store_load_async:
 * @self: a store
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 */
void
lk_revocation_store_load_async (LkRevocationStore   *self,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_return_if_fail (LK_IS_REVOCATION_STORE (self));

  LK_REVOCATION_STORE_GET_IFACE (self)->load_async (self, cancellable, callback, user_data);
}

/**
 * lk_revocation_store_load_finish:
 * @error: return location for %LK_ERROR_KEYRING_LOCKED or %LK_ERROR_KEYRING_FAILED
 *
 * Returns: (transfer full) (element-type LkRevocation): those that can be read; the others stay
 *   where they are
 */
GPtrArray *
lk_revocation_store_load_finish (LkRevocationStore *self,
                                 GAsyncResult      *result,
                                 GError           **error)
{
  g_return_val_if_fail (LK_IS_REVOCATION_STORE (self), NULL);

  return LK_REVOCATION_STORE_GET_IFACE (self)->load_finish (self, result, error);
}

/**
 * lk_revocation_store_save_async:
 * @self: a store
 * @revocation: what to keep; one with its ID is replaced
 * @cancellable: (nullable): to stop it
 * @callback: called when it is safe, or not
 * @user_data: for @callback
 */
void
lk_revocation_store_save_async (LkRevocationStore   *self,
                                LkRevocation        *revocation,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_return_if_fail (LK_IS_REVOCATION_STORE (self));

  LK_REVOCATION_STORE_GET_IFACE (self)->save_async (self, revocation, cancellable, callback,
                                                    user_data);
}

/** lk_revocation_store_save_finish: Returns: whether it is safe */
gboolean
lk_revocation_store_save_finish (LkRevocationStore *self,
                                 GAsyncResult      *result,
                                 GError           **error)
{
  g_return_val_if_fail (LK_IS_REVOCATION_STORE (self), FALSE);

  return LK_REVOCATION_STORE_GET_IFACE (self)->save_finish (self, result, error);
}

/**
 * lk_revocation_store_remove_async:
 * @self: a store
 * @id: which one; it may not be there
 * @cancellable: (nullable): to stop it
 * @callback: called when it is gone, or not
 * @user_data: for @callback
 */
void
lk_revocation_store_remove_async (LkRevocationStore   *self,
                                  const char          *id,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_return_if_fail (LK_IS_REVOCATION_STORE (self));

  LK_REVOCATION_STORE_GET_IFACE (self)->remove_async (self, id, cancellable, callback, user_data);
}

/** lk_revocation_store_remove_finish: Returns: whether it is gone */
gboolean
lk_revocation_store_remove_finish (LkRevocationStore *self,
                                   GAsyncResult      *result,
                                   GError           **error)
{
  g_return_val_if_fail (LK_IS_REVOCATION_STORE (self), FALSE);

  return LK_REVOCATION_STORE_GET_IFACE (self)->remove_finish (self, result, error);
}
