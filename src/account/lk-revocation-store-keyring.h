/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-keyring.h"
#include "lk-revocation-store.h"

G_BEGIN_DECLS

/**
 * LkRevocationStoreKeyring:
 *
 * Sessions that are still to be ended, in the person's keyring: one item each.
 */
#define LK_TYPE_REVOCATION_STORE_KEYRING (lk_revocation_store_keyring_get_type ())
G_DECLARE_FINAL_TYPE (LkRevocationStoreKeyring, lk_revocation_store_keyring,
                      LK, REVOCATION_STORE_KEYRING, GObject)

LkRevocationStore *lk_revocation_store_keyring_new (LkKeyring *keyring);

G_END_DECLS
