/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-back-off.h"

#include "lk-random.h"

static gint64
choose_pause (guint n_failures)
{
  gint64 seconds = LK_BACK_OFF_FIRST;

  for (guint i = 1; i < n_failures && seconds < LK_BACK_OFF_LONGEST; i++)
    seconds *= 2;
  return MIN (seconds, LK_BACK_OFF_LONGEST) * G_USEC_PER_SEC;
}

/* From three quarters to five quarters. */
static gint64
jitter (gint64 pause)
{
  return pause - pause / 4 + (gint64) lk_random_below (1001) * pause / 2 / 1000;
}

/**
 * lk_back_off_fail:
 * @self: what was tried
 * @clock: the time
 * @retry_after: the seconds that a server asked for, or -1
 *
 * It failed, once more: the next try is later.
 */
void
lk_back_off_fail (LkBackOff *self,
                  LkClock   *clock,
                  gint       retry_after)
{
  gint64 pause;

  self->n_failures++;
  pause = jitter (choose_pause (self->n_failures));
  self->until = lk_clock_uptime (clock) + MAX (pause, (gint64) retry_after * G_USEC_PER_SEC);
}

/** lk_back_off_reset: it worked, or the world has changed: the next try may be at once. */
void
lk_back_off_reset (LkBackOff *self)
{
  self->n_failures = 0;
  self->until = 0;
}

/** lk_back_off_get_wait: Returns: the microseconds that are left, 0 when it may be tried */
gint64
lk_back_off_get_wait (const LkBackOff *self,
                      LkClock         *clock)
{
  return self->n_failures == 0 ? 0 : MAX (self->until - lk_clock_uptime (clock), 0);
}
