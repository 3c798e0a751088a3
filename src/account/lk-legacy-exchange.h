/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-discover.h"
#include "lk-legacy-login.h"

G_BEGIN_DECLS

/* Sends a request that logs in at a legacy homeserver, for a person who may go away: when cancelled
 * it returns at once, and a session that still comes is ended. @request: (transfer full) */
void           lk_legacy_exchange_async  (LkHttp              *http,
                                          LkHomeserver        *homeserver,
                                          LkHttpRequest       *request,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
LkLegacyGrant *lk_legacy_exchange_finish (LkHttp              *http,
                                          GAsyncResult        *result,
                                          GError             **error);

G_END_DECLS
