/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-way.h"

#include <glib/gi18n.h>

#include "lk-settings.h"

/*
 * What there is to know about each way to the provider's page, and which one was used last.
 */

G_DEFINE_ENUM_TYPE (LkWay, lk_way,
                    G_DEFINE_ENUM_VALUE (LK_WAY_EMBEDDED, "embedded"),
                    G_DEFINE_ENUM_VALUE (LK_WAY_BROWSER, "browser"),
                    G_DEFINE_ENUM_VALUE (LK_WAY_DEVICE, "device"),
                    G_DEFINE_ENUM_VALUE (LK_WAY_PASTE, "paste"))

static const struct
{
  const char *label;
  const char *page;
} ways[LK_N_WAYS] = {
  /* Translators: the ways to sign in: where the provider’s page is shown. */
  [LK_WAY_EMBEDDED] = { N_("In _This Window"), "web" },
  [LK_WAY_BROWSER] = { N_("In My _Browser"), "browser" },
  [LK_WAY_DEVICE] = { N_("On Another _Device"), "device" },
  [LK_WAY_PASTE] = { N_("By _Pasting the Address"), "paste" },
};

/** lk_way_get_nick: Returns: what actions and settings call @way */
const char *
lk_way_get_nick (LkWay way)
{
  g_autoptr (GEnumClass) ways_class = g_type_class_ref (LK_TYPE_WAY);

  g_return_val_if_fail (way < LK_N_WAYS, NULL);

  return g_enum_get_value (ways_class, way)->value_nick;
}

/**
 * lk_way_from_nick:
 * @nick: what somebody calls a way
 * @way: (out): the way
 *
 * Returns: whether there is such a way
 */
gboolean
lk_way_from_nick (const char *nick,
                  LkWay      *way)
{
  g_autoptr (GEnumClass) ways_class = g_type_class_ref (LK_TYPE_WAY);
  const GEnumValue *value = g_enum_get_value_by_nick (ways_class, nick);

  if (value == NULL)
    return FALSE;
  *way = value->value;
  return TRUE;
}

/** lk_way_of_arrival: Returns: the way that brought what came as @arrival */
LkWay
lk_way_of_arrival (LkArrivalWay arrival)
{
  switch (arrival)
    {
    case LK_ARRIVAL_BY_BROWSER:
      return LK_WAY_BROWSER;
    case LK_ARRIVAL_BY_PASTE:
      return LK_WAY_PASTE;
    case LK_ARRIVAL_BY_DEVICE:
      return LK_WAY_DEVICE;
    case LK_ARRIVAL_BY_VIEW:
    default:
      return LK_WAY_EMBEDDED;
    }
}

/** lk_way_get_label: Returns: what a menu calls @way, with a mnemonic */
const char *
lk_way_get_label (LkWay way)
{
  g_return_val_if_fail (way < LK_N_WAYS, NULL);

  return _(ways[way].label);
}

/** lk_way_get_page: Returns: the name of the page that belongs to @way */
const char *
lk_way_get_page (LkWay way)
{
  g_return_val_if_fail (way < LK_N_WAYS, NULL);

  return ways[way].page;
}

/* A server without a provider of its own is the provider. */
static const char *
get_provider (LkHomeserver *homeserver)
{
  LkAuthMetadata *metadata = homeserver->auth_api->metadata;

  return metadata != NULL ? metadata->issuer : homeserver->base_url;
}

/**
 * lk_way_recall:
 * @settings: (nullable): the settings
 * @homeserver: where the person signs in
 *
 * Returns: the way that the person prefers, else the one used last at the provider of @homeserver,
 *   else %LK_WAY_EMBEDDED
 */
LkWay
lk_way_recall (GSettings    *settings,
               LkHomeserver *homeserver)
{
  g_autofree char *nick = lk_settings_get_preferred_way (settings);
  LkWay way = LK_WAY_EMBEDDED;

  if (nick == NULL)
    nick = lk_settings_get_way (settings, get_provider (homeserver));
  if (nick != NULL && !lk_way_from_nick (nick, &way))
    g_debug ("The way remembered for this provider is unknown to this version");
  return way;
}

/**
 * lk_way_remember:
 * @settings: (nullable): the settings
 * @homeserver: where the person has signed in
 * @way: by which way
 */
void
lk_way_remember (GSettings    *settings,
                 LkHomeserver *homeserver,
                 LkWay         way)
{
  lk_settings_set_way (settings, get_provider (homeserver), lk_way_get_nick (way));
}
