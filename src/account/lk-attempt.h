/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-arrival.h"
#include "lk-authorization.h"
#include "lk-device-grant.h"
#include "lk-ports.h"
#include "lk-user-agent.h"

G_BEGIN_DECLS

#define LK_TYPE_ATTEMPT (lk_attempt_get_type ())
G_DECLARE_FINAL_TYPE (LkAttempt, lk_attempt, LK, ATTEMPT, GObject)

LkAttempt  *lk_attempt_new              (LkPorts             *ports);

/* For the conversation. */
const char *lk_attempt_get_redirect_uri (LkAttempt           *self);
void        lk_attempt_open             (LkAttempt           *self,
                                         const char          *uri,
                                         const char          *redirect_uri);
void        lk_attempt_offer_device     (LkAttempt           *self,
                                         LkDeviceGrant       *grant);
void        lk_attempt_wait_async       (LkAttempt           *self,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
LkArrival  *lk_attempt_wait_finish      (LkAttempt           *self,
                                         GAsyncResult        *result,
                                         GError             **error);
void        lk_attempt_judge            (LkAttempt           *self,
                                         LkRedirectVerdict    verdict);
void        lk_attempt_close            (LkAttempt           *self);
void        lk_attempt_abandon          (LkAttempt           *self);
void        lk_attempt_fail             (LkAttempt           *self,
                                         const GError        *error);

/* For those who show the page to the person. */
gboolean    lk_attempt_is_open          (LkAttempt           *self);
gboolean    lk_attempt_is_listening     (LkAttempt           *self);
char       *lk_attempt_dup_uri          (LkAttempt           *self);
LkDeviceGrant *lk_attempt_get_device_grant (LkAttempt        *self);
void        lk_attempt_set_user_agent   (LkAttempt           *self,
                                         LkUserAgent         *agent);
void        lk_attempt_paste            (LkAttempt           *self,
                                         const char          *text);
LkArrivalWay lk_attempt_get_arrival_way (LkAttempt           *self);

G_END_DECLS
