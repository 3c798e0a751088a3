/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-static-clients.h"

static const char text[] =
  "[https://account.example.org/]\nClientId=by-issuer\n"
  "[https://matrix.example.org]\nClientId=by-homeserver\n"
  "[https://empty.example.org]\nClientId=\n"
  "[https://nothing.example.org]\nOther=x\n"
  "[https://matrix.example.com/mx]\nClientId=with-path\n"
  "[Client IDs]\nhttps=not-used\n";

static GKeyFile *
load (void)
{
  g_autoptr (GKeyFile) clients = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_key_file_load_from_data (clients, text, -1, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&clients);
}

static void
check (const char *issuer,
       const char *base_url,
       const char *expected)
{
  g_autoptr (GKeyFile) clients = load ();
  g_autofree char *id = lk_static_clients_lookup (clients, issuer, base_url);

  g_assert_cmpstr (id, ==, expected);
}

static void
test_one_trailing_slash_does_not_matter (void)
{
  check ("https://account.example.org/", NULL, "by-issuer");
  check ("https://account.example.org", NULL, "by-issuer");
  check ("https://account.example.org//", NULL, NULL);
  check (NULL, "https://matrix.example.org/", "by-homeserver");
}

static void
test_the_issuer_comes_before_the_homeserver (void)
{
  check ("https://account.example.org/", "https://matrix.example.org", "by-issuer");
  check ("https://other.example.org/", "https://matrix.example.org", "by-homeserver");
  check ("https://matrix.example.org", "https://other.example.org", "by-homeserver");
}

static void
test_nothing_else_matches (void)
{
  check (NULL, NULL, NULL);
  check ("", "", NULL);
  check ("https://account.example.org.evil.example/", NULL, NULL);
  check ("https://account.example", NULL, NULL);
  check ("https://account.example.org/x", NULL, NULL);
  check ("https://ACCOUNT.example.org/", NULL, NULL);
  check ("http://account.example.org/", NULL, NULL);
  check ("https://matrix.example.com", NULL, NULL);
  check (NULL, "https://matrix.example.com/mx", "with-path");
  check ("Client IDs", NULL, NULL);
}

static void
test_an_empty_id_is_none (void)
{
  check ("https://empty.example.org", NULL, NULL);
  check ("https://nothing.example.org", NULL, NULL);
  check ("https://empty.example.org", "https://matrix.example.org", "by-homeserver");
}

static void
test_an_empty_file_is_no_trouble (void)
{
  g_autoptr (GKeyFile) clients = g_key_file_new ();

  g_assert_null (lk_static_clients_lookup (clients, "https://account.example.org/", NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/static-clients/C9/one-trailing-slash-does-not-matter",
                   test_one_trailing_slash_does_not_matter);
  g_test_add_func ("/static-clients/C9/the-issuer-comes-before-the-homeserver",
                   test_the_issuer_comes_before_the_homeserver);
  g_test_add_func ("/static-clients/C9/nothing-else-matches", test_nothing_else_matches);
  g_test_add_func ("/static-clients/C9/an-empty-id-is-none", test_an_empty_id_is_none);
  g_test_add_func ("/static-clients/an-empty-file-is-no-trouble",
                   test_an_empty_file_is_no_trouble);

  return g_test_run ();
}
