/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "lk-account-links.h"

G_BEGIN_DECLS

typedef void (*LkLinkGo) (GtkWidget *parent);

/* Calls @go: at once for a harmless place; for one where much can be lost only when the person
 * still wants to go there, and @parent is still in a window. */
void lk_link_question (GtkWidget     *parent,
                       LkAccountLink  link,
                       LkLinkGo       go);

G_END_DECLS
