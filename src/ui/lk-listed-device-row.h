/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-listed-device.h"

G_BEGIN_DECLS

#define LK_TYPE_LISTED_DEVICE_ROW (lk_listed_device_row_get_type ())
G_DECLARE_FINAL_TYPE (LkListedDeviceRow, lk_listed_device_row, LK, LISTED_DEVICE_ROW, AdwBin)

GtkWidget *lk_listed_device_row_new        (void);
/* @device: (nullable): what it shows from now on */
void       lk_listed_device_row_set_device (LkListedDeviceRow *self,
                                            LkListedDevice    *device);

G_END_DECLS
