/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http.h"

G_BEGIN_DECLS

/* Returns the versions a homeserver speaks, or LK_ERROR_SERVER_UNSUITABLE when the answer is not
 * one of a Matrix homeserver (spec §1.3). */
GStrv lk_versions_parse        (const LkHttpResponse *response,
                                GError              **error);
/* GET {base}/_matrix/client/versions, without Authorization. */
void  lk_versions_fetch_async  (LkHttp               *http,
                                const char           *base_url,
                                GCancellable         *cancellable,
                                GAsyncReadyCallback   callback,
                                gpointer              user_data);
GStrv lk_versions_fetch_finish (LkHttp               *http,
                                GAsyncResult         *result,
                                GError              **error);

G_END_DECLS
