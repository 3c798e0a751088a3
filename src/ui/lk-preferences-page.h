/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-account-list.h"

G_BEGIN_DECLS

#define LK_PREFERENCES_WINDOW_NAME "preferences-window"

#define LK_TYPE_PREFERENCES_PAGE (lk_preferences_page_get_type ())
G_DECLARE_FINAL_TYPE (LkPreferencesPage, lk_preferences_page, LK, PREFERENCES_PAGE,
                      AdwPreferencesPage)

/* (transfer floating) */
GtkWidget *lk_preferences_page_new (LkAccountList *accounts);
/* Shows it above @parent: (nullable). */
void       lk_show_preferences     (GtkWindow     *parent,
                                    LkAccountList *accounts);

G_END_DECLS
