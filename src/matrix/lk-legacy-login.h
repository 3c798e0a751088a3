/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http.h"
#include "lk-tokens.h"
#include "lk-transport.h"

G_BEGIN_DECLS

/* Legacy logins (spec §9.2, §9.3). */

/* The steps, as errors name them. */
#define LK_STEP_PASSWORD "login-password"
#define LK_STEP_LOGIN_TOKEN "login-token"

/* Whom a person means by what they typed: a user ID or its first part, an e-mail address, a phone
 * number. (transfer full) */
JsonObject    *lk_legacy_identifier          (const char           *typed,
                                              const char           *country);
/* The request that logs in; wiped when freed. @device_id: (nullable): one to be again */
LkHttpRequest *lk_legacy_login_with_password (const char           *base_url,
                                              JsonObject           *identifier,
                                              LkSecret             *password,
                                              const char           *device_id);
LkHttpRequest *lk_legacy_login_with_token    (const char           *base_url,
                                              LkSecret             *login_token,
                                              const char           *device_id);

/* Can the person mend it where they typed it: another password, a pause, another user? */
gboolean       lk_legacy_login_can_be_mended (const GError         *error);

/**
 * LkLegacyGrant:
 * @tokens: of the new session
 * @user_id: whose it is
 * @device_id: what it is called
 * @base_url: (nullable): where the homeserver says that it is; well-formed, not asked yet
 *
 * What a login brought, or a registration. Never changed once made.
 */
typedef struct
{
  LkTokens *tokens;
  char     *user_id;
  char     *device_id;
  char     *base_url;
} LkLegacyGrant;

/* @useless: (out) (optional) (nullable) (transfer full): tokens that came although the rest of the
 * answer can't be used */
LkLegacyGrant *lk_legacy_grant_parse         (const LkHttpResponse *response,
                                              LkTransport           transport,
                                              LkTokens            **useless,
                                              GError              **error);
void           lk_legacy_grant_free          (LkLegacyGrant        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkLegacyGrant, lk_legacy_grant_free)

G_END_DECLS
