/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-back-off.h"

#include "lk-dummy-clock.h"

static double
wait_seconds (const LkBackOff *back_off,
              LkClock         *clock)
{
  return (double) lk_back_off_get_wait (back_off, clock) / G_USEC_PER_SEC;
}

/* Each pause is a quarter more or less than twice the one before. */
static void
test_pauses_double_up_to_the_longest (void)
{
  static const double pauses[] = { 2, 4, 8, 16, 32, 64, 128, 256, 300, 300 };
  g_autoptr (LkClock) clock = lk_dummy_clock_new (1000);
  LkBackOff back_off = { 0 };

  g_assert_cmpint (lk_back_off_get_wait (&back_off, clock), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (pauses); i++)
    {
      lk_back_off_fail (&back_off, clock, -1);
      g_assert_cmpfloat (wait_seconds (&back_off, clock), >=, pauses[i] * 0.75);
      g_assert_cmpfloat (wait_seconds (&back_off, clock), <=, pauses[i] * 1.25);
    }
}

static void
test_waiting_comes_to_an_end (void)
{
  g_autoptr (LkClock) clock = lk_dummy_clock_new (1000);
  LkBackOff back_off = { 0 };

  lk_back_off_fail (&back_off, clock, -1);
  lk_dummy_clock_set_by (clock, 1000000); /* no time passes */
  g_assert_cmpint (lk_back_off_get_wait (&back_off, clock), >, 0);
  lk_dummy_clock_advance (clock, 3);
  g_assert_cmpint (lk_back_off_get_wait (&back_off, clock), ==, 0);
}

static void
test_server_may_ask_for_longer (void)
{
  g_autoptr (LkClock) clock = lk_dummy_clock_new (1000);
  LkBackOff back_off = { 0 };

  lk_back_off_fail (&back_off, clock, 1000);
  g_assert_cmpfloat (wait_seconds (&back_off, clock), ==, 1000);
  lk_back_off_fail (&back_off, clock, 0);
  g_assert_cmpfloat (wait_seconds (&back_off, clock), >=, 3);
}

static void
test_reset_begins_anew (void)
{
  g_autoptr (LkClock) clock = lk_dummy_clock_new (1000);
  LkBackOff back_off = { 0 };

  for (int i = 0; i < 5; i++)
    lk_back_off_fail (&back_off, clock, -1);
  lk_back_off_reset (&back_off);
  g_assert_cmpint (lk_back_off_get_wait (&back_off, clock), ==, 0);
  lk_back_off_fail (&back_off, clock, -1);
  g_assert_cmpfloat (wait_seconds (&back_off, clock), <=, 2.5);
}

/* A thousand clients don't come back at the same moment. */
static void
test_pauses_differ (void)
{
  g_autoptr (LkClock) clock = lk_dummy_clock_new (1000);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (int i = 0; i < 100; i++)
    {
      LkBackOff back_off = { 0 };
      gint64 wait;

      lk_back_off_fail (&back_off, clock, -1);
      wait = lk_back_off_get_wait (&back_off, clock);
      g_hash_table_add (seen, g_memdup2 (&wait, sizeof wait));
    }
  g_assert_cmpuint (g_hash_table_size (seen), >, 50);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/back-off/pauses-double-up-to-the-longest",
                   test_pauses_double_up_to_the_longest);
  g_test_add_func ("/back-off/waiting-comes-to-an-end", test_waiting_comes_to_an_end);
  g_test_add_func ("/back-off/K10/server-may-ask-for-longer", test_server_may_ask_for_longer);
  g_test_add_func ("/back-off/reset-begins-anew", test_reset_begins_anew);
  g_test_add_func ("/back-off/pauses-differ", test_pauses_differ);

  return g_test_run ();
}
