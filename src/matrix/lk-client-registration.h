/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-auth-metadata.h"

G_BEGIN_DECLS

/* The redirect URIs as registered: loopback without port (RFC 8252 §7.3) and our private scheme,
 * the reverse of the host of client_uri, without authority (spec §3.3). */
#define LK_REDIRECT_LOOPBACK "http://127.0.0.1/oauth/callback"
#define LK_REDIRECT_PRIVATE  "im.latchkey.latchkey:/oauth/callback"

/**
 * LkClientRegistration:
 * @client_id: who we are to this provider
 * @device_grant: whether the provider took the device grant into the registration
 * @is_static: whether @client_id came from a table of ours, not from the provider
 *
 * Never changed once made.
 */
typedef struct
{
  char     *client_id;
  gboolean  device_grant;
  gboolean  is_static;
} LkClientRegistration;

/* @names: (nullable): pairs of BCP 47 tag and client_name in that language, NULL-terminated */
JsonObject           *lk_client_registration_build     (const LkAuthMetadata  *metadata,
                                                        const char *const     *redirect_uris,
                                                        const char *const     *names);
LkClientRegistration *lk_client_registration_parse     (const LkHttpResponse  *response,
                                                        const LkAuthMetadata  *metadata,
                                                        const char            *redirect_uri,
                                                        GError               **error);
void                  lk_client_registration_free      (LkClientRegistration  *self);
/* Registers at the start of each flow (spec §3.5). Tries once more with the loopback address
 * alone when the provider refuses the private scheme (C7). A refused registration, or a provider
 * without registration, falls back to @static_client_id; without one it is LK_ERROR_REFUSED with
 * the provider's own words. 429 is waited out at most twice, if it asks for no more than 10 s.
 * @static_client_id: (nullable) */
void                  lk_client_registration_run_async (LkHttp                *http,
                                                        LkAuthMetadata        *metadata,
                                                        const char *const     *names,
                                                        const char            *static_client_id,
                                                        GCancellable          *cancellable,
                                                        GAsyncReadyCallback    callback,
                                                        gpointer               user_data);
LkClientRegistration *lk_client_registration_run_finish (LkHttp               *http,
                                                        GAsyncResult          *result,
                                                        GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkClientRegistration, lk_client_registration_free)

G_END_DECLS
