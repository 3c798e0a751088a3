/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* (transfer full): what a bug report should tell of this computer, and nothing about the person */
char *lk_debug_info_dup (GdkDisplay *display);

G_END_DECLS
