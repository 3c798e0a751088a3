/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"

#include "lk-account-list.h"
#include "lk-homeserver-private.h"
#include "lk-identify.h"
#include "lk-sign-in.h"

#include <string.h>

#define ALL_STATES "discovering choosing registering authorizing exchanging identifying signed-in "

static char *
sent (LkAccountFixture *self,
      const char       *key,
      const char       *field)
{
  return lk_fake_server_last_field (self->server, key, field);
}

static void
assert_sent (LkAccountFixture *self,
             const char       *key,
             const char       *field,
             const char       *expected)
{
  g_autofree char *value = sent (self, key, field);

  g_assert_cmpstr (value, ==, expected);
}

static gboolean
somebody_sleeps (gpointer user_data)
{
  return lk_dummy_clock_get_n_wakes (user_data) > 0;
}

static void
test_from_the_servers_name_to_a_session (LkAccountFixture *self,
                                         gconstpointer     data)
{
  LkAccount *account = lk_account_fixture_new_account (self);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (self, account);
  g_autoptr (LkAccountRecord) record = NULL;
  g_autofree char *device_id = NULL;
  g_autoptr (GError) error = NULL;

  lk_account_fixture_sign_in (self, account, homeserver);
  g_assert_true (lk_account_fixture_signed_in (self, account, &error));
  g_assert_no_error (error);

  g_assert_cmpstr (self->states->str, ==, ALL_STATES);
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 6);
  lk_account_fixture_assert_kept (self, account, "access-2", "refresh-2");
  g_assert_cmpstr (lk_dummy_store_get_label (self->store), !=, NULL);
  assert_sent (self, LK_KEY_TOKEN, "code", "code-1");
  assert_sent (self, LK_KEY_TOKEN, "client_id", "client-2");
  assert_sent (self, LK_KEY_TOKEN, "redirect_uri",
               lk_dummy_user_agent_get_redirect_uri (self->agent));
  g_assert_cmpstr (lk_fake_server_last_header (self->server, LK_KEY_WHOAMI, "Authorization"), ==,
                   "Bearer access-2");

  record = lk_account_fixture_read_record (self, lk_account_get_id (account));
  g_assert_cmpint (record->state, ==, LK_RECORD_ACTIVE);
  g_assert_cmpstr (record->user_id, ==, LK_USER_ID);
  g_assert_cmpstr (record->client_id, ==, "client-2");
  g_assert_cmpstr (record->base_url, ==, lk_fake_server_get_url (self->server));
  g_assert_cmpint (record->signed_in_at, ==, lk_clock_seconds (self->clock));
  g_assert_cmpstr (record->account_management_actions[0], ==, "org.matrix.devices_list");
  device_id = lk_dummy_user_agent_dup_param (self->agent, "scope");
  g_assert_true (g_str_has_suffix (device_id, record->device_id));
  lk_test_drain ();
  g_assert_finalize_object (account);
}

/* The homeserver's word on the device counts. */
static void
test_device_is_the_one_the_homeserver_knows (LkAccountFixture *self,
                                             gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (self, account);

  lk_account_fixture_script (self, LK_KEY_WHOAMI, 200,
                             "{\"user_id\":\"" LK_USER_ID "\",\"device_id\":\"OTHERDEVICE\"}");
  lk_account_fixture_sign_in (self, account, homeserver);
  g_assert_true (lk_account_fixture_signed_in (self, account, NULL));
  g_assert_cmpstr (lk_account_get_record (account)->device_id, ==, "OTHERDEVICE");
}

/* A1, D19: who typed a user ID is not asked for it again. */
static void
test_typed_user_id_is_the_login_hint (LkAccountFixture *self,
                                      gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkHomeserver) found = lk_account_fixture_discover (self, account);
  g_autofree char *hint = NULL;

  lk_server_entry_free (found->entry);
  found->entry = lk_server_entry_parse ("@ada:example.org:8448", FALSE, NULL);
  lk_account_fixture_sign_in (self, account, found);
  g_assert_true (lk_account_fixture_signed_in (self, account, NULL));
  hint = lk_dummy_user_agent_dup_param (self->agent, "login_hint");
  g_assert_cmpstr (hint, ==, "mxid:@ada:example.org:8448");
}

static void
test_stray_redirect_keeps_waiting (LkAccountFixture *self,
                                   gconstpointer     data)
{
  static const char *const strays[] = {
    "code=evil&state=wrong", "code=evil", "code=evil&state={state}&state={state}", "",
  };
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (self, account);

  lk_dummy_user_agent_answer_by_itself (self->agent, NULL);
  lk_account_fixture_sign_in (self, account, homeserver);
  for (gsize i = 0; i < G_N_ELEMENTS (strays); i++)
    {
      lk_test_wait_until (lk_dummy_user_agent_is_waiting, self->agent);
      lk_dummy_user_agent_redirect_query (self->agent, strays[i]);
      g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_AUTHORIZING);
    }
  lk_test_wait_until (lk_dummy_user_agent_is_waiting, self->agent);
  lk_dummy_user_agent_redirect (self->agent, "https://elsewhere.example/oauth?code=x");
  lk_test_wait_until (lk_dummy_user_agent_is_waiting, self->agent);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 0);

  lk_dummy_user_agent_redirect_query (self->agent, "code=good&state={state}");
  g_assert_true (lk_account_fixture_signed_in (self, account, NULL));
  assert_sent (self, LK_KEY_TOKEN, "code", "good");
  g_assert_cmpuint (lk_dummy_user_agent_get_n_opened (self->agent), ==, 1);
  g_assert_cmpstr (self->states->str, ==, ALL_STATES);
}

/* A redirect that ends the attempt without asking for tokens. */
typedef struct
{
  const char *path;
  const char *metadata; /* (nullable) */
  const char *query;
  LkErrorCode code;
} Refusal;

static const Refusal refusals[] = {
  { "/sign-in/D10/access-denied-is-no-token-call", NULL,
    "error=access_denied&state={state}", LK_ERROR_DENIED_BY_USER },
  { "/sign-in/D10/server-error-is-no-token-call", NULL,
    "error=server_error&state={state}", LK_ERROR_SERVER_FAILED },
  { "/sign-in/D12/another-issuer-is-no-token-call", NULL,
    "code=x&state={state}&iss=https%3A%2F%2Fevil.example", LK_ERROR_PROTOCOL },
  { "/sign-in/D12/promised-issuer-is-missing",
    "{" LK_METADATA_MEMBERS ",\"registration_endpoint\":\"{url}/register\","
    "\"authorization_response_iss_parameter_supported\":true}",
    "code=x&state={state}", LK_ERROR_PROTOCOL },
};

static void
test_refusal (LkAccountFixture *self,
              gconstpointer     data)
{
  const Refusal *refusal = data;
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkHomeserver) homeserver = NULL;
  g_autoptr (GError) error = NULL;

  if (refusal->metadata != NULL)
    lk_account_fixture_script (self, LK_KEY_METADATA, 200, refusal->metadata);
  homeserver = lk_account_fixture_discover (self, account);
  lk_dummy_user_agent_answer_by_itself (self->agent, NULL);
  lk_account_fixture_sign_in (self, account, homeserver);
  lk_test_wait_until (lk_dummy_user_agent_is_waiting, self->agent);
  lk_dummy_user_agent_redirect_query (self->agent, refusal->query);
  g_assert_false (lk_account_fixture_signed_in (self, account, &error));
  g_assert_error (error, LK_ERROR, (int) refusal->code);
  g_assert_error (lk_auth_machine_get_error (lk_account_get_machine (account)), LK_ERROR,
                  (int) refusal->code);
  g_assert_cmpstr (self->states->str, ==,
                   "discovering choosing registering authorizing failed ");
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 0);
}

static void
test_failed_attempt_can_be_tried_again (LkAccountFixture *self,
                                        gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (self, account);

  lk_dummy_user_agent_answer_by_itself (self->agent, NULL);
  lk_account_fixture_sign_in (self, account, homeserver);
  lk_test_wait_until (lk_dummy_user_agent_is_waiting, self->agent);
  lk_dummy_user_agent_redirect_query (self->agent, "error=access_denied&state={state}");
  g_assert_false (lk_account_fixture_signed_in (self, account, NULL));

  /* Registered anew (C5), another page with another state. */
  lk_dummy_user_agent_answer_by_itself (self->agent, "code-2");
  lk_account_fixture_sign_in (self, account, homeserver);
  g_assert_true (lk_account_fixture_signed_in (self, account, NULL));
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_REGISTER), ==, 2);
  g_assert_null (lk_auth_machine_get_error (lk_account_get_machine (account)));
  g_assert_cmpstr (self->states->str, ==,
                   "discovering choosing registering authorizing failed choosing registering "
                   "authorizing exchanging identifying signed-in ");
}

static void
test_late_redirect_after_cancelling_is_ignored (LkAccountFixture *self,
                                                gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (self, account);
  g_autoptr (GError) error = NULL;

  lk_dummy_user_agent_answer_by_itself (self->agent, NULL);
  lk_account_fixture_sign_in (self, account, homeserver);
  lk_test_wait_until (lk_dummy_user_agent_is_waiting, self->agent);
  g_cancellable_cancel (self->cancellable);
  g_assert_false (lk_account_fixture_signed_in (self, account, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  lk_dummy_user_agent_redirect_query (self->agent, "code=late&state={state}");
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 0);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_OUT);
}

static void
test_code_goes_where_the_attempt_began (LkAccountFixture *self,
                                        gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkAccount) other = lk_account_new (self->ports, NULL);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (self, account);
  g_autoptr (LkHomeserver) changed = NULL;

  lk_dummy_user_agent_answer_by_itself (self->agent, NULL);
  lk_account_fixture_sign_in (self, account, homeserver);
  lk_test_wait_until (lk_dummy_user_agent_is_waiting, self->agent);
  lk_account_fixture_script (self, LK_KEY_METADATA, 200,
                             "{" LK_METADATA_MEMBERS ",\"token_endpoint\":\"{url}/stolen\"}");
  changed = lk_account_fixture_discover (self, other);
  g_assert_true (g_str_has_suffix (changed->auth_api->metadata->token_endpoint, "/stolen"));

  lk_dummy_user_agent_redirect_query (self->agent, "code=x&state={state}");
  g_assert_true (lk_account_fixture_signed_in (self, account, NULL));
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 1);
  g_assert_cmpuint (lk_fake_server_count (self->server, "POST /stolen"), ==, 0);
  g_assert_true (g_str_has_suffix (lk_account_get_record (account)->token_endpoint, "/token"));
}

static void
test_refused_registration_is_told (LkAccountFixture *self,
                                   gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (self, account);
  g_autoptr (GError) error = NULL;

  lk_account_fixture_script (self, LK_KEY_REGISTER, 400,
                             "{\"error\":\"invalid_client_metadata\","
                             "\"error_description\":\"Not you\"}");
  lk_account_fixture_sign_in (self, account, homeserver);
  g_assert_false (lk_account_fixture_signed_in (self, account, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_REFUSED);
  g_assert_cmpstr (lk_error_get_server_text (error), ==, "Not you");
  g_assert_cmpstr (self->states->str, ==, "discovering choosing registering failed ");
  g_assert_cmpuint (lk_dummy_user_agent_get_n_opened (self->agent), ==, 0);
}

static void
add_static_client (LkAccountFixture *self)
{
  g_autofree char *issuer = g_strconcat (lk_fake_server_get_url (self->server), "/", NULL);

  self->ports->static_clients = g_key_file_new ();
  g_key_file_set_string (self->ports->static_clients, issuer, "ClientId", "known-before");
}

static void
test_static_client_stands_in (LkAccountFixture *self,
                              gconstpointer     data)
{
  gboolean refused = GPOINTER_TO_INT (data);
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkHomeserver) homeserver = NULL;

  if (refused)
    lk_account_fixture_script (self, LK_KEY_REGISTER, 403, "{\"errcode\":\"M_FORBIDDEN\"}");
  else
    lk_account_fixture_script (self, LK_KEY_METADATA, 200, "{" LK_METADATA_MEMBERS "}");
  add_static_client (self);
  homeserver = lk_account_fixture_discover (self, account);
  lk_account_fixture_sign_in (self, account, homeserver);
  g_assert_true (lk_account_fixture_signed_in (self, account, NULL));
  assert_sent (self, LK_KEY_TOKEN, "client_id", "known-before");
  g_assert_cmpstr (lk_account_get_record (account)->client_id, ==, "known-before");
}

/* What the token endpoint may answer to a code, and that nothing of it is kept. */
typedef struct
{
  const char *path;
  guint       status;
  const char *body;
  LkErrorCode code;
  guint       n_revoked;
} BadAnswer;

static const BadAnswer bad_answers[] = {
  { "/sign-in/E3/no-access-token", 200, "{\"token_type\":\"Bearer\"}", LK_ERROR_PROTOCOL, 0 },
  { "/sign-in/E3/not-json", 200, "<html>", LK_ERROR_PROTOCOL, 0 },
  { "/sign-in/E5/invalid-grant", 400, "{\"error\":\"invalid_grant\"}", LK_ERROR_REFUSED, 0 },
  { "/sign-in/E10/scope-without-the-api", 200,
    "{\"access_token\":\"a\",\"refresh_token\":\"r\",\"token_type\":\"Bearer\","
    "\"scope\":\"openid email\"}", LK_ERROR_REFUSED, 1 },
};

static void
test_bad_answer (LkAccountFixture *self,
                 gconstpointer     data)
{
  const BadAnswer *bad = data;
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (self, account);
  g_autoptr (GError) error = NULL;

  lk_account_fixture_script (self, LK_KEY_TOKEN, bad->status, bad->body);
  lk_account_fixture_sign_in (self, account, homeserver);
  g_assert_false (lk_account_fixture_signed_in (self, account, &error));
  g_assert_error (error, LK_ERROR, (int) bad->code);
  g_assert_cmpstr (self->states->str, ==,
                   "discovering choosing registering authorizing exchanging failed ");
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 1);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_REVOKE), ==, bad->n_revoked);
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->store), ==, 0);
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 0);
}

static void
test_tokens_are_safe_before_whoami (LkAccountFixture *self,
                                    gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (self, account);
  g_autoptr (LkAccountRecord) before = NULL;
  g_autoptr (LkAccountRecord) record = NULL;

  lk_dummy_store_hang (self->store, LK_DUMMY_STORE_SAVE);
  lk_account_fixture_sign_in (self, account, homeserver);
  lk_test_wait_until (lk_dummy_store_is_hanging, self->store);
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_WHOAMI), ==, 0);
  /* Killed when they are safe but before it is known whose they are, nobody would find them. */
  before = lk_account_fixture_read_record (self, lk_account_get_id (account));
  g_assert_nonnull (before);
  g_assert_cmpint (before->state, ==, LK_RECORD_PENDING);

  lk_fake_server_hold (self->server, LK_KEY_WHOAMI);
  lk_dummy_store_release (self->store);
  lk_account_fixture_wait_asked (self, LK_KEY_WHOAMI, 1);
  lk_account_fixture_assert_kept (self, account, "access-2", "refresh-2");
  record = lk_account_fixture_read_record (self, lk_account_get_id (account));
  g_assert_cmpint (record->state, ==, LK_RECORD_PENDING);
  g_assert_null (record->user_id);

  lk_fake_server_release (self->server);
  g_assert_true (lk_account_fixture_signed_in (self, account, NULL));
}

/* The power fails while whoami is on its way: the next life goes on where this one stopped. */
static void
test_interrupted_sign_in_resumes_at_the_next_start (LkAccountFixture *self,
                                                    gconstpointer     data)
{
  g_autoptr (LkAccountRecord) record = lk_account_fixture_new_record (self, LK_RECORD_PENDING);
  g_autoptr (LkTokens) tokens = lk_test_tokens ("access-1", "refresh-1", 1, 0);
  g_autoptr (LkAccountList) list = lk_account_list_new (self->ports);
  g_autoptr (LkAccountRecord) read = NULL;
  g_autoptr (LkAccount) account = NULL;
  g_autoptr (GError) error = NULL;

  lk_account_index_put (self->ports->index, record, &error);
  lk_dummy_store_put (self->store, record->id, tokens);
  g_assert_true (lk_account_list_load (list, &error));
  account = g_list_model_get_item (G_LIST_MODEL (list), 0);
  lk_account_fixture_watch (self, account);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_IDENTIFYING);

  lk_account_list_resume (list);
  lk_test_wait_state (account, LK_AUTH_STATE_SIGNED_IN);
  read = lk_account_fixture_read_record (self, record->id);
  g_assert_cmpint (read->state, ==, LK_RECORD_ACTIVE);
  g_assert_cmpstr (read->user_id, ==, LK_USER_ID);
  g_assert_cmpstr (lk_fake_server_last_header (self->server, LK_KEY_WHOAMI, "Authorization"), ==,
                   "Bearer access-1");
}

#define DEVICE_GRANT "urn:ietf:params:oauth:grant-type:device_code"

static void
script_device_grant (LkAccountFixture *self,
                     const char       *echoed)
{
  lk_account_fixture_script (self, LK_KEY_METADATA, 200,
                             "{\"issuer\":\"{url}/\","
                             "\"authorization_endpoint\":\"{url}/authorize\","
                             "\"token_endpoint\":\"{url}/token\","
                             "\"revocation_endpoint\":\"{url}/revoke\","
                             "\"registration_endpoint\":\"{url}/register\","
                             "\"device_authorization_endpoint\":\"{url}/device\","
                             "\"response_types_supported\":[\"code\"],"
                             "\"response_modes_supported\":[\"query\",\"fragment\"],"
                             "\"code_challenge_methods_supported\":[\"S256\"],"
                             "\"grant_types_supported\":[\"authorization_code\","
                             "\"refresh_token\",\"" DEVICE_GRANT "\"]}");
  lk_account_fixture_script (self, LK_KEY_REGISTER, 201, echoed);
  lk_account_fixture_script (self, "POST /device", 200,
                             "{\"device_code\":\"d\",\"user_code\":\"ABC\",\"interval\":1,"
                             "\"verification_uri\":\"{url}/link\",\"expires_in\":600}");
}

/* Returns: (transfer full): the attempt of a sign-in that waits for the person */
static LkAttempt *
start_attempt (LkAccountFixture *self,
               LkAccount        *account)
{
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (self, account);
  LkAttempt *attempt = lk_attempt_new (self->ports);

  g_clear_object (&self->result);
  lk_sign_in_async (account, homeserver, FALSE, attempt, self->cancellable, lk_test_store_result,
                    &self->result);
  lk_test_wait_state (account, LK_AUTH_STATE_AUTHORIZING);
  return attempt;
}

static void
test_another_device_confirms (LkAccountFixture *self,
                              gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkAttempt) attempt = NULL;
  LkDeviceGrant *grant;
  g_autofree char *scope = NULL;

  script_device_grant (self, "{\"client_id\":\"c\",\"grant_types\":[\"authorization_code\",\""
                             DEVICE_GRANT "\"]}");
  attempt = start_attempt (self, account);
  grant = lk_attempt_get_device_grant (attempt);
  g_assert_nonnull (grant);
  lk_device_grant_start (grant);
  lk_account_fixture_wait_asked (self, "POST /device", 1);
  while (lk_device_grant_get_state (grant) != LK_DEVICE_GRANT_WAITING)
    g_main_context_iteration (NULL, TRUE);
  lk_dummy_clock_advance (self->clock, 1);

  g_assert_true (lk_account_fixture_signed_in (self, account, NULL));
  g_assert_cmpstr (self->states->str, ==, ALL_STATES);
  lk_account_fixture_assert_kept (self, account, "access-2", "refresh-2");
  scope = lk_fake_server_last_field (self->server, "POST /device", "scope");
  g_assert_true (g_str_has_suffix (scope, lk_account_get_record (account)->device_id));
  g_assert_false (lk_attempt_is_open (attempt));
}

static void
test_no_other_device_where_the_registration_lacks_it (LkAccountFixture *self,
                                                      gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkAttempt) attempt = NULL;

  script_device_grant (self, "{\"client_id\":\"c\",\"grant_types\":[\"authorization_code\"]}");
  attempt = start_attempt (self, account);
  g_assert_null (lk_attempt_get_device_grant (attempt));
  g_cancellable_cancel (self->cancellable);
  g_assert_false (lk_account_fixture_signed_in (self, account, NULL));
}

/* The code came, and while it is judged the other device is confirmed, too: one session stays. */
static void
test_two_ways_at_once_leave_one_session (LkAccountFixture *self,
                                         gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkAttempt) attempt = NULL;
  g_autoptr (LkTokens) tokens = lk_test_tokens ("access-d", "refresh-d", 0, 0);
  g_autofree char *token = NULL;
  g_autofree char *state = NULL;
  g_autofree char *pasted = NULL;

  script_device_grant (self, "{\"client_id\":\"c\",\"grant_types\":[\"authorization_code\",\""
                             DEVICE_GRANT "\"]}");
  attempt = start_attempt (self, account);
  lk_dummy_user_agent_answer_by_itself (self->agent, NULL);
  lk_attempt_set_user_agent (attempt, self->agent);
  lk_test_wait_until (lk_dummy_user_agent_is_waiting, self->agent);
  state = lk_dummy_user_agent_dup_param (self->agent, "state");
  pasted = g_strdup_printf ("?code=good&state=%s", state);
  lk_attempt_paste (attempt, pasted);
  g_signal_emit_by_name (lk_attempt_get_device_grant (attempt), "granted", tokens);

  g_assert_true (lk_account_fixture_signed_in (self, account, NULL));
  lk_account_fixture_wait_asked (self, LK_KEY_REVOKE, 1);
  token = lk_fake_server_last_field (self->server, LK_KEY_REVOKE, "token");
  g_assert_cmpstr (token, ==, "refresh-d");
  lk_account_fixture_assert_kept (self, account, "access-2", "refresh-2");
}

/* Cancelled, and before anybody has noticed the other device is confirmed: nothing stays open. */
static void
test_device_that_confirms_while_cancelling_leaves_nothing (LkAccountFixture *self,
                                                           gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkAttempt) attempt = NULL;
  g_autoptr (LkTokens) tokens = lk_test_tokens ("access-d", "refresh-d", 0, 0);
  g_autoptr (GError) error = NULL;

  script_device_grant (self, "{\"client_id\":\"c\",\"grant_types\":[\"authorization_code\",\""
                             DEVICE_GRANT "\"]}");
  attempt = start_attempt (self, account);
  g_cancellable_cancel (self->cancellable);
  g_signal_emit_by_name (lk_attempt_get_device_grant (attempt), "granted", tokens);

  g_assert_false (lk_account_fixture_signed_in (self, account, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  lk_account_fixture_wait_asked (self, LK_KEY_REVOKE, 1);
  assert_sent (self, LK_KEY_REVOKE, "token", "refresh-d");
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->store), ==, 0);
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 0);
}

static void
test_busy_homeserver_is_asked_again (LkAccountFixture *self,
                                     gconstpointer     data)
{
  static const gint64 pauses[] = { 2, 4, 8, 120, 32 };
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (self, account);
  g_autoptr (LkAccountRecord) record = NULL;

  lk_fake_server_forget (self->server, LK_KEY_WHOAMI);
  lk_fake_server_answer (self->server, LK_KEY_WHOAMI, 503, "application/json",
                         "{\"errcode\":\"M_UNKNOWN\"}");
  lk_fake_server_answer (self->server, LK_KEY_WHOAMI, 408, NULL, NULL);
  lk_fake_server_answer (self->server, LK_KEY_WHOAMI, 200, "text/html", "<html>Please pay</html>");
  lk_fake_server_answer (self->server, LK_KEY_WHOAMI, 429, "application/json", "{}");
  lk_fake_server_header (self->server, LK_KEY_WHOAMI, "Retry-After", "120");
  lk_fake_server_answer (self->server, LK_KEY_WHOAMI, 401, "application/json",
                         "{\"errcode\":\"M_USER_LOCKED\",\"soft_logout\":true}");
  lk_fake_server_json (self->server, LK_KEY_WHOAMI, "{\"user_id\":\"" LK_USER_ID "\"}");
  lk_account_fixture_sign_in (self, account, homeserver);
  lk_test_wait_state (account, LK_AUTH_STATE_IDENTIFYING); /* no longer for a browser */
  for (gsize i = 0; i < G_N_ELEMENTS (pauses); i++)
    {
      lk_test_wait_until (somebody_sleeps, self->clock);
      g_assert_cmpint (lk_dummy_clock_next_wake (self->clock), ==, pauses[i]);
      g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_IDENTIFYING);
      lk_account_fixture_assert_kept (self, account, "access-2", "refresh-2");
      g_clear_pointer (&record, lk_account_record_unref);
      record = lk_account_fixture_read_record (self, lk_account_get_id (account));
      g_assert_cmpint (record->state, ==, LK_RECORD_PENDING);
      lk_dummy_clock_advance (self->clock, pauses[i]);
    }
  g_assert_true (lk_account_fixture_signed_in (self, account, NULL));
  g_assert_false (lk_account_get_offline (account));
  g_assert_cmpstr (self->states->str, ==, ALL_STATES);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_REVOKE), ==, 0);
}

/* The homeserver doesn't know the token yet: renewed once; then it is the provider's to end. */
static void
test_refused_token_is_renewed_once_then_given_back (LkAccountFixture *self,
                                                    gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (self, account);

  lk_account_fixture_script (self, LK_KEY_WHOAMI, 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\"}");
  lk_fake_server_forget (self->server, LK_KEY_TOKEN);
  for (int i = 2; i < 5; i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"access_token\":\"access-%d\",\"refresh_token\":"
                                               "\"refresh-%d\",\"token_type\":\"Bearer\"}", i, i);

      lk_fake_server_json (self->server, LK_KEY_TOKEN, body);
    }
  lk_account_fixture_sign_in (self, account, homeserver);
  g_assert_false (lk_account_fixture_signed_in (self, account, NULL));
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_FAILED);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 2);
  lk_account_fixture_wait_asked (self, LK_KEY_REVOKE, 1);
  assert_sent (self, LK_KEY_REVOKE, "token", "refresh-3");
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->store), ==, 0);
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 0);
  lk_test_drain ();
}

static void
test_signing_in_again_keeps_device_and_account (LkAccountFixture *self,
                                                gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_expired (self);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (self, account);
  g_autofree char *hint = NULL;
  g_autofree char *scope = NULL;

  lk_account_fixture_sign_in (self, account, homeserver);
  g_assert_true (lk_account_fixture_signed_in (self, account, NULL));
  hint = lk_dummy_user_agent_dup_param (self->agent, "login_hint");
  scope = lk_dummy_user_agent_dup_param (self->agent, "scope");
  g_assert_cmpstr (hint, ==, "mxid:" LK_USER_ID);
  g_assert_true (g_str_has_suffix (scope, ":DEVICEDEVICE"));
  g_assert_cmpstr (lk_account_get_record (account)->device_id, ==, "DEVICEDEVICE");
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 1);
}

static void
test_wrong_user_leaves_the_record_untouched (LkAccountFixture *self,
                                             gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_expired (self);
  g_autoptr (LkAccountRecord) before =
    lk_account_fixture_read_record (self, lk_account_get_id (account));
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (self, account);
  g_autoptr (LkAccountRecord) after = NULL;
  g_autofree char *jar = lk_account_get_jar (account);
  g_autofree char *cookies = g_build_filename (jar, "cookies.sqlite", NULL);
  g_autoptr (GError) error = NULL;

  lk_test_touch (cookies);
  lk_account_fixture_script (self, LK_KEY_WHOAMI, 200, "{\"user_id\":\"@eve:example.org\"}");
  lk_account_fixture_sign_in (self, account, homeserver);
  g_assert_false (lk_account_fixture_signed_in (self, account, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_WRONG_ACCOUNT);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_FAILED);
  g_assert_error (lk_auth_machine_get_error (lk_account_get_machine (account)), LK_ERROR,
                  LK_ERROR_WRONG_ACCOUNT);

  lk_account_fixture_wait_asked (self, LK_KEY_REVOKE, 1);
  assert_sent (self, LK_KEY_REVOKE, "token", "refresh-2");
  assert_sent (self, LK_KEY_REVOKE, "client_id", "client-2");
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->store), ==, 0);
  after = lk_account_fixture_read_record (self, lk_account_get_id (account));
  lk_test_assert_same_record (before, after);
  lk_test_assert_same_record (before, lk_account_get_record (account));
  g_assert_true (g_file_test (cookies, G_FILE_TEST_EXISTS));

  lk_account_leave_sign_in (account);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);
  lk_test_drain ();
}

/* The homeserver's word on the device counts for who signs in anew, not for who was there. */
static void
test_wrong_device_leaves_the_record_untouched (LkAccountFixture *self,
                                               gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_expired (self);
  g_autoptr (LkAccountRecord) before =
    lk_account_fixture_read_record (self, lk_account_get_id (account));
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (self, account);
  g_autoptr (LkAccountRecord) after = NULL;
  g_autoptr (GError) error = NULL;

  lk_account_fixture_script (self, LK_KEY_WHOAMI, 200,
                             "{\"user_id\":\"" LK_USER_ID "\",\"device_id\":\"OTHERDEVICE\"}");
  lk_account_fixture_sign_in (self, account, homeserver);
  g_assert_false (lk_account_fixture_signed_in (self, account, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_WRONG_DEVICE);
  lk_account_fixture_wait_asked (self, LK_KEY_REVOKE, 1);
  assert_sent (self, LK_KEY_REVOKE, "token", "refresh-2");
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->store), ==, 0);
  after = lk_account_fixture_read_record (self, lk_account_get_id (account));
  lk_test_assert_same_record (before, after);
  lk_account_leave_sign_in (account);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);
  lk_test_drain ();
}

static void
test_guest_is_given_back (LkAccountFixture *self,
                          gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (self, account);
  g_autoptr (GError) error = NULL;

  lk_account_fixture_script (self, LK_KEY_WHOAMI, 200,
                             "{\"user_id\":\"" LK_USER_ID "\",\"is_guest\":true}");
  lk_account_fixture_sign_in (self, account, homeserver);
  g_assert_false (lk_account_fixture_signed_in (self, account, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_SERVER_UNSUITABLE);
  lk_account_fixture_wait_asked (self, LK_KEY_REVOKE, 1);
  assert_sent (self, LK_KEY_REVOKE, "token", "refresh-2");
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->store), ==, 0);
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 0);
  lk_test_drain ();
}

/* The provider may take a while to remove the device of the session that was given back. */
static void
test_next_attempt_has_a_device_of_its_own (LkAccountFixture *self,
                                           gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (self, account);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  lk_account_fixture_script (self, LK_KEY_WHOAMI, 200,
                             "{\"user_id\":\"" LK_USER_ID "\",\"is_guest\":true}");
  lk_account_fixture_sign_in (self, account, homeserver);
  g_assert_false (lk_account_fixture_signed_in (self, account, NULL));
  first = lk_dummy_user_agent_dup_param (self->agent, "scope");

  lk_account_fixture_script (self, LK_KEY_WHOAMI, 200, "{\"user_id\":\"" LK_USER_ID "\"}");
  lk_account_fixture_sign_in (self, account, homeserver);
  g_assert_true (lk_account_fixture_signed_in (self, account, NULL));
  second = lk_dummy_user_agent_dup_param (self->agent, "scope");
  g_assert_cmpstr (first, !=, second);
  lk_account_fixture_wait_asked (self, LK_KEY_REVOKE, 1);
  lk_test_drain ();
}

static void
test_refusing_keyring_does_not_send_the_person_away (LkAccountFixture *self,
                                                     gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (self, account);

  lk_dummy_store_fail (self->store, LK_DUMMY_STORE_SAVE, LK_ERROR_KEYRING_LOCKED, 1);
  lk_account_fixture_sign_in (self, account, homeserver);
  g_assert_true (lk_account_fixture_signed_in (self, account, NULL));
  g_assert_true (lk_account_get_unsaved (account));
  g_assert_true (lk_account_get_keyring_locked (account));
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->store), ==, 0);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
}

/* Cancelling, as a dimension: at which step, and by which account. */
typedef enum
{
  REGISTERING,
  AUTHORIZING,
  EXCHANGING,
  SAVING,
  IDENTIFYING,
  RENEWING,
  WAITING,
  N_STEPS,
} Step;

static const struct
{
  const char *name;
  const char *states;   /* up to there */
  gboolean    is_given; /* a session was granted meanwhile */
  const char *token;    /* (nullable) the one that is given back */
} steps[N_STEPS] = {
  [REGISTERING] = { "registering", "registering ", FALSE, NULL },
  [AUTHORIZING] = { "authorizing", "registering authorizing ", FALSE, NULL },
  [EXCHANGING] = { "exchanging", "registering authorizing exchanging ", TRUE, "refresh-2" },
  [SAVING] = { "saving", "registering authorizing exchanging identifying ", TRUE, "refresh-2" },
  [IDENTIFYING] = { "identifying", "registering authorizing exchanging identifying ", TRUE,
                    "refresh-2" },
  [RENEWING] = { "identifying-while-renewing",
                 "registering authorizing exchanging identifying ", TRUE, "refresh-3" },
  [WAITING] = { "identifying-while-waiting", "registering authorizing exchanging identifying ",
                TRUE, "refresh-2" },
};

static void
prepare_step (LkAccountFixture *self,
              Step              step)
{
  if (step == REGISTERING)
    {
      lk_fake_server_forget (self->server, LK_KEY_REGISTER);
      lk_fake_server_hang (self->server, LK_KEY_REGISTER);
    }
  else if (step == AUTHORIZING)
    lk_dummy_user_agent_answer_by_itself (self->agent, NULL);
  else if (step == EXCHANGING)
    lk_fake_server_hold (self->server, LK_KEY_TOKEN);
  else if (step == SAVING)
    lk_dummy_store_hang (self->store, LK_DUMMY_STORE_SAVE);
  else if (step == IDENTIFYING)
    lk_fake_server_hold (self->server, LK_KEY_WHOAMI);
  else if (step == WAITING)
    lk_account_fixture_script (self, LK_KEY_WHOAMI, 503, "");
  else
    {
      lk_account_fixture_script (self, LK_KEY_WHOAMI, 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\"}");
      lk_fake_server_json (self->server, LK_KEY_TOKEN,
                           "{\"access_token\":\"access-3\",\"refresh_token\":\"refresh-3\","
                           "\"token_type\":\"Bearer\"}");
      lk_fake_server_hold (self->server, LK_KEY_TOKEN);
    }
}

static void
wait_for_step (LkAccountFixture *self,
               Step              step)
{
  if (step == REGISTERING)
    lk_account_fixture_wait_asked (self, LK_KEY_REGISTER, 1);
  else if (step == AUTHORIZING)
    lk_test_wait_until (lk_dummy_user_agent_is_waiting, self->agent);
  else if (step == EXCHANGING)
    lk_account_fixture_wait_asked (self, LK_KEY_TOKEN, 1);
  else if (step == SAVING)
    lk_test_wait_until (lk_dummy_store_is_hanging, self->store);
  else if (step == IDENTIFYING)
    lk_account_fixture_wait_asked (self, LK_KEY_WHOAMI, 1);
  else if (step == WAITING)
    {
      lk_account_fixture_wait_asked (self, LK_KEY_WHOAMI, 1);
      lk_test_wait_until (somebody_sleeps, self->clock);
    }
  else
    lk_account_fixture_wait_asked (self, LK_KEY_TOKEN, 2);
}

/* Cancelled in @step, all of it is undone; @before is what the index had of the account. */
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
  lk_account_fixture_sign_in (self, account, homeserver);
  wait_for_step (self, step);
  g_assert_null (self->result);
  g_cancellable_cancel (self->cancellable);
  lk_dummy_store_release (self->store);
  /* The person doesn't wait for a token that is on its way, except for a renewal's. */
  if (step == RENEWING)
    lk_fake_server_release (self->server);
  g_assert_false (lk_account_fixture_signed_in (self, account, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  states = g_strconcat ("discovering choosing ", steps[step].states,
                        before != NULL ? "needs-sign-in " : "signed-out ", NULL);
  g_assert_cmpstr (self->states->str, ==, states);
  g_assert_null (lk_auth_machine_get_error (lk_account_get_machine (account)));

  if (step == EXCHANGING)
    lk_fake_server_release (self->server);
  if (steps[step].is_given)
    {
      lk_account_fixture_wait_asked (self, LK_KEY_REVOKE, 1);
      assert_sent (self, LK_KEY_REVOKE, "token", steps[step].token);
    }
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_REVOKE), ==, steps[step].is_given);
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

#define add_with lk_account_fixture_add
#define add(path, test) add_with (path, NULL, test)

static void
add_cancelled (void)
{
  for (int step = 0; step < N_STEPS; step++)
    {
      g_autofree char *fresh =
        g_strconcat ("/sign-in/cancelled-new-account-leaves-nothing/", steps[step].name, NULL);
      g_autofree char *expired =
        g_strconcat ("/sign-in/cancelled-expired-account-is-as-it-was/", steps[step].name, NULL);

      add_with (fresh, GINT_TO_POINTER (step), test_cancelled_new_account_leaves_nothing);
      add_with (expired, GINT_TO_POINTER (step), test_cancelled_expired_account_is_as_it_was);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/sign-in/from-the-servers-name-to-a-session-in-six-requests",
       test_from_the_servers_name_to_a_session);
  add ("/sign-in/device-is-the-one-the-homeserver-knows",
       test_device_is_the_one_the_homeserver_knows);
  add ("/sign-in/A1/D19/typed-user-id-is-the-login-hint", test_typed_user_id_is_the_login_hint);
  add ("/sign-in/D8/stray-redirect-keeps-waiting", test_stray_redirect_keeps_waiting);
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    add_with (refusals[i].path, &refusals[i], test_refusal);
  add ("/sign-in/C5/failed-attempt-can-be-tried-again", test_failed_attempt_can_be_tried_again);
  add ("/sign-in/D16/late-redirect-after-cancelling-is-ignored",
       test_late_redirect_after_cancelling_is_ignored);
  add ("/sign-in/D17/code-goes-where-the-attempt-began", test_code_goes_where_the_attempt_began);
  add ("/sign-in/C8/refused-registration-is-told", test_refused_registration_is_told);
  add_with ("/sign-in/C9/static-client-stands-in/refused", GINT_TO_POINTER (TRUE),
            test_static_client_stands_in);
  add_with ("/sign-in/C9/static-client-stands-in/no-registration", GINT_TO_POINTER (FALSE),
            test_static_client_stands_in);
  for (gsize i = 0; i < G_N_ELEMENTS (bad_answers); i++)
    add_with (bad_answers[i].path, &bad_answers[i], test_bad_answer);
  add ("/sign-in/I1/another-device-confirms", test_another_device_confirms);
  add ("/sign-in/I1/no-other-device-where-the-registration-lacks-it",
       test_no_other_device_where_the_registration_lacks_it);
  add ("/sign-in/two-ways-at-once-leave-one-session", test_two_ways_at_once_leave_one_session);
  add ("/sign-in/I7/device-that-confirms-while-cancelling-leaves-nothing",
       test_device_that_confirms_while_cancelling_leaves_nothing);
  add ("/sign-in/E6/tokens-are-safe-before-whoami", test_tokens_are_safe_before_whoami);
  add ("/sign-in/E6/interrupted-sign-in-resumes-at-the-next-start",
       test_interrupted_sign_in_resumes_at_the_next_start);
  add ("/sign-in/E7/busy-homeserver-is-asked-again", test_busy_homeserver_is_asked_again);
  add ("/sign-in/E7/refused-token-is-renewed-once-then-given-back",
       test_refused_token_is_renewed_once_then_given_back);
  add ("/sign-in/signing-in-again-keeps-device-and-account",
       test_signing_in_again_keeps_device_and_account);
  add ("/sign-in/E8/wrong-user-leaves-the-record-untouched",
       test_wrong_user_leaves_the_record_untouched);
  add ("/sign-in/E8/wrong-device-leaves-the-record-untouched",
       test_wrong_device_leaves_the_record_untouched);
  add ("/sign-in/E9/guest-is-given-back", test_guest_is_given_back);
  add ("/sign-in/next-attempt-has-a-device-of-its-own", test_next_attempt_has_a_device_of_its_own);
  add ("/sign-in/refusing-keyring-does-not-send-the-person-away",
       test_refusing_keyring_does_not_send_the_person_away);
  add_cancelled ();

  return g_test_run ();
}
