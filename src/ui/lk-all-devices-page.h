/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-all-devices.h"

G_BEGIN_DECLS

#define LK_TYPE_ALL_DEVICES_PAGE (lk_all_devices_page_get_type ())
G_DECLARE_FINAL_TYPE (LkAllDevicesPage, lk_all_devices_page, LK, ALL_DEVICES_PAGE, AdwBin)

GtkWidget *lk_all_devices_page_new        (LkAllDevices     *all,
                                           LkClock          *clock);
/* Those that are chosen and shown, in the order in which they are shown. (transfer full)
 * (element-type LkListedDevice) */
GPtrArray *lk_all_devices_page_dup_chosen (LkAllDevicesPage *self);

G_END_DECLS
