/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LK_TYPE_LEGACY_PAGE (lk_legacy_page_get_type ())
G_DECLARE_FINAL_TYPE (LkLegacyPage, lk_legacy_page, LK, LEGACY_PAGE, AdwBin)

/* Shows beside the form what was wrong with what was typed. */
void lk_legacy_page_set_error (LkLegacyPage *self,
                               const GError *error);

G_END_DECLS
