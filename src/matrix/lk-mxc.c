/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-mxc.h"

#include <string.h>

#define SCHEME "mxc://"
#define LETTERS_AND_DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
#define LONGEST 255

static gboolean
consists_of (const char *text,
             const char *allowed)
{
  gsize length = strlen (text);

  return length > 0 && length <= LONGEST && strspn (text, allowed) == length;
}

/* No server is called "..": that would lead the request somewhere else. */
static gboolean
is_server (const char *text)
{
  return consists_of (text, LETTERS_AND_DIGITS ".:-[]") &&
         (g_ascii_isalnum (*text) || *text == '[');
}

/**
 * lk_mxc_split:
 * @uri: (nullable): what somebody says is the address of a picture
 * @server: (out) (optional) (transfer full): the name of the server that has it
 * @media_id: (out) (optional) (transfer full): its name there
 *
 * Takes an mxc: URI apart. Strict, for the parts become a path that is asked with a token.
 *
 * Returns: whether @uri is well-formed; only then @server and @media_id are set
 */
gboolean
lk_mxc_split (const char  *uri,
              char       **server,
              char       **media_id)
{
  g_auto (GStrv) parts = NULL;

  if (uri == NULL || !g_str_has_prefix (uri, SCHEME))
    return FALSE;

  parts = g_strsplit (uri + strlen (SCHEME), "/", -1);
  if (g_strv_length (parts) != 2 || !is_server (parts[0]) ||
      !consists_of (parts[1], LETTERS_AND_DIGITS "_-"))
    return FALSE;

  if (server != NULL)
    *server = g_strdup (parts[0]);
  if (media_id != NULL)
    *media_id = g_strdup (parts[1]);
  return TRUE;
}
