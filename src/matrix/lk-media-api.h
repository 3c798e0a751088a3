/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http.h"

G_BEGIN_DECLS

/* Giving a homeserver a picture (spec §10.1). Requests are ready to be given a token and sent. */

/* @authenticated: the API of today; the old one only where that is not there */
LkHttpRequest *lk_media_api_config   (const char           *base_url,
                                      gboolean              authenticated);
/* How many bytes it takes at most; -1 when it doesn't say. */
gint64         lk_media_parse_limit  (const LkHttpResponse *response);

LkHttpRequest *lk_media_api_upload   (const char           *base_url,
                                      const char           *content_type,
                                      GBytes               *bytes);
/* (transfer full): the mxc: URI that it has now */
char          *lk_media_parse_upload (const LkHttpResponse *response,
                                      GError              **error);
/* What a homeserver would answer to something too large. (transfer full) */
GError        *lk_media_too_large    (void);

G_END_DECLS
