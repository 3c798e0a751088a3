/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-secret.h"

G_BEGIN_DECLS

LkSecret *lk_random_secret    (gsize         n_bytes);
char     *lk_random_string    (const char   *alphabet,
                               gsize         length);
guint     lk_random_below     (guint         limit);
char     *lk_base64url_encode (const guint8 *bytes,
                               gsize         n_bytes);

G_END_DECLS
