/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"

G_BEGIN_DECLS

/* Does this error say that the provider's endpoint is not where it was (spec §2.4)? */
gboolean lk_rediscover_may_help (LkAccount           *account,
                                 const GError        *error);
/* Asks the homeserver anew where the provider's endpoints are, and writes that down. */
void     lk_rediscover_async    (LkAccount           *account,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
gboolean lk_rediscover_finish   (LkAccount           *account,
                                 GAsyncResult        *result,
                                 GError             **error);

G_END_DECLS
