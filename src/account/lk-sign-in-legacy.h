/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-discover.h"

G_BEGIN_DECLS

/* From CHOOSING to SIGNED_IN with a password, at a homeserver that has no provider. Cancelled, the
 * account is back where it came from, and a session that comes all the same is ended.
 * @country: (nullable): where a phone number without a country belongs */
void     lk_sign_in_legacy_async  (LkAccount           *account,
                                   LkHomeserver        *homeserver,
                                   const char          *user,
                                   const char          *country,
                                   LkSecret            *password,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
gboolean lk_sign_in_legacy_finish (LkAccount           *account,
                                   GAsyncResult        *result,
                                   GError             **error);

G_END_DECLS
