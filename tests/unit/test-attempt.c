/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"
#include "lk-attempt.h"
#include "lk-raw-client.h"

#define PAGE "https://op.example/authorize?state=s"

typedef struct
{
  LkAccountFixture fixture;
  LkAttempt       *attempt;
  GAsyncResult    *result; /* (nullable) of the wait under way */
  GString         *judged; /* of what was pasted, each followed by a space */
} Fixture;

static void
on_judged (LkAttempt         *attempt,
           LkRedirectVerdict  verdict,
           Fixture           *self)
{
  g_autoptr (GEnumClass) verdicts = g_type_class_ref (LK_TYPE_REDIRECT_VERDICT);

  g_string_append_printf (self->judged, "%s ",
                          g_enum_get_value (verdicts, verdict)->value_nick);
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  lk_account_fixture_set_up (&self->fixture, data);
  lk_dummy_user_agent_answer_by_itself (self->fixture.agent, NULL);
  self->attempt = lk_attempt_new (self->fixture.ports);
  self->judged = g_string_new (NULL);
  g_signal_connect (self->attempt, "judged", G_CALLBACK (on_judged), self);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_clear_object (&self->result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->attempt);
  g_string_free (self->judged, TRUE);
  lk_account_fixture_tear_down (&self->fixture, data);
}

static void
open_page (Fixture *self)
{
  lk_attempt_open (self->attempt, PAGE, lk_attempt_get_redirect_uri (self->attempt));
}

static void
start_waiting (Fixture *self)
{
  g_clear_object (&self->result);
  lk_attempt_wait_async (self->attempt, self->fixture.cancellable, lk_test_store_result,
                         &self->result);
}

static LkArrival *
await (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  LkArrival *arrival =
    lk_attempt_wait_finish (self->attempt, lk_test_await (&self->result), &error);

  g_assert_no_error (error);
  return arrival;
}

static void
assert_redirect (Fixture    *self,
                 const char *query)
{
  g_autoptr (LkArrival) arrival = await (self);
  g_autofree char *expected =
    g_strconcat (lk_attempt_get_redirect_uri (self->attempt), query, NULL);

  g_assert_nonnull (arrival->redirect);
  g_assert_cmpstr (lk_secret_peek (arrival->redirect), ==, expected);
  g_assert_null (arrival->code);
  g_assert_null (arrival->tokens);
}

static void
test_what_the_view_meets_arrives (Fixture       *self,
                                  gconstpointer  data)
{
  lk_attempt_set_user_agent (self->attempt, self->fixture.agent);
  open_page (self);
  g_assert_cmpstr (lk_dummy_user_agent_get_uri (self->fixture.agent), ==, PAGE);

  start_waiting (self);
  lk_dummy_user_agent_redirect_query (self->fixture.agent, "code=a");
  assert_redirect (self, "?code=a");
  lk_attempt_judge (self->attempt, LK_REDIRECT_STRAY);
  g_assert_cmpstr (self->judged->str, ==, "");

  start_waiting (self);
  lk_dummy_user_agent_redirect_query (self->fixture.agent, "code=b");
  assert_redirect (self, "?code=b");
  g_assert_cmpuint (lk_dummy_user_agent_get_n_opened (self->fixture.agent), ==, 1);
}

static void
test_another_way_shows_the_same_page (Fixture       *self,
                                      gconstpointer  data)
{
  g_autoptr (LkUserAgent) other = lk_dummy_user_agent_new ();

  lk_attempt_set_user_agent (self->attempt, self->fixture.agent);
  open_page (self);
  start_waiting (self);
  lk_attempt_set_user_agent (self->attempt, NULL);
  lk_attempt_set_user_agent (self->attempt, other);
  g_assert_cmpstr (lk_dummy_user_agent_get_uri (other), ==, PAGE);
  g_assert_cmpstr (lk_dummy_user_agent_get_redirect_uri (other), ==,
                   lk_attempt_get_redirect_uri (self->attempt));

  lk_dummy_user_agent_redirect_query (other, "code=other");
  assert_redirect (self, "?code=other");
  lk_attempt_set_user_agent (self->attempt, NULL);
}

static void
test_who_comes_late_is_shown_the_page (Fixture       *self,
                                       gconstpointer  data)
{
  open_page (self);
  start_waiting (self);
  lk_attempt_set_user_agent (self->attempt, self->fixture.agent);
  g_assert_cmpstr (lk_dummy_user_agent_get_uri (self->fixture.agent), ==, PAGE);
  lk_dummy_user_agent_redirect_query (self->fixture.agent, "code=late");
  assert_redirect (self, "?code=late");
}

static void
test_pasted_address_arrives_and_is_judged (Fixture       *self,
                                           gconstpointer  data)
{
  g_autofree char *address = NULL;

  open_page (self);
  address = g_strconcat (" ", lk_attempt_get_redirect_uri (self->attempt), "?code=a&\nstate=s ",
                         NULL);
  start_waiting (self);
  lk_attempt_paste (self->attempt, address);
  assert_redirect (self, "?code=a&state=s");
  lk_attempt_judge (self->attempt, LK_REDIRECT_STRAY);
  g_assert_cmpstr (self->judged->str, ==, "stray ");

  start_waiting (self);
  lk_attempt_paste (self->attempt, "?code=b&state=s");
  assert_redirect (self, "?code=b&state=s");
  lk_attempt_judge (self->attempt, LK_REDIRECT_CODE);
  g_assert_cmpstr (self->judged->str, ==, "stray code ");
}

/* Browsers don't show it: what is marked by hand lacks it. */
static void
test_pasted_address_may_lack_its_scheme (Fixture       *self,
                                         gconstpointer  data)
{
  g_autofree char *address = NULL;

  open_page (self);
  address = g_strconcat (lk_attempt_get_redirect_uri (self->attempt) + strlen ("http://"),
                         "?code=a&state=s", NULL);
  start_waiting (self);
  lk_attempt_paste (self->attempt, address);
  assert_redirect (self, "?code=a&state=s");
}

/* A part of the address is no code: it would use up the attempt in vain. */
static void
test_pasted_part_of_the_address_is_no_code (Fixture       *self,
                                            gconstpointer  data)
{
  open_page (self);
  start_waiting (self);
  lk_attempt_paste (self->attempt, "?code=a");
  assert_redirect (self, "?code=a");
  start_waiting (self);
  lk_attempt_paste (self->attempt, "code=a");
  assert_redirect (self, "?code=a");
}

static void
test_pasted_code_arrives_as_a_code (Fixture       *self,
                                    gconstpointer  data)
{
  g_autoptr (LkArrival) arrival = NULL;

  open_page (self);
  start_waiting (self);
  lk_attempt_paste (self->attempt, "  sesame=\n");
  arrival = await (self);
  g_assert_null (arrival->redirect);
  g_assert_cmpstr (lk_secret_peek (arrival->code), ==, "sesame=");
}

static void
test_pasting_nothing_is_told_at_once (Fixture       *self,
                                      gconstpointer  data)
{
  lk_attempt_paste (self->attempt, "before it is open");
  g_assert_cmpstr (self->judged->str, ==, "");
  open_page (self);
  lk_attempt_paste (self->attempt, " \n ");
  g_assert_cmpstr (self->judged->str, ==, "stray ");
}

static guint16
get_port (Fixture *self)
{
  g_autoptr (GUri) uri =
    g_uri_parse (lk_attempt_get_redirect_uri (self->attempt), G_URI_FLAGS_NONE, NULL);

  return g_uri_get_port (uri);
}

static LkRawClient *
send_browser (Fixture    *self,
              const char *query)
{
  g_autofree char *request =
    g_strdup_printf ("GET /oauth/callback%s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", query);

  return lk_raw_client_new (get_port (self), request);
}

static void
test_browser_is_told_how_it_was_judged (Fixture       *self,
                                        gconstpointer  data)
{
  static const struct
  {
    LkRedirectVerdict verdict;
    guint             status;
  } cases[] = {
    { LK_REDIRECT_STRAY, 400 },
    { LK_REDIRECT_CODE, 200 },
    { LK_REDIRECT_REFUSED, 200 },
  };

  open_page (self);
  g_assert_true (lk_attempt_is_listening (self->attempt));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LkRawClient) browser = send_browser (self, "?code=b");

      start_waiting (self);
      assert_redirect (self, "?code=b");
      lk_attempt_judge (self->attempt, cases[i].verdict);
      lk_raw_assert_status (lk_raw_client_wait (browser), cases[i].status);
    }
  g_assert_cmpstr (self->judged->str, ==, "");
}

static void
test_browser_reaches_the_attempt_while_the_view_shows_it (Fixture       *self,
                                                          gconstpointer  data)
{
  g_autoptr (LkRawClient) browser = NULL;

  lk_attempt_set_user_agent (self->attempt, self->fixture.agent);
  open_page (self);
  start_waiting (self);
  browser = send_browser (self, "?code=b");
  assert_redirect (self, "?code=b");
  lk_attempt_judge (self->attempt, LK_REDIRECT_CODE);
  lk_attempt_close (self->attempt);
  lk_raw_assert_status (lk_raw_client_wait (browser), 200);
  g_assert_false (lk_raw_is_open ("127.0.0.1", get_port (self)));
}

static void
test_nobody_listens_for_longer_than_a_quarter_of_an_hour (Fixture       *self,
                                                          gconstpointer  data)
{
  open_page (self);
  lk_dummy_clock_advance (self->fixture.clock, 15 * 60);
  g_assert_false (lk_attempt_is_listening (self->attempt));
  g_assert_true (lk_attempt_is_open (self->attempt));
  start_waiting (self);
  lk_attempt_paste (self->attempt, "?code=a&state=s");
  assert_redirect (self, "?code=a&state=s");
}

static void
test_cancelling_stops_the_wait (Fixture       *self,
                                gconstpointer  data)
{
  g_autoptr (LkArrival) arrival = NULL;
  g_autoptr (GError) error = NULL;

  lk_attempt_set_user_agent (self->attempt, self->fixture.agent);
  open_page (self);
  start_waiting (self);
  g_cancellable_cancel (self->fixture.cancellable);
  arrival = lk_attempt_wait_finish (self->attempt, lk_test_await (&self->result), &error);
  g_assert_null (arrival);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_closing_takes_the_page_away (Fixture       *self,
                                  gconstpointer  data)
{
  g_autofree char *uri = NULL;

  g_assert_false (lk_attempt_is_open (self->attempt));
  open_page (self);
  g_assert_true (lk_attempt_is_open (self->attempt));
  uri = lk_attempt_dup_uri (self->attempt);
  g_assert_cmpstr (uri, ==, PAGE);

  lk_attempt_close (self->attempt);
  g_assert_false (lk_attempt_is_open (self->attempt));
  g_assert_null (lk_attempt_dup_uri (self->attempt));
  lk_attempt_set_user_agent (self->attempt, self->fixture.agent);
  g_assert_cmpuint (lk_dummy_user_agent_get_n_opened (self->fixture.agent), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    void      (*func) (Fixture       *self,
                       gconstpointer  data);
  } tests[] = {
    { "what-the-view-meets-arrives", test_what_the_view_meets_arrives },
    { "another-way-shows-the-same-page", test_another_way_shows_the_same_page },
    { "who-comes-late-is-shown-the-page", test_who_comes_late_is_shown_the_page },
    { "pasted-address-arrives-and-is-judged", test_pasted_address_arrives_and_is_judged },
    { "pasted-address-may-lack-its-scheme", test_pasted_address_may_lack_its_scheme },
    { "pasted-part-of-the-address-is-no-code", test_pasted_part_of_the_address_is_no_code },
    { "pasted-code-arrives-as-a-code", test_pasted_code_arrives_as_a_code },
    { "pasting-nothing-is-told-at-once", test_pasting_nothing_is_told_at_once },
    { "D8/browser-is-told-how-it-was-judged", test_browser_is_told_how_it_was_judged },
    { "browser-reaches-the-attempt-while-the-view-shows-it",
      test_browser_reaches_the_attempt_while_the_view_shows_it },
    { "D13/nobody-listens-for-longer-than-a-quarter-of-an-hour",
      test_nobody_listens_for_longer_than_a_quarter_of_an_hour },
    { "cancelling-stops-the-wait", test_cancelling_stops_the_wait },
    { "closing-takes-the-page-away", test_closing_takes_the_page_away },
  };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/attempt/", tests[i].path, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].func, tear_down);
    }

  return g_test_run ();
}
