/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-transport.h"

#include <string.h>

/*
 * The one place that decides whether an address may be used at all. It is stricter than the
 * parser: what GUri and the browser engine read differently must not pass, or we would check
 * one host and show the page of another.
 */

#define HOST_CHARACTERS G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-._"

/* Printable ASCII, as RFC 3986 has it. A backslash is a slash to browsers, but not to GUri. */
static gboolean
is_plain (const char *url)
{
  for (const char *p = url; *p != '\0'; p++)
    {
      if (!g_ascii_isgraph (*p) || *p == '\\')
        return FALSE;
    }
  return TRUE;
}

/* GUri has decoded the host, so what was written as %2F is a slash by now. */
static gboolean
is_host (const char *host)
{
  if (strchr (host, ':') != NULL)
    return g_hostname_is_ip_address (host) && strchr (host, '%') == NULL;
  return host[0] != '\0' && host[0] != '.' && host[strspn (host, HOST_CHARACTERS)] == '\0';
}

static gboolean
is_loopback (const char *host)
{
  return g_str_equal (host, "127.0.0.1") || g_str_equal (host, "::1") ||
         g_ascii_strcasecmp (host, "localhost") == 0;
}

/* Returns: (nullable): @url, when it is a web address without user info */
static GUri *
parse_web_address (const char *url)
{
  g_autoptr (GUri) uri = NULL;

  if (url == NULL || !is_plain (url))
    return NULL;

  uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || g_uri_get_userinfo (uri) != NULL ||
      g_uri_get_host (uri) == NULL || !is_host (g_uri_get_host (uri)))
    return NULL;
  if (!g_str_equal (g_uri_get_scheme (uri), "https") &&
      !g_str_equal (g_uri_get_scheme (uri), "http"))
    return NULL;
  return g_steal_pointer (&uri);
}

/**
 * lk_transport_allows:
 * @transport: how a homeserver may be talked to
 * @url: (nullable): an address that this homeserver or its provider named
 *
 * Returns: whether @url is an absolute web address with a host, without user info, that
 *   @transport allows (spec §1.1, §2.3)
 */
gboolean
lk_transport_allows (LkTransport  transport,
                     const char  *url)
{
  g_autoptr (GUri) uri = parse_web_address (url);

  if (uri == NULL)
    return FALSE;
  if (g_str_equal (g_uri_get_scheme (uri), "https"))
    return TRUE;
  if (transport == LK_TRANSPORT_LOOPBACK)
    return is_loopback (g_uri_get_host (uri));
  return transport == LK_TRANSPORT_INSECURE;
}

/**
 * lk_transport_for_url:
 * @base_url: a homeserver's address, as a person typed it or as it was stored
 * @allow_insecure: whether the developer's switch is on
 *
 * Returns: the least that reaches @base_url; %LK_TRANSPORT_SECURE, which then refuses it, when
 *   it may not be reached
 */
LkTransport
lk_transport_for_url (const char *base_url,
                      gboolean    allow_insecure)
{
  if (lk_transport_allows (LK_TRANSPORT_SECURE, base_url))
    return LK_TRANSPORT_SECURE;
  if (lk_transport_allows (LK_TRANSPORT_LOOPBACK, base_url))
    return LK_TRANSPORT_LOOPBACK;
  return allow_insecure ? LK_TRANSPORT_INSECURE : LK_TRANSPORT_SECURE;
}
