/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http.h"
#include "lk-secret.h"
#include "lk-uia.h"

G_BEGIN_DECLS

/**
 * LkDevice:
 * @device_id: as it is, for paths and comparisons; not to be shown without lk_untrusted_text()
 * @display_name: (nullable): harmless and capped
 * @last_seen_ip: (nullable): harmless and capped, but whatever the server says
 * @last_seen_at: seconds since 1970, 0 when the server doesn't say
 *
 * One of the devices of an account, as its homeserver sees it (spec §10.1). Never changed once
 * made.
 */
typedef struct
{
  char  *device_id;
  char  *display_name;
  char  *last_seen_ip;
  gint64 last_seen_at;
} LkDevice;

/* More than anybody has. */
#define LK_DEVICES_MAX 1000

void           lk_device_free            (LkDevice             *self);
/* (transfer full) (element-type LkDevice) */
GPtrArray     *lk_devices_parse          (const LkHttpResponse *response,
                                          GError              **error);

/* Requests, ready to be given a token and sent. Paths are percent-encoded (K6). */
LkHttpRequest *lk_devices_api_list       (const char           *base_url);
LkHttpRequest *lk_devices_api_rename     (const char           *base_url,
                                          const char           *device_id,
                                          const char           *display_name);
/* @auth: (nullable) (transfer none): what lk_uia_auth() made of the answer before */
LkHttpRequest *lk_devices_api_remove     (const char           *base_url,
                                          const char           *device_id,
                                          JsonObject           *auth);
LkHttpRequest *lk_devices_api_remove_with_password
                                         (const char           *base_url,
                                          const char           *device_id,
                                          const LkUia          *uia,
                                          const char           *user_id,
                                          const LkSecret       *password);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkDevice, lk_device_free)

G_END_DECLS
