/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"
#include "lk-name-check.h"

#define KEY "GET /_matrix/client/v3/register/available"

typedef struct
{
  LkAccountFixture world;
  LkNameCheck     *check;
  guint            n_changed;
} Fixture;

static void
on_changed (Fixture *self)
{
  self->n_changed++;
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  lk_account_fixture_set_up (&self->world, data);
  self->check = lk_name_check_new (self->world.ports, lk_fake_server_get_url (self->world.server));
  g_signal_connect_swapped (self->check, "changed", G_CALLBACK (on_changed), self);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  lk_name_check_forget (self->check);
  lk_test_drain ();
  g_assert_finalize_object (self->check);
  lk_account_fixture_tear_down (&self->world, data);
}

static gboolean
has_changed (gpointer user_data)
{
  return ((Fixture *) user_data)->n_changed > 0;
}

static void
refuse (Fixture    *self,
        const char *code)
{
  g_autofree char *body =
    g_strdup_printf ("{\"errcode\":\"%s\",\"error\":\"Not that one\"}", code);

  lk_account_fixture_script (&self->world, KEY, 400, body);
}

static void
test_a_pause_asks_once (Fixture      *self,
                        gconstpointer data)
{
  lk_fake_server_json (self->world.server, KEY, "{\"available\":true}");
  lk_name_check_set_name (self->check, "a");
  lk_name_check_set_name (self->check, "ad");
  lk_name_check_set_name (self->check, "ada");
  lk_name_check_set_name (self->check, "ada");
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->world.server, KEY), ==, 0);
  g_assert_cmpuint (lk_dummy_clock_get_n_wakes (self->world.clock), ==, 1);

  lk_dummy_clock_advance (self->world.clock, 1);
  lk_test_wait_until (has_changed, self);
  g_assert_cmpint (lk_name_check_get_verdict (self->check), ==, LK_NAME_FREE);
  g_assert_cmpuint (lk_fake_server_count (self->world.server, KEY), ==, 1);
  g_assert_cmpstr (lk_fake_server_last_query (self->world.server, KEY), ==, "username=ada");
  g_assert_cmpuint (self->n_changed, ==, 1);
}

static void
test_going_on_asks_at_once (Fixture      *self,
                            gconstpointer data)
{
  refuse (self, "M_USER_IN_USE");
  lk_name_check_set_name (self->check, "ada");
  lk_name_check_hurry (self->check);
  lk_name_check_hurry (self->check);
  lk_test_wait_until (has_changed, self);
  g_assert_cmpint (lk_name_check_get_verdict (self->check), ==, LK_NAME_REFUSED);
  g_assert_cmpstr (lk_error_get_server_text (lk_name_check_get_refusal (self->check)), ==,
                   "Not that one");
  g_assert_cmpuint (lk_fake_server_count (self->world.server, KEY), ==, 1);

  lk_name_check_set_name (self->check, "adam");
  g_assert_cmpint (lk_name_check_get_verdict (self->check), ==, LK_NAME_UNKNOWN);
  g_assert_null (lk_name_check_get_refusal (self->check));
  g_assert_cmpuint (self->n_changed, ==, 2);
}

static void
test_an_answer_about_another_name_is_dropped (Fixture      *self,
                                              gconstpointer data)
{
  refuse (self, "M_USER_IN_USE");
  lk_fake_server_hold (self->world.server, KEY);
  lk_name_check_set_name (self->check, "ada");
  lk_name_check_hurry (self->check);
  lk_account_fixture_wait_asked (&self->world, KEY, 1);
  lk_name_check_set_name (self->check, "adam");
  lk_fake_server_release (self->world.server);
  lk_test_drain ();
  g_assert_cmpint (lk_name_check_get_verdict (self->check), ==, LK_NAME_UNKNOWN);
  g_assert_cmpuint (self->n_changed, ==, 0);
}

static void
test_nothing_is_asked_about_no_name (Fixture      *self,
                                     gconstpointer data)
{
  lk_name_check_hurry (self->check);
  lk_name_check_set_name (self->check, "ada");
  lk_name_check_set_name (self->check, "");
  lk_name_check_hurry (self->check);
  lk_dummy_clock_advance (self->world.clock, 5);
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->world.server, NULL), ==, 0);
}

/* Not every server has the question, and some are busy: nothing is said then. */
static void
test_no_answer_is_no_verdict (Fixture      *self,
                              gconstpointer data)
{
  lk_fake_server_reset (self->world.server, KEY);
  lk_name_check_set_name (self->check, "ada");
  lk_name_check_hurry (self->check);
  lk_account_fixture_wait_asked (&self->world, KEY, 1);
  lk_test_drain ();
  g_assert_cmpint (lk_name_check_get_verdict (self->check), ==, LK_NAME_UNKNOWN);
  g_assert_cmpuint (self->n_changed, ==, 0);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/name-check/a-pause-asks-once", test_a_pause_asks_once);
  ADD ("/name-check/going-on-asks-at-once", test_going_on_asks_at_once);
  ADD ("/name-check/an-answer-about-another-name-is-dropped",
       test_an_answer_about_another_name_is_dropped);
  ADD ("/name-check/nothing-is-asked-about-no-name", test_nothing_is_asked_about_no_name);
  ADD ("/name-check/no-answer-is-no-verdict", test_no_answer_is_no_verdict);

  return g_test_run ();
}
