/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-well-known.h"

#include <string.h>

#include "lk-error.h"
#include "lk-json.h"

/*
 * `/.well-known/matrix/client`, where the owner of a name says where its homeserver is. The
 * file is often missing, broken, or a web page; what to do then is the table of spec §1.2, a
 * row of which is an outcome here. No row is ever an error of the function: only the person
 * who cancels ends it without an outcome.
 *
 * `m.identity_server` is not looked at: we use none, and its faults must not keep anybody from
 * signing in (A11, where the specification would stop).
 */

#define STEP "well-known"
#define MAX_BODY (64 * 1024)
#define TIMEOUT 10

/* @problem: (transfer full) */
static LkWellKnown *
well_known_fail (LkWellKnownOutcome outcome,
                 GError            *problem)
{
  LkWellKnown *self = g_new0 (LkWellKnown, 1);

  self->outcome = outcome;
  self->problem = problem;
  return self;
}

static LkWellKnown *
well_known_is_wrong (const LkHttpResponse *response,
                     LkWellKnownOutcome    outcome,
                     const char           *message)
{
  GError *problem = g_error_new_literal (LK_ERROR, LK_ERROR_MISCONFIGURED, message);

  lk_http_response_locate_error (response, &problem);
  return well_known_fail (outcome, problem);
}

/* Paths are appended to a base URL, so it can have neither query nor fragment. */
static gboolean
is_base_url (LkTransport transport,
             const char *url)
{
  return lk_transport_allows (transport, url) && strpbrk (url, "?#") == NULL;
}

static char *
strip_slash (const char *url)
{
  gsize length = strlen (url);

  return g_strndup (url, g_str_has_suffix (url, "/") ? length - 1 : length);
}

/**
 * lk_well_known_dup_base_url:
 * @object: (nullable): the contents of a well-known file, or of the `well_known` of a login
 * @transport: how the homeserver that gave it may be talked to
 *
 * Returns: (transfer full) (nullable): the homeserver's base URL without trailing slash, when
 *   there is one that may be used
 */
char *
lk_well_known_dup_base_url (JsonObject *object,
                            LkTransport transport)
{
  const char *url = lk_json_get_string (lk_json_get_object (object, "m.homeserver"), "base_url");

  return url != NULL && is_base_url (transport, url) ? strip_slash (url) : NULL;
}

static LkWellKnown *
read_object (const LkHttpResponse *response,
             JsonObject           *object,
             LkTransport           transport)
{
  JsonObject *homeserver = lk_json_get_object (object, "m.homeserver");
  JsonObject *oldest_draft = lk_json_get_object (object, "org.matrix.msc2965.authentication");
  const char *base_url = lk_json_get_string (homeserver, "base_url");
  LkWellKnown *self;

  if (base_url == NULL)
    return well_known_is_wrong (response, LK_WELL_KNOWN_FAIL_PROMPT,
                                "The well-known file is invalid: it lacks m.homeserver.base_url");
  if (!is_base_url (transport, base_url))
    return well_known_is_wrong (response, LK_WELL_KNOWN_FAIL_ERROR,
                                "The well-known file names an unusable m.homeserver.base_url");

  self = g_new0 (LkWellKnown, 1);
  self->outcome = LK_WELL_KNOWN_FOUND;
  self->base_url = strip_slash (base_url);
  self->issuer = g_strdup (lk_json_get_string (oldest_draft, "issuer"));
  self->account_uri = g_strdup (lk_json_get_string (oldest_draft, "account"));
  return self;
}

/**
 * lk_well_known_parse:
 * @response: the answer to the request for a well-known file
 * @transport: how the server that was typed may be talked to; holds for its base URL, too
 *
 * Reads a well-known answer (spec §1.2). The content type doesn't matter (A14), nor do unknown
 * keys (A18). The addresses of the oldest draft are not judged here, but where they are used.
 *
 * Returns: (transfer full): what to do
 */
LkWellKnown *
lk_well_known_parse (const LkHttpResponse *response,
                     LkTransport           transport)
{
  g_autoptr (JsonObject) object = NULL;

  if (response->status == 404)
    return well_known_fail (LK_WELL_KNOWN_IGNORE, NULL);
  if (response->status != 200)
    return well_known_fail (LK_WELL_KNOWN_FAIL_PROMPT, lk_http_response_to_error (response));

  object = lk_http_response_parse_object (response, NULL);
  if (object == NULL)
    return well_known_is_wrong (response, LK_WELL_KNOWN_FAIL_PROMPT,
                                "The well-known file is invalid: it is not a JSON object");
  return read_object (response, object, transport);
}

/** lk_well_known_free: frees @self. */
void
lk_well_known_free (LkWellKnown *self)
{
  g_free (self->base_url);
  g_free (self->issuer);
  g_free (self->account_uri);
  g_clear_error (&self->problem);
  g_free (self);
}

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  GError *error = NULL;
  LkWellKnown *self;

  response = lk_http_send_finish (LK_HTTP (source), result, &error);
  if (lk_error_is_cancelled (error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (response != NULL)
    self = lk_well_known_parse (response, GPOINTER_TO_INT (g_task_get_task_data (task)));
  else
    self = well_known_fail (LK_WELL_KNOWN_FAIL_PROMPT, error);
  g_task_return_pointer (task, self, (GDestroyNotify) lk_well_known_free);
}

/**
 * lk_well_known_fetch_async:
 * @http: the client
 * @url: where the file is, from an #LkServerEntry
 * @transport: how this server may be talked to
 * @cancellable: (nullable): to stop it
 * @callback: called when it is known what to do
 * @user_data: for @callback
 *
 * Asks for the well-known file, without Authorization, for at most 10 s (spec §1.2).
 */
void
lk_well_known_fetch_async (LkHttp              *http,
                           const char          *url,
                           LkTransport          transport,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  lk_well_known_fetch_within_async (http, url, transport, TIMEOUT, cancellable, callback,
                                    user_data);
}

/**
 * lk_well_known_fetch_within_async:
 * @timeout: how long it may take, in seconds
 *
 * The same as lk_well_known_fetch_async(), which see.
 */
void
lk_well_known_fetch_within_async (LkHttp              *http,
                                  const char          *url,
                                  LkTransport          transport,
                                  guint                timeout,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  GTask *task;
  LkHttpRequest *request;

  g_return_if_fail (LK_IS_HTTP (http));
  g_return_if_fail (url != NULL);

  task = g_task_new (http, cancellable, callback, user_data);
  g_task_set_source_tag (task, lk_well_known_fetch_async);
  g_task_set_task_data (task, GINT_TO_POINTER (transport), NULL);
  request = lk_http_request_new (STEP, "GET", url);
  lk_http_request_set_limits (request, MAX_BODY, timeout);
  lk_http_send_async (http, request, cancellable, on_answered, task);
}

/**
 * lk_well_known_fetch_finish:
 * @error: return location for %G_IO_ERROR_CANCELLED, the only one
 *
 * Returns: (transfer full): what to do
 */
LkWellKnown *
lk_well_known_fetch_finish (LkHttp        *http,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
