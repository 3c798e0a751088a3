/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http.h"
#include "lk-secret.h"

G_BEGIN_DECLS

/* What the client-server API answers about a token's owner (spec §5.2). Never changed once made. */
typedef struct
{
  char     *user_id;
  char     *device_id; /* (nullable) */
  gboolean  is_guest;
} LkIdentity;

/* A user's public face (spec §10.1). Untrusted text, capped. */
typedef struct
{
  char *display_name; /* (nullable) */
  char *avatar_uri;   /* (nullable) mxc: URI, checked */
} LkProfile;

LkIdentity    *lk_identity_parse          (const LkHttpResponse *response,
                                           GError              **error);
void           lk_identity_free           (LkIdentity           *self);
LkProfile     *lk_profile_parse           (const LkHttpResponse *response,
                                           GError              **error);
void           lk_profile_free            (LkProfile            *self);

/* Requests, ready to be given a token and sent. Paths are percent-encoded (K6). */
LkHttpRequest *lk_client_api_whoami       (const char           *base_url);
LkHttpRequest *lk_client_api_profile      (const char           *base_url,
                                           const char           *user_id);
/* @authenticated: v1 media first; the old unauthenticated one only when that is not there (K5).
 * Returns: (nullable) when @mxc_uri is malformed */
LkHttpRequest *lk_client_api_thumbnail    (const char           *base_url,
                                           const char           *mxc_uri,
                                           guint                 size,
                                           gboolean              authenticated);
/* An icon that people see before they have a token: never with one. Small ones only.
 * Returns: (nullable) when @mxc_uri is malformed */
LkHttpRequest *lk_client_api_icon         (const char           *base_url,
                                           const char           *mxc_uri);
/* Capabilities with their defaults: absent, 404 or malformed means "allowed" (K4, spec §10.1). */
gboolean       lk_client_api_may          (const LkHttpResponse *capabilities,
                                           const char           *capability);
LkHttpRequest *lk_client_api_capabilities (const char           *base_url);

/* Is this "not a function of this server" (404/405, M_UNRECOGNIZED)? */
gboolean       lk_client_api_is_missing   (const LkHttpResponse *response);
/* 401 M_UNKNOWN_TOKEN: time to refresh (whatever soft_logout says). */
gboolean       lk_client_api_wants_token  (const LkHttpResponse *response);
/* Is this Matrix's own refusal with this code? For decisions: what an error keeps is for eyes. */
gboolean       lk_client_api_has_errcode  (const LkHttpResponse *response,
                                           const char           *errcode);
/* Turns an answer that isn't 2xx into an error; M_USER_LOCKED is LK_ERROR_USER_LOCKED. Tolerant
 * of bodies that aren't JSON or lack fields (K3). Returns: (transfer full) */
GError        *lk_client_api_to_error     (const LkHttpResponse *response);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkIdentity, lk_identity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkProfile, lk_profile_free)

G_END_DECLS
