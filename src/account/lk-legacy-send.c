/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-legacy-send.h"

#include "lk-legacy-session.h"

/*
 * A cancelled login, or a cancelled try to register, is not cut off: the homeserver may be making a
 * session right now, and one that nobody holds would stay open there. The person goes on at once;
 * what still comes is ended.
 */
typedef struct
{
  GTask        *task; /* (nullable) once the person has gone on */
  LkHomeserver *homeserver;
  GSource      *cancelled; /* (nullable) */
} Send;

static void
send_free (Send *self)
{
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
  g_clear_object (&self->task);
  lk_homeserver_unref (self->homeserver);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Send, send_free)

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  Send *self = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  return G_SOURCE_REMOVE;
}

static void
give_back (LkHttp       *http,
           LkHomeserver *homeserver,
           LkTokens     *tokens)
{
  lk_legacy_logout_async (http, homeserver->base_url, tokens->access_token, NULL, NULL, NULL);
}

/**
 * lk_legacy_take_grant:
 * @http: the client
 * @homeserver: where it was sent
 * @response: of lk_legacy_send_finish()
 * @error: return location for an error, as of lk_legacy_grant_parse()
 *
 * A session that can't be used is ended, in the background.
 *
 * Returns: (transfer full): what came
 */
LkLegacyGrant *
lk_legacy_take_grant (LkHttp               *http,
                      LkHomeserver         *homeserver,
                      const LkHttpResponse *response,
                      GError              **error)
{
  g_autoptr (LkTokens) useless = NULL;
  LkLegacyGrant *grant =
    lk_legacy_grant_parse (response, homeserver->entry->transport, &useless, error);

  if (useless != NULL)
    give_back (http, homeserver, useless);
  return grant;
}

static void
refuse (Send                 *self,
        LkHttp               *http,
        const LkHttpResponse *response)
{
  g_autoptr (LkLegacyGrant) grant = lk_legacy_take_grant (http, self->homeserver, response, NULL);

  if (grant != NULL)
    give_back (http, self->homeserver, grant->tokens);
}

static void
on_sent (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (Send) self = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  response = lk_http_send_finish (LK_HTTP (source), result, &error);
  if (self->task == NULL && response != NULL)
    refuse (self, LK_HTTP (source), response);
  else if (response != NULL)
    g_task_return_pointer (self->task, g_steal_pointer (&response),
                           (GDestroyNotify) lk_http_response_free);
  else if (self->task != NULL)
    g_task_return_error (self->task, g_steal_pointer (&error));
}

static void
watch_cancellable (Send *self)
{
  GCancellable *cancellable = g_task_get_cancellable (self->task);

  if (cancellable == NULL)
    return;
  self->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), self, NULL);
  g_source_attach (self->cancelled, g_task_get_context (self->task));
}

/**
 * lk_legacy_send_async:
 * @http: the client
 * @homeserver: where to
 * @request: (transfer full): of lk_legacy_login_with_password() and its likes, or of
 *   lk_user_registration_new_request()
 * @cancellable: (nullable): to go on without the answer
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Asks for a session (spec §9.2, §9.3, §9.5).
 */
void
lk_legacy_send_async (LkHttp              *http,
                      LkHomeserver        *homeserver,
                      LkHttpRequest       *request,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  Send *self = g_new0 (Send, 1);

  self->task = g_task_new (http, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, lk_legacy_send_async);
  /* A session that has come is never lost to a cancelling in the last moment. */
  g_task_set_check_cancellable (self->task, FALSE);
  self->homeserver = lk_homeserver_ref (homeserver);
  watch_cancellable (self);
  lk_http_send_async (http, request, NULL, on_sent, self);
}

/**
 * lk_legacy_send_finish:
 * @error: return location for an error
 *
 * Returns: (transfer full): the answer; lk_legacy_take_grant() reads it
 */
LkHttpResponse *
lk_legacy_send_finish (LkHttp       *http,
                       GAsyncResult *result,
                       GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
