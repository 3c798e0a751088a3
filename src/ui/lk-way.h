/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "lk-arrival.h"
#include "lk-discover.h"

G_BEGIN_DECLS

/**
 * LkWay:
 * @LK_WAY_EMBEDDED: the provider's page in our window
 * @LK_WAY_BROWSER: the person's own browser
 * @LK_WAY_DEVICE: another device (RFC 8628)
 * @LK_WAY_PASTE: any browser anywhere; the address it ends at is pasted
 *
 * The ways to the provider's page. Its nicks are what actions and settings call them.
 */
typedef enum
{
  LK_WAY_EMBEDDED,
  LK_WAY_BROWSER,
  LK_WAY_DEVICE,
  LK_WAY_PASTE,
  LK_N_WAYS,
} LkWay;

#define LK_TYPE_WAY (lk_way_get_type ())
GType       lk_way_get_type  (void);

const char *lk_way_get_nick  (LkWay         way);
/* Returns: whether there is such a way. @way: (out) */
gboolean    lk_way_from_nick (const char   *nick,
                              LkWay        *way);
/* The way that brought something. */
LkWay       lk_way_of_arrival (LkArrivalWay arrival);
/* For a menu, translated, with a mnemonic. */
const char *lk_way_get_label (LkWay         way);
/* The page of the sign-in that belongs to it. */
const char *lk_way_get_page  (LkWay         way);

/* The preferred way, else the one used last at the provider, else the embedded view.
 * @settings: (nullable) */
LkWay       lk_way_recall    (GSettings    *settings,
                              LkHomeserver *homeserver);
void        lk_way_remember  (GSettings    *settings,
                              LkHomeserver *homeserver,
                              LkWay         way);

G_END_DECLS
