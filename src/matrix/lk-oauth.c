/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-oauth.h"

#include "lk-error.h"
#include "lk-oauth-error.h"
#include "lk-retry.h"

/*
 * The two ways to tokens: a code, once (spec §4.9), and a refresh token, again and again
 * (spec §5.4). We are a public client, so no request here has an Authorization header.
 */

/* A provider that took the code in the first time ends the session when it sees the code again
 * much later (spec §4.9), so a lost answer is asked for again at once or not at all. */
#define LONGEST_FIRST_TRY (10 * G_USEC_PER_SEC)

typedef struct
{
  LkAuthorization *authorization;
  LkSecret        *code;
  gint64           started;     /* monotonic clock */
  gboolean         tried_again;
  GError          *refusal;     /* (nullable) while the tokens that came with it are revoked */
} Exchange;

static void
exchange_free (Exchange *exchange)
{
  g_object_unref (exchange->authorization);
  lk_secret_unref (exchange->code);
  g_clear_error (&exchange->refusal);
  g_free (exchange);
}

static void on_exchanged (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data);
static void on_revoked   (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data);

static LkHttpRequest *
new_code_request (LkAuthorization *authorization,
                  LkSecret        *code)
{
  LkAuthMetadata *metadata = lk_authorization_get_metadata (authorization);
  LkSecret *verifier = lk_authorization_get_verifier (authorization);
  LkHttpRequest *request = lk_http_request_new ("token", "POST", metadata->token_endpoint);

  lk_http_request_add_field (request, "grant_type", "authorization_code");
  lk_http_request_add_field (request, "code", lk_secret_peek (code));
  lk_http_request_add_field (request, "redirect_uri",
                             lk_authorization_get_redirect_uri (authorization));
  lk_http_request_add_field (request, "client_id",
                             lk_authorization_get_client_id (authorization));
  lk_http_request_add_field (request, "code_verifier", lk_secret_peek (verifier));
  return request;
}

static void
exchange_code (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);

  lk_http_send_async (g_task_get_source_object (task),
                      new_code_request (exchange->authorization, exchange->code),
                      g_task_get_cancellable (task), on_exchanged, task);
}

static gboolean
may_try_again (const Exchange *exchange,
               const GError   *error)
{
  return lk_error_is_transient (error) && !exchange->tried_again && lk_retry_is_soon (error) &&
         g_get_monotonic_time () - exchange->started < LONGEST_FIRST_TRY;
}

/* A session that is of no use to us must not go on at the provider (E10). */
static void
revoke_useless (GTask    *task,
                LkTokens *tokens)
{
  Exchange *exchange = g_task_get_task_data (task);
  LkAuthMetadata *metadata = lk_authorization_get_metadata (exchange->authorization);

  lk_oauth_revoke_async (g_task_get_source_object (task), metadata->revocation_endpoint,
                         lk_authorization_get_client_id (exchange->authorization), tokens,
                         g_task_get_cancellable (task), on_revoked, task);
}

static void
on_exchanged (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  g_autoptr (LkTokens) useless = NULL;
  g_autoptr (GError) error = NULL;
  Exchange *exchange = g_task_get_task_data (task);
  LkTokens *tokens = NULL;

  response = lk_http_send_finish (LK_HTTP (source), result, &error);
  if (response != NULL)
    tokens = lk_tokens_parse (response, NULL, &useless, &error);

  if (tokens != NULL)
    g_task_return_pointer (task, tokens, (GDestroyNotify) lk_tokens_unref);
  else if (useless != NULL)
    {
      exchange->refusal = g_steal_pointer (&error);
      revoke_useless (g_steal_pointer (&task), useless);
    }
  else if (may_try_again (exchange, error))
    {
      exchange->tried_again = TRUE;
      lk_retry_later (g_steal_pointer (&task), error, exchange_code);
    }
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_revoked (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *exchange = g_task_get_task_data (task);

  /* Whether that worked or not, what went wrong is the scope. */
  lk_oauth_revoke_finish (LK_HTTP (source), result, NULL);
  g_task_return_error (task, g_steal_pointer (&exchange->refusal));
}

/**
 * lk_oauth_exchange_code_async:
 * @http: the client to send with
 * @authorization: the attempt that @code came back to
 * @code: (transfer none): the authorization code
 * @cancellable: (nullable): to stop it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Exchanges @code for tokens at the token endpoint of the metadata that @authorization started
 * with (spec §4.9). A passing fault is tried once more; an answer of OAuth's never, for a code
 * is good only once. Tokens with too narrow a scope are revoked before the error is returned.
 *
 * Errors: %LK_ERROR_REFUSED, with what the provider said; %LK_ERROR_PROTOCOL; a transient one.
 */
void
lk_oauth_exchange_code_async (LkHttp              *http,
                              LkAuthorization     *authorization,
                              LkSecret            *code,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (http, cancellable, callback, user_data);
  Exchange *exchange = g_new0 (Exchange, 1);

  g_task_set_source_tag (task, lk_oauth_exchange_code_async);
  g_task_set_task_data (task, exchange, (GDestroyNotify) exchange_free);
  exchange->authorization = g_object_ref (authorization);
  exchange->code = lk_secret_ref (code);
  exchange->started = g_get_monotonic_time ();

  if (!g_task_return_error_if_cancelled (task))
    exchange_code (g_steal_pointer (&task));
}

/**
 * lk_oauth_exchange_code_finish:
 * @http: the client
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): the tokens
 */
LkTokens *
lk_oauth_exchange_code_finish (LkHttp        *http,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* What a refusal means for the session: nothing, with the one exception of invalid_grant. */
static GError *
judge_refusal (const LkHttpResponse *response,
               GError               *error)
{
  if (lk_oauth_error_is (response, "invalid_grant"))
    error->code = LK_ERROR_EXPIRED;
  else if (error->code == LK_ERROR_SERVER_UNSUITABLE)
    error->code = LK_ERROR_REFUSED;
  return error;
}

static void
on_refreshed (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  LkSecret *refresh_token = g_task_get_task_data (task);
  LkTokens *tokens = NULL;
  LkTokens *narrow = NULL;
  GError *error = NULL;

  response = lk_http_send_finish (LK_HTTP (source), result, &error);
  if (response != NULL)
    tokens = lk_tokens_parse (response, refresh_token, &narrow, &error);

  /* Whatever scope the answer names: the old refresh token is used up, this one is the session. */
  if (narrow != NULL)
    {
      g_clear_error (&error);
      tokens = narrow;
    }
  if (tokens != NULL)
    g_task_return_pointer (task, tokens, (GDestroyNotify) lk_tokens_unref);
  else if (response != NULL)
    g_task_return_error (task, judge_refusal (response, error));
  else
    g_task_return_error (task, error);
}

/**
 * lk_oauth_refresh_async:
 * @http: the client to send with
 * @token_endpoint: of the provider
 * @client_id: whose session it is
 * @refresh_token: (transfer none): the newest one
 * @cancellable: (nullable): to stop it; whoever does so may lose the session, for the provider
 *   may have put another token in the place of @refresh_token already
 * @callback: called when done
 * @user_data: for @callback
 *
 * Asks once for new tokens (spec §5.4). The caller sees to it that this runs once at a time
 * and that the new tokens are saved before they are used.
 *
 * Errors: %LK_ERROR_EXPIRED, for OAuth's invalid_grant alone: the session is over. All others
 * leave it as it is: %LK_ERROR_REFUSED, %LK_ERROR_RATE_LIMITED, %LK_ERROR_PROTOCOL for a
 * malformed answer, or a transient one.
 */
void
lk_oauth_refresh_async (LkHttp              *http,
                        const char          *token_endpoint,
                        const char          *client_id,
                        LkSecret            *refresh_token,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (http, cancellable, callback, user_data);
  LkHttpRequest *request;

  g_task_set_source_tag (task, lk_oauth_refresh_async);
  g_task_set_task_data (task, lk_secret_ref (refresh_token), (GDestroyNotify) lk_secret_unref);
  if (g_task_return_error_if_cancelled (task))
    return;

  request = lk_http_request_new ("refresh", "POST", token_endpoint);
  lk_http_request_add_field (request, "grant_type", "refresh_token");
  lk_http_request_add_field (request, "refresh_token", lk_secret_peek (refresh_token));
  lk_http_request_add_field (request, "client_id", client_id);
  lk_http_send_async (http, request, cancellable, on_refreshed, g_steal_pointer (&task));
}

/**
 * lk_oauth_refresh_finish:
 * @http: the client
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): the new tokens; with the old refresh token when no new one came
 */
LkTokens *
lk_oauth_refresh_finish (LkHttp        *http,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
