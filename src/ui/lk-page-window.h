/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Brings the window @name back to the front, if it is open. */
gboolean lk_page_window_present (const char *name);
/* Shows @page in a window of its own. @parent: (nullable); @title: translated */
void     lk_page_window_show    (GtkWindow  *parent,
                                 const char *name,
                                 const char *title,
                                 GtkWidget  *page);

G_END_DECLS
