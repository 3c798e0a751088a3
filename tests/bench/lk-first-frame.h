/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Ends the process as soon as the first window of @app has been painted. With LK_MEASURE_AT_REST in
 * the environment that is when it has come to rest after that, and how much memory it has, in KiB,
 * is printed. */
void lk_first_frame_ends (GtkApplication *app);

G_END_DECLS
