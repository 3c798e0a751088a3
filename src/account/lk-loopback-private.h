/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-callback-pages.h"
#include "lk-http-listener.h"
#include "lk-ports.h"

G_BEGIN_DECLS

/* What this run of the program and a later one do alike: LkLoopback and LkLatecomers. */
LkHttpListener *lk_loopback_listen       (LkPorts         *ports,
                                          guint16          port,
                                          GError         **error);
void            lk_loopback_answer_visit (LkPorts         *ports,
                                          LkHttpVisit     *visit,
                                          LkLoopbackPage   page);

G_END_DECLS
