/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error.h"
#include "lk-login-flows.h"
#include "lk-matrix-fixtures.h"

static LkLoginFlows *
parse (guint        status,
       const char  *text,
       GError     **error)
{
  g_autoptr (LkHttpResponse) response = lk_test_answer (status, text);

  return lk_login_flows_parse (response, error);
}

static void
check (const char *flows,
       gboolean    password,
       gboolean    sso,
       gboolean    oauth_aware)
{
  g_autofree char *text = g_strdup_printf ("{\"flows\":[%s]}", flows);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkLoginFlows) self = parse (200, text, &error);

  g_assert_no_error (error);
  g_assert_cmpint (self->password, ==, password);
  g_assert_cmpint (self->sso, ==, sso);
  g_assert_cmpint (self->oauth_aware, ==, oauth_aware);
}

static void
test_password_and_sso_are_found (void)
{
  check ("{\"type\":\"m.login.password\"}", TRUE, FALSE, FALSE);
  check ("{\"type\":\"m.login.sso\",\"identity_providers\":[]}", FALSE, TRUE, FALSE);
  check ("{\"type\":\"m.login.sso\"},{\"type\":\"m.login.token\"},{\"type\":\"m.login.password\"}",
         TRUE, TRUE, FALSE);
}

static void
test_oauth_awareness_has_two_spellings (void)
{
  check ("{\"type\":\"m.login.sso\",\"oauth_aware_preferred\":true}", FALSE, TRUE, TRUE);
  check ("{\"type\":\"m.login.sso\","
         "\"org.matrix.msc3824.delegated_oidc_compatibility\":true}", FALSE, TRUE, TRUE);
  check ("{\"type\":\"m.login.sso\"},{\"type\":\"m.login.sso\",\"oauth_aware_preferred\":true}",
         FALSE, TRUE, TRUE);
  check ("{\"type\":\"m.login.sso\",\"oauth_aware_preferred\":false}", FALSE, TRUE, FALSE);
  check ("{\"type\":\"m.login.sso\",\"oauth_aware_preferred\":\"yes\"}", FALSE, TRUE, FALSE);
  check ("{\"type\":\"m.login.password\",\"oauth_aware_preferred\":true}", TRUE, FALSE, FALSE);
}

static LkLoginFlows *
parse_providers (const char *providers)
{
  g_autofree char *text =
    g_strdup_printf ("{\"flows\":[{\"type\":\"m.login.sso\",\"identity_providers\":%s}]}",
                     providers);
  g_autoptr (GError) error = NULL;
  LkLoginFlows *self = parse (200, text, &error);

  g_assert_no_error (error);
  g_assert_true (self->sso);
  return self;
}

static void
test_identity_providers_are_read (void)
{
  g_autoptr (LkLoginFlows) self =
    parse_providers ("[{\"id\":\"oidc-hub\",\"name\":\"The Hub\",\"brand\":\"github\","
                     "\"icon\":\"mxc://example.org/abc\"},"
                     "{\"id\":\"saml\",\"name\":\"Work\"}]");
  LkIdentityProvider *provider;

  g_assert_cmpuint (self->providers->len, ==, 2);
  provider = self->providers->pdata[0];
  g_assert_cmpstr (provider->id, ==, "oidc-hub");
  g_assert_cmpstr (provider->name, ==, "The Hub");
  g_assert_cmpstr (provider->brand, ==, "github");
  g_assert_cmpstr (provider->icon, ==, "mxc://example.org/abc");
  provider = self->providers->pdata[1];
  g_assert_cmpstr (provider->name, ==, "Work");
  g_assert_null (provider->brand);
  g_assert_null (provider->icon);
}

/* Without an ID it can't be asked for, without a name it can't be offered; the rest is optional. */
static void
test_malformed_identity_providers_are_left_out (void)
{
  static const char *const useless[] = {
    "null", "{}", "[]", "[null,7,\"x\",[]]", "[{}]", "[{\"id\":\"a\"}]", "[{\"name\":\"A\"}]",
    "[{\"id\":\"\",\"name\":\"A\"}]", "[{\"id\":\"..\",\"name\":\"A\"}]",
    "[{\"id\":\"a\\nb\",\"name\":\"A\"}]", "[{\"id\":7,\"name\":\"A\"}]",
    "[{\"id\":\"a\",\"name\":\" \\u202e \"}]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (useless); i++)
    {
      g_autoptr (LkLoginFlows) self = parse_providers (useless[i]);

      g_assert_cmpuint (self->providers->len, ==, 0);
    }
}

static void
test_strange_details_of_a_provider_are_dropped (void)
{
  g_autoptr (LkLoginFlows) self =
    parse_providers ("[{\"id\":\"a\",\"name\":\"A\\nB\\u202e\",\"brand\":\"../x y\","
                     "\"icon\":\"https://example.org/x.png\"}]");
  LkIdentityProvider *provider = self->providers->pdata[0];

  g_assert_cmpstr (provider->name, ==, "A B");
  g_assert_null (provider->brand);
  g_assert_null (provider->icon);
}

static void
test_endless_lists_are_cut (void)
{
  GString *list = g_string_new ("[");
  g_autoptr (LkLoginFlows) self = NULL;

  for (int i = 0; i < 1000; i++)
    g_string_append_printf (list, "%s{\"id\":\"a%d\",\"name\":\"A\"}", i > 0 ? "," : "", i);
  g_string_append_c (list, ']');
  self = parse_providers (list->str);
  g_assert_cmpuint (self->providers->len, ==, 32);
  g_string_free (list, TRUE);
}

static void
test_unknown_flows_are_ignored (void)
{
  check ("", FALSE, FALSE, FALSE);
  check ("{\"type\":\"m.login.application_service\"},{\"type\":\"m.login.cas\"},"
         "{\"type\":\"org.matrix.login.jwt\"},{\"type\":7},{},null,\"m.login.sso\",[]",
         FALSE, FALSE, FALSE);
}

static void
test_an_answer_without_flows_is_an_error (void)
{
  static const char *const bad[] = {
    "{}", "{\"flows\":null}", "{\"flows\":{}}", "[]", "", "<html>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (200, bad[i], &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
      g_assert_cmpstr (lk_error_get_step (error), ==, "test");
      g_assert_cmpuint (lk_error_get_status (error), ==, 200);
    }
}

static void
test_another_status_is_an_error_with_the_servers_words (void)
{
  static const char flows[] = "{\"flows\":[{\"type\":\"m.login.password\"}]}";
  g_autoptr (GError) limited = NULL;
  g_autoptr (GError) failed = NULL;

  g_assert_null (parse (429, "{\"errcode\":\"M_LIMIT_EXCEEDED\"}", &limited));
  g_assert_error (limited, LK_ERROR, LK_ERROR_RATE_LIMITED);
  g_assert_cmpstr (lk_error_get_server_code (limited), ==, "M_LIMIT_EXCEEDED");
  g_assert_null (parse (500, flows, &failed));
  g_assert_error (failed, LK_ERROR, LK_ERROR_SERVER_FAILED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/login-flows/password-and-sso-are-found", test_password_and_sso_are_found);
  g_test_add_func ("/login-flows/J3/oauth-awareness-has-two-spellings",
                   test_oauth_awareness_has_two_spellings);
  g_test_add_func ("/login-flows/J4/identity-providers-are-read", test_identity_providers_are_read);
  g_test_add_func ("/login-flows/J4/malformed-identity-providers-are-left-out",
                   test_malformed_identity_providers_are_left_out);
  g_test_add_func ("/login-flows/J4/strange-details-of-a-provider-are-dropped",
                   test_strange_details_of_a_provider_are_dropped);
  g_test_add_func ("/login-flows/endless-lists-are-cut", test_endless_lists_are_cut);
  g_test_add_func ("/login-flows/J10/unknown-flows-are-ignored", test_unknown_flows_are_ignored);
  g_test_add_func ("/login-flows/an-answer-without-flows-is-an-error",
                   test_an_answer_without_flows_is_an_error);
  g_test_add_func ("/login-flows/K3/another-status-is-an-error-with-the-servers-words",
                   test_another_status_is_an_error_with_the_servers_words);

  return g_test_run ();
}
