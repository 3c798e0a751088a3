/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account-store.h"
#include "lk-keyring.h"

G_BEGIN_DECLS

#define LK_TYPE_ACCOUNT_STORE_KEYRING (lk_account_store_keyring_get_type ())
G_DECLARE_FINAL_TYPE (LkAccountStoreKeyring, lk_account_store_keyring,
                      LK, ACCOUNT_STORE_KEYRING, GObject)

LkAccountStore *lk_account_store_keyring_new (LkKeyring *keyring);

G_END_DECLS
