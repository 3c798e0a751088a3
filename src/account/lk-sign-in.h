/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-attempt.h"
#include "lk-discover.h"

G_BEGIN_DECLS

/* From CHOOSING to SIGNED_IN, through the provider that @homeserver named. @create: ask for the
 * provider's registration page. Cancelled, the account is back where it came from, and what the
 * provider may have granted already is given back. */
void     lk_sign_in_async  (LkAccount           *account,
                            LkHomeserver        *homeserver,
                            gboolean             create,
                            LkAttempt           *attempt,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data);
gboolean lk_sign_in_finish (LkAccount           *account,
                            GAsyncResult        *result,
                            GError             **error);

G_END_DECLS
