/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* (transfer full) */
char *lk_plain_text    (const char    *markup);
void lk_describe      (GtkWidget     *widget,
                       const char    *text);
void lk_describe_rows (GtkWidget     *top);
void lk_keep_name     (GtkWidget     *widget);
void lk_name_items    (GtkMenuButton *button);

G_END_DECLS
