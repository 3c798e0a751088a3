/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-devices-note.h"

G_BEGIN_DECLS

#define LK_TYPE_DEVICES_NOTE_ROW (lk_devices_note_row_get_type ())
G_DECLARE_FINAL_TYPE (LkDevicesNoteRow, lk_devices_note_row, LK, DEVICES_NOTE_ROW, AdwBin)

GtkWidget *lk_devices_note_row_new      (void);
void       lk_devices_note_row_set_note (LkDevicesNoteRow *self,
                                         LkDevicesNote    *note);

G_END_DECLS
