/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-server-link.h"

#include <string.h>

#include "lk-error.h"

/*
 * Links that name a user or a homeserver. Those to users are the ones that chat programs share:
 *
 *     https://matrix.to/#/@alice:example.org
 *     matrix:u/alice:example.org           (in the past: matrix:user/alice:example.org)
 *
 * What else such links lead to, rooms and messages, is for a chat program. The third kind is our
 * own, for administrators:
 *
 *     im.latchkey.latchkey:/sign-in?server=example.org&user=alice
 *
 * All of it is untrusted: whoever wrote the link wants the person to sign in somewhere. So what is
 * read here becomes the text of an entry, as if the person had typed it, and nothing more.
 */

#define MATRIX_TO "matrix.to"
#define MATRIX_SCHEME "matrix:"
#define OUR_PREFIX LK_SERVER_LINK_SCHEME ":"
#define OUR_PATH "/sign-in"
#define MAX_LINK 2048

static void
refuse (GError    **error,
        const char *message)
{
  g_set_error_literal (error, LK_ERROR, LK_ERROR_INVALID_INPUT, message);
  if (error != NULL)
    lk_error_set_step (*error, "server-entry");
}

/* Returns: NULL */
static char *
refuse_broken (GError **error)
{
  refuse (error, "This link is broken or incomplete");
  return NULL;
}

/* Returns: NULL */
static char *
refuse_chat (GError **error)
{
  refuse (error, "This link is for a chat program");
  return NULL;
}

/* Returns: (nullable): what follows @prefix, whose case doesn't matter */
static const char *
skip_prefix (const char *text,
             const char *prefix)
{
  gsize length = strlen (prefix);

  return g_ascii_strncasecmp (text, prefix, length) == 0 ? text + length : NULL;
}

/* People copy it without its scheme, too. Returns: (nullable): what follows the # */
static const char *
skip_matrix_to (const char *text)
{
  const char *host = skip_prefix (text, "https://");
  const char *rest;

  if (host == NULL)
    host = skip_prefix (text, "http://");
  rest = skip_prefix (host != NULL ? host : text, MATRIX_TO);
  if (rest == NULL)
    return NULL;
  rest += strspn (rest, "/");
  return *rest == '#' ? rest + 1 : NULL;
}

/* "matrix:8448" is a server on the local network. Returns: (nullable): what follows the scheme */
static const char *
skip_matrix_scheme (const char *text)
{
  const char *rest = skip_prefix (text, MATRIX_SCHEME);

  return rest != NULL && rest[strspn (rest, G_CSET_DIGITS)] != '\0' ? rest : NULL;
}

/* Neither a line break nor what turns the direction of writing around: nothing in a link may make
 * its server look like another one. */
static gboolean
is_honest (const char *text)
{
  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || g_unichar_iscntrl (c) ||
          g_unichar_type (c) == G_UNICODE_FORMAT)
        return FALSE;
    }
  return TRUE;
}

/* Returns: (transfer full) (nullable) */
static char *
decode (const char *text,
        gsize       length)
{
  g_autofree char *decoded = g_uri_unescape_segment (text, text + length, NULL);

  return decoded != NULL && is_honest (decoded) ? g_steal_pointer (&decoded) : NULL;
}

static char *
read_matrix_to (const char *fragment,
                GError    **error)
{
  const char *identifier = fragment + strspn (fragment, "/");
  gsize length = strcspn (identifier, "?");
  g_autofree char *decoded = NULL;

  while (length > 0 && identifier[length - 1] == '/')
    length--;
  decoded = decode (identifier, length);
  if (decoded == NULL || *decoded == '\0')
    return refuse_broken (error);
  if (*decoded == '@')
    return g_steal_pointer (&decoded);
  return strchr ("!#$+", *decoded) != NULL ? refuse_chat (error) : refuse_broken (error);
}

static gboolean
is_one_of (const char        *text,
           const char *const *texts)
{
  for (gsize i = 0; texts[i] != NULL; i++)
    {
      if (g_ascii_strcasecmp (text, texts[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

/* @rest: what follows the scheme: perhaps an authority, which means nothing to us; then the kind
 * of thing, and its name without the first sign */
static char *
read_matrix_scheme (const char *rest,
                    GError    **error)
{
  static const char *const users[] = { "u", "user", NULL };
  static const char *const others[] = { "r", "room", "roomid", "group", "e", "event", NULL };
  const char *path = g_str_has_prefix (rest, "//") ? rest + 2 + strcspn (rest + 2, "/") : rest;
  g_autofree char *plain = g_strndup (path, strcspn (path, "?#"));
  g_auto (GStrv) parts = g_strsplit (plain[0] == '/' ? plain + 1 : plain, "/", -1);
  g_autofree char *name = NULL;

  if (parts[0] == NULL || parts[1] == NULL)
    return refuse_broken (error);
  if (is_one_of (parts[0], others))
    return refuse_chat (error);
  if (!is_one_of (parts[0], users) || parts[2] != NULL)
    return refuse_broken (error);
  name = decode (parts[1], strlen (parts[1]));
  if (name == NULL || *name == '\0')
    return refuse_broken (error);
  return *name == '@' ? g_steal_pointer (&name) : g_strconcat ("@", name, NULL);
}

/* @slot: (inout) (transfer full): once only, and never empty */
static gboolean
take (char      **slot,
      const char *value)
{
  if (*slot != NULL || *value == '\0' || !is_honest (value))
    return FALSE;
  *slot = g_strdup (value);
  return TRUE;
}

/* What is not known here may mean something to a later version. */
static gboolean
read_query (const char *query,
            char      **server,
            char      **user)
{
  GUriParamsIter iter;
  char *name;
  char *value;
  gboolean is_right = TRUE;
  g_autoptr (GError) error = NULL;

  g_uri_params_iter_init (&iter, query, -1, "&", G_URI_PARAMS_NONE);
  while (is_right && g_uri_params_iter_next (&iter, &name, &value, &error))
    {
      if (g_str_equal (name, "server"))
        is_right = take (server, value);
      else if (g_str_equal (name, "user"))
        is_right = take (user, value);
      g_free (name);
      g_free (value);
    }
  return is_right && error == NULL;
}

/* @rest: what follows our scheme */
static char *
read_ours (const char *rest,
           GError    **error)
{
  const char *query = skip_prefix (rest, OUR_PATH "?");
  g_autofree char *server = NULL;
  g_autofree char *user = NULL;

  if (query == NULL || strchr (query, '#') != NULL || !read_query (query, &server, &user))
    return refuse_broken (error);
  if (server == NULL)
    return user != NULL && *user == '@' ? g_steal_pointer (&user) : refuse_broken (error);
  if (lk_server_link_is_link (server) || *server == '@')
    return refuse_broken (error);
  if (user == NULL)
    return g_steal_pointer (&server);
  return strpbrk (user, "@:") == NULL ? g_strconcat ("@", user, ":", server, NULL)
                                      : refuse_broken (error);
}

/**
 * lk_server_link_is_link:
 * @text: what a person typed or pasted, or what the desktop wants to be opened
 *
 * Returns: whether it is one of the links that lk_server_link_read() reads, or looks like one
 */
gboolean
lk_server_link_is_link (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  return skip_matrix_to (text) != NULL || skip_matrix_scheme (text) != NULL ||
         skip_prefix (text, OUR_PREFIX) != NULL;
}

/**
 * lk_server_link_read:
 * @text: a link
 * @error: return location for an error: %LK_ERROR_INVALID_INPUT
 *
 * Reads which user or which homeserver a link names. Whether there can be such a one is for
 * lk_server_entry_parse() to say.
 *
 * Returns: (transfer full): what a person would type instead: a user ID, or a server
 */
char *
lk_server_link_read (const char *text,
                     GError    **error)
{
  const char *matrix_to;
  const char *matrix_scheme;
  const char *ours;

  g_return_val_if_fail (text != NULL, NULL);

  matrix_to = skip_matrix_to (text);
  matrix_scheme = skip_matrix_scheme (text);
  ours = skip_prefix (text, OUR_PREFIX);
  if (strlen (text) > MAX_LINK)
    return refuse_broken (error);
  if (matrix_to != NULL)
    return read_matrix_to (matrix_to, error);
  if (matrix_scheme != NULL)
    return read_matrix_scheme (matrix_scheme, error);
  return ours != NULL ? read_ours (ours, error) : refuse_broken (error);
}
