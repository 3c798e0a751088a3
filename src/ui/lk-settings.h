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
#define LK_SETTINGS_WAYS             "ways"

#define LK_SETTINGS_DEFAULT_SERVER   "default-server"
#define LK_SETTINGS_PREFERRED_WAY    "preferred-way"
#define LK_SETTINGS_KEEP_SERVERS     "keep-recent-servers"
#define LK_SETTINGS_KEEP_COOKIES     "keep-cookies"

/* How many homeservers are offered at once. */
#define LK_SETTINGS_MAX_SUGGESTIONS 8

/* (transfer full) (nullable): NULL when the schema is not installed; all here take that. */
GSettings *lk_settings_new                (void);
/* (transfer full): the newest first */
GStrv      lk_settings_get_recent_servers (GSettings         *settings);
void       lk_settings_add_recent_server  (GSettings         *settings,
                                           const char        *server);
/* Forgets them, and by which way the person signed in there. */
void       lk_settings_forget_servers     (GSettings         *settings);
/* (transfer full): what is filled in when an account is added; "" for nothing */
char      *lk_settings_get_default_server (GSettings         *settings);
/* Whether the cookies of the accounts' pages are kept. */
gboolean   lk_settings_keeps_cookies      (GSettings         *settings);
/* (transfer full): what to offer a person who adds an account. @first: (nullable) */
GStrv      lk_settings_suggest_servers    (GSettings         *settings,
                                           const char *const *first);
/* (transfer full) (nullable): the nick of the way that the person wants everywhere, if any */
char      *lk_settings_get_preferred_way  (GSettings         *settings);
/* (transfer full) (nullable): the nick of the way used last at a provider */
char      *lk_settings_get_way            (GSettings         *settings,
                                           const char        *provider);
void       lk_settings_set_way            (GSettings         *settings,
                                           const char        *provider,
                                           const char        *way);

G_END_DECLS
