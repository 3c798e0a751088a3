/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http.h"
#include "lk-revocation-store.h"

G_BEGIN_DECLS

/* One try to end a session whose account is gone from this computer, through the API that made it
 * (spec §6.1, §6.3). A pair that has to be renewed for that is in @store before it is used.
 * Errors: of lk_oauth_revoke_async() and lk_legacy_logout_async(); then the session may still be
 * alive. */
void     lk_revoke_async  (LkHttp               *http,
                           LkRevocationStore    *store,
                           LkRevocation         *revocation,
                           GCancellable         *cancellable,
                           GAsyncReadyCallback   callback,
                           gpointer              user_data);
/* @newest: (out) (transfer full): with the tokens that are to be used the next time */
gboolean lk_revoke_finish (LkHttp               *http,
                           GAsyncResult         *result,
                           LkRevocation        **newest,
                           GError              **error);

G_END_DECLS
