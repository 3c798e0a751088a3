/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-discover.h"
#include "lk-legacy-login.h"

G_BEGIN_DECLS

/* Sends a request that may make a session at a legacy homeserver, for a person who may go away:
 * when cancelled it returns at once, and a session that still comes is ended. @request: (transfer
 * full) */
void            lk_legacy_send_async  (LkHttp              *http,
                                       LkHomeserver        *homeserver,
                                       LkHttpRequest       *request,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
LkHttpResponse *lk_legacy_send_finish (LkHttp              *http,
                                       GAsyncResult        *result,
                                       GError             **error);

/* What it brought. A session that can't be used is ended. (transfer full) */
LkLegacyGrant  *lk_legacy_take_grant  (LkHttp               *http,
                                       LkHomeserver         *homeserver,
                                       const LkHttpResponse *response,
                                       GError              **error);

G_END_DECLS
