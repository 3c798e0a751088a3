/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-auth-metadata.h"
#include "lk-login-flows.h"

G_BEGIN_DECLS

/**
 * LkAuthApi:
 * @metadata: (nullable): the provider's metadata: the server speaks OAuth 2.0
 * @flows: (nullable): else: the legacy flows
 *
 * Which of the two authentication APIs a homeserver speaks: exactly one of the two is set.
 */
typedef struct
{
  LkAuthMetadata *metadata;
  LkLoginFlows   *flows;
} LkAuthApi;

void       lk_auth_api_free             (LkAuthApi           *self);
/* The order A→B→C→D→E of spec §2.2. A transient failure is an error, never a downgrade; broken
 * metadata is LK_ERROR_MISCONFIGURED, never a password box; a 429 is waited out by the caller.
 * A server with neither API is LK_ERROR_SERVER_UNSUITABLE.
 * @well_known_issuer, @well_known_account: (nullable): of the oldest draft (D). */
void       lk_auth_discovery_run_async  (LkHttp              *http,
                                         const char          *base_url,
                                         LkTransport          transport,
                                         const char          *well_known_issuer,
                                         const char          *well_known_account,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
/* The same with another time for each request, in seconds: for tests. */
void       lk_auth_discovery_run_within_async (LkHttp              *http,
                                               const char          *base_url,
                                               LkTransport          transport,
                                               const char          *well_known_issuer,
                                               const char          *well_known_account,
                                               guint                timeout,
                                               GCancellable        *cancellable,
                                               GAsyncReadyCallback  callback,
                                               gpointer             user_data);
LkAuthApi *lk_auth_discovery_run_finish (LkHttp              *http,
                                         GAsyncResult        *result,
                                         GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkAuthApi, lk_auth_api_free)

G_END_DECLS
