/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-listed-device.h"

G_BEGIN_DECLS

/* For how long a device has not been seen, in the order in which they are offered. */
typedef enum
{
  LK_UNSEEN_ANY, /* all devices */
  LK_UNSEEN_30_DAYS,
  LK_UNSEEN_90_DAYS,
  LK_UNSEEN_YEAR,
} LkUnseen;

/* In the order in which they are offered. */
typedef enum
{
  LK_LAST_SEEN_OLDEST_FIRST,
  LK_LAST_SEEN_NEWEST_FIRST,
} LkLastSeenOrder;

gboolean lk_last_seen_fits    (const LkDevice  *device,
                               LkUnseen         unseen,
                               gint64           now);
int      lk_last_seen_compare (LkListedDevice  *one,
                               LkListedDevice  *other,
                               LkLastSeenOrder  order);

G_END_DECLS
