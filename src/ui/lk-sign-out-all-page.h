/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-sign-out-all.h"

G_BEGIN_DECLS

#define LK_TYPE_SIGN_OUT_ALL_PAGE (lk_sign_out_all_page_get_type ())
G_DECLARE_FINAL_TYPE (LkSignOutAllPage, lk_sign_out_all_page, LK, SIGN_OUT_ALL_PAGE, AdwBin)

/* Begins with it. */
GtkWidget *lk_sign_out_all_page_new     (LkSignOutAll     *all);
gboolean   lk_sign_out_all_page_is_over (LkSignOutAllPage *self);
/* Stops what has not been begun with; whether the page may be left now. */
gboolean   lk_sign_out_all_page_stop    (LkSignOutAllPage *self);

/* Asks whether at all. @answered: called with @user_data when the answer is yes */
void       lk_sign_out_all_ask          (GtkWidget        *window,
                                         guint             n_accounts,
                                         GSourceOnceFunc   answered,
                                         gpointer          user_data);

G_END_DECLS
