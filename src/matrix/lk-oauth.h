/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-authorization.h"
#include "lk-tokens.h"

G_BEGIN_DECLS

/* Exchanges @code (spec §4.9); a transient failure is tried once more after a second, an
 * OAuth error never. To the token endpoint of the attempt's own metadata. When the scope is
 * insufficient the new token is revoked before the error is returned (E10). */
void      lk_oauth_exchange_code_async  (LkHttp              *http,
                                         LkAuthorization     *authorization,
                                         LkSecret            *code,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
LkTokens *lk_oauth_exchange_code_finish (LkHttp              *http,
                                         GAsyncResult        *result,
                                         GError             **error);

/* One refresh (spec §5.4). LK_ERROR_EXPIRED only for an OAuth-shaped invalid_grant; everything
 * else leaves the session as it is: OAuth errors and 4xx LK_ERROR_REFUSED (429 RATE_LIMITED),
 * 5xx and network transient, a malformed 200 LK_ERROR_PROTOCOL. */
void      lk_oauth_refresh_async        (LkHttp              *http,
                                         const char          *token_endpoint,
                                         const char          *client_id,
                                         LkSecret            *refresh_token,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
LkTokens *lk_oauth_refresh_finish       (LkHttp              *http,
                                         GAsyncResult        *result,
                                         GError             **error);

/* Ends the session (RFC 7009, spec §6.1): the refresh token with its hint, or the access token
 * when there is no other; unsupported_token_type is tried again without the hint, 429, 503 and
 * other 5xx up to three times honouring Retry-After up to 10 s. The body of a 200 is not read. */
void      lk_oauth_revoke_async         (LkHttp              *http,
                                         const char          *revocation_endpoint,
                                         const char          *client_id,
                                         LkTokens            *tokens,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
gboolean  lk_oauth_revoke_finish        (LkHttp              *http,
                                         GAsyncResult        *result,
                                         GError             **error);

G_END_DECLS
