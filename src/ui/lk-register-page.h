/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LK_TYPE_REGISTER_PAGE (lk_register_page_get_type ())
G_DECLARE_FINAL_TYPE (LkRegisterPage, lk_register_page, LK, REGISTER_PAGE, AdwBin)

G_END_DECLS
