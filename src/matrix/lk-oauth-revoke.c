/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-oauth.h"

#include "lk-error.h"
#include "lk-oauth-error.h"
#include "lk-retry.h"

/*
 * The session's end at the provider (RFC 7009, spec §6.1). The refresh token is what counts:
 * revoking an access token that has expired meanwhile ends nothing, and yet is answered with
 * success.
 */

#define MAX_RETRIES 3

/* What is tried, in this order, when a provider doesn't know the type of the token. */
typedef enum
{
  REFRESH_TOKEN_WITH_HINT,
  REFRESH_TOKEN,
  ACCESS_TOKEN,
  NOTHING_LEFT,
} Attempt;

typedef struct
{
  char     *url;
  char     *client_id;
  LkTokens *tokens;
  Attempt   attempt;
  guint     n_retries;
} Revocation;

static void
revocation_free (Revocation *revocation)
{
  g_free (revocation->url);
  g_free (revocation->client_id);
  lk_tokens_unref (revocation->tokens);
  g_free (revocation);
}

static void on_answered (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);

static void
ask_to_revoke (GTask *task)
{
  Revocation *revocation = g_task_get_task_data (task);
  LkTokens *tokens = revocation->tokens;
  LkSecret *token =
    revocation->attempt == ACCESS_TOKEN ? tokens->access_token : tokens->refresh_token;
  LkHttpRequest *request = lk_http_request_new ("revoke", "POST", revocation->url);

  lk_http_request_add_field (request, "token", lk_secret_peek (token));
  if (revocation->attempt == REFRESH_TOKEN_WITH_HINT)
    lk_http_request_add_field (request, "token_type_hint", "refresh_token");
  lk_http_request_add_field (request, "client_id", revocation->client_id);
  lk_http_send_async (g_task_get_source_object (task), request, g_task_get_cancellable (task),
                      on_answered, task);
}

static gboolean
may_wait (const Revocation *revocation,
          const GError     *error)
{
  return (g_error_matches (error, LK_ERROR, LK_ERROR_SERVER_FAILED) ||
          g_error_matches (error, LK_ERROR, LK_ERROR_RATE_LIMITED)) &&
         revocation->n_retries < MAX_RETRIES && lk_retry_is_soon (error);
}

static void
try_otherwise (GTask                *conversation,
               const LkHttpResponse *response)
{
  g_autoptr (GTask) task = conversation;
  g_autoptr (GError) error = lk_http_response_to_error (response);
  Revocation *revocation = g_task_get_task_data (task);

  if (may_wait (revocation, error))
    {
      revocation->n_retries++;
      lk_retry_later (g_steal_pointer (&task), error, ask_to_revoke);
    }
  else if (lk_oauth_error_is (response, "unsupported_token_type") &&
           ++revocation->attempt < NOTHING_LEFT)
    ask_to_revoke (g_steal_pointer (&task));
  else if (lk_oauth_error_is (response, "invalid_grant"))
    g_task_return_boolean (task, TRUE); /* a strange way to say that there is no such session */
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  GError *error = NULL;

  response = lk_http_send_finish (LK_HTTP (source), result, &error);
  if (response == NULL)
    g_task_return_error (task, error);
  else if (response->status / 100 == 2)
    g_task_return_boolean (task, TRUE);
  else
    try_otherwise (g_steal_pointer (&task), response);
}

/**
 * lk_oauth_revoke_async:
 * @http: the client to send with
 * @revocation_endpoint: of the provider
 * @client_id: whose session it is
 * @tokens: (transfer none): of the session
 * @cancellable: (nullable): to stop it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Ends the session at the provider (spec §6.1), by the refresh token if there is one. 429 and
 * 5xx are tried again up to three times, unless the provider asks for a long wait. The body of
 * a success is not read.
 *
 * Errors: any of lk_http_response_to_error() or lk_http_send_async(); then the session may
 * still be alive.
 */
void
lk_oauth_revoke_async (LkHttp              *http,
                       const char          *revocation_endpoint,
                       const char          *client_id,
                       LkTokens            *tokens,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (http, cancellable, callback, user_data);
  Revocation *revocation = g_new0 (Revocation, 1);

  g_task_set_source_tag (task, lk_oauth_revoke_async);
  g_task_set_task_data (task, revocation, (GDestroyNotify) revocation_free);
  revocation->url = g_strdup (revocation_endpoint);
  revocation->client_id = g_strdup (client_id);
  revocation->tokens = lk_tokens_ref (tokens);
  revocation->attempt = tokens->refresh_token != NULL ? REFRESH_TOKEN_WITH_HINT : ACCESS_TOKEN;

  if (!g_task_return_error_if_cancelled (task))
    ask_to_revoke (g_steal_pointer (&task));
}

/**
 * lk_oauth_revoke_finish:
 * @http: the client
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether the provider said that the session is over
 */
gboolean
lk_oauth_revoke_finish (LkHttp        *http,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
