/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LK_TYPE_WAYS_BUTTON (lk_ways_button_get_type ())
G_DECLARE_FINAL_TYPE (LkWaysButton, lk_ways_button, LK, WAYS_BUTTON, AdwBin)

G_END_DECLS
