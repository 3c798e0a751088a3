/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LK_SHORTCUTS_WINDOW_NAME "shortcuts-window"

/* (transfer floating): a page that lists every key that does something */
GtkWidget *lk_shortcuts_page_new (void);
/* Shows it above @parent: (nullable). */
void       lk_show_shortcuts     (GtkWindow *parent);

G_END_DECLS
