/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account-list.h"

G_BEGIN_DECLS

/* The person wants the keyring to be unlocked: they are asked, once, and every account that found
 * it locked looks again. */
void lk_open_keyring (LkAccountList *accounts);

G_END_DECLS
