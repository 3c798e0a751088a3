/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LK_TYPE_PROGRESS_PAGE (lk_progress_page_get_type ())
G_DECLARE_FINAL_TYPE (LkProgressPage, lk_progress_page, LK, PROGRESS_PAGE, AdwBin)

G_END_DECLS
