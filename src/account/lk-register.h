/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"
#include "lk-interview.h"

G_BEGIN_DECLS

/* From CHOOSING to SIGNED_IN, as a new user of a homeserver without a provider. What the server
 * asks is put to the person through @interview. Who leaves that is back at CHOOSING. Cancelled,
 * the account is back where it came from, and a session that came all the same is given back. */
void     lk_register_async  (LkAccount           *account,
                             LkInterview         *interview,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data);
gboolean lk_register_finish (LkAccount           *account,
                             GAsyncResult        *result,
                             GError             **error);

G_END_DECLS
