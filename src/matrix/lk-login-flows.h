/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http.h"

G_BEGIN_DECLS

/**
 * LkIdentityProvider:
 * @id: names it to the homeserver
 * @name: what to call it; untrusted text, capped
 * @icon: (nullable): mxc: URI of a picture, checked
 * @brand: (nullable): a well-known kind of provider, such as "github"
 *
 * A place where a homeserver lets people prove who they are (spec §9.1).
 */
typedef struct
{
  char *id;
  char *name;
  char *icon;
  char *brand;
} LkIdentityProvider;

/**
 * LkLoginFlows:
 *
 * How a homeserver without OAuth 2.0 lets people in (spec §9.1). Never changed once made.
 */
typedef struct
{
  gboolean   password;
  gboolean   sso;
  gboolean   oauth_aware; /* oauth_aware_preferred, or its unstable spelling */
  GPtrArray *providers;   /* LkIdentityProvider; empty: there is one, without a name */
} LkLoginFlows;

LkLoginFlows *lk_login_flows_parse (const LkHttpResponse *response,
                                    GError              **error);
void          lk_login_flows_free  (LkLoginFlows         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkLoginFlows, lk_login_flows_free)

G_END_DECLS
