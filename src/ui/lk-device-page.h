/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-sign-in-stay.h"

G_BEGIN_DECLS

#define LK_TYPE_DEVICE_PAGE (lk_device_page_get_type ())
G_DECLARE_FINAL_TYPE (LkDevicePage, lk_device_page, LK, DEVICE_PAGE, AdwBin)

/* The page only shows @grant: whoever shows the page starts it. @stay: (nullable): whose way it is,
 * to be changed */
GtkWidget *lk_device_page_new (LkDeviceGrant *grant,
                               LkSignInStay  *stay);

G_END_DECLS
