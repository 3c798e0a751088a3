/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LK_TYPE_ACCOUNT_SEARCH (lk_account_search_get_type ())
G_DECLARE_FINAL_TYPE (LkAccountSearch, lk_account_search, LK, ACCOUNT_SEARCH, AdwBin)

GtkWidget *lk_account_search_new        (GtkWidget       *page);
/* One that shows and hides the search; for the header bar. */
GtkWidget *lk_account_search_new_button (LkAccountSearch *self);
GtkFilter *lk_account_search_get_filter (LkAccountSearch *self);
void       lk_account_search_begin      (LkAccountSearch *self);

G_END_DECLS
