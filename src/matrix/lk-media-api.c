/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-media-api.h"

#include "lk-client-api.h"
#include "lk-error.h"
#include "lk-json.h"
#include "lk-mxc.h"

#define STEP_UPLOAD "upload"
#define TOO_LARGE "M_TOO_LARGE"

/* Much more patience than for an answer of a few lines: all of it has to go up a slow line. */
#define UPLOAD_PATIENCE (5 * 60)
#define LARGEST_ANSWER (64 * 1024)

static LkHttpRequest *
new_request (const char *step,
             const char *method,
             const char *base_url,
             const char *path)
{
  g_autofree char *url =
    g_strconcat (base_url, g_str_has_suffix (base_url, "/") ? "" : "/", path, NULL);

  return lk_http_request_new (step, method, url);
}

/**
 * lk_media_api_config:
 * @base_url: of the homeserver
 * @authenticated: whether to ask the media API of today
 *
 * Returns: (transfer full): the request for what the homeserver takes
 */
LkHttpRequest *
lk_media_api_config (const char *base_url,
                     gboolean    authenticated)
{
  return new_request ("media-config", "GET", base_url,
                      authenticated ? "_matrix/client/v1/media/config"
                                    : "_matrix/media/v3/config");
}

/**
 * lk_media_parse_limit:
 * @response: the answer to lk_media_api_config(), of whatever form
 *
 * Returns: the most bytes that the homeserver takes; -1 when that isn't said
 */
gint64
lk_media_parse_limit (const LkHttpResponse *response)
{
  g_autoptr (JsonObject) body = NULL;
  gint64 limit;

  if (response->status != 200)
    return -1;
  body = lk_json_parse_object (response->body, NULL);
  return lk_json_get_integer (body, "m.upload.size", &limit) && limit >= 0 ? limit : -1;
}

/**
 * lk_media_api_upload:
 * @base_url: of the homeserver
 * @content_type: what @bytes are, such as "image/png"
 * @bytes: the picture
 *
 * What the file is called on this computer is nobody's business, so it goes without a name.
 *
 * Returns: (transfer full): the request
 */
LkHttpRequest *
lk_media_api_upload (const char *base_url,
                     const char *content_type,
                     GBytes     *bytes)
{
  LkHttpRequest *request =
    new_request (STEP_UPLOAD, "POST", base_url, "_matrix/media/v3/upload");

  lk_http_request_set_bytes (request, content_type, bytes);
  lk_http_request_set_limits (request, LARGEST_ANSWER, UPLOAD_PATIENCE);
  return request;
}

/* Web servers in between have a limit of their own, and no words of Matrix's. */
static GError *
to_error (const LkHttpResponse *response)
{
  GError *error = lk_client_api_to_error (response);

  if (response->status != 413)
    return error;
  /* Whoever says it, in whatever form: a proxy before the homeserver, mostly. */
  lk_error_set_server_said (error, TOO_LARGE, NULL);
  lk_error_set_cause (error, LK_ERROR_CAUSE_UNKNOWN);
  return error;
}

/**
 * lk_media_parse_upload:
 * @response: the answer to lk_media_api_upload()
 * @error: return location for an error: that of lk_client_api_to_error() when the answer is not
 *   200, with "M_TOO_LARGE" for the server's code when the picture is too large;
 *   %LK_ERROR_PROTOCOL when there is no usable URI in it
 *
 * Returns: (transfer full): the mxc: URI of the picture
 */
char *
lk_media_parse_upload (const LkHttpResponse *response,
                       GError              **error)
{
  g_autoptr (JsonObject) body = NULL;
  const char *uri;

  if (response->status != 200)
    {
      g_propagate_error (error, to_error (response));
      return NULL;
    }
  body = lk_http_response_parse_object (response, error);
  if (body == NULL)
    return NULL;
  uri = lk_json_get_string (body, "content_uri");
  if (!lk_mxc_split (uri, NULL, NULL))
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_PROTOCOL,
                           "The answer has no valid content_uri");
      lk_http_response_locate_error (response, error);
      return NULL;
    }
  return g_strdup (uri);
}

/**
 * lk_media_too_large:
 *
 * Returns: (transfer full): the error for what isn't even sent, because of lk_media_parse_limit()
 */
GError *
lk_media_too_large (void)
{
  GError *error = g_error_new_literal (LK_ERROR, LK_ERROR_REFUSED,
                                       "The homeserver takes nothing so large");

  lk_error_set_step (error, STEP_UPLOAD);
  lk_error_set_server_said (error, TOO_LARGE, NULL);
  return error;
}
