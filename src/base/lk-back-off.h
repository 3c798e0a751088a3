/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-clock.h"

G_BEGIN_DECLS

/**
 * LkBackOff:
 * @n_failures: in a row
 * @until: uptime in microseconds; before it nobody tries again
 *
 * How long to leave something alone that keeps failing: pauses that double from a first to a
 * longest one, a quarter more or less by chance, so that a server that comes back is not asked by
 * everybody at the same moment. All zero at first.
 */
typedef struct
{
  guint  n_failures;
  gint64 until;
} LkBackOff;

/* Seconds. */
#define LK_BACK_OFF_FIRST   2
#define LK_BACK_OFF_LONGEST (5 * 60)

void   lk_back_off_fail     (LkBackOff       *self,
                             LkClock         *clock,
                             gint             retry_after);
void   lk_back_off_reset    (LkBackOff       *self);
/* Microseconds that are left to wait, 0 for none. */
gint64 lk_back_off_get_wait (const LkBackOff *self,
                             LkClock         *clock);

G_END_DECLS
