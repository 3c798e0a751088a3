/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-authorization.h"
#include "lk-matrix-fixtures.h"

#define USER "@alice:example.org"

static GHashTable *
get_params (const char *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_ENCODED, NULL);
  GHashTable *params;

  g_assert_nonnull (parsed);
  g_assert_null (g_uri_get_fragment (parsed));
  params = g_uri_parse_params (g_uri_get_query (parsed), -1, "&", G_URI_PARAMS_NONE, NULL);
  g_assert_nonnull (params);
  return params;
}

static LkAuthorization *
new_authorization (const char *changes,
                   LkScopes    scopes,
                   gboolean    create,
                   const char *user_id)
{
  g_autoptr (LkAuthMetadata) metadata = lk_test_metadata ("https://op.example", changes);

  metadata->scopes = scopes;
  return lk_authorization_new (metadata, "client 1&2", "http://127.0.0.1:50000/oauth/callback",
                               "DEVICEID12", create, user_id);
}

static GHashTable *
params_of (const char *changes,
           LkScopes    scopes,
           gboolean    create,
           const char *user_id)
{
  g_autoptr (LkAuthorization) self = new_authorization (changes, scopes, create, user_id);
  g_autofree char *uri = lk_authorization_build_uri (self);

  return get_params (uri);
}

static void
assert_param (GHashTable *params,
              const char *name,
              const char *value)
{
  g_assert_cmpstr (g_hash_table_lookup (params, name), ==, value);
}

static void
test_challenge_is_that_of_the_rfc (void)
{
  g_autofree char *challenge = lk_pkce_challenge ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");

  g_assert_cmpstr (challenge, ==, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

static void
test_verifier_is_legal_and_unique (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (LkAuthorization) self = new_authorization (NULL, LK_SCOPES_STABLE, FALSE, NULL);
      const char *verifier = lk_secret_peek (lk_authorization_get_verifier (self));
      g_autofree char *uri = lk_authorization_build_uri (self);
      g_autofree char *challenge = lk_pkce_challenge (verifier);
      g_autoptr (GHashTable) params = get_params (uri);

      g_assert_cmpuint (strlen (verifier), >=, 43);
      g_assert_cmpuint (strlen (verifier), <=, 128);
      g_assert_true (g_regex_match_simple ("^[A-Za-z0-9._~-]+$", verifier, 0, 0));
      g_assert_true (g_hash_table_add (seen, g_strdup (verifier)));
      assert_param (params, "code_challenge", challenge);
      g_assert_null (strstr (uri, verifier));
    }
}

static void
test_state_is_long_and_unique (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (GHashTable) params = params_of (NULL, LK_SCOPES_STABLE, FALSE, NULL);
      const char *state = g_hash_table_lookup (params, "state");

      g_assert_cmpuint (strlen (state) * 6, >=, 128);
      g_assert_true (g_hash_table_add (seen, g_strdup (state)));
    }
}

static void
test_url_has_what_is_required (void)
{
  g_autoptr (GHashTable) params = params_of (NULL, LK_SCOPES_STABLE, FALSE, NULL);
  g_autoptr (LkAuthorization) self = new_authorization (NULL, LK_SCOPES_STABLE, FALSE, NULL);
  g_autofree char *uri = lk_authorization_build_uri (self);
  g_autofree char *again = lk_authorization_build_uri (self);

  g_assert_true (g_str_has_prefix (uri, "https://op.example/authorize?response_type=code&"));
  g_assert_cmpstr (uri, ==, again);
  assert_param (params, "response_type", "code");
  assert_param (params, "response_mode", "query");
  assert_param (params, "client_id", "client 1&2");
  assert_param (params, "redirect_uri", "http://127.0.0.1:50000/oauth/callback");
  assert_param (params, "code_challenge_method", "S256");
  g_assert_true (g_hash_table_contains (params, "state"));
  g_assert_true (g_hash_table_contains (params, "code_challenge"));
  g_assert_true (g_hash_table_contains (params, "scope"));
  g_assert_cmpuint (g_hash_table_size (params), ==, 8);
}

static void
test_answer_comes_back_in_the_query (void)
{
  g_autoptr (GHashTable) params = params_of (NULL, LK_SCOPES_STABLE, TRUE, USER);

  assert_param (params, "response_mode", "query");
}

static void
test_scopes_are_of_one_family (void)
{
  g_autoptr (GHashTable) stable = params_of (NULL, LK_SCOPES_STABLE, FALSE, NULL);
  g_autoptr (GHashTable) unstable = params_of (NULL, LK_SCOPES_UNSTABLE, FALSE, NULL);

  assert_param (stable, "scope", "urn:matrix:client:api:* urn:matrix:client:device:DEVICEID12");
  assert_param (unstable, "scope",
                "urn:matrix:org.matrix.msc2967.client:api:* "
                "urn:matrix:org.matrix.msc2967.client:device:DEVICEID12");
}

static void
test_query_of_the_endpoint_stays (void)
{
  static const char *const endpoints[] = {
    "https://op.example/a?tenant=a%2Fb+c&x=1",
    "https://op.example/a?tenant=a%2Fb+c&x=1&",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (endpoints); i++)
    {
      g_autofree char *changes =
        g_strdup_printf ("{\"authorization_endpoint\":\"%s\"}", endpoints[i]);
      g_autoptr (LkAuthorization) self =
        new_authorization (changes, LK_SCOPES_STABLE, FALSE, NULL);
      g_autofree char *uri = lk_authorization_build_uri (self);

      g_assert_true (g_str_has_prefix (
        uri, "https://op.example/a?tenant=a%2Fb+c&x=1&response_type=code&"));
    }
}

static void
test_odd_endpoints_stay_whole (void)
{
  static const char *const endpoints[] = {
    "https://op.example",
    "https://op.example:8443/a%2Fb/",
    "https://[2001:db8::1]:8443/a",
    "https://op.example/a?",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (endpoints); i++)
    {
      g_autofree char *changes =
        g_strdup_printf ("{\"authorization_endpoint\":\"%s\"}", endpoints[i]);
      g_autoptr (LkAuthorization) self =
        new_authorization (changes, LK_SCOPES_STABLE, FALSE, NULL);
      g_autofree char *uri = lk_authorization_build_uri (self);
      gsize length = strcspn (endpoints[i], "?");

      g_assert_cmpmem (uri, length, endpoints[i], length);
      g_assert_true (g_str_has_prefix (uri + length, "?response_type=code&"));
    }
}

static void
test_new_device_ids_are_fit (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 100; i++)
    {
      char *device_id = lk_device_id_new ();

      g_assert_true (g_regex_match_simple ("^[A-Z0-9]{12}$", device_id, 0, 0));
      g_assert_true (lk_device_id_is_reusable (device_id));
      g_assert_true (g_hash_table_add (seen, device_id));
    }
}

static void
test_old_device_ids_are_used_again_if_fit (void)
{
  static const char *const good[] = { "ABCDEFGHIJ", "abc.def~ghi_jkl-mno", "a/b=c+d:e,f@g" };
  static const char *const bad[] = { "", "SHORT", "ABCDEFGHI", "ABCDEFGHI J", "ABCDEFGHI\"",
                                     "ABCDEFGHI\\", "ABCDEFGHIÄ", "ABCDEFGHI\n" };
  g_autofree char *long_id = g_strnfill (256, 'A');
  g_autoptr (LkAuthMetadata) metadata = lk_test_metadata ("https://op.example", NULL);
  g_autoptr (LkAuthorization) kept = NULL;
  g_autoptr (LkAuthorization) replaced = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (lk_device_id_is_reusable (good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (lk_device_id_is_reusable (bad[i]));
  g_assert_false (lk_device_id_is_reusable (long_id));

  kept = lk_authorization_new (metadata, "c", LK_REDIRECT_PRIVATE, "a/b=c+d:e,f@g", FALSE, NULL);
  replaced = lk_authorization_new (metadata, "c", LK_REDIRECT_PRIVATE, "SHORT", FALSE, NULL);
  g_assert_cmpstr (lk_authorization_get_device_id (kept), ==, "a/b=c+d:e,f@g");
  g_assert_cmpuint (strlen (lk_authorization_get_device_id (replaced)), ==, 12);
}

static void
test_redirect_uri_is_the_registered_one_with_a_port (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *uri = lk_authorization_make_redirect_uri ();
      g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);
      int port = g_uri_get_port (parsed);
      g_autofree char *expected = g_strdup_printf ("http://127.0.0.1:%d/oauth/callback", port);

      g_assert_cmpstr (uri, ==, expected);
      g_assert_cmpint (port, >=, 49152);
      g_assert_cmpint (port, <=, 65535);
      g_hash_table_add (seen, GINT_TO_POINTER (port));
    }
  g_assert_cmpuint (g_hash_table_size (seen), >, 150);
}

static void
test_prompt_only_to_create_where_offered (void)
{
  g_autoptr (GHashTable) offered = params_of (NULL, LK_SCOPES_STABLE, TRUE, NULL);
  g_autoptr (GHashTable) not_wanted = params_of (NULL, LK_SCOPES_STABLE, FALSE, NULL);
  g_autoptr (GHashTable) not_offered =
    params_of ("{\"prompt_values_supported\":[\"login\",\"none\"]}", LK_SCOPES_STABLE, TRUE, NULL);
  g_autoptr (GHashTable) unknown =
    params_of ("{\"prompt_values_supported\":null}", LK_SCOPES_STABLE, TRUE, NULL);

  assert_param (offered, "prompt", "create");
  assert_param (not_wanted, "prompt", NULL);
  assert_param (not_offered, "prompt", NULL);
  assert_param (unknown, "prompt", NULL);
}

static void
test_login_hint_only_for_a_known_user (void)
{
  g_autoptr (GHashTable) known = params_of (NULL, LK_SCOPES_STABLE, FALSE, USER);
  g_autoptr (GHashTable) unknown = params_of (NULL, LK_SCOPES_STABLE, FALSE, NULL);

  assert_param (known, "login_hint", "mxid:" USER);
  assert_param (unknown, "login_hint", NULL);
}

static void
test_attempt_holds_on_to_its_values (void)
{
  LkAuthMetadata *metadata = lk_test_metadata ("https://op.example", NULL);
  LkAuthorization *self =
    lk_authorization_new (metadata, "c", LK_REDIRECT_PRIVATE, NULL, FALSE, NULL);

  lk_auth_metadata_unref (metadata);
  g_assert_true (lk_authorization_get_metadata (self) == metadata);
  g_assert_cmpstr (lk_authorization_get_client_id (self), ==, "c");
  g_assert_cmpstr (lk_authorization_get_redirect_uri (self), ==, LK_REDIRECT_PRIVATE);
  g_assert_finalize_object (self);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/authorization/D1/challenge-is-that-of-the-rfc",
                   test_challenge_is_that_of_the_rfc);
  g_test_add_func ("/authorization/D1/verifier-is-legal-and-unique",
                   test_verifier_is_legal_and_unique);
  g_test_add_func ("/authorization/D2/state-is-long-and-unique", test_state_is_long_and_unique);
  g_test_add_func ("/authorization/D3/url-has-what-is-required", test_url_has_what_is_required);
  g_test_add_func ("/authorization/D3/scopes-are-of-one-family", test_scopes_are_of_one_family);
  g_test_add_func ("/authorization/D3/query-of-the-endpoint-stays",
                   test_query_of_the_endpoint_stays);
  g_test_add_func ("/authorization/D3/odd-endpoints-stay-whole", test_odd_endpoints_stay_whole);
  g_test_add_func ("/authorization/D4/answer-comes-back-in-the-query",
                   test_answer_comes_back_in_the_query);
  g_test_add_func ("/authorization/D5/new-device-ids-are-fit", test_new_device_ids_are_fit);
  g_test_add_func ("/authorization/D5/old-device-ids-are-used-again-if-fit",
                   test_old_device_ids_are_used_again_if_fit);
  g_test_add_func ("/authorization/D6/redirect-uri-is-the-registered-one-with-a-port",
                   test_redirect_uri_is_the_registered_one_with_a_port);
  g_test_add_func ("/authorization/D7/prompt-only-to-create-where-offered",
                   test_prompt_only_to_create_where_offered);
  g_test_add_func ("/authorization/D19/login-hint-only-for-a-known-user",
                   test_login_hint_only_for_a_known_user);
  g_test_add_func ("/authorization/attempt-holds-on-to-its-values",
                   test_attempt_holds_on_to_its_values);

  return g_test_run ();
}
