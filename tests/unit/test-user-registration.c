/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error.h"
#include "lk-fake-server.h"
#include "lk-http-engine.h"
#include "lk-json.h"
#include "lk-user-registration.h"

#include <string.h>

static LkHttpResponse *
new_response (guint       status,
              const char *text)
{
  LkHttpResponse *response = g_new0 (LkHttpResponse, 1);

  response->status = status;
  response->body = g_bytes_new (text, strlen (text));
  response->url = g_strdup ("https://example.org/_matrix/client/v3/register");
  response->step = "register-user";
  response->started = 1000 * G_USEC_PER_SEC;
  response->retry_after = -1;
  return response;
}

static JsonObject *
read_body (const LkHttpRequest *request)
{
  g_autoptr (GBytes) bytes = g_bytes_new (request->json, strlen (request->json));
  g_autoptr (GError) error = NULL;
  JsonObject *body = lk_json_parse_object (bytes, &error);

  g_assert_no_error (error);
  return body;
}

/* What the body holds at every stage. */
static void
test_body (void)
{
  static const char awkward[] = "p\"a\\s\n\t\x01 ß 🔑";
  g_autoptr (LkSecret) password = lk_secret_new (awkward);
  g_autoptr (JsonObject) auth = json_object_new ();
  g_autoptr (LkHttpRequest) request = NULL;
  g_autoptr (JsonObject) body = NULL;

  json_object_set_string_member (auth, "type", LK_STAGE_DUMMY);
  request = lk_user_registration_new_request ("https://example.org", "ada", password, "Latchkey",
                                              auth);
  g_assert_cmpstr (request->method, ==, "POST");
  g_assert_cmpstr (request->url, ==,
                   "https://example.org/_matrix/client/v3/register?kind=user");
  g_assert_null (request->bearer);
  body = read_body (request);
  g_assert_cmpstr (lk_json_get_string (body, "username"), ==, "ada");
  g_assert_cmpstr (lk_json_get_string (body, "password"), ==, awkward);
  g_assert_cmpstr (lk_json_get_string (body, "initial_device_display_name"), ==, "Latchkey");
  g_assert_true (lk_json_get_boolean (body, "refresh_token", FALSE));
  g_assert_false (lk_json_get_boolean (body, "inhibit_login", TRUE));
  g_assert_cmpstr (lk_json_get_string (lk_json_get_object (body, "auth"), "type"), ==,
                   LK_STAGE_DUMMY);
  g_assert_cmpuint (json_object_get_size (body), ==, 6);
}

static void
test_no_auth_before_the_server_has_asked (void)
{
  g_autoptr (LkSecret) password = lk_secret_new ("secret");
  g_autoptr (LkHttpRequest) request =
    lk_user_registration_new_request ("https://example.org/", "ada", password, "Latchkey", NULL);
  g_autoptr (JsonObject) body = read_body (request);

  g_assert_cmpstr (request->url, ==,
                   "https://example.org/_matrix/client/v3/register?kind=user");
  g_assert_false (json_object_has_member (body, "auth"));
}

static void
test_session_is_read (void)
{
  g_autoptr (LkHttpResponse) response =
    new_response (200, "{\"user_id\":\"@ada42:example.org\",\"device_id\":\"D\","
                       "\"access_token\":\"a\",\"refresh_token\":\"r\",\"expires_in_ms\":60000}");
  g_autoptr (GError) error = NULL;
  g_autoptr (LkNewUser) user = lk_user_registration_parse (response, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (user->user_id, ==, "@ada42:example.org");
  g_assert_cmpstr (user->device_id, ==, "D");
  g_assert_cmpstr (lk_secret_peek (user->tokens->access_token), ==, "a");
  g_assert_cmpstr (lk_secret_peek (user->tokens->refresh_token), ==, "r");
  g_assert_cmpint (user->tokens->obtained_at, ==, 1000);
  g_assert_cmpint (user->tokens->expires_at, ==, 1060);
}

static void
test_session_without_an_end (void)
{
  g_autoptr (LkHttpResponse) response =
    new_response (200, "{\"user_id\":\"@ada:e\",\"device_id\":\"D\",\"access_token\":\"a\"}");
  g_autoptr (LkNewUser) user = lk_user_registration_parse (response, NULL);

  g_assert_nonnull (user);
  g_assert_null (user->tokens->refresh_token);
  g_assert_cmpint (user->tokens->expires_at, ==, 0);
}

static void
test_useless_answers (void)
{
  static const char *const bodies[] = {
    "", "[]", "{}", "<html>",
    "{\"user_id\":\"@ada:e\"}",
    "{\"user_id\":\"@ada:e\",\"access_token\":\"a\"}",
    "{\"user_id\":\"@ada:e\",\"device_id\":\"D\",\"access_token\":\"a\\nb\"}",
    "{\"user_id\":7,\"device_id\":\"D\",\"access_token\":\"a\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (LkHttpResponse) response = new_response (200, bodies[i]);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bodies[i]);
      g_assert_null (lk_user_registration_parse (response, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
      g_assert_cmpstr (lk_error_get_step (error), ==, "register-user");
    }
}

/* A refusal: what it is about, and that the server's words survive. */
static const struct
{
  guint               status;
  const char         *code;
  LkRegistrationFault fault;
} faults[] = {
  { 400, "M_USER_IN_USE", LK_REGISTRATION_FAULT_NAME },
  { 400, "M_INVALID_USERNAME", LK_REGISTRATION_FAULT_NAME },
  { 400, "M_EXCLUSIVE", LK_REGISTRATION_FAULT_NAME },
  { 400, "M_WEAK_PASSWORD", LK_REGISTRATION_FAULT_PASSWORD },
  { 400, "M_PASSWORD_TOO_SHORT", LK_REGISTRATION_FAULT_PASSWORD },
  { 400, "M_PASSWORD_NO_DIGIT", LK_REGISTRATION_FAULT_PASSWORD },
  { 403, "M_FORBIDDEN", LK_REGISTRATION_FAULT_CLOSED },
  { 401, "M_FORBIDDEN", LK_REGISTRATION_FAULT_OTHER },
  { 400, "M_UNKNOWN", LK_REGISTRATION_FAULT_OTHER },
  { 429, "M_LIMIT_EXCEEDED", LK_REGISTRATION_FAULT_OTHER },
};

static void
test_refusals (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *text =
        g_strdup_printf ("{\"errcode\":\"%s\",\"error\":\"So it is\"}", faults[i].code);
      g_autoptr (LkHttpResponse) response = new_response (faults[i].status, text);
      g_autoptr (GError) error = NULL;

      g_assert_null (lk_user_registration_parse (response, &error));
      g_assert_cmpint (lk_user_registration_fault (error), ==, faults[i].fault);
      g_assert_cmpstr (lk_error_get_server_text (error), ==, "So it is");
    }
  g_assert_cmpint (lk_user_registration_fault (NULL), ==, LK_REGISTRATION_FAULT_OTHER);
}

static void
test_rate_limit_says_how_long (void)
{
  g_autoptr (LkHttpResponse) response =
    new_response (429, "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"retry_after_ms\":2500}");
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_user_registration_parse (response, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_RATE_LIMITED);
  g_assert_cmpint (lk_error_get_retry_after (error), ==, 3);
}

static void
test_question_about_a_name (void)
{
  g_autoptr (LkHttpRequest) request =
    lk_user_registration_ask_name ("https://example.org", "ada & co");

  g_assert_cmpstr (request->method, ==, "GET");
  g_assert_cmpstr (request->url, ==, "https://example.org/_matrix/client/v3/register/available"
                                     "?username=ada%20%26%20co");
}

static const struct
{
  guint         status;
  const char   *body;
  LkNameVerdict verdict;
} verdicts[] = {
  { 200, "{\"available\":true}", LK_NAME_FREE },
  { 200, "{\"available\":false}", LK_NAME_UNKNOWN },
  { 200, "{}", LK_NAME_UNKNOWN },
  { 200, "<html>", LK_NAME_UNKNOWN },
  { 400, "{\"errcode\":\"M_USER_IN_USE\"}", LK_NAME_REFUSED },
  { 400, "{\"errcode\":\"M_INVALID_USERNAME\"}", LK_NAME_REFUSED },
  { 400, "{\"errcode\":\"M_EXCLUSIVE\"}", LK_NAME_REFUSED },
  { 403, "{\"errcode\":\"M_FORBIDDEN\"}", LK_NAME_REFUSED },
  /* Not every server has the question. */
  { 404, "{\"errcode\":\"M_UNRECOGNIZED\"}", LK_NAME_UNKNOWN },
  { 404, "not here", LK_NAME_UNKNOWN },
  { 405, "{\"errcode\":\"M_UNRECOGNIZED\"}", LK_NAME_UNKNOWN },
  { 403, "a captive portal", LK_NAME_UNKNOWN },
  { 429, "{\"errcode\":\"M_LIMIT_EXCEEDED\"}", LK_NAME_UNKNOWN },
  { 502, "down", LK_NAME_UNKNOWN },
};

static void
test_verdict_on_a_name (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (verdicts); i++)
    {
      g_autoptr (LkHttpResponse) response =
        new_response (verdicts[i].status, verdicts[i].body);
      g_autoptr (GError) refusal = NULL;

      g_test_message ("%u %s", verdicts[i].status, verdicts[i].body);
      g_assert_cmpint (lk_user_registration_judge_name (response, &refusal), ==,
                       verdicts[i].verdict);
      g_assert_true ((refusal != NULL) == (verdicts[i].verdict == LK_NAME_REFUSED));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/user-registration/J11/body-is-whole-at-every-stage", test_body);
  g_test_add_func ("/user-registration/no-auth-before-the-server-has-asked",
                   test_no_auth_before_the_server_has_asked);
  g_test_add_func ("/user-registration/J2/session-is-read", test_session_is_read);
  g_test_add_func ("/user-registration/session-without-an-end", test_session_without_an_end);
  g_test_add_func ("/user-registration/useless-answers", test_useless_answers);
  g_test_add_func ("/user-registration/refusals-say-what-they-are-about", test_refusals);
  g_test_add_func ("/user-registration/rate-limit-says-how-long", test_rate_limit_says_how_long);
  g_test_add_func ("/user-registration/question-about-a-name", test_question_about_a_name);
  g_test_add_func ("/user-registration/verdict-on-a-name", test_verdict_on_a_name);

  return g_test_run ();
}
