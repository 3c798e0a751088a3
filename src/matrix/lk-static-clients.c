/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-static-clients.h"

#include <string.h>

/* Administrators write an issuer down with or without its last slash. */
static gsize
length_without_slash (const char *url)
{
  gsize length = strlen (url);

  return length > 0 && url[length - 1] == '/' ? length - 1 : length;
}

static gboolean
is_same_place (const char *a,
               const char *b)
{
  gsize length = length_without_slash (a);

  return length == length_without_slash (b) && strncmp (a, b, length) == 0;
}

static char *
find_client_id (GKeyFile   *clients,
                const char *url)
{
  g_auto (GStrv) groups = g_key_file_get_groups (clients, NULL);

  for (gsize i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *id = NULL;

      if (!is_same_place (groups[i], url))
        continue;
      id = g_key_file_get_string (clients, groups[i], "ClientId", NULL);
      if (id != NULL && id[0] != '\0')
        return g_steal_pointer (&id);
    }
  return NULL;
}

/**
 * lk_static_clients_lookup:
 * @clients: the key file
 * @issuer: (nullable): the provider's issuer; looked for first
 * @base_url: (nullable): the homeserver's base URL
 *
 * Finds who we are to a provider that doesn't let programs register (spec §3.6, C9).
 *
 * Returns: (transfer full) (nullable): the client ID
 */
char *
lk_static_clients_lookup (GKeyFile   *clients,
                          const char *issuer,
                          const char *base_url)
{
  char *id;

  g_return_val_if_fail (clients != NULL, NULL);

  id = issuer != NULL ? find_client_id (clients, issuer) : NULL;
  if (id == NULL && base_url != NULL)
    id = find_client_id (clients, base_url);
  return id;
}
