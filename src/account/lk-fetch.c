/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-fetch.h"

#include "lk-account-private.h"
#include "lk-client-api.h"
#include "lk-error.h"
#include "lk-refresh.h"

/*
 * A request in the name of an account, in the order it happens: read the tokens → renew them if
 * they are about to expire → send → if the homeserver refuses them: renew, send once more.
 */
static void load    (GTask *task);
static void prepare (GTask *task, LkTokens *tokens);
static void send    (GTask *task);
static void renew   (GTask *task);

/* A fresh token that is refused again is not renewed at once again: the homeserver refuses the
 * session, not the token (spec §5.3, F8). */
#define COOL_DOWN (60 * G_USEC_PER_SEC)

typedef struct
{
  LkHttpRequest *request;
  LkSecret      *used;        /* (nullable) the access token that was sent */
  gboolean       has_renewed; /* the token that is sent is a fresh one */
  gboolean       was_refused; /* and this is the second time that one is sent */
} Fetch;

static void
fetch_free (Fetch *self)
{
  lk_http_request_free (self->request);
  g_clear_pointer (&self->used, lk_secret_unref);
  g_free (self);
}

/**
 * lk_fetch_async:
 * @account: an account with a session
 * @request: (transfer full): what to ask of its own homeserver
 * @cancellable: (nullable): to stop it; a renewal that has begun goes on
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Asks the homeserver something as @account (spec §5.3). An answer of any status is a success.
 * %LK_ERROR_EXPIRED says that there is no session to ask with, or that it ended just now.
 */
void
lk_fetch_async (LkAccount           *account,
                LkHttpRequest       *request,
                GCancellable        *cancellable,
                GAsyncReadyCallback  callback,
                gpointer             user_data)
{
  GTask *task;
  Fetch *self;

  g_return_if_fail (LK_IS_ACCOUNT (account));

  task = g_task_new (account, cancellable, callback, user_data);
  self = g_new0 (Fetch, 1);
  g_task_set_source_tag (task, lk_fetch_async);
  g_task_set_task_data (task, self, (GDestroyNotify) fetch_free);
  self->request = request;
  load (task);
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkTokens) tokens = NULL;
  GError *error = NULL;

  tokens = lk_account_load_tokens_finish (LK_ACCOUNT (source), result, &error);
  if (tokens != NULL)
    prepare (g_steal_pointer (&task), tokens);
  else
    g_task_return_error (task, error);
}

/* A session that has ended, or is being ended, is not spoken for any more. */
static void
return_no_session (GTask *task)
{
  g_task_return_new_error (task, LK_ERROR, LK_ERROR_EXPIRED, "There is no session");
  g_object_unref (task);
}

static void
load (GTask *task)
{
  LkAccount *account = g_task_get_source_object (task);

  if (lk_account_may_talk (account))
    lk_account_load_tokens_async (account, g_task_get_cancellable (task), on_loaded, task);
  else
    return_no_session (task);
}

static gboolean
is_cooling_down (LkAccount *account)
{
  gint64 now = lk_clock_uptime (lk_account_get_ports (account)->clock);
  gint64 refused_at = *lk_account_refused_at (account);

  return refused_at != 0 && now - refused_at < COOL_DOWN;
}

static void
prepare (GTask    *task,
         LkTokens *tokens)
{
  LkAccount *account = g_task_get_source_object (task);
  LkTokenKeeper *keeper = lk_account_get_keeper (account);

  /* One that is being renewed may be worthless already. */
  if ((lk_token_keeper_is_stale (keeper) && !is_cooling_down (account)) ||
      lk_account_get_refresh_waiters (account)->len > 0)
    renew (task);
  else
    send (task);
}

static void
return_response (GTask          *task,
                 LkHttpResponse *response)
{
  g_task_return_pointer (task, response, (GDestroyNotify) lk_http_response_free);
}

static void
note_answer (LkAccount            *account,
             const LkHttpResponse *response)
{
  g_autoptr (GError) error =
    response->status >= 400 ? lk_http_response_to_error (response) : NULL;

  lk_account_note_network (account, error);
}

/* Somebody else may have renewed the tokens while this request was on its way: then the answer
 * is about the old one, and there is a newer one to try. */
static gboolean
has_newer_token (LkAccount *account,
                 Fetch     *self)
{
  LkTokens *tokens = lk_account_get_tokens (account);

  return tokens != NULL && !lk_secret_equal (tokens->access_token, self->used);
}

/* Without a refresh token the homeserver's word is the last one (spec §5.3). */
static void
end_session (LkAccount            *account,
             const LkHttpResponse *response)
{
  g_autoptr (GError) error = lk_client_api_to_error (response);

  error->code = LK_ERROR_EXPIRED;
  if (lk_auth_state_has_session (lk_account_get_state (account)))
    lk_account_end_session (account, error);
}

static void
accept_refusal (GTask          *task,
                LkHttpResponse *response)
{
  LkAccount *account = g_task_get_source_object (task);
  Fetch *self = g_task_get_task_data (task);
  LkTokens *tokens = lk_account_get_tokens (account);

  if (self->has_renewed)
    *lk_account_refused_at (account) = lk_clock_uptime (lk_account_get_ports (account)->clock);
  else if (tokens != NULL && tokens->refresh_token == NULL && !has_newer_token (account, self))
    end_session (account, response);
  return_response (task, response);
  g_object_unref (task);
}

static void
on_refused (GTask          *task,
            LkHttpResponse *response)
{
  LkAccount *account = g_task_get_source_object (task);
  Fetch *self = g_task_get_task_data (task);
  LkTokens *tokens = lk_account_get_tokens (account);

  if (self->was_refused || self->has_renewed || tokens == NULL ||
      tokens->refresh_token == NULL || is_cooling_down (account))
    {
      accept_refusal (task, response);
      return;
    }
  self->was_refused = TRUE;
  lk_http_response_free (response);
  if (has_newer_token (account, self))
    send (task);
  else
    renew (task);
}

static void
on_sent (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  LkAccount *account = g_task_get_source_object (task);
  Fetch *self = g_task_get_task_data (task);
  LkHttpResponse *response;
  GError *error = NULL;

  response = lk_http_send_finish (LK_HTTP (source), result, &error);
  if (response == NULL)
    {
      lk_account_note_network (account, error);
      g_task_return_error (task, error);
      return;
    }
  note_answer (account, response);
  if (lk_client_api_wants_token (response))
    {
      on_refused (g_steal_pointer (&task), response);
      return;
    }
  if (response->status == 200)
    lk_token_keeper_prove (lk_account_get_keeper (account), self->used);
  return_response (task, response);
}

static void
send (GTask *task)
{
  LkAccount *account = g_task_get_source_object (task);
  Fetch *self = g_task_get_task_data (task);
  LkTokens *tokens = lk_account_get_tokens (account);
  LkHttpRequest *request;

  if (tokens == NULL)
    {
      return_no_session (task);
      return;
    }
  g_clear_pointer (&self->used, lk_secret_unref);
  self->used = lk_secret_ref (tokens->access_token);
  request = lk_http_request_copy (self->request);
  lk_http_request_set_bearer (request, self->used);
  lk_http_send_async (lk_account_get_ports (account)->http, request,
                      g_task_get_cancellable (task), on_sent, task);
}

/* A provider that is away is no reason not to use what is good for some seconds more. */
static gboolean
can_do_without (GTask        *task,
                const GError *error)
{
  LkAccount *account = g_task_get_source_object (task);
  Fetch *self = g_task_get_task_data (task);
  LkTokens *tokens = lk_account_get_tokens (account);

  return lk_error_is_transient (error) && !self->was_refused && tokens != NULL &&
         tokens->expires_at != 0 && !lk_token_keeper_is_expired (lk_account_get_keeper (account));
}

static void
on_renewal_failed (GTask        *task,
                   const GError *error)
{
  if (can_do_without (task, error))
    {
      send (task);
      return;
    }
  g_task_return_error (task, g_error_copy (error));
  g_object_unref (task);
}

static void
on_renewed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Fetch *self = g_task_get_task_data (task);

  self->has_renewed = lk_refresh_finish (LK_ACCOUNT (source), result, &error);
  if (self->has_renewed)
    send (g_steal_pointer (&task));
  else
    on_renewal_failed (g_steal_pointer (&task), error);
}

/* What has just failed isn't tried by every request anew. */
static void
renew (GTask *task)
{
  LkAccount *account = g_task_get_source_object (task);
  const GError *trouble = lk_account_get_renewal_trouble (account);

  if (trouble != NULL && lk_account_get_refresh_waiters (account)->len == 0)
    on_renewal_failed (task, trouble);
  else
    lk_refresh_async (account, g_task_get_cancellable (task), on_renewed, task);
}

/**
 * lk_fetch_finish:
 * @error: return location for an error: of the keyring, of the network, or of a renewal
 *
 * Returns: (transfer full): the answer, of whatever status
 */
LkHttpResponse *
lk_fetch_finish (LkAccount    *account,
                 GAsyncResult *result,
                 GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, account), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
