/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error.h"
#include "lk-matrix-fixtures.h"
#include "lk-oauth.h"
#include "lk-retry.h"

#define TOKEN "POST /token"
#define REVOKE "POST /revoke"
#define GOOD "{\"access_token\":\"at\",\"token_type\":\"bearer\",\"refresh_token\":\"rt\"," \
             "\"expires_in\":300}"
#define REDIRECT_URI "http://127.0.0.1:50000/oauth/callback"

typedef struct
{
  LkFakeServer    *server;
  LkHttp          *http;
  LkAuthMetadata  *metadata;
  LkAuthorization *authorization;
  LkSecret        *secret; /* a code, or a refresh token */
  GCancellable    *cancellable;
  GAsyncResult    *result;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  lk_retry_pause = 1;
  fixture->server = lk_fake_server_new ();
  fixture->http = lk_http_new ();
  fixture->metadata = lk_test_metadata (lk_fake_server_get_url (fixture->server), NULL);
  fixture->authorization = lk_authorization_new (fixture->metadata, "client&1", REDIRECT_URI,
                                                 NULL, FALSE, NULL);
  fixture->secret = lk_secret_new ("s+e/c r&t");
  fixture->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->result);
  g_object_unref (fixture->cancellable);
  lk_secret_unref (fixture->secret);
  lk_test_drain ();
  g_assert_finalize_object (fixture->authorization);
  lk_auth_metadata_unref (fixture->metadata);
  g_assert_finalize_object (fixture->http);
  lk_fake_server_free (fixture->server);
}

static void
start_exchange (Fixture *fixture)
{
  lk_oauth_exchange_code_async (fixture->http, fixture->authorization, fixture->secret,
                                fixture->cancellable, lk_test_store_result, &fixture->result);
}

static LkTokens *
finish_exchange (Fixture  *fixture,
                 GError  **error)
{
  return lk_oauth_exchange_code_finish (fixture->http, lk_test_await (&fixture->result), error);
}

static LkTokens *
exchange (Fixture  *fixture,
          GError  **error)
{
  start_exchange (fixture);
  return finish_exchange (fixture, error);
}

static void
start_refresh (Fixture *fixture)
{
  lk_oauth_refresh_async (fixture->http, fixture->metadata->token_endpoint, "client&1",
                          fixture->secret, fixture->cancellable, lk_test_store_result,
                          &fixture->result);
}

static LkTokens *
refresh (Fixture  *fixture,
         GError  **error)
{
  start_refresh (fixture);
  return lk_oauth_refresh_finish (fixture->http, lk_test_await (&fixture->result), error);
}

static void
assert_field (Fixture    *fixture,
              const char *name,
              const char *expected)
{
  g_autofree char *value = lk_fake_server_last_field (fixture->server, TOKEN, name);

  g_assert_cmpstr (value, ==, expected);
}

static void
assert_header (Fixture    *fixture,
               const char *name,
               const char *expected)
{
  g_assert_cmpstr (lk_fake_server_last_header (fixture->server, TOKEN, name), ==, expected);
}

static void
assert_asked (Fixture *fixture,
              guint    times)
{
  g_assert_cmpuint (lk_fake_server_count (fixture->server, TOKEN), ==, times);
  g_assert_cmpuint (lk_fake_server_count (fixture->server, NULL), ==, times);
}

static void
test_exchange_sends_a_form (Fixture       *fixture,
                            gconstpointer  data)
{
  LkSecret *verifier = lk_authorization_get_verifier (fixture->authorization);
  g_autoptr (LkTokens) tokens = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_json (fixture->server, TOKEN, GOOD);
  tokens = exchange (fixture, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (lk_secret_peek (tokens->access_token), ==, "at");
  g_assert_cmpstr (lk_secret_peek (tokens->refresh_token), ==, "rt");
  assert_field (fixture, "grant_type", "authorization_code");
  assert_field (fixture, "code", "s+e/c r&t");
  assert_field (fixture, "client_id", "client&1");
  assert_field (fixture, "code_verifier", lk_secret_peek (verifier));
  assert_field (fixture, "client_secret", NULL);
  assert_header (fixture, "Content-Type", "application/x-www-form-urlencoded");
  assert_header (fixture, "Accept", "application/json");
  assert_header (fixture, "Authorization", NULL);
  g_assert_null (lk_fake_server_last_query (fixture->server, TOKEN));
  assert_asked (fixture, 1);
}

static void
test_exchange_repeats_the_redirect_uri (Fixture       *fixture,
                                        gconstpointer  data)
{
  g_autoptr (LkTokens) tokens = NULL;

  lk_fake_server_json (fixture->server, TOKEN, GOOD);
  tokens = exchange (fixture, NULL);

  assert_field (fixture, "redirect_uri", REDIRECT_URI);
}

static void
test_code_goes_to_the_endpoint_of_the_attempt (Fixture       *fixture,
                                               gconstpointer  data)
{
  const char *url = lk_fake_server_get_url (fixture->server);
  g_autofree char *changes = g_strdup_printf ("{\"token_endpoint\":\"%s/other\"}", url);
  g_autoptr (LkTokens) tokens = NULL;

  /* The provider changes its mind while the person is signing in. */
  lk_auth_metadata_unref (fixture->metadata);
  fixture->metadata = lk_test_metadata (url, changes);
  lk_fake_server_json (fixture->server, TOKEN, GOOD);
  tokens = exchange (fixture, NULL);

  g_assert_nonnull (tokens);
  assert_asked (fixture, 1);
}

static void
test_bad_code_is_not_tried_again (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_answer (fixture->server, TOKEN, 400, "application/json",
                         "{\"error\":\"invalid_grant\",\"error_description\":\"Used\"}");

  g_assert_null (exchange (fixture, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_REFUSED);
  g_assert_cmpstr (lk_error_get_server_code (error), ==, "invalid_grant");
  g_assert_cmpstr (lk_error_get_server_text (error), ==, "Used");
  g_assert_cmpstr (lk_error_get_step (error), ==, "token");
  assert_asked (fixture, 1);
}

static void
test_malformed_success_is_not_tried_again (Fixture       *fixture,
                                           gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_answer (fixture->server, TOKEN, 200, "text/html", data);

  g_assert_null (exchange (fixture, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
  assert_asked (fixture, 1);
}

static void
test_passing_fault_is_tried_once_more (Fixture       *fixture,
                                       gconstpointer  data)
{
  guint status = GPOINTER_TO_UINT (data);
  g_autoptr (LkTokens) tokens = NULL;
  g_autoptr (GError) error = NULL;

  if (status == 0)
    lk_fake_server_reset (fixture->server, TOKEN);
  else
    lk_fake_server_answer (fixture->server, TOKEN, status, "text/html", "oh");
  lk_fake_server_json (fixture->server, TOKEN, GOOD);
  tokens = exchange (fixture, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (lk_secret_peek (tokens->access_token), ==, "at");
  assert_field (fixture, "code", "s+e/c r&t");
  assert_asked (fixture, 2);
}

static void
test_lasting_fault_is_not_tried_thrice (Fixture       *fixture,
                                        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_answer (fixture->server, TOKEN, 500, "application/json",
                         "{\"error\":\"server_error\"}");

  g_assert_null (exchange (fixture, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_SERVER_FAILED);
  assert_asked (fixture, 2);
}

static void
test_long_rate_limit_is_not_waited_out (Fixture       *fixture,
                                        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_answer (fixture->server, TOKEN, 429, NULL, NULL);
  lk_fake_server_header (fixture->server, TOKEN, "Retry-After", "60");

  g_assert_null (exchange (fixture, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_RATE_LIMITED);
  g_assert_cmpint (lk_error_get_retry_after (error), ==, 60);
  assert_asked (fixture, 1);
}

static void
test_redirect_is_an_error (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_answer (fixture->server, TOKEN, 307, NULL, NULL);
  lk_fake_server_header (fixture->server, TOKEN, "Location", "{url}/elsewhere");

  g_assert_null (exchange (fixture, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
  assert_asked (fixture, 1);
}

#define NARROW "{\"access_token\":\"at\",\"token_type\":\"bearer\",\"refresh_token\":\"rt\"," \
               "\"scope\":\"openid\"}"

static void
test_useless_tokens_are_revoked (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  g_autofree char *client_id = NULL;

  lk_fake_server_json (fixture->server, TOKEN, NARROW);
  lk_fake_server_answer (fixture->server, REVOKE, GPOINTER_TO_UINT (data), NULL, NULL);

  g_assert_null (exchange (fixture, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_REFUSED);
  g_assert_cmpstr (lk_error_get_step (error), ==, "token");
  token = lk_fake_server_last_field (fixture->server, REVOKE, "token");
  client_id = lk_fake_server_last_field (fixture->server, REVOKE, "client_id");
  g_assert_cmpstr (token, ==, "rt");
  g_assert_cmpstr (client_id, ==, "client&1");
  g_assert_cmpuint (lk_fake_server_count (fixture->server, TOKEN), ==, 1);
  g_assert_cmpuint (lk_fake_server_count (fixture->server, REVOKE), ==, 1);
}

static void
assert_exchange_cancelled (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (finish_exchange (fixture, &error));
  g_assert_true (lk_error_is_cancelled (error));
}

static void
test_exchange_cancelled_before_it_starts (Fixture       *fixture,
                                          gconstpointer  data)
{
  g_cancellable_cancel (fixture->cancellable);
  start_exchange (fixture);

  assert_exchange_cancelled (fixture);
  assert_asked (fixture, 0);
}

static void
test_exchange_cancelled_while_the_server_hangs (Fixture       *fixture,
                                                gconstpointer  data)
{
  lk_fake_server_hang (fixture->server, TOKEN);
  start_exchange (fixture);
  lk_test_cancel_when_asked (fixture->server, fixture->cancellable, &fixture->result);

  assert_exchange_cancelled (fixture);
  assert_asked (fixture, 1);
}

static void
test_exchange_cancelled_while_it_pauses (Fixture       *fixture,
                                         gconstpointer  data)
{
  lk_fake_server_answer (fixture->server, TOKEN, 429, NULL, NULL);
  lk_fake_server_header (fixture->server, TOKEN, "Retry-After", "10");
  start_exchange (fixture);
  lk_test_cancel_in_pause (fixture->server, fixture->cancellable, &fixture->result);

  assert_exchange_cancelled (fixture);
  assert_asked (fixture, 1);
}

static gboolean
is_revoking (gpointer server)
{
  return lk_fake_server_count (server, REVOKE) > 0;
}

static void
test_exchange_cancelled_while_it_revokes (Fixture       *fixture,
                                          gconstpointer  data)
{
  lk_fake_server_json (fixture->server, TOKEN, NARROW);
  lk_fake_server_hang (fixture->server, REVOKE);
  start_exchange (fixture);
  lk_test_wait_until (is_revoking, fixture->server);
  g_cancellable_cancel (fixture->cancellable);

  assert_exchange_cancelled (fixture);
}

static void
test_refresh_sends_client_id_and_no_scope (Fixture       *fixture,
                                           gconstpointer  data)
{
  gint64 before = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (LkTokens) tokens = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_json (fixture->server, TOKEN, GOOD);
  tokens = refresh (fixture, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (lk_secret_peek (tokens->access_token), ==, "at");
  g_assert_cmpstr (lk_secret_peek (tokens->refresh_token), ==, "rt");
  g_assert_cmpint (tokens->obtained_at, >=, before);
  g_assert_cmpint (tokens->expires_at, ==, tokens->obtained_at + 300);
  assert_field (fixture, "grant_type", "refresh_token");
  assert_field (fixture, "refresh_token", "s+e/c r&t");
  assert_field (fixture, "client_id", "client&1");
  assert_field (fixture, "scope", NULL);
  assert_header (fixture, "Accept", "application/json");
  assert_header (fixture, "Authorization", NULL);
  g_assert_null (lk_fake_server_last_query (fixture->server, TOKEN));
  assert_asked (fixture, 1);
}

static void
test_refresh_keeps_the_old_refresh_token (Fixture       *fixture,
                                          gconstpointer  data)
{
  g_autoptr (LkTokens) tokens = NULL;

  lk_fake_server_json (fixture->server, TOKEN,
                       "{\"access_token\":\"at\",\"token_type\":\"Bearer\"}");
  tokens = refresh (fixture, NULL);

  g_assert_true (lk_secret_equal (tokens->refresh_token, fixture->secret));
}

typedef struct
{
  const char  *name;
  guint        status; /* 0: the connection is cut */
  const char  *body;
  LkErrorCode  code;
} Outcome;

static void
test_refresh_outcome (Fixture       *fixture,
                      gconstpointer  data)
{
  const Outcome *outcome = data;
  g_autoptr (GError) error = NULL;

  if (outcome->status == 0)
    lk_fake_server_reset (fixture->server, TOKEN);
  else
    lk_fake_server_answer (fixture->server, TOKEN, outcome->status, "application/json",
                           outcome->body);

  g_assert_null (refresh (fixture, &error));
  g_assert_error (error, LK_ERROR, (int) outcome->code);
  g_assert_cmpstr (lk_error_get_step (error), ==, "refresh");
  assert_asked (fixture, 1);
}

static void
test_refresh_reports_retry_after (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_answer (fixture->server, TOKEN, 429, "application/json",
                         "{\"error\":\"slow_down\"}");
  lk_fake_server_header (fixture->server, TOKEN, "Retry-After", "7");

  g_assert_null (refresh (fixture, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_RATE_LIMITED);
  g_assert_cmpint (lk_error_get_retry_after (error), ==, 7);
  assert_asked (fixture, 1);
}

static void
test_refresh_cancelled_before_it_starts (Fixture       *fixture,
                                         gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (fixture->cancellable);

  g_assert_null (refresh (fixture, &error));
  g_assert_true (lk_error_is_cancelled (error));
  assert_asked (fixture, 0);
}

static void
test_refresh_cancelled_while_the_server_hangs (Fixture       *fixture,
                                               gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_hang (fixture->server, TOKEN);
  start_refresh (fixture);
  lk_test_cancel_when_asked (fixture->server, fixture->cancellable, &fixture->result);

  g_assert_null (lk_oauth_refresh_finish (fixture->http, fixture->result, &error));
  g_assert_true (lk_error_is_cancelled (error));
  assert_asked (fixture, 1);
}

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)

static void
add_outcomes (const char    *prefix,
              const Outcome *outcomes,
              gsize          n_outcomes)
{
  for (gsize i = 0; i < n_outcomes; i++)
    {
      g_autofree char *path = g_strconcat (prefix, outcomes[i].name, NULL);

      ADD (path, &outcomes[i], test_refresh_outcome);
    }
}

/* The one thing that ends a session, and what looks like it (spec §5.4). */
static void
add_ends (void)
{
  static const Outcome ends[] = {
    { "invalid-grant", 400, "{\"error\":\"invalid_grant\"}", LK_ERROR_EXPIRED },
    { "invalid-grant-401", 401, "{\"error\":\"invalid_grant\",\"error_description\":\"x\"}",
      LK_ERROR_EXPIRED },
  };
  static const Outcome lookalikes[] = {
    { "server-fault", 500, "{\"error\":\"invalid_grant\"}", LK_ERROR_SERVER_FAILED },
    { "success", 200, "{\"error\":\"invalid_grant\"}", LK_ERROR_PROTOCOL },
    { "matrix-body", 400, "{\"errcode\":\"M_FORBIDDEN\",\"error\":\"invalid_grant\"}",
      LK_ERROR_REFUSED },
    { "list", 400, "{\"error\":[\"invalid_grant\"]}", LK_ERROR_REFUSED },
    { "object", 400, "{\"error\":{\"code\":\"invalid_grant\"}}", LK_ERROR_REFUSED },
    { "in-a-list", 400, "[{\"error\":\"invalid_grant\"}]", LK_ERROR_REFUSED },
    { "other-case", 400, "{\"error\":\"Invalid_Grant\"}", LK_ERROR_REFUSED },
    { "hidden-character", 400, "{\"error\":\"invalid_\xe2\x80\x8bgrant\"}", LK_ERROR_REFUSED },
    { "longer", 400, "{\"error\":\"invalid_grants\"}", LK_ERROR_REFUSED },
    { "in-the-description", 400, "{\"error\":\"x\",\"error_description\":\"invalid_grant\"}",
      LK_ERROR_REFUSED },
    { "text", 400, "invalid_grant", LK_ERROR_REFUSED },
  };

  add_outcomes ("/oauth/refresh/F5/session-ends/", ends, G_N_ELEMENTS (ends));
  add_outcomes ("/oauth/refresh/F5/session-stays-for-lookalike/", lookalikes,
                G_N_ELEMENTS (lookalikes));
}

static void
add_stays (void)
{
  static const Outcome stays[] = {
    { "429-json", 429, "{\"error\":\"slow_down\"}", LK_ERROR_RATE_LIMITED },
    { "429-html", 429, "<html>", LK_ERROR_RATE_LIMITED },
    { "400-invalid-request", 400, "{\"error\":\"invalid_request\"}", LK_ERROR_REFUSED },
    { "401-invalid-client", 401, "{\"error\":\"invalid_client\"}", LK_ERROR_REFUSED },
    { "403-html", 403, "<html>", LK_ERROR_REFUSED },
    { "404", 404, "", LK_ERROR_REFUSED },
    { "500", 500, "oh", LK_ERROR_SERVER_FAILED },
    { "408-timeout", 408, "", LK_ERROR_TIMED_OUT },
    { "401-unknown-token", 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\",\"error\":\"x\"}",
      LK_ERROR_REFUSED },
    /* and the rest of the table */
    { "lost-answer", 0, NULL, LK_ERROR_OFFLINE },
    { "407-proxy", 407, "<html>", LK_ERROR_REFUSED },
    { "451-proxy", 451, "<html>", LK_ERROR_REFUSED },
    { "410", 410, "", LK_ERROR_REFUSED },
    { "503", 503, "", LK_ERROR_SERVER_FAILED },
    { "400-unknown-error", 400, "{\"error\":\"made_up\"}", LK_ERROR_REFUSED },
    { "302", 302, "", LK_ERROR_PROTOCOL },
    { "malformed-success", 200, "{", LK_ERROR_PROTOCOL },
    { "empty-success", 200, "{}", LK_ERROR_PROTOCOL },
  };

  add_outcomes ("/oauth/refresh/F6/session-stays/", stays, G_N_ELEMENTS (stays));
}

static void
add_exchanges (void)
{
  ADD ("/oauth/exchange/E1/sends-a-form", NULL, test_exchange_sends_a_form);
  ADD ("/oauth/exchange/D6/repeats-the-redirect-uri", NULL,
       test_exchange_repeats_the_redirect_uri);
  ADD ("/oauth/exchange/D17/code-goes-to-the-endpoint-of-the-attempt", NULL,
       test_code_goes_to_the_endpoint_of_the_attempt);
  ADD ("/oauth/exchange/E3/malformed-success-is-not-tried-again", "<html>",
       test_malformed_success_is_not_tried_again);
  ADD ("/oauth/exchange/E3/success-without-token-is-not-tried-again", "{\"token_type\":\"bearer\"}",
       test_malformed_success_is_not_tried_again);
  ADD ("/oauth/exchange/E5/bad-code-is-not-tried-again", NULL, test_bad_code_is_not_tried_again);
  ADD ("/oauth/exchange/E10/useless-tokens-are-revoked", GUINT_TO_POINTER (200),
       test_useless_tokens_are_revoked);
  ADD ("/oauth/exchange/E10/refusal-stays-the-error-if-they-are-not", GUINT_TO_POINTER (400),
       test_useless_tokens_are_revoked);
  ADD ("/oauth/exchange/passing-fault-is-tried-once-more/500", GUINT_TO_POINTER (500),
       test_passing_fault_is_tried_once_more);
  ADD ("/oauth/exchange/passing-fault-is-tried-once-more/429", GUINT_TO_POINTER (429),
       test_passing_fault_is_tried_once_more);
  ADD ("/oauth/exchange/passing-fault-is-tried-once-more/lost-answer", GUINT_TO_POINTER (0),
       test_passing_fault_is_tried_once_more);
  ADD ("/oauth/exchange/lasting-fault-is-not-tried-thrice", NULL,
       test_lasting_fault_is_not_tried_thrice);
  ADD ("/oauth/exchange/long-rate-limit-is-not-waited-out", NULL,
       test_long_rate_limit_is_not_waited_out);
  ADD ("/oauth/exchange/redirect-is-an-error", NULL, test_redirect_is_an_error);
  ADD ("/oauth/exchange/cancelled-before-it-starts", NULL,
       test_exchange_cancelled_before_it_starts);
  ADD ("/oauth/exchange/cancelled-while-the-server-hangs", NULL,
       test_exchange_cancelled_while_the_server_hangs);
  ADD ("/oauth/exchange/cancelled-while-it-pauses", NULL,
       test_exchange_cancelled_while_it_pauses);
  ADD ("/oauth/exchange/cancelled-while-it-revokes", NULL,
       test_exchange_cancelled_while_it_revokes);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add_exchanges ();
  ADD ("/oauth/refresh/F9/sends-client-id-and-no-scope", NULL,
       test_refresh_sends_client_id_and_no_scope);
  ADD ("/oauth/refresh/F7/keeps-the-old-refresh-token", NULL,
       test_refresh_keeps_the_old_refresh_token);
  add_ends ();
  add_stays ();
  ADD ("/oauth/refresh/K10/reports-retry-after", NULL, test_refresh_reports_retry_after);
  ADD ("/oauth/refresh/cancelled-before-it-starts", NULL,
       test_refresh_cancelled_before_it_starts);
  ADD ("/oauth/refresh/cancelled-while-the-server-hangs", NULL,
       test_refresh_cancelled_while_the_server_hangs);

  return g_test_run ();
}
