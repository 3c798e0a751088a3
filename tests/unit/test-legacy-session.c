/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-legacy-session.h"

#include "lk-error.h"
#include "lk-matrix-fixtures.h"
#include "lk-retry.h"

#define REFRESH "POST /_matrix/client/v3/refresh"
#define LOGOUT "POST /_matrix/client/v3/logout"

typedef struct
{
  LkFakeServer *server;
  LkHttp       *http;
  GCancellable *cancellable;
  LkSecret     *token;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  lk_retry_pause = 1;
  fixture->server = lk_fake_server_new ();
  fixture->http = lk_http_new ();
  fixture->cancellable = g_cancellable_new ();
  fixture->token = lk_secret_new ("mcr_\"old\"");
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  lk_test_drain ();
  g_object_unref (fixture->cancellable);
  g_assert_finalize_object (fixture->http);
  lk_secret_unref (fixture->token);
  lk_fake_server_free (fixture->server);
}

static LkTokens *
refresh (Fixture  *fixture,
         GError  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_legacy_refresh_async (fixture->http, lk_fake_server_get_url (fixture->server), fixture->token,
                           NULL, lk_test_store_result, &result);
  return lk_legacy_refresh_finish (fixture->http, lk_test_await (&result), error);
}

static gboolean
log_out (Fixture  *fixture,
         GError  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_legacy_logout_async (fixture->http, lk_fake_server_get_url (fixture->server), fixture->token,
                          NULL, lk_test_store_result, &result);
  return lk_legacy_logout_finish (fixture->http, lk_test_await (&result), error);
}

static void
test_refresh_request (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr (LkTokens) tokens = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_json (fixture->server, REFRESH,
                       "{\"access_token\":\"a\",\"refresh_token\":\"r\",\"expires_in_ms\":60000}");
  tokens = refresh (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (lk_secret_peek (tokens->access_token), ==, "a");
  g_assert_cmpstr (lk_secret_peek (tokens->refresh_token), ==, "r");
  g_assert_cmpint (tokens->expires_at - tokens->obtained_at, ==, 60);
  g_assert_cmpstr (lk_fake_server_last_body (fixture->server, REFRESH), ==,
                   "{\"refresh_token\":\"mcr_\\\"old\\\"\"}");
  g_assert_cmpstr (lk_fake_server_last_header (fixture->server, REFRESH, "Content-Type"), ==,
                   "application/json");
  g_assert_null (lk_fake_server_last_header (fixture->server, REFRESH, "Authorization"));
  g_assert_null (lk_fake_server_last_query (fixture->server, REFRESH));
  g_assert_cmpuint (lk_fake_server_count (fixture->server, NULL), ==, 1);
}

static void
test_old_refresh_token_is_kept (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr (LkTokens) tokens = NULL;

  lk_fake_server_json (fixture->server, REFRESH, "{\"access_token\":\"a\"}");
  tokens = refresh (fixture, NULL);
  g_assert_true (lk_secret_equal (tokens->refresh_token, fixture->token));
  g_assert_cmpint (tokens->expires_at, ==, 0);
}

/* What the homeserver may say, and what it means for the session (spec §9.4). */
typedef struct
{
  const char *path;
  guint       status; /* 0: the connection is cut */
  const char *body;
  LkErrorCode code;
} Answer;

static const Answer refusals[] = {
  { "ends/401-unknown-token", 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\"}", LK_ERROR_EXPIRED },
  { "ends/401-soft", 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\",\"soft_logout\":true}",
    LK_ERROR_EXPIRED },
  { "ends/403-forbidden", 403, "{\"errcode\":\"M_FORBIDDEN\"}", LK_ERROR_EXPIRED },
  { "keeps/403-html", 403, "<html>", LK_ERROR_REFUSED },
  { "keeps/403-oauth", 403, "{\"error\":\"M_FORBIDDEN\"}", LK_ERROR_REFUSED },
  { "keeps/403-look-alike", 403, "{\"errcode\":\"M_FORBIDDEN\\u200b\"}", LK_ERROR_REFUSED },
  { "keeps/401-html", 401, "<html>", LK_ERROR_REFUSED },
  { "keeps/401-user-locked", 401, "{\"errcode\":\"M_USER_LOCKED\",\"soft_logout\":true}",
    LK_ERROR_USER_LOCKED },
  { "keeps/400-invalid-grant", 400, "{\"error\":\"invalid_grant\"}", LK_ERROR_REFUSED },
  { "keeps/404", 404, "{\"errcode\":\"M_UNRECOGNIZED\"}", LK_ERROR_REFUSED },
  { "keeps/429", 429, "{\"errcode\":\"M_LIMIT_EXCEEDED\"}", LK_ERROR_RATE_LIMITED },
  { "keeps/500", 500, "{\"errcode\":\"M_UNKNOWN_TOKEN\"}", LK_ERROR_SERVER_FAILED },
  { "keeps/200-malformed", 200, "<html>", LK_ERROR_PROTOCOL },
  { "keeps/200-empty", 200, "{}", LK_ERROR_PROTOCOL },
  { "keeps/302", 302, "", LK_ERROR_PROTOCOL },
  { "keeps/reset", 0, NULL, LK_ERROR_OFFLINE },
};

static void
answer (Fixture      *fixture,
        const char   *key,
        const Answer *answer)
{
  if (answer->status == 0)
    lk_fake_server_reset (fixture->server, key);
  else
    lk_fake_server_answer (fixture->server, key, answer->status, "application/json", answer->body);
}

static void
test_refresh_refused (Fixture       *fixture,
                      gconstpointer  data)
{
  const Answer *refusal = data;
  g_autoptr (GError) error = NULL;

  answer (fixture, REFRESH, refusal);
  g_assert_null (refresh (fixture, &error));
  g_assert_error (error, LK_ERROR, (int) refusal->code);
  g_assert_cmpstr (lk_error_get_step (error), ==, "refresh");
  g_assert_cmpuint (lk_fake_server_count (fixture->server, NULL), ==, 1);
}

static void
test_logout_request (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_json (fixture->server, LOGOUT, "{}");
  g_assert_true (log_out (fixture, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (lk_fake_server_last_header (fixture->server, LOGOUT, "Authorization"), ==,
                   "Bearer mcr_\"old\"");
  g_assert_cmpstr (lk_fake_server_last_body (fixture->server, LOGOUT), ==, "{}");
  g_assert_cmpstr (lk_fake_server_last_header (fixture->server, LOGOUT, "Content-Type"), ==,
                   "application/json");
  g_assert_null (lk_fake_server_last_query (fixture->server, LOGOUT));
  g_assert_cmpuint (lk_fake_server_count (fixture->server, NULL), ==, 1);
}

static const Answer unconfirmed[] = {
  { "401-unknown-token", 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\"}", LK_ERROR_EXPIRED },
  { "401-html", 401, "<html>", LK_ERROR_REFUSED },
  { "404", 404, "{\"errcode\":\"M_UNRECOGNIZED\"}", LK_ERROR_SERVER_UNSUITABLE },
  { "reset", 0, NULL, LK_ERROR_OFFLINE },
};

static void
test_logout_unconfirmed (Fixture       *fixture,
                         gconstpointer  data)
{
  const Answer *refusal = data;
  g_autoptr (GError) error = NULL;

  answer (fixture, LOGOUT, refusal);
  g_assert_false (log_out (fixture, &error));
  g_assert_error (error, LK_ERROR, (int) refusal->code);
  g_assert_cmpstr (lk_error_get_step (error), ==, "logout");
  g_assert_cmpuint (lk_fake_server_count (fixture->server, NULL), ==, 1);
}

static void
test_logout_is_tried_again (Fixture       *fixture,
                            gconstpointer  data)
{
  lk_fake_server_answer (fixture->server, LOGOUT, 503, NULL, NULL);
  lk_fake_server_answer (fixture->server, LOGOUT, 429, NULL, NULL);
  lk_fake_server_json (fixture->server, LOGOUT, "{}");
  g_assert_true (log_out (fixture, NULL));
  g_assert_cmpuint (lk_fake_server_count (fixture->server, LOGOUT), ==, 3);
}

static void
test_logout_is_not_tried_for_ever (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_answer (fixture->server, LOGOUT, 503, NULL, NULL);
  g_assert_false (log_out (fixture, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_SERVER_FAILED);
  g_assert_cmpuint (lk_fake_server_count (fixture->server, LOGOUT), ==, 4);
}

static void
test_cancelled_refresh (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_hang (fixture->server, REFRESH);
  lk_legacy_refresh_async (fixture->http, lk_fake_server_get_url (fixture->server), fixture->token,
                           fixture->cancellable, lk_test_store_result, &result);
  lk_test_cancel_when_asked (fixture->server, fixture->cancellable, &result);
  g_assert_null (lk_legacy_refresh_finish (fixture->http, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancelled_logout (Fixture       *fixture,
                       gconstpointer  data)
{
  gboolean in_pause = GPOINTER_TO_INT (data);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (in_pause)
    {
      lk_fake_server_answer (fixture->server, LOGOUT, 503, NULL, NULL);
      lk_fake_server_header (fixture->server, LOGOUT, "Retry-After", "10");
    }
  else
    lk_fake_server_hang (fixture->server, LOGOUT);
  lk_legacy_logout_async (fixture->http, lk_fake_server_get_url (fixture->server), fixture->token,
                          fixture->cancellable, lk_test_store_result, &result);
  if (in_pause)
    lk_test_cancel_in_pause (fixture->server, fixture->cancellable, &result);
  else
    lk_test_cancel_when_asked (fixture->server, fixture->cancellable, &result);
  g_assert_false (lk_legacy_logout_finish (fixture->http, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/legacy-session/J12/refresh-request", NULL, test_refresh_request);
  ADD ("/legacy-session/old-refresh-token-is-kept", NULL, test_old_refresh_token_is_kept);
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strconcat ("/legacy-session/J8/", refusals[i].path, NULL);

      ADD (path, &refusals[i], test_refresh_refused);
    }
  ADD ("/legacy-session/G11/logout-request", NULL, test_logout_request);
  for (gsize i = 0; i < G_N_ELEMENTS (unconfirmed); i++)
    {
      g_autofree char *path = g_strconcat ("/legacy-session/G10/", unconfirmed[i].path, NULL);

      ADD (path, &unconfirmed[i], test_logout_unconfirmed);
    }
  ADD ("/legacy-session/logout-is-tried-again", NULL, test_logout_is_tried_again);
  ADD ("/legacy-session/logout-is-not-tried-for-ever", NULL, test_logout_is_not_tried_for_ever);
  ADD ("/legacy-session/cancelled/refresh", NULL, test_cancelled_refresh);
  ADD ("/legacy-session/cancelled/logout", GINT_TO_POINTER (FALSE), test_cancelled_logout);
  ADD ("/legacy-session/cancelled/logout-in-a-pause", GINT_TO_POINTER (TRUE),
       test_cancelled_logout);

  return g_test_run ();
}
