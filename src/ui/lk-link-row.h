/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-account-links.h"
#include "lk-account.h"

G_BEGIN_DECLS

#define LK_TYPE_LINK_ROW (lk_link_row_get_type ())
G_DECLARE_FINAL_TYPE (LkLinkRow, lk_link_row, LK, LINK_ROW, AdwActionRow)

GtkWidget *lk_link_row_new     (LkAccount     *account,
                                LkAccountLink  link);
/* (transfer full) (nullable): the address it leads to now */
char      *lk_link_row_dup_uri (LkLinkRow     *self);

G_END_DECLS
