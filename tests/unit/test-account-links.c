/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-links.h"

#include <string.h>

#define URI "https://account.example.org/account/"

/* What the servers of spec §7.2 advertise. */
static const char *const of_mas[] = {
  "org.matrix.profile", "org.matrix.devices_list", "org.matrix.sessions_list",
  "org.matrix.device_view", "org.matrix.session_view", "org.matrix.device_delete",
  "org.matrix.session_end", "org.matrix.cross_signing_reset", NULL,
};
static const char *const of_old_mas[] = {
  "org.matrix.profile", "org.matrix.sessions_list", "org.matrix.session_view",
  "org.matrix.session_end", NULL,
};
static const char *const of_the_oldest[] = {
  "profile", "sessions_list", "session_view", "session_end", NULL,
};
static const char *const of_strangers[] = { "org.example.pay", "", NULL };

static void
check (LkAccountLink      link,
       const char *const *actions,
       const char        *expected)
{
  g_autofree char *uri = lk_account_link_build (link, URI, actions, LK_TRANSPORT_SECURE, "DEV");

  g_assert_cmpstr (uri, ==, expected);
}

static void
test_the_stable_name_is_used_when_advertised (void)
{
  check (LK_ACCOUNT_LINK_HOME, of_mas, URI);
  check (LK_ACCOUNT_LINK_PROFILE, of_mas, URI "?action=org.matrix.profile");
  check (LK_ACCOUNT_LINK_DEVICES, of_mas, URI "?action=org.matrix.devices_list");
  check (LK_ACCOUNT_LINK_DEVICE, of_mas, URI "?action=org.matrix.device_view&device_id=DEV");
  check (LK_ACCOUNT_LINK_DELETE_DEVICE, of_mas,
         URI "?action=org.matrix.device_delete&device_id=DEV");
  check (LK_ACCOUNT_LINK_RESET_IDENTITY, of_mas, URI "?action=org.matrix.cross_signing_reset");
}

static void
test_an_alias_is_used_when_only_it_is_advertised (void)
{
  check (LK_ACCOUNT_LINK_DEVICES, of_old_mas, URI "?action=org.matrix.sessions_list");
  check (LK_ACCOUNT_LINK_DEVICE, of_old_mas, URI "?action=org.matrix.session_view&device_id=DEV");
  check (LK_ACCOUNT_LINK_DELETE_DEVICE, of_old_mas,
         URI "?action=org.matrix.session_end&device_id=DEV");
  check (LK_ACCOUNT_LINK_PROFILE, of_the_oldest, URI "?action=profile");
  check (LK_ACCOUNT_LINK_DEVICES, of_the_oldest, URI "?action=sessions_list");
  check (LK_ACCOUNT_LINK_DEVICE, of_the_oldest, URI "?action=session_view&device_id=DEV");
  check (LK_ACCOUNT_LINK_DELETE_DEVICE, of_the_oldest, URI "?action=session_end&device_id=DEV");
}

static void
test_what_is_not_advertised_leads_to_the_plain_page (void)
{
  const char *const none[] = { NULL };

  for (LkAccountLink link = 0; link < LK_ACCOUNT_LINK_N; link++)
    {
      check (link, none, URI);
      check (link, NULL, URI);
      check (link, of_strangers, URI);
      g_assert_cmpint (lk_account_link_is_advertised (link, none), ==,
                       link == LK_ACCOUNT_LINK_HOME);
      g_assert_cmpint (lk_account_link_is_advertised (link, NULL), ==,
                       link == LK_ACCOUNT_LINK_HOME);
    }
}

static void
test_deactivation_at_mas_leads_to_the_plain_page (void)
{
  const char *const of_tuwunel[] = { "org.matrix.account_deactivate", NULL };

  g_assert_false (lk_account_link_is_advertised (LK_ACCOUNT_LINK_DEACTIVATE, of_mas));
  check (LK_ACCOUNT_LINK_DEACTIVATE, of_mas, URI);
  g_assert_true (lk_account_link_is_advertised (LK_ACCOUNT_LINK_DEACTIVATE, of_tuwunel));
  check (LK_ACCOUNT_LINK_DEACTIVATE, of_tuwunel, URI "?action=org.matrix.account_deactivate");
}

static void
test_existing_parameters_stay (void)
{
  static const struct
  {
    const char *uri;
    const char *expected;
  } cases[] = {
    { "https://op.example/a?lang=de", "https://op.example/a?lang=de&action=org.matrix.profile" },
    { "https://op.example/a?x=1&", "https://op.example/a?x=1&action=org.matrix.profile" },
    { "https://op.example/a?", "https://op.example/a?action=org.matrix.profile" },
    { "https://op.example", "https://op.example?action=org.matrix.profile" },
    { "https://op.example/a#b?c", "https://op.example/a?action=org.matrix.profile#b?c" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *uri = lk_account_link_build (LK_ACCOUNT_LINK_PROFILE, cases[i].uri, of_mas,
                                                    LK_TRANSPORT_SECURE, NULL);

      g_assert_cmpstr (uri, ==, cases[i].expected);
    }
}

static void
test_the_device_id_is_encoded (void)
{
  g_autofree char *odd = lk_account_link_build (LK_ACCOUNT_LINK_DEVICE, URI, of_mas,
                                                LK_TRANSPORT_SECURE, "a/b=c+ &ü#");
  g_autofree char *none = lk_account_link_build (LK_ACCOUNT_LINK_DEVICE, URI, of_mas,
                                                 LK_TRANSPORT_SECURE, NULL);
  g_autofree char *elsewhere = lk_account_link_build (LK_ACCOUNT_LINK_PROFILE, URI, of_mas,
                                                      LK_TRANSPORT_SECURE, "DEV");

  g_assert_cmpstr (odd, ==,
                   URI "?action=org.matrix.device_view&device_id=a%2Fb%3Dc%2B%20%26%C3%BC%23");
  g_assert_cmpstr (none, ==, URI "?action=org.matrix.device_view");
  g_assert_cmpstr (elsewhere, ==, URI "?action=org.matrix.profile");
}

static void
test_only_addresses_of_the_transport_are_opened (void)
{
  static const char *const bad[] = {
    NULL, "", "javascript:alert(1)", "javascript://op.example/%0aalert(1)", "file:///etc/passwd",
    "http://op.example/", "data:text/html,x", "op.example/account", "https://a@op.example/",
  };
  g_autofree char *local = lk_account_link_build (LK_ACCOUNT_LINK_HOME, "http://127.0.0.1:1/",
                                                  NULL, LK_TRANSPORT_LOOPBACK, NULL);

  g_assert_cmpstr (local, ==, "http://127.0.0.1:1/");
  g_assert_null (lk_account_link_build (LK_ACCOUNT_LINK_HOME, "http://127.0.0.1:1/", NULL,
                                        LK_TRANSPORT_SECURE, NULL));
  for (LkAccountLink link = 0; link < LK_ACCOUNT_LINK_N; link++)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
        g_assert_null (lk_account_link_build (link, bad[i], of_mas, LK_TRANSPORT_SECURE, "DEV"));
    }
}

static void
test_no_link_tells_who_comes (void)
{
  const char *const *const lists[] = { of_mas, of_old_mas, of_the_oldest, NULL };

  for (LkAccountLink link = 0; link < LK_ACCOUNT_LINK_N; link++)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
        {
          g_autofree char *uri =
            lk_account_link_build (link, URI, lists[i], LK_TRANSPORT_SECURE, "DEV");

          g_assert_null (strstr (uri, "hint"));
          g_assert_null (strstr (uri, "token"));
        }
    }
}

/* Only the client is named: neither a token nor a user goes along. */
static void
test_end_of_the_providers_session (void)
{
  static const struct { const char *endpoint, *uri; } cases[] = {
    { "https://op.example/logout", "https://op.example/logout?client_id=a%26b" },
    { "https://op.example/logout?x=1", "https://op.example/logout?x=1&client_id=a%26b" },
    { "http://op.example/logout", NULL },
    { "javascript:alert(1)", NULL },
    { NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *uri = lk_end_session_build (cases[i].endpoint, LK_TRANSPORT_SECURE, "a&b");

      g_assert_cmpstr (uri, ==, cases[i].uri);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/account-links/H1/the-stable-name-is-used-when-advertised",
                   test_the_stable_name_is_used_when_advertised);
  g_test_add_func ("/account-links/H1/an-alias-is-used-when-only-it-is-advertised",
                   test_an_alias_is_used_when_only_it_is_advertised);
  g_test_add_func ("/account-links/H1/what-is-not-advertised-leads-to-the-plain-page",
                   test_what_is_not_advertised_leads_to_the_plain_page);
  g_test_add_func ("/account-links/H2/existing-parameters-stay", test_existing_parameters_stay);
  g_test_add_func ("/account-links/H2/the-device-id-is-encoded", test_the_device_id_is_encoded);
  g_test_add_func ("/account-links/H3/only-addresses-of-the-transport-are-opened",
                   test_only_addresses_of_the_transport_are_opened);
  g_test_add_func ("/account-links/H4/deactivation-at-mas-leads-to-the-plain-page",
                   test_deactivation_at_mas_leads_to_the_plain_page);
  g_test_add_func ("/account-links/H7/no-link-tells-who-comes", test_no_link_tells_who_comes);

  g_test_add_func ("/account-links/H7/end-of-the-providers-session",
                   test_end_of_the_providers_session);

  return g_test_run ();
}
