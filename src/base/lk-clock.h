/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define LK_TYPE_CLOCK (lk_clock_get_type ())
G_DECLARE_INTERFACE (LkClock, lk_clock, LK, CLOCK, GObject)

/**
 * LkClockInterface:
 * @now: the wall clock, in microseconds since 1970
 * @uptime: microseconds since some moment, suspended time included; nobody can set it
 * @wake_at: calls @func once, from the main loop, when the wall clock has reached @when
 *
 * The time outside, as a port: tests hand in a clock that they turn themselves.
 */
struct _LkClockInterface
{
  GTypeInterface parent;

  gint64 (*now)     (LkClock        *self);
  gint64 (*uptime)  (LkClock        *self);
  guint  (*wake_at) (LkClock        *self,
                     gint64          when,
                     GSourceOnceFunc func,
                     gpointer        user_data);
  void   (*cancel)  (LkClock        *self,
                     guint           id);
};

gint64 lk_clock_now     (LkClock        *self);
gint64 lk_clock_seconds (LkClock        *self);
gint64 lk_clock_uptime  (LkClock        *self);
guint  lk_clock_wake_at (LkClock        *self,
                         gint64          when,
                         GSourceOnceFunc func,
                         gpointer        user_data);
void   lk_clock_cancel  (LkClock        *self,
                         guint           id);

#define LK_TYPE_SYSTEM_CLOCK (lk_system_clock_get_type ())
G_DECLARE_FINAL_TYPE (LkSystemClock, lk_system_clock, LK, SYSTEM_CLOCK, GObject)

LkClock *lk_system_clock_new (void);

G_END_DECLS
