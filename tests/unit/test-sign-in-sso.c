/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"

#include "lk-json.h"
#include "lk-sign-in-sso.h"

#include <string.h>

#define SSO_FLOW "{\"type\":\"m.login.sso\"},{\"type\":\"m.login.token\"}"

typedef struct
{
  LkAccountFixture world;
  LkAttempt       *attempt; /* (nullable) of the last try */
} Fixture;

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  lk_account_fixture_set_up (&self->world, data);
  lk_account_fixture_be_legacy (&self->world, SSO_FLOW);
  lk_dummy_user_agent_answer_by_itself (self->world.agent, NULL);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  lk_test_drain ();
  if (self->attempt != NULL)
    g_assert_finalize_object (self->attempt);
  lk_account_fixture_tear_down (&self->world, data);
}

static void
start (Fixture      *self,
       LkAccount    *account,
       LkHomeserver *homeserver,
       const char   *provider_id,
       gboolean      create)
{
  g_clear_object (&self->attempt);
  self->attempt = lk_attempt_new (self->world.ports);
  lk_attempt_set_user_agent (self->attempt, self->world.agent);
  lk_sign_in_sso_async (account, homeserver, provider_id, create, self->attempt,
                        self->world.cancellable, lk_test_store_result, &self->world.result);
}

static gboolean
finish (Fixture   *self,
        LkAccount *account,
        GError   **error)
{
  g_autoptr (GAsyncResult) result = g_object_ref (lk_test_await (&self->world.result));

  g_clear_object (&self->world.result);
  return lk_sign_in_sso_finish (account, result, error);
}

static void
wait_for_page (Fixture *self)
{
  lk_test_wait_until (lk_dummy_user_agent_is_waiting, self->world.agent);
}

/* Where the homeserver was asked to send the person, nonce included. */
static char *
redirect_url (Fixture *self)
{
  return lk_dummy_user_agent_dup_param (self->world.agent, "redirectUrl");
}

static void
come_back (Fixture    *self,
           const char *token)
{
  wait_for_page (self);
  lk_dummy_user_agent_redirect_sso (self->world.agent, token);
}

/* Of the login request. */
static void
assert_sent (Fixture    *self,
             const char *member,
             const char *expected)
{
  const char *text = lk_fake_server_last_body (self->world.server, LK_KEY_LOG_IN);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (JsonObject) body = lk_json_parse_object (bytes, NULL);

  g_assert_cmpstr (lk_json_get_string (body, member), ==, expected);
}

static guint
count_logins (Fixture *self)
{
  return lk_fake_server_count (self->world.server, LK_KEY_LOG_IN);
}

static void
test_from_a_page_to_a_session (Fixture      *self,
                               gconstpointer data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (&self->world);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (&self->world, account);
  g_autofree char *begins = g_strconcat (lk_fake_server_get_url (self->world.server),
                                         "/_matrix/client/v3/login/sso/redirect/oidc-hub?", NULL);
  g_autofree char *redirect = NULL;
  g_autoptr (GError) error = NULL;

  start (self, account, homeserver, "oidc-hub", FALSE);
  wait_for_page (self);
  g_assert_true (lk_attempt_is_open (self->attempt));
  g_assert_true (g_str_has_prefix (lk_dummy_user_agent_get_uri (self->world.agent), begins));
  redirect = redirect_url (self);
  g_assert_true (g_str_has_prefix (redirect, lk_attempt_get_redirect_uri (self->attempt)));
  g_assert_null (strchr (lk_dummy_user_agent_get_redirect_uri (self->world.agent), '?'));

  come_back (self, "syl_token");
  g_assert_true (finish (self, account, &error));
  g_assert_no_error (error);
  assert_sent (self, "type", "m.login.token");
  assert_sent (self, "token", "syl_token");
  assert_sent (self, "device_id", NULL);
  g_assert_false (lk_attempt_is_open (self->attempt));
  g_assert_cmpuint (count_logins (self), ==, 1);
  g_assert_cmpint (lk_account_get_record (account)->auth_api, ==, LK_AUTH_API_LEGACY);
  g_assert_cmpuint (lk_fake_server_count (self->world.server, LK_KEY_REGISTER), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->world.server, LK_KEY_TOKEN), ==, 0);
  g_assert_cmpstr (self->world.states->str, ==,
                   "discovering choosing authorizing exchanging identifying signed-in ");
}

static void
test_action_says_what_the_person_wants (Fixture      *self,
                                        gconstpointer data)
{
  gboolean create = GPOINTER_TO_INT (data);
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (&self->world);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (&self->world, account);
  g_autofree char *stable = NULL;
  g_autofree char *unstable = NULL;

  start (self, account, homeserver, NULL, create);
  wait_for_page (self);
  stable = lk_dummy_user_agent_dup_param (self->world.agent, "action");
  unstable = lk_dummy_user_agent_dup_param (self->world.agent, "org.matrix.msc3824.action");
  g_assert_cmpstr (stable, ==, create ? "register" : "login");
  g_assert_cmpstr (unstable, ==, stable);
  come_back (self, "t");
  g_assert_true (finish (self, account, NULL));
}

/* J5: what was not asked for by this attempt is waited past, by whatever way it comes. */
static void
test_without_the_nonce_nothing_happens (Fixture      *self,
                                        gconstpointer data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (&self->world);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (&self->world, account);
  g_autofree char *bare = NULL;
  g_autofree char *wrong = NULL;

  start (self, account, homeserver, NULL, FALSE);
  wait_for_page (self);
  bare = g_strconcat (lk_attempt_get_redirect_uri (self->attempt), "?loginToken=evil", NULL);
  wrong = g_strconcat (lk_attempt_get_redirect_uri (self->attempt), "?nonce=x&loginToken=evil",
                       NULL);
  lk_dummy_user_agent_redirect (self->world.agent, bare);
  wait_for_page (self);
  lk_dummy_user_agent_redirect (self->world.agent, wrong);
  wait_for_page (self);
  lk_attempt_paste (self->attempt, wrong);
  lk_attempt_paste (self->attempt, "evil");
  lk_test_drain ();
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_AUTHORIZING);
  g_assert_cmpuint (count_logins (self), ==, 0);

  come_back (self, "good");
  g_assert_true (finish (self, account, NULL));
  assert_sent (self, "token", "good");
}

static void
test_pasted_address_counts (Fixture      *self,
                            gconstpointer data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (&self->world);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (&self->world, account);
  g_autofree char *redirect = NULL;
  g_autofree char *uri = NULL;

  start (self, account, homeserver, NULL, FALSE);
  wait_for_page (self);
  redirect = redirect_url (self);
  uri = g_strconcat (redirect, "&loginToken=pasted", NULL);
  lk_attempt_set_user_agent (self->attempt, NULL);
  lk_attempt_paste (self->attempt, uri);
  g_assert_true (finish (self, account, NULL));
  assert_sent (self, "token", "pasted");
}

static void
test_no_token_is_a_failure (Fixture      *self,
                            gconstpointer data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (&self->world);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (&self->world, account);
  g_autoptr (GError) error = NULL;

  start (self, account, homeserver, NULL, FALSE);
  come_back (self, "");
  g_assert_false (finish (self, account, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
  g_assert_cmpuint (count_logins (self), ==, 0);
  g_assert_false (lk_attempt_is_open (self->attempt));
}

/* The token is good for seconds: when it came too late, the next try has a nonce of its own. */
static void
test_late_token_can_be_tried_again (Fixture      *self,
                                    gconstpointer data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (&self->world);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (&self->world, account);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (GError) error = NULL;

  lk_account_fixture_script (&self->world, LK_KEY_LOG_IN, 403,
                             "{\"errcode\":\"M_FORBIDDEN\",\"error\":\"Token expired\"}");
  start (self, account, homeserver, NULL, FALSE);
  come_back (self, "late");
  first = redirect_url (self);
  g_assert_false (finish (self, account, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_REFUSED);
  g_assert_cmpstr (lk_error_get_step (error), ==, "login-token");
  g_assert_cmpuint (count_logins (self), ==, 1);

  lk_account_fixture_script (&self->world, LK_KEY_LOG_IN, 200, "{" LK_LOGIN_MEMBERS "}");
  start (self, account, homeserver, NULL, FALSE);
  come_back (self, "good");
  second = redirect_url (self);
  g_assert_true (finish (self, account, NULL));
  g_assert_cmpstr (first, !=, second);
}

static void
test_signing_in_again_is_the_same_device (Fixture      *self,
                                          gconstpointer data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_expired (&self->world);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (&self->world, account);

  start (self, account, homeserver, NULL, FALSE);
  come_back (self, "t");
  g_assert_true (finish (self, account, NULL));
  assert_sent (self, "device_id", "DEVICEDEVICE");
}

static void
test_wrong_user_is_logged_out (Fixture      *self,
                               gconstpointer data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_expired (&self->world);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (&self->world, account);
  g_autoptr (LkAccountRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  lk_account_fixture_script (&self->world, LK_KEY_WHOAMI, 200,
                             "{\"user_id\":\"@eve:example.org\"}");
  start (self, account, homeserver, NULL, FALSE);
  come_back (self, "t");
  g_assert_false (finish (self, account, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_WRONG_ACCOUNT);
  lk_account_fixture_wait_asked (&self->world, LK_KEY_LOGOUT, 1);
  g_assert_cmpuint (lk_fake_server_count (self->world.server, LK_KEY_REVOKE), ==, 0);
  record = lk_account_fixture_read_record (&self->world, lk_account_get_id (account));
  g_assert_cmpstr (record->user_id, ==, LK_USER_ID);
  g_assert_cmpint (record->auth_api, ==, LK_AUTH_API_OAUTH);
  g_assert_cmpstr (record->client_id, ==, "client-1");
  lk_test_drain ();
}

/* Cancelling, as a dimension. */
static void
test_cancelled_on_the_page (Fixture      *self,
                            gconstpointer data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (&self->world);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (&self->world, account);
  g_autofree char *redirect = NULL;
  g_autofree char *late = NULL;
  g_autoptr (GError) error = NULL;

  start (self, account, homeserver, NULL, FALSE);
  wait_for_page (self);
  redirect = redirect_url (self);
  late = g_strconcat (redirect, "&loginToken=late", NULL);
  g_cancellable_cancel (self->world.cancellable);
  g_assert_false (finish (self, account, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  lk_dummy_user_agent_redirect (self->world.agent, late);
  lk_attempt_paste (self->attempt, late);
  lk_test_drain ();
  g_assert_cmpuint (count_logins (self), ==, 0);
  g_assert_false (lk_attempt_is_open (self->attempt));
  g_assert_cmpstr (self->world.states->str, ==, "discovering choosing authorizing signed-out ");
}

static void
test_cancelled_while_logging_in (Fixture      *self,
                                 gconstpointer data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (&self->world);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (&self->world, account);
  g_autoptr (GError) error = NULL;

  lk_fake_server_hold (self->world.server, LK_KEY_LOG_IN);
  start (self, account, homeserver, NULL, FALSE);
  come_back (self, "t");
  lk_account_fixture_wait_asked (&self->world, LK_KEY_LOG_IN, 1);
  g_cancellable_cancel (self->world.cancellable);
  g_assert_false (finish (self, account, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_OUT);

  lk_fake_server_release (self->world.server);
  lk_account_fixture_wait_asked (&self->world, LK_KEY_LOGOUT, 1);
  g_assert_cmpstr (lk_fake_server_last_header (self->world.server, LK_KEY_LOGOUT, "Authorization"),
                   ==, "Bearer access-2");
  lk_test_drain ();
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->world.store), ==, 0);
  g_assert_cmpuint (lk_account_fixture_count_records (&self->world), ==, 0);
}

static void
add_with (const char   *path,
          gconstpointer data,
          void        (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, data, set_up, test, tear_down);
}

#define add(path, test) add_with (path, NULL, test)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/sign-in-sso/J4/J12/from-a-page-to-a-session", test_from_a_page_to_a_session);
  add_with ("/sign-in-sso/J4/action-says-what-the-person-wants/login", GINT_TO_POINTER (FALSE),
            test_action_says_what_the_person_wants);
  add_with ("/sign-in-sso/J4/action-says-what-the-person-wants/register", GINT_TO_POINTER (TRUE),
            test_action_says_what_the_person_wants);
  add ("/sign-in-sso/J5/without-the-nonce-nothing-happens", test_without_the_nonce_nothing_happens);
  add ("/sign-in-sso/J5/pasted-address-counts", test_pasted_address_counts);
  add ("/sign-in-sso/J5/no-token-is-a-failure", test_no_token_is_a_failure);
  add ("/sign-in-sso/J5/late-token-can-be-tried-again", test_late_token_can_be_tried_again);
  add ("/sign-in-sso/J9/signing-in-again-is-the-same-device",
       test_signing_in_again_is_the_same_device);
  add ("/sign-in-sso/E8/wrong-user-is-logged-out", test_wrong_user_is_logged_out);
  add ("/sign-in-sso/cancelled/on-the-page", test_cancelled_on_the_page);
  add ("/sign-in-sso/cancelled/while-logging-in", test_cancelled_while_logging_in);

  return g_test_run ();
}
