/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-server-entry.h"

#include <idn2.h>
#include <string.h>

#include "lk-error.h"
#include "lk-server-link.h"

/*
 * What people type, or paste, to name their homeserver. Three things are taken: a server name,
 * a user ID, a URL. A link that names one of them is as good (lk-server-link.c). Everything else is
 * refused with a message of its own, above all an e-mail address: its domain must not be asked
 * behind the person's back (spec §1.1).
 */

#define WELL_KNOWN_PATH "/.well-known/matrix/client"
#define LABEL_CHARACTERS G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-"
#define MAX_LABEL 63
#define MAX_HOST 255
#define MAX_USER_ID 255

static void
refuse_as (GError    **error,
           LkErrorCode code,
           const char *message)
{
  g_set_error_literal (error, LK_ERROR, code, message);
  if (error != NULL)
    lk_error_set_step (*error, "server-entry");
}

static void
refuse (GError    **error,
        const char *message)
{
  refuse_as (error, LK_ERROR_INVALID_INPUT, message);
}

/* Format characters come along when text is copied from pages and messengers. */
static gboolean
is_blank (gunichar c)
{
  return g_unichar_isspace (c) || g_unichar_iscntrl (c) ||
         g_unichar_type (c) == G_UNICODE_FORMAT;
}

static char *
trim (const char *text)
{
  const char *start = text;
  const char *end = text + strlen (text);

  while (start < end && is_blank (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  while (end > start && is_blank (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  return g_strndup (start, (gsize) (end - start));
}

static gboolean
is_ipv6_literal (const char *host)
{
  gsize length = strlen (host);
  g_autofree char *address = NULL;

  if (length < 2 || host[0] != '[' || host[length - 1] != ']')
    return FALSE;

  /* No zone ID: it means something on one machine only. */
  address = g_strndup (host + 1, length - 2);
  return strchr (address, ':') != NULL && strchr (address, '%') == NULL &&
         g_hostname_is_ip_address (address);
}

static gboolean
is_dns_name (const char *host)
{
  g_auto (GStrv) labels = g_strsplit (host, ".", -1);

  for (gsize i = 0; labels[i] != NULL; i++)
    {
      gsize length = strspn (labels[i], LABEL_CHARACTERS);

      if (length == 0 || length > MAX_LABEL || labels[i][length] != '\0')
        return FALSE;
    }
  return host[0] != '\0' && strlen (host) <= MAX_HOST;
}

/* An internationalized name in the form that goes over the wire: bücher.de → xn--bcher-kva.de.
 * Returns: (transfer full) (nullable) */
static char *
to_a_labels (const char *host)
{
  char *converted = NULL;
  char *ascii;

  if (g_str_is_ascii (host))
    return g_strdup (host);
  if (idn2_to_ascii_8z (host, &converted, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) != IDN2_OK)
    return NULL;
  ascii = g_strdup (converted);
  idn2_free (converted);
  return ascii;
}

static gboolean
looks_like_port (const char *rest)
{
  return rest[0] == '\0' ||
         (rest[0] == ':' && rest[1 + strspn (rest + 1, G_CSET_DIGITS)] == '\0');
}

/* @port: "" or ":8448" */
static gboolean
is_port (const char *port)
{
  guint64 number;

  return port[0] == '\0' ||
         (strlen (port + 1) <= 5 &&
          g_ascii_string_to_unsigned (port + 1, 10, 1, 65535, &number, NULL));
}

/* Where the host ends, in "host", "host:port" and "[IPv6]:port". */
static gsize
host_length (const char *text)
{
  const char *bracket = text[0] == '[' ? strchr (text, ']') : NULL;

  return bracket != NULL ? (gsize) (bracket + 1 - text) : strcspn (text, ":");
}

/* @host: (out) (transfer full): in ASCII, case kept
 * @port: (out) (transfer full): "" or ":8448", so that it can be put behind a host */
static gboolean
read_authority (const char *text,
                char      **host,
                char      **port,
                GError    **error)
{
  gsize length = host_length (text);
  g_autofree char *typed_host = g_strndup (text, length);
  g_autofree char *ascii = to_a_labels (typed_host);
  const char *rest = text + length;

  if (ascii == NULL || !looks_like_port (rest) ||
      (!is_dns_name (ascii) && !is_ipv6_literal (ascii)))
    {
      refuse (error, "This is not the name of a server");
      return FALSE;
    }
  if (!is_port (rest))
    {
      refuse (error, "The port is not a number from 1 to 65535");
      return FALSE;
    }
  *host = g_steal_pointer (&ascii);
  *port = g_strdup (rest);
  return TRUE;
}

/* RFC 6761 has these names lead to this machine. */
static gboolean
is_local_name (const char *host)
{
  return g_str_equal (host, "localhost") || g_str_has_suffix (host, ".localhost");
}

/* @path: "", or what follows the host, without trailing slash. Server names are compared as
 * they are, but the host in a URL is lower-cased. The well-known file is asked of the host, not
 * of the port (spec §1.2), except of a server under development: it has but the one port. */
static void
point_to (LkServerEntry *self,
          const char    *scheme,
          const char    *host,
          const char    *port,
          const char    *path)
{
  g_autofree char *lower = g_ascii_strdown (host, -1);
  gboolean is_developed = g_str_equal (scheme, "http") ||
                          (self->kind == LK_SERVER_ENTRY_URL && is_local_name (lower));
  const char *well_known_port = is_developed ? port : "";

  self->fallback_url = g_strconcat (scheme, "://", lower, port, path, NULL);
  if (path[0] != '\0')
    return;
  self->server_name = g_strconcat (host, port, NULL);
  self->well_known_url = g_strconcat (scheme, "://", lower, well_known_port, WELL_KNOWN_PATH, NULL);
}

static gboolean
read_name (LkServerEntry *self,
           const char    *text,
           GError       **error)
{
  g_autofree char *host = NULL;
  g_autofree char *port = NULL;

  if (!read_authority (text, &host, &port, error))
    return FALSE;
  point_to (self, "https", host, port, "");
  return TRUE;
}

static gboolean
read_user_id (LkServerEntry *self,
              const char    *text,
              GError       **error)
{
  const char *colon = strchr (text, ':');
  g_autofree char *localpart = NULL;

  self->kind = LK_SERVER_ENTRY_USER_ID;
  if (colon == NULL)
    {
      refuse_as (error, LK_ERROR_INPUT_LACKS_SERVER, "The user ID lacks its server");
      return FALSE;
    }
  if (!read_name (self, colon + 1, error))
    return FALSE;

  localpart = g_strndup (text, (gsize) (colon - text));
  self->user_id = g_strconcat (localpart, ":", self->server_name, NULL);
  if (!lk_user_id_is_valid (self->user_id))
    {
      refuse (error, "This is not a user ID");
      return FALSE;
    }
  return TRUE;
}

/* @rest: what follows "://" */
static const char *
url_problem (const char *rest)
{
  gsize authority = strcspn (rest, "/?#");

  if (memchr (rest, '@', authority) != NULL)
    return "An address with a user name in it is not used";
  if (strpbrk (rest, "?#") != NULL)
    return "The address of a server has neither ? nor #";
  return NULL;
}

static char *
read_path (const char *rest)
{
  const char *path = rest + strcspn (rest, "/");
  gsize length = strlen (path);

  return g_strndup (path, length > 0 && path[length - 1] == '/' ? length - 1 : length);
}

static gboolean
check_transport (LkServerEntry *self,
                 gboolean       allow_insecure,
                 GError       **error)
{
  self->transport = lk_transport_for_url (self->fallback_url, allow_insecure);
  if (lk_transport_allows (self->transport, self->fallback_url))
    return TRUE;
  if (lk_transport_allows (LK_TRANSPORT_INSECURE, self->fallback_url))
    refuse_as (error, LK_ERROR_INPUT_INSECURE,
               "An address that begins with http: is not protected");
  else
    refuse (error, "This is not the address of a server");
  return FALSE;
}

static gboolean
read_url (LkServerEntry *self,
          const char    *text,
          gboolean       allow_insecure,
          GError       **error)
{
  const char *rest = strstr (text, "://") + 3;
  g_autofree char *scheme = g_ascii_strdown (text, rest - 3 - text);
  g_autofree char *authority = g_strndup (rest, strcspn (rest, "/"));
  g_autofree char *path = read_path (rest);
  g_autofree char *host = NULL;
  g_autofree char *port = NULL;
  const char *problem = url_problem (rest);

  self->kind = LK_SERVER_ENTRY_URL;
  if (problem != NULL)
    {
      refuse (error, problem);
      return FALSE;
    }
  if (!read_authority (authority, &host, &port, error))
    return FALSE;
  point_to (self, scheme, host, port, path);
  return check_transport (self, allow_insecure, error);
}

static gboolean
is_url (const char *text)
{
  return g_ascii_strncasecmp (text, "https://", 8) == 0 ||
         g_ascii_strncasecmp (text, "http://", 7) == 0;
}

static gboolean
read_entry (LkServerEntry *self,
            const char    *text,
            gboolean       allow_insecure,
            GError       **error)
{
  if (text[0] == '@')
    return read_user_id (self, text, error);
  if (is_url (text))
    return read_url (self, text, allow_insecure, error);
  if (text[0] != '\0' && strchr (text, '@') == NULL)
    return read_name (self, text, error);
  if (text[0] == '\0')
    refuse (error, "Nothing was typed");
  else
    refuse_as (error, LK_ERROR_INPUT_IS_EMAIL,
               "This is an e-mail address, not the name of a server");
  return FALSE;
}

static gboolean
read_link (LkServerEntry *self,
           const char    *text,
           GError       **error)
{
  g_autofree char *named = lk_server_link_read (text, error);

  /* A link asks for nothing that is not protected. */
  return named != NULL && read_entry (self, named, FALSE, error);
}

/**
 * lk_server_entry_parse:
 * @text: what a person typed or pasted
 * @allow_insecure: whether plain http to other machines is allowed
 * @error: return location for an error: %LK_ERROR_INVALID_INPUT or one of the classes beside it
 *
 * Classifies @text as a user ID, a URL or a server name (spec §1.1), and says where that leads. A
 * link is what it names.
 *
 * Returns: (transfer full): the entry
 */
LkServerEntry *
lk_server_entry_parse (const char *text,
                       gboolean    allow_insecure,
                       GError    **error)
{
  g_autoptr (LkServerEntry) self = g_new0 (LkServerEntry, 1);
  g_autofree char *trimmed = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_utf8_validate (text, -1, NULL))
    {
      refuse (error, "This is not text");
      return NULL;
    }
  trimmed = trim (text);
  if (lk_server_link_is_link (trimmed) ? !read_link (self, trimmed, error)
                                       : !read_entry (self, trimmed, allow_insecure, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * lk_server_entry_resolve_link:
 * @text: what a person pasted, or what the desktop wants to be opened
 *
 * Returns: (transfer full) (nullable): what a person would type instead of the link that @text is;
 *   %NULL if it is none, or names nobody
 */
char *
lk_server_entry_resolve_link (const char *text)
{
  g_autofree char *trimmed = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_utf8_validate (text, -1, NULL))
    return NULL;
  trimmed = trim (text);
  return lk_server_link_is_link (trimmed) ? lk_server_link_read (trimmed, NULL) : NULL;
}

/** lk_server_entry_free: frees @self. */
void
lk_server_entry_free (LkServerEntry *self)
{
  g_free (self->user_id);
  g_free (self->server_name);
  g_free (self->well_known_url);
  g_free (self->fallback_url);
  g_free (self);
}

/**
 * lk_user_id_is_valid:
 * @user_id: (nullable): what may be a user ID
 *
 * Takes every user ID that was ever allowed, so nearly any localpart; what would break a line
 * or a file apart is refused.
 *
 * Returns: whether @user_id has the form "@localpart:server" and at most 255 bytes
 */
gboolean
lk_user_id_is_valid (const char *user_id)
{
  const char *colon;

  if (user_id == NULL || user_id[0] != '@' || strlen (user_id) > MAX_USER_ID ||
      !g_utf8_validate (user_id, -1, NULL))
    return FALSE;

  for (const char *p = user_id; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (g_unichar_iscntrl (g_utf8_get_char (p)) || g_unichar_isspace (g_utf8_get_char (p)))
        return FALSE;
    }
  colon = strchr (user_id, ':');
  return colon != NULL && colon > user_id + 1 && colon[1] != '\0';
}
