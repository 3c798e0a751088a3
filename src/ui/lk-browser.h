/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Hands @uri to whatever program the person chose for it. When there is none, the window of
 * @parent says so. */
void lk_open_in_browser (GtkWidget  *parent,
                         const char *uri);

G_END_DECLS
