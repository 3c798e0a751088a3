/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For this room only; lk_redirect_matches() is in lk-authorization.h. */
GHashTable *lk_redirect_parse (const char *uri);

G_END_DECLS
