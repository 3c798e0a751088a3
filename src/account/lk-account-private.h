/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"
#include "lk-back-off.h"
#include "lk-file-lock.h"
#include "lk-token-keeper.h"

G_BEGIN_DECLS

/* Facts that can hold together with any state; each is a property. */
typedef enum
{
  LK_ACCOUNT_OFFLINE,
  LK_ACCOUNT_KEYRING_LOCKED,
  LK_ACCOUNT_UNSAVED,
} LkAccountFact;

#define LK_ACCOUNT_N_FACTS (LK_ACCOUNT_UNSAVED + 1)

/* What lk-upkeep.c has of an account. */
typedef struct
{
  LkFileLock *lock;            /* (nullable) while no other program may renew the tokens */
  gboolean    lock_is_needed;  /* … by a conversation; else only until they are saved */
  guint       keyring_wait_id; /* of the clock, 0 when nobody waits for the keyring */
  guint       index_retry_id;  /* of the clock; not 0 while the record is not in the index */
  GPtrArray  *refresh_waiters; /* GTask; empty when no renewal is under way */
  LkBackOff   back_off;        /* of renewals that fail */
  GError     *renewal_error;   /* (nullable) why the last one failed */
  gint64      refused_at;
} LkUpkeep;

void       lk_upkeep_init                (LkUpkeep        *self);
void       lk_upkeep_clear               (LkUpkeep        *self);
LkUpkeep  *lk_account_get_upkeep         (LkAccount       *self);
void       lk_account_stop_upkeep        (LkAccount       *self);
void       lk_account_set_fact           (LkAccount       *self,
                                          LkAccountFact    fact,
                                          gboolean         value);
gboolean   lk_account_has_unsaved_tokens (LkAccount       *self);
/* What could not be saved was, or what was can't be. */
void       lk_account_note_saved         (LkAccount       *self);

/* What only the conversations of this room may do. */

/* (transfer none) (nullable): in memory, read from the store already or just obtained */
LkTokens  *lk_account_get_tokens         (LkAccount       *self);
/* (transfer none) */
LkTokenKeeper *lk_account_get_keeper     (LkAccount       *self);
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
/* From now on, until the next note: one that doesn't answer counts as locked. */
void       lk_account_wait_for_keyring   (LkAccount       *self);
void       lk_account_note_keyring       (LkAccount       *self,
                                          const GError    *error);
/* How the last renewal went. @error: (nullable): those that may pass are left alone for a while,
 * longer each time. */
void       lk_account_note_renewal       (LkAccount       *self,
                                          const GError    *error);
/* (transfer none) (nullable): why no renewal is tried now */
const GError *lk_account_get_renewal_trouble (LkAccount   *self);
/* The renewal under way, and who waits for it (lk-refresh.c). */
GPtrArray *lk_account_get_refresh_waiters (LkAccount      *self);
/* (nullable): what stops the resumed sign-in (lk-account-list.c). */
void       lk_account_set_resuming       (LkAccount       *self,
                                          GCancellable    *cancellable);
/* Uptime, microseconds: when a fresh token was refused last (spec §5.3, the loop guard). */
gint64    *lk_account_refused_at         (LkAccount       *self);
/* The lock between programs: whoever has it is the only one who renews or ends the session. It
 * stays ours, beyond the conversation, until all that was renewed is saved. */
void       lk_account_lock_async         (LkAccount           *self,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean   lk_account_lock_finish        (LkAccount           *self,
                                          GAsyncResult        *result,
                                          GError             **error);
void       lk_account_unlock             (LkAccount           *self);
/* "Latchkey: @alice:example.org" */
char      *lk_account_dup_label          (LkAccount       *self);

/* In memory only. @tokens, @previous: (nullable) */
void       lk_account_take_tokens        (LkAccount           *self,
                                          LkTokens            *tokens,
                                          LkSecret            *previous);
/* The tokens are worthless, or not ours any more: they leave memory. */
void       lk_account_forget_tokens      (LkAccount           *self);
/* Reads the tokens from the store unless they are in memory. */
void       lk_account_load_tokens_async  (LkAccount           *self,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
LkTokens  *lk_account_load_tokens_finish (LkAccount           *self,
                                          GAsyncResult        *result,
                                          GError             **error);

/* What the store says counts, unless it lacks what only memory has: another program may have
 * renewed them. To be called with the lock. Returns: (out of the finish) (transfer full) */
void       lk_account_reload_tokens_async (LkAccount          *self,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
LkTokens  *lk_account_reload_tokens_finish (LkAccount         *self,
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

/* Removes the secrets, from memory and store. */
void       lk_account_remove_tokens_async (LkAccount          *self,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean   lk_account_remove_tokens_finish (LkAccount         *self,
                                          GAsyncResult        *result,
                                          GError             **error);

/* Erases all that this computer keeps of the account: secrets, jar, avatar, index entry. */
void       lk_account_erase_async        (LkAccount           *self,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean   lk_account_erase_finish       (LkAccount           *self,
                                          GAsyncResult        *result,
                                          GError             **error);

/* For lk-account-secrets.c. */
void       lk_account_note_tokens        (LkAccount           *self);
void       lk_account_remove_lock        (LkAccount           *self);

G_END_DECLS
