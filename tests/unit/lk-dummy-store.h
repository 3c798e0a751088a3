/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account-store.h"
#include "lk-error.h"

G_BEGIN_DECLS

/**
 * LkDummyStore:
 *
 * A keyring in memory, which a test can lock, break, slow down and look into. All its functions
 * take the store as the port that it is.
 */
#define LK_TYPE_DUMMY_STORE (lk_dummy_store_get_type ())
G_DECLARE_FINAL_TYPE (LkDummyStore, lk_dummy_store, LK, DUMMY_STORE, GObject)

typedef enum
{
  LK_DUMMY_STORE_LOAD,
  LK_DUMMY_STORE_SAVE,
  LK_DUMMY_STORE_REMOVE,
} LkDummyStoreCall;

#define LK_DUMMY_STORE_N_CALLS (LK_DUMMY_STORE_REMOVE + 1)

LkAccountStore *lk_dummy_store_new           (void);

/* Keeps @tokens at once, as if they had been saved in an earlier life. */
void            lk_dummy_store_put           (LkAccountStore   *self,
                                              const char       *account_id,
                                              LkTokens         *tokens);
/* The next calls of this kind fail with @code of LK_ERROR: @times of them, or all for -1. */
void            lk_dummy_store_fail          (LkAccountStore   *self,
                                              LkDummyStoreCall  call,
                                              LkErrorCode       code,
                                              int               times);
/* The next call of this kind waits until it is released or cancelled. */
void            lk_dummy_store_hang          (LkAccountStore   *self,
                                              LkDummyStoreCall  call);
/* A condition for lk_test_wait_until(). @self: the store */
gboolean        lk_dummy_store_is_hanging    (gpointer          self);
void            lk_dummy_store_release       (LkAccountStore   *self);

guint           lk_dummy_store_count         (LkAccountStore   *self,
                                              LkDummyStoreCall  call);
/* What is seen of it, apart from how its calls go. */
void            lk_dummy_store_set_locked    (LkAccountStore   *self,
                                              gboolean          is_locked);
guint           lk_dummy_store_get_n_looks   (LkAccountStore   *self);
/* How often the person wanted it to be unlocked. */
guint           lk_dummy_store_get_n_asked_again (LkAccountStore *self);
/* How many accounts have something here. */
guint           lk_dummy_store_get_n_kept    (LkAccountStore   *self);
/* What is kept. (transfer none) (nullable) */
LkTokens       *lk_dummy_store_peek          (LkAccountStore   *self,
                                              const char       *account_id);
LkSecret       *lk_dummy_store_peek_previous (LkAccountStore   *self,
                                              const char       *account_id);
/* The label of the last item saved. (nullable) */
const char     *lk_dummy_store_get_label     (LkAccountStore   *self);

G_END_DECLS
