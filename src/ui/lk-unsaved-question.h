/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Asks before what is in memory only is lost. @may_close: called when nothing is any more, or when
 * the person doesn't mind. Returns: whether there is something to ask */
gboolean lk_unsaved_question (GtkWidget     *window,
                              LkAccountList *accounts,
                              GCallback      may_close);

G_END_DECLS
