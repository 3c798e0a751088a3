/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void lk_announce       (GtkWidget      *widget,
                        const char     *text);
void lk_announce_label (GtkLabel       *label);
void lk_announce_page  (AdwStatusPage  *page);
void lk_announce_title (AdwWindowTitle *title);

G_END_DECLS
