/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-sign-in-flow.h"

G_BEGIN_DECLS

/* Fills in what somebody else wants the person to sign in to; asks first while they are busy. */
void lk_invitation_take (LkSignInFlow *flow,
                         gboolean      allow_insecure,
                         gboolean      welcome,
                         const char   *text);

G_END_DECLS
