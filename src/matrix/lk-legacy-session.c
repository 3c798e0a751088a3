/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-legacy-session.h"

#include "lk-client-api.h"
#include "lk-error.h"
#include "lk-json.h"
#include "lk-retry.h"

/*
 * A session of the legacy API: renewed and ended at the homeserver itself, with paths of its own.
 * No OAuth endpoint is ever asked for it (J12, G4).
 */

#define REFRESH_PATH "/_matrix/client/v3/refresh"
#define LOGOUT_PATH "/_matrix/client/v3/logout"
#define MAX_RETRIES 3

/* Renewing. */

/* Some servers say FORBIDDEN of a refresh token that they don't know (spec §9.4). Whether it is a
 * soft end or a hard one makes no difference here: who signs in again is the same device. */
static gboolean
ends_session (const LkHttpResponse *response)
{
  return lk_client_api_wants_token (response) ||
         (response->status == 403 && lk_client_api_has_errcode (response, "M_FORBIDDEN"));
}

static GError *
judge_refusal (const LkHttpResponse *response)
{
  GError *error = lk_client_api_to_error (response);

  if (ends_session (response))
    error->code = LK_ERROR_EXPIRED;
  else if (error->code == LK_ERROR_SERVER_UNSUITABLE)
    error->code = LK_ERROR_REFUSED;
  return error;
}

static LkTokens *
read_renewed (const LkHttpResponse *response,
              LkSecret             *refresh_token,
              GError              **error)
{
  g_autoptr (JsonObject) body = NULL;
  LkTokens *tokens;

  if (response->status != 200)
    {
      g_propagate_error (error, judge_refusal (response));
      return NULL;
    }
  if ((body = lk_http_response_parse_object (response, error)) == NULL)
    return NULL;
  tokens = lk_tokens_read_legacy (body, response->started, refresh_token);
  if (tokens == NULL)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_PROTOCOL, "The answer has no usable token");
      lk_http_response_locate_error (response, error);
    }
  return tokens;
}

static void
on_refreshed (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  LkTokens *tokens = NULL;
  GError *error = NULL;

  response = lk_http_send_finish (LK_HTTP (source), result, &error);
  if (response != NULL)
    tokens = read_renewed (response, g_task_get_task_data (task), &error);
  if (tokens != NULL)
    g_task_return_pointer (task, tokens, (GDestroyNotify) lk_tokens_unref);
  else
    g_task_return_error (task, error);
}

/**
 * lk_legacy_refresh_async:
 * @http: the client to send with
 * @base_url: of the homeserver
 * @refresh_token: (transfer none): the newest one
 * @cancellable: (nullable): to stop it; whoever does so may lose the session
 * @callback: called when done
 * @user_data: for @callback
 *
 * Asks once for new tokens (spec §9.4). The caller sees to it that this runs once at a time and
 * that the new tokens are saved before they are used.
 */
void
lk_legacy_refresh_async (LkHttp              *http,
                         const char          *base_url,
                         LkSecret            *refresh_token,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (http, cancellable, callback, user_data);
  g_autofree char *url = g_strconcat (base_url, REFRESH_PATH, NULL);
  GString *text = g_string_sized_new (4096);
  LkHttpRequest *request = lk_http_request_new ("refresh", "POST", url);

  g_task_set_source_tag (task, lk_legacy_refresh_async);
  g_task_set_task_data (task, lk_secret_ref (refresh_token), (GDestroyNotify) lk_secret_unref);
  g_string_append (text, "{\"refresh_token\":");
  lk_json_append_quoted (text, lk_secret_peek (refresh_token));
  g_string_append_c (text, '}');
  lk_http_request_set_json (request, text->str);
  lk_secret_wipe_string (g_string_free (text, FALSE));
  lk_http_send_async (http, request, cancellable, on_refreshed, g_steal_pointer (&task));
}

/**
 * lk_legacy_refresh_finish:
 * @error: return location for an error; only %LK_ERROR_EXPIRED says that the session is over
 *
 * Returns: (transfer full): the new tokens; with the old refresh token when no new one came
 */
LkTokens *
lk_legacy_refresh_finish (LkHttp       *http,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Ending. */

typedef struct
{
  char     *url;
  LkSecret *access_token;
  guint     n_retries;
} Logout;

static void
logout_free (Logout *self)
{
  g_free (self->url);
  lk_secret_unref (self->access_token);
  g_free (self);
}

static void on_logged_out (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);

static void
log_out (GTask *task)
{
  Logout *self = g_task_get_task_data (task);
  LkHttpRequest *request = lk_http_request_new ("logout", "POST", self->url);

  lk_http_request_set_bearer (request, self->access_token);
  lk_http_request_set_json (request, "{}"); /* some servers want a body (spec §6.3) */
  lk_http_send_async (g_task_get_source_object (task), request, g_task_get_cancellable (task),
                      on_logged_out, task);
}

static gboolean
may_wait (const Logout *self,
          const GError *error)
{
  return (g_error_matches (error, LK_ERROR, LK_ERROR_SERVER_FAILED) ||
          g_error_matches (error, LK_ERROR, LK_ERROR_RATE_LIMITED)) &&
         self->n_retries < MAX_RETRIES && lk_retry_is_soon (error);
}

static void
on_logged_out (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  Logout *self = g_task_get_task_data (task);

  response = lk_http_send_finish (LK_HTTP (source), result, &error);
  if (response != NULL && response->status / 100 == 2)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (response != NULL)
    error = lk_client_api_to_error (response);
  if (response != NULL && lk_client_api_wants_token (response))
    error->code = LK_ERROR_EXPIRED;
  if (response != NULL && may_wait (self, error))
    {
      self->n_retries++;
      lk_retry_later (g_steal_pointer (&task), error, log_out);
      return;
    }
  g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * lk_legacy_logout_async:
 * @http: the client to send with
 * @base_url: of the homeserver
 * @access_token: (transfer none): of the session
 * @cancellable: (nullable): to stop it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Ends the session at the homeserver (spec §6.3).
 */
void
lk_legacy_logout_async (LkHttp              *http,
                        const char          *base_url,
                        LkSecret            *access_token,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (http, cancellable, callback, user_data);
  Logout *self = g_new0 (Logout, 1);

  g_task_set_source_tag (task, lk_legacy_logout_async);
  g_task_set_task_data (task, self, (GDestroyNotify) logout_free);
  self->url = g_strconcat (base_url, LOGOUT_PATH, NULL);
  self->access_token = lk_secret_ref (access_token);
  if (!g_task_return_error_if_cancelled (task))
    log_out (g_steal_pointer (&task));
}

/**
 * lk_legacy_logout_finish:
 * @error: return location for an error; %LK_ERROR_EXPIRED when the homeserver does not know the
 *   access token
 *
 * Returns: whether the homeserver said that the session is over
 */
gboolean
lk_legacy_logout_finish (LkHttp       *http,
                         GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
