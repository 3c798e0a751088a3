/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-loopback.h"

#include <glib/gstdio.h>
#include <string.h>

#include "lk-account-fixture.h"
#include "lk-authorization.h"
#include "lk-client-registration.h"
#include "lk-error.h"
#include "lk-loopback-notes.h"
#include "lk-matrix-fixtures.h"
#include "lk-raw-client.h"

#define PATH "/oauth/callback"
#define DONE "Done"
#define REFUSED "Not signed in"
#define STRAY "This sign-in is no longer under way"

/* One attempt that waits for its redirect, as those do that own a loopback. */
typedef struct
{
  LkLoopback      *loopback;
  LkAuthorization *authorization;
  char            *state;
  guint16          port;
  LkSecret        *code;    /* (nullable) */
  GError          *error;   /* (nullable) */
  guint            n_told;
  guint            n_expired;
  gboolean         is_slow; /* does not judge, only remembers */
  LkSecret        *last;    /* (nullable) the last redirect */
} Attempt;

static void
judge (Attempt    *self,
       const char *uri)
{
  switch (lk_authorization_take_redirect (self->authorization, uri, &self->code, &self->error))
    {
    case LK_REDIRECT_CODE:
      lk_loopback_answer (self->loopback, LK_LOOPBACK_PAGE_DONE);
      lk_loopback_close (self->loopback);
      return;
    case LK_REDIRECT_REFUSED:
      lk_loopback_answer (self->loopback, LK_LOOPBACK_PAGE_REFUSED);
      lk_loopback_close (self->loopback);
      return;
    case LK_REDIRECT_STRAY:
    default:
      lk_loopback_answer (self->loopback, LK_LOOPBACK_PAGE_STRAY);
      return;
    }
}

static void
on_redirect (LkLoopback *loopback,
             LkSecret   *uri,
             Attempt    *self)
{
  self->n_told++;
  g_clear_pointer (&self->last, lk_secret_unref);
  self->last = lk_secret_ref (uri);
  if (!self->is_slow)
    judge (self, lk_secret_peek (uri));
}

static void
on_expired (LkLoopback *loopback,
            Attempt    *self)
{
  self->n_expired++;
}

static char *
find_state (LkAuthorization *authorization)
{
  g_autofree char *uri = lk_authorization_build_uri (authorization);
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GHashTable) params =
    g_uri_parse_params (g_uri_get_query (parsed), -1, "&", G_URI_PARAMS_NONE, NULL);

  return g_strdup (g_hash_table_lookup (params, "state"));
}

static Attempt *
attempt_new (LkPorts *ports)
{
  Attempt *self = g_new0 (Attempt, 1);
  g_autoptr (LkAuthMetadata) metadata = lk_test_metadata ("https://op.example", NULL);
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GError) error = NULL;

  self->loopback = lk_loopback_new (ports, &error);
  g_assert_no_error (error);
  self->authorization =
    lk_authorization_new (metadata, "client", lk_loopback_get_redirect_uri (self->loopback), NULL,
                          FALSE, NULL);
  self->state = find_state (self->authorization);
  uri = g_uri_parse (lk_loopback_get_redirect_uri (self->loopback), G_URI_FLAGS_NONE, NULL);
  self->port = (guint16) g_uri_get_port (uri);
  g_signal_connect (self->loopback, "redirect", G_CALLBACK (on_redirect), self);
  g_signal_connect (self->loopback, "expired", G_CALLBACK (on_expired), self);
  return self;
}

static void
attempt_free (Attempt *self)
{
  if (self->loopback != NULL)
    g_assert_finalize_object (self->loopback);
  g_object_unref (self->authorization);
  g_free (self->state);
  g_clear_pointer (&self->code, lk_secret_unref);
  g_clear_pointer (&self->last, lk_secret_unref);
  g_clear_error (&self->error);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_free)

/* @query: what stands behind the path; "{state}" is the attempt's */
static LkRawClient *
start_browser (Attempt    *attempt,
               const char *query)
{
  g_autoptr (GString) target = g_string_new (PATH);
  g_autofree char *text = NULL;

  g_string_append (target, query);
  g_string_replace (target, "{state}", attempt->state, 0);
  text = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", target->str,
                          attempt->port);
  return lk_raw_client_new (attempt->port, text);
}

/* A browser comes and sees this page. */
static void
browse (Attempt    *attempt,
        const char *query,
        guint       status,
        const char *title)
{
  g_autoptr (LkRawClient) client = start_browser (attempt, query);
  g_autofree char *heading = g_strdup_printf ("<h1>%s</h1>", title);
  const char *answer = lk_raw_client_wait (client);

  lk_raw_assert_status (answer, status);
  g_assert_nonnull (strstr (answer, heading));
}

static void
assert_code (Attempt    *attempt,
             const char *code)
{
  g_assert_no_error (attempt->error);
  g_assert_nonnull (attempt->code);
  g_assert_cmpstr (lk_secret_peek (attempt->code), ==, code);
}

static void
assert_nothing_happened (Attempt *attempt)
{
  g_assert_null (attempt->code);
  g_assert_no_error (attempt->error);
}

static gboolean
is_told (gpointer user_data)
{
  return ((Attempt *) user_data)->n_told > 0;
}

static gboolean
has_note (LkAccountFixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->ports->data_dir, "loopback", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
test_redirect_uri_is_the_registered_one_with_a_port (LkAccountFixture *fixture,
                                                     gconstpointer     data)
{
  g_autoptr (LkLoopback) loopback = lk_loopback_new (fixture->ports, NULL);
  g_autoptr (GUri) uri =
    g_uri_parse (lk_loopback_get_redirect_uri (loopback), G_URI_FLAGS_NONE, NULL);
  g_autofree char *without_port =
    g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri), -1,
                g_uri_get_path (uri), g_uri_get_query (uri), g_uri_get_fragment (uri));

  g_assert_cmpstr (without_port, ==, LK_REDIRECT_LOOPBACK);
  g_assert_cmpint (g_uri_get_port (uri), >, 10080);
}

static void
test_good_redirect_brings_the_code (LkAccountFixture *fixture,
                                    gconstpointer     data)
{
  g_autoptr (Attempt) attempt = attempt_new (fixture->ports);

  browse (attempt, "?code=c-1&state={state}", 200, DONE);
  assert_code (attempt, "c-1");
  g_assert_cmpuint (attempt->n_told, ==, 1);
  g_assert_false (lk_raw_is_open ("127.0.0.1", attempt->port));
}

/* The answer of a browser that is still reading when all else is gone. */
static void
test_page_goes_out_although_the_loopback_is_gone (LkAccountFixture *fixture,
                                                  gconstpointer     data)
{
  g_autoptr (Attempt) attempt = attempt_new (fixture->ports);
  g_autoptr (LkRawClient) client = NULL;

  attempt->is_slow = TRUE;
  client = start_browser (attempt, "?code=c-1&state={state}");
  lk_test_wait_until (is_told, attempt);
  lk_loopback_answer (attempt->loopback, LK_LOOPBACK_PAGE_DONE);
  lk_loopback_close (attempt->loopback);
  g_assert_finalize_object (g_steal_pointer (&attempt->loopback));
  lk_raw_assert_status (lk_raw_client_wait (client), 200);
  g_assert_nonnull (strstr (lk_raw_client_wait (client), DONE));
}

/* What is not for this attempt gets the page with status 400, and the attempt goes on. */
static void
assert_stray (LkAccountFixture *fixture,
              const char       *query)
{
  g_autoptr (Attempt) attempt = attempt_new (fixture->ports);

  browse (attempt, query, 400, STRAY);
  assert_nothing_happened (attempt);
  g_assert_true (has_note (fixture));
  browse (attempt, "?code=good&state={state}", 200, DONE);
  assert_code (attempt, "good");
}

static void
test_wrong_state_keeps_listening (LkAccountFixture *fixture,
                                  gconstpointer     data)
{
  static const char *const queries[] = {
    "", "?", "?code=evil", "?code=evil&state=", "?code=evil&state=guessed",
    "?code=evil&state={state}x", "?code=evil&STATE={state}", "?error=access_denied&state=guessed",
    "?code=evil&state=%00{state}", "?code=evil&state=%ff",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    assert_stray (fixture, queries[i]);
}

static void
test_duplicate_parameters_are_rejected (LkAccountFixture *fixture,
                                        gconstpointer     data)
{
  static const char *const queries[] = {
    "?code=evil&code=c-1&state={state}", "?code=c-1&state={state}&state={state}",
    "?code=c-1&state=x&state={state}", "?code=c-1&%63ode=evil&state={state}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    assert_stray (fixture, queries[i]);
}

static void
test_refusal_is_told_as_text (LkAccountFixture *fixture,
                              gconstpointer     data)
{
  g_autoptr (Attempt) attempt = attempt_new (fixture->ports);
  g_autoptr (LkRawClient) client =
    start_browser (attempt, "?error=access_denied&error_description=%3Cb%3EMARK%3C/b%3E%0D%0AMARK"
                            "&state={state}");
  const char *answer = lk_raw_client_wait (client);

  lk_raw_assert_status (answer, 200);
  g_assert_nonnull (strstr (answer, REFUSED));
  g_assert_null (strstr (answer, "MARK"));
  g_assert_error (attempt->error, LK_ERROR, LK_ERROR_DENIED_BY_USER);
  g_assert_null (attempt->code);
  g_assert_null (strchr (lk_error_get_server_text (attempt->error), '\n'));
  g_assert_false (lk_raw_is_open ("127.0.0.1", attempt->port));
}

static void
test_order_and_encoding_do_not_matter (LkAccountFixture *fixture,
                                       gconstpointer     data)
{
  static const struct
  {
    const char *query;
    const char *code;
  } redirects[] = {
    { "?state={state}&code=a+b", "a b" },
    { "?code=a%20b&state={state}", "a b" },
    { "?state={state}&code=a%2Bb%2F%3D%26", "a+b/=&" },
    { "?unknown=1&code=a&other=&state={state}#", "a" },
    { "?state={state}&code=a#", "a" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (redirects); i++)
    {
      g_autoptr (Attempt) attempt = attempt_new (fixture->ports);

      browse (attempt, redirects[i].query, 200, DONE);
      assert_code (attempt, redirects[i].code);
    }
}

/* What each has to say does nothing at the other. */
static void
test_two_attempts_do_not_cross (LkAccountFixture *fixture,
                                gconstpointer     data)
{
  g_autoptr (Attempt) one = attempt_new (fixture->ports);
  g_autoptr (Attempt) two = attempt_new (fixture->ports);
  g_autofree char *for_two = g_strdup_printf ("?code=two&state=%s", two->state);
  g_autofree char *for_one = g_strdup_printf ("?code=one&state=%s", one->state);

  g_assert_cmpuint (one->port, !=, two->port);
  g_assert_cmpstr (one->state, !=, two->state);
  browse (one, for_two, 400, STRAY);
  browse (two, for_one, 400, STRAY);
  assert_nothing_happened (one);
  assert_nothing_happened (two);

  browse (two, for_two, 200, DONE);
  assert_code (two, "two");
  assert_nothing_happened (one);
  g_assert_true (has_note (fixture));
  browse (one, for_one, 200, DONE);
  assert_code (one, "one");
  g_assert_false (has_note (fixture));
}

/* Whose Host header names the other's port is at neither. */
static void
test_other_port_in_the_host_is_nowhere (LkAccountFixture *fixture,
                                        gconstpointer     data)
{
  g_autoptr (Attempt) one = attempt_new (fixture->ports);
  g_autoptr (Attempt) two = attempt_new (fixture->ports);
  g_autofree char *text =
    g_strdup_printf ("GET " PATH "?code=c&state=%s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n",
                     one->state, two->port);
  g_autofree char *answer = lk_raw_ask (one->port, text);

  lk_raw_assert_status (answer, 404);
  g_assert_cmpuint (one->n_told + two->n_told, ==, 0);
}

static void
test_only_a_visit_uses_the_attempt_up (LkAccountFixture *fixture,
                                       gconstpointer     data)
{
  static const char *const requests[] = {
    "GET /favicon.ico HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "HEAD " PATH "?code=c&state={state} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "GET " PATH "?code=c&state={state} HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Purpose: prefetch\r\n"
    "\r\n",
    "POST " PATH "?code=c&state={state} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n",
  };
  g_autoptr (Attempt) attempt = attempt_new (fixture->ports);

  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr (GString) text = g_string_new (requests[i]);
      g_autofree char *answer = NULL;

      g_string_replace (text, "{state}", attempt->state, 0);
      answer = lk_raw_ask (attempt->port, text->str);
      g_assert_cmpstr (answer, !=, "");
      g_assert_cmpuint (attempt->n_told, ==, 0);
    }
  browse (attempt, "?code=c&state={state}", 200, DONE);
  assert_code (attempt, "c");
}

/* The person cancelled: nobody is there to be told. */
static void
test_late_callback_after_closing_is_ignored (LkAccountFixture *fixture,
                                             gconstpointer     data)
{
  g_autoptr (Attempt) attempt = attempt_new (fixture->ports);
  g_autoptr (LkRawClient) client = NULL;

  lk_loopback_close (attempt->loopback);
  client = start_browser (attempt, "?code=c&state={state}");
  g_assert_cmpstr (lk_raw_client_wait (client), ==, "");
  g_assert_cmpuint (attempt->n_told, ==, 0);
  assert_nothing_happened (attempt);
  g_assert_false (has_note (fixture));
  lk_loopback_close (attempt->loopback);
  lk_loopback_answer (attempt->loopback, LK_LOOPBACK_PAGE_DONE);
}

/* The person cancelled while a browser was waiting for its page. */
static void
test_waiting_browser_is_told_when_it_closes (LkAccountFixture *fixture,
                                             gconstpointer     data)
{
  g_autoptr (Attempt) attempt = attempt_new (fixture->ports);
  g_autoptr (LkRawClient) first = NULL;
  g_autoptr (LkRawClient) second = NULL;

  attempt->is_slow = TRUE;
  first = start_browser (attempt, "?n=1");
  second = start_browser (attempt, "?n=2");
  lk_test_wait_until (is_told, attempt);
  lk_raw_client_sent (second);
  lk_test_drain ();
  lk_loopback_close (attempt->loopback);
  lk_loopback_answer (attempt->loopback, LK_LOOPBACK_PAGE_DONE);
  lk_raw_assert_status (lk_raw_client_wait (first), 400);
  lk_raw_assert_status (lk_raw_client_wait (second), 400);
  g_assert_nonnull (strstr (lk_raw_client_wait (first), STRAY));
  g_assert_cmpuint (attempt->n_told, ==, 1);
}

static gboolean
is_told_twice (gpointer user_data)
{
  return ((Attempt *) user_data)->n_told == 2;
}

static void
test_browsers_are_told_of_one_by_one (LkAccountFixture *fixture,
                                      gconstpointer     data)
{
  g_autoptr (Attempt) attempt = attempt_new (fixture->ports);
  g_autoptr (LkRawClient) first = NULL;
  g_autoptr (LkRawClient) second = NULL;
  g_autofree char *expected = g_strconcat (lk_loopback_get_redirect_uri (attempt->loopback),
                                           "?n=1", NULL);

  attempt->is_slow = TRUE;
  first = start_browser (attempt, "?n=1");
  lk_test_wait_until (is_told, attempt);
  g_assert_cmpstr (lk_secret_peek (attempt->last), ==, expected);
  second = start_browser (attempt, "?n=2");
  lk_raw_client_sent (second);
  lk_test_drain ();
  g_assert_cmpuint (attempt->n_told, ==, 1);

  lk_loopback_answer (attempt->loopback, LK_LOOPBACK_PAGE_STRAY);
  /* The second was not told of yet: this is for nobody. */
  lk_loopback_answer (attempt->loopback, LK_LOOPBACK_PAGE_DONE);
  lk_raw_assert_status (lk_raw_client_wait (first), 400);
  lk_test_wait_until (is_told_twice, attempt);
  g_assert_true (g_str_has_suffix (lk_secret_peek (attempt->last), "?n=2"));
  g_assert_false (lk_raw_client_is_over (second));
  lk_loopback_answer (attempt->loopback, LK_LOOPBACK_PAGE_REFUSED);
  lk_raw_assert_status (lk_raw_client_wait (second), 200);
}

static void
test_closes_by_itself_after_a_quarter_of_an_hour (LkAccountFixture *fixture,
                                                  gconstpointer     data)
{
  g_autoptr (Attempt) attempt = attempt_new (fixture->ports);

  lk_dummy_clock_advance (fixture->clock, 15 * 60 - 1);
  browse (attempt, "?state=wrong", 400, STRAY);
  g_assert_cmpuint (attempt->n_expired, ==, 0);
  lk_dummy_clock_advance (fixture->clock, 1);
  g_assert_cmpuint (attempt->n_expired, ==, 1);
  g_assert_false (lk_raw_is_open ("127.0.0.1", attempt->port));
  g_assert_false (has_note (fixture));
  assert_nothing_happened (attempt);
}

static void
test_closed_one_does_not_expire (LkAccountFixture *fixture,
                                 gconstpointer     data)
{
  g_autoptr (Attempt) attempt = attempt_new (fixture->ports);

  lk_loopback_close (attempt->loopback);
  lk_dummy_clock_advance (fixture->clock, 60 * 60);
  g_assert_cmpuint (attempt->n_expired, ==, 0);
}

/* Everything on disk, and everything a browser is shown, is free of what the attempt is made of
 * and of what the browser brought. */
static void
test_no_secret_is_shown_or_written (LkAccountFixture *fixture,
                                    gconstpointer     data)
{
  g_autoptr (Attempt) attempt = attempt_new (fixture->ports);
  const char *verifier = lk_secret_peek (lk_authorization_get_verifier (attempt->authorization));
  g_autofree char *path = g_build_filename (fixture->ports->data_dir, "loopback", NULL);
  static const char *const queries[] = {
    "?code=MARK&state=MARK", "?error=%3Cscript%3EMARK&error_uri=https://MARK&state={state}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autofree char *note = NULL;
      g_autoptr (LkRawClient) client = NULL;
      const char *answer;

      g_assert_true (g_file_get_contents (path, &note, NULL, NULL));
      client = start_browser (attempt, queries[i]);
      answer = lk_raw_client_wait (client);
      g_assert_cmpstr (answer, !=, "");
      g_assert_null (strstr (answer, "MARK"));
      g_assert_null (strstr (answer, attempt->state));
      g_assert_null (strstr (answer, verifier));
      g_assert_null (strstr (note, attempt->state));
      g_assert_null (strstr (note, verifier));
    }
}

static void
test_pages_of_the_ports_are_shown (LkAccountFixture *fixture,
                                   gconstpointer     data)
{
  static const LkCallbackText texts[LK_LOOPBACK_N_PAGES] = {
    { "Fertig", "f" }, { "Abgelehnt", "a" }, { "Verirrt", "v" }, { "Leer", "l" },
  };
  g_autoptr (Attempt) attempt = NULL;
  g_autofree char *missing = NULL;

  fixture->ports->callback_pages = lk_callback_pages_new ("de", FALSE, texts);
  attempt = attempt_new (fixture->ports);
  missing = lk_raw_get (attempt->port, "/");
  g_assert_nonnull (strstr (missing, "<h1>Leer</h1>"));
  browse (attempt, "?state=wrong", 400, "Verirrt");
  browse (attempt, "?code=c&state={state}", 200, "Fertig");
}

static void
test_note_is_private_and_tells_port_and_time (LkAccountFixture *fixture,
                                              gconstpointer     data)
{
  g_autoptr (Attempt) attempt = attempt_new (fixture->ports);
  g_autofree char *path = g_build_filename (fixture->ports->data_dir, "loopback", NULL);
  gint64 now = lk_clock_seconds (fixture->clock);
  g_autoptr (GArray) notes = lk_loopback_notes_load (fixture->ports->data_dir, now);
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpuint (notes->len, ==, 1);
  g_assert_cmpuint (g_array_index (notes, LkLoopbackNote, 0).port, ==, attempt->port);
  g_assert_cmpint (g_array_index (notes, LkLoopbackNote, 0).began, ==, now);
}

#define ADD(path, func) \
  g_test_add ("/loopback/" path, LkAccountFixture, NULL, lk_account_fixture_set_up, func, \
              lk_account_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("redirect-uri-is-the-registered-one-with-a-port",
       test_redirect_uri_is_the_registered_one_with_a_port);
  ADD ("good-redirect-brings-the-code", test_good_redirect_brings_the_code);
  ADD ("page-goes-out-although-the-loopback-is-gone",
       test_page_goes_out_although_the_loopback_is_gone);
  ADD ("D8/wrong-state-keeps-listening", test_wrong_state_keeps_listening);
  ADD ("D9/duplicate-parameters-are-rejected", test_duplicate_parameters_are_rejected);
  ADD ("D10/refusal-is-told-as-text", test_refusal_is_told_as_text);
  ADD ("D11/order-and-encoding-do-not-matter", test_order_and_encoding_do_not_matter);
  ADD ("D13/two-attempts-do-not-cross", test_two_attempts_do_not_cross);
  ADD ("D13/other-port-in-the-host-is-nowhere", test_other_port_in_the_host_is_nowhere);
  ADD ("D13/closes-by-itself-after-a-quarter-of-an-hour",
       test_closes_by_itself_after_a_quarter_of_an_hour);
  ADD ("D14/only-a-visit-uses-the-attempt-up", test_only_a_visit_uses_the_attempt_up);
  ADD ("D16/late-callback-after-closing-is-ignored",
       test_late_callback_after_closing_is_ignored);
  ADD ("D16/waiting-browser-is-told-when-it-closes",
       test_waiting_browser_is_told_when_it_closes);
  ADD ("D21/no-secret-is-shown-or-written", test_no_secret_is_shown_or_written);
  ADD ("browsers-are-told-of-one-by-one", test_browsers_are_told_of_one_by_one);
  ADD ("closed-one-does-not-expire", test_closed_one_does_not_expire);
  ADD ("pages-of-the-ports-are-shown", test_pages_of_the_ports_are_shown);
  ADD ("note-is-private-and-tells-port-and-time", test_note_is_private_and_tells_port_and_time);

  return g_test_run ();
}
