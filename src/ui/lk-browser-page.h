/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LK_TYPE_BROWSER_PAGE (lk_browser_page_get_type ())
G_DECLARE_FINAL_TYPE (LkBrowserPage, lk_browser_page, LK, BROWSER_PAGE, AdwBin)

G_END_DECLS
