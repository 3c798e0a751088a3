/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-account-list.h"
#include "lk-sign-in-steps.h"

G_BEGIN_DECLS

#define LK_TYPE_SIGN_IN_FLOW (lk_sign_in_flow_get_type ())
G_DECLARE_FINAL_TYPE (LkSignInFlow, lk_sign_in_flow, LK, SIGN_IN_FLOW, AdwBin)

/* @settings: (nullable); @suggestions: (nullable): offered first on the server page */
GtkWidget *lk_sign_in_flow_new       (LkAccountList     *accounts,
                                      GSettings         *settings,
                                      const char *const *suggestions);
/* Begins for a new account. @text: (nullable): fills the entry in */
void       lk_sign_in_flow_begin     (LkSignInFlow      *self,
                                      gboolean           welcome,
                                      const char        *text);
/* Has the person gone on from the first page? */
gboolean   lk_sign_in_flow_is_under_way (LkSignInFlow   *self);
/* Stops what is under way, and begins with what somebody else wants.
 * @problem, @notice: (nullable) */
void       lk_sign_in_flow_begin_invited (LkSignInFlow  *self,
                                          gboolean       welcome,
                                          const char    *text,
                                          const char    *problem,
                                          const char    *notice);
/* Begins for an account that has to sign in again, at once. */
void       lk_sign_in_flow_begin_for (LkSignInFlow      *self,
                                      LkAccount         *account);

/* (nullable): none between two sign-ins */
LkSignInSteps *lk_sign_in_flow_get_steps (LkSignInFlow  *self);

G_END_DECLS
