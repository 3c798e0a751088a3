/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-static-clients.h"

#include <string.h>

#define KEY "ClientId"

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
      id = g_key_file_get_string (clients, groups[i], KEY, NULL);
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

/* Earlier files come first in the groups, and so in what is looked up. */
static void
take_all (GKeyFile *clients,
          GKeyFile *more)
{
  g_auto (GStrv) groups = g_key_file_get_groups (more, NULL);

  for (gsize i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *id = g_key_file_get_string (more, groups[i], KEY, NULL);

      if (id != NULL && !g_key_file_has_group (clients, groups[i]))
        g_key_file_set_string (clients, groups[i], KEY, id);
    }
}

static gboolean
is_missing (const GError *error)
{
  return g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT) ||
         g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR);
}

/**
 * lk_static_clients_load:
 * @folders: (array zero-terminated=1): where to look, the one that counts most first
 * @name: the file's name in each of them
 *
 * Reads all the files there are: what the person wrote for one provider doesn't hide what the
 * administrator of the machine wrote for the others. A file that can't be read is left out.
 *
 * Returns: (transfer full) (nullable): the client IDs; %NULL when there are none
 */
GKeyFile *
lk_static_clients_load (const char *const *folders,
                        const char        *name)
{
  g_autoptr (GKeyFile) clients = g_key_file_new ();
  g_auto (GStrv) groups = NULL;

  g_return_val_if_fail (folders != NULL, NULL);

  for (gsize i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folders[i], name, NULL);
      g_autoptr (GKeyFile) more = g_key_file_new ();
      g_autoptr (GError) error = NULL;

      if (g_key_file_load_from_file (more, path, G_KEY_FILE_NONE, &error))
        take_all (clients, more);
      else if (!is_missing (error))
        g_warning ("The client IDs in %s can't be read: %s", path, error->message);
    }
  groups = g_key_file_get_groups (clients, NULL);
  return groups[0] != NULL ? g_steal_pointer (&clients) : NULL;
}
