/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define LK_SETTINGS_WINDOW_WIDTH     "window-width"
#define LK_SETTINGS_WINDOW_HEIGHT    "window-height"
#define LK_SETTINGS_WINDOW_MAXIMIZED "window-maximized"
#define LK_SETTINGS_RECENT_SERVERS   "recent-servers"

/* (transfer full) (nullable): NULL when the schema is not installed; all here take that. */
GSettings *lk_settings_new                (void);
/* (transfer full): the newest first */
GStrv      lk_settings_get_recent_servers (GSettings  *settings);
void       lk_settings_add_recent_server  (GSettings  *settings,
                                           const char *server);
/* (transfer full): what to offer a person who adds an account. @first: (nullable) */
GStrv      lk_settings_suggest_servers    (GSettings  *settings,
                                           const char *first);

G_END_DECLS
