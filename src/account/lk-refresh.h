/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"

G_BEGIN_DECLS

/* Renews the tokens of a session (spec §5.4). One at a time an account: who asks while one runs
 * shares its outcome. Cancelling stops only the waiting, never the renewal. LK_ERROR_EXPIRED
 * means that the server ended the session (the account now NEEDS_SIGN_IN); every other error
 * leaves it. */
void     lk_refresh_async  (LkAccount           *account,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data);
gboolean lk_refresh_finish (LkAccount           *account,
                            GAsyncResult        *result,
                            GError             **error);

G_END_DECLS
