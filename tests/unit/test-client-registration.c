/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-client-registration.h"
#include "lk-error.h"
#include "lk-matrix-fixtures.h"
#include "lk-retry.h"

#define REGISTER "POST /register"
#define DEVICE_GRANT "urn:ietf:params:oauth:grant-type:device_code"

typedef struct
{
  LkFakeServer   *server;
  LkHttp         *http;
  LkAuthMetadata *metadata;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  lk_retry_pause = 1;
  fixture->server = lk_fake_server_new ();
  fixture->http = lk_http_new ();
  fixture->metadata = lk_test_metadata (lk_fake_server_get_url (fixture->server), NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  lk_test_drain ();
  g_assert_finalize_object (fixture->http);
  lk_auth_metadata_unref (fixture->metadata);
  lk_fake_server_free (fixture->server);
}

static LkClientRegistration *
run (Fixture     *fixture,
     const char  *static_client_id,
     GError     **error)
{
  const char *const names[] = { "de", "Schlüssel", "pt_BR", "Chave", NULL };
  g_autoptr (GAsyncResult) result = NULL;

  lk_client_registration_run_async (fixture->http, fixture->metadata, names, static_client_id,
                                    NULL, lk_test_store_result, &result);
  return lk_client_registration_run_finish (fixture->http, lk_test_await (&result), error);
}

static JsonObject *
last_body (Fixture *fixture)
{
  const char *text = lk_fake_server_last_body (fixture->server, REGISTER);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  JsonObject *body = lk_json_parse_object (bytes, NULL);

  g_assert_nonnull (body);
  return body;
}

static void
assert_strings (JsonObject *object,
                const char *member,
                const char *expected)
{
  g_auto (GStrv) strings = lk_json_get_strings (object, member);
  g_autofree char *joined = NULL;

  g_assert_nonnull (strings);
  joined = g_strjoinv (" ", strings);
  g_assert_cmpstr (joined, ==, expected);
}

static void
test_the_body_says_what_matrix_wants (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autoptr (LkClientRegistration) registration = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_answer (fixture->server, REGISTER, 201, "application/json",
                         "{\"client_id\":\"c1\"}");
  registration = run (fixture, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (registration->client_id, ==, "c1");
  g_assert_false (registration->is_static);
  body = last_body (fixture);
  g_assert_cmpstr (lk_json_get_string (body, "application_type"), ==, "native");
  g_assert_cmpstr (lk_json_get_string (body, "token_endpoint_auth_method"), ==, "none");
  g_assert_cmpstr (lk_json_get_string (body, "client_name"), ==, "Latchkey");
  g_assert_true (g_str_has_prefix (lk_json_get_string (body, "client_uri"), "https://"));
  assert_strings (body, "response_types", "code");
  assert_strings (body, "grant_types", "authorization_code refresh_token " DEVICE_GRANT);
  assert_strings (body, "redirect_uris", LK_REDIRECT_LOOPBACK " " LK_REDIRECT_PRIVATE);
  g_assert_cmpstr (lk_fake_server_last_header (fixture->server, REGISTER, "Content-Type"), ==,
                   "application/json");
  g_assert_cmpstr (lk_fake_server_last_header (fixture->server, REGISTER, "Accept"), ==,
                   "application/json");
  g_assert_null (lk_fake_server_last_header (fixture->server, REGISTER, "Authorization"));
  g_assert_cmpuint (lk_fake_server_count (fixture->server, NULL), ==, 1);
}

static void
test_loopback_redirect_has_no_port (void)
{
  g_autoptr (GUri) loopback = g_uri_parse (LK_REDIRECT_LOOPBACK, G_URI_FLAGS_NONE, NULL);

  g_assert_cmpstr (g_uri_get_scheme (loopback), ==, "http");
  g_assert_cmpstr (g_uri_get_host (loopback), ==, "127.0.0.1");
  g_assert_cmpint (g_uri_get_port (loopback), ==, -1);
  g_assert_null (g_uri_get_query (loopback));
  g_assert_null (g_uri_get_fragment (loopback));
}

static void
test_private_scheme_has_no_authority (void)
{
  g_autoptr (GUri) uri = g_uri_parse (LK_REDIRECT_PRIVATE, G_URI_FLAGS_NONE, NULL);

  g_assert_null (g_uri_get_host (uri));
  g_assert_true (g_str_has_prefix (g_uri_get_path (uri), "/"));
  g_assert_null (strstr (LK_REDIRECT_PRIVATE, "//"));
  g_assert_null (g_uri_get_fragment (uri));
}

static void
test_private_scheme_is_the_reversed_host (void)
{
  const char *const redirect_uris[] = { LK_REDIRECT_PRIVATE, NULL };
  g_autoptr (LkAuthMetadata) metadata = lk_test_metadata ("https://op.example", NULL);
  g_autoptr (JsonObject) body = lk_client_registration_build (metadata, redirect_uris, NULL);
  const char *client_uri = lk_json_get_string (body, "client_uri");
  g_autoptr (GUri) client = g_uri_parse (client_uri, G_URI_FLAGS_NONE, NULL);
  g_autofree char *scheme = g_uri_parse_scheme (LK_REDIRECT_PRIVATE);
  g_autoptr (GString) prefix = g_string_new (NULL);
  g_auto (GStrv) labels = NULL;

  if (!g_str_equal (client_uri, "https://latchkey.im/"))
    {
      g_test_skip ("Built with a client_uri of somebody else");
      return;
    }
  g_assert_cmpstr (g_uri_get_scheme (client), ==, "https");
  g_assert_null (g_uri_get_userinfo (client));
  labels = g_strsplit (g_uri_get_host (client), ".", -1);
  for (guint i = g_strv_length (labels); i > 0; i--)
    g_string_append_printf (prefix, "%s.", labels[i - 1]);
  g_assert_true (g_str_has_prefix (scheme, prefix->str));
  g_assert_cmpuint (strlen (scheme), >, prefix->len);
}

static void
test_device_grant_is_asked_for_only_where_offered (void)
{
  const char *const redirect_uris[] = { LK_REDIRECT_LOOPBACK, NULL };
  g_autoptr (LkAuthMetadata) with = lk_test_metadata ("https://op.example", NULL);
  g_autoptr (LkAuthMetadata) without =
    lk_test_metadata ("https://op.example", "{\"device_authorization_endpoint\":null}");
  g_autoptr (JsonObject) asking = lk_client_registration_build (with, redirect_uris, NULL);
  g_autoptr (JsonObject) not_asking = lk_client_registration_build (without, redirect_uris, NULL);

  assert_strings (asking, "grant_types", "authorization_code refresh_token " DEVICE_GRANT);
  assert_strings (not_asking, "grant_types", "authorization_code refresh_token");
}

static void
test_every_flow_registers_anew (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr (LkClientRegistration) first = NULL;
  g_autoptr (LkClientRegistration) second = NULL;

  lk_fake_server_json (fixture->server, REGISTER, "{\"client_id\":\"first\"}");
  lk_fake_server_json (fixture->server, REGISTER, "{\"client_id\":\"second\"}");
  first = run (fixture, NULL, NULL);
  second = run (fixture, NULL, NULL);

  g_assert_cmpstr (first->client_id, ==, "first");
  g_assert_cmpstr (second->client_id, ==, "second");
  g_assert_cmpuint (lk_fake_server_count (fixture->server, REGISTER), ==, 2);
}

static void
test_answers_that_register (void)
{
  static const struct
  {
    guint       status;
    const char *body;
    gboolean    device_grant;
  } good[] = {
    { 201, "{\"client_id\":\"c\"}", FALSE },
    { 200, "{\"client_id\":\"c\"}", FALSE },
    /* what else is there does not matter, not even a secret */
    { 201, "{\"client_id\":\"c\",\"client_secret\":\"s\",\"x\":[1]}", FALSE },
    /* a malformed echo is as good as none */
    { 201, "{\"client_id\":\"c\",\"redirect_uris\":7,\"grant_types\":{}}", FALSE },
    /* C10: only the echo proves that the device grant was taken */
    { 201, "{\"client_id\":\"c\",\"grant_types\":[\"authorization_code\"]}", FALSE },
    { 201, "{\"client_id\":\"c\",\"grant_types\":[\"authorization_code\",\"" DEVICE_GRANT "\"]}",
      TRUE },
    { 201, "{\"client_id\":\"c\",\"redirect_uris\":[\"" LK_REDIRECT_LOOPBACK "\"]}", FALSE },
  };
  g_autoptr (LkAuthMetadata) metadata = lk_test_metadata ("https://op.example", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (LkHttpResponse) answer = lk_test_answer (good[i].status, good[i].body);
      g_autoptr (GError) error = NULL;
      g_autoptr (LkClientRegistration) registration =
        lk_client_registration_parse (answer, metadata, LK_REDIRECT_LOOPBACK, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (registration->client_id, ==, "c");
      g_assert_cmpint (registration->device_grant, ==, good[i].device_grant);
    }
}

static void
test_device_grant_that_was_not_offered_is_not_had (void)
{
  g_autoptr (LkAuthMetadata) metadata =
    lk_test_metadata ("https://op.example", "{\"device_authorization_endpoint\":null}");
  g_autoptr (LkHttpResponse) answer = lk_test_answer (
    201, "{\"client_id\":\"c\",\"grant_types\":[\"authorization_code\",\"" DEVICE_GRANT "\"]}");
  g_autoptr (LkClientRegistration) registration =
    lk_client_registration_parse (answer, metadata, LK_REDIRECT_LOOPBACK, NULL);

  g_assert_false (registration->device_grant);
}

static void
test_answers_that_do_not_register (void)
{
  static const struct
  {
    const char  *body;
    LkErrorCode  code;
  } bad[] = {
    { "", LK_ERROR_PROTOCOL },
    { "<html>", LK_ERROR_PROTOCOL },
    { "{}", LK_ERROR_PROTOCOL },
    { "{\"client_id\":\"\"}", LK_ERROR_PROTOCOL },
    { "{\"client_id\":7}", LK_ERROR_PROTOCOL },
    { "{\"client_id\":\"c\",\"redirect_uris\":[\"" LK_REDIRECT_PRIVATE "\"]}", LK_ERROR_REFUSED },
    { "{\"client_id\":\"c\",\"redirect_uris\":[]}", LK_ERROR_REFUSED },
    { "{\"client_id\":\"c\",\"grant_types\":[\"" DEVICE_GRANT "\"]}", LK_ERROR_REFUSED },
  };
  g_autoptr (LkAuthMetadata) metadata = lk_test_metadata ("https://op.example", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (LkHttpResponse) answer = lk_test_answer (201, bad[i].body);
      g_autoptr (GError) error = NULL;

      g_assert_null (lk_client_registration_parse (answer, metadata, LK_REDIRECT_LOOPBACK,
                                                   &error));
      g_assert_error (error, LK_ERROR, (int) bad[i].code);
      g_assert_cmpuint (lk_error_get_status (error), ==, 201);
    }
}

static void
test_refused_private_scheme_is_left_out (Fixture       *fixture,
                                         gconstpointer  data)
{
  g_autoptr (LkClientRegistration) registration = NULL;
  g_autoptr (JsonObject) body = NULL;
  const char *refusal = data;
  guint status = g_str_has_prefix (refusal, "{\"errcode") ? 403 : 400;

  lk_fake_server_answer (fixture->server, REGISTER, status, "application/json", refusal);
  lk_fake_server_answer (fixture->server, REGISTER, 201, "application/json",
                         "{\"client_id\":\"c\"}");
  registration = run (fixture, NULL, NULL);

  g_assert_cmpstr (registration->client_id, ==, "c");
  body = last_body (fixture);
  assert_strings (body, "redirect_uris", LK_REDIRECT_LOOPBACK);
  g_assert_cmpuint (lk_fake_server_count (fixture->server, REGISTER), ==, 2);
}

static void
test_second_refusal_is_the_end (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_answer (fixture->server, REGISTER, 400, "application/json",
                         "{\"error\":\"invalid_redirect_uri\","
                         "\"error_description\":\"No <b>way\"}");

  g_assert_null (run (fixture, NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_REFUSED);
  g_assert_cmpstr (lk_error_get_server_code (error), ==, "invalid_redirect_uri");
  g_assert_cmpstr (lk_error_get_server_text (error), ==, "No <b>way");
  g_assert_cmpstr (lk_error_get_step (error), ==, "register");
  g_assert_cmpuint (lk_fake_server_count (fixture->server, REGISTER), ==, 2);
}

typedef struct
{
  guint        status;
  const char  *body;
  LkErrorCode  code;
  const char  *server_code;
  guint        n_requests;
} Refusal;

static void
test_refusal_is_readable (Fixture       *fixture,
                          gconstpointer  data)
{
  const Refusal *refusal = data;
  g_autoptr (GError) error = NULL;

  lk_fake_server_answer (fixture->server, REGISTER, refusal->status, "application/json",
                         refusal->body);

  g_assert_null (run (fixture, NULL, &error));
  g_assert_error (error, LK_ERROR, (int) refusal->code);
  g_assert_cmpstr (lk_error_get_server_code (error), ==, refusal->server_code);
  g_assert_cmpuint (lk_fake_server_count (fixture->server, REGISTER), ==, refusal->n_requests);
}

static void
test_refused_registration_falls_back (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autoptr (LkClientRegistration) registration = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_answer (fixture->server, REGISTER, GPOINTER_TO_UINT (data), "text/html", "no");
  registration = run (fixture, "known", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (registration->client_id, ==, "known");
  g_assert_true (registration->is_static);
  g_assert_false (registration->device_grant);
}

static void
test_missing_endpoint_falls_back_unasked (Fixture       *fixture,
                                          gconstpointer  data)
{
  g_autoptr (LkClientRegistration) registration = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&fixture->metadata, lk_auth_metadata_unref);
  fixture->metadata = lk_test_metadata (lk_fake_server_get_url (fixture->server),
                                        "{\"registration_endpoint\":null}");
  g_assert_null (run (fixture, NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_REFUSED);
  registration = run (fixture, "known", NULL);

  g_assert_cmpstr (registration->client_id, ==, "known");
  g_assert_true (registration->is_static);
  g_assert_cmpuint (lk_fake_server_count (fixture->server, NULL), ==, 0);
}

static void
test_passing_fault_does_not_fall_back (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_answer (fixture->server, REGISTER, 503, "text/html", "later");
  g_assert_null (run (fixture, "known", &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_SERVER_FAILED);

  g_clear_error (&error);
  lk_fake_server_forget (fixture->server, REGISTER);
  lk_fake_server_reset (fixture->server, REGISTER);
  g_assert_null (run (fixture, "known", &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_OFFLINE);
}

static void
test_redirect_is_an_error (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_answer (fixture->server, REGISTER, GPOINTER_TO_UINT (data), NULL, NULL);
  lk_fake_server_header (fixture->server, REGISTER, "Location", "{url}/elsewhere");

  g_assert_null (run (fixture, "known", &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
  g_assert_cmpuint (lk_fake_server_count (fixture->server, NULL), ==, 1);
}

static void
test_localised_names_have_valid_tags (void)
{
  static const char *const names[] = {
    "de",      "A", "pt-BR",  "B", "zh-Hant-TW", "C", "de-1996", "D",
    "pt_BR",   "x", "sr@latin", "x", "",         "x", "d",       "x",
    "de-",     "x", "-de",    "x", "toolongtag", "x", "d3",      "x",
    "de DE",   "x", "fr",
    NULL,
  };
  const char *const redirect_uris[] = { LK_REDIRECT_LOOPBACK, NULL };
  g_autoptr (LkAuthMetadata) metadata = lk_test_metadata ("https://op.example", NULL);
  g_autoptr (JsonObject) body = lk_client_registration_build (metadata, redirect_uris, names);
  g_autoptr (GList) members = json_object_get_members (body);
  guint n = 0;

  for (GList *l = members; l != NULL; l = l->next)
    n += g_str_has_prefix (l->data, "client_name#");
  g_assert_cmpuint (n, ==, 4);
  g_assert_cmpstr (lk_json_get_string (body, "client_name#de"), ==, "A");
  g_assert_cmpstr (lk_json_get_string (body, "client_name#pt-BR"), ==, "B");
  g_assert_cmpstr (lk_json_get_string (body, "client_name#zh-Hant-TW"), ==, "C");
  g_assert_cmpstr (lk_json_get_string (body, "client_name#de-1996"), ==, "D");
}

static void
test_rate_limit_is_waited_out_twice (Fixture       *fixture,
                                     gconstpointer  data)
{
  g_autoptr (LkClientRegistration) registration = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_answer (fixture->server, REGISTER, 429, "text/html", "slowly");
  lk_fake_server_answer (fixture->server, REGISTER, 429, NULL, NULL);
  lk_fake_server_header (fixture->server, REGISTER, "Retry-After", "0");
  lk_fake_server_json (fixture->server, REGISTER, "{\"client_id\":\"c\"}");
  registration = run (fixture, NULL, NULL);
  g_assert_cmpstr (registration->client_id, ==, "c");
  g_assert_cmpuint (lk_fake_server_count (fixture->server, REGISTER), ==, 3);

  lk_fake_server_forget (fixture->server, REGISTER);
  lk_fake_server_answer (fixture->server, REGISTER, 429, NULL, NULL);
  g_assert_null (run (fixture, "known", &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_RATE_LIMITED);
  g_assert_cmpuint (lk_fake_server_count (fixture->server, REGISTER), ==, 3);
}

static void
test_long_rate_limit_is_not_waited_out (Fixture       *fixture,
                                        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_answer (fixture->server, REGISTER, 429, NULL, NULL);
  lk_fake_server_header (fixture->server, REGISTER, "Retry-After", "11");

  g_assert_null (run (fixture, NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_RATE_LIMITED);
  g_assert_cmpint (lk_error_get_retry_after (error), ==, 11);
  g_assert_cmpuint (lk_fake_server_count (fixture->server, REGISTER), ==, 1);
}

static void
test_cancelled_before_it_starts (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  lk_client_registration_run_async (fixture->http, fixture->metadata, NULL, "known", cancellable,
                                    lk_test_store_result, &result);

  g_assert_null (lk_client_registration_run_finish (fixture->http, lk_test_await (&result),
                                                    &error));
  g_assert_true (lk_error_is_cancelled (error));
  g_assert_cmpuint (lk_fake_server_count (fixture->server, NULL), ==, 0);
}

static void
test_cancelled_while_the_server_hangs (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_hang (fixture->server, REGISTER);
  lk_client_registration_run_async (fixture->http, fixture->metadata, NULL, "known", cancellable,
                                    lk_test_store_result, &result);
  lk_test_cancel_when_asked (fixture->server, cancellable, &result);

  g_assert_null (lk_client_registration_run_finish (fixture->http, result, &error));
  g_assert_true (lk_error_is_cancelled (error));
}

static void
test_cancelled_while_it_pauses (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_answer (fixture->server, REGISTER, 429, NULL, NULL);
  lk_fake_server_header (fixture->server, REGISTER, "Retry-After", "10");
  lk_client_registration_run_async (fixture->http, fixture->metadata, NULL, NULL, cancellable,
                                    lk_test_store_result, &result);
  lk_test_cancel_in_pause (fixture->server, cancellable, &result);

  g_assert_null (lk_client_registration_run_finish (fixture->http, result, &error));
  g_assert_true (lk_error_is_cancelled (error));
  g_assert_cmpuint (lk_fake_server_count (fixture->server, REGISTER), ==, 1);
}

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)

static void
add_refusals (void)
{
  static const Refusal oauth = { 400, "{\"error\":\"invalid_client_metadata\"}",
                                 LK_ERROR_REFUSED, "invalid_client_metadata", 1 };
  static const Refusal matrix_400 = { 400, "{\"errcode\":\"M_BAD_JSON\",\"error\":\"What?\"}",
                                      LK_ERROR_REFUSED, "M_BAD_JSON", 1 };
  static const Refusal matrix_403 = { 403, "{\"errcode\":\"M_FORBIDDEN\",\"error\":\"No\"}",
                                      LK_ERROR_REFUSED, "M_FORBIDDEN", 2 };
  static const Refusal html = { 400, "<html>", LK_ERROR_REFUSED, NULL, 1 };
  static const Refusal unauthorized = { 401, "", LK_ERROR_REFUSED, NULL, 1 };
  static const Refusal not_there = { 404, "{\"errcode\":\"M_UNRECOGNIZED\"}", LK_ERROR_REFUSED,
                                     "M_UNRECOGNIZED", 1 };
  static const Refusal odd = { 413, "{\"error\":{\"a\":1},\"errcode\":7}", LK_ERROR_REFUSED, NULL,
                               1 };

  ADD ("/client-registration/refused/oauth", &oauth, test_refusal_is_readable);
  ADD ("/client-registration/C8/matrix-shaped-400", &matrix_400, test_refusal_is_readable);
  ADD ("/client-registration/C8/matrix-shaped-403", &matrix_403, test_refusal_is_readable);
  ADD ("/client-registration/refused/html", &html, test_refusal_is_readable);
  ADD ("/client-registration/refused/unauthorized", &unauthorized, test_refusal_is_readable);
  ADD ("/client-registration/refused/not-there", &not_there, test_refusal_is_readable);
  ADD ("/client-registration/refused/odd-body", &odd, test_refusal_is_readable);
}

static void
add_faults (void)
{
  ADD ("/client-registration/C11/302-is-an-error", GUINT_TO_POINTER (302),
       test_redirect_is_an_error);
  ADD ("/client-registration/C11/307-is-an-error", GUINT_TO_POINTER (307),
       test_redirect_is_an_error);
  ADD ("/client-registration/passing-fault-does-not-fall-back", NULL,
       test_passing_fault_does_not_fall_back);
  ADD ("/client-registration/rate-limit-is-waited-out-twice", NULL,
       test_rate_limit_is_waited_out_twice);
  ADD ("/client-registration/long-rate-limit-is-not-waited-out", NULL,
       test_long_rate_limit_is_not_waited_out);
  ADD ("/client-registration/cancelled-before-it-starts", NULL, test_cancelled_before_it_starts);
  ADD ("/client-registration/cancelled-while-the-server-hangs", NULL,
       test_cancelled_while_the_server_hangs);
  ADD ("/client-registration/cancelled-while-it-pauses", NULL, test_cancelled_while_it_pauses);
}

static void
add_fallbacks (void)
{
  ADD ("/client-registration/C7/refused-private-scheme-is-left-out",
       "{\"error\":\"invalid_redirect_uri\"}", test_refused_private_scheme_is_left_out);
  ADD ("/client-registration/C7/forbidden-host-is-left-out",
       "{\"errcode\":\"M_FORBIDDEN\",\"error\":\"Redirect host not allowed\"}",
       test_refused_private_scheme_is_left_out);
  ADD ("/client-registration/C7/second-refusal-is-the-end", NULL, test_second_refusal_is_the_end);
  ADD ("/client-registration/C9/bad-request-falls-back", GUINT_TO_POINTER (400),
       test_refused_registration_falls_back);
  ADD ("/client-registration/C9/unauthorized-falls-back", GUINT_TO_POINTER (401),
       test_refused_registration_falls_back);
  ADD ("/client-registration/C9/forbidden-falls-back", GUINT_TO_POINTER (403),
       test_refused_registration_falls_back);
  ADD ("/client-registration/C9/not-found-falls-back", GUINT_TO_POINTER (404),
       test_refused_registration_falls_back);
  ADD ("/client-registration/C9/missing-endpoint-falls-back-unasked", NULL,
       test_missing_endpoint_falls_back_unasked);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/client-registration/C1/the-body-says-what-matrix-wants", NULL,
       test_the_body_says_what_matrix_wants);
  g_test_add_func ("/client-registration/C2/loopback-redirect-has-no-port",
                   test_loopback_redirect_has_no_port);
  g_test_add_func ("/client-registration/C2/private-scheme-has-no-authority",
                   test_private_scheme_has_no_authority);
  g_test_add_func ("/client-registration/C3/private-scheme-is-the-reversed-host",
                   test_private_scheme_is_the_reversed_host);
  g_test_add_func ("/client-registration/C4/device-grant-is-asked-for-only-where-offered",
                   test_device_grant_is_asked_for_only_where_offered);
  ADD ("/client-registration/C5/every-flow-registers-anew", NULL, test_every_flow_registers_anew);
  g_test_add_func ("/client-registration/C6/answers-that-register", test_answers_that_register);
  g_test_add_func ("/client-registration/C6/answers-that-do-not-register",
                   test_answers_that_do_not_register);
  g_test_add_func ("/client-registration/C10/device-grant-that-was-not-offered-is-not-had",
                   test_device_grant_that_was_not_offered_is_not_had);
  g_test_add_func ("/client-registration/C12/localised-names-have-valid-tags",
                   test_localised_names_have_valid_tags);
  add_fallbacks ();
  add_refusals ();
  add_faults ();

  return g_test_run ();
}
