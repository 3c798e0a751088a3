/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-open-session.h"

G_BEGIN_DECLS

/**
 * LkRevocations:
 *
 * The sessions that are still to be ended at their servers: kept in the keyring until the server
 * has confirmed. As a list model of #LkOpenSession it shows those that a person should know of,
 * which is not one whose first try is under way.
 */
#define LK_TYPE_REVOCATIONS (lk_revocations_get_type ())
G_DECLARE_FINAL_TYPE (LkRevocations, lk_revocations, LK, REVOCATIONS, GObject)

LkRevocations *lk_revocations_new           (LkRevocationStore   *store,
                                             LkHttp              *http,
                                             LkClock             *clock);
/* Reads what an earlier life left behind and goes on with it: now, and whenever the network
 * changes. @network: (nullable) */
void           lk_revocations_start         (LkRevocations       *self,
                                             GNetworkMonitor     *network);

/* Keeps a session that is to be ended; nothing is tried before lk_revocations_try_async(). */
void           lk_revocations_put_async     (LkRevocations       *self,
                                             LkRevocation        *revocation,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
gboolean       lk_revocations_put_finish    (LkRevocations       *self,
                                             GAsyncResult        *result,
                                             GError             **error);
/* Whether this session is to be ended. */
gboolean       lk_revocations_has           (LkRevocations       *self,
                                             const char          *id);
/* Tells the server, and answers as soon as that has worked or failed, or after a few seconds: a
 * person doesn't wait for it. The tries go on until it has worked. */
void           lk_revocations_try_async     (LkRevocations       *self,
                                             const char          *id,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
gboolean       lk_revocations_try_finish    (LkRevocations       *self,
                                             GAsyncResult        *result,
                                             GError             **error);
/* Forgets a session, which may then stay open at its server. */
void           lk_revocations_forget_async  (LkRevocations       *self,
                                             const char          *id,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
gboolean       lk_revocations_forget_finish (LkRevocations       *self,
                                             GAsyncResult        *result,
                                             GError             **error);

G_END_DECLS
