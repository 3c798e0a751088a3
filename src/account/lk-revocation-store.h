/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "lk-revocation.h"

G_BEGIN_DECLS

#define LK_TYPE_REVOCATION_STORE (lk_revocation_store_get_type ())
G_DECLARE_INTERFACE (LkRevocationStore, lk_revocation_store, LK, REVOCATION_STORE, GObject)

/**
 * LkRevocationStoreInterface:
 * @load_async: reads all of them
 * @load_finish: (element-type LkRevocation): what is there and can be read
 * @save_async: writes one; finished only when it is safe
 * @save_finish: whether it is
 * @remove_async: forgets one, which may not be there
 * @remove_finish: whether it is gone
 *
 * Where sessions that are still to be ended are kept, as a port: they hold secrets. Errors:
 * LK_ERROR_KEYRING_LOCKED when the person has to unlock it, LK_ERROR_KEYRING_FAILED for all else.
 */
struct _LkRevocationStoreInterface
{
  GTypeInterface parent;

  void       (*load_async)    (LkRevocationStore   *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data);
  GPtrArray *(*load_finish)   (LkRevocationStore   *self,
                               GAsyncResult        *result,
                               GError             **error);
  void       (*save_async)    (LkRevocationStore   *self,
                               LkRevocation        *revocation,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data);
  gboolean   (*save_finish)   (LkRevocationStore   *self,
                               GAsyncResult        *result,
                               GError             **error);
  void       (*remove_async)  (LkRevocationStore   *self,
                               const char          *id,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data);
  gboolean   (*remove_finish) (LkRevocationStore   *self,
                               GAsyncResult        *result,
                               GError             **error);
};

void       lk_revocation_store_load_async    (LkRevocationStore   *self,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
GPtrArray *lk_revocation_store_load_finish   (LkRevocationStore   *self,
                                              GAsyncResult        *result,
                                              GError             **error);
void       lk_revocation_store_save_async    (LkRevocationStore   *self,
                                              LkRevocation        *revocation,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean   lk_revocation_store_save_finish   (LkRevocationStore   *self,
                                              GAsyncResult        *result,
                                              GError             **error);
void       lk_revocation_store_remove_async  (LkRevocationStore   *self,
                                              const char          *id,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean   lk_revocation_store_remove_finish (LkRevocationStore   *self,
                                              GAsyncResult        *result,
                                              GError             **error);

G_END_DECLS
