/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"
#include "lk-tokens.h"

G_BEGIN_DECLS

/* What an account does with its session, through the authentication API that granted it and never
 * through the other (spec §0 rule 1). */

/* Asks once for new tokens; they are neither saved nor used yet. Errors as of
 * lk_oauth_refresh_async(). */
void      lk_session_refresh_async  (LkAccount           *account,
                                     LkSecret            *refresh_token,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
LkTokens *lk_session_refresh_finish (LkAccount           *account,
                                     GAsyncResult        *result,
                                     GError             **error);

/* Ends the session at the server, for an account that waits for the confirmation. */
void      lk_session_end_async      (LkAccount           *account,
                                     LkTokens            *tokens,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
gboolean  lk_session_end_finish     (LkAccount           *account,
                                     GAsyncResult        *result,
                                     GError             **error);

/* Ends, in the background, a session that nobody will use. */
void      lk_session_give_back      (LkAccount           *account,
                                     LkTokens            *tokens);

G_END_DECLS
