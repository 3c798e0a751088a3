/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void     lk_remove_tree   (const char  *path);
gboolean lk_write_private (const char  *path,
                           GBytes      *contents,
                           GError     **error);

G_END_DECLS
