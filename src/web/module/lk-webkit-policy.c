/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-webkit-policy.h"

#include <gio/gio.h>
#include <string.h>
#include <webkit/webkit.h>

#include "lk-authorization.h"
#include "lk-error.h"

/*
 * Where the page may go, and what it means when it did not get there. Pure functions.
 */

/* Everything up to the path: what decides about a page, without what may be secret of it, and
 * without the path's and the query's oddities, which browsers forgive and GUri doesn't. */
static char *
dup_origin (const char *uri)
{
  const char *authority = strstr (uri, "://");

  if (authority == NULL)
    return NULL;
  authority += strlen ("://");
  return g_strndup (uri, (gsize) (authority - uri) + strcspn (authority, "/?#\\"));
}

static gboolean
has_scheme (const char        *uri,
            const char *const *schemes)
{
  g_autofree char *scheme = g_uri_parse_scheme (uri);

  if (scheme == NULL)
    return FALSE;
  for (gsize i = 0; schemes[i] != NULL; i++)
    {
      if (g_ascii_strcasecmp (scheme, schemes[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * lk_webkit_judge:
 * @uri: where the page wants to go, as WebKit spells it
 * @redirect_uri: (nullable): the redirect that is watched for
 * @transport: how the provider may be talked to
 *
 * Returns: what becomes of it
 */
LkWebkitVerdict
lk_webkit_judge (const char *uri,
                 const char *redirect_uri,
                 LkTransport transport)
{
  static const char *const web[] = { "http", "https", NULL };
  static const char *const plain[] = { "http", NULL };
  static const char *const frames[] = { "data", "blob", NULL };
  static const char *const never[] = {
    "about", "file", "https", "javascript", "resource", "view-source", "webkit",
    "webkit-pdfjs-viewer", "webkit-web-extension", "ws", "wss", NULL,
  };
  g_autofree char *origin = dup_origin (uri);

  if (redirect_uri != NULL && lk_redirect_matches (redirect_uri, uri))
    return LK_WEBKIT_TAKE;
  if (has_scheme (uri, web) && lk_transport_allows (transport, origin))
    return LK_WEBKIT_ALLOW;
  if (has_scheme (uri, plain))
    return LK_WEBKIT_UNPROTECTED;
  if (has_scheme (uri, frames) ||
      g_str_equal (uri, "about:blank") || g_str_equal (uri, "about:srcdoc"))
    return LK_WEBKIT_FRAME_ONLY;
  if (g_uri_peek_scheme (uri) == NULL || has_scheme (uri, never))
    return LK_WEBKIT_REFUSE;
  return LK_WEBKIT_EXTERNAL;
}

/**
 * lk_webkit_error_new:
 * @code: a code of %LK_ERROR
 * @message: for developers
 * @uri: (nullable): what was to be shown; only its host is told
 *
 * Returns: (transfer full): why there is no page
 */
GError *
lk_webkit_error_new (int         code,
                     const char *message,
                     const char *uri)
{
  GError *error = g_error_new_literal (LK_ERROR, code, message);
  g_autofree char *origin = uri != NULL ? dup_origin (uri) : NULL;

  lk_error_set_request (error, "page", origin, 0);
  return error;
}

/**
 * lk_webkit_verdict_error:
 * @verdict: what was judged
 * @uri: the address
 *
 * Returns: (transfer full): why a page with that address is not shown
 */
GError *
lk_webkit_verdict_error (LkWebkitVerdict verdict,
                         const char     *uri)
{
  if (verdict == LK_WEBKIT_UNPROTECTED)
    return lk_webkit_error_new (LK_ERROR_TLS, "The page leads to an unprotected address", uri);
  return lk_webkit_error_new (LK_ERROR_PAGE_FAILED,
                              "The page leads to an address that is not a web page", uri);
}

/**
 * lk_webkit_error_matters:
 * @foreign: why WebKit did not load a page
 *
 * WebKit has its own word for what we stopped. %G_IO_ERROR_CANCELLED is not that: it comes when
 * its network process gave up, at times instead of a TLS error.
 *
 * Returns: whether @foreign is more than our own doing
 */
gboolean
lk_webkit_error_matters (const GError *foreign)
{
  return !g_error_matches (foreign, WEBKIT_NETWORK_ERROR, WEBKIT_NETWORK_ERROR_CANCELLED) &&
         !g_error_matches (foreign, WEBKIT_POLICY_ERROR,
                           WEBKIT_POLICY_ERROR_FRAME_LOAD_INTERRUPTED_BY_POLICY_CHANGE);
}

/**
 * lk_webkit_convert_error:
 * @foreign: why WebKit could not load a page
 * @uri: the page
 *
 * Returns: (transfer full): the same in our domain
 */
GError *
lk_webkit_convert_error (const GError *foreign,
                         const char   *uri)
{
  if (foreign->domain == G_TLS_ERROR)
    return lk_webkit_error_new (LK_ERROR_TLS, "The connection is not secure", uri);
  if (g_error_matches (foreign, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return lk_webkit_error_new (LK_ERROR_TIMED_OUT, "The page did not come in time", uri);
  if (foreign->domain == WEBKIT_POLICY_ERROR || foreign->domain == WEBKIT_MEDIA_ERROR)
    return lk_webkit_error_new (LK_ERROR_PAGE_FAILED, "The page can't be shown", uri);
  return lk_webkit_error_new (LK_ERROR_OFFLINE, "The page can't be reached", uri);
}

/**
 * lk_webkit_dup_host:
 * @uri: (nullable): the address of a page
 *
 * Returns: (transfer full) (nullable): its host in Punycode, where letters of other alphabets
 *   can't pass for those of ours
 */
char *
lk_webkit_dup_host (const char *uri)
{
  g_autofree char *origin = uri != NULL ? dup_origin (uri) : NULL;
  g_autoptr (GUri) parsed = origin != NULL ? g_uri_parse (origin, G_URI_FLAGS_NONE, NULL) : NULL;
  const char *host = parsed != NULL ? g_uri_get_host (parsed) : NULL;

  return host != NULL && host[0] != '\0' ? g_hostname_to_ascii (host) : NULL;
}
