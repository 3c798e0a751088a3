/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"

#include "lk-client-api.h"
#include "lk-fetch.h"

#include <string.h>

#define N_CALLERS 50
#define REFUSED "{\"errcode\":\"M_UNKNOWN_TOKEN\",\"soft_logout\":false}"
#define WHOAMI "{\"user_id\":\"" LK_USER_ID "\"}"

static void
assert_last_token (LkAccountFixture *self,
                   const char       *token)
{
  g_autofree char *expected = g_strconcat ("Bearer ", token, NULL);

  g_assert_cmpstr (lk_fake_server_last_header (self->server, LK_KEY_WHOAMI, "Authorization"), ==,
                   expected);
}

/* Whatever the token. */
static void
refuse_all (LkAccountFixture *self)
{
  lk_account_fixture_script (self, LK_KEY_WHOAMI, 401, REFUSED);
}

static guint
count (LkAccountFixture *self,
       const char       *key)
{
  return lk_fake_server_count (self->server, key);
}

static void
test_good_token_is_just_used (LkAccountFixture *self,
                              gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 300);
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 3; i++)
    {
      g_assert_cmpuint (lk_account_fixture_fetch (self, account, &error), ==, 200);
      g_assert_no_error (error);
    }
  assert_last_token (self, "access-1");
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 0);
  /* The keyring is asked once, then memory is. */
  g_assert_cmpuint (lk_dummy_store_count (self->store, LK_DUMMY_STORE_LOAD), ==, 1);
  g_assert_cmpstr (self->states->str, ==, "");
}

static void
test_refused_token_is_renewed_and_tried_once_more (LkAccountFixture *self,
                                                   gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);

  lk_fake_server_refuse (self->server, "Bearer access-1");
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
  assert_last_token (self, "access-2");
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 1);
  g_assert_cmpuint (count (self, LK_KEY_WHOAMI), ==, 2);
  lk_account_fixture_assert_kept (self, account, "access-2", "refresh-2");
  g_assert_cmpstr (self->states->str, ==, "refreshing signed-in ");
}

/* So many at once; each of them has to come through. */
typedef struct
{
  GAsyncResult *results[N_CALLERS];
  guint         n;
} Crowd;

static void
on_one_answered (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Crowd *crowd = user_data;

  crowd->results[crowd->n++] = g_object_ref (result);
}

static gboolean
all_answered (gpointer user_data)
{
  return ((Crowd *) user_data)->n == N_CALLERS;
}

static void
fetch_by_all (LkAccountFixture *self,
              LkAccount        *account)
{
  const char *base_url = lk_account_get_record (account)->base_url;
  Crowd crowd = { 0 };

  for (guint i = 0; i < N_CALLERS; i++)
    lk_fetch_async (account, lk_client_api_whoami (base_url), NULL, on_one_answered, &crowd);
  lk_test_wait_until (all_answered, &crowd);
  for (guint i = 0; i < N_CALLERS; i++)
    {
      g_autoptr (GAsyncResult) result = crowd.results[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (LkHttpResponse) response = lk_fetch_finish (account, result, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (response->status, ==, 200);
    }
}

static void
test_fifty_callers_with_an_expired_token (LkAccountFixture *self,
                                          gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, -10);

  fetch_by_all (self, account);
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 1);
  g_assert_cmpuint (count (self, LK_KEY_WHOAMI), ==, N_CALLERS); /* none of them wasted */
  g_assert_cmpuint (lk_dummy_store_count (self->store, LK_DUMMY_STORE_SAVE), ==, 1);
  g_assert_cmpstr (self->states->str, ==, "refreshing signed-in ");
}

static void
test_fifty_callers_are_refused_at_once (LkAccountFixture *self,
                                        gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);

  lk_fake_server_refuse (self->server, "Bearer access-1");
  fetch_by_all (self, account);
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 1);
  g_assert_cmpuint (count (self, LK_KEY_WHOAMI), ==, 2 * N_CALLERS);
  g_assert_cmpstr (self->states->str, ==, "refreshing signed-in ");
}

/* A locked user: the provider renews, the homeserver goes on refusing. Once a minute is enough. */
static void
test_fresh_token_refused_again_is_no_loop (LkAccountFixture *self,
                                           gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);

  refuse_all (self);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 401);
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 1);
  g_assert_cmpuint (count (self, LK_KEY_WHOAMI), ==, 2);

  for (int i = 0; i < 3; i++)
    g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 401);
  lk_dummy_clock_advance (self->clock, 59);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 401);
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 1);
  g_assert_cmpuint (count (self, LK_KEY_WHOAMI), ==, 6);

  lk_dummy_clock_advance (self->clock, 1);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 401);
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 2);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
}

static void
test_one_renewal_a_request_also_ahead_of_time (LkAccountFixture *self,
                                               gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, -10);

  refuse_all (self);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 401);
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 1);
  g_assert_cmpuint (count (self, LK_KEY_WHOAMI), ==, 1);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 401);
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 1);
}

static void
test_renewed_shortly_before_it_expires (LkAccountFixture *self,
                                        gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 300);

  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
  lk_dummy_clock_advance (self->clock, 238);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 0);
  lk_dummy_clock_advance (self->clock, 2);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 1);
  assert_last_token (self, "access-2");
  g_assert_cmpuint (count (self, LK_KEY_WHOAMI), ==, 3);
}

/* When a fifth of its life is left, or half a minute, if that is sooner; but in the first half of
 * its life nothing is renewed (spec §5.4). */
static void
test_margin_goes_by_the_lifetime (LkAccountFixture *self,
                                  gconstpointer     data)
{
  static const struct
  {
    gint64 lifetime;
    gint64 stale_at;
  } cases[] = {
    { 604800, 483840 }, { 300, 240 }, { 100, 70 }, { 40, 20 }, { 10, 5 }, { 1, 1 }, { 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 now = lk_clock_seconds (self->clock);
      g_autoptr (LkTokens) tokens = lk_test_tokens ("a", "r", now, now + cases[i].lifetime);
      g_autoptr (LkTokenKeeper) keeper = lk_token_keeper_new (self->store, self->clock, "x");

      lk_token_keeper_take (keeper, tokens, NULL);
      if (cases[i].stale_at > 0)
        {
          lk_dummy_clock_advance (self->clock, cases[i].stale_at - 1);
          g_assert_false (lk_token_keeper_is_stale (keeper));
          lk_dummy_clock_advance (self->clock, 1);
        }
      g_assert_true (lk_token_keeper_is_stale (keeper));
    }
}

/* Somebody sets the clock: tokens that we have seen coming are as old as they are. */
static void
test_setting_the_clock_changes_no_age (LkAccountFixture *self,
                                       gconstpointer     data)
{
  static const gint64 year = 365 * 24 * 60 * 60;
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, -10);

  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 1);
  lk_dummy_clock_set_by (self->clock, year);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
  lk_dummy_clock_set_by (self->clock, -2 * year);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 1);
  lk_dummy_clock_advance (self->clock, 240);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 2);
}

/* … and for others a clock behind their birth says nothing: they are renewed, not refused. */
static void
test_clock_behind_the_birth_of_stored_tokens (LkAccountFixture *self,
                                              gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 300);

  lk_dummy_clock_set_by (self->clock, -365 * 24 * 60 * 60);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 1);
  assert_last_token (self, "access-2");
}

/* A provider that is away is not asked by every request; each time a bit later, and at once when
 * the person wants it. */
static void
test_failing_renewals_back_off (LkAccountFixture *self,
                                gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, -10);
  g_autoptr (GError) error = NULL;

  lk_account_fixture_script (self, LK_KEY_TOKEN, 503, "");
  for (int i = 0; i < 3; i++)
    {
      g_clear_error (&error);
      g_assert_cmpuint (lk_account_fixture_fetch (self, account, &error), ==, 0);
      g_assert_error (error, LK_ERROR, LK_ERROR_SERVER_FAILED);
    }
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 1);

  /* Two seconds, a quarter more or less; then four. */
  lk_dummy_clock_advance (self->clock, 3);
  lk_account_fixture_fetch (self, account, NULL);
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 2);
  lk_dummy_clock_advance (self->clock, 2);
  lk_account_fixture_fetch (self, account, NULL);
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 2);

  lk_account_hurry (account);
  lk_account_fixture_script (self, LK_KEY_TOKEN, 200,
                             "{\"access_token\":\"access-2\",\"refresh_token\":\"refresh-2\","
                             "\"token_type\":\"Bearer\"}");
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
  g_assert_cmpuint (count (self, LK_KEY_WHOAMI), ==, 1);
}

/* Also for a homeserver that says 401 before our own watch does. */
static void
test_refusal_during_a_back_off_names_the_provider (LkAccountFixture *self,
                                                   gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GError) error = NULL;

  refuse_all (self);
  lk_account_fixture_script (self, LK_KEY_TOKEN, 429, "{\"error\":\"slow_down\"}");
  for (int i = 0; i < 2; i++)
    {
      g_clear_error (&error);
      g_assert_cmpuint (lk_account_fixture_fetch (self, account, &error), ==, 0);
      g_assert_error (error, LK_ERROR, LK_ERROR_RATE_LIMITED);
    }
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 1);
  lk_account_fixture_assert_kept (self, account, "access-1", "refresh-1");
}

/* The renewal ahead of time is a courtesy: the token it was for is still good. */
static void
test_provider_away_is_no_reason_to_stop (LkAccountFixture *self,
                                         gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 300);
  g_autoptr (GError) error = NULL;

  lk_account_fixture_script (self, LK_KEY_TOKEN, 503, "");
  lk_dummy_clock_advance (self->clock, 280);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, &error), ==, 200);
  g_assert_no_error (error);
  assert_last_token (self, "access-1");
  lk_dummy_clock_advance (self->clock, 30);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, &error), ==, 0);
  g_assert_error (error, LK_ERROR, LK_ERROR_SERVER_FAILED);
  g_assert_cmpuint (count (self, LK_KEY_WHOAMI), ==, 1);
}

/* What is being renewed is not used any more: it may be worthless already. */
static void
test_who_comes_while_it_is_renewed_waits (LkAccountFixture *self,
                                          gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;

  lk_fake_server_refuse (self->server, "Bearer access-1");
  lk_fake_server_hold (self->server, LK_KEY_TOKEN);
  lk_account_fixture_start_fetch (self, account, &first);
  lk_account_fixture_wait_asked (self, LK_KEY_TOKEN, 1);
  lk_account_fixture_start_fetch (self, account, &second);
  lk_test_drain ();
  g_assert_cmpuint (count (self, LK_KEY_WHOAMI), ==, 1);
  lk_fake_server_release (self->server);
  lk_test_await (&first);
  lk_test_await (&second);
  g_assert_cmpuint (count (self, LK_KEY_WHOAMI), ==, 3);
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 1);
}

/* Nobody asks, nothing is renewed; hours later the wall clock says what to do. */
static void
test_idle_or_suspended_account_is_renewed_when_it_is_used (LkAccountFixture *self,
                                                           gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 300);

  lk_dummy_clock_advance (self->clock, 8 * 60 * 60);
  lk_test_drain ();
  g_assert_cmpuint (count (self, NULL), ==, 0);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 1);
  g_assert_cmpuint (count (self, LK_KEY_WHOAMI), ==, 1);
}

static void
test_short_lived_tokens_are_no_loop (LkAccountFixture *self,
                                     gconstpointer     data)
{
  static const char *const lives[] = { "0", "-300", "1" };

  for (gsize i = 0; i < G_N_ELEMENTS (lives); i++)
    {
      g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, -10);
      g_autofree char *body = g_strdup_printf (
        "{\"access_token\":\"a\",\"refresh_token\":\"r\",\"token_type\":\"Bearer\","
        "\"expires_in\":%s}", lives[i]);

      lk_account_fixture_script (self, LK_KEY_TOKEN, 200, body);
      lk_dummy_clock_advance (self->clock, 5);
      g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
      g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 1);
      g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
      g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 2);
    }
}

static void
test_locked_user_is_not_renewed (LkAccountFixture *self,
                                 gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);

  lk_account_fixture_script (self, LK_KEY_WHOAMI, 401,
                             "{\"errcode\":\"M_USER_LOCKED\",\"soft_logout\":true}");
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 401);
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 0);
  lk_account_fixture_assert_kept (self, account, "access-1", "refresh-1");
  g_assert_cmpstr (self->states->str, ==, "");
}

/* Only M_UNKNOWN_TOKEN is about the token. */
static void
test_other_refusals_are_answers (LkAccountFixture *self,
                                 gconstpointer     data)
{
  static const struct
  {
    guint       status;
    const char *body;
  } cases[] = {
    { 401, "{\"errcode\":\"M_MISSING_TOKEN\"}" },
    { 401, "<html>Sign in to the Wi-Fi</html>" },
    { 403, "{\"errcode\":\"M_UNKNOWN_TOKEN\"}" },
    { 403, "{\"errcode\":\"M_FORBIDDEN\"}" },
    { 404, "{\"errcode\":\"M_UNRECOGNIZED\"}" },
    { 500, "" },
  };
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      lk_account_fixture_script (self, LK_KEY_WHOAMI, cases[i].status, cases[i].body);
      g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, cases[i].status);
    }
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 0);
  g_assert_cmpstr (self->states->str, ==, "");
}

/* Spec §5.3: nothing can be renewed, so the homeserver's word ends the session; what is stored
 * stays stored. */
static void
test_without_a_refresh_token_the_refusal_ends_the_session (LkAccountFixture *self,
                                                           gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (LkTokens) tokens = lk_test_tokens ("access-1", NULL, 1, 0);
  g_autoptr (LkAccountRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  lk_dummy_store_put (self->store, lk_account_get_id (account), tokens);
  refuse_all (self);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 401);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);
  g_assert_error (lk_auth_machine_get_error (lk_account_get_machine (account)), LK_ERROR,
                  LK_ERROR_EXPIRED);
  record = lk_account_fixture_read_record (self, lk_account_get_id (account));
  g_assert_cmpint (record->state, ==, LK_RECORD_NEEDS_SIGN_IN);
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->store), ==, 1);

  g_assert_cmpuint (lk_account_fixture_fetch (self, account, &error), ==, 0);
  g_assert_error (error, LK_ERROR, LK_ERROR_EXPIRED);
  g_assert_cmpuint (count (self, LK_KEY_WHOAMI), ==, 1);
  g_assert_cmpuint (count (self, LK_KEY_TOKEN), ==, 0);
}

/* An open keyring without the secrets: the account can't be used, and says so. The index is not
 * touched, for the secrets may come back with another keyring. */
static void
test_empty_keyring_needs_to_sign_in (LkAccountFixture *self,
                                     gconstpointer     data)
{
  g_autoptr (LkAccountRecord) stored = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autoptr (LkAccount) account = NULL;
  g_autoptr (LkAccountRecord) read = NULL;
  g_autoptr (GError) error = NULL;

  lk_account_index_put (self->ports->index, stored, NULL);
  account = lk_account_new (self->ports, stored);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, &error), ==, 0);
  g_assert_error (error, LK_ERROR, LK_ERROR_SECRETS_MISSING);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);
  g_assert_false (lk_account_get_keyring_locked (account));
  read = lk_account_fixture_read_record (self, stored->id);
  g_assert_cmpint (read->state, ==, LK_RECORD_ACTIVE);
}

static void
test_offline_is_noted_and_forgotten (LkAccountFixture *self,
                                     gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GError) error = NULL;

  lk_fake_server_forget (self->server, LK_KEY_WHOAMI);
  lk_fake_server_reset (self->server, LK_KEY_WHOAMI);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, &error), ==, 0);
  g_assert_error (error, LK_ERROR, LK_ERROR_OFFLINE);
  g_assert_true (lk_account_get_offline (account));
  g_assert_cmpstr (self->states->str, ==, "");
  lk_account_fixture_script (self, LK_KEY_WHOAMI, 200, WHOAMI);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
  g_assert_false (lk_account_get_offline (account));
}

/* Cancelling, as a dimension. */
typedef enum { BEFORE_START, LOADING, SENDING, RENEWING, N_STEPS } Step;

static const char *const step_names[N_STEPS] = { "before-start", "loading", "sending", "renewing" };

static void
wait_for_step (LkAccountFixture *self,
               Step              step)
{
  if (step == LOADING)
    lk_test_wait_until (lk_dummy_store_is_hanging, self->store);
  else if (step == SENDING)
    lk_account_fixture_wait_asked (self, LK_KEY_WHOAMI, 1);
  else if (step == RENEWING)
    lk_account_fixture_wait_asked (self, LK_KEY_TOKEN, 1);
}

static void
test_cancelled (LkAccountFixture *self,
                gconstpointer     data)
{
  Step step = GPOINTER_TO_INT (data);
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, step == RENEWING ? -1 : 0);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (step == BEFORE_START)
    g_cancellable_cancel (self->cancellable);
  else if (step == LOADING)
    lk_dummy_store_hang (self->store, LK_DUMMY_STORE_LOAD);
  else
    lk_fake_server_hold (self->server, step == SENDING ? LK_KEY_WHOAMI : LK_KEY_TOKEN);
  lk_fetch_async (account, lk_client_api_whoami (lk_account_get_record (account)->base_url),
                  self->cancellable, lk_test_store_result, &result);
  wait_for_step (self, step);
  g_cancellable_cancel (self->cancellable);
  g_assert_null (lk_fetch_finish (account, lk_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (lk_account_get_offline (account));
  if (step == RENEWING)
    {
      /* The one who waited has gone; the renewal goes on. */
      g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_REFRESHING);
      lk_fake_server_release (self->server);
      lk_test_wait_state (account, LK_AUTH_STATE_SIGNED_IN);
      lk_account_fixture_assert_kept (self, account, "access-2", "refresh-2");
    }
  lk_test_drain ();
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
}

#define add_with lk_account_fixture_add
#define add(path, test) add_with (path, NULL, test)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/fetch/good-token-is-just-used", test_good_token_is_just_used);
  add ("/fetch/F1/refused-token-is-renewed-and-tried-once-more",
       test_refused_token_is_renewed_and_tried_once_more);
  add ("/fetch/F2/fifty-callers-with-an-expired-token", test_fifty_callers_with_an_expired_token);
  add ("/fetch/F2/fifty-callers-are-refused-at-once", test_fifty_callers_are_refused_at_once);
  add ("/fetch/F8/fresh-token-refused-again-is-no-loop",
       test_fresh_token_refused_again_is_no_loop);
  add ("/fetch/F8/one-renewal-a-request-also-ahead-of-time",
       test_one_renewal_a_request_also_ahead_of_time);
  add ("/fetch/F10/renewed-shortly-before-it-expires", test_renewed_shortly_before_it_expires);
  add ("/fetch/F10/margin-goes-by-the-lifetime", test_margin_goes_by_the_lifetime);
  add ("/fetch/F10/setting-the-clock-changes-no-age", test_setting_the_clock_changes_no_age);
  add ("/fetch/F10/clock-behind-the-birth-of-stored-tokens",
       test_clock_behind_the_birth_of_stored_tokens);
  add ("/fetch/failing-renewals-back-off", test_failing_renewals_back_off);
  add ("/fetch/refusal-during-a-back-off-names-the-provider",
       test_refusal_during_a_back_off_names_the_provider);
  add ("/fetch/provider-away-is-no-reason-to-stop", test_provider_away_is_no_reason_to_stop);
  add ("/fetch/F2/who-comes-while-it-is-renewed-waits", test_who_comes_while_it_is_renewed_waits);
  add ("/fetch/F10/idle-or-suspended-account-is-renewed-when-it-is-used",
       test_idle_or_suspended_account_is_renewed_when_it_is_used);
  add ("/fetch/E4/short-lived-tokens-are-no-loop", test_short_lived_tokens_are_no_loop);
  add ("/fetch/F12/locked-user-is-not-renewed", test_locked_user_is_not_renewed);
  add ("/fetch/other-refusals-are-answers", test_other_refusals_are_answers);
  add ("/fetch/without-a-refresh-token-the-refusal-ends-the-session",
       test_without_a_refresh_token_the_refusal_ends_the_session);
  add ("/fetch/empty-keyring-needs-to-sign-in", test_empty_keyring_needs_to_sign_in);
  add ("/fetch/offline-is-noted-and-forgotten", test_offline_is_noted_and_forgotten);
  for (int step = 0; step < N_STEPS; step++)
    {
      g_autofree char *path = g_strconcat ("/fetch/F11/cancelled/", step_names[step], NULL);

      add_with (path, GINT_TO_POINTER (step), test_cancelled);
    }

  return g_test_run ();
}
