/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"
#include "lk-tokens.h"

G_BEGIN_DECLS

/* From EXCHANGING to SIGNED_IN, with tokens that have just come: they are saved, the account is
 * written to the index as pending, and the homeserver is asked whose they are. @record: (transfer
 * none): what to write */
void     lk_settle_async  (LkAccount           *account,
                           LkTokens            *tokens,
                           LkAccountRecord     *record,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data);
gboolean lk_settle_finish (LkAccount           *account,
                           GAsyncResult        *result,
                           GError             **error);

G_END_DECLS
