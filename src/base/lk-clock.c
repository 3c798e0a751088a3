/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-clock.h"

#include <time.h>

G_DEFINE_INTERFACE (LkClock, lk_clock, G_TYPE_OBJECT)

static void
lk_clock_default_init (LkClockInterface *iface)
{
}

/** lk_clock_now: Returns: the wall clock in microseconds since 1970 */
gint64
lk_clock_now (LkClock *self)
{
  g_return_val_if_fail (LK_IS_CLOCK (self), 0);

  return LK_CLOCK_GET_IFACE (self)->now (self);
}

/** lk_clock_seconds: Returns: the wall clock in seconds since 1970 */
gint64
lk_clock_seconds (LkClock *self)
{
  return lk_clock_now (self) / G_USEC_PER_SEC;
}

/**
 * lk_clock_uptime:
 * @self: a clock
 *
 * What ages are measured by: it goes on while the machine sleeps, and setting the wall clock does
 * not change it.
 *
 * Returns: microseconds since some moment of this session of the machine, more than 0
 */
gint64
lk_clock_uptime (LkClock *self)
{
  g_return_val_if_fail (LK_IS_CLOCK (self), 0);

  return LK_CLOCK_GET_IFACE (self)->uptime (self);
}

/**
 * lk_clock_wake_at:
 * @self: a clock
 * @when: microseconds since 1970; the past means "as soon as possible"
 * @func: (scope async): what to call
 * @user_data: for @func
 *
 * Returns: an id for lk_clock_cancel(), never 0; it is spent once @func has been called
 */
guint
lk_clock_wake_at (LkClock        *self,
                  gint64          when,
                  GSourceOnceFunc func,
                  gpointer        user_data)
{
  g_return_val_if_fail (LK_IS_CLOCK (self), 0);

  return LK_CLOCK_GET_IFACE (self)->wake_at (self, when, func, user_data);
}

/**
 * lk_clock_cancel:
 * @self: a clock
 * @id: of lk_clock_wake_at(), not yet called
 */
void
lk_clock_cancel (LkClock *self,
                 guint    id)
{
  g_return_if_fail (LK_IS_CLOCK (self));

  LK_CLOCK_GET_IFACE (self)->cancel (self, id);
}

struct _LkSystemClock
{
  GObject parent_instance;
};

static void system_clock_init_clock (LkClockInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LkSystemClock, lk_system_clock, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LK_TYPE_CLOCK, system_clock_init_clock))

static gint64
system_clock_now (LkClock *clock)
{
  return g_get_real_time ();
}

static gint64
system_clock_uptime (LkClock *clock)
{
  struct timespec now = { 0 };

  clock_gettime (CLOCK_BOOTTIME, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static guint
system_clock_wake_at (LkClock        *clock,
                      gint64          when,
                      GSourceOnceFunc func,
                      gpointer        user_data)
{
  gint64 wait = (MAX (when - g_get_real_time (), 0) + 999) / 1000; /* never a bit too early */

  return g_timeout_add_once ((guint) MIN (wait, G_MAXINT), func, user_data);
}

static void
system_clock_cancel (LkClock *clock,
                     guint    id)
{
  g_source_remove (id);
}

static void
system_clock_init_clock (LkClockInterface *iface)
{
  iface->now = system_clock_now;
  iface->uptime = system_clock_uptime;
  iface->wake_at = system_clock_wake_at;
  iface->cancel = system_clock_cancel;
}

static void
lk_system_clock_class_init (LkSystemClockClass *klass)
{
}

static void
lk_system_clock_init (LkSystemClock *self)
{
}

/** lk_system_clock_new: Returns: (transfer full): the machine's own clock */
LkClock *
lk_system_clock_new (void)
{
  return g_object_new (LK_TYPE_SYSTEM_CLOCK, NULL);
}
