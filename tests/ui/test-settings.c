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
  static const char *const expected[] = { "b", "c", "a", "matrix.org", NULL };
  static const char *const with_default[] = { "matrix.org", "c", "b", "a", NULL };
  g_autoptr (GSettings) settings = lk_settings_new ();
  g_auto (GStrv) suggested = NULL;
  g_auto (GStrv) default_first = NULL;

  g_settings_reset (settings, LK_SETTINGS_RECENT_SERVERS);
  lk_settings_add_recent_server (settings, "a");
  lk_settings_add_recent_server (settings, "b");
  lk_settings_add_recent_server (settings, "c");
  suggested = lk_settings_suggest_servers (settings, "b");
  g_assert_cmpstrv (suggested, expected);
  default_first = lk_settings_suggest_servers (settings, "matrix.org");
  g_assert_cmpstrv (default_first, with_default);
}

static void
test_without_a_schema_there_are_defaults (void)
{
  g_auto (GStrv) recent = lk_settings_get_recent_servers (NULL);

  lk_settings_add_recent_server (NULL, "example.org");
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
  g_test_add_func ("/settings/without-a-schema-there-are-defaults",
                   test_without_a_schema_there_are_defaults);

  return g_test_run ();
}
