/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "lk-http.h"

G_BEGIN_DECLS

/**
 * LkHold:
 *
 * Keeps the program running, without a window if need be, until what was begun is finished.
 */
typedef struct _LkHold LkHold;

LkHold *lk_hold_new  (GtkWidget *widget);
void    lk_hold_free (LkHold    *self);

/* Keeps @application running for what can't be stopped, as long as both are there. */
void    lk_hold_while_busy (GApplication *application,
                            LkHttp       *http);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkHold, lk_hold_free)

G_END_DECLS
