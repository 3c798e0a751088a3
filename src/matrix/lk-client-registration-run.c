/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-client-registration.h"

#include "lk-error.h"
#include "lk-json.h"
#include "lk-oauth-error.h"
#include "lk-retry.h"

/*
 * The conversation in which a provider gets to know us: one request, and what to try when it
 * is refused.
 */

#define MAX_WAITS 2

typedef struct
{
  LkAuthMetadata *metadata;
  GStrv           names;            /* (nullable) */
  char           *static_client_id; /* (nullable) */
  gboolean        loopback_only;
  guint           n_waits;
} Run;

static void
run_free (Run *run)
{
  lk_auth_metadata_unref (run->metadata);
  g_strfreev (run->names);
  g_free (run->static_client_id);
  g_free (run);
}

static void on_answered (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);

static void
register_client (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  const char *const redirect_uris[] = {
    LK_REDIRECT_LOOPBACK,
    run->loopback_only ? NULL : LK_REDIRECT_PRIVATE,
    NULL,
  };
  g_autoptr (JsonObject) body =
    lk_client_registration_build (run->metadata, redirect_uris, (const char *const *) run->names);
  g_autofree char *text = lk_json_to_text (body);
  LkHttpRequest *request =
    lk_http_request_new ("register", "POST", run->metadata->registration_endpoint);

  lk_http_request_set_json (request, text);
  lk_http_send_async (g_task_get_source_object (task), request, g_task_get_cancellable (task),
                      on_answered, task);
}

static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, LK_ERROR, LK_ERROR_REFUSED) ||
         g_error_matches (error, LK_ERROR, LK_ERROR_SERVER_UNSUITABLE);
}

/* Tuwunel's list of allowed hosts refuses, with 403, every address without a host (spec §3.4). */
static gboolean
may_dislike_private_scheme (const Run            *run,
                            const LkHttpResponse *response)
{
  return !run->loopback_only && response != NULL &&
         (response->status == 403 || lk_oauth_error_is (response, "invalid_redirect_uri"));
}

static gboolean
may_wait (const Run    *run,
          const GError *error)
{
  return g_error_matches (error, LK_ERROR, LK_ERROR_RATE_LIMITED) && run->n_waits < MAX_WAITS &&
         lk_retry_is_soon (error);
}

/* The end of a refused registration: a client ID known beforehand, or the refusal. */
static void
fall_back (GTask  *task,
           GError *error)
{
  Run *run = g_task_get_task_data (task);
  LkClientRegistration *known;

  if (run->static_client_id == NULL)
    {
      error->code = LK_ERROR_REFUSED;
      g_task_return_error (task, error);
      return;
    }
  g_error_free (error);
  known = g_new0 (LkClientRegistration, 1);
  known->client_id = g_strdup (run->static_client_id);
  known->is_static = TRUE;
  g_task_return_pointer (task, known, (GDestroyNotify) lk_client_registration_free);
}

static void
try_otherwise (GTask                *conversation,
               const LkHttpResponse *response,
               GError               *failure)
{
  g_autoptr (GTask) task = conversation;
  g_autoptr (GError) error = failure;
  Run *run = g_task_get_task_data (task);

  if (may_dislike_private_scheme (run, response))
    {
      run->loopback_only = TRUE;
      register_client (g_steal_pointer (&task));
    }
  else if (may_wait (run, error))
    {
      run->n_waits++;
      lk_retry_later (g_steal_pointer (&task), error, register_client);
    }
  else if (is_refusal (error))
    fall_back (task, g_steal_pointer (&error));
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
  Run *run = g_task_get_task_data (task);
  LkClientRegistration *registration = NULL;
  GError *error = NULL;

  response = lk_http_send_finish (LK_HTTP (source), result, &error);
  if (response != NULL)
    registration = lk_client_registration_parse (response, run->metadata, LK_REDIRECT_LOOPBACK,
                                                 &error);
  if (registration != NULL)
    g_task_return_pointer (task, registration, (GDestroyNotify) lk_client_registration_free);
  else
    try_otherwise (g_steal_pointer (&task), response, error);
}

/* Nothing was asked, but the step has a name all the same. */
static GError *
make_no_registration (void)
{
  GError *error = g_error_new_literal (LK_ERROR, LK_ERROR_REFUSED,
                                       "The provider does not register clients");

  lk_error_set_step (error, "register");
  return error;
}

/**
 * lk_client_registration_run_async:
 * @http: the client to send with
 * @metadata: of the provider
 * @names: (nullable): pairs of BCP 47 tag and our name in that language, %NULL-terminated
 * @static_client_id: (nullable): who we are to this provider when it does not register us
 * @cancellable: (nullable): to stop it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Registers at the start of a flow (spec §3.5). A provider that refuses the private scheme is
 * asked once more with the loopback address alone; 429 is waited out at most twice. When the
 * provider refuses or has no registration, @static_client_id is the result.
 *
 * Errors: %LK_ERROR_REFUSED with the provider's words; %LK_ERROR_PROTOCOL; a transient one.
 */
void
lk_client_registration_run_async (LkHttp              *http,
                                  LkAuthMetadata      *metadata,
                                  const char *const   *names,
                                  const char          *static_client_id,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (http, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  g_task_set_source_tag (task, lk_client_registration_run_async);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);
  run->metadata = lk_auth_metadata_ref (metadata);
  run->names = g_strdupv ((GStrv) names);
  run->static_client_id = g_strdup (static_client_id);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (metadata->registration_endpoint != NULL)
    register_client (g_steal_pointer (&task));
  else
    fall_back (task, make_no_registration ());
}

/**
 * lk_client_registration_run_finish:
 * @http: the client
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): the registration; its client ID belongs to the session to come
 */
LkClientRegistration *
lk_client_registration_run_finish (LkHttp        *http,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
