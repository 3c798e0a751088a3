/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account-record.h"

G_BEGIN_DECLS

/**
 * LkAccountIndex:
 *
 * The list of accounts on disk: one key file, one group an account, no secrets, written durably.
 * It is read before the first frame. A group that can't be read is kept as it is and reported,
 * never dropped.
 */
#define LK_TYPE_ACCOUNT_INDEX (lk_account_index_get_type ())
G_DECLARE_FINAL_TYPE (LkAccountIndex, lk_account_index, LK, ACCOUNT_INDEX, GObject)

LkAccountIndex *lk_account_index_new    (const char       *path);
GPtrArray      *lk_account_index_load   (LkAccountIndex   *self,
                                         GError          **error);
gboolean        lk_account_index_put    (LkAccountIndex   *self,
                                         LkAccountRecord  *record,
                                         GError          **error);
gboolean        lk_account_index_remove (LkAccountIndex   *self,
                                         const char       *id,
                                         GError          **error);
gboolean        lk_account_index_has    (LkAccountIndex   *self,
                                         const char       *id);

G_END_DECLS
