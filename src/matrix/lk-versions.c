/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-versions.h"

#include "lk-error.h"
#include "lk-json.h"

#define STEP "versions"

/* New versions keep what we need; only a list with neither line of versions is not Matrix's. */
static gboolean
is_matrix (const char *const *versions)
{
  for (gsize i = 0; versions[i] != NULL; i++)
    {
      if (g_str_has_prefix (versions[i], "v1.") || g_str_has_prefix (versions[i], "r0."))
        return TRUE;
    }
  return FALSE;
}

/**
 * lk_versions_parse:
 * @response: the answer to GET /_matrix/client/versions
 * @error: return location for an error: %LK_ERROR_SERVER_UNSUITABLE when this is not the answer
 *   of a Matrix homeserver, else what lk_http_response_to_error() makes of the status, so that
 *   a passing fault stays one
 *
 * Reads which versions a homeserver speaks (spec §1.3). `unstable_features` is not looked at:
 * what a server can do is found out by asking for it.
 *
 * Returns: (transfer full): the versions
 */
GStrv
lk_versions_parse (const LkHttpResponse *response,
                   GError              **error)
{
  g_autoptr (JsonObject) object = NULL;
  g_auto (GStrv) versions = NULL;

  if (response->status >= 400)
    {
      g_propagate_error (error, lk_http_response_to_error (response));
      return NULL;
    }
  object = response->status == 200 ? lk_http_response_parse_object (response, NULL) : NULL;
  versions = lk_json_get_strings (object, "versions");
  if (versions == NULL || !is_matrix ((const char *const *) versions))
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_SERVER_UNSUITABLE,
                           "There is no Matrix homeserver at this address");
      lk_http_response_locate_error (response, error);
      return NULL;
    }
  return g_steal_pointer (&versions);
}

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  GError *error = NULL;
  GStrv versions = NULL;

  response = lk_http_send_finish (LK_HTTP (source), result, &error);
  if (response != NULL)
    versions = lk_versions_parse (response, &error);
  if (versions != NULL)
    g_task_return_pointer (task, versions, (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (task, error);
}

/**
 * lk_versions_fetch_async:
 * @http: the client
 * @base_url: the homeserver's base URL, without trailing slash
 * @cancellable: (nullable): to stop it
 * @callback: called when there is an answer
 * @user_data: for @callback
 *
 * Asks which versions there are, never with an access token: one that has expired would make
 * some servers refuse even this (spec §1.3, A12).
 */
void
lk_versions_fetch_async (LkHttp              *http,
                         const char          *base_url,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autofree char *url = NULL;
  GTask *task;

  g_return_if_fail (LK_IS_HTTP (http));
  g_return_if_fail (base_url != NULL);

  url = g_strconcat (base_url, "/_matrix/client/versions", NULL);
  task = g_task_new (http, cancellable, callback, user_data);
  g_task_set_source_tag (task, lk_versions_fetch_async);
  lk_http_send_async (http, lk_http_request_new (STEP, "GET", url), cancellable, on_answered, task);
}

/**
 * lk_versions_fetch_finish:
 * @error: return location for an error, as of lk_http_send_finish() or lk_versions_parse()
 *
 * Returns: (transfer full): the versions
 */
GStrv
lk_versions_fetch_finish (LkHttp        *http,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
