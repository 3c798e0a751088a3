/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/*
 * LkTlsDoor:
 *
 * Shakes hands in front of a SoupServer, and lets in who got through. A server of libsoup 3.6 that
 * goes away while somebody refuses its certificate crashes; one behind a door is not there yet.
 */
typedef struct _LkTlsDoor LkTlsDoor;

LkTlsDoor *lk_tls_door_new      (SoupServer      *server,
                                 GTlsCertificate *certificate);
void       lk_tls_door_free     (LkTlsDoor       *self);
guint      lk_tls_door_get_port (LkTlsDoor       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkTlsDoor, lk_tls_door_free)

G_END_DECLS
