/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-secret.h"

static void
test_secret_is_a_copy (void)
{
  char text[] = "token";
  g_autoptr (LkSecret) secret = lk_secret_new (text);

  text[0] = 'x';
  g_assert_cmpstr (lk_secret_peek (secret), ==, "token");
}

static void
test_secret_is_shared (void)
{
  g_autoptr (LkSecret) secret = lk_secret_new ("token");
  LkSecret *same = lk_secret_ref (secret);
  LkSecret *boxed = g_boxed_copy (LK_TYPE_SECRET, secret);

  g_assert_true (same == secret);
  g_assert_true (boxed == secret);
  lk_secret_unref (same);
  g_boxed_free (LK_TYPE_SECRET, boxed);
  g_assert_cmpstr (lk_secret_peek (secret), ==, "token");
}

static void
test_equal_is_the_same_text (void)
{
  static const struct
  {
    const char *a;
    const char *b;
    gboolean    equal;
  } pairs[] = {
    { "token", "token", TRUE },
    { "", "", TRUE },
    { "token", "tokeN", FALSE },
    { "token", "Token", FALSE },
    { "token", "toke", FALSE },
    { "token", "tokens", FALSE },
    { "token", "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (LkSecret) a = lk_secret_new (pairs[i].a);
      g_autoptr (LkSecret) b = lk_secret_new (pairs[i].b);

      g_assert_cmpint (lk_secret_equal (a, b), ==, pairs[i].equal);
      g_assert_cmpint (lk_secret_equal (b, a), ==, pairs[i].equal);
    }
}

static void
test_nothing_equals_nothing (void)
{
  g_autoptr (LkSecret) secret = lk_secret_new ("");

  g_assert_false (lk_secret_equal (secret, NULL));
  g_assert_false (lk_secret_equal (NULL, secret));
  g_assert_false (lk_secret_equal (NULL, NULL));
}

static void
test_strings_are_wiped_and_freed (void)
{
  lk_secret_wipe_string (g_strdup ("token"));
  lk_secret_wipe_string (g_strdup (""));
  lk_secret_wipe_string (NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/secret/secret-is-a-copy", test_secret_is_a_copy);
  g_test_add_func ("/secret/secret-is-shared", test_secret_is_shared);
  g_test_add_func ("/secret/equal-is-the-same-text", test_equal_is_the_same_text);
  g_test_add_func ("/secret/nothing-equals-nothing", test_nothing_equals_nothing);
  g_test_add_func ("/secret/strings-are-wiped-and-freed", test_strings_are_wiped_and_freed);

  return g_test_run ();
}
