/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-account.h"

G_BEGIN_DECLS

#define LK_TYPE_ACCOUNT_ROW (lk_account_row_get_type ())
G_DECLARE_FINAL_TYPE (LkAccountRow, lk_account_row, LK, ACCOUNT_ROW, GtkBox)

GtkWidget *lk_account_row_new         (void);
LkAccount *lk_account_row_get_account (LkAccountRow *self);
void       lk_account_row_set_account (LkAccountRow *self,
                                       LkAccount    *account);

G_END_DECLS
