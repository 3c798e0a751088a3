/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http.h"

G_BEGIN_DECLS

/**
 * LkLoginFlows:
 *
 * How a homeserver without OAuth 2.0 lets people in (spec §9.1). Never changed once made.
 */
typedef struct
{
  gboolean password;
  gboolean sso;
  gboolean oauth_aware; /* oauth_aware_preferred, or its unstable spelling */
} LkLoginFlows;

LkLoginFlows *lk_login_flows_parse (const LkHttpResponse *response,
                                    GError              **error);
void          lk_login_flows_free  (LkLoginFlows         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkLoginFlows, lk_login_flows_free)

G_END_DECLS
