/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http.h"
#include "lk-secret.h"

G_BEGIN_DECLS

/* Creating a user at a homeserver without a provider (spec §9.5); not to be confused with
 * lk-client-registration.h, by which this program introduces itself to a provider. */

#define LK_STAGE_DUMMY              "m.login.dummy"
#define LK_STAGE_REGISTRATION_TOKEN "m.login.registration_token"

/* What a name is worth. */
typedef enum
{
  LK_NAME_UNKNOWN, /* not asked, or the server does not say */
  LK_NAME_FREE,
  LK_NAME_REFUSED,
} LkNameVerdict;

/* What a refused registration is about: what the person can mend. */
typedef enum
{
  LK_REGISTRATION_FAULT_OTHER,
  LK_REGISTRATION_FAULT_NAME,
  LK_REGISTRATION_FAULT_PASSWORD,
  LK_REGISTRATION_FAULT_CLOSED, /* the server takes nobody in */
} LkRegistrationFault;

/* Is the name free? */
LkHttpRequest *lk_user_registration_ask_name     (const char           *base_url,
                                                  const char           *name);
LkNameVerdict  lk_user_registration_judge_name   (const LkHttpResponse *response,
                                                  GError              **refusal);

/* @auth: (transfer none) (nullable): of lk_uia_auth(), once the server has said what it wants. The
 * answer is that of a login, a 401 that lk_uia_parse() reads, or a refusal. */
LkHttpRequest *lk_user_registration_new_request  (const char           *base_url,
                                                  const char           *name,
                                                  LkSecret             *password,
                                                  JsonObject           *auth);
LkRegistrationFault lk_user_registration_fault   (const GError         *error);

G_END_DECLS
