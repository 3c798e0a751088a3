/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error.h"
#include "lk-matrix-fixtures.h"
#include "lk-tokens.h"

#define STARTED 1700000000 /* lk_test_answer()'s, in seconds */

static LkTokens *
parse (const char  *body,
       GError     **error)
{
  g_autoptr (LkHttpResponse) answer = lk_test_answer (200, body);

  return lk_tokens_parse (answer, NULL, NULL, error);
}

static void
test_all_of_it_is_read (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkTokens) tokens =
    parse ("{\"access_token\":\"mat_a\",\"token_type\":\"Bearer\",\"expires_in\":300,"
           "\"refresh_token\":\"mar_r\",\"scope\":\"urn:matrix:client:api:* "
           "urn:matrix:client:device:ABC\",\"id_token\":\"ignored\",\"x\":{}}", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (lk_secret_peek (tokens->access_token), ==, "mat_a");
  g_assert_cmpstr (lk_secret_peek (tokens->refresh_token), ==, "mar_r");
  g_assert_cmpint (tokens->obtained_at, ==, STARTED);
  g_assert_cmpint (tokens->expires_at, ==, STARTED + 300);
}

static void
test_type_is_bearer_in_any_case (void)
{
  static const char *const good[] = { "bearer", "Bearer", "BEARER" };
  static const char *const bad[] = { "\"mac\"", "\"DPoP\"", "\"\"", "null", "7", "\"bearer \"" };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *body =
        g_strdup_printf ("{\"access_token\":\"a\",\"token_type\":\"%s\"}", good[i]);
      g_autoptr (LkTokens) tokens = parse (body, NULL);

      g_assert_nonnull (tokens);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *body =
        g_strdup_printf ("{\"access_token\":\"a\",\"token_type\":%s}", bad[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (body, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
    }
}

static void
test_answers_without_a_usable_token (void)
{
  static const char *const bad[] = {
    "",
    "OK",
    "<html>",
    "[]",
    "{}",
    "{\"access_token\":\"a\"}",
    "{\"token_type\":\"Bearer\"}",
    "{\"token_type\":\"Bearer\",\"access_token\":\"\"}",
    "{\"token_type\":\"Bearer\",\"access_token\":null}",
    "{\"token_type\":\"Bearer\",\"access_token\":7}",
    "{\"token_type\":\"Bearer\",\"access_token\":[\"a\"]}",
    "{\"token_type\":\"Bearer\",\"access_token\":\"a\\r\\nX-Evil: 1\"}",
    "{\"token_type\":\"Bearer\",\"access_token\":\"\\u00e9\"}",
    "{\"errcode\":\"M_UNKNOWN\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (bad[i], &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
      g_assert_cmpstr (lk_error_get_step (error), ==, "test");
    }
}

static void
test_life_of_a_token (void)
{
  static const struct
  {
    const char *expires_in;
    gint64      expires_at;
  } lives[] = {
    { "null", 0 },                  /* not said: never renewed ahead */
    { "\"soon\"", 0 },
    { "0.5", 0 },
    { "0", STARTED },               /* over already */
    { "-1", STARTED },
    { "-9223372036854775808", STARTED },
    { "300", STARTED + 300 },
    { "300.0", STARTED + 300 },
    { "\"300\"", STARTED + 300 },
    { "604800", STARTED + 604800 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lives); i++)
    {
      g_autofree char *body = g_strdup_printf (
        "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":%s}",
        lives[i].expires_in);
      g_autoptr (LkTokens) tokens = parse (body, NULL);

      g_assert_cmpint (tokens->expires_at, ==, lives[i].expires_at);
      g_assert_cmpint (tokens->obtained_at, ==, STARTED);
    }
}

static void
test_endless_life_does_not_overflow (void)
{
  g_autoptr (LkTokens) tokens = parse ("{\"access_token\":\"a\",\"token_type\":\"Bearer\","
                                       "\"expires_in\":9223372036854775807}", NULL);

  g_assert_cmpint (tokens->expires_at, >, STARTED);
}

static void
test_old_refresh_token_is_kept_if_no_new_one_comes (void)
{
  static const char *const without[] = { "", ",\"refresh_token\":null", ",\"refresh_token\":\"\"",
                                         ",\"refresh_token\":7" };
  g_autoptr (LkSecret) old = lk_secret_new ("old");

  for (gsize i = 0; i < G_N_ELEMENTS (without); i++)
    {
      g_autofree char *body = g_strdup_printf (
        "{\"access_token\":\"a\",\"token_type\":\"Bearer\"%s}", without[i]);
      g_autoptr (LkHttpResponse) answer = lk_test_answer (200, body);
      g_autoptr (LkTokens) kept = lk_tokens_parse (answer, old, NULL, NULL);
      g_autoptr (LkTokens) none = lk_tokens_parse (answer, NULL, NULL, NULL);

      g_assert_cmpstr (lk_secret_peek (kept->refresh_token), ==, "old");
      g_assert_null (none->refresh_token);
    }
}

static void
test_new_refresh_token_takes_the_place_of_the_old (void)
{
  g_autoptr (LkSecret) old = lk_secret_new ("old");
  g_autoptr (LkHttpResponse) answer = lk_test_answer (
    200, "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"refresh_token\":\"new\"}");
  g_autoptr (LkTokens) tokens = lk_tokens_parse (answer, old, NULL, NULL);

  g_assert_cmpstr (lk_secret_peek (tokens->refresh_token), ==, "new");
}

static void
test_scope_without_the_api_is_refused (void)
{
  static const char *const narrow[] = {
    "", "openid email", "urn:matrix:client:device:ABC", "urn:matrix:client:api:*x",
    "xurn:matrix:client:api:*", "urn:matrix:client:api:guest", "URN:MATRIX:CLIENT:API:*",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (narrow); i++)
    {
      g_autofree char *body = g_strdup_printf (
        "{\"access_token\":\"a\",\"refresh_token\":\"r\",\"token_type\":\"Bearer\","
        "\"scope\":\"%s\"}", narrow[i]);
      g_autoptr (LkHttpResponse) answer = lk_test_answer (200, body);
      g_autoptr (LkTokens) to_revoke = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_null (lk_tokens_parse (answer, NULL, NULL, NULL));
      g_assert_null (lk_tokens_parse (answer, NULL, &to_revoke, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_REFUSED);
      g_assert_cmpstr (lk_secret_peek (to_revoke->refresh_token), ==, "r");
    }
}

static void
test_scope_with_the_api_is_taken (void)
{
  static const char *const wide[] = {
    "\"urn:matrix:client:api:*\"",
    "\"openid  urn:matrix:client:api:* urn:matrix:client:device:OTHER\"",
    "\"urn:matrix:org.matrix.msc2967.client:api:*\"",
    "null", /* as asked for */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wide); i++)
    {
      g_autofree char *body = g_strdup_printf (
        "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"scope\":%s}", wide[i]);
      g_autoptr (LkHttpResponse) answer = lk_test_answer (200, body);
      g_autoptr (LkTokens) to_revoke = NULL;
      g_autoptr (LkTokens) tokens = lk_tokens_parse (answer, NULL, &to_revoke, NULL);

      g_assert_nonnull (tokens);
      g_assert_null (to_revoke);
    }
}

static void
test_status_comes_first (void)
{
  g_autoptr (LkHttpResponse) answer =
    lk_test_answer (400, "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"error\":\"e\"}");
  LkTokens *to_revoke = (LkTokens *) &answer; /* must be set in any case */
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_tokens_parse (answer, NULL, &to_revoke, &error));
  g_assert_null (to_revoke);
  g_assert_error (error, LK_ERROR, LK_ERROR_REFUSED);
  g_assert_cmpstr (lk_error_get_server_code (error), ==, "e");
}

static void
test_tokens_are_shared (void)
{
  g_autoptr (LkSecret) access_token = lk_secret_new ("a");
  g_autoptr (LkTokens) tokens = lk_tokens_new (access_token, NULL, 1, 2);
  g_autoptr (LkTokens) same = g_boxed_copy (LK_TYPE_TOKENS, tokens);

  g_assert_true (same == tokens);
  g_assert_true (tokens->access_token == access_token);
  g_assert_null (tokens->refresh_token);
  g_assert_cmpint (tokens->obtained_at, ==, 1);
  g_assert_cmpint (tokens->expires_at, ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tokens/all-of-it-is-read", test_all_of_it_is_read);
  g_test_add_func ("/tokens/E2/type-is-bearer-in-any-case", test_type_is_bearer_in_any_case);
  g_test_add_func ("/tokens/E3/answers-without-a-usable-token",
                   test_answers_without_a_usable_token);
  g_test_add_func ("/tokens/E4/life-of-a-token", test_life_of_a_token);
  g_test_add_func ("/tokens/E4/endless-life-does-not-overflow",
                   test_endless_life_does_not_overflow);
  g_test_add_func ("/tokens/F7/old-refresh-token-is-kept-if-no-new-one-comes",
                   test_old_refresh_token_is_kept_if_no_new_one_comes);
  g_test_add_func ("/tokens/F7/new-refresh-token-takes-the-place-of-the-old",
                   test_new_refresh_token_takes_the_place_of_the_old);
  g_test_add_func ("/tokens/E10/scope-without-the-api-is-refused",
                   test_scope_without_the_api_is_refused);
  g_test_add_func ("/tokens/E10/scope-with-the-api-is-taken", test_scope_with_the_api_is_taken);
  g_test_add_func ("/tokens/status-comes-first", test_status_comes_first);
  g_test_add_func ("/tokens/tokens-are-shared", test_tokens_are_shared);

  return g_test_run ();
}
