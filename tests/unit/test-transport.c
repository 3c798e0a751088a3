/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-transport.h"

static void
test_https_is_allowed_to_everybody (void)
{
  static const char *const good[] = {
    "https://example.org",
    "https://example.org/",
    "HTTPS://Example.ORG/path?query#fragment",
    "https://example.org:8448/a/b",
    "https://my_server.example.org",
    "https://192.0.2.1",
    "https://[2001:db8::1]:8448/",
    "https://localhost:8448",
    "https://xn--bcher-kva.example",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (lk_transport_allows (LK_TRANSPORT_SECURE, good[i]));
      g_assert_true (lk_transport_allows (LK_TRANSPORT_LOOPBACK, good[i]));
      g_assert_true (lk_transport_allows (LK_TRANSPORT_INSECURE, good[i]));
    }
}

static void
test_plain_http_needs_leave (void)
{
  static const char *const loopback[] = {
    "http://127.0.0.1", "http://127.0.0.1:8008/", "http://localhost:8008/x", "http://LOCALHOST",
    "http://[::1]:8008",
  };
  static const char *const remote[] = {
    "http://example.org",     "http://192.0.2.1:8008", "http://127.0.0.1.example.org",
    "http://127.0.0.2",       "http://localhost.example.org", "http://[::2]",
    "http://127.1",           "http://2130706433",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (loopback); i++)
    {
      g_assert_false (lk_transport_allows (LK_TRANSPORT_SECURE, loopback[i]));
      g_assert_true (lk_transport_allows (LK_TRANSPORT_LOOPBACK, loopback[i]));
      g_assert_true (lk_transport_allows (LK_TRANSPORT_INSECURE, loopback[i]));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (remote); i++)
    {
      g_assert_false (lk_transport_allows (LK_TRANSPORT_SECURE, remote[i]));
      g_assert_false (lk_transport_allows (LK_TRANSPORT_LOOPBACK, remote[i]));
      g_assert_true (lk_transport_allows (LK_TRANSPORT_INSECURE, remote[i]));
    }
}

static void
test_what_is_not_a_web_address_is_refused_always (void)
{
  static const char *const bad[] = {
    NULL,
    "",
    "example.org",
    "//example.org",
    "/path",
    "https:",
    "https://",
    "https:///path",
    "https://:8448",
    "https:example.org",
    "ftp://example.org",
    "javascript:alert(1)//https://example.org",
    "file:///etc/passwd",
    "data:text/html,x",
    "https://example.org:99999",
    "https://example.org:port",
    "https://[::1",
    "https://[::1%25eth0]/",
    "https://[example.org]/",
    " https://example.org",
    "https://example.org/a b",
    "https://example.org/\n",
    "https://example.org/\x7f",
    "https://example.org/a\\b",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (lk_transport_allows (LK_TRANSPORT_INSECURE, bad[i]));
}

/* Each of these is another host to some parser. */
static void
test_addresses_that_two_parsers_read_differently_are_refused (void)
{
  static const char *const bad[] = {
    "https://good.example@evil.example/",      /* user info */
    "https://good.example:443@evil.example/",
    "https://@evil.example/",
    "https://evil.example\\@good.example/",    /* to browsers, a backslash is a slash */
    "https://evil.example\\.good.example/",
    "https://evil.example%2F.good.example/",
    "https://evil.example%5C.good.example/",
    "https://evil.example%00.good.example/",
    "https://evil.example%3A443/",
    "https://stra\303\237e.example/",          /* not ASCII: straße is strasse to old parsers */
    "https://.example/",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (lk_transport_allows (LK_TRANSPORT_INSECURE, bad[i]));
}

static void
test_the_transport_is_the_least_that_reaches (void)
{
  static const struct
  {
    const char *url;
    LkTransport usual;
    LkTransport with_switch;
  } cases[] = {
    { "https://example.org", LK_TRANSPORT_SECURE, LK_TRANSPORT_SECURE },
    { "https://localhost", LK_TRANSPORT_SECURE, LK_TRANSPORT_SECURE },
    { "http://localhost:8008", LK_TRANSPORT_LOOPBACK, LK_TRANSPORT_LOOPBACK },
    { "http://127.0.0.1", LK_TRANSPORT_LOOPBACK, LK_TRANSPORT_LOOPBACK },
    { "http://[::1]", LK_TRANSPORT_LOOPBACK, LK_TRANSPORT_LOOPBACK },
    { "http://example.org", LK_TRANSPORT_SECURE, LK_TRANSPORT_INSECURE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (lk_transport_for_url (cases[i].url, FALSE), ==, cases[i].usual);
      g_assert_cmpint (lk_transport_for_url (cases[i].url, TRUE), ==, cases[i].with_switch);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transport/https-is-allowed-to-everybody", test_https_is_allowed_to_everybody);
  g_test_add_func ("/transport/plain-http-needs-leave", test_plain_http_needs_leave);
  g_test_add_func ("/transport/what-is-not-a-web-address-is-refused-always",
                   test_what_is_not_a_web_address_is_refused_always);
  g_test_add_func ("/transport/addresses-that-two-parsers-read-differently-are-refused",
                   test_addresses_that_two_parsers_read_differently_are_refused);
  g_test_add_func ("/transport/the-transport-is-the-least-that-reaches",
                   test_the_transport_is_the_least_that_reaches);

  return g_test_run ();
}
