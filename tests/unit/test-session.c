/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"

#include "lk-refresh.h"
#include "lk-sign-out.h"

/*
 * A legacy session's life after the sign-in: renewed and ended where it was made, and nowhere
 * else. That OAuth's sessions never come here is told by test-refresh.c and test-sign-out.c.
 */

static gboolean
refresh (LkAccount *account,
         GError   **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_refresh_async (account, NULL, lk_test_store_result, &result);
  return lk_refresh_finish (account, lk_test_await (&result), error);
}

static gboolean
sign_out (LkAccountFixture *self,
          LkAccount        *account,
          GError          **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_sign_out_async (account, LK_SIGN_OUT_EVERYWHERE, self->cancellable, lk_test_store_result,
                     &result);
  return lk_sign_out_finish (account, lk_test_await (&result), error);
}

/* So often the homeserver was asked, and nobody else. */
static void
assert_asked (LkAccountFixture *self,
              guint             n_refresh,
              guint             n_logout)
{
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_REFRESH), ==, n_refresh);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_LOGOUT), ==, n_logout);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_REVOKE), ==, 0);
}

static void
test_renewed_at_the_homeserver (LkAccountFixture *self,
                                gconstpointer     data)
{
  g_autoptr (LkAccount) account = NULL;
  LkSecret *previous;

  lk_account_fixture_be_legacy (self, "");
  account = lk_account_fixture_new_legacy (self, 300, TRUE);
  g_assert_true (refresh (account, NULL));
  g_assert_cmpstr (lk_fake_server_last_body (self->server, LK_KEY_REFRESH), ==,
                   "{\"refresh_token\":\"refresh-1\"}");
  assert_asked (self, 1, 0);
  lk_account_fixture_assert_kept (self, account, "access-3", "refresh-3");
  previous = lk_dummy_store_peek_previous (self->store, lk_account_get_id (account));
  g_assert_cmpstr (lk_secret_peek (previous), ==, "refresh-1");
  g_assert_cmpstr (self->states->str, ==, "refreshing signed-in ");
}

/* A session that is used when its token is about to expire, or when the homeserver says that it
 * has: both lead to the same place. */
static void
test_renewed_when_used (LkAccountFixture *self,
                        gconstpointer     data)
{
  gboolean known = GPOINTER_TO_INT (data);
  g_autoptr (LkAccount) account = NULL;

  lk_account_fixture_be_legacy (self, "");
  account = lk_account_fixture_new_legacy (self, known ? -10 : 0, TRUE);
  lk_fake_server_refuse (self->server, "Bearer access-1");
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
  assert_asked (self, 1, 0);
  g_assert_cmpstr (lk_fake_server_last_header (self->server, LK_KEY_WHOAMI, "Authorization"), ==,
                   "Bearer access-3");
}

static void
test_refused_renewal_needs_to_sign_in (LkAccountFixture *self,
                                       gconstpointer     data)
{
  g_autoptr (LkAccount) account = NULL;
  g_autoptr (LkAccountRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  lk_account_fixture_be_legacy (self, "");
  lk_account_fixture_script (self, LK_KEY_REFRESH, GPOINTER_TO_INT (data),
                             GPOINTER_TO_INT (data) == 401 ? "{\"errcode\":\"M_UNKNOWN_TOKEN\"}"
                                                           : "{\"errcode\":\"M_FORBIDDEN\"}");
  account = lk_account_fixture_new_legacy (self, 0, TRUE);
  g_assert_false (refresh (account, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_EXPIRED);
  g_assert_cmpstr (self->states->str, ==, "refreshing needs-sign-in ");
  record = lk_account_fixture_read_record (self, lk_account_get_id (account));
  g_assert_cmpint (record->state, ==, LK_RECORD_NEEDS_SIGN_IN);
  g_assert_cmpint (record->auth_api, ==, LK_AUTH_API_LEGACY);
  g_assert_cmpstr (record->device_id, ==, "DEVICEDEVICE");
  lk_test_drain ();
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->store), ==, 0);
}

static void
test_busy_homeserver_ends_nothing (LkAccountFixture *self,
                                   gconstpointer     data)
{
  g_autoptr (LkAccount) account = NULL;

  lk_account_fixture_be_legacy (self, "");
  lk_account_fixture_script (self, LK_KEY_REFRESH, GPOINTER_TO_INT (data), "{}");
  account = lk_account_fixture_new_legacy (self, 0, TRUE);
  g_assert_false (refresh (account, NULL));
  g_assert_cmpstr (self->states->str, ==, "refreshing signed-in ");
  lk_account_fixture_assert_kept (self, account, "access-1", "refresh-1");
}

/* Without a refresh token the homeserver's word is the last one. Until then the token is used, even
 * past the time that was promised. */
static void
test_no_refresh_token_ends_with_the_homeservers_word (LkAccountFixture *self,
                                                      gconstpointer     data)
{
  g_autoptr (LkAccount) account = NULL;

  lk_account_fixture_be_legacy (self, "");
  account = lk_account_fixture_new_legacy (self, -10, FALSE);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
  g_assert_cmpstr (self->states->str, ==, "");

  lk_account_fixture_script (self, LK_KEY_WHOAMI, 401,
                             "{\"errcode\":\"M_UNKNOWN_TOKEN\",\"soft_logout\":true}");
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 401);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);
  g_assert_cmpstr (lk_account_get_record (account)->device_id, ==, "DEVICEDEVICE");
  assert_asked (self, 0, 0);
}

static void
assert_gone (LkAccountFixture *self,
             LkAccount        *account)
{
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_OUT);
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->store), ==, 0);
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 0);
}

static void
test_signing_out_logs_out (LkAccountFixture *self,
                           gconstpointer     data)
{
  g_autoptr (LkAccount) account = NULL;

  lk_account_fixture_be_legacy (self, "");
  account = lk_account_fixture_new_legacy (self, 0, TRUE);
  g_assert_true (sign_out (self, account, NULL));
  g_assert_cmpstr (lk_fake_server_last_header (self->server, LK_KEY_LOGOUT, "Authorization"), ==,
                   "Bearer access-1");
  g_assert_cmpstr (lk_fake_server_last_body (self->server, LK_KEY_LOGOUT), ==, "{}");
  assert_asked (self, 0, 1);
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 1);
  assert_gone (self, account);
  g_assert_cmpstr (self->states->str, ==, "signing-out signed-out ");
}

/* The token was too old: a fresh one can say it. */
static void
test_old_token_is_renewed_to_log_out (LkAccountFixture *self,
                                      gconstpointer     data)
{
  g_autoptr (LkAccount) account = NULL;

  lk_account_fixture_be_legacy (self, "");
  lk_fake_server_refuse (self->server, "Bearer access-1");
  account = lk_account_fixture_new_legacy (self, -10, TRUE);
  g_assert_true (sign_out (self, account, NULL));
  assert_asked (self, 1, 2);
  g_assert_cmpstr (lk_fake_server_last_header (self->server, LK_KEY_LOGOUT, "Authorization"), ==,
                   "Bearer access-3");
  assert_gone (self, account);
}

/* Whoever is not known any more is out. */
static void
test_unknown_token_is_done (LkAccountFixture *self,
                            gconstpointer     data)
{
  gboolean has_refresh = GPOINTER_TO_INT (data);
  g_autoptr (LkAccount) account = NULL;

  lk_account_fixture_be_legacy (self, "");
  lk_account_fixture_script (self, LK_KEY_LOGOUT, 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\"}");
  lk_account_fixture_script (self, LK_KEY_REFRESH, 403, "{\"errcode\":\"M_FORBIDDEN\"}");
  account = lk_account_fixture_new_legacy (self, 0, has_refresh);
  g_assert_true (sign_out (self, account, NULL));
  assert_asked (self, has_refresh ? 1 : 0, 1);
  assert_gone (self, account);
}

static void
test_fresh_token_that_is_unknown_is_done (LkAccountFixture *self,
                                          gconstpointer     data)
{
  g_autoptr (LkAccount) account = NULL;

  lk_account_fixture_be_legacy (self, "");
  lk_account_fixture_script (self, LK_KEY_LOGOUT, 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\"}");
  account = lk_account_fixture_new_legacy (self, 0, TRUE);
  g_assert_true (sign_out (self, account, NULL));
  assert_asked (self, 1, 2);
  assert_gone (self, account);
}

/* The keyring takes nothing: the homeserver has to be told while the account is still there. */
static void
lock_queue (LkAccountFixture *self)
{
  lk_dummy_revocation_store_fail (self->revocations, LK_DUMMY_REVOCATION_STORE_SAVE,
                                  LK_ERROR_KEYRING_LOCKED, -1);
}

/* What is no confirmation, so that nothing is dropped. */
typedef struct
{
  const char *name;
  const char *key;
  guint       status;
  const char *body;
  LkErrorCode code;
} Unconfirmed;

static const Unconfirmed unconfirmed[] = {
  { "404", LK_KEY_LOGOUT, 404, "{\"errcode\":\"M_UNRECOGNIZED\"}", LK_ERROR_SERVER_UNSUITABLE },
  { "401-html", LK_KEY_LOGOUT, 401, "<html>", LK_ERROR_REFUSED },
  { "500", LK_KEY_LOGOUT, 500, "", LK_ERROR_SERVER_FAILED },
  { "refresh-500", LK_KEY_REFRESH, 500, "", LK_ERROR_SERVER_FAILED },
  { "refresh-404", LK_KEY_REFRESH, 404, "{\"errcode\":\"M_UNRECOGNIZED\"}", LK_ERROR_REFUSED },
};

static void
test_unconfirmed_drops_nothing (LkAccountFixture *self,
                                gconstpointer     data)
{
  const Unconfirmed *answer = data;
  g_autoptr (LkAccount) account = NULL;
  g_autoptr (GError) error = NULL;

  lk_account_fixture_be_legacy (self, "");
  lk_account_fixture_script (self, LK_KEY_LOGOUT, 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\"}");
  lk_account_fixture_script (self, answer->key, answer->status, answer->body);
  lock_queue (self);
  account = lk_account_fixture_new_legacy (self, 0, TRUE);
  g_assert_false (sign_out (self, account, &error));
  g_assert_error (error, LK_ERROR, (int) answer->code);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
  lk_account_fixture_assert_kept (self, account, "access-1", "refresh-1");
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 1);
}

/* Renewed on the way out, and then the connection is gone: the account lives on with the new
 * pair, which was safe before it was used. */
static void
test_pair_renewed_on_the_way_out_is_kept (LkAccountFixture *self,
                                          gconstpointer     data)
{
  g_autoptr (LkAccount) account = NULL;

  lk_account_fixture_be_legacy (self, "");
  lk_account_fixture_script (self, LK_KEY_LOGOUT, 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\"}");
  lk_fake_server_reset (self->server, LK_KEY_LOGOUT);
  lock_queue (self);
  account = lk_account_fixture_new_legacy (self, 0, TRUE);
  g_assert_false (sign_out (self, account, NULL));
  lk_account_fixture_assert_kept (self, account, "access-3", "refresh-3");
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
  g_assert_cmpstr (lk_fake_server_last_header (self->server, LK_KEY_WHOAMI, "Authorization"), ==,
                   "Bearer access-3");
}

/* Cancelling, as a dimension. */
typedef enum { LOGGING_OUT, RENEWING, SAVING, LOGGING_OUT_AGAIN, N_STEPS } Step;

static const char *const step_names[N_STEPS] = {
  "logging-out", "renewing", "saving", "logging-out-again",
};

static void
prepare_step (LkAccountFixture *self,
              Step              step)
{
  if (step == LOGGING_OUT)
    {
      lk_fake_server_forget (self->server, LK_KEY_LOGOUT);
      lk_fake_server_hang (self->server, LK_KEY_LOGOUT);
      return;
    }
  lk_account_fixture_script (self, LK_KEY_LOGOUT, 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\"}");
  if (step == RENEWING)
    lk_fake_server_hold (self->server, LK_KEY_REFRESH);
  else if (step == SAVING)
    lk_dummy_store_hang (self->store, LK_DUMMY_STORE_SAVE);
  else
    lk_fake_server_hang (self->server, LK_KEY_LOGOUT);
}

static void
wait_for_step (LkAccountFixture *self,
               Step              step)
{
  if (step == RENEWING)
    lk_account_fixture_wait_asked (self, LK_KEY_REFRESH, 1);
  else if (step == SAVING)
    lk_test_wait_until (lk_dummy_store_is_hanging, self->store);
  else
    lk_account_fixture_wait_asked (self, LK_KEY_LOGOUT, step == LOGGING_OUT ? 1 : 2);
}

static void
test_cancelled_keeps_the_session (LkAccountFixture *self,
                                  gconstpointer     data)
{
  Step step = GPOINTER_TO_INT (data);
  gboolean renewed = step != LOGGING_OUT;
  g_autoptr (LkAccount) account = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_account_fixture_be_legacy (self, "");
  prepare_step (self, step);
  lock_queue (self);
  account = lk_account_fixture_new_legacy (self, 0, TRUE);
  lk_sign_out_async (account, LK_SIGN_OUT_EVERYWHERE, self->cancellable, lk_test_store_result,
                     &result);
  wait_for_step (self, step);
  g_cancellable_cancel (self->cancellable);
  lk_fake_server_release (self->server);
  lk_dummy_store_release (self->store);
  g_assert_false (lk_sign_out_finish (account, lk_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (self->states->str, ==, "signing-out signed-in ");
  lk_account_fixture_assert_kept (self, account, renewed ? "access-3" : "access-1",
                                  renewed ? "refresh-3" : "refresh-1");
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 1);
}

/* The other way round: what OAuth granted never goes the legacy way. */
static void
test_oauth_session_stays_with_oauth (LkAccountFixture *self,
                                     gconstpointer     data)
{
  g_autoptr (LkAccount) account = NULL;

  lk_account_fixture_be_legacy (self, "");
  account = lk_account_fixture_new_session (self, 0);
  g_assert_true (refresh (account, NULL));
  g_assert_true (sign_out (self, account, NULL));
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 1);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_REVOKE), ==, 1);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_REFRESH), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_LOGOUT), ==, 0);
}

#define add_with lk_account_fixture_add
#define add(path, test) add_with (path, NULL, test)

static void
add_tables (void)
{
  static const int busy[] = { 404, 429, 500, 503 };

  for (gsize i = 0; i < G_N_ELEMENTS (busy); i++)
    {
      g_autofree char *path =
        g_strdup_printf ("/session/J8/busy-homeserver-ends-nothing/%d", busy[i]);

      add_with (path, GINT_TO_POINTER (busy[i]), test_busy_homeserver_ends_nothing);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (unconfirmed); i++)
    {
      g_autofree char *path =
        g_strconcat ("/session/G10/unconfirmed-drops-nothing/", unconfirmed[i].name, NULL);

      add_with (path, &unconfirmed[i], test_unconfirmed_drops_nothing);
    }
  for (int step = 0; step < N_STEPS; step++)
    {
      g_autofree char *path =
        g_strconcat ("/session/cancelled-keeps-the-session/", step_names[step], NULL);

      add_with (path, GINT_TO_POINTER (step), test_cancelled_keeps_the_session);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/session/J12/renewed-at-the-homeserver", test_renewed_at_the_homeserver);
  add_with ("/session/J12/renewed-when-used/about-to-expire", GINT_TO_POINTER (TRUE),
            test_renewed_when_used);
  add_with ("/session/J12/renewed-when-used/refused", GINT_TO_POINTER (FALSE),
            test_renewed_when_used);
  add_with ("/session/J8/refused-renewal-needs-to-sign-in/401", GINT_TO_POINTER (401),
            test_refused_renewal_needs_to_sign_in);
  add_with ("/session/J8/refused-renewal-needs-to-sign-in/403", GINT_TO_POINTER (403),
            test_refused_renewal_needs_to_sign_in);
  add ("/session/J9/no-refresh-token-ends-with-the-homeservers-word",
       test_no_refresh_token_ends_with_the_homeservers_word);
  add ("/session/G4/signing-out-logs-out", test_signing_out_logs_out);
  add ("/session/G10/old-token-is-renewed-to-log-out", test_old_token_is_renewed_to_log_out);
  add_with ("/session/G10/unknown-token-is-done/with-refresh-token", GINT_TO_POINTER (TRUE),
            test_unknown_token_is_done);
  add_with ("/session/G10/unknown-token-is-done/without", GINT_TO_POINTER (FALSE),
            test_unknown_token_is_done);
  add ("/session/G10/fresh-token-that-is-unknown-is-done",
       test_fresh_token_that_is_unknown_is_done);
  add ("/session/G10/pair-renewed-on-the-way-out-is-kept",
       test_pair_renewed_on_the_way_out_is_kept);
  add ("/session/G4/J12/oauth-session-stays-with-oauth", test_oauth_session_stays_with_oauth);
  add_tables ();

  return g_test_run ();
}
