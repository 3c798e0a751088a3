/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-settings.h"

static void
test_recent_servers_are_few_and_unique (void)
{
  static const char *const used[] = { "a", "b", "c", "a", "d", "e", "f", NULL };
  static const char *const kept[] = { "f", "e", "d", "a", "c", NULL };
  g_autoptr (GSettings) settings = lk_settings_new ();
  g_auto (GStrv) recent = NULL;

  g_assert_nonnull (settings);
  for (gsize i = 0; used[i] != NULL; i++)
    lk_settings_add_recent_server (settings, used[i]);
  recent = lk_settings_get_recent_servers (settings);
  g_assert_cmpstrv (recent, kept);
}

static void
test_suggestions_are_unique (void)
{
  static const char *const first[] = { "b", "b", NULL };
  static const char *const default_server[] = { "matrix.org", NULL };
  static const char *const expected[] = { "b", "c", "a", "matrix.org", NULL };
  static const char *const with_default[] = { "matrix.org", "c", "b", "a", NULL };
  g_autoptr (GSettings) settings = lk_settings_new ();
  g_auto (GStrv) suggested = NULL;
  g_auto (GStrv) default_first = NULL;

  g_settings_reset (settings, LK_SETTINGS_RECENT_SERVERS);
  lk_settings_add_recent_server (settings, "a");
  lk_settings_add_recent_server (settings, "b");
  lk_settings_add_recent_server (settings, "c");
  suggested = lk_settings_suggest_servers (settings, first);
  g_assert_cmpstrv (suggested, expected);
  default_first = lk_settings_suggest_servers (settings, default_server);
  g_assert_cmpstrv (default_first, with_default);
}

static void
test_suggestions_are_few (void)
{
  static const char *const first[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", NULL };
  static const char *const expected[] = { "1", "2", "3", "4", "5", "6", "7", "8", NULL };
  g_autoptr (GSettings) settings = lk_settings_new ();
  g_auto (GStrv) suggested = lk_settings_suggest_servers (settings, first);

  g_assert_cmpstrv (suggested, expected);
}

static void
test_the_way_used_last_is_kept_for_each_provider (void)
{
  g_autoptr (GSettings) settings = lk_settings_new ();
  g_autofree char *none = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  lk_settings_set_way (settings, "https://one.example.org/", "browser");
  lk_settings_set_way (settings, "https://two.example.org/", "browser");
  lk_settings_set_way (settings, "https://one.example.org/", "paste");
  first = lk_settings_get_way (settings, "https://one.example.org/");
  second = lk_settings_get_way (settings, "https://two.example.org/");
  none = lk_settings_get_way (settings, "https://three.example.org/");
  g_assert_cmpstr (first, ==, "paste");
  g_assert_cmpstr (second, ==, "browser");
  g_assert_null (none);
}

static void
test_ways_are_few (void)
{
  g_autoptr (GSettings) settings = lk_settings_new ();
  g_autoptr (GVariant) ways = NULL;
  g_autofree char *oldest = NULL;
  g_autofree char *used_again = NULL;

  lk_settings_set_way (settings, "oldest", "paste");
  lk_settings_set_way (settings, "used-again", "paste");
  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *issuer = g_strdup_printf ("https://%u.example.org/", i);

      lk_settings_set_way (settings, issuer, "browser");
      lk_settings_set_way (settings, "used-again", "paste");
    }
  ways = g_settings_get_value (settings, LK_SETTINGS_WAYS);
  g_assert_cmpuint (g_variant_n_children (ways), ==, 50);
  oldest = lk_settings_get_way (settings, "oldest");
  g_assert_null (oldest);
  used_again = lk_settings_get_way (settings, "used-again");
  g_assert_cmpstr (used_again, ==, "paste");
}

static void
test_without_a_schema_there_are_defaults (void)
{
  g_auto (GStrv) recent = lk_settings_get_recent_servers (NULL);

  g_autofree char *way = lk_settings_get_way (NULL, "https://example.org/");

  lk_settings_add_recent_server (NULL, "example.org");
  lk_settings_set_way (NULL, "https://example.org/", "browser");
  g_assert_null (way);
  g_assert_cmpuint (g_strv_length (recent), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/settings/recent-servers-are-few-and-unique",
                   test_recent_servers_are_few_and_unique);
  g_test_add_func ("/settings/suggestions-are-unique", test_suggestions_are_unique);
  g_test_add_func ("/settings/suggestions-are-few", test_suggestions_are_few);
  g_test_add_func ("/settings/the-way-used-last-is-kept-for-each-provider",
                   test_the_way_used_last_is_kept_for_each_provider);
  g_test_add_func ("/settings/ways-are-few", test_ways_are_few);
  g_test_add_func ("/settings/without-a-schema-there-are-defaults",
                   test_without_a_schema_there_are_defaults);

  return g_test_run ();
}
