/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-ports.h"

G_BEGIN_DECLS

#define LK_TYPE_DIAGNOSIS_PAGE (lk_diagnosis_page_get_type ())
G_DECLARE_FINAL_TYPE (LkDiagnosisPage, lk_diagnosis_page, LK, DIAGNOSIS_PAGE, AdwBin)

/* Looks at the server that @text names, and shows the steps as they happen. */
void lk_diagnosis_page_run  (LkDiagnosisPage *self,
                             LkPorts         *ports,
                             const char      *text);
/* Nobody waits for the rest any more. */
void lk_diagnosis_page_stop (LkDiagnosisPage *self);

G_END_DECLS
