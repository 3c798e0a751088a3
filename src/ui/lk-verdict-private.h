/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-verdict.h"

G_BEGIN_DECLS

/* What the files of the verdict share. */

/* Who is asked in a step, and how we came to ask them. */
typedef enum
{
  LK_VERDICT_TYPED,    /* the person named it */
  LK_VERDICT_NAMED,    /* a well-known file named it */
  LK_VERDICT_PROVIDER, /* the homeserver named it */
} LkVerdictRole;

/* What a sentence is chosen by. */
typedef struct
{
  LkTrace       *trace;
  LkTraceStep   *step;
  LkVerdictRole  role;
  char          *host;  /* (nullable) of who is asked */
  char          *owner; /* (nullable) of who named @host */
} LkVerdictCase;

void       lk_verdict_case_init      (LkVerdictCase       *self,
                                      LkTrace             *trace,
                                      guint                position);
void       lk_verdict_case_clear     (LkVerdictCase       *self);
gboolean   lk_verdict_step_came_to   (const LkTraceStep   *step,
                                      const char          *outcome);

/* @text: marked for translation; {host}, {owner} and {found} in it are filled in */
LkVerdict *lk_verdict_say            (const LkVerdictCase *self,
                                      LkVerdictKind        kind,
                                      LkCulprit            culprit,
                                      const char          *text);
LkVerdict *lk_verdict_blame          (const LkVerdictCase *self,
                                      LkCulprit            culprit,
                                      const char          *text);
/* What the step's error means, whichever step it is. */
LkVerdict *lk_verdict_of_error       (const LkVerdictCase *self);

G_END_DECLS
