/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-account.h"

G_BEGIN_DECLS

#define LK_TYPE_ACCOUNT_PAGE (lk_account_page_get_type ())
G_DECLARE_FINAL_TYPE (LkAccountPage, lk_account_page, LK, ACCOUNT_PAGE, AdwBin)

GtkWidget *lk_account_page_new         (LkAccount     *account);
LkAccount *lk_account_page_get_account (LkAccountPage *self);
/* Asks the homeserver for the name, the picture and the devices anew. */
void       lk_account_page_refresh     (LkAccountPage *self);

G_END_DECLS
