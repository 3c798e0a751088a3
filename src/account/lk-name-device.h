/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"

G_BEGIN_DECLS

/* Gives the device of a session that has just begun the name that new ones have. Nobody waits for
 * it, and nothing comes of it when it fails. */
void lk_name_device (LkAccount *account);

G_END_DECLS
