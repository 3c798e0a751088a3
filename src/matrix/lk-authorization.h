/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-auth-metadata.h"
#include "lk-client-registration.h"
#include "lk-secret.h"

G_BEGIN_DECLS

/**
 * LkAuthorization:
 *
 * One attempt to be authorized: the metadata snapshot, client ID, redirect URI, device ID, and
 * the secrets made for it alone (verifier, state). It builds the authorization URL and judges
 * the redirect that comes back, once. Kept in memory only (spec §4.1).
 */
#define LK_TYPE_AUTHORIZATION (lk_authorization_get_type ())
G_DECLARE_FINAL_TYPE (LkAuthorization, lk_authorization, LK, AUTHORIZATION, GObject)

/* @device_id: (nullable): the one to use again, else a new one is made
 * @redirect_uri: as registered, or the loopback one with a port
 * @create: prompt=create; ignored (with no prompt sent) unless the metadata offers it
 * @login_hint_user_id: (nullable): adds login_hint=mxid:… */
LkAuthorization *lk_authorization_new              (LkAuthMetadata       *metadata,
                                                    const char           *client_id,
                                                    const char           *redirect_uri,
                                                    const char           *device_id,
                                                    gboolean              create,
                                                    const char           *login_hint_user_id);
/* A loopback redirect URI with a port of its own for each attempt, outside of the ports that
 * browsers refuse (mix-up defence, RFC 9700 §4.4). Returns: (transfer full) */
char            *lk_authorization_make_redirect_uri (void);
char            *lk_authorization_build_uri        (LkAuthorization      *self);
LkAuthMetadata  *lk_authorization_get_metadata     (LkAuthorization      *self);
const char      *lk_authorization_get_client_id    (LkAuthorization      *self);
const char      *lk_authorization_get_redirect_uri (LkAuthorization      *self);
const char      *lk_authorization_get_device_id    (LkAuthorization      *self);
LkSecret        *lk_authorization_get_verifier     (LkAuthorization      *self);

/* Does @uri belong to @redirect_uri by scheme, authority and path (query and fragment apart)?
 * What a user agent asks of every navigation. */
gboolean         lk_redirect_matches               (const char           *redirect_uri,
                                                    const char           *uri);

/**
 * LkRedirectVerdict:
 * @LK_REDIRECT_CODE: a code came: exchange it at once
 * @LK_REDIRECT_STRAY: not for this attempt, or a replay: ignore it and go on waiting
 * @LK_REDIRECT_REFUSED: the attempt is over
 */
typedef enum
{
  LK_REDIRECT_CODE,
  LK_REDIRECT_STRAY,
  LK_REDIRECT_REFUSED,
} LkRedirectVerdict;

#define LK_TYPE_REDIRECT_VERDICT (lk_redirect_verdict_get_type ())
GType            lk_redirect_verdict_get_type      (void);

/* Judges a redirect in the order of spec §4.8: single parameters, state (constant time, used up),
 * iss, error, code. error=access_denied is LK_ERROR_DENIED_BY_USER; server_error and
 * temporarily_unavailable LK_ERROR_SERVER_FAILED; others LK_ERROR_REFUSED with the description.
 * @code: (out) (transfer full) */
LkRedirectVerdict lk_authorization_take_redirect   (LkAuthorization      *self,
                                                    const char           *uri,
                                                    LkSecret            **code,
                                                    GError              **error);

/* The same for a code that a person copied out of the address: PKCE ties it to this attempt as the
 * state would, but no iss comes along, so it counts only where the provider sends none. */
LkRedirectVerdict lk_authorization_take_code       (LkAuthorization      *self,
                                                    const char           *text,
                                                    LkSecret            **code);
char            *lk_authorization_dup_scope        (LkAuthorization      *self);

/* Pure parts, for tests. */
char            *lk_pkce_challenge                 (const char           *verifier);
char            *lk_device_id_new                  (void);
gboolean         lk_device_id_is_reusable          (const char           *device_id);

G_END_DECLS
