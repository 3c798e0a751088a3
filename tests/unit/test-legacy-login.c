/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-legacy-login.h"

#include "lk-client-api.h"
#include "lk-device-name.h"
#include "lk-error.h"
#include "lk-matrix-fixtures.h"

#define LOGIN "POST /_matrix/client/v3/login"
#define SESSION "\"access_token\":\"a\",\"user_id\":\"@ada:example.org\",\"device_id\":\"D\""

/* What was typed, and whom that means. */
static const struct
{
  const char *typed;
  const char *country; /* (nullable) */
  const char *expected;
} people[] = {
  { "@ada:example.org", NULL, "{\"type\":\"m.id.user\",\"user\":\"@ada:example.org\"}" },
  { "  @ada:example.org:8448 ", "GB",
    "{\"type\":\"m.id.user\",\"user\":\"@ada:example.org:8448\"}" },
  { "ada", NULL, "{\"type\":\"m.id.user\",\"user\":\"ada\"}" },
  { "@ada", NULL, "{\"type\":\"m.id.user\",\"user\":\"ada\"}" },
  { "Ada_L.=-/+1", "GB", "{\"type\":\"m.id.user\",\"user\":\"Ada_L.=-/+1\"}" },
  { "ada@example.org", NULL,
    "{\"type\":\"m.id.thirdparty\",\"medium\":\"email\",\"address\":\"ada@example.org\"}" },
  { "ada+x@mail.example.org", "GB",
    "{\"type\":\"m.id.thirdparty\",\"medium\":\"email\",\"address\":\"ada+x@mail.example.org\"}" },
  { "+44 7700 900-123", NULL,
    "{\"type\":\"m.id.thirdparty\",\"medium\":\"msisdn\",\"address\":\"447700900123\"}" },
  { "+447700900123", "DE",
    "{\"type\":\"m.id.thirdparty\",\"medium\":\"msisdn\",\"address\":\"447700900123\"}" },
  { "07700 900123", "GB",
    "{\"type\":\"m.id.phone\",\"country\":\"GB\",\"phone\":\"07700 900123\"}" },
  { "(07700) 900123", "GB",
    "{\"type\":\"m.id.phone\",\"country\":\"GB\",\"phone\":\"(07700) 900123\"}" },
  /* Without a country it is whatever the server makes of it. */
  { "07700 900123", NULL, "{\"type\":\"m.id.user\",\"user\":\"07700 900123\"}" },
  /* Digits alone are somebody's name. */
  { "07700900123", "GB", "{\"type\":\"m.id.user\",\"user\":\"07700900123\"}" },
  { "+", "GB", "{\"type\":\"m.id.user\",\"user\":\"+\"}" },
  { "( )", "GB", "{\"type\":\"m.id.user\",\"user\":\"( )\"}" },
  { "a\"b\\", NULL, "{\"type\":\"m.id.user\",\"user\":\"a\\\"b\\\\\"}" },
};

static void
test_what_is_typed_becomes_an_identifier (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autoptr (JsonObject) identifier = lk_legacy_identifier (people[i].typed, people[i].country);
      g_autofree char *text = lk_json_to_text (identifier);

      g_assert_cmpstr (text, ==, people[i].expected);
    }
}

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

/* @request: (transfer full). Returns: (transfer full): what the server got */
static JsonObject *
send (Fixture       *fixture,
      LkHttpRequest *request)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LkHttpResponse) response = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object;
  const char *text;

  lk_http_send_async (fixture->http, request, NULL, lk_test_store_result, &result);
  response = lk_http_send_finish (fixture->http, lk_test_await (&result), &error);
  g_assert_no_error (error);
  text = lk_fake_server_last_body (fixture->server, LOGIN);
  g_assert_cmpstr (lk_fake_server_last_header (fixture->server, LOGIN, "Content-Type"), ==,
                   "application/json");
  g_assert_null (lk_fake_server_last_header (fixture->server, LOGIN, "Authorization"));
  g_assert_null (lk_fake_server_last_query (fixture->server, LOGIN));
  body = g_bytes_new (text, strlen (text));
  object = lk_json_parse_object (body, &error);
  g_assert_no_error (error);
  return object;
}

static void
test_password_request (Fixture       *fixture,
                       gconstpointer  data)
{
  static const char password[] = "s3cret \"quoted\" \\ ü \t\x7f 🗝";
  const char *url = lk_fake_server_get_url (fixture->server);
  g_autoptr (LkSecret) secret = lk_secret_new (password);
  g_autoptr (JsonObject) identifier = lk_legacy_identifier ("ada", NULL);
  g_autofree char *device_name = lk_device_name_new ();
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonObject) again = NULL;

  body = send (fixture, lk_legacy_login_with_password (url, identifier, secret, NULL));
  g_assert_cmpstr (lk_json_get_string (body, "type"), ==, "m.login.password");
  g_assert_cmpstr (lk_json_get_string (lk_json_get_object (body, "identifier"), "user"), ==, "ada");
  g_assert_cmpstr (lk_json_get_string (body, "password"), ==, password);
  g_assert_true (lk_json_get_boolean (body, "refresh_token", FALSE));
  g_assert_cmpstr (lk_json_get_string (body, "initial_device_display_name"), ==, device_name);
  g_assert_false (json_object_has_member (body, "device_id"));
  /* Deprecated (spec §9.2). */
  g_assert_false (json_object_has_member (body, "user"));
  g_assert_false (json_object_has_member (body, "medium"));
  g_assert_false (json_object_has_member (body, "address"));

  again = send (fixture, lk_legacy_login_with_password (url, identifier, secret, "DEV\"ICE"));
  g_assert_cmpstr (lk_json_get_string (again, "device_id"), ==, "DEV\"ICE");
}

static void
test_token_request (Fixture       *fixture,
                    gconstpointer  data)
{
  const char *url = lk_fake_server_get_url (fixture->server);
  g_autoptr (LkSecret) token = lk_secret_new ("syl_token");
  g_autoptr (JsonObject) body = NULL;

  body = send (fixture, lk_legacy_login_with_token (url, token, "DEVICE"));
  g_assert_cmpstr (lk_json_get_string (body, "type"), ==, "m.login.token");
  g_assert_cmpstr (lk_json_get_string (body, "token"), ==, "syl_token");
  g_assert_cmpstr (lk_json_get_string (body, "device_id"), ==, "DEVICE");
  g_assert_true (lk_json_get_boolean (body, "refresh_token", FALSE));
  g_assert_false (json_object_has_member (body, "identifier"));
}

static LkLegacyGrant *
parse (guint        status,
       const char  *body,
       LkTokens   **useless,
       GError     **error)
{
  g_autoptr (LkHttpResponse) response = lk_test_answer (status, body);

  return lk_legacy_grant_parse (response, LK_TRANSPORT_SECURE, useless, error);
}

static void
check_expiry (const char *members,
              gint64      expected)
{
  g_autofree char *body = g_strdup_printf ("{" SESSION "%s}", members);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkLegacyGrant) grant = parse (200, body, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (grant->tokens->obtained_at, ==, 1700000000);
  g_assert_cmpint (grant->tokens->expires_at, ==, expected != 0 ? 1700000000 + expected : 0);
}

static void
test_expiry_is_in_milliseconds (void)
{
  check_expiry (",\"expires_in_ms\":60000", 60);
  check_expiry (",\"expires_in_ms\":300999", 300);
  check_expiry (",\"expires_in_ms\":\"60000\"", 60);
  check_expiry ("", 0);
  check_expiry (",\"expires_in_ms\":null", 0);
  check_expiry (",\"expires_in\":60", 0); /* OAuth's */
}

static void
test_absurd_expiry_is_harmless (void)
{
  g_autoptr (LkLegacyGrant) negative = parse (200, "{" SESSION ",\"expires_in_ms\":-5000}", NULL,
                                              NULL);
  g_autoptr (LkLegacyGrant) endless =
    parse (200, "{" SESSION ",\"expires_in_ms\":9223372036854775807}", NULL, NULL);

  g_assert_cmpint (negative->tokens->expires_at, ==, 1700000000);
  g_assert_cmpint (endless->tokens->expires_at, >, 1700000000);
}

static void
test_grant_is_read (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkLegacyGrant) grant =
    parse (200, "{" SESSION ",\"refresh_token\":\"r\",\"home_server\":\"x\"}", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (lk_secret_peek (grant->tokens->access_token), ==, "a");
  g_assert_cmpstr (lk_secret_peek (grant->tokens->refresh_token), ==, "r");
  g_assert_cmpstr (grant->user_id, ==, "@ada:example.org");
  g_assert_cmpstr (grant->device_id, ==, "D");
  g_assert_null (grant->base_url);
}

static void
test_unusable_grant_is_an_error (void)
{
  static const struct
  {
    const char *body;
    gboolean    has_token; /* and there is a session to be ended */
  } bad[] = {
    { "", FALSE }, { "<html>", FALSE }, { "[]", FALSE }, { "{}", FALSE },
    { "{\"user_id\":\"@ada:example.org\",\"device_id\":\"D\"}", FALSE },
    { "{\"access_token\":\"\",\"user_id\":\"@ada:example.org\",\"device_id\":\"D\"}", FALSE },
    { "{\"access_token\":\"a\\nb\",\"user_id\":\"@ada:example.org\",\"device_id\":\"D\"}", FALSE },
    { "{\"access_token\":\"a\",\"device_id\":\"D\"}", TRUE },
    { "{\"access_token\":\"a\",\"user_id\":\"ada\",\"device_id\":\"D\"}", TRUE },
    { "{\"access_token\":\"a\",\"user_id\":\"@ada:example.org\"}", TRUE },
    { "{\"access_token\":\"a\",\"user_id\":\"@ada:example.org\",\"device_id\":\"a b\"}", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (LkTokens) useless = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (200, bad[i].body, &useless, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
      g_assert_true ((useless != NULL) == bad[i].has_token);
    }
}

/* J7: only an address that could be a homeserver's, and over a connection as good as this one. */
static void
test_malformed_well_known_is_ignored (void)
{
  static const struct
  {
    const char *well_known;
    const char *expected; /* (nullable) */
  } cases[] = {
    { "{\"m.homeserver\":{\"base_url\":\"https://matrix.example.org/\"}}",
      "https://matrix.example.org" },
    { "{\"m.homeserver\":{\"base_url\":\"https://example.org/mx\"}}", "https://example.org/mx" },
    { "null", NULL }, { "7", NULL }, { "{}", NULL }, { "{\"m.homeserver\":null}", NULL },
    { "{\"m.homeserver\":{\"base_url\":7}}", NULL },
    { "{\"m.homeserver\":{\"base_url\":\"\"}}", NULL },
    { "{\"m.homeserver\":{\"base_url\":\"ftp://x\"}}", NULL },
    { "{\"m.homeserver\":{\"base_url\":\"http://matrix.example.org\"}}", NULL },
    { "{\"m.homeserver\":{\"base_url\":\"http://127.0.0.1\"}}", NULL },
    { "{\"m.homeserver\":{\"base_url\":\"https://user@example.org\"}}", NULL },
    { "{\"m.homeserver\":{\"base_url\":\"https://example.org/?a\"}}", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body =
        g_strdup_printf ("{" SESSION ",\"well_known\":%s}", cases[i].well_known);
      g_autoptr (GError) error = NULL;
      g_autoptr (LkLegacyGrant) grant = parse (200, body, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (grant->base_url, ==, cases[i].expected);
    }
}

/* Refusals (spec §9.2), and what is kept of the server's words. */
static const struct
{
  guint       status;
  const char *body;
  LkErrorCode code;
  int         retry_after;
} refusals[] = {
  { 403, "{\"errcode\":\"M_FORBIDDEN\",\"error\":\"Invalid\"}", LK_ERROR_REFUSED, -1 },
  { 403, "{\"errcode\":\"M_USER_DEACTIVATED\"}", LK_ERROR_REFUSED, -1 },
  { 401, "{\"errcode\":\"M_USER_LOCKED\",\"soft_logout\":true}", LK_ERROR_USER_LOCKED, -1 },
  { 400, "{\"errcode\":\"M_UNKNOWN\",\"error\":\"Bad login type\"}", LK_ERROR_REFUSED, -1 },
  { 429, "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"retry_after_ms\":2500}", LK_ERROR_RATE_LIMITED, 3 },
  { 404, "{\"errcode\":\"M_UNRECOGNIZED\"}", LK_ERROR_SERVER_UNSUITABLE, -1 },
  { 502, "<html>", LK_ERROR_SERVER_FAILED, -1 },
};

static void
test_refusals_name_the_remedy (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (refusals[i].status, refusals[i].body, NULL, &error));
      g_assert_error (error, LK_ERROR, (int) refusals[i].code);
      g_assert_cmpint (lk_error_get_retry_after (error), ==, refusals[i].retry_after);
      g_assert_cmpuint (lk_error_get_status (error), ==, refusals[i].status);
    }
}

static void
test_retry_after_is_preferred (void)
{
  g_autoptr (LkHttpResponse) response =
    lk_test_answer (429, "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"retry_after_ms\":2000}");
  g_autoptr (GError) error = NULL;

  response->retry_after = 7;
  g_assert_null (lk_legacy_grant_parse (response, LK_TRANSPORT_SECURE, NULL, &error));
  g_assert_cmpint (lk_error_get_retry_after (error), ==, 7);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/legacy-login/J1/what-is-typed-becomes-an-identifier",
                   test_what_is_typed_becomes_an_identifier);
  ADD ("/legacy-login/J1/password-request", test_password_request);
  ADD ("/legacy-login/J1/token-request", test_token_request);
  g_test_add_func ("/legacy-login/grant-is-read", test_grant_is_read);
  g_test_add_func ("/legacy-login/J2/expiry-is-in-milliseconds", test_expiry_is_in_milliseconds);
  g_test_add_func ("/legacy-login/J2/absurd-expiry-is-harmless", test_absurd_expiry_is_harmless);
  g_test_add_func ("/legacy-login/unusable-grant-is-an-error", test_unusable_grant_is_an_error);
  g_test_add_func ("/legacy-login/J7/malformed-well-known-is-ignored",
                   test_malformed_well_known_is_ignored);
  g_test_add_func ("/legacy-login/J6/refusals-name-the-remedy", test_refusals_name_the_remedy);
  g_test_add_func ("/legacy-login/J6/retry-after-is-preferred", test_retry_after_is_preferred);

  return g_test_run ();
}
