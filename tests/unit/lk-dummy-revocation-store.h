/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-error.h"
#include "lk-revocation-store.h"

G_BEGIN_DECLS

/**
 * LkDummyRevocationStore:
 *
 * A keyring in memory for sessions that are to be ended, which a test can break, slow down and look
 * into. What is kept is kept as text, as in a real one. All its functions take the store as the
 * port that it is.
 */
#define LK_TYPE_DUMMY_REVOCATION_STORE (lk_dummy_revocation_store_get_type ())
G_DECLARE_FINAL_TYPE (LkDummyRevocationStore, lk_dummy_revocation_store,
                      LK, DUMMY_REVOCATION_STORE, GObject)

typedef enum
{
  LK_DUMMY_REVOCATION_STORE_LOAD,
  LK_DUMMY_REVOCATION_STORE_SAVE,
  LK_DUMMY_REVOCATION_STORE_REMOVE,
} LkDummyRevocationStoreCall;

#define LK_DUMMY_REVOCATION_STORE_N_CALLS (LK_DUMMY_REVOCATION_STORE_REMOVE + 1)

LkRevocationStore *lk_dummy_revocation_store_new        (void);
/* Keeps @revocation at once, as if it had been saved in an earlier life. */
void               lk_dummy_revocation_store_put        (LkRevocationStore *self,
                                                         LkRevocation      *revocation);
/* The next calls of this kind fail with @code of LK_ERROR: @times of them, or all for -1. */
void               lk_dummy_revocation_store_fail       (LkRevocationStore *self,
                                                         LkDummyRevocationStoreCall call,
                                                         LkErrorCode        code,
                                                         int                times);
/* The next call of this kind waits until it is released or cancelled. */
void               lk_dummy_revocation_store_hang       (LkRevocationStore *self,
                                                         LkDummyRevocationStoreCall call);
/* A condition for lk_test_wait_until(). @self: the store */
gboolean           lk_dummy_revocation_store_is_hanging (gpointer           self);
void               lk_dummy_revocation_store_release    (LkRevocationStore *self);
guint              lk_dummy_revocation_store_count      (LkRevocationStore *self,
                                                         LkDummyRevocationStoreCall call);
guint              lk_dummy_revocation_store_get_n_kept (LkRevocationStore *self);
/* What is kept. (transfer full) (nullable) */
LkRevocation      *lk_dummy_revocation_store_peek       (LkRevocationStore *self,
                                                         const char        *id);

G_END_DECLS
