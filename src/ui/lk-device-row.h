/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-devices-api.h"

G_BEGIN_DECLS

#define LK_TYPE_DEVICE_ROW (lk_device_row_get_type ())
G_DECLARE_FINAL_TYPE (LkDeviceRow, lk_device_row, LK, DEVICE_ROW, AdwActionRow)

/**
 * LkDeviceRowFlags:
 * @LK_DEVICE_ROW_IS_OWN: it is the device of this session
 * @LK_DEVICE_ROW_HAS_PAGE: it leads to a page about the device
 * @LK_DEVICE_ROW_REMOVES: the device can be removed here
 * @LK_DEVICE_ROW_RENAMES: the device can be renamed here
 */
typedef enum
{
  LK_DEVICE_ROW_IS_OWN   = 1 << 0,
  LK_DEVICE_ROW_HAS_PAGE = 1 << 1,
  LK_DEVICE_ROW_REMOVES  = 1 << 2,
  LK_DEVICE_ROW_RENAMES  = 1 << 3,
} LkDeviceRowFlags;

GtkWidget  *lk_device_row_new           (const LkDevice  *device,
                                         LkDeviceRowFlags flags,
                                         gint64           now);
const char *lk_device_row_get_device_id (LkDeviceRow     *self);

G_END_DECLS
