/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-client-api.h"
#include "lk-device-name.h"
#include "lk-error.h"
#include "lk-http-engine.h"
#include "lk-json.h"
#include "lk-matrix-fixtures.h"
#include "lk-user-registration.h"

#include <string.h>

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
  g_autofree char *device_name = lk_device_name_new ();
  g_autoptr (JsonObject) body = NULL;

  json_object_set_string_member (auth, "type", LK_STAGE_DUMMY);
  request = lk_user_registration_new_request ("https://example.org", "ada", password, auth);
  g_assert_cmpstr (request->method, ==, "POST");
  g_assert_cmpstr (request->url, ==,
                   "https://example.org/_matrix/client/v3/register?kind=user");
  g_assert_null (request->bearer);
  body = read_body (request);
  g_assert_cmpstr (lk_json_get_string (body, "username"), ==, "ada");
  g_assert_cmpstr (lk_json_get_string (body, "password"), ==, awkward);
  g_assert_cmpstr (lk_json_get_string (body, "initial_device_display_name"), ==, device_name);
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
    lk_user_registration_new_request ("https://example.org/", "ada", password, NULL);
  g_autoptr (JsonObject) body = read_body (request);

  g_assert_cmpstr (request->url, ==,
                   "https://example.org/_matrix/client/v3/register?kind=user");
  g_assert_false (json_object_has_member (body, "auth"));
}

/* A refusal: what it is about. */
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
      g_autoptr (LkHttpResponse) response = lk_test_answer (faults[i].status, text);
      g_autoptr (GError) error = lk_client_api_to_error (response);

      g_assert_cmpint (lk_user_registration_fault (error), ==, faults[i].fault);
      g_assert_cmpstr (lk_error_get_server_text (error), ==, "So it is");
    }
  g_assert_cmpint (lk_user_registration_fault (NULL), ==, LK_REGISTRATION_FAULT_OTHER);
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
        lk_test_answer (verdicts[i].status, verdicts[i].body);
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
  g_test_add_func ("/user-registration/refusals-say-what-they-are-about", test_refusals);
  g_test_add_func ("/user-registration/question-about-a-name", test_question_about_a_name);
  g_test_add_func ("/user-registration/verdict-on-a-name", test_verdict_on_a_name);

  return g_test_run ();
}
