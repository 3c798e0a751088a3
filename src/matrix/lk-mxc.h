/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For this room only. */
gboolean lk_mxc_split (const char  *uri,
                       char       **server,
                       char       **media_id);

G_END_DECLS
