/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-clock.h"

G_BEGIN_DECLS

/**
 * LkDummyClock:
 *
 * A clock that is turned by hand.
 */
#define LK_TYPE_DUMMY_CLOCK (lk_dummy_clock_get_type ())
G_DECLARE_FINAL_TYPE (LkDummyClock, lk_dummy_clock, LK, DUMMY_CLOCK, GObject)

/* @now: seconds since 1970; 0 for the real time, which the expiry of fetched tokens counts from */
LkClock *lk_dummy_clock_new         (gint64   now);
/* Turns the clock on and fires what is due on the way, in order. */
void     lk_dummy_clock_advance     (LkClock *clock,
                                     gint64   seconds);
/* Somebody sets the wall clock: no time passes. */
void     lk_dummy_clock_set_by      (LkClock *clock,
                                     gint64   seconds);
/* How many wait to be woken, and how long the first of them still sleeps (-1: nobody). */
guint    lk_dummy_clock_get_n_wakes (LkClock *clock);
gint64   lk_dummy_clock_next_wake   (LkClock *clock);

G_END_DECLS
