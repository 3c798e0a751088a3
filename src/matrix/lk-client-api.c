/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-client-api.h"

#include "lk-error.h"
#include "lk-json.h"
#include "lk-mxc.h"

/*
 * The few questions that an account has for its homeserver (spec §10.1), and what an answer
 * means for the account (spec §5.3).
 */

#define LARGEST_ICON (256 * 1024)
#define ICON_PATIENCE 10
#define LONGEST_WAIT_MS ((gint64) 24 * 60 * 60 * 1000)

/* @path may hold a query; its parts have been escaped by whoever made it. */
static LkHttpRequest *
new_get (const char *step,
         const char *base_url,
         const char *path)
{
  gboolean has_slash = g_str_has_suffix (base_url, "/");
  g_autofree char *url = g_strconcat (base_url, has_slash ? path + 1 : path, NULL);

  return lk_http_request_new (step, "GET", url);
}

/**
 * lk_client_api_whoami:
 * @base_url: of the homeserver
 *
 * Returns: (transfer full): the request for whose token it is, without the token yet
 */
LkHttpRequest *
lk_client_api_whoami (const char *base_url)
{
  return new_get ("whoami", base_url, "/_matrix/client/v3/account/whoami");
}

/**
 * lk_client_api_profile:
 * @base_url: of the homeserver
 * @user_id: whose profile
 *
 * Returns: (transfer full): the request for a user's public face
 */
LkHttpRequest *
lk_client_api_profile (const char *base_url,
                       const char *user_id)
{
  g_autofree char *escaped = g_uri_escape_string (user_id, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/_matrix/client/v3/profile/", escaped, NULL);

  return new_get ("profile", base_url, path);
}

/**
 * lk_client_api_thumbnail:
 * @base_url: of the homeserver
 * @mxc_uri: which picture
 * @size: wanted width and height, in pixels
 * @authenticated: the media API of today, which needs the token. Where that
 *   lk_client_api_is_missing(), there is an old one, and that must not be given the token.
 *
 * Returns: (transfer full) (nullable): the request for a small picture, %NULL when @mxc_uri is
 *   malformed
 */
LkHttpRequest *
lk_client_api_thumbnail (const char *base_url,
                         const char *mxc_uri,
                         guint       size,
                         gboolean    authenticated)
{
  g_autofree char *server = NULL;
  g_autofree char *media_id = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *path = NULL;

  if (!lk_mxc_split (mxc_uri, &server, &media_id))
    return NULL;

  escaped = g_uri_escape_string (server, NULL, FALSE);
  path = g_strdup_printf ("%s/%s/%s?width=%u&height=%u&method=crop%s",
                          authenticated ? "/_matrix/client/v1/media/thumbnail"
                                        : "/_matrix/media/v3/thumbnail",
                          escaped, media_id, size, size,
                          authenticated ? "" : "&allow_redirect=true");
  return new_get ("thumbnail", base_url, path);
}

/**
 * lk_client_api_icon:
 * @base_url: of the homeserver
 * @mxc_uri: which picture
 *
 * The pictures of identity providers are asked for before there is a token, so they are where media
 * was before tokens were needed for it (spec §9.1). Many servers don't give them any more.
 *
 * Returns: (transfer full) (nullable): the request, %NULL when @mxc_uri is malformed
 */
LkHttpRequest *
lk_client_api_icon (const char *base_url,
                    const char *mxc_uri)
{
  g_autofree char *server = NULL;
  g_autofree char *media_id = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *path = NULL;
  LkHttpRequest *request;

  if (!lk_mxc_split (mxc_uri, &server, &media_id))
    return NULL;

  escaped = g_uri_escape_string (server, NULL, FALSE);
  path = g_strdup_printf ("/_matrix/media/v3/download/%s/%s?allow_redirect=true", escaped,
                          media_id);
  request = new_get ("icon", base_url, path);
  lk_http_request_set_limits (request, LARGEST_ICON, ICON_PATIENCE);
  return request;
}

/**
 * lk_client_api_capabilities:
 * @base_url: of the homeserver
 *
 * Returns: (transfer full): the request for what the user may do
 */
LkHttpRequest *
lk_client_api_capabilities (const char *base_url)
{
  return new_get ("capabilities", base_url, "/_matrix/client/v3/capabilities");
}

/**
 * lk_client_api_may:
 * @capabilities: (nullable): the answer to lk_client_api_capabilities()
 * @capability: such as "m.change_password"
 *
 * Returns: whether the user may; a server that does not say allows it
 */
gboolean
lk_client_api_may (const LkHttpResponse *capabilities,
                   const char           *capability)
{
  g_autoptr (JsonObject) body = NULL;
  JsonObject *all;

  if (capabilities == NULL || capabilities->status != 200)
    return TRUE;

  body = lk_json_parse_object (capabilities->body, NULL);
  all = lk_json_get_object (body, "capabilities");
  return lk_json_get_boolean (lk_json_get_object (all, capability), "enabled", TRUE);
}

static gboolean
has_errcode (const LkHttpResponse *response,
             const char           *errcode)
{
  g_autoptr (JsonObject) body = lk_json_parse_object (response->body, NULL);

  return g_strcmp0 (lk_json_get_string (body, "errcode"), errcode) == 0;
}

/**
 * lk_client_api_has_errcode:
 * @response: an answer of the homeserver
 * @errcode: such as "M_FORBIDDEN"
 *
 * Returns: whether @response is Matrix's own refusal with @errcode
 */
gboolean
lk_client_api_has_errcode (const LkHttpResponse *response,
                           const char           *errcode)
{
  return response->status / 100 == 4 && has_errcode (response, errcode);
}

/**
 * lk_client_api_is_missing:
 * @response: an answer of the homeserver
 *
 * A 404 with another errcode, such as M_NOT_FOUND, is an answer of the function itself.
 *
 * Returns: whether the server does not have the function at all
 */
gboolean
lk_client_api_is_missing (const LkHttpResponse *response)
{
  if (response->status / 100 != 4)
    return FALSE;
  return response->status == 405 || has_errcode (response, "M_UNRECOGNIZED") ||
         (response->status == 404 && has_errcode (response, NULL));
}

/**
 * lk_client_api_wants_token:
 * @response: an answer of the homeserver
 *
 * Whatever it says of soft_logout: some servers deny it for a token that merely is five
 * minutes old (spec §5.3).
 *
 * Returns: whether it is time to refresh
 */
gboolean
lk_client_api_wants_token (const LkHttpResponse *response)
{
  return response->status == 401 && has_errcode (response, "M_UNKNOWN_TOKEN");
}

/* Servers older than the Retry-After header say it in the body (spec §5.3). */
static void
read_retry_after_ms (const LkHttpResponse *response,
                     GError               *error)
{
  g_autoptr (JsonObject) body = lk_json_parse_object (response->body, NULL);
  gint64 wait;

  if (lk_error_get_retry_after (error) < 0 &&
      lk_json_get_integer (body, "retry_after_ms", &wait))
    lk_error_set_retry_after (error, (gint) ((CLAMP (wait, 0, LONGEST_WAIT_MS) + 999) / 1000));
}

/**
 * lk_client_api_to_error:
 * @response: an answer that isn't 2xx, of whatever form
 *
 * What lk_http_response_to_error() says, and what Matrix's own codes say beyond the status:
 * %LK_ERROR_USER_LOCKED, %LK_ERROR_RATE_LIMITED (spec §5.3).
 *
 * Returns: (transfer full): the error
 */
GError *
lk_client_api_to_error (const LkHttpResponse *response)
{
  GError *error = lk_http_response_to_error (response);

  if (has_errcode (response, "M_USER_LOCKED"))
    error->code = LK_ERROR_USER_LOCKED;
  else if (has_errcode (response, "M_LIMIT_EXCEEDED"))
    error->code = LK_ERROR_RATE_LIMITED;
  if (error->code == LK_ERROR_RATE_LIMITED)
    read_retry_after_ms (response, error);
  return error;
}
