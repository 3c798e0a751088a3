/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-settings.h"

#include "lk-config.h"

#define DEFAULT_SERVER "matrix.org"
#define MAX_RECENT_SERVERS 5

/*
 * What the program remembers for comfort only. A program that was built but not installed may
 * lack the schema; GSettings would abort, we go on with the defaults.
 */

/** lk_settings_new: Returns: (transfer full) (nullable): the settings, if there are any */
GSettings *
lk_settings_new (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, LK_APP_ID, TRUE);
  if (schema == NULL)
    {
      g_debug ("The settings schema is not installed; the defaults are used");
      return NULL;
    }
  return g_settings_new_full (schema, NULL, NULL);
}

/**
 * lk_settings_get_recent_servers:
 * @settings: (nullable): the settings
 *
 * Returns: (transfer full): the homeservers used last, the newest first
 */
GStrv
lk_settings_get_recent_servers (GSettings *settings)
{
  if (settings == NULL)
    return g_new0 (char *, 1);
  return g_settings_get_strv (settings, LK_SETTINGS_RECENT_SERVERS);
}

/**
 * lk_settings_add_recent_server:
 * @settings: (nullable): the settings
 * @server: what was typed to name a homeserver
 *
 * Puts @server at the head of the homeservers used last.
 */
void
lk_settings_add_recent_server (GSettings  *settings,
                               const char *server)
{
  g_auto (GStrv) old = lk_settings_get_recent_servers (settings);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) new = NULL;
  guint n = 1;

  if (settings == NULL)
    return;

  g_strv_builder_add (builder, server);
  for (gsize i = 0; old[i] != NULL && n < MAX_RECENT_SERVERS; i++)
    {
      if (g_str_equal (old[i], server))
        continue;
      g_strv_builder_add (builder, old[i]);
      n++;
    }
  new = g_strv_builder_end (builder);
  g_settings_set_strv (settings, LK_SETTINGS_RECENT_SERVERS, (const char *const *) new);
}

/**
 * lk_settings_suggest_servers:
 * @settings: (nullable): the settings
 * @first: (nullable): a homeserver to offer before all others
 *
 * Returns: (transfer full): @first, those used last, and the biggest one; none of them twice
 */
GStrv
lk_settings_suggest_servers (GSettings  *settings,
                             const char *first)
{
  g_auto (GStrv) recent = lk_settings_get_recent_servers (settings);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (first != NULL)
    g_strv_builder_add (builder, first);
  for (gsize i = 0; recent[i] != NULL; i++)
    {
      if (g_strcmp0 (recent[i], first) != 0)
        g_strv_builder_add (builder, recent[i]);
    }
  if (g_strcmp0 (first, DEFAULT_SERVER) != 0 &&
      !g_strv_contains ((const char *const *) recent, DEFAULT_SERVER))
    g_strv_builder_add (builder, DEFAULT_SERVER);
  return g_strv_builder_end (builder);
}
