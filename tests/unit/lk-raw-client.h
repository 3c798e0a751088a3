/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LkRawClient:
 *
 * Somebody who connects to 127.0.0.1 and says what it likes, in the default context. It closes
 * nothing by itself before it is freed.
 */
typedef struct _LkRawClient LkRawClient;

/* @text: (nullable): to send once connected */
LkRawClient *lk_raw_client_new     (guint16      port,
                                    const char  *text);
void         lk_raw_client_free    (LkRawClient *self);
/* Waits until it is connected and all was sent. */
void         lk_raw_client_sent    (LkRawClient *self);
/* Sends more. */
void         lk_raw_client_say     (LkRawClient *self,
                                    const char  *text);
/* Waits until the other side has closed; all that it said. */
const char  *lk_raw_client_wait    (LkRawClient *self);
gboolean     lk_raw_client_is_over (LkRawClient *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkRawClient, lk_raw_client_free)

/* Sends @text and waits for the end. (transfer full) */
char        *lk_raw_ask            (guint16      port,
                                    const char  *text);
/* GETs @target (path and query) as a browser does. (transfer full) */
char        *lk_raw_get            (guint16      port,
                                    const char  *target);
/* Does anybody listen at @host? */
gboolean     lk_raw_is_open        (const char  *host,
                                    guint16      port);

/* Fails unless the answer has this status. */
void         lk_raw_assert_status  (const char  *answer,
                                    guint        status);

G_END_DECLS
