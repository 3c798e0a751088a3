/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-trace.h"

G_BEGIN_DECLS

/* The step in a few words. */
const char *lk_diagnosis_text_title      (const LkTraceStep *step);
/* (transfer full): what was asked, the status and the time, in a line; "" when nothing was */
char       *lk_diagnosis_text_facts      (const LkTraceStep *step);
/* (transfer full) (nullable): what is wrong, for who has to mend it, and the server's words */
char       *lk_diagnosis_text_remarks    (const LkTraceStep *step);
/* Whether a sign-in could start, in a few words. */
const char *lk_diagnosis_text_heading    (gboolean           could_start);
/* (transfer full) (nullable): why it could not, and whose job it is to mend that */
char       *lk_diagnosis_text_conclusion (LkTrace           *trace,
                                          const GError      *error);
/* (transfer full): all steps as lines of plain text. There is no secret in them. */
char       *lk_diagnosis_text_steps      (LkTrace           *trace);
/* (transfer full): the same, with the version of the program, and the conclusion at the end */
char       *lk_diagnosis_text_whole      (LkTrace           *trace,
                                          gboolean           could_start,
                                          const GError      *error);

G_END_DECLS
