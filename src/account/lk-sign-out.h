/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"

G_BEGIN_DECLS

typedef enum
{
  LK_SIGN_OUT_EVERYWHERE,    /* end the session at the server; if that fails, nothing is lost */
  LK_SIGN_OUT_THIS_COMPUTER, /* the person knows that the server didn't confirm, and insists */
} LkSignOutMode;

/* Ends a session (spec §6.1): waits for a renewal under way, revokes the refresh token, then erases
 * secrets, cookie jar, avatar and index entry. Fails (and the account is as before) when the server
 * can't confirm; then the person is to be asked. */
void     lk_sign_out_async  (LkAccount           *account,
                             LkSignOutMode        mode,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data);
gboolean lk_sign_out_finish (LkAccount           *account,
                             GAsyncResult        *result,
                             GError             **error);

G_END_DECLS
