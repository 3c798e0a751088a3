/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error.h"
#include "lk-matrix-fixtures.h"
#include "lk-oauth.h"
#include "lk-retry.h"

#define REVOKE "POST /revoke"
#define UNSUPPORTED "{\"error\":\"unsupported_token_type\"}"

typedef struct
{
  LkFakeServer *server;
  LkHttp       *http;
  char         *endpoint;
  LkTokens     *tokens;
  GCancellable *cancellable;
  GAsyncResult *result;
} Fixture;

static LkTokens *
new_tokens (const char *refresh_token)
{
  g_autoptr (LkSecret) access = lk_secret_new ("at");
  g_autoptr (LkSecret) refresh = refresh_token != NULL ? lk_secret_new (refresh_token) : NULL;

  return lk_tokens_new (access, refresh, 1, 2); /* expired long ago */
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  lk_retry_pause = 1;
  fixture->server = lk_fake_server_new ();
  fixture->http = lk_http_new ();
  fixture->endpoint = g_strconcat (lk_fake_server_get_url (fixture->server), "/revoke", NULL);
  fixture->tokens = new_tokens ("r+t");
  fixture->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->result);
  g_object_unref (fixture->cancellable);
  lk_tokens_unref (fixture->tokens);
  g_free (fixture->endpoint);
  lk_test_drain ();
  g_assert_finalize_object (fixture->http);
  lk_fake_server_free (fixture->server);
}

static void
start (Fixture *fixture)
{
  lk_oauth_revoke_async (fixture->http, fixture->endpoint, "client&1", fixture->tokens,
                         fixture->cancellable, lk_test_store_result, &fixture->result);
}

static gboolean
finish (Fixture  *fixture,
        GError  **error)
{
  return lk_oauth_revoke_finish (fixture->http, lk_test_await (&fixture->result), error);
}

static gboolean
revoke_tokens (Fixture  *fixture,
               GError  **error)
{
  start (fixture);
  return finish (fixture, error);
}

static void
assert_asked (Fixture *fixture,
              guint    times)
{
  g_assert_cmpuint (lk_fake_server_count (fixture->server, REVOKE), ==, times);
  g_assert_cmpuint (lk_fake_server_count (fixture->server, NULL), ==, times);
}

static void
assert_field (Fixture    *fixture,
              const char *name,
              const char *expected)
{
  g_autofree char *value = lk_fake_server_last_field (fixture->server, REVOKE, name);

  g_assert_cmpstr (value, ==, expected);
}

static void
test_refresh_token_is_revoked_with_its_hint (Fixture       *fixture,
                                             gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_json (fixture->server, REVOKE, "{}");

  g_assert_true (revoke_tokens (fixture, &error));
  g_assert_no_error (error);
  assert_field (fixture, "token", "r+t");
  assert_field (fixture, "token_type_hint", "refresh_token");
  assert_field (fixture, "client_id", "client&1");
  g_assert_null (lk_fake_server_last_header (fixture->server, REVOKE, "Authorization"));
  assert_asked (fixture, 1);
}

static void
test_access_token_is_revoked_if_there_is_no_other (Fixture       *fixture,
                                                   gconstpointer  data)
{
  g_clear_pointer (&fixture->tokens, lk_tokens_unref);
  fixture->tokens = new_tokens (NULL);
  lk_fake_server_answer (fixture->server, REVOKE, 200, NULL, NULL);

  g_assert_true (revoke_tokens (fixture, NULL));
  assert_field (fixture, "token", "at");
  assert_field (fixture, "token_type_hint", NULL);
  assert_field (fixture, "client_id", "client&1");
}

static void
test_body_of_a_success_is_not_read (Fixture       *fixture,
                                    gconstpointer  data)
{
  lk_fake_server_answer (fixture->server, REVOKE, 200, "text/html", data);

  g_assert_true (revoke_tokens (fixture, NULL));
  assert_asked (fixture, 1);
}

/* RFC 7009 wants 200 for a token that is unknown; not everybody has read it. */
static void
test_unknown_session_is_over (Fixture       *fixture,
                              gconstpointer  data)
{
  lk_fake_server_answer (fixture->server, REVOKE, 400, "application/json",
                         "{\"error\":\"invalid_grant\"}");

  g_assert_true (revoke_tokens (fixture, NULL));
  assert_asked (fixture, 1);
}

static void
test_only_the_revocation_endpoint_is_asked (Fixture       *fixture,
                                            gconstpointer  data)
{
  lk_fake_server_answer (fixture->server, REVOKE, 200, NULL, NULL);

  /* The access token has expired and the homeserver answers 404 to all: that is no matter. */
  g_assert_true (revoke_tokens (fixture, NULL));
  assert_asked (fixture, 1);
  g_assert_cmpuint (lk_fake_server_count (fixture->server, "POST /_matrix/client/v3/logout"), ==,
                    0);
}

static void
test_token_is_never_in_the_url (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_answer (fixture->server, REVOKE, 400, "application/json", UNSUPPORTED);

  g_assert_false (revoke_tokens (fixture, &error));
  g_assert_null (lk_fake_server_last_query (fixture->server, REVOKE));
  g_assert_cmpstr (lk_error_get_url (error), ==, fixture->endpoint);
}

typedef struct
{
  const char  *name;
  guint        status; /* 0: the connection is cut */
  const char  *body;
  LkErrorCode  code;
  guint        n_requests;
} Refusal;

static void
test_unconfirmed_sign_out_is_an_error (Fixture       *fixture,
                                       gconstpointer  data)
{
  const Refusal *refusal = data;
  g_autoptr (GError) error = NULL;

  if (refusal->status == 0)
    lk_fake_server_reset (fixture->server, REVOKE);
  else
    lk_fake_server_answer (fixture->server, REVOKE, refusal->status, "application/json",
                           refusal->body);

  g_assert_false (revoke_tokens (fixture, &error));
  g_assert_error (error, LK_ERROR, (int) refusal->code);
  g_assert_cmpstr (lk_error_get_step (error), ==, "revoke");
  assert_asked (fixture, refusal->n_requests);
}

static void
test_busy_server_is_asked_again (Fixture       *fixture,
                                 gconstpointer  data)
{
  lk_fake_server_answer (fixture->server, REVOKE, 503, NULL, NULL);
  lk_fake_server_header (fixture->server, REVOKE, "Retry-After", "0");
  lk_fake_server_answer (fixture->server, REVOKE, 429, NULL, NULL);
  lk_fake_server_header (fixture->server, REVOKE, "Retry-After", "0");
  lk_fake_server_answer (fixture->server, REVOKE, 500, NULL, NULL);
  lk_fake_server_answer (fixture->server, REVOKE, 200, NULL, NULL);

  g_assert_true (revoke_tokens (fixture, NULL));
  assert_asked (fixture, 4);
}

static void
test_long_wait_is_not_waited_out (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_answer (fixture->server, REVOKE, 503, NULL, NULL);
  lk_fake_server_header (fixture->server, REVOKE, "Retry-After", "120");

  g_assert_false (revoke_tokens (fixture, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_SERVER_FAILED);
  g_assert_cmpint (lk_error_get_retry_after (error), ==, 120);
  assert_asked (fixture, 1);
}

static void
test_unknown_type_is_tried_without_the_hint (Fixture       *fixture,
                                             gconstpointer  data)
{
  lk_fake_server_answer (fixture->server, REVOKE, 400, "application/json", UNSUPPORTED);
  lk_fake_server_answer (fixture->server, REVOKE, 200, NULL, NULL);

  g_assert_true (revoke_tokens (fixture, NULL));
  assert_field (fixture, "token", "r+t");
  assert_field (fixture, "token_type_hint", NULL);
  assert_field (fixture, "client_id", "client&1");
  assert_asked (fixture, 2);
}

static void
test_unknown_type_is_tried_with_the_access_token (Fixture       *fixture,
                                                  gconstpointer  data)
{
  lk_fake_server_answer (fixture->server, REVOKE, 400, "application/json", UNSUPPORTED);
  lk_fake_server_answer (fixture->server, REVOKE, 400, "application/json", UNSUPPORTED);
  lk_fake_server_answer (fixture->server, REVOKE, 200, NULL, NULL);

  g_assert_true (revoke_tokens (fixture, NULL));
  assert_field (fixture, "token", "at");
  assert_field (fixture, "token_type_hint", NULL);
  assert_asked (fixture, 3);
}

static void
test_cancelled_before_it_starts (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (fixture->cancellable);

  g_assert_false (revoke_tokens (fixture, &error));
  g_assert_true (lk_error_is_cancelled (error));
  assert_asked (fixture, 0);
}

static void
test_cancelled_while_the_server_hangs (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_hang (fixture->server, REVOKE);
  start (fixture);
  lk_test_cancel_when_asked (fixture->server, fixture->cancellable, &fixture->result);

  g_assert_false (finish (fixture, &error));
  g_assert_true (lk_error_is_cancelled (error));
  assert_asked (fixture, 1);
}

static void
test_cancelled_while_it_pauses (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_answer (fixture->server, REVOKE, 503, NULL, NULL);
  lk_fake_server_header (fixture->server, REVOKE, "Retry-After", "10");
  start (fixture);
  lk_test_cancel_in_pause (fixture->server, fixture->cancellable, &fixture->result);

  g_assert_false (finish (fixture, &error));
  g_assert_true (lk_error_is_cancelled (error));
  assert_asked (fixture, 1);
}

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)

static void
add_refusals (void)
{
  static const Refusal refusals[] = {
    { "invalid-client", 401, "{\"error\":\"invalid_client\"}", LK_ERROR_REFUSED, 1 },
    { "unauthorized-client", 401, "{\"error\":\"unauthorized_client\"}", LK_ERROR_REFUSED, 1 },
    { "no-credentials", 400, "{\"error\":\"invalid_request\"}", LK_ERROR_REFUSED, 1 },
    { "unknown-token", 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\"}", LK_ERROR_REFUSED, 1 },
    { "matrix-shaped", 400, "{\"errcode\":\"M_X\",\"error\":\"invalid_grant\"}",
      LK_ERROR_REFUSED, 1 },
    { "html", 403, "<html>", LK_ERROR_REFUSED, 1 },
    { "gone", 410, "", LK_ERROR_SERVER_UNSUITABLE, 1 },
    { "redirect", 302, "", LK_ERROR_PROTOCOL, 1 },
    { "server-fault", 500, "", LK_ERROR_SERVER_FAILED, 4 },
    { "rate-limit", 429, "", LK_ERROR_RATE_LIMITED, 4 },
    { "offline", 0, NULL, LK_ERROR_OFFLINE, 1 },
    { "unsupported", 400, UNSUPPORTED, LK_ERROR_REFUSED, 3 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path =
        g_strconcat ("/revocation/G5/unconfirmed-sign-out-is-an-error/", refusals[i].name, NULL);

      ADD (path, &refusals[i], test_unconfirmed_sign_out_is_an_error);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/revocation/G1/refresh-token-is-revoked-with-its-hint", NULL,
       test_refresh_token_is_revoked_with_its_hint);
  ADD ("/revocation/G1/access-token-is-revoked-if-there-is-no-other", NULL,
       test_access_token_is_revoked_if_there_is_no_other);
  ADD ("/revocation/G2/empty-success", NULL, test_body_of_a_success_is_not_read);
  ADD ("/revocation/G2/success-that-is-not-json", "<html>", test_body_of_a_success_is_not_read);
  ADD ("/revocation/G2/success-with-an-error-in-it", "{\"error\":\"invalid_client\"}",
       test_body_of_a_success_is_not_read);
  ADD ("/revocation/G2/unknown-session-is-over", NULL, test_unknown_session_is_over);
  ADD ("/revocation/G3/only-the-revocation-endpoint-is-asked", NULL,
       test_only_the_revocation_endpoint_is_asked);
  add_refusals ();
  ADD ("/revocation/G7/busy-server-is-asked-again", NULL, test_busy_server_is_asked_again);
  ADD ("/revocation/G7/long-wait-is-not-waited-out", NULL, test_long_wait_is_not_waited_out);
  ADD ("/revocation/G8/unknown-type-is-tried-without-the-hint", NULL,
       test_unknown_type_is_tried_without_the_hint);
  ADD ("/revocation/G8/unknown-type-is-tried-with-the-access-token", NULL,
       test_unknown_type_is_tried_with_the_access_token);
  ADD ("/revocation/G11/token-is-never-in-the-url", NULL, test_token_is_never_in_the_url);
  ADD ("/revocation/cancelled-before-it-starts", NULL, test_cancelled_before_it_starts);
  ADD ("/revocation/cancelled-while-the-server-hangs", NULL,
       test_cancelled_while_the_server_hangs);
  ADD ("/revocation/cancelled-while-it-pauses", NULL, test_cancelled_while_it_pauses);

  return g_test_run ();
}
