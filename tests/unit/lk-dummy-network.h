/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LkDummyNetwork:
 *
 * A network that a test plugs in and out.
 */
#define LK_TYPE_DUMMY_NETWORK (lk_dummy_network_get_type ())
G_DECLARE_FINAL_TYPE (LkDummyNetwork, lk_dummy_network, LK, DUMMY_NETWORK, GObject)

GNetworkMonitor *lk_dummy_network_new    (void);
/* The network changes: it is there now, or not. */
void             lk_dummy_network_change (GNetworkMonitor *self,
                                          gboolean         is_available);

G_END_DECLS
