/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-callback-pages.h"
#include "lk-ports.h"
#include "lk-secret.h"

G_BEGIN_DECLS

/**
 * LkLoopback:
 *
 * Where the person's own browser is sent back to: a redirect address of this machine, with a port
 * for one attempt alone (spec §4.8). Who waits on it judges what comes and answers it, one at a
 * time; a stray does not end the waiting.
 *
 * Signals:
 *  - redirect (LkSecret uri): a browser came with this redirect, the whole address. It waits for
 *    lk_loopback_answer(), in the handler or later; until then no other is told of.
 *  - expired: a quarter of an hour is over, and it has closed by itself
 */
#define LK_TYPE_LOOPBACK (lk_loopback_get_type ())
G_DECLARE_FINAL_TYPE (LkLoopback, lk_loopback, LK, LOOPBACK, GObject)

LkLoopback *lk_loopback_new              (LkPorts         *ports,
                                          GError         **error);
const char *lk_loopback_get_redirect_uri (LkLoopback      *self);
void        lk_loopback_answer           (LkLoopback      *self,
                                          LkLoopbackPage   page);
void        lk_loopback_close            (LkLoopback      *self);

G_END_DECLS
