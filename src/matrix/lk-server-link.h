/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The scheme of our own links; schemes know no upper case. */
#define LK_SERVER_LINK_SCHEME "im.latchkey.latchkey"

/* Is this a link, and not what a person types to name a server? */
gboolean lk_server_link_is_link (const char  *text);
/* (transfer full): what a person would type instead. Errors: LK_ERROR_INVALID_INPUT */
char    *lk_server_link_read    (const char  *text,
                                 GError     **error);

G_END_DECLS
