/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LK_TYPE_METHOD_PAGE (lk_method_page_get_type ())
G_DECLARE_FINAL_TYPE (LkMethodPage, lk_method_page, LK, METHOD_PAGE, AdwBin)

G_END_DECLS
