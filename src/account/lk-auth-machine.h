/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * LkAuthState:
 * @LK_AUTH_STATE_SIGNED_OUT: nothing begun, or all ended
 * @LK_AUTH_STATE_DISCOVERING: finding out what the homeserver is and how it lets people in
 * @LK_AUTH_STATE_CHOOSING: found; the person chooses a way, or types a password
 * @LK_AUTH_STATE_REGISTERING: introducing ourselves to the provider
 * @LK_AUTH_STATE_AUTHORIZING: the person is at the provider's page, or another one that lets them
 *   in, or replies to a homeserver's questions
 * @LK_AUTH_STATE_EXCHANGING: trading a code, a password or a login token for tokens
 * @LK_AUTH_STATE_IDENTIFYING: tokens are saved; asking the homeserver whose they are
 * @LK_AUTH_STATE_SIGNED_IN: a usable session
 * @LK_AUTH_STATE_REFRESHING: a usable session, whose tokens are being renewed
 * @LK_AUTH_STATE_NEEDS_SIGN_IN: the server ended the session; the account stays
 * @LK_AUTH_STATE_SIGNING_OUT: ending the session at the server
 * @LK_AUTH_STATE_FAILED: a step of signing in failed; #LkAuthMachine:error says why
 */
typedef enum
{
  LK_AUTH_STATE_SIGNED_OUT,
  LK_AUTH_STATE_DISCOVERING,
  LK_AUTH_STATE_CHOOSING,
  LK_AUTH_STATE_REGISTERING,
  LK_AUTH_STATE_AUTHORIZING,
  LK_AUTH_STATE_EXCHANGING,
  LK_AUTH_STATE_IDENTIFYING,
  LK_AUTH_STATE_SIGNED_IN,
  LK_AUTH_STATE_REFRESHING,
  LK_AUTH_STATE_NEEDS_SIGN_IN,
  LK_AUTH_STATE_SIGNING_OUT,
  LK_AUTH_STATE_FAILED,
} LkAuthState;

#define LK_AUTH_N_STATES (LK_AUTH_STATE_FAILED + 1)

#define LK_TYPE_AUTH_STATE (lk_auth_state_get_type ())
GType lk_auth_state_get_type (void);

#define LK_TYPE_AUTH_MACHINE (lk_auth_machine_get_type ())
G_DECLARE_FINAL_TYPE (LkAuthMachine, lk_auth_machine, LK, AUTH_MACHINE, GObject)

LkAuthMachine *lk_auth_machine_new       (LkAuthState    initial);
LkAuthState    lk_auth_machine_get_state (LkAuthMachine *self);
const GError  *lk_auth_machine_get_error (LkAuthMachine *self);
gboolean       lk_auth_machine_may_enter (LkAuthMachine *self,
                                          LkAuthState    next);
void           lk_auth_machine_set_state (LkAuthMachine *self,
                                          LkAuthState    next,
                                          const GError  *error);

gboolean       lk_auth_state_has_session (LkAuthState    state);

G_END_DECLS
