/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-random.h"

#include <string.h>

static void
test_base64url_is_that_of_the_rfc (void)
{
  static const struct
  {
    guint8      bytes[6];
    gsize       n_bytes;
    const char *text;
  } vectors[] = {
    { { 3, 236, 255, 224, 193 }, 5, "A-z_4ME" }, /* RFC 7636 appendix A */
    { { 0 }, 0, "" },
    { { 0 }, 1, "AA" },
    { { 0xff, 0xff, 0xff }, 3, "____" },
    { { 0xfb, 0xef, 0xbe }, 3, "----" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autofree char *text = lk_base64url_encode (vectors[i].bytes, vectors[i].n_bytes);

      g_assert_cmpstr (text, ==, vectors[i].text);
    }
}

static void
test_secrets_are_long_and_unique (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (LkSecret) secret = lk_random_secret (32);

      g_assert_cmpuint (strlen (lk_secret_peek (secret)), ==, 43);
      g_assert_true (g_hash_table_add (seen, g_strdup (lk_secret_peek (secret))));
    }
}

static void
test_strings_use_the_whole_alphabet_and_no_more (void)
{
  static const char alphabet[] = "ABC123";
  g_autofree char *text = lk_random_string (alphabet, 1000);
  g_autofree char *empty = lk_random_string (alphabet, 0);

  g_assert_cmpuint (strlen (text), ==, 1000);
  g_assert_cmpuint (strspn (text, alphabet), ==, 1000);
  for (const char *p = alphabet; *p != '\0'; p++)
    g_assert_nonnull (strchr (text, *p));
  g_assert_cmpstr (empty, ==, "");
}

static void
test_numbers_stay_below_the_limit (void)
{
  guint seen[7] = { 0 };

  for (guint i = 0; i < 7000; i++)
    {
      guint value = lk_random_below (G_N_ELEMENTS (seen));

      g_assert_cmpuint (value, <, G_N_ELEMENTS (seen));
      seen[value]++;
    }
  /* A thousand each; half of that by chance is less likely than a broken machine. */
  for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
    g_assert_cmpuint (seen[i], >, 500);
  g_assert_cmpuint (lk_random_below (1), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/random/base64url-is-that-of-the-rfc", test_base64url_is_that_of_the_rfc);
  g_test_add_func ("/random/secrets-are-long-and-unique", test_secrets_are_long_and_unique);
  g_test_add_func ("/random/strings-use-the-whole-alphabet-and-no-more",
                   test_strings_use_the_whole_alphabet_and_no_more);
  g_test_add_func ("/random/numbers-stay-below-the-limit", test_numbers_stay_below_the_limit);

  return g_test_run ();
}
