/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LK_TYPE_PASTE_PAGE (lk_paste_page_get_type ())
G_DECLARE_FINAL_TYPE (LkPastePage, lk_paste_page, LK, PASTE_PAGE, AdwBin)

G_END_DECLS
