/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "lk-tokens.h"

G_BEGIN_DECLS

#define LK_TYPE_ACCOUNT_STORE (lk_account_store_get_type ())
G_DECLARE_INTERFACE (LkAccountStore, lk_account_store, LK, ACCOUNT_STORE, GObject)

/**
 * LkAccountStoreInterface:
 * @load_async: reads the tokens of an account
 * @load_finish: (nullable) without error: the store is open and has nothing for the account
 * @save_async: writes them; finished only when they are safe
 * @save_finish: whether they are
 * @remove_async: forgets them
 * @remove_finish: whether they are gone
 * @ask_again: the next call that needs it may ask the person to unlock it, even if they said no
 * @look: whether it is locked becomes known, without asking anybody
 *
 * Where secrets are kept, as a port: one item an account. Errors: LK_ERROR_KEYRING_LOCKED when
 * the person has to unlock it, LK_ERROR_KEYRING_FAILED for all else.
 */
struct _LkAccountStoreInterface
{
  GTypeInterface parent;

  void      (*load_async)    (LkAccountStore      *self,
                              const char          *account_id,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data);
  LkTokens *(*load_finish)   (LkAccountStore      *self,
                              GAsyncResult        *result,
                              LkSecret           **previous_refresh_token,
                              GError             **error);
  void      (*save_async)    (LkAccountStore      *self,
                              const char          *account_id,
                              const char          *label,
                              LkTokens            *tokens,
                              LkSecret            *previous_refresh_token,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data);
  gboolean  (*save_finish)   (LkAccountStore      *self,
                              GAsyncResult        *result,
                              GError             **error);
  void      (*remove_async)  (LkAccountStore      *self,
                              const char          *account_id,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data);
  gboolean  (*remove_finish) (LkAccountStore      *self,
                              GAsyncResult        *result,
                              GError             **error);
  void      (*ask_again)     (LkAccountStore      *self);
  void      (*look)          (LkAccountStore      *self);
};

void      lk_account_store_load_async    (LkAccountStore      *self,
                                          const char          *account_id,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
LkTokens *lk_account_store_load_finish   (LkAccountStore      *self,
                                          GAsyncResult        *result,
                                          LkSecret           **previous_refresh_token,
                                          GError             **error);
void      lk_account_store_save_async    (LkAccountStore      *self,
                                          const char          *account_id,
                                          const char          *label,
                                          LkTokens            *tokens,
                                          LkSecret            *previous_refresh_token,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean  lk_account_store_save_finish   (LkAccountStore      *self,
                                          GAsyncResult        *result,
                                          GError             **error);
void      lk_account_store_remove_async  (LkAccountStore      *self,
                                          const char          *account_id,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean  lk_account_store_remove_finish (LkAccountStore      *self,
                                          GAsyncResult        *result,
                                          GError             **error);
void      lk_account_store_ask_again     (LkAccountStore      *self);
/* The property `locked`: the person has to unlock it before anything can be read. */
gboolean  lk_account_store_get_locked    (LkAccountStore      *self);
void      lk_account_store_look          (LkAccountStore      *self);

G_END_DECLS
