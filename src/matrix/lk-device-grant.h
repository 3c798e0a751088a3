/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-auth-metadata.h"
#include "lk-client-registration.h"
#include "lk-clock.h"
#include "lk-tokens.h"

G_BEGIN_DECLS

/**
 * LkDeviceGrantState:
 * @LK_DEVICE_GRANT_IDLE: not begun, or stopped
 * @LK_DEVICE_GRANT_STARTING: asking for a code
 * @LK_DEVICE_GRANT_WAITING: the code is there, for the person to use it
 * @LK_DEVICE_GRANT_FAILED: #LkDeviceGrant:error says why; start again for a new code
 * @LK_DEVICE_GRANT_GRANTED: the tokens have been handed out
 */
typedef enum
{
  LK_DEVICE_GRANT_IDLE,
  LK_DEVICE_GRANT_STARTING,
  LK_DEVICE_GRANT_WAITING,
  LK_DEVICE_GRANT_FAILED,
  LK_DEVICE_GRANT_GRANTED,
} LkDeviceGrantState;

#define LK_TYPE_DEVICE_GRANT_STATE (lk_device_grant_state_get_type ())
GType lk_device_grant_state_get_type (void);

#define LK_TYPE_DEVICE_GRANT (lk_device_grant_get_type ())
G_DECLARE_FINAL_TYPE (LkDeviceGrant, lk_device_grant, LK, DEVICE_GRANT, GObject)

/* @registration: (nullable) */
gboolean           lk_device_grant_is_offered     (const LkAuthMetadata       *metadata,
                                                   const LkClientRegistration *registration);

LkDeviceGrant     *lk_device_grant_new            (LkHttp         *http,
                                                   LkClock        *clock,
                                                   LkAuthMetadata *metadata,
                                                   const char     *client_id,
                                                   const char     *scope);
void               lk_device_grant_start          (LkDeviceGrant  *self);
void               lk_device_grant_stop           (LkDeviceGrant  *self);
void               lk_device_grant_return_tokens  (LkDeviceGrant  *self,
                                                   LkTokens       *tokens);

LkDeviceGrantState lk_device_grant_get_state      (LkDeviceGrant  *self);
const GError      *lk_device_grant_get_error      (LkDeviceGrant  *self);
const char        *lk_device_grant_get_user_code  (LkDeviceGrant  *self);
const char        *lk_device_grant_get_verification_uri
                                                  (LkDeviceGrant  *self);
const char        *lk_device_grant_get_verification_uri_complete
                                                  (LkDeviceGrant  *self);
gint64             lk_device_grant_get_expires_at (LkDeviceGrant  *self);
LkClock           *lk_device_grant_get_clock      (LkDeviceGrant  *self);

G_END_DECLS
