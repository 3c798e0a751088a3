/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"

G_BEGIN_DECLS

typedef enum
{
  LK_SIGN_OUT_EVERYWHERE,    /* end the session at the server, too, now or as soon as it can be */
  LK_SIGN_OUT_THIS_COMPUTER, /* the person knows that the server can't be told, and insists */
} LkSignOutMode;

/**
 * LkSignedOut:
 * @LK_SIGNED_OUT_NOT: the account is as before
 * @LK_SIGNED_OUT_CONFIRMED: the session is over at the server, too, or nobody had to be told
 * @LK_SIGNED_OUT_QUEUED: signed out on this computer; the server is told as soon as it can be
 * @LK_SIGNED_OUT_REFUSED: signed out on this computer; the server has refused to end the session
 */
typedef enum
{
  LK_SIGNED_OUT_NOT = 0,
  LK_SIGNED_OUT_CONFIRMED,
  LK_SIGNED_OUT_QUEUED,
  LK_SIGNED_OUT_REFUSED,
} LkSignedOut;

/* Ends a session (spec §6.1): waits for a renewal under way, keeps what ends the session at the
 * server (lk-revocations.h), erases secrets, cookie jar, avatar and index entry, and only then
 * tells the server: whether that can be reached makes no difference to this computer. Where nothing
 * can be kept, the server is told first; if that fails, too, the account is as before, and the
 * person is to be asked. */
void        lk_sign_out_async  (LkAccount           *account,
                                LkSignOutMode        mode,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data);
LkSignedOut lk_sign_out_finish (LkAccount           *account,
                                GAsyncResult        *result,
                                GError             **error);
/* Whether @account may be signed out now, or as soon as a renewal under way has finished. */
gboolean    lk_sign_out_may_begin (LkAccount        *account);

G_END_DECLS
