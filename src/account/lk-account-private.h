/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"
#include "lk-tokens.h"

G_BEGIN_DECLS

/* What only the conversations of this room may do. */

/* (transfer none) (nullable): in memory, read from the store already or just obtained */
LkTokens  *lk_account_get_tokens         (LkAccount       *self);
void       lk_account_set_tokens         (LkAccount       *self,
                                          LkTokens        *tokens);
void       lk_account_set_record         (LkAccount       *self,
                                          LkAccountRecord *record);
/* Sets the record and writes it to the index; a failed write is a warning, the account goes on. */
void       lk_account_put_record         (LkAccount       *self,
                                          LkAccountRecord *record);
/* One state change, with the error that goes with it (nullable, cancelled is dropped). */
void       lk_account_enter              (LkAccount       *self,
                                          LkAuthState      state,
                                          const GError    *error);
/* Ends a conversation of signing in: FAILED with @error, or, when cancelled, back to where the
 * account came from. */
void       lk_account_fail               (LkAccount       *self,
                                          const GError    *error);
/* The server's own word: the session is over. The account stays, in need of signing in again. */
void       lk_account_end_session        (LkAccount       *self,
                                          const GError    *error);
/* Puts back what was known of the session before, when the account was to sign in again. Returns
 * whether there was one. */
gboolean   lk_account_restore_former     (LkAccount       *self);
/* Whether the tokens may be used or renewed now: there is a session and nobody is ending it. */
gboolean   lk_account_may_talk           (LkAccount       *self);
/* What the last talk with a server or the keyring showed. */
void       lk_account_note_network       (LkAccount       *self,
                                          const GError    *error);
void       lk_account_note_keyring       (LkAccount       *self,
                                          const GError    *error);
void       lk_account_set_unsaved        (LkAccount       *self,
                                          gboolean         unsaved);
/* The renewal under way, and who waits for it (lk-refresh.c). */
GPtrArray *lk_account_get_refresh_waiters (LkAccount      *self);
/* (nullable): what stops the resumed sign-in (lk-account-list.c). */
void       lk_account_set_resuming       (LkAccount       *self,
                                          GCancellable    *cancellable);
/* Wall clock, microseconds: when a fresh token was refused last (spec §5.3, the loop guard). */
gint64    *lk_account_refused_at         (LkAccount       *self);
/* "Latchkey: @alice:example.org" */
char      *lk_account_dup_label          (LkAccount       *self);

/* Reads the tokens from the store unless they are in memory. */
void       lk_account_load_tokens_async  (LkAccount           *self,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
LkTokens  *lk_account_load_tokens_finish (LkAccount           *self,
                                          GAsyncResult        *result,
                                          GError             **error);

/* Writes new tokens to the store and then keeps them in memory, where they can be used; what can't
 * be written is kept there all the same, and noted. */
void       lk_account_save_tokens_async  (LkAccount           *self,
                                          LkTokens            *tokens,
                                          LkSecret            *previous_refresh_token,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean   lk_account_save_tokens_finish (LkAccount           *self,
                                          GAsyncResult        *result,
                                          GError             **error);

/* Erases all that this computer keeps of the account: secrets, jar, avatar, index entry. */
void       lk_account_erase_async        (LkAccount           *self,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean   lk_account_erase_finish       (LkAccount           *self,
                                          GAsyncResult        *result,
                                          GError             **error);

G_END_DECLS
