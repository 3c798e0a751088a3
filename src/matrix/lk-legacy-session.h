/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http.h"
#include "lk-tokens.h"

G_BEGIN_DECLS

/* One renewal at the homeserver (spec §9.4). LK_ERROR_EXPIRED when the session is over: 401
 * M_UNKNOWN_TOKEN or 403 M_FORBIDDEN. Everything else leaves it as it is. */
void      lk_legacy_refresh_async  (LkHttp              *http,
                                    const char          *base_url,
                                    LkSecret            *refresh_token,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
LkTokens *lk_legacy_refresh_finish (LkHttp              *http,
                                    GAsyncResult        *result,
                                    GError             **error);

/* Ends the session at the homeserver (spec §6.3). LK_ERROR_EXPIRED when it does not know the
 * access token: then the session is over, or the token is merely old. 429 and 5xx are tried again
 * up to three times. */
void      lk_legacy_logout_async   (LkHttp              *http,
                                    const char          *base_url,
                                    LkSecret            *access_token,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
gboolean  lk_legacy_logout_finish  (LkHttp              *http,
                                    GAsyncResult        *result,
                                    GError             **error);

G_END_DECLS
