/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-account-list.h"

G_BEGIN_DECLS

#define LK_TYPE_ALL_DEVICES_FLOW (lk_all_devices_flow_get_type ())
G_DECLARE_FINAL_TYPE (LkAllDevicesFlow, lk_all_devices_flow, LK, ALL_DEVICES_FLOW, AdwBin)

GtkWidget *lk_all_devices_flow_new   (LkAccountList    *accounts);
/* From the start: the list, asked for anew. */
void       lk_all_devices_flow_begin (LkAllDevicesFlow *self);
/* One page back. Returns whether there was one. */
gboolean   lk_all_devices_flow_back  (LkAllDevicesFlow *self);

G_END_DECLS
