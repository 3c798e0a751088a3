/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"

#include "lk-dummy-network.h"
#include "lk-revocations.h"

#include <string.h>

typedef struct
{
  LkAccountFixture  fixture;
  LkRevocations    *revocations;
  GNetworkMonitor  *network;
} Fixture;

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  lk_account_fixture_set_up (&self->fixture, data);
  self->network = lk_dummy_network_new ();
  self->revocations = lk_revocations_new (self->fixture.revocations, self->fixture.ports->http,
                                          self->fixture.clock);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  lk_test_drain ();
  g_assert_finalize_object (self->revocations);
  g_assert_finalize_object (self->network);
  lk_account_fixture_tear_down (&self->fixture, data);
}

static LkRevocation *
new_revocation (Fixture      *self,
                LkAuthApiKind auth_api)
{
  g_autoptr (LkAccountRecord) record =
    lk_account_fixture_new_record (&self->fixture, LK_RECORD_ACTIVE);
  g_autoptr (LkTokens) tokens = lk_test_tokens ("access-1", "refresh-1", 1, 2);

  record->auth_api = auth_api;
  return lk_revocation_new (record, tokens);
}

/* Left behind by an earlier life. */
static LkRevocation *
leave (Fixture      *self,
       LkAuthApiKind auth_api)
{
  LkRevocation *revocation = new_revocation (self, auth_api);

  lk_dummy_revocation_store_put (self->fixture.revocations, revocation);
  return revocation;
}

static void
put (Fixture      *self,
     LkRevocation *revocation)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_revocations_put_async (self->revocations, revocation, lk_test_store_result, &result);
  lk_revocations_put_finish (self->revocations, lk_test_await (&result), &error);
  g_assert_no_error (error);
}

static gboolean
try_now (Fixture     *self,
         const char  *id,
         GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_revocations_try_async (self->revocations, id, lk_test_store_result, &result);
  return lk_revocations_try_finish (self->revocations, lk_test_await (&result), error);
}

static guint
n_listed (Fixture *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->revocations));
}

static guint
n_kept (Fixture *self)
{
  return lk_dummy_revocation_store_get_n_kept (self->fixture.revocations);
}

static LkOpenSession *
get_first (Fixture *self)
{
  g_autoptr (LkOpenSession) session =
    g_list_model_get_item (G_LIST_MODEL (self->revocations), 0);

  g_assert_nonnull (session);
  return session; /* the list keeps it */
}

static gboolean
is_empty (gpointer user_data)
{
  Fixture *self = user_data;

  return n_listed (self) == 0 && n_kept (self) == 0;
}

static gboolean
has_failed (gpointer user_data)
{
  Fixture *self = user_data;

  return n_listed (self) == 1 && lk_open_session_get_error (get_first (self)) != NULL &&
         !lk_open_session_get_trying (get_first (self));
}

static void
fail_with (Fixture    *self,
           guint       status,
           const char *body)
{
  lk_fake_server_forget (self->fixture.server, LK_KEY_REVOKE);
  if (status == 0)
    lk_fake_server_reset (self->fixture.server, LK_KEY_REVOKE);
  else
    lk_fake_server_answer (self->fixture.server, LK_KEY_REVOKE, status, "application/json", body);
}

static void
heal (Fixture *self)
{
  lk_fake_server_forget (self->fixture.server, LK_KEY_REVOKE);
  lk_fake_server_answer (self->fixture.server, LK_KEY_REVOKE, 200, NULL, NULL);
}

static void
assert_revoked (Fixture    *self,
                const char *token)
{
  g_autofree char *value = lk_fake_server_last_field (self->fixture.server, LK_KEY_REVOKE, "token");
  g_autofree char *client =
    lk_fake_server_last_field (self->fixture.server, LK_KEY_REVOKE, "client_id");

  g_assert_cmpstr (value, ==, token);
  g_assert_cmpstr (client, ==, "client-1");
}

static void
test_what_is_put_is_safe_and_waits (Fixture      *self,
                                    gconstpointer data)
{
  g_autoptr (LkRevocation) revocation = new_revocation (self, LK_AUTH_API_OAUTH);

  g_assert_false (lk_revocations_has (self->revocations, revocation->id));
  put (self, revocation);
  lk_test_drain ();
  g_assert_true (lk_revocations_has (self->revocations, revocation->id));
  g_assert_cmpuint (n_kept (self), ==, 1);
  g_assert_cmpuint (n_listed (self), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->fixture.server, NULL), ==, 0);
}

static void
test_what_can_not_be_saved_is_not_there (Fixture      *self,
                                         gconstpointer data)
{
  g_autoptr (LkRevocation) revocation = new_revocation (self, LK_AUTH_API_OAUTH);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_dummy_revocation_store_fail (self->fixture.revocations, LK_DUMMY_REVOCATION_STORE_SAVE,
                                  LK_ERROR_KEYRING_LOCKED, 1);
  lk_revocations_put_async (self->revocations, revocation, lk_test_store_result, &result);
  g_assert_false (lk_revocations_put_finish (self->revocations, lk_test_await (&result), &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_KEYRING_LOCKED);
  g_assert_false (lk_revocations_has (self->revocations, revocation->id));
}

static void
test_confirmed_is_gone (Fixture      *self,
                        gconstpointer data)
{
  g_autoptr (LkRevocation) revocation = new_revocation (self, LK_AUTH_API_OAUTH);
  g_autoptr (GError) error = NULL;

  put (self, revocation);
  g_assert_true (try_now (self, revocation->id, &error));
  g_assert_no_error (error);
  assert_revoked (self, "refresh-1");
  lk_test_wait_until (is_empty, self);
  g_assert_false (lk_revocations_has (self->revocations, revocation->id));
  g_assert_cmpint (lk_dummy_clock_next_wake (self->fixture.clock), ==, -1);
}

/* How a server may say that there is no such session any more. */
static void
test_unknown_grant_is_gone (Fixture      *self,
                            gconstpointer data)
{
  g_autoptr (LkRevocation) revocation = new_revocation (self, LK_AUTH_API_OAUTH);

  put (self, revocation);
  fail_with (self, 400, "{\"error\":\"invalid_grant\"}");
  g_assert_true (try_now (self, revocation->id, NULL));
  lk_test_wait_until (is_empty, self);
}

/* … and how a proxy may say something that only looks so. */
static void
test_matrix_shaped_grant_is_not_gone (Fixture      *self,
                                      gconstpointer data)
{
  g_autoptr (LkRevocation) revocation = new_revocation (self, LK_AUTH_API_OAUTH);

  put (self, revocation);
  fail_with (self, 400, "{\"errcode\":\"M_UNKNOWN\",\"error\":\"invalid_grant\"}");
  g_assert_false (try_now (self, revocation->id, NULL));
  g_assert_cmpuint (n_kept (self), ==, 1);
}

static void
test_unreachable_is_shown_and_tried_again (Fixture      *self,
                                           gconstpointer data)
{
  static const gint64 pauses[] = { 2, 4, 8, 16, 32, 64, 128, 256, 300, 300 };
  g_autoptr (LkRevocation) revocation = new_revocation (self, LK_AUTH_API_OAUTH);
  g_autoptr (GError) error = NULL;

  put (self, revocation);
  fail_with (self, 0, NULL);
  g_assert_false (try_now (self, revocation->id, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_OFFLINE);
  for (gsize i = 0; i < G_N_ELEMENTS (pauses); i++)
    {
      gint64 pause = lk_dummy_clock_next_wake (self->fixture.clock);

      lk_test_wait_until (has_failed, self);
      g_assert_cmpint (pause, >=, pauses[i] * 3 / 4);
      g_assert_cmpint (pause, <=, pauses[i] * 5 / 4);
      lk_dummy_clock_advance (self->fixture.clock, pause + 1);
      lk_account_fixture_wait_asked (&self->fixture, LK_KEY_REVOKE, (guint) i + 2);
      lk_test_wait_until (has_failed, self);
    }
  heal (self);
  lk_dummy_clock_advance (self->fixture.clock, 400);
  lk_test_wait_until (is_empty, self);
}

static void
test_retry_after_is_honoured (Fixture      *self,
                              gconstpointer data)
{
  g_autoptr (LkRevocation) revocation = new_revocation (self, LK_AUTH_API_OAUTH);

  put (self, revocation);
  fail_with (self, GPOINTER_TO_UINT (data), "");
  lk_fake_server_header (self->fixture.server, LK_KEY_REVOKE, "Retry-After", "1000");
  g_assert_false (try_now (self, revocation->id, NULL));
  g_assert_cmpint (lk_dummy_clock_next_wake (self->fixture.clock), >=, 1000);
  g_assert_cmpint (lk_dummy_clock_next_wake (self->fixture.clock), <, 1001);

  /* Another network is no reason to come earlier. */
  lk_revocations_start (self->revocations, self->network);
  lk_dummy_network_change (self->network, TRUE);
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->fixture.server, LK_KEY_REVOKE), ==, 1);
}

/* What the server says no to, it will say no to in a minute, too. */
static void
test_refusal_waits_for_the_person (Fixture      *self,
                                   gconstpointer data)
{
  g_autoptr (LkRevocation) revocation = new_revocation (self, LK_AUTH_API_OAUTH);
  g_autoptr (GError) error = NULL;
  g_autofree char *body = g_strdup_printf ("{\"error\":\"%s\"}", (const char *) data);

  lk_revocations_start (self->revocations, self->network);
  put (self, revocation);
  fail_with (self, 401, body);
  g_assert_false (try_now (self, revocation->id, &error));
  g_assert_true (lk_open_session_error_is_refusal (error));
  g_assert_cmpuint (n_listed (self), ==, 1);
  g_assert_cmpuint (n_kept (self), ==, 1);
  g_assert_cmpint (lk_dummy_clock_next_wake (self->fixture.clock), ==, -1);
  lk_dummy_network_change (self->network, TRUE);
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->fixture.server, LK_KEY_REVOKE), ==, 1);

  heal (self);
  g_assert_true (try_now (self, revocation->id, NULL));
  lk_test_wait_until (is_empty, self);
}

/* A captive portal says no, too, and means nothing by it. */
static void
test_portal_is_tried_again (Fixture      *self,
                            gconstpointer data)
{
  g_autoptr (LkRevocation) revocation = new_revocation (self, LK_AUTH_API_OAUTH);
  g_autoptr (GError) error = NULL;

  put (self, revocation);
  fail_with (self, GPOINTER_TO_UINT (data), "<html>");
  g_assert_false (try_now (self, revocation->id, &error));
  g_assert_false (lk_open_session_error_is_refusal (error));
  g_assert_cmpint (lk_dummy_clock_next_wake (self->fixture.clock), >=, 1);
}

static void
test_network_is_a_reason_to_try (Fixture      *self,
                                 gconstpointer data)
{
  g_autoptr (LkRevocation) revocation = new_revocation (self, LK_AUTH_API_OAUTH);

  lk_revocations_start (self->revocations, self->network);
  put (self, revocation);
  fail_with (self, 0, NULL);
  try_now (self, revocation->id, NULL);
  lk_dummy_network_change (self->network, FALSE);
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->fixture.server, LK_KEY_REVOKE), ==, 1);

  heal (self);
  lk_dummy_network_change (self->network, TRUE);
  lk_test_wait_until (is_empty, self);
  g_assert_cmpint (lk_dummy_clock_next_wake (self->fixture.clock), ==, -1);
}

static void
test_earlier_life_is_gone_on_with (Fixture      *self,
                                   gconstpointer data)
{
  g_autoptr (LkRevocation) revocation = leave (self, LK_AUTH_API_OAUTH);

  lk_test_drain ();
  g_assert_cmpuint (lk_dummy_revocation_store_count (self->fixture.revocations,
                                                     LK_DUMMY_REVOCATION_STORE_LOAD), ==, 0);
  lk_revocations_start (self->revocations, NULL);
  lk_test_wait_until (is_empty, self);
  assert_revoked (self, "refresh-1");
}

static gboolean
on_found (LkRevocations *revocations,
          const char    *id,
          char         **found)
{
  *found = g_strdup (id);
  return TRUE;
}

static void
test_who_has_the_account_sees_to_it (Fixture      *self,
                                     gconstpointer data)
{
  g_autoptr (LkRevocation) revocation = leave (self, LK_AUTH_API_OAUTH);
  g_autofree char *found = NULL;

  g_signal_connect (self->revocations, "found", G_CALLBACK (on_found), &found);
  lk_revocations_start (self->revocations, NULL);
  lk_test_drain ();
  g_assert_cmpstr (found, ==, revocation->id);
  g_assert_cmpuint (lk_fake_server_count (self->fixture.server, NULL), ==, 0);
  g_assert_cmpuint (n_listed (self), ==, 0);
  g_assert_true (lk_revocations_has (self->revocations, revocation->id));
}

static void
test_locked_keyring_is_looked_at_again (Fixture      *self,
                                        gconstpointer data)
{
  g_autoptr (LkRevocation) revocation = leave (self, LK_AUTH_API_OAUTH);

  lk_dummy_revocation_store_fail (self->fixture.revocations, LK_DUMMY_REVOCATION_STORE_LOAD,
                                  LK_ERROR_KEYRING_LOCKED, 2);
  lk_revocations_start (self->revocations, NULL);
  lk_test_drain ();
  g_assert_cmpint (lk_dummy_clock_next_wake (self->fixture.clock), >=, 1);
  lk_dummy_clock_advance (self->fixture.clock, 3);
  lk_test_drain ();
  g_assert_cmpint (lk_dummy_clock_next_wake (self->fixture.clock), >=, 3);
  lk_dummy_clock_advance (self->fixture.clock, 5);
  lk_test_wait_until (is_empty, self);
}

/* A server that lets wait: the person goes on, the try as well. */
static void
test_patience_has_an_end (Fixture      *self,
                          gconstpointer data)
{
  g_autoptr (LkRevocation) revocation = new_revocation (self, LK_AUTH_API_OAUTH);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  put (self, revocation);
  lk_fake_server_hold (self->fixture.server, LK_KEY_REVOKE);
  lk_revocations_try_async (self->revocations, revocation->id, lk_test_store_result, &result);
  lk_account_fixture_wait_asked (&self->fixture, LK_KEY_REVOKE, 1);
  lk_test_drain ();
  g_assert_null (result);
  g_assert_cmpuint (n_listed (self), ==, 0);

  lk_dummy_clock_advance (self->fixture.clock, 3);
  g_assert_false (lk_revocations_try_finish (self->revocations, lk_test_await (&result), &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_TIMED_OUT);
  g_assert_cmpuint (n_listed (self), ==, 1);
  g_assert_true (lk_open_session_get_trying (get_first (self)));

  lk_fake_server_release (self->fixture.server);
  lk_test_wait_until (is_empty, self);
}

static void
test_forgotten_is_left_alone (Fixture      *self,
                              gconstpointer data)
{
  g_autoptr (LkRevocation) revocation = new_revocation (self, LK_AUTH_API_OAUTH);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) again = NULL;
  g_autoptr (GError) error = NULL;

  put (self, revocation);
  fail_with (self, 0, NULL);
  try_now (self, revocation->id, NULL);
  lk_dummy_revocation_store_fail (self->fixture.revocations, LK_DUMMY_REVOCATION_STORE_REMOVE,
                                  LK_ERROR_KEYRING_LOCKED, 1);
  lk_revocations_forget_async (self->revocations, revocation->id, lk_test_store_result, &result);
  g_assert_false (lk_revocations_forget_finish (self->revocations, lk_test_await (&result),
                                                &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_KEYRING_LOCKED);
  g_assert_cmpuint (n_listed (self), ==, 1);

  lk_revocations_forget_async (self->revocations, revocation->id, lk_test_store_result, &again);
  g_assert_true (lk_revocations_forget_finish (self->revocations, lk_test_await (&again), NULL));
  g_assert_true (is_empty (self));
  g_assert_cmpint (lk_dummy_clock_next_wake (self->fixture.clock), ==, -1);
  g_assert_cmpuint (lk_fake_server_count (self->fixture.server, LK_KEY_REVOKE), ==, 1);
}

static void
test_what_stays_in_the_keyring_is_over_all_the_same (Fixture      *self,
                                                     gconstpointer data)
{
  g_autoptr (LkRevocation) revocation = new_revocation (self, LK_AUTH_API_OAUTH);

  put (self, revocation);
  lk_dummy_revocation_store_fail (self->fixture.revocations, LK_DUMMY_REVOCATION_STORE_REMOVE,
                                  LK_ERROR_KEYRING_FAILED, 1);
  g_assert_true (try_now (self, revocation->id, NULL));
  lk_test_drain ();
  g_assert_cmpuint (n_listed (self), ==, 0);
  g_assert_cmpuint (n_kept (self), ==, 1);
  g_assert_cmpint (lk_dummy_clock_next_wake (self->fixture.clock), ==, -1);
}

/* Legacy. */

static void
test_legacy_logs_out (Fixture      *self,
                      gconstpointer data)
{
  g_autoptr (LkRevocation) revocation = new_revocation (self, LK_AUTH_API_LEGACY);

  lk_account_fixture_be_legacy (&self->fixture, "");
  put (self, revocation);
  g_assert_true (try_now (self, revocation->id, NULL));
  g_assert_cmpstr (lk_fake_server_last_header (self->fixture.server, LK_KEY_LOGOUT,
                                               "Authorization"), ==, "Bearer access-1");
  g_assert_cmpuint (lk_fake_server_count (self->fixture.server, NULL), ==, 1);
  lk_test_wait_until (is_empty, self);
}

/* Renewed, saved, and then the homeserver is gone again: the next try has the new pair, also in
 * another life. */
static void
test_legacy_pair_is_safe_before_it_is_used (Fixture      *self,
                                            gconstpointer data)
{
  g_autoptr (LkRevocation) revocation = new_revocation (self, LK_AUTH_API_LEGACY);
  g_autoptr (LkRevocation) kept = NULL;

  lk_account_fixture_be_legacy (&self->fixture, "");
  lk_account_fixture_script (&self->fixture, LK_KEY_LOGOUT, 401,
                             "{\"errcode\":\"M_UNKNOWN_TOKEN\"}");
  lk_fake_server_reset (self->fixture.server, LK_KEY_LOGOUT);
  put (self, revocation);
  g_assert_false (try_now (self, revocation->id, NULL));
  g_assert_cmpuint (lk_fake_server_count (self->fixture.server, LK_KEY_REFRESH), ==, 1);
  kept = lk_dummy_revocation_store_peek (self->fixture.revocations, revocation->id);
  g_assert_cmpstr (lk_secret_peek (kept->tokens->access_token), ==, "access-3");
  g_assert_cmpstr (lk_secret_peek (kept->tokens->refresh_token), ==, "refresh-3");

  lk_account_fixture_script (&self->fixture, LK_KEY_LOGOUT, 200, "{}");
  g_assert_true (try_now (self, revocation->id, NULL));
  g_assert_cmpstr (lk_fake_server_last_header (self->fixture.server, LK_KEY_LOGOUT,
                                               "Authorization"), ==, "Bearer access-3");
  g_assert_cmpuint (lk_fake_server_count (self->fixture.server, LK_KEY_REFRESH), ==, 1);
  lk_test_wait_until (is_empty, self);
}

static void
test_legacy_unknown_token_is_gone (Fixture      *self,
                                   gconstpointer data)
{
  g_autoptr (LkRevocation) revocation = new_revocation (self, LK_AUTH_API_LEGACY);
  gboolean renews = GPOINTER_TO_INT (data);

  lk_account_fixture_be_legacy (&self->fixture, "");
  lk_account_fixture_script (&self->fixture, LK_KEY_LOGOUT, 401,
                             "{\"errcode\":\"M_UNKNOWN_TOKEN\"}");
  if (!renews)
    lk_account_fixture_script (&self->fixture, LK_KEY_REFRESH, 401,
                               "{\"errcode\":\"M_UNKNOWN_TOKEN\"}");
  put (self, revocation);
  g_assert_true (try_now (self, revocation->id, NULL));
  g_assert_cmpuint (lk_fake_server_count (self->fixture.server, LK_KEY_REFRESH), ==, 1);
  g_assert_cmpuint (lk_fake_server_count (self->fixture.server, LK_KEY_LOGOUT), ==,
                    renews ? 2 : 1);
  g_assert_cmpuint (lk_fake_server_count (self->fixture.server, LK_KEY_REVOKE), ==, 0);
  lk_test_wait_until (is_empty, self);
}

static void
test_legacy_404_stays (Fixture      *self,
                       gconstpointer data)
{
  g_autoptr (LkRevocation) revocation = new_revocation (self, LK_AUTH_API_LEGACY);
  g_autoptr (GError) error = NULL;

  lk_account_fixture_be_legacy (&self->fixture, "");
  lk_account_fixture_script (&self->fixture, LK_KEY_LOGOUT, 404,
                             "{\"errcode\":\"M_UNRECOGNIZED\"}");
  put (self, revocation);
  g_assert_false (try_now (self, revocation->id, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_SERVER_UNSUITABLE);
  g_assert_cmpuint (n_listed (self), ==, 1);
}

#define add_with(path, data, test) g_test_add (path, Fixture, data, set_up, test, tear_down)
#define add(path, test) add_with (path, NULL, test)

static void
add_legacy (void)
{
  add ("/revocations/G4/legacy-logs-out", test_legacy_logs_out);
  add ("/revocations/G10/legacy-pair-is-safe-before-it-is-used",
       test_legacy_pair_is_safe_before_it_is_used);
  add_with ("/revocations/G10/legacy-unknown-token-is-gone/renewed", GINT_TO_POINTER (TRUE),
            test_legacy_unknown_token_is_gone);
  add_with ("/revocations/G10/legacy-unknown-token-is-gone/refused", GINT_TO_POINTER (FALSE),
            test_legacy_unknown_token_is_gone);
  add ("/revocations/G10/legacy-404-stays", test_legacy_404_stays);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/revocations/what-is-put-is-safe-and-waits", test_what_is_put_is_safe_and_waits);
  add ("/revocations/what-can-not-be-saved-is-not-there", test_what_can_not_be_saved_is_not_there);
  add ("/revocations/G2/confirmed-is-gone", test_confirmed_is_gone);
  add ("/revocations/unknown-grant-is-gone", test_unknown_grant_is_gone);
  add ("/revocations/matrix-shaped-grant-is-not-gone", test_matrix_shaped_grant_is_not_gone);
  add ("/revocations/G5/unreachable-is-shown-and-tried-again",
       test_unreachable_is_shown_and_tried_again);
  add_with ("/revocations/G7/retry-after-is-honoured/503", GUINT_TO_POINTER (503),
            test_retry_after_is_honoured);
  add_with ("/revocations/G7/retry-after-is-honoured/429", GUINT_TO_POINTER (429),
            test_retry_after_is_honoured);
  add_with ("/revocations/G5/refusal-waits-for-the-person/invalid-client", "invalid_client",
            test_refusal_waits_for_the_person);
  add_with ("/revocations/G5/refusal-waits-for-the-person/unauthorized-client",
            "unauthorized_client", test_refusal_waits_for_the_person);
  add_with ("/revocations/G5/portal-is-tried-again/403", GUINT_TO_POINTER (403),
            test_portal_is_tried_again);
  add_with ("/revocations/G5/portal-is-tried-again/404", GUINT_TO_POINTER (404),
            test_portal_is_tried_again);
  add_with ("/revocations/G5/portal-is-tried-again/511", GUINT_TO_POINTER (511),
            test_portal_is_tried_again);
  add ("/revocations/network-is-a-reason-to-try", test_network_is_a_reason_to_try);
  add ("/revocations/earlier-life-is-gone-on-with", test_earlier_life_is_gone_on_with);
  add ("/revocations/who-has-the-account-sees-to-it", test_who_has_the_account_sees_to_it);
  add ("/revocations/locked-keyring-is-looked-at-again", test_locked_keyring_is_looked_at_again);
  add ("/revocations/patience-has-an-end", test_patience_has_an_end);
  add ("/revocations/forgotten-is-left-alone", test_forgotten_is_left_alone);
  add ("/revocations/what-stays-in-the-keyring-is-over-all-the-same",
       test_what_stays_in_the_keyring_is_over_all_the_same);
  add_legacy ();

  return g_test_run ();
}
