/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-auth-discovery.h"

#include <string.h>

#include "lk-error.h"
#include "lk-json.h"

/*
 * Which authentication API does a homeserver speak? What the versions say is not to be relied
 * on, so the places are asked one after the other (spec §2.2).
 *
 * Only "there is no such thing here" leads on to the next place. Any other answer that isn't
 * a 200 ends the search with an error: one passing fault must never show a password box to
 * people whose passwords belong on their provider's page.
 */

#define MAX_BODY (256 * 1024)

/* The conversation, in the order it happens. */
static void ask_stable        (GTask *task); /* A */
static void ask_unstable      (GTask *task); /* B */
static void ask_issuer        (GTask *task); /* C */
static void take_known_issuer (GTask *task); /* D */
static void ask_configuration (GTask *task); /* of the issuer from C or D */
static void ask_login         (GTask *task); /* E */
static void ask_old_login     (GTask *task);

typedef struct
{
  char        *base_url;
  LkTransport  transport;
  char        *well_known_issuer;  /* (nullable) */
  char        *well_known_account; /* (nullable) */
  guint        timeout;            /* seconds for each request */
  char        *issuer;             /* (nullable) whose configuration is asked for */
} Discovery;

static void
discovery_free (Discovery *self)
{
  g_free (self->base_url);
  g_free (self->well_known_issuer);
  g_free (self->well_known_account);
  g_free (self->issuer);
  g_free (self);
}

/** lk_auth_api_free: frees @self. */
void
lk_auth_api_free (LkAuthApi *self)
{
  g_clear_pointer (&self->metadata, lk_auth_metadata_unref);
  g_clear_pointer (&self->flows, lk_login_flows_free);
  g_free (self);
}

/* @task: (transfer full): handed on to @on_answered */
static void
ask (GTask               *task,
     const char          *step,
     const char          *url,
     GAsyncReadyCallback  on_answered)
{
  Discovery *self = g_task_get_task_data (task);
  LkHttpRequest *request = lk_http_request_new (step, "GET", url);

  lk_http_request_set_limits (request, MAX_BODY, self->timeout);
  lk_http_send_async (g_task_get_source_object (task), request, g_task_get_cancellable (task),
                      on_answered, task);
}

static void
ask_homeserver (GTask               *task,
                const char          *step,
                const char          *path,
                GAsyncReadyCallback  on_answered)
{
  Discovery *self = g_task_get_task_data (task);
  g_autofree char *url = g_strconcat (self->base_url, path, NULL);

  ask (task, step, url, on_answered);
}

/* How an answer leads on. */
typedef enum
{
  ANSWERED, /* a 200 */
  MISSING,  /* there is no such thing here */
  OVER,     /* the task has returned an error */
} Verdict;

/* The body of a 404 may be anything: many come from a proxy (B15). */
static gboolean
is_missing (const LkHttpResponse *response)
{
  g_autoptr (JsonObject) body = NULL;

  if (response->status != 400)
    return response->status == 404 || response->status == 405;
  body = lk_http_response_parse_object (response, NULL);
  return g_strcmp0 (lk_json_get_string (body, "errcode"), "M_UNRECOGNIZED") == 0;
}

/* @response: (out) (transfer full) (nullable) */
static Verdict
judge (GTask           *task,
       GAsyncResult    *result,
       LkHttpResponse **response)
{
  GError *error = NULL;

  *response = lk_http_send_finish (g_task_get_source_object (task), result, &error);
  if (*response != NULL && (*response)->status == 200)
    return ANSWERED;
  if (*response != NULL && is_missing (*response))
    return MISSING;
  if (*response != NULL)
    error = lk_http_response_to_error (*response);
  g_task_return_error (task, error);
  return OVER;
}

static void
return_broken (GTask                *task,
               const LkHttpResponse *response,
               const char           *message)
{
  GError *error = g_error_new_literal (LK_ERROR, LK_ERROR_MISCONFIGURED, message);

  if (response != NULL)
    lk_http_response_locate_error (response, &error);
  else
    lk_error_set_step (error, "well-known");
  g_task_return_error (task, error);
}

/* An issuer that was asked for must answer for itself: whoever answers for another may be an
 * attacker between two of them (OpenID Connect Discovery §4.3), so not even a slash may differ. */
static void
return_metadata (GTask                *task,
                 const LkHttpResponse *response,
                 LkScopes              scopes)
{
  Discovery *self = g_task_get_task_data (task);
  GError *error = NULL;
  LkAuthApi *api;
  g_autoptr (LkAuthMetadata) metadata =
    lk_auth_metadata_parse_with_account (response, self->transport, scopes,
                                         self->well_known_account, &error);

  if (metadata == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (self->issuer != NULL && !g_str_equal (metadata->issuer, self->issuer))
    {
      return_broken (task, response, "The openid-configuration's issuer is another one");
      return;
    }
  api = g_new0 (LkAuthApi, 1);
  api->metadata = g_steal_pointer (&metadata);
  g_task_return_pointer (task, api, (GDestroyNotify) lk_auth_api_free);
}

static void
on_stable_answered (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  Verdict verdict = judge (task, result, &response);

  if (verdict == ANSWERED)
    return_metadata (task, response, LK_SCOPES_STABLE);
  else if (verdict == MISSING)
    ask_unstable (g_steal_pointer (&task));
}

static void
ask_stable (GTask *task)
{
  ask_homeserver (task, "auth-metadata", "/_matrix/client/v1/auth_metadata", on_stable_answered);
}

static void
on_unstable_answered (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  Verdict verdict = judge (task, result, &response);

  if (verdict == ANSWERED)
    return_metadata (task, response, LK_SCOPES_UNSTABLE);
  else if (verdict == MISSING)
    ask_issuer (g_steal_pointer (&task));
}

static void
ask_unstable (GTask *task)
{
  ask_homeserver (task, "auth-metadata",
                  "/_matrix/client/unstable/org.matrix.msc2965/auth_metadata",
                  on_unstable_answered);
}

/* The configuration is asked for below the issuer, so the issuer can't have a query. */
static gboolean
set_issuer (Discovery  *self,
            const char *issuer)
{
  if (!lk_transport_allows (self->transport, issuer) || strpbrk (issuer, "?#") != NULL)
    return FALSE;
  self->issuer = g_strdup (issuer);
  return TRUE;
}

static void
on_issuer_answered (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  g_autoptr (JsonObject) object = NULL;
  Verdict verdict = judge (task, result, &response);

  if (verdict == OVER)
    return;
  if (verdict == MISSING)
    {
      take_known_issuer (g_steal_pointer (&task));
      return;
    }
  object = lk_http_response_parse_object (response, NULL);
  if (set_issuer (g_task_get_task_data (task), lk_json_get_string (object, "issuer")))
    ask_configuration (g_steal_pointer (&task));
  else
    return_broken (task, response, "The homeserver names no usable issuer");
}

static void
ask_issuer (GTask *task)
{
  ask_homeserver (task, "auth-issuer", "/_matrix/client/unstable/org.matrix.msc2965/auth_issuer",
                  on_issuer_answered);
}

static void
take_known_issuer (GTask *task)
{
  Discovery *self = g_task_get_task_data (task);

  if (self->well_known_issuer == NULL)
    {
      ask_login (task);
      return;
    }
  if (set_issuer (self, self->well_known_issuer))
    {
      ask_configuration (task);
      return;
    }
  return_broken (task, NULL, "The well-known file names no usable issuer");
  g_object_unref (task);
}

static void
on_configuration_answered (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  Verdict verdict = judge (task, result, &response);

  if (verdict == ANSWERED)
    return_metadata (task, response, LK_SCOPES_UNSTABLE);
  else if (verdict == MISSING)
    return_broken (task, response, "The issuer has no openid-configuration");
}

static void
ask_configuration (GTask *task)
{
  Discovery *self = g_task_get_task_data (task);
  gsize length = strlen (self->issuer);
  g_autofree char *base = g_strndup (self->issuer, g_str_has_suffix (self->issuer, "/") ? length - 1
                                                                                        : length);
  g_autofree char *url = g_strconcat (base, "/.well-known/openid-configuration", NULL);

  ask (task, "openid-configuration", url, on_configuration_answered);
}

static void
return_flows (GTask                *task,
              const LkHttpResponse *response)
{
  GError *error = NULL;
  LkLoginFlows *flows = lk_login_flows_parse (response, &error);
  LkAuthApi *api;

  if (flows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  api = g_new0 (LkAuthApi, 1);
  api->flows = flows;
  g_task_return_pointer (task, api, (GDestroyNotify) lk_auth_api_free);
}

static void
return_neither (GTask                *task,
                const LkHttpResponse *response)
{
  GError *error = g_error_new_literal (LK_ERROR, LK_ERROR_SERVER_UNSUITABLE,
                                       "The homeserver offers no way to sign in");

  lk_http_response_locate_error (response, &error);
  g_task_return_error (task, error);
}

static void
on_login_answered (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  Verdict verdict = judge (task, result, &response);

  if (verdict == ANSWERED)
    return_flows (task, response);
  else if (verdict == MISSING && response->status == 404)
    ask_old_login (g_steal_pointer (&task));
  else if (verdict == MISSING)
    return_neither (task, response);
}

static void
ask_login (GTask *task)
{
  ask_homeserver (task, "login-flows", "/_matrix/client/v3/login", on_login_answered);
}

static void
on_old_login_answered (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  Verdict verdict = judge (task, result, &response);

  if (verdict == ANSWERED)
    return_flows (task, response);
  else if (verdict == MISSING)
    return_neither (task, response);
}

static void
ask_old_login (GTask *task)
{
  ask_homeserver (task, "login-flows", "/_matrix/client/r0/login", on_old_login_answered);
}

/**
 * lk_auth_discovery_run_async:
 * @http: the client
 * @base_url: the homeserver's base URL, without trailing slash
 * @transport: how this homeserver may be talked to
 * @well_known_issuer: (nullable): the issuer that the well-known file names
 * @well_known_account: (nullable): and its account page, used when the metadata names none
 * @cancellable: (nullable): to stop it
 * @callback: called when it is known
 * @user_data: for @callback
 *
 * Finds out which authentication API a homeserver speaks (spec §2). Always asks anew.
 */
void
lk_auth_discovery_run_async (LkHttp              *http,
                             const char          *base_url,
                             LkTransport          transport,
                             const char          *well_known_issuer,
                             const char          *well_known_account,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  lk_auth_discovery_run_within_async (http, base_url, transport, well_known_issuer,
                                      well_known_account, LK_HTTP_TIMEOUT, cancellable, callback,
                                      user_data);
}

/**
 * lk_auth_discovery_run_within_async:
 * @timeout: how long each request may take, in seconds
 *
 * The same as lk_auth_discovery_run_async(), which see.
 */
void
lk_auth_discovery_run_within_async (LkHttp              *http,
                                    const char          *base_url,
                                    LkTransport          transport,
                                    const char          *well_known_issuer,
                                    const char          *well_known_account,
                                    guint                timeout,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  Discovery *self;
  GTask *task;

  g_return_if_fail (LK_IS_HTTP (http));
  g_return_if_fail (base_url != NULL);

  self = g_new0 (Discovery, 1);
  self->base_url = g_strdup (base_url);
  self->transport = transport;
  self->well_known_issuer = g_strdup (well_known_issuer);
  self->well_known_account = g_strdup (well_known_account);
  self->timeout = timeout;
  task = g_task_new (http, cancellable, callback, user_data);
  g_task_set_source_tag (task, lk_auth_discovery_run_async);
  g_task_set_task_data (task, self, (GDestroyNotify) discovery_free);
  ask_stable (task);
}

/**
 * lk_auth_discovery_run_finish:
 * @error: return location for an error: a passing one as of lk_http_send_finish() or
 *   lk_http_response_to_error(), %LK_ERROR_REFUSED, %LK_ERROR_MISCONFIGURED when OAuth 2.0 is
 *   there but broken, %LK_ERROR_SERVER_UNSUITABLE when neither API is
 *
 * Returns: (transfer full): the API
 */
LkAuthApi *
lk_auth_discovery_run_finish (LkHttp        *http,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
