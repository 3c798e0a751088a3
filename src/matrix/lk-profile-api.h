/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http.h"

G_BEGIN_DECLS

/* Changing a user's public face (spec §10.1). Requests are ready to be given a token and sent;
 * paths are percent-encoded (K6). */

typedef enum
{
  LK_PROFILE_NAME,
  LK_PROFILE_PICTURE,
} LkProfileField;

/* May the user change it? @capabilities: (nullable) the answer to lk_client_api_capabilities();
 * a server that does not say allows it (K4). */
gboolean       lk_profile_may        (const LkHttpResponse *capabilities,
                                      LkProfileField        field);

/* @value: a name, or an mxc: URI */
LkHttpRequest *lk_profile_api_set    (const char           *base_url,
                                      const char           *user_id,
                                      LkProfileField        field,
                                      const char           *value);
/* Homeservers before v1.16 don't have this function: there it is set to "". */
LkHttpRequest *lk_profile_api_remove (const char           *base_url,
                                      const char           *user_id,
                                      LkProfileField        field);

G_END_DECLS
