/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-trace.h"

G_BEGIN_DECLS

#define LK_TYPE_FAILURE_PAGE (lk_failure_page_get_type ())
G_DECLARE_FINAL_TYPE (LkFailurePage, lk_failure_page, LK, FAILURE_PAGE, AdwBin)

/* @error: copied */
void lk_failure_page_set_error (LkFailurePage *self,
                                const GError  *error);
/* @trace: (nullable): what was done until it failed */
void lk_failure_page_set_trace (LkFailurePage *self,
                                LkTrace       *trace);

G_END_DECLS
