/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-ports.h"
#include "lk-tokens.h"

G_BEGIN_DECLS

/**
 * LkTokenKeeper:
 *
 * The tokens of one account: in memory, which is always the newer copy, and in the store. For the
 * conversations of this room only.
 */
#define LK_TYPE_TOKEN_KEEPER (lk_token_keeper_get_type ())
G_DECLARE_FINAL_TYPE (LkTokenKeeper, lk_token_keeper, LK, TOKEN_KEEPER, GObject)

LkTokenKeeper *lk_token_keeper_new          (LkAccountStore      *store,
                                             LkClock             *clock,
                                             const char          *account_id);

/* (transfer none) (nullable): in memory */
LkTokens      *lk_token_keeper_get_tokens   (LkTokenKeeper       *self);
/* (transfer none) (nullable): what the tokens replaced, as long as they are not proven */
LkSecret      *lk_token_keeper_get_previous (LkTokenKeeper       *self);
/* In memory only, as when another conversation has read or made them. @tokens: (nullable) */
void           lk_token_keeper_take         (LkTokenKeeper       *self,
                                             LkTokens            *tokens,
                                             LkSecret            *previous);
void           lk_token_keeper_forget       (LkTokenKeeper       *self);
/* A server has accepted these: what they replaced is worthless. */
void           lk_token_keeper_prove        (LkTokenKeeper       *self,
                                             LkSecret            *access_token);

/* Is it time to renew them, and is it too late to do without? */
gboolean       lk_token_keeper_is_stale     (LkTokenKeeper       *self);
gboolean       lk_token_keeper_is_expired   (LkTokenKeeper       *self);

/* The property `unsaved`: the newest tokens are in memory only. It is tried again by itself. */
gboolean       lk_token_keeper_get_unsaved  (LkTokenKeeper       *self);
/* Tries again now; a success when there is nothing to save. */
void           lk_token_keeper_retry_async  (LkTokenKeeper       *self,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
gboolean       lk_token_keeper_retry_finish (LkTokenKeeper       *self,
                                             GAsyncResult        *result,
                                             GError             **error);

/* What the store has, past memory. (nullable) without error: nothing */
void           lk_token_keeper_load_async   (LkTokenKeeper       *self,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
LkTokens      *lk_token_keeper_load_finish  (LkTokenKeeper       *self,
                                             GAsyncResult        *result,
                                             LkSecret           **previous,
                                             GError             **error);
/* Writes happen one after the other, in the order in which they were asked for. */
void           lk_token_keeper_save_async   (LkTokenKeeper       *self,
                                             const char          *label,
                                             LkTokens            *tokens,
                                             LkSecret            *previous,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
gboolean       lk_token_keeper_save_finish  (LkTokenKeeper       *self,
                                             GAsyncResult        *result,
                                             GError             **error);
void           lk_token_keeper_remove_async (LkTokenKeeper       *self,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
gboolean       lk_token_keeper_remove_finish (LkTokenKeeper      *self,
                                             GAsyncResult        *result,
                                             GError             **error);

G_END_DECLS
