/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-trace.h"

G_BEGIN_DECLS

#define LK_TYPE_STEP_LIST (lk_step_list_get_type ())
G_DECLARE_FINAL_TYPE (LkStepList, lk_step_list, LK, STEP_LIST, AdwBin)

/* @trace: (nullable): what happened; followed while it is shown */
void lk_step_list_set_trace (LkStepList *self,
                             LkTrace    *trace);

G_END_DECLS
