/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error.h"
#include "lk-matrix-fixtures.h"
#include "lk-oauth.h"
#include "lk-retry.h"

/*
 * Goes through a whole session with everything logged that anybody wants to log, and then
 * searches logs and errors for what must not be there (D21).
 */

#define TOKEN "POST /token"
#define REVOKE "POST /revoke"
#define REDIRECT_URI "http://127.0.0.1:50000/oauth/callback"

#define CODE "secret-code-8d2f"
#define ACCESS_TOKEN "secret-access-token-77aa"
#define REFRESH_TOKEN "secret-refresh-token-91bb"

/* All that is logged, and all that an error says. */
static GString *heard;

static GLogWriterOutput
listen_to_log (GLogLevelFlags   level,
               const GLogField *fields,
               gsize            n_fields,
               gpointer         user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      if (fields[i].length < 0)
        g_string_append (heard, fields[i].value);
      else
        g_string_append_len (heard, fields[i].value, fields[i].length);
      g_string_append_c (heard, '\n');
    }
  return G_LOG_WRITER_HANDLED;
}

static void
listen_to_old_log (const char     *domain,
                   GLogLevelFlags  level,
                   const char     *message,
                   gpointer        user_data)
{
  g_string_append_printf (heard, "%s: %s\n", domain, message);
}

static void
listen_to_error (const GError *error)
{
  const char *const texts[] = {
    error->message, lk_error_get_step (error), lk_error_get_url (error),
    lk_error_get_server_code (error), lk_error_get_server_text (error),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_string_append_printf (heard, "%s\n", texts[i] != NULL ? texts[i] : "");
}

static void
assert_never_heard (const char *secret)
{
  g_assert_null (strstr (heard->str, secret));
}

typedef struct
{
  LkFakeServer    *server;
  LkHttp          *http;
  LkAuthMetadata  *metadata;
  LkAuthorization *authorization;
  char            *state;
  LkSecret        *code;
  LkTokens        *tokens;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (LkSecret) access_token = lk_secret_new (ACCESS_TOKEN);
  g_autoptr (LkSecret) refresh_token = lk_secret_new (REFRESH_TOKEN);
  g_autoptr (GHashTable) params = NULL;
  g_autofree char *uri = NULL;

  lk_retry_pause = 1;
  g_string_truncate (heard, 0);
  fixture->server = lk_fake_server_new ();
  fixture->http = lk_http_new ();
  fixture->metadata = lk_test_metadata (lk_fake_server_get_url (fixture->server), NULL);
  fixture->authorization =
    lk_authorization_new (fixture->metadata, "c", REDIRECT_URI, NULL, FALSE, NULL);
  uri = lk_authorization_build_uri (fixture->authorization);
  params = g_uri_parse_params (strchr (uri, '?') + 1, -1, "&", G_URI_PARAMS_NONE, NULL);
  fixture->state = g_strdup (g_hash_table_lookup (params, "state"));
  fixture->code = lk_secret_new (CODE);
  fixture->tokens = lk_tokens_new (access_token, refresh_token, 1, 2);
}

/* Nothing of it may have been heard, whatever the test did. */
static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  LkSecret *verifier = lk_authorization_get_verifier (fixture->authorization);

  lk_test_drain ();
  assert_never_heard (CODE);
  assert_never_heard (ACCESS_TOKEN);
  assert_never_heard (REFRESH_TOKEN);
  assert_never_heard (fixture->state);
  assert_never_heard (lk_secret_peek (verifier));

  lk_tokens_unref (fixture->tokens);
  lk_secret_unref (fixture->code);
  g_free (fixture->state);
  g_object_unref (fixture->authorization);
  lk_auth_metadata_unref (fixture->metadata);
  g_assert_finalize_object (fixture->http);
  lk_fake_server_free (fixture->server);
}

static void
test_listener_hears (Fixture       *fixture,
                     gconstpointer  data)
{
  g_debug ("a debug message");
  g_assert_nonnull (strstr (heard->str, "a debug message"));
}

static void
take (Fixture           *fixture,
      const char        *query,
      LkRedirectVerdict  expected)
{
  g_autofree char *uri =
    g_strdup_printf (REDIRECT_URI "?%s&code=" CODE "&state=%s", query, fixture->state);
  g_autoptr (LkSecret) code = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (lk_authorization_take_redirect (fixture->authorization, uri, &code, &error),
                   ==, expected);
  if (error != NULL)
    listen_to_error (error);
}

static void
test_redirects (Fixture       *fixture,
                gconstpointer  data)
{
  take (fixture, "code=a", LK_REDIRECT_STRAY);
  take (fixture, "x=%zz", LK_REDIRECT_STRAY);
  take (fixture, data, g_str_equal (data, "x=y") ? LK_REDIRECT_CODE : LK_REDIRECT_REFUSED);
  take (fixture, "x=y", LK_REDIRECT_STRAY);
}

/* Each answers a request that holds secrets; some break off in the middle of an answer that
 * holds them, too. */
static void
script (Fixture       *fixture,
        gconstpointer  data)
{
  guint status = GPOINTER_TO_UINT (data);
  const char *body = "{\"error\":\"invalid_grant\",\"error_description\":\"no\"}";

  if (status == 0)
    {
      lk_fake_server_reset (fixture->server, TOKEN);
      lk_fake_server_reset (fixture->server, REVOKE);
      return;
    }
  if (status == 200)
    body = "{\"access_token\":\"" ACCESS_TOKEN "\",\"token_type\":\"Bearer\","
           "\"refresh_token\":\"" REFRESH_TOKEN "\"}";
  if (status == 201)
    body = "{\"access_token\":\"" ACCESS_TOKEN "\",\"token_type\":\"mac\"";
  lk_fake_server_answer (fixture->server, TOKEN, status, "application/json", body);
  lk_fake_server_answer (fixture->server, REVOKE, status, "application/json", body);
}

static void
test_exchange (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LkTokens) tokens = NULL;
  g_autoptr (GError) error = NULL;

  script (fixture, data);
  lk_oauth_exchange_code_async (fixture->http, fixture->authorization, fixture->code, NULL,
                                lk_test_store_result, &result);
  tokens = lk_oauth_exchange_code_finish (fixture->http, lk_test_await (&result), &error);
  if (error != NULL)
    listen_to_error (error);
}

static void
test_refresh (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LkTokens) tokens = NULL;
  g_autoptr (GError) error = NULL;

  script (fixture, data);
  lk_oauth_refresh_async (fixture->http, fixture->metadata->token_endpoint, "c",
                          fixture->tokens->refresh_token, NULL, lk_test_store_result, &result);
  tokens = lk_oauth_refresh_finish (fixture->http, lk_test_await (&result), &error);
  if (error != NULL)
    listen_to_error (error);
}

static void
test_revocation (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  script (fixture, data);
  lk_oauth_revoke_async (fixture->http, fixture->metadata->revocation_endpoint, "c",
                         fixture->tokens, NULL, lk_test_store_result, &result);
  if (!lk_oauth_revoke_finish (fixture->http, lk_test_await (&result), &error))
    listen_to_error (error);
}

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  static const guint statuses[] = { 0, 200, 201, 302, 400, 500 };
  int failed;

  g_setenv ("G_MESSAGES_DEBUG", "all", TRUE);
  g_test_init (&argc, &argv, NULL);
  heard = g_string_new (NULL);
  g_log_set_writer_func (listen_to_log, NULL, NULL);
  g_log_set_default_handler (listen_to_old_log, NULL);

  ADD ("/secrecy/listener-hears", NULL, test_listener_hears);
  ADD ("/secrecy/D21/redirect/code", "x=y", test_redirects);
  ADD ("/secrecy/D21/redirect/denied", "error=access_denied", test_redirects);
  ADD ("/secrecy/D21/redirect/other-issuer", "iss=x", test_redirects);
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autofree char *exchange = g_strdup_printf ("/secrecy/D21/exchange/%u", statuses[i]);
      g_autofree char *refresh = g_strdup_printf ("/secrecy/D21/refresh/%u", statuses[i]);
      g_autofree char *revocation = g_strdup_printf ("/secrecy/D21/revocation/%u", statuses[i]);

      ADD (exchange, GUINT_TO_POINTER (statuses[i]), test_exchange);
      ADD (refresh, GUINT_TO_POINTER (statuses[i]), test_refresh);
      ADD (revocation, GUINT_TO_POINTER (statuses[i]), test_revocation);
    }

  failed = g_test_run ();
  g_string_free (heard, TRUE);
  return failed;
}
