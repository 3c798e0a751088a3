/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"
#include "lk-account-list.h"
#include "lk-json.h"
#include "lk-register.h"

#include <string.h>

#define KEY        "POST /_matrix/client/v3/register"
#define KEY_LOGOUT "POST /_matrix/client/v3/logout"

#define FLOW(stages)  "\"session\":\"s1\",\"flows\":[{\"stages\":[" stages "]}]"
#define DONE(stages)  ",\"completed\":[" stages "]"
#define WRONG(code)   ",\"errcode\":\"" code "\",\"error\":\"The server’s words\""
#define REFUSE(code)  "{\"errcode\":\"" code "\",\"error\":\"The server’s words\"}"
#define DUMMY         "\"m.login.dummy\""
#define TOKEN         "\"m.login.registration_token\""
#define TERMS         "\"m.login.terms\""
#define CAPTCHA       "\"m.login.recaptcha\""
#define POLICIES \
  ",\"params\":{\"m.login.terms\":{\"policies\":{\"privacy\":{\"version\":\"1\"," \
  "\"en\":{\"name\":\"Privacy\",\"url\":\"https://example.org/privacy\"}}}}}"
#define SESSION \
  "{\"user_id\":\"" LK_USER_ID "\",\"device_id\":\"NEWDEVICE\",\"access_token\":\"access-2\"," \
  "\"refresh_token\":\"refresh-2\",\"expires_in_ms\":300000}"

typedef struct
{
  LkAccountFixture world;
  LkAccount       *account;
  LkInterview     *interview;
} Fixture;

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  g_autoptr (LkHomeserver) homeserver = NULL;

  lk_account_fixture_set_up (&self->world, data);
  lk_account_fixture_script (&self->world, LK_KEY_METADATA, 404, REFUSE ("M_UNRECOGNIZED"));
  lk_fake_server_json (self->world.server, LK_KEY_LOGIN,
                       "{\"flows\":[{\"type\":\"m.login.password\"}]}");
  lk_fake_server_json (self->world.server, KEY_LOGOUT, "{}");
  self->account = lk_account_fixture_new_account (&self->world);
  homeserver = lk_account_fixture_discover (&self->world, self->account);
  self->interview = lk_interview_new (self->world.ports, homeserver);
  lk_register_async (self->account, self->interview, self->world.cancellable,
                     lk_test_store_result, &self->world.result);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  lk_test_drain ();
  g_clear_object (&self->world.result);
  lk_test_drain ();
  g_assert_finalize_object (self->interview);
  g_assert_finalize_object (self->account);
  lk_account_fixture_tear_down (&self->world, data);
}

/* The server's next answer. */
static void
answer (Fixture    *self,
        guint       status,
        const char *body)
{
  lk_fake_server_answer (self->world.server, KEY, status, "application/json", body);
}

typedef struct
{
  LkInterview *interview;
  LkQuestion   question;
} Asked;

static gboolean
is_asked (gpointer user_data)
{
  Asked *asked = user_data;

  return lk_interview_get_question (asked->interview) == asked->question;
}

static void
wait_question (Fixture   *self,
               LkQuestion question)
{
  Asked asked = { self->interview, question };

  lk_test_wait_until (is_asked, &asked);
}

static void
reply_identity (Fixture    *self,
                const char *name)
{
  g_autoptr (LkSecret) password = lk_secret_new ("correct horse");

  wait_question (self, LK_QUESTION_IDENTITY);
  lk_interview_reply_identity (self->interview, name, password);
}

static void
reply_token (Fixture    *self,
             const char *text)
{
  g_autoptr (LkSecret) token = lk_secret_new (text);

  wait_question (self, LK_QUESTION_TOKEN);
  lk_interview_reply_token (self->interview, token);
}

static gboolean
registered (Fixture *self,
            GError **error)
{
  g_autoptr (GAsyncResult) result = g_object_ref (lk_test_await (&self->world.result));

  g_clear_object (&self->world.result);
  return lk_register_finish (self->account, result, error);
}

static void
assert_registered (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (registered (self, &error));
  g_assert_no_error (error);
  g_assert_cmpint (lk_account_get_state (self->account), ==, LK_AUTH_STATE_SIGNED_IN);
  g_assert_cmpint (lk_interview_get_question (self->interview), ==, LK_QUESTION_NONE);
  lk_account_fixture_assert_kept (&self->world, self->account, "access-2", "refresh-2");
  g_assert_cmpuint (lk_fake_server_count (self->world.server, KEY_LOGOUT), ==, 0);
}

static JsonObject *
last_body (Fixture *self)
{
  const char *text = lk_fake_server_last_body (self->world.server, KEY);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  JsonObject *body = lk_json_parse_object (bytes, NULL);

  g_assert_nonnull (body);
  return body;
}

/* The last try held all of it, and this auth. @type: (nullable), @token: (nullable) */
static void
assert_tried (Fixture    *self,
              guint       times,
              const char *name,
              const char *type,
              const char *token)
{
  g_autoptr (JsonObject) body = NULL;
  JsonObject *auth;

  lk_account_fixture_wait_asked (&self->world, KEY, times);
  body = last_body (self);
  auth = lk_json_get_object (body, "auth");
  g_assert_cmpuint (lk_fake_server_count (self->world.server, KEY), ==, times);
  g_assert_cmpstr (lk_json_get_string (body, "username"), ==, name);
  g_assert_cmpstr (lk_json_get_string (body, "password"), ==, "correct horse");
  g_assert_true (lk_json_get_boolean (body, "refresh_token", FALSE));
  g_assert_cmpstr (lk_json_get_string (auth, "type"), ==, type);
  g_assert_cmpstr (lk_json_get_string (auth, "token"), ==, token);
  g_assert_cmpstr (lk_json_get_string (auth, "session"), ==, auth != NULL ? "s1" : NULL);
  g_assert_null (lk_fake_server_last_header (self->world.server, KEY, "Authorization"));
}

static void
assert_problem (Fixture    *self,
                LkQuestion  question,
                const char *server_code)
{
  wait_question (self, question);
  g_assert_nonnull (lk_interview_get_problem (self->interview));
  g_assert_cmpstr (lk_error_get_server_code (lk_interview_get_problem (self->interview)), ==,
                   server_code);
  g_assert_cmpint (lk_account_get_state (self->account), ==, LK_AUTH_STATE_AUTHORIZING);
}

/* What goes well. */

static void
test_without_any_stage (Fixture      *self,
                        gconstpointer data)
{
  g_autoptr (LkAccountRecord) record = NULL;

  answer (self, 200, SESSION);
  wait_question (self, LK_QUESTION_IDENTITY);
  g_assert_null (lk_interview_get_problem (self->interview));
  g_assert_cmpuint (lk_fake_server_count (self->world.server, KEY), ==, 0);
  reply_identity (self, "ada");
  assert_registered (self);
  assert_tried (self, 1, "ada", NULL, NULL);
  g_assert_cmpstr (lk_fake_server_last_query (self->world.server, KEY), ==, "kind=user");
  g_assert_cmpstr (self->world.states->str, ==,
                   "discovering choosing authorizing exchanging identifying signed-in ");

  record = lk_account_fixture_read_record (&self->world, lk_account_get_id (self->account));
  g_assert_cmpint (record->state, ==, LK_RECORD_ACTIVE);
  g_assert_cmpint (record->auth_api, ==, LK_AUTH_API_LEGACY);
  g_assert_cmpstr (record->device_id, ==, "NEWDEVICE");
  g_assert_cmpstr (record->user_id, ==, LK_USER_ID);
  g_assert_cmpstr (record->base_url, ==, lk_fake_server_get_url (self->world.server));
  g_assert_null (record->issuer);
  g_assert_null (record->client_id);
  g_assert_null (record->token_endpoint);
  g_assert_null (record->revocation_endpoint);
}

static void
test_dummy_needs_nobody (Fixture      *self,
                         gconstpointer data)
{
  answer (self, 401, "{" FLOW (DUMMY) "}");
  answer (self, 200, SESSION);
  reply_identity (self, "ada");
  assert_registered (self);
  assert_tried (self, 2, "ada", "m.login.dummy", NULL);
}

static void
test_token (Fixture      *self,
            gconstpointer data)
{
  answer (self, 401, "{" FLOW (TOKEN) "}");
  answer (self, 200, SESSION);
  reply_identity (self, "ada");
  wait_question (self, LK_QUESTION_TOKEN);
  g_assert_null (lk_interview_get_problem (self->interview));
  reply_token (self, "let-me-in");
  assert_registered (self);
  assert_tried (self, 2, "ada", "m.login.registration_token", "let-me-in");
}

static void
test_terms (Fixture      *self,
            gconstpointer data)
{
  LkPolicy *policy;

  answer (self, 401, "{" FLOW (TERMS) POLICIES "}");
  answer (self, 200, SESSION);
  reply_identity (self, "ada");
  wait_question (self, LK_QUESTION_TERMS);
  policy = lk_interview_get_policies (self->interview)->pdata[0];
  g_assert_cmpstr (policy->name, ==, "Privacy");
  g_assert_cmpstr (policy->url, ==, "https://example.org/privacy");
  assert_tried (self, 1, "ada", NULL, NULL); /* nothing is agreed to for the person */
  lk_interview_reply_done (self->interview);
  assert_registered (self);
  assert_tried (self, 2, "ada", "m.login.terms", NULL);
}

/* As Synapse does it with all of them switched on. */
static void
test_all_three_together (Fixture      *self,
                         gconstpointer data)
{
  answer (self, 401, "{" FLOW (TOKEN "," TERMS "," DUMMY) POLICIES "}");
  answer (self, 401, "{" FLOW (TOKEN "," TERMS "," DUMMY) POLICIES DONE (TOKEN) "}");
  answer (self, 401, "{" FLOW (TOKEN "," TERMS "," DUMMY) POLICIES DONE (TOKEN "," TERMS) "}");
  answer (self, 200, SESSION);
  reply_identity (self, "ada");
  reply_token (self, "let-me-in");
  assert_tried (self, 2, "ada", "m.login.registration_token", "let-me-in");
  wait_question (self, LK_QUESTION_TERMS);
  g_assert_null (lk_interview_get_problem (self->interview));
  lk_interview_reply_done (self->interview);
  assert_registered (self);
  assert_tried (self, 4, "ada", "m.login.dummy", NULL);
}

static void
test_unknown_stage_goes_to_the_servers_page (Fixture      *self,
                                             gconstpointer data)
{
  g_autofree char *page =
    g_strconcat (lk_fake_server_get_url (self->world.server),
                 "/_matrix/client/v3/auth/m.login.recaptcha/fallback/web?session=s1", NULL);

  answer (self, 401, "{" FLOW (CAPTCHA "," DUMMY) "}");
  answer (self, 401, "{" FLOW (CAPTCHA "," DUMMY) "}");
  answer (self, 401, "{" FLOW (CAPTCHA "," DUMMY) DONE (CAPTCHA) "}");
  answer (self, 200, SESSION);
  reply_identity (self, "ada");
  wait_question (self, LK_QUESTION_PAGE);
  g_assert_cmpstr (lk_interview_get_page (self->interview), ==, page);
  lk_interview_reply_done (self->interview); /* but it wasn't */
  assert_tried (self, 2, "ada", NULL, NULL);
  assert_problem (self, LK_QUESTION_PAGE, NULL);
  lk_interview_reply_done (self->interview);
  assert_registered (self);
  assert_tried (self, 4, "ada", "m.login.dummy", NULL);
}

/* What can't be shown natively is the server's to show. */
static void
test_terms_without_documents_go_to_the_servers_page (Fixture      *self,
                                                     gconstpointer data)
{
  answer (self, 401, "{" FLOW (TERMS) "}");
  answer (self, 200, SESSION);
  reply_identity (self, "ada");
  wait_question (self, LK_QUESTION_PAGE);
  g_assert_nonnull (strstr (lk_interview_get_page (self->interview), "/m.login.terms/"));
  lk_interview_reply_done (self->interview);
  assert_registered (self);
  assert_tried (self, 2, "ada", NULL, NULL);
}

static void
test_native_way_is_preferred (Fixture      *self,
                              gconstpointer data)
{
  answer (self, 401, "{\"session\":\"s1\",\"flows\":[{\"stages\":[" CAPTCHA "]},"
                     "{\"stages\":[" TERMS "," DUMMY "]}]" POLICIES "}");
  answer (self, 200, SESSION);
  reply_identity (self, "ada");
  wait_question (self, LK_QUESTION_TERMS);
  lk_interview_reply_done (self->interview);
  assert_registered (self);
}

static void
test_everything_done_is_session_only (Fixture      *self,
                                      gconstpointer data)
{
  answer (self, 401, "{" FLOW (TOKEN) DONE (TOKEN) "}");
  answer (self, 200, SESSION);
  reply_identity (self, "ada");
  assert_registered (self);
  assert_tried (self, 2, "ada", NULL, NULL);
}

/* The name that was asked for is not the user that came. */
static void
test_user_is_the_homeservers_word (Fixture      *self,
                                   gconstpointer data)
{
  lk_account_fixture_script (&self->world, LK_KEY_WHOAMI, 200,
                             "{\"user_id\":\"@ada-42:example.org\",\"device_id\":\"NEWDEVICE\"}");
  answer (self, 200, SESSION);
  reply_identity (self, "Ada");
  assert_registered (self);
  g_assert_cmpstr (lk_account_get_record (self->account)->user_id, ==, "@ada-42:example.org");
}

/* What the person corrects. */

static void
test_wrong_token_is_asked_for_again (Fixture      *self,
                                     gconstpointer data)
{
  answer (self, 401, "{" FLOW (TOKEN) "}");
  answer (self, 401, "{" FLOW (TOKEN) WRONG ("M_UNAUTHORIZED") "}");
  answer (self, 200, SESSION);
  reply_identity (self, "ada");
  reply_token (self, "wrong");
  assert_problem (self, LK_QUESTION_TOKEN, "M_UNAUTHORIZED");
  g_assert_cmpstr (lk_error_get_server_text (lk_interview_get_problem (self->interview)), ==,
                   "The server’s words");
  reply_token (self, "right");
  assert_registered (self);
  assert_tried (self, 3, "ada", "m.login.registration_token", "right");
}

/* Refusals that send the person back to the form, and whether the server's session is kept. */
typedef struct
{
  const char *path;
  guint       status;
  const char *code;
  gboolean    keeps_session;
} Refusal;

static const Refusal refusals[] = {
  { "name-taken", 400, "M_USER_IN_USE", TRUE },
  { "name-invalid", 400, "M_INVALID_USERNAME", TRUE },
  { "name-reserved", 400, "M_EXCLUSIVE", TRUE },
  { "password-weak", 400, "M_WEAK_PASSWORD", TRUE },
  { "password-short", 400, "M_PASSWORD_TOO_SHORT", TRUE },
  { "registration-disabled", 403, "M_FORBIDDEN", FALSE },
  { "session-forgotten", 400, "M_UNKNOWN", FALSE },
  { "function-missing", 404, "M_UNRECOGNIZED", FALSE },
};

static void
test_refused_at_once (Fixture      *self,
                      gconstpointer data)
{
  const Refusal *refusal = data;
  g_autofree char *body = g_strdup_printf (REFUSE ("%s"), refusal->code);

  answer (self, refusal->status, body);
  answer (self, 200, SESSION);
  reply_identity (self, "ada");
  assert_problem (self, LK_QUESTION_IDENTITY, refusal->code);
  g_assert_cmpstr (lk_error_get_server_text (lk_interview_get_problem (self->interview)), ==,
                   "The server’s words");
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->world.store), ==, 0);
  reply_identity (self, "adam");
  assert_registered (self);
  assert_tried (self, 2, "adam", NULL, NULL);
}

static void
test_refused_in_the_end (Fixture      *self,
                         gconstpointer data)
{
  const Refusal *refusal = data;
  g_autofree char *body = g_strdup_printf (REFUSE ("%s"), refusal->code);
  g_autoptr (JsonObject) last = NULL;

  answer (self, 401, "{" FLOW (TOKEN) "}");
  answer (self, refusal->status, body);
  answer (self, 200, SESSION);
  reply_identity (self, "ada");
  reply_token (self, "let-me-in");
  assert_problem (self, LK_QUESTION_IDENTITY, refusal->code);
  reply_identity (self, "adam");
  assert_registered (self);
  last = last_body (self);
  g_assert_true (json_object_has_member (last, "auth") == refusal->keeps_session);
  g_assert_cmpstr (lk_json_get_string (lk_json_get_object (last, "auth"), "type"), ==, NULL);
}

static void
test_rate_limit_says_how_long (Fixture      *self,
                               gconstpointer data)
{
  answer (self, 401, "{" FLOW (TOKEN) "}");
  answer (self, 429, REFUSE ("M_LIMIT_EXCEEDED"));
  lk_fake_server_header (self->world.server, KEY, "Retry-After", "7");
  answer (self, 200, SESSION);
  reply_identity (self, "ada");
  reply_token (self, "let-me-in");
  assert_problem (self, LK_QUESTION_TOKEN, "M_LIMIT_EXCEEDED");
  g_assert_cmpint (lk_error_get_retry_after (lk_interview_get_problem (self->interview)), ==, 7);
  reply_token (self, "let-me-in");
  assert_registered (self);
  assert_tried (self, 3, "ada", "m.login.registration_token", "let-me-in");
}

/* A fault that passes, after a stage that nobody was asked about. */
static void
test_fault_after_a_stage_that_needs_nobody (Fixture      *self,
                                            gconstpointer data)
{
  answer (self, 401, "{" FLOW (CAPTCHA "," DUMMY) "}");
  answer (self, 401, "{" FLOW (CAPTCHA "," DUMMY) DONE (CAPTCHA) "}");
  answer (self, 502, "down");
  answer (self, 401, "{" FLOW (CAPTCHA "," DUMMY) DONE (CAPTCHA) "}");
  answer (self, 200, SESSION);
  reply_identity (self, "ada");
  wait_question (self, LK_QUESTION_PAGE);
  lk_interview_reply_done (self->interview);
  lk_account_fixture_wait_asked (&self->world, KEY, 3);
  assert_problem (self, LK_QUESTION_PAGE, NULL);
  lk_interview_reply_done (self->interview);
  assert_registered (self);
  assert_tried (self, 5, "ada", "m.login.dummy", NULL);
}

static void
test_lost_answer_can_be_tried_again (Fixture      *self,
                                     gconstpointer data)
{
  lk_fake_server_reset (self->world.server, KEY);
  reply_identity (self, "ada");
  assert_problem (self, LK_QUESTION_IDENTITY, NULL);
  g_assert_true (lk_error_is_transient (lk_interview_get_problem (self->interview)));
  lk_fake_server_forget (self->world.server, KEY);
  answer (self, 200, SESSION);
  reply_identity (self, "ada");
  assert_registered (self);
}

/* What makes no sense ends it. */
static const struct
{
  const char *path;
  guint       status;
  const char *body; /* given for ever */
  LkErrorCode code;
} senseless[] = {
  { "/register/no-way-to-register", 401, "{\"session\":\"s1\",\"flows\":[]}",
    LK_ERROR_SERVER_UNSUITABLE },
  { "/register/dummy-for-ever", 401, "{" FLOW (DUMMY) "}", LK_ERROR_SERVER_UNSUITABLE },
  { "/register/all-done-for-ever", 401, "{" FLOW (DUMMY) DONE (DUMMY) "}",
    LK_ERROR_SERVER_UNSUITABLE },
  { "/register/page-without-a-session", 401, "{\"flows\":[{\"stages\":[" CAPTCHA "]}]}",
    LK_ERROR_SERVER_UNSUITABLE },
  { "/register/user-without-a-session", 200, "{\"user_id\":\"@ada:example.org\"}",
    LK_ERROR_PROTOCOL },
  { "/register/success-that-is-not-json", 200, "<html>", LK_ERROR_PROTOCOL },
};

static void
test_senseless (Fixture      *self,
                gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (GError) error = NULL;

  answer (self, senseless[i].status, senseless[i].body);
  reply_identity (self, "ada");
  g_assert_false (registered (self, &error));
  g_assert_error (error, LK_ERROR, (int) senseless[i].code);
  g_assert_cmpint (lk_account_get_state (self->account), ==, LK_AUTH_STATE_FAILED);
  g_assert_cmpuint (lk_fake_server_count (self->world.server, KEY), <=, 2);
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->world.store), ==, 0);

  /* …and can be begun anew. */
  lk_fake_server_forget (self->world.server, KEY);
  answer (self, 200, SESSION);
  lk_register_async (self->account, self->interview, self->world.cancellable,
                     lk_test_store_result, &self->world.result);
  reply_identity (self, "ada");
  assert_registered (self);
}

/* There is a session there, and nobody could use it. */
static void
test_useless_session_is_ended (Fixture      *self,
                               gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  answer (self, 200, "{\"user_id\":\"ada\",\"device_id\":\"D\",\"access_token\":\"access-9\"}");
  reply_identity (self, "ada");
  g_assert_false (registered (self, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
  lk_account_fixture_wait_asked (&self->world, KEY_LOGOUT, 1);
  g_assert_cmpstr (lk_fake_server_last_header (self->world.server, KEY_LOGOUT, "Authorization"),
                   ==, "Bearer access-9");
  lk_test_drain ();
}

/* The session is settled like any other of such a homeserver. */
static void
test_named_address_is_adopted (Fixture      *self,
                               gconstpointer data)
{
  const char *url = lk_fake_server_get_url (self->world.server);
  g_autofree char *expected = g_strconcat (url, "/mx", NULL);
  g_autofree char *body =
    g_strdup_printf ("%.*s,\"well_known\":{\"m.homeserver\":{\"base_url\":\"%s\"}}}",
                     (int) strlen (SESSION) - 1, SESSION, expected);

  lk_fake_server_json (self->world.server, "GET /mx/_matrix/client/versions",
                       "{\"versions\":[\"v1.11\"]}");
  lk_fake_server_json (self->world.server, "GET /mx/_matrix/client/v3/account/whoami",
                       "{\"user_id\":\"" LK_USER_ID "\"}");
  answer (self, 200, body);
  reply_identity (self, "ada");
  assert_registered (self);
  g_assert_cmpstr (lk_account_get_record (self->account)->base_url, ==, expected);
  g_assert_cmpuint (lk_fake_server_count (self->world.server, LK_KEY_WHOAMI), ==, 0);
}

/* One that wants now this, now that, and nothing of a person, would be asked for ever. */
static void
test_circle_ends (Fixture      *self,
                  gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 10; i++)
    {
      answer (self, 401, "{" FLOW (DUMMY) "}");
      answer (self, 401, "{" FLOW (DUMMY) DONE (DUMMY) "}");
    }
  reply_identity (self, "ada");
  g_assert_false (registered (self, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_SERVER_UNSUITABLE);
  g_assert_cmpuint (lk_fake_server_count (self->world.server, KEY), <=, 6);
}

/* Leaving, and cancelling at every step. */

static void
test_leaving_leads_back_to_the_choice (Fixture      *self,
                                       gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (lk_interview_leave (self->interview));
  g_assert_false (lk_interview_leave (self->interview));
  g_assert_false (registered (self, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_DENIED_BY_USER);
  g_assert_cmpint (lk_account_get_state (self->account), ==, LK_AUTH_STATE_CHOOSING);
  g_assert_null (lk_auth_machine_get_error (lk_account_get_machine (self->account)));
  g_assert_cmpuint (lk_fake_server_count (self->world.server, KEY), ==, 0);
}

static void
test_a_reply_to_another_question_is_none (Fixture      *self,
                                          gconstpointer data)
{
  g_autoptr (LkSecret) secret = lk_secret_new ("x");

  lk_interview_reply_done (self->interview);
  lk_interview_reply_token (self->interview, secret);
  lk_test_drain ();
  g_assert_cmpint (lk_interview_get_question (self->interview), ==, LK_QUESTION_IDENTITY);
  g_assert_cmpuint (lk_fake_server_count (self->world.server, KEY), ==, 0);
  g_cancellable_cancel (self->world.cancellable);
  g_assert_false (registered (self, NULL));
}

typedef enum
{
  AT_IDENTITY,
  AT_FIRST_TRY,
  AT_TOKEN,
  AT_TERMS,
  AT_PAGE,
  AT_LAST_TRY,
  AT_SAVING,
  AT_WHOAMI,
} Moment;

static const struct
{
  const char *path;
  Moment      moment;
  guint       n_logouts;
} cancellations[] = {
  { "/register/cancelled/at-the-form", AT_IDENTITY, 0 },
  { "/register/cancelled/at-the-first-try", AT_FIRST_TRY, 0 },
  { "/register/cancelled/at-the-token", AT_TOKEN, 0 },
  { "/register/cancelled/at-the-terms", AT_TERMS, 0 },
  { "/register/cancelled/at-the-servers-page", AT_PAGE, 0 },
  { "/register/cancelled/as-the-user-is-created", AT_LAST_TRY, 1 },
  { "/register/cancelled/as-it-is-saved", AT_SAVING, 1 },
  { "/register/cancelled/as-it-is-identified", AT_WHOAMI, 1 },
};

static void
go_to (Fixture *self,
       Moment   moment)
{
  if (moment == AT_IDENTITY)
    return;
  answer (self, 401, "{" FLOW (TOKEN "," TERMS "," CAPTCHA) POLICIES "}");
  if (moment == AT_FIRST_TRY)
    lk_fake_server_hold (self->world.server, KEY);
  reply_identity (self, "ada");
  lk_account_fixture_wait_asked (&self->world, KEY, 1);
  if (moment == AT_FIRST_TRY)
    return;
  wait_question (self, LK_QUESTION_TOKEN);
  if (moment == AT_TOKEN)
    return;
  answer (self, 401, "{" FLOW (TOKEN "," TERMS "," CAPTCHA) POLICIES DONE (TOKEN) "}");
  reply_token (self, "let-me-in");
  wait_question (self, LK_QUESTION_TERMS);
  if (moment == AT_TERMS)
    return;
  answer (self, 401, "{" FLOW (TOKEN "," TERMS "," CAPTCHA) DONE (TOKEN "," TERMS) "}");
  lk_interview_reply_done (self->interview);
  wait_question (self, LK_QUESTION_PAGE);
  if (moment == AT_PAGE)
    return;
  answer (self, 200, SESSION);
  if (moment == AT_LAST_TRY)
    lk_fake_server_hold (self->world.server, KEY);
  if (moment == AT_SAVING)
    lk_dummy_store_hang (self->world.store, LK_DUMMY_STORE_SAVE);
  if (moment == AT_WHOAMI)
    lk_fake_server_hang (self->world.server, LK_KEY_WHOAMI);
  lk_interview_reply_done (self->interview);
  lk_account_fixture_wait_asked (&self->world, KEY, 4);
  if (moment == AT_SAVING)
    lk_test_wait_until (lk_dummy_store_is_hanging, self->world.store);
  if (moment == AT_WHOAMI)
    lk_account_fixture_wait_asked (&self->world, LK_KEY_WHOAMI, 1);
}

static void
test_cancelled (Fixture      *self,
                gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (GError) error = NULL;

  if (cancellations[i].moment == AT_WHOAMI)
    lk_fake_server_forget (self->world.server, LK_KEY_WHOAMI);
  go_to (self, cancellations[i].moment);
  g_cancellable_cancel (self->world.cancellable);
  if (cancellations[i].moment == AT_SAVING)
    lk_dummy_store_release (self->world.store);
  g_assert_false (registered (self, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (lk_account_get_state (self->account), ==, LK_AUTH_STATE_SIGNED_OUT);
  g_assert_cmpint (lk_interview_get_question (self->interview), ==, LK_QUESTION_NONE);

  /* Nothing is left here, and nothing stays open there. */
  lk_fake_server_release (self->world.server);
  if (cancellations[i].n_logouts > 0)
    {
      lk_account_fixture_wait_asked (&self->world, KEY_LOGOUT, 1);
      g_assert_cmpstr (lk_fake_server_last_header (self->world.server, KEY_LOGOUT,
                                                   "Authorization"), ==, "Bearer access-2");
    }
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->world.server, KEY_LOGOUT), ==,
                    cancellations[i].n_logouts);
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->world.store), ==, 0);
  g_assert_cmpuint (lk_account_fixture_count_records (&self->world), ==, 0);
}

/* The program ends between saving and whoami: the next one goes on. */
static void
test_crash_loses_nothing (Fixture      *self,
                          gconstpointer data)
{
  g_autoptr (LkPorts) ports = NULL;
  g_autoptr (LkAccountList) list = NULL;
  g_autoptr (LkAccount) account = NULL;

  answer (self, 200, SESSION);
  lk_fake_server_forget (self->world.server, LK_KEY_WHOAMI);
  lk_fake_server_hang (self->world.server, LK_KEY_WHOAMI);
  reply_identity (self, "ada");
  lk_account_fixture_wait_asked (&self->world, LK_KEY_WHOAMI, 1);

  ports = lk_account_fixture_new_ports (&self->world);
  list = lk_account_list_new (ports);
  g_assert_true (lk_account_list_load (list, NULL));
  account = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_IDENTIFYING);
  lk_account_fixture_script (&self->world, LK_KEY_WHOAMI, 200, "{\"user_id\":\"" LK_USER_ID "\"}");
  lk_account_list_resume (list);
  lk_test_wait_state (account, LK_AUTH_STATE_SIGNED_IN);
  g_assert_cmpint (lk_account_get_record (account)->auth_api, ==, LK_AUTH_API_LEGACY);
  lk_account_fixture_assert_kept (&self->world, account, "access-2", "refresh-2");

  g_cancellable_cancel (self->world.cancellable);
  g_assert_false (registered (self, NULL));
}

static void
on_log (const char    *domain,
        GLogLevelFlags log_level,
        const char    *message,
        gpointer       user_data)
{
  g_string_append_printf (user_data, "%s\n", message);
}

/* D21: with everything logged that anybody wants to log. */
static void
test_nothing_says_a_secret (Fixture      *self,
                            gconstpointer data)
{
  static const char *const secrets[] = {
    "correct horse", "let-me-in", "access-2", "refresh-2", "session-5f",
  };
  g_autoptr (GString) said = g_string_new (NULL);
  GLogFunc before = g_log_set_default_handler (on_log, said);
  const GError *problem;

  answer (self, 401, "{\"session\":\"session-5f\",\"flows\":[{\"stages\":[" TOKEN "]}]}");
  answer (self, 502, "down");
  answer (self, 200, SESSION);
  reply_identity (self, "ada");
  reply_token (self, "let-me-in");
  wait_question (self, LK_QUESTION_TOKEN);
  problem = lk_interview_get_problem (self->interview);
  g_string_append_printf (said, "%s %s\n", problem->message, lk_error_get_url (problem));
  reply_token (self, "let-me-in");
  assert_registered (self);
  g_log_set_default_handler (before, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_null (strstr (said->str, secrets[i]));
  g_assert_nonnull (strstr (said->str, "/_matrix/client/v3/register"));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

static void
add_tables (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *first = g_strconcat ("/register/refused-at-once/", refusals[i].path, NULL);
      g_autofree char *last = g_strconcat ("/register/refused-in-the-end/", refusals[i].path,
                                           NULL);

      g_test_add (first, Fixture, &refusals[i], set_up, test_refused_at_once, tear_down);
      g_test_add (last, Fixture, &refusals[i], set_up, test_refused_in_the_end, tear_down);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (senseless); i++)
    g_test_add (senseless[i].path, Fixture, GSIZE_TO_POINTER (i), set_up, test_senseless,
                tear_down);
  for (gsize i = 0; i < G_N_ELEMENTS (cancellations); i++)
    g_test_add (cancellations[i].path, Fixture, GSIZE_TO_POINTER (i), set_up, test_cancelled,
                tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/register/useless-session-is-ended", test_useless_session_is_ended);
  ADD ("/register/J7/named-address-is-adopted", test_named_address_is_adopted);
  ADD ("/register/without-any-stage", test_without_any_stage);
  ADD ("/register/J11/dummy-needs-nobody", test_dummy_needs_nobody);
  ADD ("/register/J11/token", test_token);
  ADD ("/register/J11/terms", test_terms);
  ADD ("/register/J11/all-three-together", test_all_three_together);
  ADD ("/register/J11/unknown-stage-goes-to-the-servers-page",
       test_unknown_stage_goes_to_the_servers_page);
  ADD ("/register/J11/terms-without-documents-go-to-the-servers-page",
       test_terms_without_documents_go_to_the_servers_page);
  ADD ("/register/J11/native-way-is-preferred", test_native_way_is_preferred);
  ADD ("/register/J11/everything-done-is-session-only", test_everything_done_is_session_only);
  ADD ("/register/user-is-the-homeservers-word", test_user_is_the_homeservers_word);
  ADD ("/register/wrong-token-is-asked-for-again", test_wrong_token_is_asked_for_again);
  ADD ("/register/rate-limit-says-how-long", test_rate_limit_says_how_long);
  ADD ("/register/fault-after-a-stage-that-needs-nobody",
       test_fault_after_a_stage_that_needs_nobody);
  ADD ("/register/lost-answer-can-be-tried-again", test_lost_answer_can_be_tried_again);
  ADD ("/register/circle-ends", test_circle_ends);
  ADD ("/register/leaving-leads-back-to-the-choice", test_leaving_leads_back_to_the_choice);
  ADD ("/register/a-reply-to-another-question-is-none", test_a_reply_to_another_question_is_none);
  ADD ("/register/crash-loses-nothing", test_crash_loses_nothing);
  ADD ("/register/D21/nothing-says-a-secret", test_nothing_says_a_secret);
  add_tables ();

  return g_test_run ();
}
