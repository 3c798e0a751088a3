/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-clock.h"
#include "lk-fake-server.h"

static void
on_woken (gpointer user_data)
{
  *(gint64 *) user_data = g_get_real_time ();
}

static gboolean
is_set (gpointer user_data)
{
  return *(gint64 *) user_data != 0;
}

static void
test_now_is_the_wall_clock (void)
{
  g_autoptr (LkClock) clock = lk_system_clock_new ();
  gint64 before = g_get_real_time ();
  gint64 now = lk_clock_now (clock);
  gint64 seconds = lk_clock_seconds (clock);

  g_assert_cmpint (now, >=, before);
  g_assert_cmpint (now, <=, g_get_real_time ());
  g_assert_cmpint (seconds, >=, before / G_USEC_PER_SEC);
  g_assert_cmpint (seconds, <=, g_get_real_time () / G_USEC_PER_SEC);
}

static void
test_wakes_not_before_the_time (void)
{
  g_autoptr (LkClock) clock = lk_system_clock_new ();
  gint64 when = lk_clock_now (clock) + 20 * 1000 + 500;
  gint64 woken = 0;

  g_assert_cmpuint (lk_clock_wake_at (clock, when, on_woken, &woken), !=, 0);
  lk_test_drain ();
  g_assert_cmpint (woken, ==, 0);
  lk_test_wait_until (is_set, &woken);
  g_assert_cmpint (woken, >=, when);
}

static void
test_past_is_as_soon_as_possible (void)
{
  g_autoptr (LkClock) clock = lk_system_clock_new ();
  gint64 woken = 0;

  lk_clock_wake_at (clock, 1, on_woken, &woken);
  g_assert_cmpint (woken, ==, 0); /* from the main loop, not at once */
  lk_test_wait_until (is_set, &woken);
}

static void
test_cancelled_does_not_wake (void)
{
  g_autoptr (LkClock) clock = lk_system_clock_new ();
  gint64 cancelled = 0;
  gint64 woken = 0;
  guint id = lk_clock_wake_at (clock, 1, on_woken, &cancelled);

  lk_clock_wake_at (clock, lk_clock_now (clock) + 1000, on_woken, &woken);
  lk_clock_cancel (clock, id);
  lk_test_wait_until (is_set, &woken);
  g_assert_cmpint (cancelled, ==, 0);
}

static void
test_far_future_does_not_overflow (void)
{
  g_autoptr (LkClock) clock = lk_system_clock_new ();
  gint64 woken = 0;
  guint id = lk_clock_wake_at (clock, G_MAXINT64 / 2, on_woken, &woken);

  lk_test_drain ();
  g_assert_cmpint (woken, ==, 0);
  lk_clock_cancel (clock, id);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/clock/now-is-the-wall-clock", test_now_is_the_wall_clock);
  g_test_add_func ("/clock/wakes-not-before-the-time", test_wakes_not_before_the_time);
  g_test_add_func ("/clock/past-is-as-soon-as-possible", test_past_is_as_soon_as_possible);
  g_test_add_func ("/clock/cancelled-does-not-wake", test_cancelled_does_not_wake);
  g_test_add_func ("/clock/far-future-does-not-overflow", test_far_future_does_not_overflow);

  return g_test_run ();
}
