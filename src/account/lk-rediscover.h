/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"
#include "lk-auth-metadata.h"
#include "lk-transport.h"

G_BEGIN_DECLS

/* Does this error say that an endpoint of the provider is not where it was (spec §2.4)? */
gboolean        lk_rediscover_may_help (const GError        *error);

/* Asks the homeserver anew where the endpoints of its provider @issuer are. */
void            lk_rediscover_async    (LkHttp              *http,
                                        const char          *base_url,
                                        const char          *issuer,
                                        LkTransport          transport,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
LkAuthMetadata *lk_rediscover_finish   (LkHttp              *http,
                                        GAsyncResult        *result,
                                        GError             **error);

/* Writes down where the endpoints of @account are. Returns: whether they have moved. */
gboolean        lk_rediscover_note     (LkAccount            *account,
                                        const LkAuthMetadata *metadata);

G_END_DECLS
