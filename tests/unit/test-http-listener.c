/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-http-listener.h"

#include <libsoup/soup.h>
#include <string.h>

#include "lk-dummy-clock.h"
#include "lk-error.h"
#include "lk-fake-server.h"
#include "lk-raw-client.h"

#define PATH "/oauth/callback"
#define OWN "<p>own page"
#define PAGE "<p>page for visits"

typedef struct
{
  LkClock        *clock;
  LkHttpListener *listener;
  guint16         port;
  GPtrArray      *visits; /* LkHttpVisit */
} Fixture;

static void
on_visit (LkHttpListener *listener,
          LkHttpVisit    *visit,
          Fixture        *fixture)
{
  g_ptr_array_add (fixture->visits, lk_http_visit_ref (visit));
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  fixture->clock = lk_dummy_clock_new (1700000000);
  fixture->visits = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_http_visit_unref);
  fixture->listener = lk_http_listener_new (fixture->clock, PATH, 0, OWN, &error);
  g_assert_no_error (error);
  fixture->port = lk_http_listener_get_port (fixture->listener);
  g_signal_connect (fixture->listener, "visit", G_CALLBACK (on_visit), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_ptr_array_unref (fixture->visits);
  if (fixture->listener != NULL)
    g_assert_finalize_object (fixture->listener);
  lk_test_drain ();
  g_assert_cmpuint (lk_dummy_clock_get_n_wakes (fixture->clock), ==, 0);
  g_assert_finalize_object (fixture->clock);
}

static gboolean
has_visit (gpointer user_data)
{
  return ((Fixture *) user_data)->visits->len > 0;
}

/* What came behind the path, and the visitor gets the page. */
static char *
answer_visit (Fixture *fixture)
{
  LkHttpVisit *visit;
  char *query;

  lk_test_wait_until (has_visit, fixture);
  visit = fixture->visits->pdata[0];
  query = g_strdup (lk_secret_peek (lk_http_visit_get_query (visit)));
  lk_http_visit_answer (visit, 200, PAGE);
  g_ptr_array_remove_index (fixture->visits, 0);
  return query;
}

static LkRawClient *
start_visit (Fixture    *fixture,
             const char *query)
{
  g_autofree char *text = g_strdup_printf ("GET " PATH "%s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n",
                                           query, fixture->port);

  return lk_raw_client_new (fixture->port, text);
}

/* A good visitor is heard and answered: whatever was before has done no harm. */
static void
assert_still_listens (Fixture *fixture)
{
  g_autoptr (LkRawClient) client = NULL;
  g_autofree char *query = NULL;

  g_assert_cmpuint (fixture->visits->len, ==, 0);
  client = start_visit (fixture, "?state=good");
  query = answer_visit (fixture);
  g_assert_cmpstr (query, ==, "?state=good");
  lk_raw_assert_status (lk_raw_client_wait (client), 200);
  g_assert_true (g_str_has_suffix (lk_raw_client_wait (client), "\r\n\r\n" PAGE));
}

static void
test_visit_is_heard_and_answered (Fixture       *fixture,
                                  gconstpointer  data)
{
  assert_still_listens (fixture);
  assert_still_listens (fixture);
}

/* What is handed on is what was sent, escapes and all: judging it is not for this room. */
static void
test_query_is_handed_on_as_sent (Fixture       *fixture,
                                 gconstpointer  data)
{
  static const char *const queries[] = {
    "", "?", "?code=a%2Fb+c&state=x%20y", "?state=1&state=2", "?error=access_denied&%3Cb%3E=%0A",
    "?a=b?c=d", "?code=%C3%A4%FF%00", "?a&&b=&=c%3D%26", "?[]{}|^`'()*",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (LkRawClient) client = start_visit (fixture, queries[i]);
      g_autofree char *query = answer_visit (fixture);

      g_assert_cmpstr (query, ==, queries[i]);
      lk_raw_assert_status (lk_raw_client_wait (client), 200);
    }
}

/* Each is answered here, is no visit, and does not use the listener up. */
static const struct
{
  const char *name;
  guint       status; /* 0: cut off */
  const char *text;   /* %u is the port */
  guint       strict_status; /* libsoup 3.8’s own; 0: the same */
} refused[] = {
  { "D13/other-path-is-not-found", 404, "GET /other HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n" },
  { "D13/root-is-not-found", 404, "GET / HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n" },
  { "D13/longer-path-is-not-found", 404,
    "GET " PATH "/?state=x HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n" },
  { "D13/escaped-path-is-not-found", 404,
    "GET /oauth%%2Fcallback?state=x HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n" },
  { "D13/path-in-other-case-is-not-found", 404,
    "GET /OAuth/callback HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n" },
  { "D13/post-is-not-allowed", 405,
    "POST " PATH "?state=x HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nContent-Length: 6\r\n\r\ncode=x" },
  { "D13/post-without-body-is-not-allowed", 405,
    "POST " PATH "?state=x HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nContent-Length: 0\r\n\r\n" },
  { "D13/options-is-not-allowed", 405,
    "OPTIONS " PATH " HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nOrigin: https://evil.example\r\n\r\n" },
  { "D13/unknown-method-is-not-allowed", 405,
    "BREW " PATH " HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n" },
  { "D13/get-with-a-body-is-refused", 400,
    "GET " PATH " HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nContent-Length: 2\r\n\r\nhi" },
  { "D14/favicon-is-not-found", 404, "GET /favicon.ico HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n" },
  { "D14/head-is-no-visit", 200, "HEAD " PATH "?state=x HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n" },
  { "D14/head-elsewhere-is-not-found", 404, "HEAD / HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n" },
  { "D14/prefetch-is-no-visit", 503,
    "GET " PATH "?state=x HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nSec-Purpose: prefetch;prerender\r\n"
    "\r\n" },
  { "D14/old-prefetch-is-no-visit", 503,
    "GET " PATH "?state=x HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nPurpose: prefetch\r\n\r\n" },
  { "host/of-somebody-else-is-not-found", 404,
    "GET " PATH "?state=x HTTP/1.1\r\nHost: evil.example:%u\r\n\r\n" },
  { "host/that-begins-like-ours-is-not-found", 404,
    "GET " PATH "?state=x HTTP/1.1\r\nHost: 127.0.0.1.evil.example:%u\r\n\r\n" },
  { "host/that-ends-like-ours-is-not-found", 404,
    "GET " PATH "?state=x HTTP/1.1\r\nHost: evil127.0.0.1:%u\r\n\r\n" },
  { "host/at-another-port-is-not-found", 404,
    "GET " PATH "?state=x HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n" },
  { "host/in-ipv6-is-not-found", 404, "GET " PATH " HTTP/1.1\r\nHost: [::1]:%u\r\n\r\n" },
  { "host/twice-is-not-found", 404,
    "GET " PATH " HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nHost: 127.0.0.1\r\n\r\n", 400 },
  { "host/missing-in-old-http-is-not-found", 404, "GET " PATH " HTTP/1.0\r\n\r\n" },
  { "host/missing-is-a-bad-request", 400, "GET " PATH " HTTP/1.1\r\n\r\n" },
  { "host/empty-is-not-found", 404, "GET " PATH " HTTP/1.1\r\nHost:\r\n\r\n" },
  { "target/of-another-machine-is-not-found", 404,
    "GET http://evil.example" PATH "?state=x HTTP/1.1\r\nHost: evil.example\r\n\r\n" },
  { "target/of-another-scheme-is-refused", 400,
    "GET https://127.0.0.1" PATH "?state=x HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n" },
  { "target/asterisk-is-refused", 404, "OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n" },
  { "target/tunnel-is-refused", 0, "CONNECT 127.0.0.1:%u HTTP/1.1\r\n\r\n" },
  { "malformed/no-http-is-refused", 400, "\x16\x03\x01\x02\r\n\r\n" },
  { "malformed/version-from-nowhere-is-refused", 0, "GET " PATH " HTTP/9.9\r\n\r\n" },
};

/* libsoup 3.8 refuses more by itself, and warns of somebody else's mistake. */
static gboolean
libsoup_is_strict (void)
{
  return soup_check_version (3, 7, 0);
}

static guint
get_status (gsize i)
{
  return libsoup_is_strict () && refused[i].strict_status != 0 ? refused[i].strict_status
                                                               : refused[i].status;
}

static void
test_refused (Fixture       *fixture,
              gconstpointer  data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autofree char *port = g_strdup_printf ("%u", fixture->port);
  g_autoptr (GString) text = g_string_new (refused[i].text);
  GLogLevelFlags fatal = G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL;
  g_autofree char *answer = NULL;

  g_string_replace (text, "%u", port, 0);
  g_string_replace (text, "%%", "%", 0);
  if (libsoup_is_strict ())
    fatal = g_log_set_always_fatal (fatal);
  answer = lk_raw_ask (fixture->port, text->str);
  if (libsoup_is_strict ())
    g_log_set_always_fatal (fatal);
  g_test_message ("%s", answer);
  if (get_status (i) != 0)
    lk_raw_assert_status (answer, get_status (i));
  else
    g_assert_cmpint (strncmp (answer, "HTTP/1.1 2", 10), !=, 0);
  g_assert_null (strstr (answer, PAGE));
  g_assert_null (strstr (answer, "Access-Control"));
  assert_still_listens (fixture);
}

static void
test_localhost_is_a_good_host (Fixture       *fixture,
                               gconstpointer  data)
{
  static const char *const hosts[] = { "localhost:%u", "LOCALHOST:%u", "localhost", "127.0.0.1" };

  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autofree char *port = g_strdup_printf ("%u", fixture->port);
      g_autoptr (GString) text = g_string_new ("GET " PATH "?x HTTP/1.1\r\nHost: ");
      g_autoptr (LkRawClient) client = NULL;
      g_autofree char *query = NULL;

      g_string_append (text, hosts[i]);
      g_string_append (text, "\r\n\r\n");
      g_string_replace (text, "%u", port, 0);
      client = lk_raw_client_new (fixture->port, text->str);
      query = answer_visit (fixture);
      g_assert_cmpstr (query, ==, "?x");
      lk_raw_assert_status (lk_raw_client_wait (client), 200);
    }
}

static char *
ask_with_padding (Fixture *fixture,
                  gsize    length)
{
  g_autofree char *padding = g_strnfill (length, 'x');
  g_autofree char *text = g_strdup_printf ("GET " PATH "?%s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n",
                                           padding, fixture->port);

  return lk_raw_ask (fixture->port, text);
}

static void
test_large_header_is_refused (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autofree char *large = ask_with_padding (fixture, LK_HTTP_LISTENER_MAX_HEADER);
  g_autofree char *huge = ask_with_padding (fixture, 1024 * 1024);

  lk_raw_assert_status (large, 431);
  g_assert_null (strstr (huge, "200"));
  assert_still_listens (fixture);
}

static void
test_header_within_the_limit_is_read (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autofree char *padding = g_strnfill (LK_HTTP_LISTENER_MAX_HEADER - 200, 'x');
  g_autofree char *query = g_strconcat ("?", padding, NULL);
  g_autoptr (LkRawClient) client = start_visit (fixture, query);
  g_autofree char *heard = answer_visit (fixture);

  g_assert_cmpstr (heard, ==, query);
  lk_raw_assert_status (lk_raw_client_wait (client), 200);
}

static void
test_one_request_a_connection (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autofree char *one = g_strdup_printf ("GET " PATH "?n=1 HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n"
                                          "Connection: keep-alive\r\n\r\n", fixture->port);
  g_autofree char *two = g_strconcat (one, one, NULL);
  g_autoptr (LkRawClient) client = lk_raw_client_new (fixture->port, two);
  g_autofree char *query = answer_visit (fixture);
  const char *answer = lk_raw_client_wait (client);

  g_assert_nonnull (strstr (answer, "\r\nConnection: close\r\n"));
  g_assert_null (strstr (answer + 1, "HTTP/1.1 "));
  assert_still_listens (fixture);
}

static void
test_request_in_small_pieces_is_read (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autofree char *text = g_strdup_printf ("GET " PATH "?n=1 HTTP/1.1\r\n"
                                           "Host: 127.0.0.1:%u\r\n\r\n", fixture->port);
  g_autoptr (LkRawClient) client = lk_raw_client_new (fixture->port, NULL);
  g_autofree char *query = NULL;

  lk_raw_client_sent (client);
  for (const char *c = text; *c != '\0'; c++)
    {
      char piece[] = { *c, '\0' };

      lk_raw_client_say (client, piece);
      lk_test_drain ();
    }
  query = answer_visit (fixture);
  g_assert_cmpstr (query, ==, "?n=1");
  lk_raw_assert_status (lk_raw_client_wait (client), 200);
}

static gboolean
is_watched (gpointer user_data)
{
  return lk_dummy_clock_get_n_wakes (user_data) > 0;
}

/* Silent, slow in the header, slow in a body that nobody wants. */
static void
test_slow_client_is_cut_off (Fixture       *fixture,
                             gconstpointer  data)
{
  static const char *const beginnings[] = {
    NULL, "GET ", "GET " PATH "?state=x HTTP/1.1\r\nHost: 127",
    "POST " PATH " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000000\r\n\r\nx",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (beginnings); i++)
    {
      g_autoptr (LkRawClient) client = lk_raw_client_new (fixture->port, beginnings[i]);

      lk_raw_client_sent (client);
      lk_test_wait_until (is_watched, fixture->clock);
      lk_dummy_clock_advance (fixture->clock, LK_HTTP_LISTENER_PATIENCE - 1);
      lk_test_drain ();
      g_assert_false (lk_raw_client_is_over (client));
      lk_dummy_clock_advance (fixture->clock, 1);
      g_assert_null (strstr (lk_raw_client_wait (client), "200"));
      assert_still_listens (fixture);
    }
}

/* The app takes its time, which is not the visitor's fault. */
static void
test_waiting_visit_is_not_cut_off (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autoptr (LkRawClient) client = start_visit (fixture, "?x");
  g_autofree char *query = NULL;

  lk_test_wait_until (has_visit, fixture);
  lk_dummy_clock_advance (fixture->clock, 10 * LK_HTTP_LISTENER_PATIENCE);
  lk_test_drain ();
  g_assert_false (lk_raw_client_is_over (client));
  query = answer_visit (fixture);
  lk_raw_assert_status (lk_raw_client_wait (client), 200);
}

static void
test_client_that_goes_does_no_harm (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autofree char *query = NULL;
  LkRawClient *silent = lk_raw_client_new (fixture->port, NULL);
  LkRawClient *slow = lk_raw_client_new (fixture->port, "GET ");
  LkRawClient *impatient = start_visit (fixture, "?x");

  lk_raw_client_sent (silent);
  lk_raw_client_sent (slow);
  lk_test_wait_until (has_visit, fixture);
  lk_raw_client_free (silent);
  lk_raw_client_free (slow);
  lk_raw_client_free (impatient);
  lk_test_drain ();
  query = answer_visit (fixture);
  assert_still_listens (fixture);
}

static void
test_too_many_silent_are_turned_away (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autoptr (GPtrArray) clients =
    g_ptr_array_new_with_free_func ((GDestroyNotify) lk_raw_client_free);

  for (guint i = 0; i < 40; i++)
    {
      LkRawClient *client = lk_raw_client_new (fixture->port, NULL);

      g_ptr_array_add (clients, client);
      lk_raw_client_sent (client);
    }
  lk_raw_client_wait (clients->pdata[39]);
  g_assert_false (lk_raw_client_is_over (clients->pdata[0]));
  lk_dummy_clock_advance (fixture->clock, LK_HTTP_LISTENER_PATIENCE);
  lk_raw_client_wait (clients->pdata[0]);
  assert_still_listens (fixture);
}

static void
test_every_answer_has_the_headers (Fixture       *fixture,
                                   gconstpointer  data)
{
  static const char *const headers[] = {
    "Cache-Control: no-store", "Connection: close", "Referrer-Policy: no-referrer",
    "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options: nosniff", "Content-Type: text/html; charset=utf-8",
  };
  g_autoptr (LkRawClient) client = start_visit (fixture, "?x");
  g_autofree char *query = answer_visit (fixture);
  g_autofree char *missing = lk_raw_get (fixture->port, "/favicon.ico");
  g_autofree char *bad = lk_raw_ask (fixture->port, "GET " PATH " HTTP/1.1\r\n\r\n");
  const char *answers[] = { lk_raw_client_wait (client), missing, bad };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (headers) - (answers[i] == bad ? 1 : 0); j++)
      {
        g_test_message ("%s", answers[i]);
        g_assert_nonnull (strstr (answers[i], headers[j]));
      }
}

/* D21, and no script finds its way in: all that is answered is what we wrote ourselves. */
static void
test_nothing_of_the_request_comes_back (Fixture       *fixture,
                                        gconstpointer  data)
{
  static const char *const targets[] = {
    "/%3Cscript%3EMARK()%3C/script%3E", "/<script>MARK()</script>", "/x?MARK=<b>MARK</b>",
    PATH "?error_description=<script>MARK()</script>&code=MARK&state=MARK",
    PATH "?MARK%0D%0AMARK:%20MARK",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autofree char *text =
        g_strdup_printf ("GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nReferer: https://MARK/\r\n"
                         "Cookie: MARK=MARK\r\nOrigin: https://MARK\r\nUser-Agent: MARK\r\n\r\n",
                         targets[i], fixture->port);
      g_autoptr (LkRawClient) client = lk_raw_client_new (fixture->port, text);
      const char *answer;

      if (g_str_has_prefix (targets[i], PATH))
        g_free (answer_visit (fixture));
      answer = lk_raw_client_wait (client);
      g_assert_cmpstr (answer, !=, "");
      g_assert_null (strstr (answer, "MARK"));
      g_assert_null (strstr (answer, "script"));
    }
}

static void
test_range_gets_the_whole_page (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autofree char *text = g_strdup_printf ("GET " PATH " HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n"
                                           "Range: bytes=0-1,0-2,1-3\r\n\r\n", fixture->port);
  g_autoptr (LkRawClient) client = lk_raw_client_new (fixture->port, text);
  g_autofree char *query = answer_visit (fixture);

  lk_raw_assert_status (lk_raw_client_wait (client), 200);
  g_assert_true (g_str_has_suffix (lk_raw_client_wait (client), "\r\n\r\n" PAGE));
}

/* D13 */
static void
test_listens_on_ipv4_loopback_only (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_assert_true (lk_raw_is_open ("127.0.0.1", fixture->port));
  g_assert_false (lk_raw_is_open ("127.0.0.2", fixture->port));
  g_assert_false (lk_raw_is_open ("::1", fixture->port));
}

static void
test_port_is_one_that_browsers_go_to (Fixture       *fixture,
                                      gconstpointer  data)
{
  static const guint16 bad[] = { 1, 80, 1719, 5060, 6000, 6566, 6665, 6669, 6697, 10080 };

  g_assert_true (lk_http_listener_is_port_good (fixture->port));
  g_assert_true (lk_http_listener_is_port_good (10081));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (lk_http_listener_is_port_good (bad[i]));
}

static void
test_taken_port_is_an_error (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_http_listener_new (fixture->clock, PATH, fixture->port, OWN, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_OFFLINE);
  assert_still_listens (fixture);
}

static void
test_port_is_free_after_closing (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr (LkHttpListener) again = NULL;
  g_autoptr (GError) error = NULL;

  assert_still_listens (fixture); /* leaves a connection in TIME_WAIT */
  lk_http_listener_close (fixture->listener);
  again = lk_http_listener_new (fixture->clock, PATH, fixture->port, OWN, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lk_http_listener_get_port (again), ==, fixture->port);
  lk_test_drain ();
}

static void
test_closed_listener_listens_no_more (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autoptr (LkRawClient) silent = lk_raw_client_new (fixture->port, NULL);
  g_autoptr (LkRawClient) slow = lk_raw_client_new (fixture->port, "GET ");

  lk_raw_client_sent (silent);
  lk_raw_client_sent (slow);
  lk_test_drain ();
  lk_http_listener_close (fixture->listener);
  lk_http_listener_close (fixture->listener);
  g_assert_cmpstr (lk_raw_client_wait (silent), ==, "");
  lk_raw_client_wait (slow);
  g_assert_false (lk_raw_is_open ("127.0.0.1", fixture->port));
  g_assert_cmpuint (fixture->visits->len, ==, 0);
}

static void
test_visit_outlives_the_listener (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr (LkRawClient) client = start_visit (fixture, "?x");
  g_autofree char *query = NULL;

  lk_test_wait_until (has_visit, fixture);
  g_assert_finalize_object (g_steal_pointer (&fixture->listener));
  query = answer_visit (fixture);
  lk_raw_assert_status (lk_raw_client_wait (client), 200);
  g_assert_true (g_str_has_suffix (lk_raw_client_wait (client), PAGE));
}

static void
test_visit_that_nobody_wants_gets_the_own_page (Fixture       *fixture,
                                                gconstpointer  data)
{
  g_autofree char *ignored = NULL;
  g_autoptr (LkRawClient) client = NULL;

  client = start_visit (fixture, "?x");
  lk_test_wait_until (has_visit, fixture);
  g_ptr_array_set_size (fixture->visits, 0);
  lk_raw_assert_status (lk_raw_client_wait (client), 404);
  g_assert_true (g_str_has_suffix (lk_raw_client_wait (client), OWN));

  g_signal_handlers_disconnect_by_func (fixture->listener, on_visit, fixture);
  ignored = lk_raw_get (fixture->port, PATH "?x");
  lk_raw_assert_status (ignored, 404);
}

static void
test_first_answer_counts (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr (LkRawClient) client = start_visit (fixture, "?x");

  lk_test_wait_until (has_visit, fixture);
  lk_http_visit_answer (fixture->visits->pdata[0], 200, PAGE);
  lk_http_visit_answer (fixture->visits->pdata[0], 400, OWN);
  lk_raw_assert_status (lk_raw_client_wait (client), 200);
  lk_http_visit_answer (fixture->visits->pdata[0], 400, OWN);
}

#define ADD(path, func) \
  g_test_add ("/http-listener/" path, Fixture, NULL, set_up, func, tear_down)

static void
add_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strconcat ("/http-listener/", refused[i].name, NULL);

      g_test_add (path, Fixture, GSIZE_TO_POINTER (i), set_up, test_refused, tear_down);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("visit-is-heard-and-answered", test_visit_is_heard_and_answered);
  ADD ("query-is-handed-on-as-sent", test_query_is_handed_on_as_sent);
  add_refused ();
  ADD ("localhost-is-a-good-host", test_localhost_is_a_good_host);
  ADD ("large-header-is-refused", test_large_header_is_refused);
  ADD ("header-within-the-limit-is-read", test_header_within_the_limit_is_read);
  ADD ("one-request-a-connection", test_one_request_a_connection);
  ADD ("request-in-small-pieces-is-read", test_request_in_small_pieces_is_read);
  ADD ("slow-client-is-cut-off", test_slow_client_is_cut_off);
  ADD ("waiting-visit-is-not-cut-off", test_waiting_visit_is_not_cut_off);
  ADD ("client-that-goes-does-no-harm", test_client_that_goes_does_no_harm);
  ADD ("too-many-silent-are-turned-away", test_too_many_silent_are_turned_away);
  ADD ("every-answer-has-the-headers", test_every_answer_has_the_headers);
  ADD ("nothing-of-the-request-comes-back", test_nothing_of_the_request_comes_back);
  ADD ("range-gets-the-whole-page", test_range_gets_the_whole_page);
  ADD ("D13/listens-on-ipv4-loopback-only", test_listens_on_ipv4_loopback_only);
  ADD ("port-is-one-that-browsers-go-to", test_port_is_one_that_browsers_go_to);
  ADD ("taken-port-is-an-error", test_taken_port_is_an_error);
  ADD ("port-is-free-after-closing", test_port_is_free_after_closing);
  ADD ("D13/closed-listener-listens-no-more", test_closed_listener_listens_no_more);
  ADD ("visit-outlives-the-listener", test_visit_outlives_the_listener);
  ADD ("visit-that-nobody-wants-gets-the-own-page",
       test_visit_that_nobody_wants_gets_the_own_page);
  ADD ("first-answer-counts", test_first_answer_counts);

  return g_test_run ();
}
