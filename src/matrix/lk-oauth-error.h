/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http.h"

G_BEGIN_DECLS

/* For this room only. */
gboolean lk_oauth_error_is (const LkHttpResponse *response,
                            const char           *code);

G_END_DECLS
