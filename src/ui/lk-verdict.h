/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-trace.h"

G_BEGIN_DECLS

/* How it stands with a step. */
typedef enum
{
  LK_VERDICT_RUNNING,
  LK_VERDICT_FINE,
  LK_VERDICT_PASSED,  /* not there, or not waited for; nothing is wrong with that */
  LK_VERDICT_WARNING, /* wrong, but a sign-in works all the same */
  LK_VERDICT_FAULT,
} LkVerdictKind;

/* Whose job it is to mend it. */
typedef enum
{
  LK_CULPRIT_NOBODY,
  LK_CULPRIT_PERSON,        /* who typed the name, or owns this computer */
  LK_CULPRIT_NETWORK,       /* between this computer and the server */
  LK_CULPRIT_ADMINISTRATOR, /* of the server that is named */
  LK_CULPRIT_POLICY,        /* of the provider: it works as it is meant to */
  LK_CULPRIT_TIME,          /* it may pass: try again later */
  LK_CULPRIT_LATCHKEY,      /* a fault of ours */
} LkCulprit;

/**
 * LkVerdict:
 * @kind: how it stands
 * @culprit: whose job it is to mend it
 * @text: what it means, and whose job it is, in words; plain text, "" while it runs
 *
 * What is to be thought of a step. Never changed once made.
 */
typedef struct
{
  LkVerdictKind kind;
  LkCulprit     culprit;
  char         *text;
} LkVerdict;

LkVerdict   *lk_verdict_new          (LkTrace      *trace,
                                      guint         position);
void         lk_verdict_free         (LkVerdict    *self);
/* The step that is to blame for @error. Returns FALSE when there is none. */
gboolean     lk_verdict_find_culprit (LkTrace      *trace,
                                      const GError *error,
                                      guint        *position);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkVerdict, lk_verdict_free)

G_END_DECLS
