/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The key file that maps an issuer (or a homeserver's base URL) to a client ID, for providers
 * without registration (spec §3.6): group [Client IDs] is not used, keys can't hold a URL; each
 * group is named by the issuer or homeserver and has the key ClientId.
 * Matching ignores one trailing slash. Returns: (transfer full) (nullable) */
char     *lk_static_clients_lookup (GKeyFile          *clients,
                                    const char        *issuer,
                                    const char        *base_url);
GKeyFile *lk_static_clients_load   (const char *const *folders,
                                    const char        *name);

G_END_DECLS
