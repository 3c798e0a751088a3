/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"

#include "lk-account-list.h"
#include "lk-json.h"
#include "lk-sign-in-legacy.h"

#include <string.h>

#define PASSWORD_FLOW "{\"type\":\"m.login.password\"}"
#define ALL_STATES "discovering choosing exchanging identifying signed-in "

static void
set_up (LkAccountFixture *self,
        gconstpointer     data)
{
  lk_account_fixture_set_up (self, data);
  lk_account_fixture_be_legacy (self, PASSWORD_FLOW);
}

static void
start (LkAccountFixture *self,
       LkAccount        *account,
       LkHomeserver     *homeserver)
{
  g_autoptr (LkSecret) password = lk_secret_new ("open \"sesame\"");

  g_clear_object (&self->result);
  lk_sign_in_legacy_async (account, homeserver, "ada", NULL, password, self->cancellable,
                           lk_test_store_result, &self->result);
}

static gboolean
finish (LkAccountFixture *self,
        LkAccount        *account,
        GError          **error)
{
  g_autoptr (GAsyncResult) result = g_object_ref (lk_test_await (&self->result));

  g_clear_object (&self->result);
  return lk_sign_in_legacy_finish (account, result, error);
}

static gboolean
sign_in (LkAccountFixture *self,
         LkAccount        *account,
         GError          **error)
{
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (self, account);

  start (self, account, homeserver);
  return finish (self, account, error);
}

/* Of the login request. (transfer full) (nullable) */
static char *
sent (LkAccountFixture *self,
      const char       *member)
{
  const char *text = lk_fake_server_last_body (self->server, LK_KEY_LOG_IN);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (JsonObject) body = lk_json_parse_object (bytes, NULL);

  return g_strdup (lk_json_get_string (body, member));
}

static void
assert_sent (LkAccountFixture *self,
             const char       *member,
             const char       *expected)
{
  g_autofree char *value = sent (self, member);

  g_assert_cmpstr (value, ==, expected);
}

/* Neither a provider nor its endpoints were ever asked. */
static void
assert_no_oauth (LkAccountFixture *self)
{
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_REGISTER), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_REVOKE), ==, 0);
}

static void
test_from_a_password_to_a_session (LkAccountFixture *self,
                                   gconstpointer     data)
{
  LkAccount *account = lk_account_fixture_new_account (self);
  g_autoptr (LkAccountRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (sign_in (self, account, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (self->states->str, ==, ALL_STATES);
  assert_sent (self, "password", "open \"sesame\"");
  assert_sent (self, "device_id", NULL);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_LOG_IN), ==, 1);
  assert_no_oauth (self);
  lk_account_fixture_assert_kept (self, account, "access-2", "refresh-2");
  g_assert_cmpstr (lk_fake_server_last_header (self->server, LK_KEY_WHOAMI, "Authorization"), ==,
                   "Bearer access-2");

  record = lk_account_fixture_read_record (self, lk_account_get_id (account));
  g_assert_cmpint (record->state, ==, LK_RECORD_ACTIVE);
  g_assert_cmpint (record->auth_api, ==, LK_AUTH_API_LEGACY);
  g_assert_cmpstr (record->user_id, ==, LK_USER_ID);
  g_assert_cmpstr (record->device_id, ==, "DEVICEDEVICE");
  g_assert_cmpstr (record->base_url, ==, lk_fake_server_get_url (self->server));
  g_assert_null (record->client_id);
  g_assert_null (record->token_endpoint);
  g_assert_cmpint (record->signed_in_at, ==, lk_clock_seconds (self->clock));
  lk_test_drain ();
  g_assert_finalize_object (account);
}

/* The time that the homeserver gives is in milliseconds; near its end the token is renewed. */
static void
test_expiry_is_heeded (LkAccountFixture *self,
                       gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  LkTokens *tokens;

  lk_account_fixture_script (self, LK_KEY_LOG_IN, 200,
                             "{\"access_token\":\"access-2\",\"refresh_token\":\"refresh-2\","
                             "\"expires_in_ms\":60000,\"device_id\":\"D\","
                             "\"user_id\":\"" LK_USER_ID "\"}");
  g_assert_true (sign_in (self, account, NULL));
  tokens = lk_account_get_tokens (account);
  g_assert_cmpint (tokens->expires_at - tokens->obtained_at, ==, 60);
}

/* A refusal: told, and the next try may be right. */
typedef struct
{
  const char *path;
  guint       status;
  const char *body;
  LkErrorCode code;
  int         retry_after;
} Refusal;

static const Refusal refusals[] = {
  { "wrong-password", 403, "{\"errcode\":\"M_FORBIDDEN\",\"error\":\"Invalid password\"}",
    LK_ERROR_REFUSED, -1 },
  { "user-deactivated", 403, "{\"errcode\":\"M_USER_DEACTIVATED\",\"error\":\"Gone\"}",
    LK_ERROR_REFUSED, -1 },
  { "user-locked", 401, "{\"errcode\":\"M_USER_LOCKED\",\"soft_logout\":true}",
    LK_ERROR_USER_LOCKED, -1 },
  { "too-many-tries", 429, "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"retry_after_ms\":4000}",
    LK_ERROR_RATE_LIMITED, 4 },
  { "login-is-gone", 404, "{\"errcode\":\"M_UNRECOGNIZED\"}", LK_ERROR_SERVER_UNSUITABLE, -1 },
  { "malformed", 200, "{\"user_id\":\"x\"}", LK_ERROR_PROTOCOL, -1 },
  { "fault", 502, "<html>", LK_ERROR_SERVER_FAILED, -1 },
};

/* …as the last step of what was done. */
static void
assert_written_down (LkAccount     *account,
                     const Refusal *refusal)
{
  LkTrace *trace = lk_account_get_trace (account);
  LkTraceStep *step = lk_trace_peek (trace, lk_trace_length (trace) - 1);

  g_assert_cmpstr (step->name, ==, "login-password");
  g_assert_cmpuint (step->status, ==, refusal->status);
  g_assert_error (step->error, LK_ERROR, (int) refusal->code);
}

static void
test_refusal_is_told_and_can_be_mended (LkAccountFixture *self,
                                        gconstpointer     data)
{
  const Refusal *refusal = data;
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (self, account);
  g_autoptr (GError) error = NULL;

  lk_account_fixture_script (self, LK_KEY_LOG_IN, refusal->status, refusal->body);
  start (self, account, homeserver);
  g_assert_false (finish (self, account, &error));
  g_assert_error (error, LK_ERROR, (int) refusal->code);
  g_assert_error (lk_auth_machine_get_error (lk_account_get_machine (account)), LK_ERROR,
                  (int) refusal->code);
  g_assert_cmpint (lk_error_get_retry_after (error), ==, refusal->retry_after);
  g_assert_cmpstr (lk_error_get_step (error), ==, "login-password");
  assert_written_down (account, refusal);
  g_assert_cmpstr (self->states->str, ==, "discovering choosing exchanging failed ");
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_LOG_IN), ==, 1);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_LOGOUT), ==, 0);
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->store), ==, 0);
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 0);

  lk_account_fixture_script (self, LK_KEY_LOG_IN, 200, "{" LK_LOGIN_MEMBERS "}");
  start (self, account, homeserver);
  g_assert_true (finish (self, account, NULL));
  g_assert_null (lk_auth_machine_get_error (lk_account_get_machine (account)));
  g_assert_cmpstr (self->states->str, ==, "discovering choosing exchanging failed choosing "
                                          "exchanging identifying signed-in ");
}

/* The tokens are of no use without the rest: the session doesn't stay open for it. */
static void
test_useless_session_is_ended (LkAccountFixture *self,
                               gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (GError) error = NULL;

  lk_account_fixture_script (self, LK_KEY_LOG_IN, 200, "{\"access_token\":\"access-9\"}");
  g_assert_false (sign_in (self, account, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
  lk_account_fixture_wait_asked (self, LK_KEY_LOGOUT, 1);
  g_assert_cmpstr (lk_fake_server_last_header (self->server, LK_KEY_LOGOUT, "Authorization"), ==,
                   "Bearer access-9");
  lk_test_drain ();
}

/* J7 */
static char *
with_well_known (const char *base_url)
{
  return g_strdup_printf ("{" LK_LOGIN_MEMBERS ",\"well_known\":{\"m.homeserver\":{\"base_url\":"
                          "\"%s\"}}}", base_url);
}

static void
test_named_address_is_adopted (LkAccountFixture *self,
                               gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autofree char *body = with_well_known ("{url}/mx/");
  g_autofree char *expected = g_strconcat (lk_fake_server_get_url (self->server), "/mx", NULL);

  lk_account_fixture_script (self, LK_KEY_LOG_IN, 200, body);
  lk_fake_server_json (self->server, "GET /mx/_matrix/client/versions",
                       "{\"versions\":[\"v1.11\"]}");
  lk_fake_server_json (self->server, "GET /mx/_matrix/client/v3/account/whoami",
                       "{\"user_id\":\"" LK_USER_ID "\"}");
  g_assert_true (sign_in (self, account, NULL));
  g_assert_cmpstr (lk_account_get_record (account)->base_url, ==, expected);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_WHOAMI), ==, 0);
  g_assert_null (lk_fake_server_last_header (self->server, "GET /mx/_matrix/client/versions",
                                             "Authorization"));
}

static const char *const bad_addresses[] = {
  "{url}/nothing-here", "ftp://x", "http://example.org", "", "{url}/?x",
};

static void
test_bad_address_is_ignored (LkAccountFixture *self,
                             gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autofree char *body = with_well_known (data);

  lk_account_fixture_script (self, LK_KEY_LOG_IN, 200, body);
  g_assert_true (sign_in (self, account, NULL));
  g_assert_cmpstr (lk_account_get_record (account)->base_url, ==,
                   lk_fake_server_get_url (self->server));
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_WHOAMI), ==, 1);
}

static void
test_same_address_is_not_asked_twice (LkAccountFixture *self,
                                      gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autofree char *body = with_well_known ("{url}/");

  lk_account_fixture_script (self, LK_KEY_LOG_IN, 200, body);
  g_assert_true (sign_in (self, account, NULL));
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_VERSIONS), ==, 1);
}

/* Signing in again. */

/* One without a refresh token, whose session the homeserver has just ended. */
static LkAccount *
new_ended (LkAccountFixture *self)
{
  LkAccount *account = lk_account_fixture_new_legacy (self, 0, FALSE);

  lk_account_fixture_script (self, LK_KEY_WHOAMI, 401,
                             "{\"errcode\":\"M_UNKNOWN_TOKEN\",\"soft_logout\":true}");
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 401);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);
  lk_account_fixture_script (self, LK_KEY_WHOAMI, 200, "{\"user_id\":\"" LK_USER_ID "\"}");
  g_string_truncate (self->states, 0);
  return account;
}

static void
test_signing_in_again_is_the_same_device (LkAccountFixture *self,
                                          gconstpointer     data)
{
  g_autoptr (LkAccount) account = new_ended (self);

  lk_account_fixture_script (self, LK_KEY_LOG_IN, 200,
                             "{\"access_token\":\"access-2\",\"device_id\":\"DEVICEDEVICE\","
                             "\"user_id\":\"" LK_USER_ID "\"}");
  g_assert_true (sign_in (self, account, NULL));
  assert_sent (self, "device_id", "DEVICEDEVICE");
  g_assert_cmpstr (lk_account_get_record (account)->device_id, ==, "DEVICEDEVICE");
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 1);
  lk_account_fixture_assert_kept (self, account, "access-2", NULL);
}

static void
test_wrong_user_leaves_the_record_untouched (LkAccountFixture *self,
                                             gconstpointer     data)
{
  g_autoptr (LkAccount) account = new_ended (self);
  g_autoptr (LkAccountRecord) before =
    lk_account_fixture_read_record (self, lk_account_get_id (account));
  g_autoptr (LkAccountRecord) after = NULL;
  g_autoptr (GError) error = NULL;

  lk_account_fixture_script (self, LK_KEY_WHOAMI, 200, "{\"user_id\":\"@eve:example.org\"}");
  g_assert_false (sign_in (self, account, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_WRONG_ACCOUNT);
  lk_account_fixture_wait_asked (self, LK_KEY_LOGOUT, 1);
  g_assert_cmpstr (lk_fake_server_last_header (self->server, LK_KEY_LOGOUT, "Authorization"), ==,
                   "Bearer access-2");
  assert_no_oauth (self);
  after = lk_account_fixture_read_record (self, lk_account_get_id (account));
  lk_test_assert_same_record (before, after);
  lk_test_assert_same_record (before, lk_account_get_record (account));
  lk_account_leave_sign_in (account);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);
  lk_test_drain ();
}

static void
test_wrong_device_leaves_the_record_untouched (LkAccountFixture *self,
                                               gconstpointer     data)
{
  g_autoptr (LkAccount) account = new_ended (self);
  g_autoptr (LkAccountRecord) before =
    lk_account_fixture_read_record (self, lk_account_get_id (account));
  g_autoptr (LkAccountRecord) after = NULL;
  g_autoptr (GError) error = NULL;

  lk_account_fixture_script (self, LK_KEY_LOG_IN, 200,
                             "{\"access_token\":\"access-2\",\"device_id\":\"OTHERDEVICE\","
                             "\"user_id\":\"" LK_USER_ID "\"}");
  g_assert_false (sign_in (self, account, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_WRONG_DEVICE);
  lk_account_fixture_wait_asked (self, LK_KEY_LOGOUT, 1);
  g_assert_cmpstr (lk_fake_server_last_header (self->server, LK_KEY_LOGOUT, "Authorization"), ==,
                   "Bearer access-2");
  after = lk_account_fixture_read_record (self, lk_account_get_id (account));
  lk_test_assert_same_record (before, after);
  lk_account_leave_sign_in (account);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);
  lk_test_drain ();
}

/* The homeserver has got a provider meanwhile: discovery decides, and the record follows when the
 * session is there, not before. */
static void
test_legacy_account_moves_to_oauth (LkAccountFixture *self,
                                    gconstpointer     data)
{
  g_autoptr (LkAccount) account = new_ended (self);
  g_autoptr (LkHomeserver) homeserver = NULL;
  g_autoptr (LkAccountRecord) record = NULL;

  lk_account_fixture_script (self, LK_KEY_METADATA, 200, LK_METADATA);
  homeserver = lk_account_fixture_discover (self, account);
  g_assert_nonnull (homeserver->auth_api->metadata);
  lk_account_fixture_script (self, LK_KEY_REGISTER, 400, "{}");
  lk_account_fixture_sign_in (self, account, homeserver);
  g_assert_false (lk_account_fixture_signed_in (self, account, NULL));
  g_assert_cmpint (lk_account_get_record (account)->auth_api, ==, LK_AUTH_API_LEGACY);

  lk_account_fixture_script (self, LK_KEY_REGISTER, 201, "{\"client_id\":\"client-2\"}");
  lk_account_fixture_sign_in (self, account, homeserver);
  g_assert_true (lk_account_fixture_signed_in (self, account, NULL));
  record = lk_account_fixture_read_record (self, lk_account_get_id (account));
  g_assert_cmpint (record->auth_api, ==, LK_AUTH_API_OAUTH);
  g_assert_cmpstr (record->client_id, ==, "client-2");
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_LOG_IN), ==, 0);
}

/* … and the other way round nothing of the provider stays. */
static void
test_oauth_account_moves_to_legacy (LkAccountFixture *self,
                                    gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_expired (self);
  g_autoptr (LkAccountRecord) record = NULL;

  g_assert_true (sign_in (self, account, NULL));
  record = lk_account_fixture_read_record (self, lk_account_get_id (account));
  g_assert_cmpint (record->auth_api, ==, LK_AUTH_API_LEGACY);
  g_assert_null (record->issuer);
  g_assert_null (record->token_endpoint);
  g_assert_null (record->revocation_endpoint);
  g_assert_null (record->client_id);
  g_assert_cmpstrv (record->account_management_actions, ((const char *const[]) { NULL }));
  assert_no_oauth (self);
}

/* E11: who is there already is recognised, and its older session ended the way it was made. */
static void
test_same_user_replaces_the_older_session (LkAccountFixture *self,
                                           gconstpointer     data)
{
  g_autoptr (LkAccountList) list = lk_account_list_new (self->ports);
  g_autoptr (LkAccount) older = lk_account_fixture_new_legacy (self, 0, TRUE);
  g_autoptr (LkAccount) account = lk_account_new (self->ports, NULL);

  lk_account_list_add (list, older);
  g_assert_true (sign_in (self, account, NULL));
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_LOGOUT), ==, 0);
  lk_account_list_add (list, account);
  lk_test_wait_state (older, LK_AUTH_STATE_SIGNED_OUT);
  lk_account_fixture_wait_asked (self, LK_KEY_LOGOUT, 1);
  g_assert_cmpstr (lk_fake_server_last_header (self->server, LK_KEY_LOGOUT, "Authorization"), ==,
                   "Bearer access-1");
  assert_no_oauth (self);
  lk_test_drain ();
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 1);
}

/* Cancelling, as a dimension: at which step, and by which account. */
typedef enum { LOGGING_IN, CHECKING, SAVING, IDENTIFYING, N_STEPS } Step;

static const struct
{
  const char *name;
  const char *states; /* from the choice on */
} steps[N_STEPS] = {
  [LOGGING_IN] = { "logging-in", "exchanging " },
  [CHECKING] = { "checking-the-address", "exchanging " },
  [SAVING] = { "saving", "exchanging identifying " },
  [IDENTIFYING] = { "identifying", "exchanging identifying " },
};

#define MOVED_VERSIONS "GET /mx/_matrix/client/versions"

static void
prepare_step (LkAccountFixture *self,
              Step              step)
{
  g_autofree char *moved = with_well_known ("{url}/mx");

  if (step == LOGGING_IN)
    lk_fake_server_hold (self->server, LK_KEY_LOG_IN);
  else if (step == SAVING)
    lk_dummy_store_hang (self->store, LK_DUMMY_STORE_SAVE);
  else if (step == IDENTIFYING)
    lk_fake_server_hold (self->server, LK_KEY_WHOAMI);
  else
    {
      lk_account_fixture_script (self, LK_KEY_LOG_IN, 200, moved);
      lk_fake_server_hang (self->server, MOVED_VERSIONS);
    }
}

static void
wait_for_step (LkAccountFixture *self,
               Step              step)
{
  if (step == LOGGING_IN)
    lk_account_fixture_wait_asked (self, LK_KEY_LOG_IN, 1);
  else if (step == CHECKING)
    lk_account_fixture_wait_asked (self, MOVED_VERSIONS, 1);
  else if (step == SAVING)
    lk_test_wait_until (lk_dummy_store_is_hanging, self->store);
  else
    lk_account_fixture_wait_asked (self, LK_KEY_WHOAMI, 1);
}

/* All of it is undone; @before is what the index had of the account. */
static void
cancel_at (LkAccountFixture *self,
           Step              step,
           LkAccount        *account,
           LkAccountRecord  *before)
{
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (self, account);
  g_autoptr (LkAccountRecord) after = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *states = NULL;

  prepare_step (self, step);
  start (self, account, homeserver);
  wait_for_step (self, step);
  g_assert_null (self->result);
  g_cancellable_cancel (self->cancellable);
  lk_dummy_store_release (self->store);
  g_assert_false (finish (self, account, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  states = g_strconcat ("discovering choosing ", steps[step].states,
                        before != NULL ? "needs-sign-in " : "signed-out ", NULL);
  g_assert_cmpstr (self->states->str, ==, states);
  g_assert_null (lk_auth_machine_get_error (lk_account_get_machine (account)));

  /* The session that came, or still comes, doesn't stay. */
  lk_fake_server_release (self->server);
  lk_account_fixture_wait_asked (self, LK_KEY_LOGOUT, 1);
  g_assert_cmpstr (lk_fake_server_last_header (self->server, LK_KEY_LOGOUT, "Authorization"), ==,
                   "Bearer access-2");
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_LOGOUT), ==, 1);
  assert_no_oauth (self);
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->store), ==, 0);
  after = lk_account_fixture_read_record (self, lk_account_get_id (account));
  if (before != NULL)
    lk_test_assert_same_record (after, before);
  else
    g_assert_null (after);
}

static void
test_cancelled_new_account_leaves_nothing (LkAccountFixture *self,
                                           gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);

  cancel_at (self, GPOINTER_TO_INT (data), account, NULL);
}

static void
test_cancelled_expired_account_is_as_it_was (LkAccountFixture *self,
                                             gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_expired (self);
  g_autoptr (LkAccountRecord) before =
    lk_account_fixture_read_record (self, lk_account_get_id (account));

  cancel_at (self, GPOINTER_TO_INT (data), account, before);
}

static void
add_with (const char   *path,
          gconstpointer data,
          void        (*test) (LkAccountFixture *, gconstpointer))
{
  g_test_add (path, LkAccountFixture, data, set_up, test, lk_account_fixture_tear_down);
}

#define add(path, test) add_with (path, NULL, test)

static void
add_tables (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path =
        g_strconcat ("/sign-in-legacy/J6/refusal-is-told-and-can-be-mended/", refusals[i].path,
                     NULL);

      add_with (path, &refusals[i], test_refusal_is_told_and_can_be_mended);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad_addresses); i++)
    {
      g_autofree char *path =
        g_strdup_printf ("/sign-in-legacy/J7/bad-address-is-ignored/%" G_GSIZE_FORMAT, i);

      add_with (path, bad_addresses[i], test_bad_address_is_ignored);
    }
  for (int step = 0; step < N_STEPS; step++)
    {
      g_autofree char *fresh = g_strconcat (
        "/sign-in-legacy/cancelled-new-account-leaves-nothing/", steps[step].name, NULL);
      g_autofree char *expired = g_strconcat (
        "/sign-in-legacy/cancelled-expired-account-is-as-it-was/", steps[step].name, NULL);

      add_with (fresh, GINT_TO_POINTER (step), test_cancelled_new_account_leaves_nothing);
      add_with (expired, GINT_TO_POINTER (step), test_cancelled_expired_account_is_as_it_was);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/sign-in-legacy/J1/J12/from-a-password-to-a-session", test_from_a_password_to_a_session);
  add ("/sign-in-legacy/J2/expiry-is-heeded", test_expiry_is_heeded);
  add ("/sign-in-legacy/useless-session-is-ended", test_useless_session_is_ended);
  add ("/sign-in-legacy/J7/named-address-is-adopted", test_named_address_is_adopted);
  add ("/sign-in-legacy/J7/same-address-is-not-asked-twice", test_same_address_is_not_asked_twice);
  add ("/sign-in-legacy/J9/signing-in-again-is-the-same-device",
       test_signing_in_again_is_the_same_device);
  add ("/sign-in-legacy/E8/wrong-user-leaves-the-record-untouched",
       test_wrong_user_leaves_the_record_untouched);
  add ("/sign-in-legacy/E8/wrong-device-leaves-the-record-untouched",
       test_wrong_device_leaves_the_record_untouched);
  add ("/sign-in-legacy/legacy-account-moves-to-oauth", test_legacy_account_moves_to_oauth);
  add ("/sign-in-legacy/oauth-account-moves-to-legacy", test_oauth_account_moves_to_legacy);
  add ("/sign-in-legacy/E11/same-user-replaces-the-older-session",
       test_same_user_replaces_the_older_session);
  add_tables ();

  return g_test_run ();
}
