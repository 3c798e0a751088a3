/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error.h"
#include "lk-fake-server.h"
#include "lk-well-known.h"

#include <string.h>

#define KEY "GET /.well-known/matrix/client"
#define URL "https://example.org/.well-known/matrix/client"

/* --- reading an answer --- */

static LkHttpResponse *
answer_of_bytes (guint   status,
                 GBytes *body)
{
  LkHttpResponse *response = g_new0 (LkHttpResponse, 1);

  response->status = status;
  response->body = g_bytes_ref (body);
  response->url = g_strdup (URL);
  response->step = "well-known";
  response->retry_after = -1;
  response->max_age = -1;
  return response;
}

static LkWellKnown *
parse (guint       status,
       const char *text,
       LkTransport transport)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (LkHttpResponse) response = answer_of_bytes (status, body);

  return lk_well_known_parse (response, transport);
}

/* Every failure says where it was and what came. */
static void
assert_failed (LkWellKnown        *well_known,
               LkWellKnownOutcome  outcome,
               guint               status)
{
  g_assert_cmpint (well_known->outcome, ==, outcome);
  g_assert_null (well_known->base_url);
  g_assert_null (well_known->issuer);
  g_assert_nonnull (well_known->problem);
  g_assert_cmpstr (lk_error_get_step (well_known->problem), ==, "well-known");
  g_assert_cmpstr (lk_error_get_url (well_known->problem), ==, URL);
  g_assert_cmpuint (lk_error_get_status (well_known->problem), ==, status);
}

static void
test_a_404_is_ignored (void)
{
  static const char *const bodies[] = {
    "", "{}", "<html>", "{\"m.homeserver\":{\"base_url\":\"https://h\"}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (LkWellKnown) well_known = parse (404, bodies[i], LK_TRANSPORT_SECURE);

      g_assert_cmpint (well_known->outcome, ==, LK_WELL_KNOWN_IGNORE);
      g_assert_null (well_known->base_url);
      g_assert_null (well_known->problem);
    }
}

static void
test_another_status_is_a_failure (void)
{
  static const guint statuses[] = { 500, 502, 403, 401, 410, 429, 204, 206, 304 };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (LkWellKnown) well_known =
        parse (statuses[i], "{\"m.homeserver\":{\"base_url\":\"https://h\"}}",
               LK_TRANSPORT_SECURE);

      assert_failed (well_known, LK_WELL_KNOWN_FAIL_PROMPT, statuses[i]);
      g_assert_true (well_known->problem->domain == LK_ERROR);
    }
}

static void
test_an_empty_answer_is_a_failure (void)
{
  g_autoptr (LkWellKnown) well_known = parse (200, "", LK_TRANSPORT_SECURE);

  assert_failed (well_known, LK_WELL_KNOWN_FAIL_PROMPT, 200);
  g_assert_error (well_known->problem, LK_ERROR, LK_ERROR_MISCONFIGURED);
  g_assert_nonnull (strstr (well_known->problem->message, "invalid"));
}

static void
test_what_is_not_an_object_is_a_failure (void)
{
  static const char *const bodies[] = {
    "[]", "\"x\"", "{", "null", "3", "<!DOCTYPE html><html></html>",
    "{\"m.homeserver\":{\"base_url\":\"https://\xff\xfe\"}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (LkWellKnown) well_known = parse (200, bodies[i], LK_TRANSPORT_SECURE);

      assert_failed (well_known, LK_WELL_KNOWN_FAIL_PROMPT, 200);
      g_assert_error (well_known->problem, LK_ERROR, LK_ERROR_MISCONFIGURED);
    }
}

static void
test_a_base_url_that_is_missing_is_a_failure (void)
{
  static const char *const bodies[] = {
    "{}",
    "{\"m.homeserver\":null}",
    "{\"m.homeserver\":\"https://h\"}",
    "{\"m.homeserver\":[{\"base_url\":\"https://h\"}]}",
    "{\"m.homeserver\":{}}",
    "{\"m.homeserver\":{\"base_url\":null}}",
    "{\"m.homeserver\":{\"base_url\":8448}}",
    "{\"m.homeserver\":{\"base_url\":[\"https://h\"]}}",
    "{\"base_url\":\"https://h\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (LkWellKnown) well_known = parse (200, bodies[i], LK_TRANSPORT_SECURE);

      assert_failed (well_known, LK_WELL_KNOWN_FAIL_PROMPT, 200);
      g_assert_nonnull (strstr (well_known->problem->message, "base_url"));
    }
}

static LkWellKnown *
parse_base_url (const char *base_url,
                LkTransport transport)
{
  g_autofree char *body =
    g_strdup_printf ("{\"m.homeserver\":{\"base_url\":\"%s\"}}", base_url);

  return parse (200, body, transport);
}

static void
test_an_unusable_base_url_ends_it (void)
{
  static const char *const urls[] = {
    "ftp://x", "not a url", "https://", "", "/path", "matrix.example.org", "javascript:alert(1)",
    "https://alice@matrix.example.org", "https://matrix.example.org/?x", " https://h",
    "https://matrix.example.org/#x",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (LkWellKnown) well_known = parse_base_url (urls[i], LK_TRANSPORT_INSECURE);

      assert_failed (well_known, LK_WELL_KNOWN_FAIL_ERROR, 200);
      g_assert_error (well_known->problem, LK_ERROR, LK_ERROR_MISCONFIGURED);
    }
}

static void
test_a_server_can_not_lead_to_plain_http (void)
{
  static const struct
  {
    LkTransport        transport;
    const char        *base_url;
    LkWellKnownOutcome outcome;
  } cases[] = {
    { LK_TRANSPORT_SECURE, "http://matrix.example.org", LK_WELL_KNOWN_FAIL_ERROR },
    { LK_TRANSPORT_SECURE, "http://127.0.0.1:8008", LK_WELL_KNOWN_FAIL_ERROR },
    { LK_TRANSPORT_SECURE, "http://localhost", LK_WELL_KNOWN_FAIL_ERROR },
    { LK_TRANSPORT_LOOPBACK, "http://127.0.0.1:8008", LK_WELL_KNOWN_FOUND },
    { LK_TRANSPORT_LOOPBACK, "https://matrix.example.org", LK_WELL_KNOWN_FOUND },
    { LK_TRANSPORT_LOOPBACK, "http://matrix.example.org", LK_WELL_KNOWN_FAIL_ERROR },
    { LK_TRANSPORT_INSECURE, "http://matrix.example.org", LK_WELL_KNOWN_FOUND },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LkWellKnown) well_known =
        parse_base_url (cases[i].base_url, cases[i].transport);

      g_assert_cmpint (well_known->outcome, ==, cases[i].outcome);
    }
}

static void
test_one_trailing_slash_is_stripped_and_the_path_kept (void)
{
  static const char *const cases[][2] = {
    { "https://h", "https://h" },
    { "https://h/", "https://h" },
    { "https://h/mx", "https://h/mx" },
    { "https://h/mx/", "https://h/mx" },
    { "https://h:8448/a/b/", "https://h:8448/a/b" },
    { "https://h/mx//", "https://h/mx/" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LkWellKnown) well_known = parse_base_url (cases[i][0], LK_TRANSPORT_SECURE);

      g_assert_cmpint (well_known->outcome, ==, LK_WELL_KNOWN_FOUND);
      g_assert_cmpstr (well_known->base_url, ==, cases[i][1]);
      g_assert_no_error (well_known->problem);
    }
}

static void
assert_found (const char *more)
{
  g_autofree char *body = g_strdup_printf ("{\"m.homeserver\":{\"base_url\":\"https://h\"},%s}",
                                           more);
  g_autoptr (LkWellKnown) well_known = parse (200, body, LK_TRANSPORT_SECURE);

  g_assert_cmpint (well_known->outcome, ==, LK_WELL_KNOWN_FOUND);
  g_assert_cmpstr (well_known->base_url, ==, "https://h");
  g_assert_null (well_known->issuer);
  g_assert_null (well_known->account_uri);
  g_assert_no_error (well_known->problem);
}

static void
test_an_identity_server_does_not_matter (void)
{
  assert_found ("\"m.identity_server\":{}");
  assert_found ("\"m.identity_server\":null");
  assert_found ("\"m.identity_server\":{\"base_url\":\"garbage\"}");
  assert_found ("\"m.identity_server\":{\"base_url\":\"ftp://x\"}");
}

static void
test_unknown_keys_are_ignored (void)
{
  assert_found ("\"org.example.x\":{\"y\":[1,2,{}]},\"\":null");
  assert_found ("\"org.matrix.msc2965.authentication\":\"https://op\"");
  assert_found ("\"org.matrix.msc2965.authentication\":{\"issuer\":1,\"account\":[]}");
}

static void
test_only_the_oldest_drafts_own_key_names_an_issuer (void)
{
  g_autoptr (LkWellKnown) well_known = parse (
    200,
    "{\"m.homeserver\":{\"base_url\":\"https://h\"},"
    "\"org.matrix.msc2965.authentication\":"
    "{\"issuer\":\"https://op/\",\"account\":\"https://op/account\"}}",
    LK_TRANSPORT_SECURE);

  g_assert_cmpstr (well_known->issuer, ==, "https://op/");
  g_assert_cmpstr (well_known->account_uri, ==, "https://op/account");
  assert_found ("\"m.authentication\":{\"issuer\":\"https://op/\"}");
}

/* --- asking for it --- */

typedef struct
{
  LkFakeServer *server;
  LkHttp       *http;
  GCancellable *cancellable;
  char         *url;
  GAsyncResult *result;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->server = lk_fake_server_new ();
  self->http = lk_http_new ();
  self->cancellable = g_cancellable_new ();
  self->url = g_strconcat (lk_fake_server_get_url (self->server), "/.well-known/matrix/client",
                           NULL);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_clear_object (&self->result);
  lk_test_drain ();
  g_assert_finalize_object (self->http);
  g_assert_finalize_object (self->cancellable);
  lk_fake_server_free (self->server);
  g_free (self->url);
}

static void
start (Fixture *self)
{
  lk_well_known_fetch_async (self->http, self->url, LK_TRANSPORT_LOOPBACK, self->cancellable,
                             lk_test_store_result, &self->result);
}

static LkWellKnown *
finish (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  LkWellKnown *well_known =
    lk_well_known_fetch_finish (self->http, lk_test_await (&self->result), &error);

  g_assert_no_error (error);
  return well_known;
}

static void
test_the_file_is_asked_for_without_authorization (Fixture       *self,
                                                  gconstpointer  data)
{
  g_autoptr (LkWellKnown) well_known = NULL;

  lk_fake_server_json (self->server, KEY, "{\"m.homeserver\":{\"base_url\":\"{url}/mx/\"}}");
  start (self);
  well_known = finish (self);
  g_assert_cmpint (well_known->outcome, ==, LK_WELL_KNOWN_FOUND);
  g_assert_true (g_str_has_prefix (well_known->base_url, "http://127.0.0.1:"));
  g_assert_true (g_str_has_suffix (well_known->base_url, "/mx"));
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 1);
  g_assert_null (lk_fake_server_last_header (self->server, KEY, "Authorization"));
  g_assert_null (lk_fake_server_last_header (self->server, KEY, "Cookie"));
}

static void
test_any_content_type_will_do (Fixture       *self,
                               gconstpointer  data)
{
  static const char *const types[] = { "application/octet-stream", "text/plain", "text/html",
                                       NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (LkWellKnown) well_known = NULL;

      lk_fake_server_forget (self->server, KEY);
      lk_fake_server_answer (self->server, KEY, 200, types[i],
                             "{\"m.homeserver\":{\"base_url\":\"https://h\"}}");
      start (self);
      well_known = finish (self);
      g_assert_cmpint (well_known->outcome, ==, LK_WELL_KNOWN_FOUND);
      g_clear_object (&self->result);
    }
}

static void
test_a_404_over_the_wire_is_ignored (Fixture       *self,
                                     gconstpointer  data)
{
  g_autoptr (LkWellKnown) well_known = NULL;

  start (self);
  well_known = finish (self);
  g_assert_cmpint (well_known->outcome, ==, LK_WELL_KNOWN_IGNORE);
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 1);
}

static void
test_redirects_are_followed (Fixture       *self,
                             gconstpointer  data)
{
  g_autoptr (LkWellKnown) well_known = NULL;

  lk_fake_server_answer (self->server, KEY, 301, NULL, NULL);
  lk_fake_server_header (self->server, KEY, "Location", "{url}/one");
  lk_fake_server_answer (self->server, "GET /one", 302, NULL, NULL);
  lk_fake_server_header (self->server, "GET /one", "Location", "/two");
  lk_fake_server_json (self->server, "GET /two", "{\"m.homeserver\":{\"base_url\":\"https://h\"}}");
  start (self);
  well_known = finish (self);
  g_assert_cmpint (well_known->outcome, ==, LK_WELL_KNOWN_FOUND);
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 3);
}

static void
test_a_redirect_loop_ends (Fixture       *self,
                           gconstpointer  data)
{
  g_autoptr (LkWellKnown) well_known = NULL;

  lk_fake_server_answer (self->server, KEY, 302, NULL, NULL);
  lk_fake_server_header (self->server, KEY, "Location", "{url}/.well-known/matrix/client");
  start (self);
  well_known = finish (self);
  g_assert_cmpint (well_known->outcome, ==, LK_WELL_KNOWN_FAIL_PROMPT);
  g_assert_error (well_known->problem, LK_ERROR, LK_ERROR_PROTOCOL);
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 6);
}

static void
test_redirects_to_nowhere_end (Fixture       *self,
                               gconstpointer  data)
{
  static const char *const places[] = { "ftp://x/", "file:///etc/passwd", "http:///x", "http://",
                                        "https://h:99999/", "mailto:a@b" };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (LkWellKnown) well_known = NULL;

      lk_fake_server_forget (self->server, KEY);
      lk_fake_server_answer (self->server, KEY, 302, NULL, NULL);
      lk_fake_server_header (self->server, KEY, "Location", places[i]);
      start (self);
      well_known = finish (self);
      g_assert_cmpint (well_known->outcome, ==, LK_WELL_KNOWN_FAIL_PROMPT);
      g_assert_cmpuint (lk_fake_server_count (self->server, KEY), ==, 1);
      g_clear_object (&self->result);
    }
}

/* Spaces behind the object, so that only the size tells the two apart. */
static GBytes *
padded_file (gsize size)
{
  static const char text[] = "{\"m.homeserver\":{\"base_url\":\"https://h\"}}";
  char *body = g_malloc (size);

  memset (body, ' ', size);
  memcpy (body, text, strlen (text));
  return g_bytes_new_take (body, size);
}

static void
test_64_kib_are_the_most (Fixture       *self,
                          gconstpointer  data)
{
  g_autoptr (GBytes) just_right = padded_file (64 * 1024);
  g_autoptr (GBytes) too_large = padded_file (64 * 1024 + 1);
  g_autoptr (LkWellKnown) found = NULL;
  g_autoptr (LkWellKnown) failed = NULL;

  lk_fake_server_bytes (self->server, KEY, 200, just_right);
  lk_fake_server_bytes (self->server, KEY, 200, too_large);
  start (self);
  found = finish (self);
  g_assert_cmpint (found->outcome, ==, LK_WELL_KNOWN_FOUND);

  g_clear_object (&self->result);
  start (self);
  failed = finish (self);
  g_assert_cmpint (failed->outcome, ==, LK_WELL_KNOWN_FAIL_PROMPT);
  g_assert_error (failed->problem, LK_ERROR, LK_ERROR_PROTOCOL);
  g_assert_cmpstr (lk_error_get_step (failed->problem), ==, "well-known");
  g_assert_cmpstr (lk_error_get_url (failed->problem), ==, self->url);
}

static void
test_a_silent_server_is_a_failure (Fixture       *self,
                                   gconstpointer  data)
{
  g_autoptr (LkWellKnown) well_known = NULL;

  lk_fake_server_hang (self->server, KEY);
  lk_well_known_fetch_within_async (self->http, self->url, LK_TRANSPORT_LOOPBACK, 0,
                                    self->cancellable, lk_test_store_result, &self->result);
  well_known = finish (self);
  g_assert_cmpint (well_known->outcome, ==, LK_WELL_KNOWN_FAIL_PROMPT);
  g_assert_error (well_known->problem, LK_ERROR, LK_ERROR_TIMED_OUT);
  g_assert_cmpstr (lk_error_get_step (well_known->problem), ==, "well-known");
}

static void
test_a_cut_connection_is_a_failure (Fixture       *self,
                                    gconstpointer  data)
{
  g_autoptr (LkWellKnown) well_known = NULL;

  lk_fake_server_reset (self->server, KEY);
  start (self);
  well_known = finish (self);
  g_assert_cmpint (well_known->outcome, ==, LK_WELL_KNOWN_FAIL_PROMPT);
  g_assert_true (lk_error_is_transient (well_known->problem));
}

static void
test_nobody_there_is_a_failure (Fixture       *self,
                                gconstpointer  data)
{
  g_autoptr (LkWellKnown) well_known = NULL;

  g_free (self->url);
  self->url = g_strdup ("http://127.0.0.1:1/.well-known/matrix/client");
  start (self);
  well_known = finish (self);
  g_assert_cmpint (well_known->outcome, ==, LK_WELL_KNOWN_FAIL_PROMPT);
  g_assert_error (well_known->problem, LK_ERROR, LK_ERROR_OFFLINE);
}

static gboolean
was_asked (gpointer user_data)
{
  Fixture *self = user_data;

  return lk_fake_server_count (self->server, KEY) > 0;
}

static void
assert_cancelled (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_well_known_fetch_finish (self->http, lk_test_await (&self->result), &error));
  g_assert_true (lk_error_is_cancelled (error));
}

static void
test_it_is_cancelled_while_the_server_hangs (Fixture       *self,
                                             gconstpointer  data)
{
  lk_fake_server_hang (self->server, KEY);
  start (self);
  lk_test_wait_until (was_asked, self);
  g_assert_null (self->result);
  g_cancellable_cancel (self->cancellable);
  assert_cancelled (self);
}

static void
test_it_is_cancelled_before_it_starts (Fixture       *self,
                                       gconstpointer  data)
{
  g_cancellable_cancel (self->cancellable);
  start (self);
  assert_cancelled (self);
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 0);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/well-known/A3/a-404-is-ignored", test_a_404_is_ignored);
  g_test_add_func ("/well-known/A4/another-status-is-a-failure", test_another_status_is_a_failure);
  g_test_add_func ("/well-known/A4/an-empty-answer-is-a-failure",
                   test_an_empty_answer_is_a_failure);
  g_test_add_func ("/well-known/A5/what-is-not-an-object-is-a-failure",
                   test_what_is_not_an_object_is_a_failure);
  g_test_add_func ("/well-known/A6/a-base-url-that-is-missing-is-a-failure",
                   test_a_base_url_that_is_missing_is_a_failure);
  g_test_add_func ("/well-known/A7/an-unusable-base-url-ends-it",
                   test_an_unusable_base_url_ends_it);
  g_test_add_func ("/well-known/A16/a-server-can-not-lead-to-plain-http",
                   test_a_server_can_not_lead_to_plain_http);
  g_test_add_func ("/well-known/A9/one-trailing-slash-is-stripped-and-the-path-kept",
                   test_one_trailing_slash_is_stripped_and_the_path_kept);
  g_test_add_func ("/well-known/A11/an-identity-server-does-not-matter",
                   test_an_identity_server_does_not_matter);
  g_test_add_func ("/well-known/A18/unknown-keys-are-ignored", test_unknown_keys_are_ignored);
  g_test_add_func ("/well-known/B4/only-the-oldest-drafts-own-key-names-an-issuer",
                   test_only_the_oldest_drafts_own_key_names_an_issuer);

  ADD ("/well-known/A12/the-file-is-asked-for-without-authorization",
       test_the_file_is_asked_for_without_authorization);
  ADD ("/well-known/A14/any-content-type-will-do", test_any_content_type_will_do);
  ADD ("/well-known/A3/a-404-over-the-wire-is-ignored", test_a_404_over_the_wire_is_ignored);
  ADD ("/well-known/A10/redirects-are-followed", test_redirects_are_followed);
  ADD ("/well-known/A10/a-redirect-loop-ends", test_a_redirect_loop_ends);
  ADD ("/well-known/A10/redirects-to-nowhere-end", test_redirects_to_nowhere_end);
  ADD ("/well-known/A13/64-kib-are-the-most", test_64_kib_are_the_most);
  ADD ("/well-known/A13/a-silent-server-is-a-failure", test_a_silent_server_is_a_failure);
  ADD ("/well-known/A13/it-is-cancelled-while-the-server-hangs",
       test_it_is_cancelled_while_the_server_hangs);
  ADD ("/well-known/a-cut-connection-is-a-failure", test_a_cut_connection_is_a_failure);
  ADD ("/well-known/nobody-there-is-a-failure", test_nobody_there_is_a_failure);
  ADD ("/well-known/it-is-cancelled-before-it-starts", test_it_is_cancelled_before_it_starts);

  return g_test_run ();
}
