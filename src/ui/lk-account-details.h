/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"

G_BEGIN_DECLS

/* What somebody who helps asks for, without any secret: several lines of plain text. */
char *lk_account_details (LkAccount *account);

G_END_DECLS
