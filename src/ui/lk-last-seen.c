/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-last-seen.h"

#define DAY (24 * 60 * 60)

/**
 * lk_last_seen_fits:
 * @device: a device
 * @unseen: for how long it has to be unseen
 * @now: seconds since 1970
 *
 * Returns: whether the homeserver says that it hasn't seen @device for so long; one of which it
 *   doesn't say may be in use
 */
gboolean
lk_last_seen_fits (const LkDevice *device,
                   LkUnseen        unseen,
                   gint64          now)
{
  static const gint64 days[] = { 0, 30, 90, 365 };

  g_return_val_if_fail (unseen < G_N_ELEMENTS (days), FALSE);

  if (unseen == LK_UNSEEN_ANY)
    return TRUE;
  return device->last_seen_at != 0 && now - device->last_seen_at >= days[unseen] * DAY;
}

static int
compare_numbers (gint64 one,
                 gint64 other)
{
  return (one > other) - (one < other);
}

/* Whatever the order is by, it is always the same. */
static int
compare_names (LkListedDevice *one,
               LkListedDevice *other)
{
  LkAccountRecord *record = lk_account_get_record (lk_listed_device_get_account (one));
  LkAccountRecord *other_record = lk_account_get_record (lk_listed_device_get_account (other));
  int by_account = g_strcmp0 (record->user_id, other_record->user_id);

  return by_account != 0 ? by_account
                         : g_strcmp0 (lk_listed_device_get_device (one)->device_id,
                                      lk_listed_device_get_device (other)->device_id);
}

/**
 * lk_last_seen_compare:
 * @one: a device
 * @other: another one
 * @order: which is first
 *
 * Those of which the homeserver doesn't say are last in either order.
 *
 * Returns: less than 0 when @one comes first, more when @other does
 */
int
lk_last_seen_compare (LkListedDevice  *one,
                      LkListedDevice  *other,
                      LkLastSeenOrder  order)
{
  gint64 one_at = lk_listed_device_get_device (one)->last_seen_at;
  gint64 other_at = lk_listed_device_get_device (other)->last_seen_at;

  if (one_at == other_at)
    return compare_names (one, other);
  if (one_at == 0 || other_at == 0)
    return one_at == 0 ? 1 : -1;
  return order == LK_LAST_SEEN_OLDEST_FIRST ? compare_numbers (one_at, other_at)
                                            : compare_numbers (other_at, one_at);
}
