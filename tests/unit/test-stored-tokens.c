/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"
#include "lk-stored-tokens.h"

/* One for every format that was ever written. None of them is changed: a new format is a new
 * line. */
typedef struct
{
  const char *name;
  const char *text;
  const char *refresh_token; /* (nullable) */
  const char *previous;      /* (nullable) */
} Format;

static const Format formats[] = {
  { "1", "{\"format\":1,\"access_token\":\"mat_a\",\"refresh_token\":\"mar_b\","
         "\"previous_refresh_token\":\"mar_a\",\"expires_at\":300,\"obtained_at\":100}",
    "mar_b", "mar_a" },
  { "1-without-a-refresh-token",
    "{\"format\":1,\"access_token\":\"mat_a\",\"expires_at\":300,\"obtained_at\":100}",
    NULL, NULL },
};

static void
test_format_is_read (gconstpointer data)
{
  const Format *format = data;
  g_autoptr (LkSecret) text = lk_secret_new (format->text);
  g_autoptr (LkSecret) previous = NULL;
  g_autoptr (LkTokens) tokens = lk_stored_tokens_read (text, &previous);

  g_assert_nonnull (tokens);
  g_assert_cmpstr (lk_secret_peek (tokens->access_token), ==, "mat_a");
  g_assert_cmpstr (tokens->refresh_token != NULL ? lk_secret_peek (tokens->refresh_token) : NULL,
                   ==, format->refresh_token);
  g_assert_cmpstr (previous != NULL ? lk_secret_peek (previous) : NULL, ==, format->previous);
  g_assert_cmpint (tokens->expires_at, ==, 300);
  g_assert_cmpint (tokens->obtained_at, ==, 100);
}

static void
test_what_is_written_is_read (void)
{
  g_autoptr (LkTokens) tokens = lk_test_tokens ("mat_\"\\\n", "mar_ä", 1, 2);
  g_autoptr (LkSecret) before = lk_secret_new ("mar_0");
  g_autoptr (LkSecret) text = lk_stored_tokens_write (tokens, before);
  g_autoptr (LkSecret) previous = NULL;
  g_autoptr (LkTokens) read = lk_stored_tokens_read (text, &previous);

  g_assert_nonnull (read);
  g_assert_true (lk_secret_equal (read->access_token, tokens->access_token));
  g_assert_true (lk_secret_equal (read->refresh_token, tokens->refresh_token));
  g_assert_true (lk_secret_equal (previous, before));
}

static const char *const unreadable[] = {
  "", "not JSON", "[]", "{}", "{\"format\":1}", "{\"format\":1,\"access_token\":5}",
  "{\"format\":\"one\",\"access_token\":\"a\"}",
  "{\"format\":2,\"access_token\":\"of the future\"}",
};

static void
test_what_cannot_be_read_is_nothing (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (unreadable); i++)
    {
      g_autoptr (LkSecret) text = lk_secret_new (unreadable[i]);
      g_autoptr (LkSecret) previous = NULL;

      g_assert_null (lk_stored_tokens_read (text, &previous));
      g_assert_null (previous);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *path = g_strconcat ("/stored-tokens/format-is-read/", formats[i].name, NULL);

      g_test_add_data_func (path, &formats[i], test_format_is_read);
    }
  g_test_add_func ("/stored-tokens/what-is-written-is-read", test_what_is_written_is_read);
  g_test_add_func ("/stored-tokens/what-cannot-be-read-is-nothing",
                   test_what_cannot_be_read_is_nothing);

  return g_test_run ();
}
