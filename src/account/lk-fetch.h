/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"

G_BEGIN_DECLS

/* Asks the homeserver something as this account: reads the tokens when they aren't there yet,
 * renews them shortly before they expire, sends, and on 401 M_UNKNOWN_TOKEN renews and sends once
 * more (spec §5.3). @request: (transfer full): must go to the account's own homeserver. */
void            lk_fetch_async  (LkAccount           *account,
                                 LkHttpRequest       *request,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
LkHttpResponse *lk_fetch_finish (LkAccount           *account,
                                 GAsyncResult        *result,
                                 GError             **error);

/* The person's name and picture: asked, written to the index, the picture to the cache. */
void            lk_fetch_profile_async  (LkAccount           *account,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
gboolean        lk_fetch_profile_finish (LkAccount           *account,
                                         GAsyncResult        *result,
                                         GError             **error);

G_END_DECLS
