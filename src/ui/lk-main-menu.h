/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LK_TYPE_MAIN_MENU (lk_main_menu_get_type ())
G_DECLARE_FINAL_TYPE (LkMainMenu, lk_main_menu, LK, MAIN_MENU, AdwBin)

G_END_DECLS
