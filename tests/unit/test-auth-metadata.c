/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-auth-metadata.h"
#include "lk-error.h"

#include <string.h>

#define URL "https://matrix.example.org/_matrix/client/v1/auth_metadata"
#define STARTED (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)
#define DEVICE_GRANT "urn:ietf:params:oauth:grant-type:device_code"

/* What one of the big servers says; the provider is on a host of its own (B11). */
static const char usual[] =
  "{\"issuer\":\"https://account.example.com/\","
  "\"authorization_endpoint\":\"https://account.example.com/authorize\","
  "\"token_endpoint\":\"https://account.example.com/oauth2/token\","
  "\"revocation_endpoint\":\"https://account.example.com/oauth2/revoke\","
  "\"registration_endpoint\":\"https://account.example.com/oauth2/registration\","
  "\"device_authorization_endpoint\":\"https://account.example.com/oauth2/device\","
  "\"jwks_uri\":\"https://account.example.com/oauth2/keys.json\","
  "\"scopes_supported\":[\"openid\",\"email\"],"
  "\"response_types_supported\":[\"code\",\"id_token\"],"
  "\"response_modes_supported\":[\"form_post\",\"query\",\"fragment\"],"
  "\"grant_types_supported\":[\"authorization_code\",\"refresh_token\",\"" DEVICE_GRANT "\"],"
  "\"code_challenge_methods_supported\":[\"plain\",\"S256\"],"
  "\"prompt_values_supported\":[\"login\",\"create\"],"
  "\"account_management_uri\":\"https://account.example.com/account/\","
  "\"account_management_actions_supported\":[\"org.matrix.profile\"],"
  "\"authorization_response_iss_parameter_supported\":true,"
  "\"org.matrix.matrix-authentication-service.graphql_endpoint\":\"https://x/graphql\"}";

static LkHttpResponse *
answer (const char *text,
        gint64      max_age)
{
  LkHttpResponse *response = g_new0 (LkHttpResponse, 1);

  response->status = 200;
  response->body = g_bytes_new (text, strlen (text));
  response->url = g_strdup (URL);
  response->step = "auth-metadata";
  response->started = STARTED;
  response->retry_after = -1;
  response->max_age = max_age;
  return response;
}

static LkAuthMetadata *
parse_text (const char   *text,
            gint64        max_age,
            LkTransport   transport,
            GError      **error)
{
  g_autoptr (LkHttpResponse) response = answer (text, max_age);

  return lk_auth_metadata_parse_with_account (response, transport, LK_SCOPES_STABLE,
                                              "https://fallback.example.com/", error);
}

/* The usual metadata, changed: @value is JSON, or NULL to leave @field out. */
static char *
change (const char *text,
        const char *field,
        const char *value)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  JsonObject *object = json_node_get_object (node);

  if (value != NULL)
    json_object_set_member (object, field, json_from_string (value, NULL));
  else
    json_object_remove_member (object, field);
  return json_to_string (node, FALSE);
}

static LkAuthMetadata *
parse_changed (const char  *field,
               const char  *value,
               GError     **error)
{
  g_autofree char *text = change (usual, field, value);

  return parse_text (text, -1, LK_TRANSPORT_SECURE, error);
}

static void
assert_refused (const char *field,
                const char *value)
{
  g_autoptr (GError) error = NULL;

  g_test_message ("%s: %s", field, value);
  g_assert_null (parse_changed (field, value, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_MISCONFIGURED);
  g_assert_nonnull (strstr (error->message, field));
  g_assert_cmpstr (lk_error_get_step (error), ==, "auth-metadata");
  g_assert_cmpstr (lk_error_get_url (error), ==, URL);
  g_assert_cmpuint (lk_error_get_status (error), ==, 200);
}

/* Returns: (transfer full): metadata that was taken in spite of @value */
static LkAuthMetadata *
assert_taken (const char *field,
              const char *value)
{
  g_autoptr (GError) error = NULL;
  LkAuthMetadata *metadata = parse_changed (field, value, &error);

  g_test_message ("%s: %s", field, value);
  g_assert_no_error (error);
  return metadata;
}

static void
test_the_usual_is_taken (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkAuthMetadata) self = parse_text (usual, -1, LK_TRANSPORT_SECURE, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (self->issuer, ==, "https://account.example.com/");
  g_assert_cmpstr (self->authorization_endpoint, ==, "https://account.example.com/authorize");
  g_assert_cmpstr (self->token_endpoint, ==, "https://account.example.com/oauth2/token");
  g_assert_cmpstr (self->revocation_endpoint, ==, "https://account.example.com/oauth2/revoke");
  g_assert_cmpstr (self->registration_endpoint, ==,
                   "https://account.example.com/oauth2/registration");
  g_assert_cmpstr (self->device_authorization_endpoint, ==,
                   "https://account.example.com/oauth2/device");
  g_assert_cmpstr (self->account_management_uri, ==, "https://account.example.com/account/");
  g_assert_cmpstr (self->account_management_actions[0], ==, "org.matrix.profile");
  g_assert_null (self->account_management_actions[1]);
  g_assert_true (self->offers_create);
  g_assert_true (self->sends_iss);
  g_assert_cmpint (self->scopes, ==, LK_SCOPES_STABLE);
  g_assert_cmpint (self->transport, ==, LK_TRANSPORT_SECURE);
  g_assert_cmpint (self->fetched, ==, STARTED);
}

static void
test_it_lives_as_long_as_it_is_held (void)
{
  LkAuthMetadata *self = parse_text (usual, -1, LK_TRANSPORT_SECURE, NULL);
  LkAuthMetadata *same = g_boxed_copy (LK_TYPE_AUTH_METADATA, self);

  g_assert_true (same == self);
  lk_auth_metadata_unref (self);
  g_assert_cmpstr (same->issuer, ==, "https://account.example.com/");
  g_boxed_free (LK_TYPE_AUTH_METADATA, same);
}

static void
test_what_is_not_an_object_is_refused (void)
{
  static const char *const bad[] = { "", "[]", "\"x\"", "{", "<html></html>" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse_text (bad[i], -1, LK_TRANSPORT_SECURE, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_MISCONFIGURED);
      g_assert_cmpstr (lk_error_get_step (error), ==, "auth-metadata");
    }
}

/* One test for each field that has to be there. */
static void
test_missing_or_wrong (gconstpointer data)
{
  const char *field = data;

  assert_refused (field, NULL);
  assert_refused (field, "null");
  assert_refused (field, "7");
  assert_refused (field, "{}");
  assert_refused (field, "true");
  assert_refused (field, "\"\"");
  assert_refused (field, "[]");
  assert_refused (field, "[7]");
}

/* RFC 8414 has it as optional: without it a static client ID is needed. */
static void
test_a_registration_endpoint_may_be_missing_but_not_wrong (void)
{
  g_autoptr (LkAuthMetadata) missing = assert_taken ("registration_endpoint", NULL);
  g_autoptr (LkAuthMetadata) null = assert_taken ("registration_endpoint", "null");

  g_assert_null (missing->registration_endpoint);
  g_assert_null (null->registration_endpoint);
  assert_refused ("registration_endpoint", "7");
  assert_refused ("registration_endpoint", "[\"https://account.example.com/\"]");
  assert_refused ("registration_endpoint", "\"\"");
}

static void
test_pkce_without_s256_is_refused (void)
{
  assert_refused ("code_challenge_methods_supported", "[\"plain\"]");
  assert_refused ("code_challenge_methods_supported", "[\"s256\"]");
  assert_refused ("code_challenge_methods_supported", "\"S256\"");
  assert_refused ("code_challenge_methods_supported", "[\"S256\",7]");
}

static void
test_types_grants_and_modes_are_needed (void)
{
  assert_refused ("response_types_supported", "[\"token\",\"code id_token\"]");
  assert_refused ("grant_types_supported", "[\"authorization_code\",\"implicit\"]");
  assert_refused ("grant_types_supported", "[\"refresh_token\"]");
  assert_refused ("response_modes_supported", "[\"fragment\",\"form_post\"]");
  lk_auth_metadata_unref (assert_taken ("response_modes_supported", "[\"query\"]"));
  lk_auth_metadata_unref (assert_taken ("response_types_supported", "[\"code\"]"));
}

static void
test_plain_http_is_refused (void)
{
  static const char *const fields[] = { "issuer", "authorization_endpoint", "token_endpoint",
                                        "revocation_endpoint", "registration_endpoint" };
  static const char *const bad[] = {
    "\"http://account.example.com/x\"", "\"http://127.0.0.1:8080/x\"", "\"javascript:alert(1)\"",
    "\"//account.example.com/x\"", "\"/oauth2/x\"", "\"https://\"",
    "\"https://alice@account.example.com/x\"", "\"https://account.example.com/x#y\"",
    "\"https://evil.example\\\\.account.example.com/\"",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      for (gsize j = 0; j < G_N_ELEMENTS (bad); j++)
        assert_refused (fields[i], bad[j]);
    }
}

static void
test_plain_http_is_for_loopback_servers_only (void)
{
  g_autofree char *local = change (usual, "token_endpoint", "\"http://127.0.0.1:8080/token\"");
  g_autofree char *remote = change (usual, "token_endpoint", "\"http://op.example/token\"");
  g_autoptr (LkAuthMetadata) self = parse_text (local, -1, LK_TRANSPORT_LOOPBACK, NULL);
  g_autoptr (LkAuthMetadata) insecure = parse_text (remote, -1, LK_TRANSPORT_INSECURE, NULL);

  g_assert_nonnull (self);
  g_assert_cmpint (self->transport, ==, LK_TRANSPORT_LOOPBACK);
  g_assert_nonnull (insecure);
  g_assert_null (parse_text (remote, -1, LK_TRANSPORT_LOOPBACK, NULL));
}

static void
test_an_issuer_has_neither_query_nor_fragment (void)
{
  static const char *const good[] = { "\"https://account.example.com\"",
                                      "\"https://elsewhere.example:8443/tenant/7\"" };

  assert_refused ("issuer", "\"https://account.example.com/?tenant=7\"");
  assert_refused ("issuer", "\"https://account.example.com/?\"");
  assert_refused ("issuer", "\"https://account.example.com/#x\"");
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    lk_auth_metadata_unref (assert_taken ("issuer", good[i]));
}

static void
test_an_endpoint_may_have_a_query (void)
{
  g_autoptr (LkAuthMetadata) self =
    assert_taken ("authorization_endpoint", "\"https://op.example/authorize?tenant=7\"");

  g_assert_cmpstr (self->authorization_endpoint, ==, "https://op.example/authorize?tenant=7");
}

static void
test_supported_scopes_have_no_effect (void)
{
  static const char *const values[] = { NULL, "[]", "[\"openid\",\"email\"]", "7" };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (LkAuthMetadata) self = assert_taken ("scopes_supported", values[i]);

      g_assert_cmpint (self->scopes, ==, LK_SCOPES_STABLE);
    }
}

static void
test_create_is_offered_only_when_listed (void)
{
  static const char *const values[] = { NULL, "[]", "[\"login\"]", "\"create\"", "[\"CREATE\"]",
                                        "{\"create\":true}" };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (LkAuthMetadata) self = assert_taken ("prompt_values_supported", values[i]);

      g_assert_false (self->offers_create);
    }
}

static void
test_unknown_fields_are_ignored (void)
{
  lk_auth_metadata_unref (assert_taken ("org.example.unknown", "{\"a\":[null]}"));
  lk_auth_metadata_unref (assert_taken ("end_session_endpoint", "7"));
  lk_auth_metadata_unref (assert_taken ("jwks_uri", "\"ftp://x\""));
}

static void
test_wrong_optional_fields_are_dropped (void)
{
  g_autoptr (LkAuthMetadata) actions =
    assert_taken ("account_management_actions_supported", "\"x\"");
  g_autoptr (LkAuthMetadata) mixed =
    assert_taken ("account_management_actions_supported", "[\"org.matrix.profile\",7]");
  g_autoptr (LkAuthMetadata) iss =
    assert_taken ("authorization_response_iss_parameter_supported", "\"true\"");
  g_autoptr (LkAuthMetadata) device = assert_taken ("device_authorization_endpoint", "[]");
  g_autoptr (LkAuthMetadata) plain_device =
    assert_taken ("device_authorization_endpoint", "\"http://op.example/device\"");

  g_assert_nonnull (actions->account_management_actions);
  g_assert_cmpuint (g_strv_length (actions->account_management_actions), ==, 0);
  g_assert_cmpuint (g_strv_length (mixed->account_management_actions), ==, 0);
  g_assert_false (iss->sends_iss);
  g_assert_null (device->device_authorization_endpoint);
  g_assert_null (plain_device->device_authorization_endpoint);
}

static void
test_the_device_grant_needs_endpoint_and_grant (void)
{
  g_autoptr (LkAuthMetadata) no_grant =
    assert_taken ("grant_types_supported", "[\"authorization_code\",\"refresh_token\"]");
  g_autoptr (LkAuthMetadata) no_endpoint = assert_taken ("device_authorization_endpoint", NULL);

  g_assert_null (no_grant->device_authorization_endpoint);
  g_assert_null (no_endpoint->device_authorization_endpoint);
}

static void
test_account_management_has_an_older_name (void)
{
  g_autofree char *uri_moved =
    change (usual, "org.matrix.msc4191.account_management_uri", "\"https://old.example/\"");
  g_autofree char *both =
    change (uri_moved, "org.matrix.msc4191.account_management_actions_supported", "[\"old\"]");
  g_autofree char *no_uri = change (both, "account_management_uri", NULL);
  g_autofree char *old_only = change (no_uri, "account_management_actions_supported", NULL);
  g_autoptr (LkAuthMetadata) stable = parse_text (both, -1, LK_TRANSPORT_SECURE, NULL);
  g_autoptr (LkAuthMetadata) old = parse_text (old_only, -1, LK_TRANSPORT_SECURE, NULL);

  g_assert_cmpstr (stable->account_management_uri, ==, "https://account.example.com/account/");
  g_assert_cmpstr (stable->account_management_actions[0], ==, "org.matrix.profile");
  g_assert_cmpstr (old->account_management_uri, ==, "https://old.example/");
  g_assert_cmpstr (old->account_management_actions[0], ==, "old");
}

static void
test_the_well_known_account_page_comes_last (void)
{
  static const char *const unusable[] = { NULL, "7", "\"javascript:alert(1)\"",
                                          "\"http://account.example.com/\"" };

  for (gsize i = 0; i < G_N_ELEMENTS (unusable); i++)
    {
      g_autoptr (LkAuthMetadata) self = assert_taken ("account_management_uri", unusable[i]);

      g_assert_cmpstr (self->account_management_uri, ==, "https://fallback.example.com/");
    }
}

static void
test_without_an_account_page_there_is_none (void)
{
  g_autofree char *text = change (usual, "account_management_uri", NULL);
  g_autoptr (LkHttpResponse) response = answer (text, -1);
  g_autoptr (LkAuthMetadata) self =
    lk_auth_metadata_parse (response, LK_TRANSPORT_SECURE, LK_SCOPES_UNSTABLE, NULL);

  g_assert_null (self->account_management_uri);
  g_assert_cmpint (self->scopes, ==, LK_SCOPES_UNSTABLE);
}

static void
test_it_is_fresh_for_as_long_as_it_says (void)
{
  static const struct
  {
    gint64 max_age; /* of the answer */
    gint64 seconds; /* that it is fresh */
  } cases[] = {
    { 30, 30 },
    { -1, 600 },   /* nothing said */
    { 0, 0 },      /* no-store */
    { 3600, 3600 },
    { 86400, 3600 }, /* no longer than an hour (spec §2.4) */
    { G_MAXINT64, 3600 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LkAuthMetadata) self =
        parse_text (usual, cases[i].max_age, LK_TRANSPORT_SECURE, NULL);
      gint64 end = STARTED + cases[i].seconds * G_USEC_PER_SEC;

      g_assert_cmpint (self->max_age, ==, cases[i].seconds);
      g_assert_cmpint (lk_auth_metadata_is_fresh (self, STARTED), ==, cases[i].seconds > 0);
      g_assert_cmpint (lk_auth_metadata_is_fresh (self, end - 1), ==, cases[i].seconds > 0);
      g_assert_false (lk_auth_metadata_is_fresh (self, end));
      g_assert_false (lk_auth_metadata_is_fresh (self, G_MAXINT64));
      g_assert_false (lk_auth_metadata_is_fresh (self, STARTED - 1));
    }
}

/* No part of Matrix, but a provider may have it (spec §6.4). */
static void
test_end_session_endpoint_is_taken_where_it_is_usable (void)
{
  static const struct { const char *value, *taken; } cases[] = {
    { "\"https://op.example/logout\"", "https://op.example/logout" },
    { "\"http://op.example/logout\"", NULL },
    { "\"javascript:alert(1)\"", NULL },
    { "5", NULL },
    { NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LkAuthMetadata) self = assert_taken ("end_session_endpoint", cases[i].value);

      g_assert_cmpstr (self->end_session_endpoint, ==, cases[i].taken);
    }
}

int
main (int   argc,
      char *argv[])
{
  static const char *const required[] = {
    "issuer", "authorization_endpoint", "token_endpoint", "revocation_endpoint",
    "response_types_supported", "grant_types_supported", "response_modes_supported",
    "code_challenge_methods_supported",
  };

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/auth-metadata/the-usual-is-taken", test_the_usual_is_taken);
  g_test_add_func ("/auth-metadata/it-lives-as-long-as-it-is-held",
                   test_it_lives_as_long_as_it_is_held);
  g_test_add_func ("/auth-metadata/B7/what-is-not-an-object-is-refused",
                   test_what_is_not_an_object_is_refused);
  for (gsize i = 0; i < G_N_ELEMENTS (required); i++)
    {
      g_autofree char *path = g_strconcat ("/auth-metadata/B7/missing-", required[i], NULL);

      g_test_add_data_func (path, required[i], test_missing_or_wrong);
    }
  g_test_add_func ("/auth-metadata/B7/a-registration-endpoint-may-be-missing-but-not-wrong",
                   test_a_registration_endpoint_may_be_missing_but_not_wrong);
  g_test_add_func ("/auth-metadata/B8/pkce-without-s256-is-refused",
                   test_pkce_without_s256_is_refused);
  g_test_add_func ("/auth-metadata/B9/types-grants-and-modes-are-needed",
                   test_types_grants_and_modes_are_needed);
  g_test_add_func ("/auth-metadata/B10/plain-http-is-refused", test_plain_http_is_refused);
  g_test_add_func ("/auth-metadata/B10/plain-http-is-for-loopback-servers-only",
                   test_plain_http_is_for_loopback_servers_only);
  g_test_add_func ("/auth-metadata/B11/an-issuer-has-neither-query-nor-fragment",
                   test_an_issuer_has_neither_query_nor_fragment);
  g_test_add_func ("/auth-metadata/an-endpoint-may-have-a-query",
                   test_an_endpoint_may_have_a_query);
  g_test_add_func ("/auth-metadata/B12/supported-scopes-have-no-effect",
                   test_supported_scopes_have_no_effect);
  g_test_add_func ("/auth-metadata/B13/create-is-offered-only-when-listed",
                   test_create_is_offered_only_when_listed);
  g_test_add_func ("/auth-metadata/B13/unknown-fields-are-ignored",
                   test_unknown_fields_are_ignored);
  g_test_add_func ("/auth-metadata/B14/it-is-fresh-for-as-long-as-it-says",
                   test_it_is_fresh_for_as_long_as_it_says);
  g_test_add_func ("/auth-metadata/B17/wrong-optional-fields-are-dropped",
                   test_wrong_optional_fields_are_dropped);
  g_test_add_func ("/auth-metadata/I1/the-device-grant-needs-endpoint-and-grant",
                   test_the_device_grant_needs_endpoint_and_grant);
  g_test_add_func ("/auth-metadata/account-management-has-an-older-name",
                   test_account_management_has_an_older_name);
  g_test_add_func ("/auth-metadata/the-well-known-account-page-comes-last",
                   test_the_well_known_account_page_comes_last);
  g_test_add_func ("/auth-metadata/H4/without-an-account-page-there-is-none",
                   test_without_an_account_page_there_is_none);

  g_test_add_func ("/auth-metadata/B17/end-session-endpoint-is-taken-where-it-is-usable",
                   test_end_session_endpoint_is_taken_where_it_is_usable);

  return g_test_run ();
}
