/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-settings.h"

#include "lk-config.h"

#define BIGGEST_SERVER "matrix.org"
#define AS_LAST_TIME "last"
#define MAX_RECENT_SERVERS 5
#define MAX_WAYS 50

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

static gboolean
keeps_servers (GSettings *settings)
{
  return settings != NULL && g_settings_get_boolean (settings, LK_SETTINGS_KEEP_SERVERS);
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
  if (!keeps_servers (settings))
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

  if (!keeps_servers (settings))
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
 * lk_settings_forget_servers:
 * @settings: (nullable): the settings
 *
 * Forgets the homeservers used last, and the ways to their providers: those name them, too.
 */
void
lk_settings_forget_servers (GSettings *settings)
{
  if (settings == NULL)
    return;
  g_settings_reset (settings, LK_SETTINGS_RECENT_SERVERS);
  g_settings_reset (settings, LK_SETTINGS_WAYS);
}

/**
 * lk_settings_get_default_server:
 * @settings: (nullable): the settings
 *
 * Returns: (transfer full): what is filled in when an account is added; empty for nothing
 */
char *
lk_settings_get_default_server (GSettings *settings)
{
  if (settings == NULL)
    return g_strdup ("");
  return g_settings_get_string (settings, LK_SETTINGS_DEFAULT_SERVER);
}

/** lk_settings_keeps_cookies: Returns: whether the cookies of the accounts' pages are kept */
gboolean
lk_settings_keeps_cookies (GSettings *settings)
{
  return settings == NULL || g_settings_get_boolean (settings, LK_SETTINGS_KEEP_COOKIES);
}

static void
add_new (GPtrArray  *servers,
         const char *server)
{
  if (servers->len < LK_SETTINGS_MAX_SUGGESTIONS &&
      !g_ptr_array_find_with_equal_func (servers, server, g_str_equal, NULL))
    g_ptr_array_add (servers, g_strdup (server));
}

/**
 * lk_settings_suggest_servers:
 * @settings: (nullable): the settings
 * @first: (nullable): homeservers to offer before all others
 *
 * Returns: (transfer full): @first, the default, those used last, and the biggest one; none of them
 *   twice, and no more than %LK_SETTINGS_MAX_SUGGESTIONS
 */
GStrv
lk_settings_suggest_servers (GSettings         *settings,
                             const char *const *first)
{
  g_auto (GStrv) recent = lk_settings_get_recent_servers (settings);
  g_autofree char *default_server = lk_settings_get_default_server (settings);
  g_autoptr (GPtrArray) servers = g_ptr_array_new ();

  for (gsize i = 0; first != NULL && first[i] != NULL; i++)
    add_new (servers, first[i]);
  if (*default_server != '\0')
    add_new (servers, default_server);
  for (gsize i = 0; recent[i] != NULL; i++)
    add_new (servers, recent[i]);
  add_new (servers, BIGGEST_SERVER);
  g_ptr_array_add (servers, NULL);
  return (GStrv) g_ptr_array_steal (servers, NULL);
}

/**
 * lk_settings_get_preferred_way:
 * @settings: (nullable): the settings
 *
 * Returns: (transfer full) (nullable): the nick of the way that is to be gone everywhere; %NULL for
 *   the one used last
 */
char *
lk_settings_get_preferred_way (GSettings *settings)
{
  g_autofree char *way = NULL;

  if (settings != NULL)
    way = g_settings_get_string (settings, LK_SETTINGS_PREFERRED_WAY);
  return g_strcmp0 (way, AS_LAST_TIME) != 0 ? g_steal_pointer (&way) : NULL;
}

/**
 * lk_settings_get_way:
 * @settings: (nullable): the settings
 * @provider: a provider's issuer
 *
 * Returns: (transfer full) (nullable): the way used last there
 */
char *
lk_settings_get_way (GSettings  *settings,
                     const char *provider)
{
  g_autoptr (GVariant) ways = NULL;
  char *way = NULL;

  if (!keeps_servers (settings))
    return NULL;
  ways = g_settings_get_value (settings, LK_SETTINGS_WAYS);
  g_variant_lookup (ways, provider, "s", &way);
  return way;
}

/* The order of the entries is kept: the newest first, so that the oldest is dropped. */
static GVariant *
with_way (GVariant   *old,
          const char *provider,
          const char *way)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));
  GVariantIter iter;
  const char *key, *value;
  guint n = 1;

  g_variant_builder_add (&builder, "{ss}", provider, way);
  g_variant_iter_init (&iter, old);
  while (n < MAX_WAYS && g_variant_iter_next (&iter, "{&s&s}", &key, &value))
    {
      if (g_str_equal (key, provider))
        continue;
      g_variant_builder_add (&builder, "{ss}", key, value);
      n++;
    }
  return g_variant_builder_end (&builder);
}

/**
 * lk_settings_set_way:
 * @settings: (nullable): the settings
 * @provider: a provider's issuer
 * @way: the way used there
 */
void
lk_settings_set_way (GSettings  *settings,
                     const char *provider,
                     const char *way)
{
  g_autoptr (GVariant) old = NULL;

  if (!keeps_servers (settings))
    return;
  old = g_settings_get_value (settings, LK_SETTINGS_WAYS);
  g_settings_set_value (settings, LK_SETTINGS_WAYS, with_way (old, provider, way));
}
