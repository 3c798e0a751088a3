/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Ends the process as soon as the first window of @app has been painted. */
void lk_first_frame_ends (GtkApplication *app);

G_END_DECLS
