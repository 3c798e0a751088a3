/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-latecomers.h"

#include <string.h>

#include "lk-account-fixture.h"
#include "lk-files.h"
#include "lk-loopback-notes.h"
#include "lk-loopback.h"
#include "lk-raw-client.h"

#define PATH "/oauth/callback"
#define STRAY "This sign-in is no longer under way"

/* A run of the program that ended in the middle of a sign-in. Returns: its port */
static guint16
run_before (LkAccountFixture *fixture)
{
  g_autoptr (LkLoopback) loopback = lk_loopback_new (fixture->ports, NULL);
  g_autoptr (GUri) uri =
    g_uri_parse (lk_loopback_get_redirect_uri (loopback), G_URI_FLAGS_NONE, NULL);

  return (guint16) g_uri_get_port (uri);
}

static char *
list_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  g_autoptr (GString) names = g_string_new (NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    g_string_append_printf (names, "%s ", name);
  return g_strdup (names->str);
}

static gboolean
is_noted (LkAccountFixture *fixture,
          guint16           port)
{
  g_autoptr (GArray) notes = lk_loopback_notes_load (fixture->ports->data_dir,
                                                     lk_clock_seconds (fixture->clock));

  for (guint i = 0; i < notes->len; i++)
    if (g_array_index (notes, LkLoopbackNote, i).port == port)
      return TRUE;
  return FALSE;
}

static void
test_callback_of_an_earlier_run_gets_a_polite_page (LkAccountFixture *fixture,
                                                    gconstpointer     data)
{
  guint16 port = run_before (fixture);
  g_autoptr (LkLatecomers) latecomers = lk_latecomers_new (fixture->ports);
  g_autofree char *page = lk_raw_get (port, PATH "?code=MARK&state=of-before");
  g_autofree char *files = list_folder (fixture->ports->data_dir);

  lk_raw_assert_status (page, 400);
  g_assert_nonnull (strstr (page, STRAY));
  g_assert_null (strstr (page, "MARK"));
  g_assert_false (lk_raw_is_open ("127.0.0.1", port));

  /* Nothing has changed, anywhere. */
  g_assert_cmpuint (lk_fake_server_count (fixture->server, NULL), ==, 0);
  g_assert_cmpuint (lk_account_fixture_count_records (fixture), ==, 0);
  g_assert_cmpstr (files, ==, "");
}

static void
test_attempt_under_way_hears_nothing_of_it (LkAccountFixture *fixture,
                                            gconstpointer     data)
{
  guint16 port = run_before (fixture);
  g_autoptr (LkLatecomers) latecomers = lk_latecomers_new (fixture->ports);
  g_autoptr (LkLoopback) loopback = lk_loopback_new (fixture->ports, NULL);
  g_autofree char *page = NULL;
  guint told = 0;

  g_signal_connect_swapped (loopback, "redirect", G_CALLBACK (g_atomic_int_inc), &told);
  page = lk_raw_get (port, PATH "?code=c&state=of-before");
  lk_raw_assert_status (page, 400);
  lk_test_drain ();
  g_assert_cmpuint (told, ==, 0);
  g_assert_false (is_noted (fixture, port));
  lk_loopback_close (loopback);
}

static void
test_favicon_does_not_end_it (LkAccountFixture *fixture,
                              gconstpointer     data)
{
  guint16 port = run_before (fixture);
  g_autoptr (LkLatecomers) latecomers = lk_latecomers_new (fixture->ports);
  g_autofree char *favicon = lk_raw_get (port, "/favicon.ico");
  g_autofree char *page = lk_raw_get (port, PATH "?code=c&state=of-before");

  lk_raw_assert_status (favicon, 404);
  lk_raw_assert_status (page, 400);
}

static void
test_several_are_received (LkAccountFixture *fixture,
                           gconstpointer     data)
{
  g_autoptr (LkLoopback) one = lk_loopback_new (fixture->ports, NULL);
  guint16 second = run_before (fixture);
  g_autoptr (GUri) uri = g_uri_parse (lk_loopback_get_redirect_uri (one), G_URI_FLAGS_NONE, NULL);
  guint16 first = (guint16) g_uri_get_port (uri);
  g_autoptr (LkLatecomers) latecomers = NULL;
  g_autofree char *page_of_first = NULL;
  g_autofree char *page_of_second = NULL;

  g_clear_object (&one);
  latecomers = lk_latecomers_new (fixture->ports);
  page_of_second = lk_raw_get (second, PATH "?x");
  g_assert_true (is_noted (fixture, first));
  page_of_first = lk_raw_get (first, PATH "?x");
  lk_raw_assert_status (page_of_second, 400);
  lk_raw_assert_status (page_of_first, 400);
}

static void
test_ends_with_the_quarter_of_an_hour (LkAccountFixture *fixture,
                                       gconstpointer     data)
{
  guint16 port = run_before (fixture);
  g_autoptr (LkLatecomers) latecomers = NULL;

  lk_dummy_clock_advance (fixture->clock, 10 * 60);
  latecomers = lk_latecomers_new (fixture->ports);
  lk_dummy_clock_advance (fixture->clock, 5 * 60 - 1);
  g_assert_true (lk_raw_is_open ("127.0.0.1", port));
  lk_dummy_clock_advance (fixture->clock, 1);
  g_assert_false (lk_raw_is_open ("127.0.0.1", port));
}

static void
test_too_old_is_left_alone (LkAccountFixture *fixture,
                            gconstpointer     data)
{
  guint16 port = run_before (fixture);
  g_autoptr (LkLatecomers) latecomers = NULL;

  lk_dummy_clock_advance (fixture->clock, 15 * 60);
  latecomers = lk_latecomers_new (fixture->ports);
  g_assert_false (lk_raw_is_open ("127.0.0.1", port));
  g_assert_cmpuint (lk_dummy_clock_get_n_wakes (fixture->clock), ==, 0);
}

/* The third run finds what the first left and the second did not get to see. */
static void
test_restart_after_a_restart (LkAccountFixture *fixture,
                              gconstpointer     data)
{
  guint16 port = run_before (fixture);
  g_autoptr (LkLatecomers) latecomers = lk_latecomers_new (fixture->ports);
  g_autofree char *page = NULL;

  g_assert_finalize_object (g_steal_pointer (&latecomers));
  g_assert_false (lk_raw_is_open ("127.0.0.1", port));
  latecomers = lk_latecomers_new (fixture->ports);
  page = lk_raw_get (port, PATH "?x");
  lk_raw_assert_status (page, 400);
}

static void
test_taken_port_is_left_alone (LkAccountFixture *fixture,
                               gconstpointer     data)
{
  guint16 port = run_before (fixture);
  g_autoptr (GSocketListener) other = g_socket_listener_new ();
  g_autoptr (LkLatecomers) latecomers = NULL;
  g_autoptr (GError) error = NULL;

  g_socket_listener_add_inet_port (other, port, NULL, &error);
  g_assert_no_error (error);
  latecomers = lk_latecomers_new (fixture->ports);
  g_assert_cmpuint (lk_dummy_clock_get_n_wakes (fixture->clock), ==, 0);
  g_socket_listener_close (other);
}

static void
test_nothing_noted_is_nothing_done (LkAccountFixture *fixture,
                                    gconstpointer     data)
{
  g_autoptr (LkLatecomers) latecomers = lk_latecomers_new (fixture->ports);

  g_assert_cmpuint (lk_dummy_clock_get_n_wakes (fixture->clock), ==, 0);
  g_assert_false (g_file_test (fixture->ports->data_dir, G_FILE_TEST_EXISTS));
}

/* A damaged file is no more than a page less. */
static void
test_nonsense_in_the_file_is_passed_over (LkAccountFixture *fixture,
                                          gconstpointer     data)
{
  gint64 now = lk_clock_seconds (fixture->clock);
  g_autofree char *path = g_build_filename (fixture->ports->data_dir, "loopback", NULL);
  g_autofree char *future = g_strdup_printf ("[Ports]\n50001=%" G_GINT64_FORMAT "\n", now + 1);
  const char *contents[] = {
    "", "nonsense", "\xff\xfe", "[Ports]\n", "[Other]\n50001=1\n", "[Ports]\n0=1\n", future,
    "[Ports]\n99999=1\n-1=1\n50001=soon\nport=1\n50002=-9223372036854775808\n",
    "[Ports]\n50001=99999999999999999999\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (contents[i], strlen (contents[i]));
      g_autoptr (LkLatecomers) latecomers = NULL;

      g_assert_true (lk_write_private (path, bytes, NULL));
      latecomers = lk_latecomers_new (fixture->ports);
      g_assert_cmpuint (lk_dummy_clock_get_n_wakes (fixture->clock), ==, 0);
    }
}

#define ADD(path, func) \
  g_test_add ("/latecomers/" path, LkAccountFixture, NULL, lk_account_fixture_set_up, func, \
              lk_account_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("D20/callback-of-an-earlier-run-gets-a-polite-page",
       test_callback_of_an_earlier_run_gets_a_polite_page);
  ADD ("D20/attempt-under-way-hears-nothing-of-it", test_attempt_under_way_hears_nothing_of_it);
  ADD ("favicon-does-not-end-it", test_favicon_does_not_end_it);
  ADD ("several-are-received", test_several_are_received);
  ADD ("ends-with-the-quarter-of-an-hour", test_ends_with_the_quarter_of_an_hour);
  ADD ("too-old-is-left-alone", test_too_old_is_left_alone);
  ADD ("restart-after-a-restart", test_restart_after_a_restart);
  ADD ("taken-port-is-left-alone", test_taken_port_is_left_alone);
  ADD ("nothing-noted-is-nothing-done", test_nothing_noted_is_nothing_done);
  ADD ("nonsense-in-the-file-is-passed-over", test_nonsense_in_the_file_is_passed_over);

  return g_test_run ();
}
