/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-discover.h"

G_BEGIN_DECLS

/**
 * LkDiagnosis:
 * @could_start: whether a sign-in could start
 * @trace: what was done to find that out
 * @homeserver: (nullable): what was found
 * @error: (nullable): why a sign-in could not start
 *
 * What came of looking at a server. Never changed once made.
 */
#define LK_TYPE_DIAGNOSIS (lk_diagnosis_get_type ())

typedef struct
{
  gboolean      could_start;
  LkTrace      *trace;
  LkHomeserver *homeserver;
  GError       *error;
} LkDiagnosis;

GType        lk_diagnosis_get_type (void);
LkDiagnosis *lk_diagnosis_copy     (const LkDiagnosis   *self);
void         lk_diagnosis_free     (LkDiagnosis         *self);

/* Goes up to where a person would be sent to a page or asked for a password, with an account that
 * nobody keeps: nothing is stored. Returns: (transfer full): the steps, as they happen */
LkTrace     *lk_diagnose_async     (LkPorts             *ports,
                                    const char          *text,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
/* NULL only when cancelled: a fault of the server is a diagnosis. */
LkDiagnosis *lk_diagnose_finish    (GAsyncResult        *result,
                                    GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkDiagnosis, lk_diagnosis_free)

G_END_DECLS
