/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LkHold:
 *
 * Keeps the program running, without a window if need be, until what was begun is finished.
 */
typedef struct _LkHold LkHold;

LkHold *lk_hold_new  (GtkWidget *widget);
void    lk_hold_free (LkHold    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkHold, lk_hold_free)

G_END_DECLS
