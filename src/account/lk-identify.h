/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"

G_BEGIN_DECLS

/* The last step of signing in, from IDENTIFYING to SIGNED_IN: asks the homeserver whose tokens
 * these are (spec §5.2). A transient failure is tried again, at longer and longer intervals; the
 * session stays pending meanwhile, also over a restart: this is how a stored one is resumed. */
void     lk_identify_async  (LkAccount           *account,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data);
gboolean lk_identify_finish (LkAccount           *account,
                             GAsyncResult        *result,
                             GError             **error);

G_END_DECLS
