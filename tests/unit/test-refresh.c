/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"

#include "lk-refresh.h"

#include <string.h>

static gboolean
refresh (LkAccount *account,
         GError   **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_refresh_async (account, NULL, lk_test_store_result, &result);
  return lk_refresh_finish (account, lk_test_await (&result), error);
}

static void
assert_sent (LkAccountFixture *self,
             const char       *field,
             const char       *expected)
{
  g_autofree char *value = lk_fake_server_last_field (self->server, LK_KEY_TOKEN, field);

  g_assert_cmpstr (value, ==, expected);
}

static void
test_client_id_and_no_scope (LkAccountFixture *self,
                             gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  LkSecret *previous;

  g_assert_true (refresh (account, NULL));
  assert_sent (self, "grant_type", "refresh_token");
  assert_sent (self, "refresh_token", "refresh-1");
  assert_sent (self, "client_id", "client-1");
  assert_sent (self, "scope", NULL);
  g_assert_null (lk_fake_server_last_header (self->server, LK_KEY_TOKEN, "Authorization"));
  lk_account_fixture_assert_kept (self, account, "access-2", "refresh-2");
  previous = lk_dummy_store_peek_previous (self->store, lk_account_get_id (account));
  g_assert_cmpstr (lk_secret_peek (previous), ==, "refresh-1");
  g_assert_cmpint (lk_account_get_renewed_at (account), >, 0);
  g_assert_cmpstr (self->states->str, ==, "refreshing signed-in ");
}

static void
test_answer_without_a_refresh_token_keeps_the_old_one (LkAccountFixture *self,
                                                       gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);

  lk_account_fixture_script (self, LK_KEY_TOKEN, 200,
                             "{\"access_token\":\"access-2\",\"token_type\":\"bearer\"}");
  g_assert_true (refresh (account, NULL));
  lk_account_fixture_assert_kept (self, account, "access-2", "refresh-1");
}

/* The provider has thrown the old pair away: whatever it says of the scope, the new one is all
 * that is left of the session. */
static void
test_narrower_scope_loses_no_session (LkAccountFixture *self,
                                      gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GError) error = NULL;

  lk_account_fixture_script (self, LK_KEY_TOKEN, 200,
                             "{\"access_token\":\"access-2\",\"refresh_token\":\"refresh-2\","
                             "\"token_type\":\"Bearer\",\"scope\":\"openid\"}");
  g_assert_true (refresh (account, &error));
  g_assert_no_error (error);
  lk_account_fixture_assert_kept (self, account, "access-2", "refresh-2");
}

static void
test_invalid_grant_needs_to_sign_in (LkAccountFixture *self,
                                     gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (LkAccountRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  lk_account_fixture_script (self, LK_KEY_TOKEN, 400, "{\"error\":\"invalid_grant\"}");
  g_assert_false (refresh (account, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_EXPIRED);
  g_assert_cmpstr (self->states->str, ==, "refreshing needs-sign-in ");
  g_assert_error (lk_auth_machine_get_error (lk_account_get_machine (account)), LK_ERROR,
                  LK_ERROR_EXPIRED);

  /* The account stays, with its device; its secrets don't. */
  record = lk_account_fixture_read_record (self, lk_account_get_id (account));
  g_assert_cmpint (record->state, ==, LK_RECORD_NEEDS_SIGN_IN);
  g_assert_cmpstr (record->device_id, ==, "DEVICEDEVICE");
  lk_test_drain ();
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->store), ==, 0);

  g_clear_error (&error);
  g_assert_false (refresh (account, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_EXPIRED);
  g_clear_error (&error);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, &error), ==, 0);
  g_assert_error (error, LK_ERROR, LK_ERROR_EXPIRED);
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 1);
}

/* … not even when the keyring would not let go of them. */
static void
test_ended_session_is_not_asked_for_when_its_secrets_remain (LkAccountFixture *self,
                                                             gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GError) error = NULL;

  lk_dummy_store_fail (self->store, LK_DUMMY_STORE_REMOVE, LK_ERROR_KEYRING_LOCKED, -1);
  lk_account_fixture_script (self, LK_KEY_TOKEN, 400, "{\"error\":\"invalid_grant\"}");
  g_assert_false (refresh (account, NULL));
  g_assert_false (refresh (account, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_EXPIRED);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 1);
  lk_test_drain ();
}

/* What is no end of a session, however much it may look like one (spec §5.4). */
typedef struct
{
  const char *name;
  guint       status; /* 0: the connection is cut */
  const char *body;
  LkErrorCode code;
} Harmless;

static const Harmless harmless[] = {
  { "429-json", 429, "{\"error\":\"slow_down\"}", LK_ERROR_RATE_LIMITED },
  { "429-html", 429, "<html>Too many</html>", LK_ERROR_RATE_LIMITED },
  { "400-invalid-request", 400, "{\"error\":\"invalid_request\"}", LK_ERROR_REFUSED },
  { "401-invalid-client", 401, "{\"error\":\"invalid_client\"}", LK_ERROR_REFUSED },
  { "403-html", 403, "<html>Blocked</html>", LK_ERROR_REFUSED },
  { "404", 404, "", LK_ERROR_REFUSED },
  { "500", 500, "", LK_ERROR_SERVER_FAILED },
  { "timeout", 408, "", LK_ERROR_TIMED_OUT },
  { "401-matrix-shaped", 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\",\"error\":\"invalid_grant\"}",
    LK_ERROR_REFUSED },
  { "reset", 0, NULL, LK_ERROR_OFFLINE },
  { "200-malformed", 200, "<html>Sign in to the Wi-Fi</html>", LK_ERROR_PROTOCOL },
  { "500-invalid-grant", 500, "{\"error\":\"invalid_grant\"}", LK_ERROR_SERVER_FAILED },
};

static void
test_session_is_kept (LkAccountFixture *self,
                      gconstpointer     data)
{
  const Harmless *answer = data;
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (LkAccountRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  if (answer->status != 0)
    lk_account_fixture_script (self, LK_KEY_TOKEN, answer->status, answer->body);
  else
    {
      lk_fake_server_forget (self->server, LK_KEY_TOKEN);
      lk_fake_server_reset (self->server, LK_KEY_TOKEN);
      lk_fake_server_reset (self->server, LK_KEY_TOKEN);
    }
  g_assert_false (refresh (account, &error));
  g_assert_error (error, LK_ERROR, (int) answer->code);
  g_assert_cmpstr (self->states->str, ==, "refreshing signed-in ");
  lk_account_fixture_assert_kept (self, account, "access-1", "refresh-1");
  record = lk_account_fixture_read_record (self, lk_account_get_id (account));
  g_assert_cmpint (record->state, ==, LK_RECORD_ACTIVE);

  /* Later it works, with the same token. */
  lk_account_fixture_script (self, LK_KEY_TOKEN, 200,
                             "{\"access_token\":\"access-2\",\"refresh_token\":\"refresh-2\","
                             "\"token_type\":\"Bearer\"}");
  g_assert_true (refresh (account, NULL));
  assert_sent (self, "refresh_token", "refresh-1");
}

/* The provider has put a new token in the place of the old one, and the answer is lost. */
static void
test_lost_answer_is_asked_for_again (LkAccountFixture *self,
                                     gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GError) error = NULL;

  lk_fake_server_forget (self->server, LK_KEY_TOKEN);
  lk_fake_server_reset (self->server, LK_KEY_TOKEN);
  lk_fake_server_json (self->server, LK_KEY_TOKEN,
                       "{\"access_token\":\"access-3\",\"refresh_token\":\"refresh-3\","
                       "\"token_type\":\"Bearer\"}");
  g_assert_true (refresh (account, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 2);
  assert_sent (self, "refresh_token", "refresh-1");
  lk_account_fixture_assert_kept (self, account, "access-3", "refresh-3");
  g_assert_false (lk_account_get_offline (account));
}

/* The provider has moved its endpoint: the homeserver knows where to. */
static void
test_moved_endpoint_is_found_again (LkAccountFixture *self,
                                    gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (LkAccountRecord) moved = lk_account_record_copy (lk_account_get_record (account));
  g_autoptr (LkAccountRecord) read = NULL;
  g_autofree char *nowhere =
    g_strconcat (lk_fake_server_get_url (self->server), "/old/token", NULL);

  g_free (moved->token_endpoint);
  moved->token_endpoint = g_strdup (nowhere);
  lk_account_put_record (account, moved);
  g_assert_true (refresh (account, NULL));
  g_assert_cmpuint (lk_fake_server_count (self->server, "POST /old/token"), ==, 1);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 1);
  lk_account_fixture_assert_kept (self, account, "access-2", "refresh-2");
  read = lk_account_fixture_read_record (self, lk_account_get_id (account));
  g_assert_true (g_str_has_suffix (read->token_endpoint, "/token"));
  g_assert_cmpstr (read->token_endpoint, !=, nowhere);
}

/* Another provider must not get this one's token. */
static void
test_another_issuer_gets_no_token (LkAccountFixture *self,
                                   gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (LkAccountRecord) moved = lk_account_record_copy (lk_account_get_record (account));
  g_autoptr (GError) error = NULL;

  g_free (moved->token_endpoint);
  moved->token_endpoint = g_strconcat (lk_fake_server_get_url (self->server), "/old/token", NULL);
  g_free (moved->issuer);
  moved->issuer = g_strdup ("https://before.example.org/");
  lk_account_put_record (account, moved);
  g_assert_false (refresh (account, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_REFUSED);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 0);
  lk_account_fixture_assert_kept (self, account, "access-1", "refresh-1");
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
}

/* Half of an answer came: the other half was the session. */
static void
test_cut_answer_is_asked_for_again (LkAccountFixture *self,
                                    gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);

  lk_account_fixture_script (self, LK_KEY_TOKEN, 200, "{\"access_token\":\"access-2\",\"refr");
  lk_fake_server_json (self->server, LK_KEY_TOKEN,
                       "{\"access_token\":\"access-3\",\"refresh_token\":\"refresh-3\","
                       "\"token_type\":\"Bearer\"}");
  g_assert_true (refresh (account, NULL));
  lk_account_fixture_assert_kept (self, account, "access-3", "refresh-3");
}

static void
remove_secrets (LkAccountFixture *self,
                const char       *id)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_account_store_remove_async (self->store, id, NULL, lk_test_store_result, &result);
  g_assert_true (lk_account_store_remove_finish (self->store, lk_test_await (&result), NULL));
}

/* What is in memory here would bring the session back to life, while the other program ends it. */
static void
test_signed_out_by_another_program (LkAccountFixture *self,
                                    gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (LkPorts) other = lk_account_fixture_new_ports (self);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
  remove_secrets (self, lk_account_get_id (account));
  g_assert_true (lk_account_index_remove (other->index, lk_account_get_id (account), NULL));
  g_assert_false (refresh (account, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_SECRETS_MISSING);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 0);
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->store), ==, 0);
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 0);
}

/* … but an emptied keyring alone is no reason to lose the session. */
static void
test_emptied_keyring_is_filled_again (LkAccountFixture *self,
                                      gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);

  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
  remove_secrets (self, lk_account_get_id (account));
  g_assert_true (refresh (account, NULL));
  lk_account_fixture_assert_kept (self, account, "access-2", "refresh-2");
}

/* The provider has forgotten what it gave last, as after a crash of its own. */
static void
test_previous_token_is_tried_before_the_session_is_dead (LkAccountFixture *self,
                                                         gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GError) error = NULL;

  g_assert_true (refresh (account, NULL));
  lk_account_fixture_script (self, LK_KEY_TOKEN, 400, "{\"error\":\"invalid_grant\"}");
  lk_fake_server_json (self->server, LK_KEY_TOKEN,
                       "{\"access_token\":\"access-3\",\"refresh_token\":\"refresh-3\","
                       "\"token_type\":\"Bearer\"}");
  g_assert_true (refresh (account, &error));
  g_assert_no_error (error);
  assert_sent (self, "refresh_token", "refresh-1");
  lk_account_fixture_assert_kept (self, account, "access-3", "refresh-3");
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
}

/* … also after a restart, and once: then it is dead. */
static void
test_previous_token_is_tried_once (LkAccountFixture *self,
                                   gconstpointer     data)
{
  g_autoptr (LkAccount) first_life = lk_account_fixture_new_session (self, 0);
  g_autoptr (LkAccount) account = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (refresh (first_life, NULL));
  account = lk_account_new (self->ports, lk_account_get_record (first_life));
  lk_account_fixture_script (self, LK_KEY_TOKEN, 400, "{\"error\":\"invalid_grant\"}");
  g_assert_false (refresh (account, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_EXPIRED);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 2);
  assert_sent (self, "refresh_token", "refresh-1");
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);
  lk_test_drain ();
}

/* A pair that has worked is proven: what it replaced is not tried any more. */
static void
test_proven_pair_has_no_previous (LkAccountFixture *self,
                                  gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);

  g_assert_true (refresh (account, NULL));
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
  lk_account_fixture_script (self, LK_KEY_TOKEN, 400, "{\"error\":\"invalid_grant\"}");
  g_assert_false (refresh (account, NULL));
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 1);
  lk_test_drain ();
}

/* Two programs, one store: each has the account, and the older tokens in memory. */
static void
test_second_program_uses_what_the_first_has_renewed (LkAccountFixture *self,
                                                     gconstpointer     data)
{
  g_autoptr (LkAccount) first = lk_account_fixture_new_session (self, 0);
  g_autoptr (LkPorts) ports = lk_account_fixture_new_ports (self);
  g_autoptr (LkAccount) second = lk_account_new (ports, lk_account_get_record (first));

  g_assert_cmpuint (lk_account_fixture_fetch (self, first, NULL), ==, 200);
  g_assert_cmpuint (lk_account_fixture_fetch (self, second, NULL), ==, 200);
  g_assert_true (refresh (first, NULL));

  lk_fake_server_refuse (self->server, "Bearer access-1");
  g_assert_cmpuint (lk_account_fixture_fetch (self, second, NULL), ==, 200);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 1);
  g_assert_cmpstr (lk_fake_server_last_header (self->server, LK_KEY_WHOAMI, "Authorization"), ==,
                   "Bearer access-2");
}

/* Both at the same moment: one asks, the other waits for the lock and finds it done. */
static void
test_two_programs_make_one_request (LkAccountFixture *self,
                                    gconstpointer     data)
{
  g_autoptr (LkAccount) first = lk_account_fixture_new_session (self, -10);
  g_autoptr (LkPorts) ports = lk_account_fixture_new_ports (self);
  g_autoptr (LkAccount) second = lk_account_new (ports, lk_account_get_record (first));
  g_autoptr (GAsyncResult) one = NULL;
  g_autoptr (GAsyncResult) other = NULL;

  lk_fake_server_hold (self->server, LK_KEY_TOKEN);
  lk_account_fixture_start_fetch (self, first, &one);
  lk_account_fixture_start_fetch (self, second, &other);
  lk_account_fixture_wait_asked (self, LK_KEY_TOKEN, 1);
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 1);
  lk_fake_server_release (self->server);
  lk_test_await (&one);
  lk_test_await (&other);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 1);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_WHOAMI), ==, 2);
}

/* The newest refresh token is the one in the store, whatever memory has. */
static void
test_refresh_token_is_read_again_under_the_lock (LkAccountFixture *self,
                                                 gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  gint64 now = lk_clock_seconds (self->clock);
  g_autoptr (LkTokens) newer = lk_test_tokens ("access-7", "refresh-7", now - 300, now - 10);

  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
  lk_dummy_store_put (self->store, lk_account_get_id (account), newer);
  g_assert_true (refresh (account, NULL));
  assert_sent (self, "refresh_token", "refresh-7");
}

/* What only this program has, nobody else may renew: they would do it with a token that is used
 * up. */
static void
test_unsaved_pair_keeps_other_programs_out (LkAccountFixture *self,
                                            gconstpointer     data)
{
  g_autoptr (LkAccount) first = lk_account_fixture_new_session (self, 0);
  g_autoptr (LkPorts) ports = lk_account_fixture_new_ports (self);
  g_autoptr (LkAccount) second = lk_account_new (ports, lk_account_get_record (first));
  g_autoptr (GAsyncResult) other = NULL;

  lk_dummy_store_fail (self->store, LK_DUMMY_STORE_SAVE, LK_ERROR_KEYRING_FAILED, 1);
  g_assert_true (refresh (first, NULL));
  lk_refresh_async (second, NULL, lk_test_store_result, &other);
  lk_test_drain ();
  g_assert_null (other);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 1);

  lk_account_retry_saving_async (first, NULL, NULL);
  g_assert_true (lk_refresh_finish (second, lk_test_await (&other), NULL));
  g_assert_false (lk_account_get_unsaved (first));
  assert_sent (self, "refresh_token", "refresh-2");
}

/* Tokens first to the keyring, then to the homeserver. */
static void
test_saved_before_it_is_used (LkAccountFixture *self,
                              gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, -10);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_dummy_store_hang (self->store, LK_DUMMY_STORE_SAVE);
  lk_refresh_async (account, NULL, lk_test_store_result, &result);
  lk_test_wait_until (lk_dummy_store_is_hanging, self->store);
  lk_test_drain ();
  g_assert_null (result);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_REFRESHING);
  lk_dummy_store_release (self->store);
  g_assert_true (lk_refresh_finish (account, lk_test_await (&result), &error));
  lk_account_fixture_assert_kept (self, account, "access-2", "refresh-2");
}

/* Who comes while the new pair is being saved must not use it before that is done. */
static void
test_who_comes_while_it_is_saved_waits (LkAccountFixture *self,
                                        gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, -10);
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;

  lk_dummy_store_hang (self->store, LK_DUMMY_STORE_SAVE);
  lk_refresh_async (account, NULL, lk_test_store_result, &first);
  lk_test_wait_until (lk_dummy_store_is_hanging, self->store);
  lk_account_fixture_start_fetch (self, account, &second);
  lk_test_drain ();
  g_assert_null (second);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_WHOAMI), ==, 0);

  lk_dummy_store_release (self->store);
  lk_test_await (&first);
  lk_test_await (&second);
  g_assert_cmpstr (lk_fake_server_last_header (self->server, LK_KEY_WHOAMI, "Authorization"), ==,
                   "Bearer access-2");
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 1);
}

static void
test_failed_save_keeps_the_pair_in_memory (LkAccountFixture *self,
                                           gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);

  lk_dummy_store_fail (self->store, LK_DUMMY_STORE_SAVE, LK_ERROR_KEYRING_LOCKED, 1);
  g_assert_true (refresh (account, NULL));
  g_assert_true (lk_account_get_unsaved (account));
  g_assert_true (lk_account_get_keyring_locked (account));
  lk_account_fixture_assert_kept (self, account, "access-1", "refresh-1");
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
  g_assert_cmpstr (lk_fake_server_last_header (self->server, LK_KEY_WHOAMI, "Authorization"), ==,
                   "Bearer access-2");

  /* The next renewal uses the newest token, and is saved. */
  g_assert_true (refresh (account, NULL));
  assert_sent (self, "refresh_token", "refresh-2");
  g_assert_false (lk_account_get_unsaved (account));
  g_assert_false (lk_account_get_keyring_locked (account));
}

static gboolean
is_saved (gpointer account)
{
  return !lk_account_get_unsaved (account);
}

/* A keyring that is locked now is open in a minute. */
static void
test_failed_save_is_tried_again_by_itself (LkAccountFixture *self,
                                           gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);

  lk_dummy_store_fail (self->store, LK_DUMMY_STORE_SAVE, LK_ERROR_KEYRING_LOCKED, 2);
  g_assert_true (refresh (account, NULL));
  g_assert_cmpint (lk_dummy_clock_next_wake (self->clock), ==, 5);
  lk_dummy_clock_advance (self->clock, 5);
  lk_test_drain ();
  g_assert_true (lk_account_get_unsaved (account));
  g_assert_cmpint (lk_dummy_clock_next_wake (self->clock), ==, 10);
  lk_dummy_clock_advance (self->clock, 10);
  lk_test_wait_until (is_saved, account);
  lk_account_fixture_assert_kept (self, account, "access-2", "refresh-2");
  g_assert_cmpstr (lk_secret_peek (lk_dummy_store_peek_previous (self->store,
                                                                 lk_account_get_id (account))),
                   ==, "refresh-1");
  g_assert_cmpuint (lk_dummy_clock_get_n_wakes (self->clock), ==, 0);
}

/* An older pair is on its way to the keyring, and slow: it must not land on the newer one. */
static void
test_slow_save_does_not_land_on_a_newer_pair (LkAccountFixture *self,
                                              gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (LkTokens) newer = lk_test_tokens ("access-9", "refresh-9", 1, 0);
  g_autoptr (GAsyncResult) result = NULL;

  lk_dummy_store_fail (self->store, LK_DUMMY_STORE_SAVE, LK_ERROR_KEYRING_LOCKED, 1);
  g_assert_true (refresh (account, NULL));
  lk_dummy_store_hang (self->store, LK_DUMMY_STORE_SAVE);
  lk_account_retry_saving_async (account, NULL, NULL);
  g_assert_true (lk_dummy_store_is_hanging (self->store));
  lk_account_save_tokens_async (account, newer, NULL, lk_test_store_result, &result);
  lk_test_drain ();
  g_assert_cmpuint (lk_dummy_store_count (self->store, LK_DUMMY_STORE_SAVE), ==, 2);
  lk_dummy_store_release (self->store);
  g_assert_true (lk_account_save_tokens_finish (account, lk_test_await (&result), NULL));
  lk_account_fixture_assert_kept (self, account, "access-9", "refresh-9");
}

/* A keyring that asks the person, and has no answer yet: the session goes on in memory, and what is
 * on its way to the keyring still arrives. */
static void
test_slow_save_holds_nobody_up_for_ever (LkAccountFixture *self,
                                         gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, -10);
  g_autoptr (GAsyncResult) result = NULL;

  lk_dummy_store_hang (self->store, LK_DUMMY_STORE_SAVE);
  lk_refresh_async (account, NULL, lk_test_store_result, &result);
  lk_test_wait_until (lk_dummy_store_is_hanging, self->store);
  lk_test_drain ();
  g_assert_null (result);
  lk_dummy_clock_advance (self->clock, 10);
  g_assert_true (lk_refresh_finish (account, lk_test_await (&result), NULL));
  g_assert_true (lk_account_get_unsaved (account));
  g_assert_true (lk_account_get_keyring_locked (account));
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);

  lk_dummy_store_release (self->store);
  lk_test_wait_until (is_saved, account);
  g_assert_false (lk_account_get_keyring_locked (account));
  lk_account_fixture_assert_kept (self, account, "access-2", "refresh-2");
  g_assert_cmpuint (lk_dummy_store_count (self->store, LK_DUMMY_STORE_SAVE), ==, 1);
}

/* What is thrown away while it is being saved stays away. */
static void
test_removal_comes_after_a_save_under_way (LkAccountFixture *self,
                                           gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GAsyncResult) result = NULL;

  lk_dummy_store_fail (self->store, LK_DUMMY_STORE_SAVE, LK_ERROR_KEYRING_LOCKED, 1);
  g_assert_true (refresh (account, NULL));
  lk_dummy_store_hang (self->store, LK_DUMMY_STORE_SAVE);
  lk_account_retry_saving_async (account, NULL, NULL);
  lk_account_remove_tokens_async (account, lk_test_store_result, &result);
  lk_test_drain ();
  lk_dummy_store_release (self->store);
  g_assert_true (lk_account_remove_tokens_finish (account, lk_test_await (&result), NULL));
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->store), ==, 0);
  g_assert_false (lk_account_get_unsaved (account));
  g_assert_null (lk_account_get_tokens (account));
}

static void
test_locked_keyring_is_no_end (LkAccountFixture *self,
                               gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GError) error = NULL;

  lk_dummy_store_fail (self->store, LK_DUMMY_STORE_LOAD, LK_ERROR_KEYRING_LOCKED, 1);
  g_assert_false (refresh (account, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_KEYRING_LOCKED);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 0);
  g_assert_true (lk_account_get_keyring_locked (account));
  g_assert_true (refresh (account, NULL));
  g_assert_false (lk_account_get_keyring_locked (account));
}

static void
test_all_who_ask_share_one (LkAccountFixture *self,
                            gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  GAsyncResult *results[5] = { NULL, };

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    lk_refresh_async (account, NULL, lk_test_store_result, &results[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_assert_true (lk_refresh_finish (account, lk_test_await (&results[i]), NULL));
      g_object_unref (results[i]);
    }
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 1);
  g_assert_cmpstr (self->states->str, ==, "refreshing signed-in ");
}

/* The only one who asked goes away, and so does the account's last owner. */
static void
test_cancelling_the_caller_does_not_cancel_the_renewal (LkAccountFixture *self,
                                                        gconstpointer     data)
{
  LkAccount *account = lk_account_fixture_new_session (self, 0);
  g_autofree char *id = g_strdup (lk_account_get_id (account));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) other = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_hold (self->server, LK_KEY_TOKEN);
  lk_refresh_async (account, self->cancellable, lk_test_store_result, &result);
  lk_account_fixture_wait_asked (self, LK_KEY_TOKEN, 1);
  g_cancellable_cancel (self->cancellable);
  g_assert_false (lk_refresh_finish (account, lk_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_REFRESHING);

  /* Who asks now shares the one that is still under way. */
  lk_refresh_async (account, NULL, lk_test_store_result, &other);
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 1);
  lk_fake_server_release (self->server);
  g_assert_true (lk_refresh_finish (account, lk_test_await (&other), NULL));
  lk_account_fixture_assert_kept (self, account, "access-2", "refresh-2");
  g_clear_object (&result);
  g_clear_object (&other);
  lk_test_drain ();
  g_assert_finalize_object (account);
}

static gboolean
was_saved (gpointer user_data)
{
  return lk_dummy_store_count (user_data, LK_DUMMY_STORE_SAVE) > 0;
}

static void
test_renewal_keeps_the_account_alive (LkAccountFixture *self,
                                      gconstpointer     data)
{
  LkAccount *account = lk_account_fixture_new_session (self, 0);
  gpointer gone = account;

  g_object_add_weak_pointer (G_OBJECT (account), &gone);
  lk_fake_server_hold (self->server, LK_KEY_TOKEN);
  lk_refresh_async (account, self->cancellable, NULL, NULL);
  lk_account_fixture_wait_asked (self, LK_KEY_TOKEN, 1);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (account);
  lk_test_drain ();
  g_assert_nonnull (gone);
  lk_fake_server_release (self->server);
  lk_test_wait_until (was_saved, self->store);
  lk_test_drain ();
  g_assert_null (gone);
}

static void
test_cancelled_before_it_starts_is_no_renewal (LkAccountFixture *self,
                                               gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (self->cancellable);
  lk_refresh_async (account, self->cancellable, lk_test_store_result, &result);
  g_assert_false (lk_refresh_finish (account, lk_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (self->states->str, ==, "");
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 0);
}

#define add_with lk_account_fixture_add
#define add(path, test) add_with (path, NULL, test)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/refresh/F9/client-id-and-no-scope", test_client_id_and_no_scope);
  add ("/refresh/F7/answer-without-a-refresh-token-keeps-the-old-one",
       test_answer_without_a_refresh_token_keeps_the_old_one);
  add ("/refresh/narrower-scope-loses-no-session", test_narrower_scope_loses_no_session);
  add ("/refresh/F5/invalid-grant-needs-to-sign-in", test_invalid_grant_needs_to_sign_in);
  add ("/refresh/F5/ended-session-is-not-asked-for-when-its-secrets-remain",
       test_ended_session_is_not_asked_for_when_its_secrets_remain);
  for (gsize i = 0; i < G_N_ELEMENTS (harmless); i++)
    {
      g_autofree char *path = g_strconcat ("/refresh/F6/session-is-kept/", harmless[i].name, NULL);

      add_with (path, &harmless[i], test_session_is_kept);
    }
  add ("/refresh/F14/lost-answer-is-asked-for-again", test_lost_answer_is_asked_for_again);
  add ("/refresh/moved-endpoint-is-found-again", test_moved_endpoint_is_found_again);
  add ("/refresh/another-issuer-gets-no-token", test_another_issuer_gets_no_token);
  add ("/refresh/F14/cut-answer-is-asked-for-again", test_cut_answer_is_asked_for_again);
  add ("/refresh/F14/previous-token-is-tried-before-the-session-is-dead",
       test_previous_token_is_tried_before_the_session_is_dead);
  add ("/refresh/F14/previous-token-is-tried-once", test_previous_token_is_tried_once);
  add ("/refresh/F14/proven-pair-has-no-previous", test_proven_pair_has_no_previous);
  add ("/refresh/F3/second-program-uses-what-the-first-has-renewed",
       test_second_program_uses_what_the_first_has_renewed);
  add ("/refresh/F3/two-programs-make-one-request", test_two_programs_make_one_request);
  add ("/refresh/F3/signed-out-by-another-program-is-not-brought-back",
       test_signed_out_by_another_program);
  add ("/refresh/F3/emptied-keyring-is-filled-again", test_emptied_keyring_is_filled_again);
  add ("/refresh/F3/unsaved-pair-keeps-other-programs-out",
       test_unsaved_pair_keeps_other_programs_out);
  add ("/refresh/F13/refresh-token-is-read-again-under-the-lock",
       test_refresh_token_is_read_again_under_the_lock);
  add ("/refresh/failed-save-is-tried-again-by-itself", test_failed_save_is_tried_again_by_itself);
  add ("/refresh/slow-save-does-not-land-on-a-newer-pair",
       test_slow_save_does_not_land_on_a_newer_pair);
  add ("/refresh/slow-save-holds-nobody-up-for-ever", test_slow_save_holds_nobody_up_for_ever);
  add ("/refresh/removal-comes-after-a-save-under-way", test_removal_comes_after_a_save_under_way);
  add ("/refresh/F4/saved-before-it-is-used", test_saved_before_it_is_used);
  add ("/refresh/F4/who-comes-while-it-is-saved-waits", test_who_comes_while_it_is_saved_waits);
  add ("/refresh/failed-save-keeps-the-pair-in-memory", test_failed_save_keeps_the_pair_in_memory);
  add ("/refresh/locked-keyring-is-no-end", test_locked_keyring_is_no_end);
  add ("/refresh/F2/all-who-ask-share-one", test_all_who_ask_share_one);
  add ("/refresh/F11/cancelling-the-caller-does-not-cancel-the-renewal",
       test_cancelling_the_caller_does_not_cancel_the_renewal);
  add ("/refresh/F11/renewal-keeps-the-account-alive", test_renewal_keeps_the_account_alive);
  add ("/refresh/cancelled-before-it-starts-is-no-renewal",
       test_cancelled_before_it_starts_is_no_renewal);

  return g_test_run ();
}
