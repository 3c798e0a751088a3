/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-authorization.h"
#include "lk-tokens.h"

G_BEGIN_DECLS

/* Trades a code for tokens (lk_oauth_exchange_code_async()), for a person who may go away: when
 * cancelled it returns at once, and tokens that still come are given back to the provider. */
void      lk_exchange_async  (LkHttp              *http,
                              LkAuthorization     *authorization,
                              LkSecret            *code,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data);
LkTokens *lk_exchange_finish (LkHttp              *http,
                              GAsyncResult        *result,
                              GError             **error);

G_END_DECLS
