/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"
#include "lk-contacts-api.h"

G_BEGIN_DECLS

/* The e-mail addresses and phone numbers of the account. (element-type LkContact) */
void       lk_list_contacts_async  (LkAccount           *account,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
GPtrArray *lk_list_contacts_finish (LkAccount           *account,
                                    GAsyncResult        *result,
                                    GError             **error);

G_END_DECLS
