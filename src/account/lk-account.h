/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account-record.h"
#include "lk-auth-machine.h"
#include "lk-ports.h"

G_BEGIN_DECLS

/**
 * LkAccount:
 *
 * One user on one homeserver with one device: one session. Its properties are what may be
 * shown; its tokens stay in this room.
 */
#define LK_TYPE_ACCOUNT (lk_account_get_type ())
G_DECLARE_FINAL_TYPE (LkAccount, lk_account, LK, ACCOUNT, GObject)

/* @record: (nullable): a stored account; %NULL for one that is to sign in */
LkAccount       *lk_account_new               (LkPorts         *ports,
                                               LkAccountRecord *record);
const char      *lk_account_get_id            (LkAccount       *self);
LkAuthMachine   *lk_account_get_machine       (LkAccount       *self);
LkAuthState      lk_account_get_state         (LkAccount       *self);
LkAccountRecord *lk_account_get_record        (LkAccount       *self);
LkPorts         *lk_account_get_ports         (LkAccount       *self);
/* The client of its sign-in, which writes down each request. */
LkHttp          *lk_account_get_http          (LkAccount       *self);
/* How its last sign-in went, step by step: for people who want to know why it failed. */
LkTrace         *lk_account_get_trace         (LkAccount       *self);
/* Gives up a sign-in that goes on after a restart: the session goes back to the provider. Nothing
 * happens in any other state. */
void             lk_account_give_up           (LkAccount       *self);
/* What to call the person: the display name, else the user ID, else the server's name. */
const char      *lk_account_get_title         (LkAccount       *self);
/* Facts that can hold together with any state. */
gboolean         lk_account_get_offline       (LkAccount       *self);
gboolean         lk_account_get_keyring_locked (LkAccount      *self);
gboolean         lk_account_get_unsaved       (LkAccount       *self);
/* The person wants what could not be saved to be saved now, or what failed to be tried now. */
void             lk_account_retry_saving_async (LkAccount      *self,
                                               GAsyncReadyCallback callback,
                                               gpointer         user_data);
gboolean         lk_account_retry_saving_finish (LkAccount     *self,
                                               GAsyncResult    *result,
                                               GError         **error);
void             lk_account_hurry             (LkAccount       *self);
/* Back to where it came from, when the person doesn't go on with a sign-in that waits for them
 * (CHOOSING) or that failed. */
void             lk_account_leave_sign_in     (LkAccount       *self);
/* When the access token was last renewed, seconds since 1970; 0 when not known yet. */
gint64           lk_account_get_renewed_at    (LkAccount       *self);
/* The account's own cookie jar: a directory that may not exist yet. (transfer full) */
char            *lk_account_get_jar           (LkAccount       *self);
/* The cached avatar: a file that may not exist yet. (transfer full) */
char            *lk_account_get_avatar_path   (LkAccount       *self);

G_END_DECLS
