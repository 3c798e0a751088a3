/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account-list.h"
#include "lk-discover.h"
#include "lk-hold.h"
#include "lk-interview.h"
#include "lk-sign-in-stay.h"

G_BEGIN_DECLS

#define LK_TYPE_SIGN_IN_STEPS (lk_sign_in_steps_get_type ())
G_DECLARE_FINAL_TYPE (LkSignInSteps, lk_sign_in_steps, LK, SIGN_IN_STEPS, GObject)

/* @account: (nullable): one that signs in again; NULL for a new one */
LkSignInSteps *lk_sign_in_steps_new            (LkAccountList *accounts,
                                                LkAccount     *account);
LkAccount     *lk_sign_in_steps_get_account    (LkSignInSteps *self);
LkHomeserver  *lk_sign_in_steps_get_homeserver (LkSignInSteps *self);
/* By which way the person goes to the provider's page; always the same object. */
LkSignInStay  *lk_sign_in_steps_get_stay       (LkSignInSteps *self);
/* What was asked to be found last. (nullable) */
const char    *lk_sign_in_steps_get_text       (LkSignInSteps *self);
gboolean       lk_sign_in_steps_is_again       (LkSignInSteps *self);
/* Can the provider be asked to let the person in from another device? */
gboolean       lk_sign_in_steps_offers_device  (LkSignInSteps *self);
/* Does the person want a new account? */
gboolean       lk_sign_in_steps_is_create      (LkSignInSteps *self);
/* (nullable): only while the homeserver asks its questions to a new user */
LkInterview   *lk_sign_in_steps_get_interview  (LkSignInSteps *self);
/* Is something under way? */
gboolean       lk_sign_in_steps_is_busy        (LkSignInSteps *self);

/* @hold: (transfer full): kept while the step is under way */
void           lk_sign_in_steps_discover       (LkSignInSteps *self,
                                                const char    *text,
                                                LkHold        *hold);
void           lk_sign_in_steps_start          (LkSignInSteps *self,
                                                gboolean       create,
                                                LkHold        *hold);
/* At a homeserver without a provider: through a single sign-on, or with a password. */
void           lk_sign_in_steps_start_sso      (LkSignInSteps *self,
                                                const char    *provider_id,
                                                gboolean       create,
                                                LkHold        *hold);
void           lk_sign_in_steps_log_in         (LkSignInSteps *self,
                                                const char    *user,
                                                LkSecret      *password,
                                                LkHold        *hold);
/* Is it a form where the person is, and not a page? */
gboolean       lk_sign_in_steps_is_at_form     (LkSignInSteps *self);
/* …or is it a page that the person is sent to? */
gboolean       lk_sign_in_steps_is_at_page     (LkSignInSteps *self);
void           lk_sign_in_steps_register       (LkSignInSteps *self,
                                                LkHold        *hold);
void           lk_sign_in_steps_retry          (LkSignInSteps *self,
                                                LkHold        *hold);
void           lk_sign_in_steps_cancel         (LkSignInSteps *self);
/* One page back: out of an interview, to choose another way; else the same as cancelling. */
void           lk_sign_in_steps_go_back        (LkSignInSteps *self);
/* The window goes away. */
void           lk_sign_in_steps_abandon        (LkSignInSteps *self);

G_END_DECLS
