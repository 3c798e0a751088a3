/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-static-clients.h"

#include <glib/gstdio.h>

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

/* The files of a person and of a machine, below a folder of the test's own. */

static char *
write_file (const char *dir,
            const char *folder,
            const char *contents)
{
  char *path = g_build_filename (dir, folder, NULL);
  g_autofree char *file = g_build_filename (path, "clients.ini", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_file_set_contents (file, contents, -1, &error);
  g_assert_no_error (error);
  return path;
}

static void
remove_file (const char *path)
{
  g_autofree char *file = g_build_filename (path, "clients.ini", NULL);

  g_unlink (file);
  g_rmdir (path);
}

static void
assert_id (GKeyFile   *clients,
           const char *issuer,
           const char *expected)
{
  g_autofree char *id = lk_static_clients_lookup (clients, issuer, NULL);

  g_assert_cmpstr (id, ==, expected);
}

/* With or without the slash, the person's own ID counts, and the machine's others stay. */
static void
test_the_persons_own_come_before_the_machines (void)
{
  g_autofree char *dir = g_dir_make_tmp ("lk-test-XXXXXX", NULL);
  g_autofree char *own = write_file (dir, "own", "[https://a.example.org]\nClientId=own\n");
  g_autofree char *machine = write_file (dir, "machine",
                                         "[https://a.example.org/]\nClientId=machine\n"
                                         "[https://b.example.org/]\nClientId=other\n");
  const char *const folders[] = { own, "/nonexistent", machine, NULL };
  g_autoptr (GKeyFile) clients = lk_static_clients_load (folders, "clients.ini");

  assert_id (clients, "https://a.example.org/", "own");
  assert_id (clients, "https://b.example.org", "other");
  assert_id (clients, "https://c.example.org", NULL);
  remove_file (own);
  remove_file (machine);
  g_rmdir (dir);
}

static void
test_a_broken_file_is_left_out (void)
{
  g_autofree char *dir = g_dir_make_tmp ("lk-test-XXXXXX", NULL);
  g_autofree char *own = write_file (dir, "own", "ClientId=nowhere\n");
  g_autofree char *machine =
    write_file (dir, "machine", "[https://a.example.org/]\nClientId=machine\n");
  const char *const folders[] = { own, machine, NULL };
  g_autoptr (GKeyFile) clients = NULL;

  g_test_expect_message ("lk-matrix", G_LOG_LEVEL_WARNING,
                         "The client IDs in */own/clients.ini can*");
  clients = lk_static_clients_load (folders, "clients.ini");
  g_test_assert_expected_messages ();
  assert_id (clients, "https://a.example.org/", "machine");
  remove_file (own);
  remove_file (machine);
  g_rmdir (dir);
}

static void
test_no_file_is_no_trouble (void)
{
  const char *const folders[] = { "/nonexistent", "/dev/null", NULL };

  g_assert_null (lk_static_clients_load (folders, "clients.ini"));
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
  g_test_add_func ("/static-clients/C9/the-persons-own-come-before-the-machines",
                   test_the_persons_own_come_before_the_machines);
  g_test_add_func ("/static-clients/a-broken-file-is-left-out", test_a_broken_file_is_left_out);
  g_test_add_func ("/static-clients/no-file-is-no-trouble", test_no_file_is_no_trouble);
  g_test_add_func ("/static-clients/an-empty-file-is-no-trouble",
                   test_an_empty_file_is_no_trouble);

  return g_test_run ();
}
