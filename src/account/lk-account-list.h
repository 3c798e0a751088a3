/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"

G_BEGIN_DECLS

/**
 * LkAccountList:
 *
 * The accounts, as a list model, in the order in which they were added. An account that is signed
 * out leaves by itself.
 */
#define LK_TYPE_ACCOUNT_LIST (lk_account_list_get_type ())
G_DECLARE_FINAL_TYPE (LkAccountList, lk_account_list, LK, ACCOUNT_LIST, GObject)

LkAccountList *lk_account_list_new    (LkPorts        *ports);
LkPorts       *lk_account_list_get_ports (LkAccountList *self);
/* Reads the index. What can't be read is reported in @error, the rest is there all the same. */
gboolean       lk_account_list_load   (LkAccountList  *self,
                                       GError        **error);
/* Takes in an account that has signed in. An older session of the same user at the same homeserver
 * is replaced: it is signed out, now that the new one is safe (E11). */
void           lk_account_list_add    (LkAccountList  *self,
                                       LkAccount      *account);
LkAccount     *lk_account_list_find   (LkAccountList  *self,
                                       const char     *base_url,
                                       const char     *user_id);
/* Deletes the cookies of all accounts. */
void           lk_account_list_forget_cookies (LkAccountList *self);
/* Goes on with sign-ins that were interrupted after their tokens were saved (E6), and with sessions
 * that are still to be ended at their servers. */
void           lk_account_list_resume (LkAccountList  *self);

G_END_DECLS
