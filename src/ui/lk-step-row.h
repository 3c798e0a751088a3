/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "lk-trace.h"

G_BEGIN_DECLS

#define LK_TYPE_STEP_ROW (lk_step_row_get_type ())
G_DECLARE_FINAL_TYPE (LkStepRow, lk_step_row, LK, STEP_ROW, GtkListBoxRow)

GtkWidget *lk_step_row_new  (void);
/* Shows the step at @position, as it stands now. */
void       lk_step_row_show (LkStepRow *self,
                             LkTrace   *trace,
                             guint      position);

G_END_DECLS
