/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-clean-up.h"

G_BEGIN_DECLS

#define LK_TYPE_CLEAN_UP_PAGE (lk_clean_up_page_get_type ())
G_DECLARE_FINAL_TYPE (LkCleanUpPage, lk_clean_up_page, LK, CLEAN_UP_PAGE, AdwBin)

GtkWidget *lk_clean_up_page_new       (LkCleanUp     *walk);
/* The person may have removed the device, somewhere else: asks the homeserver. */
void       lk_clean_up_page_come_back (LkCleanUpPage *self);

G_END_DECLS
