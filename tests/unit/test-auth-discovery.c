/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-auth-discovery.h"
#include "lk-error.h"
#include "lk-fake-server.h"

#include <string.h>

#define STABLE "GET /_matrix/client/v1/auth_metadata"
#define UNSTABLE "GET /_matrix/client/unstable/org.matrix.msc2965/auth_metadata"
#define ISSUER "GET /_matrix/client/unstable/org.matrix.msc2965/auth_issuer"
#define CONFIGURATION "GET /op/.well-known/openid-configuration"
#define LOGIN "GET /_matrix/client/v3/login"
#define OLD_LOGIN "GET /_matrix/client/r0/login"

#define FLOWS "{\"flows\":[{\"type\":\"m.login.password\"}]}"

/* Without an end, so that a test can add to it. */
#define METADATA_OF(issuer) \
  "{\"issuer\":\"" issuer "\"," \
  "\"authorization_endpoint\":\"https://op.example/authorize\"," \
  "\"token_endpoint\":\"https://op.example/token\"," \
  "\"revocation_endpoint\":\"https://op.example/revoke\"," \
  "\"registration_endpoint\":\"https://op.example/registration\"," \
  "\"response_types_supported\":[\"code\"]," \
  "\"response_modes_supported\":[\"query\",\"fragment\"]," \
  "\"grant_types_supported\":[\"authorization_code\",\"refresh_token\"]," \
  "\"code_challenge_methods_supported\":[\"S256\"]"
#define METADATA METADATA_OF ("https://op.example/") "}"

typedef struct
{
  LkFakeServer *server;
  LkHttp       *http;
  GCancellable *cancellable;
  GAsyncResult *result;
  char         *issuer;  /* (nullable) of the well-known file; "{url}" works */
  const char   *account; /* (nullable) of the well-known file */
  gboolean      impatient;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->server = lk_fake_server_new ();
  self->http = lk_http_new ();
  self->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_clear_object (&self->result);
  lk_test_drain ();
  g_assert_finalize_object (self->http);
  g_assert_finalize_object (self->cancellable);
  lk_fake_server_free (self->server);
  g_free (self->issuer);
}

static void
know_issuer (Fixture    *self,
             const char *path)
{
  g_free (self->issuer);
  self->issuer = g_strconcat (lk_fake_server_get_url (self->server), path, NULL);
}

static void
start (Fixture *self)
{
  const char *base_url = lk_fake_server_get_url (self->server);

  if (self->impatient)
    lk_auth_discovery_run_within_async (self->http, base_url, LK_TRANSPORT_LOOPBACK, self->issuer,
                                        self->account, 0, self->cancellable,
                                        lk_test_store_result, &self->result);
  else
    lk_auth_discovery_run_async (self->http, base_url, LK_TRANSPORT_LOOPBACK, self->issuer,
                                 self->account, self->cancellable, lk_test_store_result,
                                 &self->result);
}

static LkAuthApi *
finish (Fixture  *self,
        GError  **error)
{
  LkAuthApi *api =
    lk_auth_discovery_run_finish (self->http, lk_test_await (&self->result), error);

  g_clear_object (&self->result);
  return api;
}

static LkAuthApi *
discover (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  LkAuthApi *api;

  start (self);
  api = finish (self, &error);
  g_assert_no_error (error);
  g_assert_true ((api->metadata != NULL) != (api->flows != NULL));
  return api;
}

static void
assert_fails (Fixture     *self,
              LkErrorCode  code)
{
  g_autoptr (GError) error = NULL;

  start (self);
  g_assert_null (finish (self, &error));
  g_assert_error (error, LK_ERROR, (int) code);
}

/* What was asked, and nothing else. */
static void
assert_asked (Fixture           *self,
              const char *const *keys)
{
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==,
                    g_strv_length ((GStrv) keys));
  for (gsize i = 0; keys[i] != NULL; i++)
    g_assert_cmpuint (lk_fake_server_count (self->server, keys[i]), ==, 1);
}

#define ASSERT_ASKED(self, ...) \
  assert_asked (self, (const char *const[]) { __VA_ARGS__, NULL })

static void
test_the_stable_place_is_asked_first (Fixture       *self,
                                      gconstpointer  data)
{
  g_autoptr (LkAuthApi) api = NULL;

  lk_fake_server_json (self->server, STABLE, METADATA);
  lk_fake_server_json (self->server, LOGIN, FLOWS);
  api = discover (self);
  g_assert_cmpstr (api->metadata->issuer, ==, "https://op.example/");
  g_assert_cmpint (api->metadata->scopes, ==, LK_SCOPES_STABLE);
  g_assert_cmpint (api->metadata->transport, ==, LK_TRANSPORT_LOOPBACK);
  ASSERT_ASKED (self, STABLE);
  g_assert_null (lk_fake_server_last_header (self->server, STABLE, "Authorization"));
}

static void
test_the_unstable_place_means_unstable_scopes (Fixture       *self,
                                               gconstpointer  data)
{
  g_autoptr (LkAuthApi) api = NULL;

  lk_fake_server_json (self->server, UNSTABLE, METADATA);
  lk_fake_server_json (self->server, LOGIN, FLOWS);
  api = discover (self);
  g_assert_cmpint (api->metadata->scopes, ==, LK_SCOPES_UNSTABLE);
  ASSERT_ASKED (self, STABLE, UNSTABLE);
}

static void
test_an_issuer_leads_to_its_configuration (Fixture       *self,
                                           gconstpointer  data)
{
  g_autoptr (LkAuthApi) api = NULL;

  lk_fake_server_json (self->server, ISSUER, "{\"issuer\":\"{url}/op/\"}");
  lk_fake_server_json (self->server, CONFIGURATION, METADATA_OF ("{url}/op/") "}");
  api = discover (self);
  g_assert_cmpint (api->metadata->scopes, ==, LK_SCOPES_UNSTABLE);
  ASSERT_ASKED (self, STABLE, UNSTABLE, ISSUER, CONFIGURATION);
}

static void
test_an_issuer_must_answer_for_itself (Fixture       *self,
                                       gconstpointer  data)
{
  static const char *const others[] = {
    METADATA_OF ("https://op.example/") "}",
    METADATA_OF ("{url}/op/") "}", /* a slash too many */
    METADATA_OF ("{url}") "}",
  };

  lk_fake_server_json (self->server, ISSUER, "{\"issuer\":\"{url}/op\"}");
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      lk_fake_server_forget (self->server, CONFIGURATION);
      lk_fake_server_json (self->server, CONFIGURATION, others[i]);
      assert_fails (self, LK_ERROR_MISCONFIGURED);
    }
  g_assert_cmpuint (lk_fake_server_count (self->server, LOGIN), ==, 0);
}

static void
test_an_unusable_issuer_ends_it (Fixture       *self,
                                 gconstpointer  data)
{
  static const char *const bad[] = {
    "{}", "{\"issuer\":7}", "[]", "<html>", "{\"issuer\":\"http://op.example/\"}",
    "{\"issuer\":\"{url}/op?x\"}", "{\"issuer\":\"{url}/op#x\"}",
  };

  know_issuer (self, "/op");
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      lk_fake_server_forget (self->server, ISSUER);
      lk_fake_server_json (self->server, ISSUER, bad[i]);
      assert_fails (self, LK_ERROR_MISCONFIGURED);
    }
  g_assert_cmpuint (lk_fake_server_count (self->server, CONFIGURATION), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->server, "GET /op"), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->server, LOGIN), ==, 0);
}

static void
test_an_issuer_without_configuration_ends_it (Fixture       *self,
                                              gconstpointer  data)
{
  static const struct
  {
    guint       status;
    LkErrorCode code;
  } cases[] = {
    { 404, LK_ERROR_MISCONFIGURED }, { 405, LK_ERROR_MISCONFIGURED },
    { 403, LK_ERROR_REFUSED },       { 429, LK_ERROR_RATE_LIMITED },
    { 502, LK_ERROR_SERVER_FAILED },
  };

  know_issuer (self, "/op");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      lk_fake_server_forget (self->server, CONFIGURATION);
      lk_fake_server_answer (self->server, CONFIGURATION, cases[i].status, NULL, NULL);
      assert_fails (self, cases[i].code);
    }
  g_assert_cmpuint (lk_fake_server_count (self->server, LOGIN), ==, 0);
}

static void
test_the_well_known_issuer_comes_last (Fixture       *self,
                                       gconstpointer  data)
{
  g_autoptr (LkAuthApi) api = NULL;

  know_issuer (self, "/op");
  self->account = "https://op.example/account";
  lk_fake_server_json (self->server, CONFIGURATION, METADATA_OF ("{url}/op") "}");
  lk_fake_server_json (self->server, LOGIN, FLOWS);
  api = discover (self);
  g_assert_cmpstr (api->metadata->issuer, ==, self->issuer);
  g_assert_cmpstr (api->metadata->account_management_uri, ==, "https://op.example/account");
  ASSERT_ASKED (self, STABLE, UNSTABLE, ISSUER, CONFIGURATION);
}

static void
test_a_homeservers_issuer_beats_the_well_known_one (Fixture       *self,
                                                    gconstpointer  data)
{
  g_autoptr (LkAuthApi) api = NULL;

  know_issuer (self, "/forged");
  lk_fake_server_json (self->server, ISSUER, "{\"issuer\":\"{url}/op\"}");
  lk_fake_server_json (self->server, CONFIGURATION, METADATA_OF ("{url}/op") "}");
  api = discover (self);
  g_assert_true (g_str_has_suffix (api->metadata->issuer, "/op"));
  ASSERT_ASKED (self, STABLE, UNSTABLE, ISSUER, CONFIGURATION);
}

static void
test_an_unusable_well_known_issuer_is_no_password_box (Fixture       *self,
                                                       gconstpointer  data)
{
  self->issuer = g_strdup ("http://op.example/");
  lk_fake_server_json (self->server, LOGIN, FLOWS);
  assert_fails (self, LK_ERROR_MISCONFIGURED);
  ASSERT_ASKED (self, STABLE, UNSTABLE, ISSUER);
}

static void
test_the_well_known_account_page_fills_a_gap_only (Fixture       *self,
                                                   gconstpointer  data)
{
  g_autoptr (LkAuthApi) gap = NULL;
  g_autoptr (LkAuthApi) own = NULL;

  self->account = "https://op.example/old-account";
  lk_fake_server_json (self->server, STABLE, METADATA);
  lk_fake_server_json (self->server, STABLE,
                       METADATA_OF ("https://op.example/")
                       ",\"account_management_uri\":\"https://op.example/account\"}");
  gap = discover (self);
  own = discover (self);
  g_assert_cmpstr (gap->metadata->account_management_uri, ==, "https://op.example/old-account");
  g_assert_cmpstr (own->metadata->account_management_uri, ==, "https://op.example/account");
}

static void
test_without_oauth_there_are_flows (Fixture       *self,
                                    gconstpointer  data)
{
  g_autoptr (LkAuthApi) api = NULL;

  lk_fake_server_json (self->server, LOGIN, FLOWS);
  api = discover (self);
  g_assert_null (api->metadata);
  g_assert_true (api->flows->password);
  ASSERT_ASKED (self, STABLE, UNSTABLE, ISSUER, LOGIN);
}

static void
test_an_old_server_has_an_old_login (Fixture       *self,
                                     gconstpointer  data)
{
  g_autoptr (LkAuthApi) api = NULL;

  lk_fake_server_json (self->server, OLD_LOGIN, FLOWS);
  api = discover (self);
  g_assert_true (api->flows->password);
  ASSERT_ASKED (self, STABLE, UNSTABLE, ISSUER, LOGIN, OLD_LOGIN);
}

static void
test_a_server_with_neither_api_is_unsuitable (Fixture       *self,
                                              gconstpointer  data)
{
  assert_fails (self, LK_ERROR_SERVER_UNSUITABLE);
  ASSERT_ASKED (self, STABLE, UNSTABLE, ISSUER, LOGIN, OLD_LOGIN);
}

static void
test_only_a_404_leads_to_the_old_login (Fixture       *self,
                                        gconstpointer  data)
{
  static const struct
  {
    guint       status;
    LkErrorCode code;
  } cases[] = {
    { 405, LK_ERROR_SERVER_UNSUITABLE }, { 500, LK_ERROR_SERVER_FAILED },
    { 429, LK_ERROR_RATE_LIMITED },      { 403, LK_ERROR_REFUSED },
  };

  lk_fake_server_json (self->server, OLD_LOGIN, FLOWS);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      lk_fake_server_forget (self->server, LOGIN);
      lk_fake_server_answer (self->server, LOGIN, cases[i].status, NULL, NULL);
      assert_fails (self, cases[i].code);
    }
  g_assert_cmpuint (lk_fake_server_count (self->server, OLD_LOGIN), ==, 0);
}

/* Ways to say "there is no such thing here". */
static void
test_missing_comes_in_many_forms (Fixture       *self,
                                  gconstpointer  data)
{
  static const struct
  {
    guint       status;
    const char *body;
  } cases[] = {
    { 404, "{\"errcode\":\"M_UNRECOGNIZED\"}" },
    { 404, "{\"errcode\":\"M_NOT_FOUND\"}" },
    { 404, "<html>404</html>" },
    { 404, NULL },
    { 405, "{\"errcode\":\"M_UNRECOGNIZED\"}" },
    { 405, NULL },
    { 400, "{\"errcode\":\"M_UNRECOGNIZED\"}" },
  };

  lk_fake_server_json (self->server, UNSTABLE, METADATA);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LkAuthApi) api = NULL;

      lk_fake_server_forget (self->server, STABLE);
      lk_fake_server_answer (self->server, STABLE, cases[i].status, "text/html", cases[i].body);
      api = discover (self);
      g_assert_cmpint (api->metadata->scopes, ==, LK_SCOPES_UNSTABLE);
    }
}

static void
assert_no_downgrade (Fixture     *self,
                     guint        status,
                     const char  *body,
                     LkErrorCode  code)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_forget (self->server, STABLE);
  lk_fake_server_answer (self->server, STABLE, status, "application/json", body);
  start (self);
  g_assert_null (finish (self, &error));
  g_assert_error (error, LK_ERROR, (int) code);
  g_assert_cmpstr (lk_error_get_step (error), ==, "auth-metadata");
  g_assert_cmpuint (lk_error_get_status (error), ==, status);
  g_assert_cmpuint (lk_fake_server_count (self->server, STABLE), ==, 1);
  g_assert_cmpuint (lk_fake_server_count (self->server, UNSTABLE), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->server, LOGIN), ==, 0);
}

static void
offer_everything_else (Fixture *self)
{
  lk_fake_server_json (self->server, UNSTABLE, METADATA);
  lk_fake_server_json (self->server, LOGIN, FLOWS);
}

static void
test_a_failing_server_is_not_downgraded (Fixture       *self,
                                         gconstpointer  data)
{
  offer_everything_else (self);
  assert_no_downgrade (self, 500, "{\"errcode\":\"M_UNKNOWN\"}", LK_ERROR_SERVER_FAILED);
  assert_no_downgrade (self, 502, "<html>", LK_ERROR_SERVER_FAILED);
  assert_no_downgrade (self, 503, NULL, LK_ERROR_SERVER_FAILED);
  assert_no_downgrade (self, 408, NULL, LK_ERROR_TIMED_OUT);
  assert_no_downgrade (self, 401, "{\"errcode\":\"M_MISSING_TOKEN\"}", LK_ERROR_REFUSED);
  assert_no_downgrade (self, 403, "{\"errcode\":\"M_UNRECOGNIZED\"}", LK_ERROR_REFUSED);
  assert_no_downgrade (self, 400, "{\"errcode\":\"M_UNKNOWN\"}", LK_ERROR_REFUSED);
  assert_no_downgrade (self, 400, "<html>", LK_ERROR_REFUSED);
  assert_no_downgrade (self, 204, NULL, LK_ERROR_PROTOCOL);
}

static void
test_a_busy_server_is_not_probed_further (Fixture       *self,
                                          gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  offer_everything_else (self);
  lk_fake_server_answer (self->server, STABLE, 429, "application/json",
                         "{\"errcode\":\"M_LIMIT_EXCEEDED\"}");
  lk_fake_server_header (self->server, STABLE, "Retry-After", "7");
  start (self);
  g_assert_null (finish (self, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_RATE_LIMITED);
  g_assert_true (lk_error_is_transient (error));
  g_assert_cmpint (lk_error_get_retry_after (error), ==, 7);
  ASSERT_ASKED (self, STABLE);
}

static void
test_a_silent_server_is_not_downgraded (Fixture       *self,
                                        gconstpointer  data)
{
  offer_everything_else (self);
  self->impatient = TRUE;
  lk_fake_server_hang (self->server, STABLE);
  assert_fails (self, LK_ERROR_TIMED_OUT);
  g_assert_cmpuint (lk_fake_server_count (self->server, UNSTABLE), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->server, LOGIN), ==, 0);
}

static void
test_a_cut_connection_is_not_downgraded (Fixture       *self,
                                         gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  offer_everything_else (self);
  lk_fake_server_reset (self->server, STABLE);
  start (self);
  g_assert_null (finish (self, &error));
  g_assert_true (lk_error_is_transient (error));
  g_assert_cmpuint (lk_fake_server_count (self->server, UNSTABLE), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->server, LOGIN), ==, 0);
}

/* The same holds for each later place: @data is the one that fails. */
static void
test_a_fault_at_a_later_place_ends_it (Fixture       *self,
                                       gconstpointer  data)
{
  const char *key = data;

  know_issuer (self, "/op");
  if (!g_str_equal (key, LOGIN))
    lk_fake_server_json (self->server, LOGIN, FLOWS);
  else
    g_clear_pointer (&self->issuer, g_free);
  lk_fake_server_answer (self->server, key, 503, NULL, NULL);
  assert_fails (self, LK_ERROR_SERVER_FAILED);
  g_assert_cmpuint (lk_fake_server_count (self->server, key), ==, 1);
  g_assert_cmpuint (lk_fake_server_count (self->server, LOGIN), ==, g_str_equal (key, LOGIN));
  g_assert_cmpuint (lk_fake_server_count (self->server, OLD_LOGIN), ==, 0);
}

static void
test_broken_metadata_is_no_password_box (Fixture       *self,
                                         gconstpointer  data)
{
  static const char *const bad[] = { "{}", "<html>Welcome!</html>", NULL,
                                     METADATA_OF ("http://op.example/") "}" };

  offer_everything_else (self);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_no_downgrade (self, 200, bad[i], LK_ERROR_MISCONFIGURED);
}

static void
test_redirects_are_followed (Fixture       *self,
                             gconstpointer  data)
{
  g_autoptr (LkAuthApi) api = NULL;

  lk_fake_server_answer (self->server, STABLE, 307, NULL, NULL);
  lk_fake_server_header (self->server, STABLE, "Location", "{url}/elsewhere");
  lk_fake_server_json (self->server, "GET /elsewhere", METADATA);
  api = discover (self);
  g_assert_cmpint (api->metadata->scopes, ==, LK_SCOPES_STABLE);
  ASSERT_ASKED (self, STABLE, "GET /elsewhere");
}

static void
test_it_asks_anew_each_time (Fixture       *self,
                             gconstpointer  data)
{
  g_autoptr (LkAuthApi) first = NULL;
  g_autoptr (LkAuthApi) second = NULL;

  lk_fake_server_json (self->server, STABLE, METADATA);
  lk_fake_server_header (self->server, STABLE, "Cache-Control", "public, max-age=3600");
  lk_fake_server_json (self->server, STABLE, METADATA);
  lk_fake_server_header (self->server, STABLE, "Cache-Control", "no-store");
  first = discover (self);
  second = discover (self);
  g_assert_cmpint (first->metadata->max_age, ==, 3600);
  g_assert_cmpint (second->metadata->max_age, ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->server, STABLE), ==, 2);
}

static void
test_256_kib_are_the_most (Fixture       *self,
                           gconstpointer  data)
{
  gsize size = 256 * 1024 + 1;
  char *text = g_strnfill (size, ' ');
  g_autoptr (GBytes) body = NULL;

  memcpy (text, METADATA, strlen (METADATA));
  body = g_bytes_new_take (text, size);
  lk_fake_server_bytes (self->server, STABLE, 200, body);
  offer_everything_else (self);
  assert_fails (self, LK_ERROR_PROTOCOL);
  ASSERT_ASKED (self, STABLE);
}

typedef struct
{
  LkFakeServer *server;
  const char   *key;
} Awaited;

static gboolean
was_asked (gpointer user_data)
{
  Awaited *awaited = user_data;

  return lk_fake_server_count (awaited->server, awaited->key) > 0;
}

/* @data: the place at which the server hangs */
static void
test_it_is_cancelled_while_the_server_hangs (Fixture       *self,
                                             gconstpointer  data)
{
  Awaited awaited = { self->server, data };
  g_autoptr (GError) error = NULL;
  guint asked;

  if (g_str_equal (data, CONFIGURATION))
    know_issuer (self, "/op");
  lk_fake_server_hang (self->server, data);
  start (self);
  lk_test_wait_until (was_asked, &awaited);
  asked = lk_fake_server_count (self->server, NULL);
  g_cancellable_cancel (self->cancellable);
  g_assert_null (finish (self, &error));
  g_assert_true (lk_error_is_cancelled (error));
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, asked);
}

static void
test_it_is_cancelled_before_it_starts (Fixture       *self,
                                       gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (self->cancellable);
  start (self);
  g_assert_null (finish (self, &error));
  g_assert_true (lk_error_is_cancelled (error));
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 0);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

static void
add_tests_of_each_place (void)
{
  static const struct
  {
    const char *name;
    const char *key;
  } places[] = {
    { "stable", STABLE }, { "unstable", UNSTABLE },  { "issuer", ISSUER },
    { "configuration", CONFIGURATION }, { "login", LOGIN }, { "old-login", OLD_LOGIN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *hang = g_strconcat ("/auth-discovery/it-is-cancelled-while-the-server-"
                                           "hangs/", places[i].name, NULL);
      g_autofree char *fault = g_strconcat ("/auth-discovery/B6/a-fault-at-a-later-place-ends-"
                                            "it/", places[i].name, NULL);

      g_test_add (hang, Fixture, places[i].key, set_up,
                  test_it_is_cancelled_while_the_server_hangs, tear_down);
      if (!g_str_equal (places[i].key, OLD_LOGIN))
        g_test_add (fault, Fixture, places[i].key, set_up, test_a_fault_at_a_later_place_ends_it,
                    tear_down);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/auth-discovery/B1/the-stable-place-is-asked-first", test_the_stable_place_is_asked_first);
  ADD ("/auth-discovery/B2/the-unstable-place-means-unstable-scopes",
       test_the_unstable_place_means_unstable_scopes);
  ADD ("/auth-discovery/B3/an-issuer-leads-to-its-configuration",
       test_an_issuer_leads_to_its_configuration);
  ADD ("/auth-discovery/B3/an-issuer-must-answer-for-itself",
       test_an_issuer_must_answer_for_itself);
  ADD ("/auth-discovery/B3/an-unusable-issuer-ends-it", test_an_unusable_issuer_ends_it);
  ADD ("/auth-discovery/B3/an-issuer-without-configuration-ends-it",
       test_an_issuer_without_configuration_ends_it);
  ADD ("/auth-discovery/B4/the-well-known-issuer-comes-last",
       test_the_well_known_issuer_comes_last);
  ADD ("/auth-discovery/B4/a-homeservers-issuer-beats-the-well-known-one",
       test_a_homeservers_issuer_beats_the_well_known_one);
  ADD ("/auth-discovery/B4/an-unusable-well-known-issuer-is-no-password-box",
       test_an_unusable_well_known_issuer_is_no_password_box);
  ADD ("/auth-discovery/the-well-known-account-page-fills-a-gap-only",
       test_the_well_known_account_page_fills_a_gap_only);
  ADD ("/auth-discovery/B5/without-oauth-there-are-flows", test_without_oauth_there_are_flows);
  ADD ("/auth-discovery/B5/an-old-server-has-an-old-login", test_an_old_server_has_an_old_login);
  ADD ("/auth-discovery/B5/a-server-with-neither-api-is-unsuitable",
       test_a_server_with_neither_api_is_unsuitable);
  ADD ("/auth-discovery/B5/only-a-404-leads-to-the-old-login",
       test_only_a_404_leads_to_the_old_login);
  ADD ("/auth-discovery/B15/missing-comes-in-many-forms", test_missing_comes_in_many_forms);
  ADD ("/auth-discovery/B6/a-failing-server-is-not-downgraded",
       test_a_failing_server_is_not_downgraded);
  ADD ("/auth-discovery/B6/a-busy-server-is-not-probed-further",
       test_a_busy_server_is_not_probed_further);
  ADD ("/auth-discovery/B6/a-silent-server-is-not-downgraded",
       test_a_silent_server_is_not_downgraded);
  ADD ("/auth-discovery/B6/a-cut-connection-is-not-downgraded",
       test_a_cut_connection_is_not_downgraded);
  ADD ("/auth-discovery/B7/broken-metadata-is-no-password-box",
       test_broken_metadata_is_no_password_box);
  ADD ("/auth-discovery/B14/it-asks-anew-each-time", test_it_asks_anew_each_time);
  ADD ("/auth-discovery/B16/redirects-are-followed", test_redirects_are_followed);
  ADD ("/auth-discovery/256-kib-are-the-most", test_256_kib_are_the_most);
  ADD ("/auth-discovery/it-is-cancelled-before-it-starts", test_it_is_cancelled_before_it_starts);
  add_tests_of_each_place ();

  return g_test_run ();
}
