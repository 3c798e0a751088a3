/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http.h"
#include "lk-secret.h"
#include "lk-transport.h"

G_BEGIN_DECLS

#define LK_DEVICE_CODE_MAX_USER_CODE 64
#define LK_DEVICE_CODE_MAX_URI       1000

/**
 * LkDeviceCode:
 * @device_code: what the token endpoint is asked with
 * @user_code: what the person types, exactly as it was given; fit to be shown
 * @verification_uri: where the person types it
 * @verification_uri_complete: (nullable): the same with the code in it
 * @expires_in: for how many seconds all this is good, from when it was asked for
 * @interval: how many seconds to leave between two polls
 *
 * What a provider hands out for another device (RFC 8628 §3.2, spec §8). Never changed once made.
 */
typedef struct
{
  LkSecret *device_code;
  char     *user_code;
  char     *verification_uri;
  char     *verification_uri_complete;
  gint64    expires_in;
  gint64    interval;
} LkDeviceCode;

LkDeviceCode *lk_device_code_parse (const LkHttpResponse *response,
                                    LkTransport           transport,
                                    GError              **error);
void          lk_device_code_free  (LkDeviceCode         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkDeviceCode, lk_device_code_free)

/**
 * LkDevicePoll:
 * @LK_DEVICE_POLL_ANSWERED: it is for lk_tokens_parse() to read
 * @LK_DEVICE_POLL_PENDING: the person hasn't confirmed yet
 * @LK_DEVICE_POLL_SLOW_DOWN: the same, and from now on five seconds more between two polls
 * @LK_DEVICE_POLL_BACK_OFF: nobody has really answered; ask again, but less and less often
 * @LK_DEVICE_POLL_OVER: there is nothing to wait for any more
 *
 * What an answer of the token endpoint means for somebody who polls it.
 */
typedef enum
{
  LK_DEVICE_POLL_ANSWERED,
  LK_DEVICE_POLL_PENDING,
  LK_DEVICE_POLL_SLOW_DOWN,
  LK_DEVICE_POLL_BACK_OFF,
  LK_DEVICE_POLL_OVER,
} LkDevicePoll;

LkDevicePoll  lk_device_poll_judge (const LkHttpResponse *response,
                                    GError              **error);

G_END_DECLS
