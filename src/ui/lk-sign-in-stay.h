/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-attempt.h"
#include "lk-way.h"
#include "lk-web-view.h"

G_BEGIN_DECLS

#define LK_TYPE_SIGN_IN_STAY (lk_sign_in_stay_get_type ())
G_DECLARE_FINAL_TYPE (LkSignInStay, lk_sign_in_stay, LK, SIGN_IN_STAY, GObject)

LkSignInStay *lk_sign_in_stay_new               (void);

/* For the steps. (transfer none): what the conversation is to wait for */
LkAttempt    *lk_sign_in_stay_begin             (LkSignInStay *self,
                                                 LkPorts      *ports);
void          lk_sign_in_stay_end               (LkSignInStay *self);
void          lk_sign_in_stay_set_offers_device (LkSignInStay *self,
                                                 gboolean      offers_device);
/* The way by which it came what came back last. */
LkWay         lk_sign_in_stay_get_used_way      (LkSignInStay *self);

/* For those who show the page to the person. */
LkWay         lk_sign_in_stay_get_way           (LkSignInStay *self);
void          lk_sign_in_stay_set_way           (LkSignInStay *self,
                                                 LkWay         way);
gboolean      lk_sign_in_stay_offers            (LkSignInStay *self,
                                                 LkWay         way);
/* (transfer none) (nullable): what shows the page in our window */
LkWebView    *lk_sign_in_stay_get_view          (LkSignInStay *self);
/* (nullable): why the page can't be shown in our window */
const GError *lk_sign_in_stay_get_view_error    (LkSignInStay *self);
/* (transfer none) (nullable): what another device confirms */
LkDeviceGrant *lk_sign_in_stay_get_device_grant (LkSignInStay *self);
gboolean      lk_sign_in_stay_is_open           (LkSignInStay *self);
/* (transfer full) (nullable): the page to go to; for the eyes of the person alone */
char         *lk_sign_in_stay_dup_uri           (LkSignInStay *self);
void          lk_sign_in_stay_paste             (LkSignInStay *self,
                                                 const char   *text);

G_END_DECLS
