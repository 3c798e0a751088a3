/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-redirect.h"

#include <string.h>

#include "lk-authorization.h"
#include "lk-secret.h"

/*
 * The address that the provider sends the browser back to.
 */

/**
 * lk_redirect_matches:
 * @redirect_uri: ours, without query
 * @uri: where somebody wants to go
 *
 * Compares all before the query letter by letter, and the scheme without regard to case. What
 * is compared as text can't be read in two ways: user info, another port, an escaped or a
 * longer path are just other text, and a query that is not well-formed does not hide a redirect
 * of ours (spec §3.3, §4.8).
 *
 * Returns: whether @uri has the scheme, authority and path of @redirect_uri
 */
gboolean
lk_redirect_matches (const char *redirect_uri,
                     const char *uri)
{
  gsize length = strlen (redirect_uri);
  gsize scheme = strcspn (redirect_uri, ":");

  return strcspn (uri, "?#") == length &&
         g_ascii_strncasecmp (uri, redirect_uri, scheme) == 0 &&
         strncmp (uri + scheme, redirect_uri + scheme, length - scheme) == 0;
}

/**
 * lk_redirect_parse:
 * @uri: a redirect
 *
 * Takes the query apart, form-encoded as RFC 6749 §4.1.2 has it. The fragment is dropped: some
 * providers append a bare "#" (spec §4.8). A parameter that comes twice makes the whole
 * invalid, for nobody can say which of them is meant.
 *
 * Returns: (transfer full) (nullable): name → value, wiped when freed
 */
GHashTable *
lk_redirect_parse (const char *uri)
{
  g_autoptr (GHashTable) params =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                           (GDestroyNotify) lk_secret_wipe_string);
  g_autoptr (GError) error = NULL;
  gsize start = strcspn (uri, "?#");
  GUriParamsIter iter;
  char *name, *value;

  if (uri[start] == '?')
    start++;
  g_uri_params_iter_init (&iter, uri + start, (gssize) strcspn (uri + start, "#"), "&",
                          G_URI_PARAMS_WWW_FORM);
  while (g_uri_params_iter_next (&iter, &name, &value, &error))
    if (!g_hash_table_insert (params, name, value))
      return NULL;
  return error == NULL ? g_steal_pointer (&params) : NULL;
}
