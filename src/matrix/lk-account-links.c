/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-links.h"

#include <string.h>

/*
 * Links into the provider's account management (spec §7). An action is sent only if it was
 * advertised: providers answer an unknown one with an error page. What isn't advertised leads
 * to the plain page, from where people find their way. No token or hint of one goes along (H7).
 */

#define MAX_NAMES 4

/* The names of each place: the stable one, then the older ones that servers still use. */
static const char *const names[LK_ACCOUNT_LINK_N][MAX_NAMES] = {
  [LK_ACCOUNT_LINK_PROFILE] = { "org.matrix.profile", "profile" },
  [LK_ACCOUNT_LINK_DEVICES] = { "org.matrix.devices_list", "org.matrix.sessions_list",
                                "sessions_list" },
  [LK_ACCOUNT_LINK_DEVICE] = { "org.matrix.device_view", "org.matrix.session_view",
                               "session_view" },
  [LK_ACCOUNT_LINK_DELETE_DEVICE] = { "org.matrix.device_delete", "org.matrix.session_end",
                                      "session_end" },
  [LK_ACCOUNT_LINK_DEACTIVATE] = { "org.matrix.account_deactivate" },
  [LK_ACCOUNT_LINK_RESET_IDENTITY] = { "org.matrix.cross_signing_reset" },
};

static const char *
choose_action (LkAccountLink      link,
               const char *const *actions)
{
  for (gsize i = 0; actions != NULL && i < MAX_NAMES && names[link][i] != NULL; i++)
    {
      if (g_strv_contains (actions, names[link][i]))
        return names[link][i];
    }
  return NULL;
}

/**
 * lk_account_link_is_advertised:
 * @link: a place in the account management
 * @actions: (nullable): what the provider advertises
 *
 * Returns: whether @link leads to more than the plain page
 */
gboolean
lk_account_link_is_advertised (LkAccountLink      link,
                               const char *const *actions)
{
  g_return_val_if_fail ((guint) link < LK_ACCOUNT_LINK_N, FALSE);

  return link == LK_ACCOUNT_LINK_HOME || choose_action (link, actions) != NULL;
}

static void
append_parameter (GString    *uri,
                  const char *name,
                  const char *value)
{
  char last = uri->str[uri->len - 1];

  if (strchr (uri->str, '?') == NULL)
    g_string_append_c (uri, '?');
  else if (last != '?' && last != '&')
    g_string_append_c (uri, '&');
  g_string_append_printf (uri, "%s=", name);
  g_string_append_uri_escaped (uri, value, NULL, FALSE);
}

/* A fragment stays behind the query. */
static char *
add_action (const char *uri,
            const char *action,
            const char *device_id)
{
  const char *fragment = uri + strcspn (uri, "#");
  GString *out = g_string_new_len (uri, fragment - uri);

  append_parameter (out, "action", action);
  if (device_id != NULL)
    append_parameter (out, "device_id", device_id);
  g_string_append (out, fragment);
  return g_string_free (out, FALSE);
}

/**
 * lk_account_link_build:
 * @link: where to go
 * @uri: (nullable): the provider's account management
 * @actions: (nullable): what the provider advertises
 * @transport: how the homeserver may be talked to
 * @device_id: (nullable): which device, for the places of one device
 *
 * Returns: (transfer full) (nullable): the address of @link (spec §7.2), or the plain address
 *   when @link isn't advertised; %NULL when there is no @uri, or not one to open
 */
char *
lk_account_link_build (LkAccountLink      link,
                       const char        *uri,
                       const char *const *actions,
                       LkTransport        transport,
                       const char        *device_id)
{
  gboolean is_of_device = link == LK_ACCOUNT_LINK_DEVICE || link == LK_ACCOUNT_LINK_DELETE_DEVICE;
  const char *action;

  g_return_val_if_fail ((guint) link < LK_ACCOUNT_LINK_N, NULL);

  if (!lk_transport_allows (transport, uri))
    return NULL;
  action = choose_action (link, actions);
  return action != NULL ? add_action (uri, action, is_of_device ? device_id : NULL)
                        : g_strdup (uri);
}

/**
 * lk_end_session_build:
 * @endpoint: (nullable): the provider's end_session_endpoint
 * @transport: how the homeserver may be talked to
 * @client_id: who asks for it
 *
 * No hint of a token goes with it (H7): the person is asked there whether they want it.
 *
 * Returns: (transfer full) (nullable): the address to open (spec §6.4)
 */
char *
lk_end_session_build (const char  *endpoint,
                      LkTransport  transport,
                      const char  *client_id)
{
  GString *out;

  if (!lk_transport_allows (transport, endpoint))
    return NULL;
  out = g_string_new (endpoint);
  append_parameter (out, "client_id", client_id);
  return g_string_free (out, FALSE);
}
