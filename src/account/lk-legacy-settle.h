/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-discover.h"
#include "lk-legacy-login.h"

G_BEGIN_DECLS

/* From EXCHANGING to SIGNED_IN at a legacy homeserver: @request logs in, by whatever means; then
 * the homeserver's word on where it is is checked, and the session settles (lk-settle.h).
 * @request: (transfer full) */
void     lk_legacy_log_in_async  (LkAccount           *account,
                                  LkHomeserver        *homeserver,
                                  LkHttpRequest       *request,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
gboolean lk_legacy_log_in_finish (LkAccount           *account,
                                  GAsyncResult        *result,
                                  GError             **error);

/* The same for who has logged in already, by registering for example. @grant: (transfer full) */
void     lk_legacy_settle_async  (LkAccount           *account,
                                  LkHomeserver        *homeserver,
                                  LkLegacyGrant       *grant,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
gboolean lk_legacy_settle_finish (LkAccount           *account,
                                  GAsyncResult        *result,
                                  GError             **error);

/* The device to be again: of a session that there was before. (nullable) */
const char *lk_legacy_get_device_id (LkAccount        *account);

G_END_DECLS
