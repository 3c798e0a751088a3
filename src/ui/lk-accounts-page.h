/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-account-list.h"

G_BEGIN_DECLS

#define LK_TYPE_ACCOUNTS_PAGE (lk_accounts_page_get_type ())
G_DECLARE_FINAL_TYPE (LkAccountsPage, lk_accounts_page, LK, ACCOUNTS_PAGE, AdwBin)

/* @accounts: a list model of #LkAccount */
void lk_accounts_page_set_accounts (LkAccountsPage *self,
                                    GListModel     *accounts);
/* Whether that is locked is told above the accounts. */
void lk_accounts_page_set_store (LkAccountsPage *self,
                                 LkAccountStore *store);
/* What is still open at servers though the accounts are gone. */
void lk_accounts_page_set_sessions (LkAccountsPage *self,
                                    LkRevocations  *sessions);

G_END_DECLS
