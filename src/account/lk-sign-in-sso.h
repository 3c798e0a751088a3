/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-attempt.h"
#include "lk-discover.h"

G_BEGIN_DECLS

/* From CHOOSING to SIGNED_IN through the single sign-on of a homeserver that has no provider of its
 * own. @provider_id: (nullable): where the person wants to prove who they are. @create: for a new
 * account. Cancelled, the account is back where it came from. */
void     lk_sign_in_sso_async  (LkAccount           *account,
                                LkHomeserver        *homeserver,
                                const char          *provider_id,
                                gboolean             create,
                                LkAttempt           *attempt,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data);
gboolean lk_sign_in_sso_finish (LkAccount           *account,
                                GAsyncResult        *result,
                                GError             **error);

G_END_DECLS
