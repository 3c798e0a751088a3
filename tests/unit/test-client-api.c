/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-client-api.h"
#include "lk-error.h"
#include "lk-matrix-fixtures.h"

typedef struct
{
  LkFakeServer *server;
  LkHttp       *http;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->server = lk_fake_server_new ();
  fixture->http = lk_http_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  lk_test_drain ();
  g_assert_finalize_object (fixture->http);
  lk_fake_server_free (fixture->server);
}

/* Sends @request with a token and asserts that exactly @path was asked for. The path is looked
 * at here, as it was sent: the server sees it decoded. */
static void
assert_asks (Fixture       *fixture,
             LkHttpRequest *request,
             const char    *path)
{
  g_autofree char *url = g_strconcat (lk_fake_server_get_url (fixture->server), path, NULL);
  g_autofree char *decoded = g_uri_unescape_string (path, NULL);
  g_autofree char *key = g_strconcat ("GET ", decoded, NULL);
  g_autoptr (LkSecret) token = lk_secret_new ("at");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LkHttpResponse) response = NULL;

  g_assert_nonnull (request);
  lk_http_request_set_bearer (request, token);
  lk_http_send_async (fixture->http, request, NULL, lk_test_store_result, &result);
  response = lk_http_send_finish (fixture->http, lk_test_await (&result), NULL);

  g_assert_nonnull (response);
  g_assert_cmpstr (response->url, ==, url);
  g_assert_cmpuint (lk_fake_server_count (fixture->server, key), ==, 1);
  g_assert_cmpstr (lk_fake_server_last_header (fixture->server, key, "Authorization"), ==,
                   "Bearer at");
}

static void
test_requests_ask_what_they_should (Fixture       *fixture,
                                    gconstpointer  path)
{
  const char *url = lk_fake_server_get_url (fixture->server);
  g_autofree char *base = g_strconcat (url, path, NULL);
  g_autofree char *prefix = g_strndup (path, strlen (path) - g_str_has_suffix (path, "/"));
  g_autofree char *whoami = g_strconcat (prefix, "/_matrix/client/v3/account/whoami", NULL);
  g_autofree char *capabilities = g_strconcat (prefix, "/_matrix/client/v3/capabilities", NULL);

  assert_asks (fixture, lk_client_api_whoami (base), whoami);
  assert_asks (fixture, lk_client_api_capabilities (base), capabilities);
  g_assert_cmpuint (lk_fake_server_count (fixture->server, NULL), ==, 2);
}

static void
test_user_ids_are_percent_encoded (Fixture       *fixture,
                                   gconstpointer  data)
{
  const char *url = lk_fake_server_get_url (fixture->server);

  assert_asks (fixture, lk_client_api_profile (url, "@alice:example.org"),
               "/_matrix/client/v3/profile/%40alice%3Aexample.org");
  assert_asks (fixture, lk_client_api_profile (url, "@a/b?c#d%2F+:ä.org"),
               "/_matrix/client/v3/profile/%40a%2Fb%3Fc%23d%252F%2B%3A%C3%A4.org");
}

static void
test_authenticated_media_comes_first (Fixture       *fixture,
                                      gconstpointer  data)
{
  static const char today[] = "/_matrix/client/v1/media/thumbnail/example.org%3A8448/abc_D-1";
  static const char old[] = "/_matrix/media/v3/thumbnail/example.org%3A8448/abc_D-1";
  static const char picture[] = "mxc://example.org:8448/abc_D-1";
  const char *url = lk_fake_server_get_url (fixture->server);

  assert_asks (fixture, lk_client_api_thumbnail (url, picture, 96, TRUE), today);
  assert_asks (fixture, lk_client_api_thumbnail (url, picture, 96, FALSE), old);
  g_assert_cmpstr (
    lk_fake_server_last_query (
      fixture->server, "GET /_matrix/client/v1/media/thumbnail/example.org:8448/abc_D-1"), ==,
    "width=96&height=96&method=crop");
  g_assert_cmpstr (
    lk_fake_server_last_query (
      fixture->server, "GET /_matrix/media/v3/thumbnail/example.org:8448/abc_D-1"), ==,
    "width=96&height=96&method=crop&allow_redirect=true");
}

static void
test_malformed_media_is_not_asked_for (void)
{
  static const char *const bad[] = {
    "", "mxc:", "mxc://", "mxc://example.org", "mxc://example.org/", "mxc:///abc",
    "https://example.org/abc", "MXC://example.org/abc", "mxc://example.org/a/b",
    "mxc://example.org/abc/", "mxc://example.org/abc?x=y", "mxc://example.org/abc#x",
    "mxc://example.org/a.b", "mxc://example.org/..", "mxc://../abc", "mxc://./abc",
    "mxc://example.org%2F/abc", "mxc://user@example.org/abc", "mxc://exämple.org/abc",
    "mxc://example.org /abc", "mxc://example.org/abc\n", " mxc://example.org/abc",
  };
  g_autofree char *long_id = g_strnfill (256, 'a');
  g_autofree char *too_long = g_strconcat ("mxc://example.org/", long_id, NULL);
  g_autoptr (LkHttpRequest) good =
    lk_client_api_thumbnail ("https://h", "mxc://[2001:db8::1]:8448/abc", 1, TRUE);

  g_assert_nonnull (good);
  g_assert_null (lk_client_api_thumbnail ("https://h", NULL, 96, TRUE));
  g_assert_null (lk_client_api_thumbnail ("https://h", too_long, 96, TRUE));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (lk_client_api_thumbnail ("https://h", bad[i], 96, TRUE));
}

static LkIdentity *
parse_identity (guint        status,
                const char  *body,
                GError     **error)
{
  g_autoptr (LkHttpResponse) answer = lk_test_answer (status, body);

  return lk_identity_parse (answer, error);
}

static void
test_identity_is_read (void)
{
  static const struct
  {
    const char *body;
    const char *user_id;
    const char *device_id;
    gboolean    is_guest;
  } good[] = {
    { "{\"user_id\":\"@a:b\"}", "@a:b", NULL, FALSE },
    { "{\"user_id\":\"@a:[::1]:8448\",\"device_id\":\"D\"}", "@a:[::1]:8448", "D", FALSE },
    { "{\"user_id\":\"@a=/+:b\",\"device_id\":7,\"x\":[]}", "@a=/+:b", NULL, FALSE },
    { "{\"user_id\":\"@a:b\",\"device_id\":\"a\\nb\"}", "@a:b", NULL, FALSE },
    { "{\"user_id\":\"@a:b\",\"is_guest\":true}", "@a:b", NULL, TRUE },
    { "{\"user_id\":\"@a:b\",\"is_guest\":\"true\"}", "@a:b", NULL, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LkIdentity) identity = parse_identity (200, good[i].body, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (identity->user_id, ==, good[i].user_id);
      g_assert_cmpstr (identity->device_id, ==, good[i].device_id);
      g_assert_cmpint (identity->is_guest, ==, good[i].is_guest);
    }
}

static void
test_identity_without_a_user_is_none (void)
{
  static const char *const bad[] = {
    "", "[]", "{}", "{\"user_id\":null}", "{\"user_id\":7}", "{\"user_id\":\"\"}",
    "{\"user_id\":\"alice\"}", "{\"user_id\":\"alice:b\"}", "{\"user_id\":\"@alice\"}",
    "{\"user_id\":\"@:b\"}", "{\"user_id\":\"@a:\"}", "{\"user_id\":\"@a:b\\nc\"}",
    "{\"user_id\":\"@a\\u202e:b\"}", "{\"user_id\":\"@a b:c\"}", "{\"user_id\":\"!a:b\"}",
  };
  g_autofree char *name = g_strnfill (260, 'a');
  g_autofree char *too_long = g_strdup_printf ("{\"user_id\":\"@%s:b\"}", name);
  g_autoptr (GError) long_error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse_identity (200, bad[i], &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
      g_assert_cmpuint (lk_error_get_status (error), ==, 200);
    }
  g_assert_null (parse_identity (200, too_long, &long_error));
}

static void
test_identity_of_a_refusal_is_its_error (void)
{
  g_autoptr (GError) passing = NULL;
  g_autoptr (GError) locked = NULL;

  /* Synapse, while it can't reach its provider: no reason to sign anybody out */
  g_assert_null (parse_identity (503, "{\"errcode\":\"M_UNKNOWN\",\"error\":"
                                 "\"Unable to introspect the access token\"}", &passing));
  g_assert_error (passing, LK_ERROR, LK_ERROR_SERVER_FAILED);
  g_assert_true (lk_error_is_transient (passing));
  g_assert_null (parse_identity (401, "{\"errcode\":\"M_USER_LOCKED\"}", &locked));
  g_assert_error (locked, LK_ERROR, LK_ERROR_USER_LOCKED);
}

static LkProfile *
parse_profile (const char *body)
{
  g_autoptr (LkHttpResponse) answer = lk_test_answer (200, body);
  g_autoptr (GError) error = NULL;
  LkProfile *profile = lk_profile_parse (answer, &error);

  g_assert_no_error (error);
  return profile;
}

static void
test_names_are_made_harmless (void)
{
  static const struct
  {
    const char *json;
    const char *name;
  } names[] = {
    { "\"Alice\"", "Alice" },
    { "\"  Alice \"", "Alice" },
    { "\"A\\u202elice\"", "Alice" },
    { "\"Al\\nice\\t\"", "Al ice" },
    { "\"<b>Alice</b> & Co\"", "<b>Alice</b> & Co" }, /* plain text; escaped where it is shown */
    { "\"\"", NULL },
    { "\" \\u200b\\n\"", NULL },
    { "null", NULL },
    { "7", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"displayname\":%s}", names[i].json);
      g_autoptr (LkProfile) profile = parse_profile (body);

      g_assert_cmpstr (profile->display_name, ==, names[i].name);
    }
}

static void
test_names_are_capped (void)
{
  g_autofree char *name = g_strnfill (5000, 'x');
  g_autofree char *body = g_strdup_printf ("{\"displayname\":\"%s\"}", name);
  g_autoptr (LkProfile) profile = parse_profile (body);

  g_assert_cmpint (g_utf8_strlen (profile->display_name, -1), ==, 101);
  g_assert_true (g_str_has_suffix (profile->display_name, "…"));
}

static void
test_only_real_pictures_are_kept (void)
{
  g_autoptr (LkProfile) good = parse_profile ("{\"avatar_url\":\"mxc://example.org/abc\"}");
  g_autoptr (LkProfile) bad = parse_profile ("{\"avatar_url\":\"https://evil.example/abc\"}");
  g_autoptr (LkProfile) none = parse_profile ("{}");

  g_assert_cmpstr (good->avatar_uri, ==, "mxc://example.org/abc");
  g_assert_null (bad->avatar_uri);
  g_assert_null (none->avatar_uri);
  g_assert_null (none->display_name);
}

static void
test_missing_profile_is_an_error (void)
{
  g_autoptr (LkHttpResponse) answer = lk_test_answer (404, "{\"errcode\":\"M_NOT_FOUND\"}");
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_profile_parse (answer, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_SERVER_UNSUITABLE);
}

static void
test_what_is_not_said_is_allowed (void)
{
  static const struct
  {
    guint       status;
    const char *body;
    gboolean    may;
  } answers[] = {
    { 200, "{\"capabilities\":{\"m.change_password\":{\"enabled\":false}}}", FALSE },
    { 200, "{\"capabilities\":{\"m.change_password\":{\"enabled\":true}}}", TRUE },
    { 200, "{\"capabilities\":{\"m.change_password\":{\"enabled\":\"no\"}}}", TRUE },
    { 200, "{\"capabilities\":{\"m.change_password\":{}}}", TRUE },
    { 200, "{\"capabilities\":{\"m.change_password\":false}}", TRUE },
    { 200, "{\"capabilities\":{\"m.other\":{\"enabled\":false}}}", TRUE },
    { 200, "{\"capabilities\":[]}", TRUE },
    { 200, "{\"m.change_password\":{\"enabled\":false}}", TRUE },
    { 200, "{}", TRUE },
    { 200, "<html>", TRUE },
    { 404, "{\"capabilities\":{\"m.change_password\":{\"enabled\":false}}}", TRUE },
    { 404, "{\"errcode\":\"M_UNRECOGNIZED\"}", TRUE },
    { 500, "", TRUE },
  };

  g_assert_true (lk_client_api_may (NULL, "m.change_password"));
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (LkHttpResponse) answer = lk_test_answer (answers[i].status, answers[i].body);

      g_assert_cmpint (lk_client_api_may (answer, "m.change_password"), ==, answers[i].may);
    }
}

static void
test_missing_functions_are_told_from_missing_things (void)
{
  static const struct
  {
    guint       status;
    const char *body;
    gboolean    is_missing;
  } answers[] = {
    { 404, "{\"errcode\":\"M_UNRECOGNIZED\",\"error\":\"x\"}", TRUE },
    { 400, "{\"errcode\":\"M_UNRECOGNIZED\"}", TRUE },
    { 405, "{\"errcode\":\"M_UNRECOGNIZED\"}", TRUE },
    { 405, "", TRUE },
    { 404, "<html>", TRUE },
    { 404, "", TRUE },
    { 404, "{\"errcode\":\"M_NOT_FOUND\"}", FALSE },
    { 403, "{\"errcode\":\"M_FORBIDDEN\"}", FALSE },
    { 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\"}", FALSE },
    { 200, "{\"errcode\":\"M_UNRECOGNIZED\"}", FALSE },
    { 502, "{\"errcode\":\"M_UNRECOGNIZED\"}", FALSE },
    { 500, "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (LkHttpResponse) answer = lk_test_answer (answers[i].status, answers[i].body);

      g_assert_cmpint (lk_client_api_is_missing (answer), ==, answers[i].is_missing);
    }
}

static void
test_old_tokens_are_known_whatever_soft_logout_says (void)
{
  static const struct
  {
    guint       status;
    const char *body;
    gboolean    wants_token;
  } answers[] = {
    { 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\",\"soft_logout\":false}", TRUE },
    { 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\",\"soft_logout\":true}", TRUE },
    { 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\"}", TRUE },
    { 401, "{\"errcode\":\"M_MISSING_TOKEN\"}", FALSE },
    { 401, "{\"errcode\":\"M_USER_LOCKED\",\"soft_logout\":true}", FALSE },
    { 401, "<html>", FALSE },
    { 403, "{\"errcode\":\"M_UNKNOWN_TOKEN\"}", FALSE },
    { 403, "{\"errcode\":\"M_FORBIDDEN\"}", FALSE },
    { 404, "{\"errcode\":\"M_UNRECOGNIZED\"}", FALSE },
    { 200, "{\"errcode\":\"M_UNKNOWN_TOKEN\"}", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (LkHttpResponse) answer = lk_test_answer (answers[i].status, answers[i].body);

      g_assert_cmpint (lk_client_api_wants_token (answer), ==, answers[i].wants_token);
    }
}

static void
test_errors_of_any_form_are_taken (void)
{
  static const struct
  {
    guint        status;
    const char  *body;
    LkErrorCode  code;
    const char  *server_code;
    const char  *server_text;
    gint         retry_after;
  } answers[] = {
    { 403, "{\"errcode\":\"M_FORBIDDEN\",\"error\":\"No\"}", LK_ERROR_REFUSED, "M_FORBIDDEN", "No",
      -1 },
    { 403, "{\"errcode\":\"M_FORBIDDEN\"}", LK_ERROR_REFUSED, "M_FORBIDDEN", NULL, -1 },
    { 403, "{\"error\":\"No\"}", LK_ERROR_REFUSED, "No", NULL, -1 },
    { 403, "{\"errcode\":7,\"error\":[]}", LK_ERROR_REFUSED, NULL, NULL, -1 },
    { 403, "<html>", LK_ERROR_REFUSED, NULL, NULL, -1 },
    { 502, "", LK_ERROR_SERVER_FAILED, NULL, NULL, -1 },
    { 401, "{\"errcode\":\"M_USER_LOCKED\",\"error\":\"Locked\",\"soft_logout\":true}",
      LK_ERROR_USER_LOCKED, "M_USER_LOCKED", "Locked", -1 },
    { 429, "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"retry_after_ms\":2001}", LK_ERROR_RATE_LIMITED,
      "M_LIMIT_EXCEEDED", NULL, 3 },
    { 429, "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"retry_after_ms\":-5}", LK_ERROR_RATE_LIMITED,
      "M_LIMIT_EXCEEDED", NULL, 0 },
    { 429, "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"retry_after_ms\":9223372036854775807}",
      LK_ERROR_RATE_LIMITED, "M_LIMIT_EXCEEDED", NULL, 86400 },
    { 429, "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"retry_after_ms\":\"soon\"}",
      LK_ERROR_RATE_LIMITED, "M_LIMIT_EXCEEDED", NULL, -1 },
    { 429, "slowly", LK_ERROR_RATE_LIMITED, NULL, NULL, -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (LkHttpResponse) answer = lk_test_answer (answers[i].status, answers[i].body);
      g_autoptr (GError) error = lk_client_api_to_error (answer);

      g_assert_error (error, LK_ERROR, (int) answers[i].code);
      g_assert_cmpstr (lk_error_get_server_code (error), ==, answers[i].server_code);
      g_assert_cmpstr (lk_error_get_server_text (error), ==, answers[i].server_text);
      g_assert_cmpint (lk_error_get_retry_after (error), ==, answers[i].retry_after);
      g_assert_cmpuint (lk_error_get_status (error), ==, answers[i].status);
    }
}

static void
test_header_wins_over_the_old_member (void)
{
  g_autoptr (LkHttpResponse) answer =
    lk_test_answer (429, "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"retry_after_ms\":60000}");
  g_autoptr (GError) error = NULL;

  answer->retry_after = 5;
  error = lk_client_api_to_error (answer);
  g_assert_cmpint (lk_error_get_retry_after (error), ==, 5);
}

/* Before there is a token, from where media was before tokens were needed for it. */
static void
test_icons_are_asked_for_in_the_old_way (Fixture       *fixture,
                                         gconstpointer  data)
{
  const char *url = lk_fake_server_get_url (fixture->server);

  assert_asks (fixture, lk_client_api_icon (url, "mxc://example.org:8448/abc_D-1"),
               "/_matrix/media/v3/download/example.org%3A8448/abc_D-1");
  g_assert_null (lk_client_api_icon (url, "https://example.org/abc"));
  g_assert_null (lk_client_api_icon (url, "mxc://example.org/../x"));
}

static void
test_codes_are_read_from_refusals_only (void)
{
  static const struct
  {
    guint       status;
    const char *body;
    gboolean    expected;
  } answers[] = {
    { 403, "{\"errcode\":\"M_FORBIDDEN\"}", TRUE },
    { 200, "{\"errcode\":\"M_FORBIDDEN\"}", FALSE },
    { 500, "{\"errcode\":\"M_FORBIDDEN\"}", FALSE },
    { 403, "{\"errcode\":\"M_FORBIDDEN_\"}", FALSE },
    { 403, "{\"error\":\"M_FORBIDDEN\"}", FALSE },
    { 403, "M_FORBIDDEN", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (LkHttpResponse) answer = lk_test_answer (answers[i].status, answers[i].body);

      g_assert_cmpint (lk_client_api_has_errcode (answer, "M_FORBIDDEN"), ==, answers[i].expected);
    }
}

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/client-api/requests-ask-what-they-should", "", test_requests_ask_what_they_should);
  ADD ("/client-api/requests-ask-what-they-should/below-a-path", "/mx",
       test_requests_ask_what_they_should);
  ADD ("/client-api/requests-ask-what-they-should/with-a-slash", "/mx/",
       test_requests_ask_what_they_should);
  g_test_add_func ("/client-api/identity-is-read", test_identity_is_read);
  g_test_add_func ("/client-api/E9/guests-are-known", test_identity_is_read);
  g_test_add_func ("/client-api/identity-without-a-user-is-none",
                   test_identity_without_a_user_is_none);
  g_test_add_func ("/client-api/E7/identity-of-a-refusal-is-its-error",
                   test_identity_of_a_refusal_is_its_error);
  g_test_add_func ("/client-api/F1/old-tokens-are-known-whatever-soft-logout-says",
                   test_old_tokens_are_known_whatever_soft_logout_says);
  g_test_add_func ("/client-api/K3/errors-of-any-form-are-taken",
                   test_errors_of_any_form_are_taken);
  g_test_add_func ("/client-api/K4/what-is-not-said-is-allowed",
                   test_what_is_not_said_is_allowed);
  ADD ("/client-api/K5/authenticated-media-comes-first", NULL,
       test_authenticated_media_comes_first);
  ADD ("/client-api/J4/icons-are-asked-for-in-the-old-way", NULL,
       test_icons_are_asked_for_in_the_old_way);
  g_test_add_func ("/client-api/codes-are-read-from-refusals-only",
                   test_codes_are_read_from_refusals_only);
  g_test_add_func ("/client-api/K5/missing-functions-are-told-from-missing-things",
                   test_missing_functions_are_told_from_missing_things);
  g_test_add_func ("/client-api/K5/malformed-media-is-not-asked-for",
                   test_malformed_media_is_not_asked_for);
  ADD ("/client-api/K6/user-ids-are-percent-encoded", NULL, test_user_ids_are_percent_encoded);
  g_test_add_func ("/client-api/K9/names-are-made-harmless", test_names_are_made_harmless);
  g_test_add_func ("/client-api/K9/names-are-capped", test_names_are_capped);
  g_test_add_func ("/client-api/K9/only-real-pictures-are-kept",
                   test_only_real_pictures_are_kept);
  g_test_add_func ("/client-api/missing-profile-is-an-error", test_missing_profile_is_an_error);
  g_test_add_func ("/client-api/K10/header-wins-over-the-old-member",
                   test_header_wins_over_the_old_member);

  return g_test_run ();
}
