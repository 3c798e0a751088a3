/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkTransport:
 * @LK_TRANSPORT_SECURE: https only; what everybody gets
 * @LK_TRANSPORT_LOOPBACK: also plain http to this very machine: a homeserver under development
 * @LK_TRANSPORT_INSECURE: also plain http to anywhere; only by an explicit developer's switch
 *
 * How a homeserver may be talked to. It follows from what the person typed and holds for all
 * that this homeserver then points to, so that a server on the internet can never lead us to
 * an unprotected or a local address (spec §1.1, §2.3).
 */
typedef enum
{
  LK_TRANSPORT_SECURE,
  LK_TRANSPORT_LOOPBACK,
  LK_TRANSPORT_INSECURE,
} LkTransport;

/* Whether @url is an absolute web address with a host, without user info, that @transport
 * allows. */
gboolean    lk_transport_allows   (LkTransport  transport,
                                   const char  *url);
/* The least that reaches @base_url: LOOPBACK for plain http to 127.0.0.1, localhost or [::1]. */
LkTransport lk_transport_for_url  (const char  *base_url,
                                   gboolean     allow_insecure);

G_END_DECLS
