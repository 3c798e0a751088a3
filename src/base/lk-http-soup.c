/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-http-engine.h"

#include <gmodule.h>
#include <libsoup/soup.h>

#include "lk-config.h"
#include "lk-error.h"
#include "lk-http-soup.h"

/*
 * The half of the engine that asks: behind lk-http.c. Nobody else speaks HTTP but the half that
 * is asked, lk-http-soup-listener.c. What holds for every request holds
 * here:
 *
 *  - it ends: by an answer, a time-out or cancellation;
 *  - its body is capped while it is read, not afterwards;
 *  - POST and PUT never follow a redirect; GET follows at most five, never from https to http
 *    nor from this machine to another by http, and never carries a token to another origin (K2);
 *  - a token travels in the Authorization header only (K1);
 *  - no cookies, no cache, no credentials of the system, TLS errors are final (K8);
 *  - nothing is logged.
 *
 * The proxy is the system's: libsoup asks GProxyResolver by default.
 */

#define MAX_REDIRECTS 5

/* What one send needs until it is done. */
typedef struct
{
  SoupSession   *session;
  LkHttpRequest *request;
  SoupMessage   *message;
  GUri          *origin;      /* of the first request */
  GByteArray    *body;
  GCancellable  *cancellable; /* ours: stops on time-out, and when the caller's stops */
  GSource       *timeout;
  GSource       *caller_cancelled; /* (nullable) */
  gint64         started;
  gboolean       timed_out;
  gboolean       arriving;    /* the headers are there, but libsoup has not told us yet */
  gboolean       stopped;     /* while it was so */
  guint          n_redirects;
} Send;

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
send_free (Send *send)
{
  clear_source (&send->timeout);
  clear_source (&send->caller_cancelled);
  g_clear_object (&send->session);
  lk_http_request_free (send->request);
  g_clear_object (&send->message);
  g_clear_pointer (&send->origin, g_uri_unref);
  g_clear_pointer (&send->body, g_byte_array_unref);
  g_clear_object (&send->cancellable);
  g_free (send);
}

/* libsoup 3.6 lets go of a request twice when it is cancelled between the arrival of its headers
 * and its callback: the callback is near, and does it then. */
static void
stop (Send *send)
{
  if (send->arriving)
    send->stopped = TRUE;
  else
    g_cancellable_cancel (send->cancellable);
}

static void
on_got_headers (Send *send)
{
  send->arriving = TRUE;
}

static gboolean
on_timeout (gpointer user_data)
{
  Send *send = user_data;

  send->timed_out = TRUE;
  stop (send);
  return G_SOURCE_REMOVE;
}

static gboolean
on_caller_cancelled (GCancellable *caller,
                     gpointer      user_data)
{
  stop (user_data);
  return G_SOURCE_REMOVE;
}

/* The border where foreign domains end: every error of libsoup, GIO and GLib's TLS becomes one
 * of ours; the person's own cancelling stays what it is. */
static GError *
convert_error (const GError *foreign)
{
  LkErrorCode code = LK_ERROR_OFFLINE;
  const char *text = "The server can't be reached";

  if (foreign->domain == G_TLS_ERROR)
    {
      code = LK_ERROR_TLS;
      text = "The connection to the server is not secure";
    }
  else if (g_error_matches (foreign, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    {
      code = LK_ERROR_TIMED_OUT;
      text = "The server did not answer in time";
    }
  else if (g_error_matches (foreign, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_TOO_MANY_REDIRECTS) ||
           g_error_matches (foreign, SOUP_SESSION_ERROR,
                            SOUP_SESSION_ERROR_REDIRECT_NO_LOCATION) ||
           g_error_matches (foreign, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_REDIRECT_BAD_URI) ||
           g_error_matches (foreign, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING) ||
           g_error_matches (foreign, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_ENCODING))
    {
      code = LK_ERROR_PROTOCOL;
      text = "The server's answer makes no sense";
    }
  return g_error_new_literal (LK_ERROR, code, text);
}

static LkErrorCause
find_certificate_fault (GTlsCertificateFlags faults)
{
  if ((faults & G_TLS_CERTIFICATE_EXPIRED) != 0)
    return LK_ERROR_CAUSE_CERTIFICATE_EXPIRED;
  if ((faults & G_TLS_CERTIFICATE_NOT_ACTIVATED) != 0)
    return LK_ERROR_CAUSE_CERTIFICATE_TOO_NEW;
  if ((faults & G_TLS_CERTIFICATE_BAD_IDENTITY) != 0)
    return LK_ERROR_CAUSE_CERTIFICATE_NAME;
  return faults != 0 ? LK_ERROR_CAUSE_CERTIFICATE_ISSUER : LK_ERROR_CAUSE_UNKNOWN;
}

/* What the conversion above leaves out. */
static LkErrorCause
find_cause (const GError *foreign,
            SoupMessage  *message)
{
  if (foreign->domain == G_TLS_ERROR)
    return find_certificate_fault (soup_message_get_tls_peer_certificate_errors (message));
  if (g_error_matches (foreign, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    return LK_ERROR_CAUSE_NAME_UNKNOWN;
  if (foreign->domain == G_RESOLVER_ERROR ||
      g_error_matches (foreign, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE))
    return LK_ERROR_CAUSE_NO_NETWORK;
  if (g_error_matches (foreign, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED) ||
      g_error_matches (foreign, G_IO_ERROR, G_IO_ERROR_PROXY_AUTH_FAILED) ||
      g_error_matches (foreign, G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH) ||
      g_error_matches (foreign, G_IO_ERROR, G_IO_ERROR_PROXY_NOT_ALLOWED))
    return LK_ERROR_CAUSE_PROXY;
  return LK_ERROR_CAUSE_UNKNOWN;
}

static void
fail (GTask  *task,
      GError *foreign)
{
  Send *send = g_task_get_task_data (task);
  GError *error;

  if (lk_error_is_cancelled (foreign) && !send->timed_out)
    {
      g_task_return_error (task, foreign);
      return;
    }

  if (foreign->domain == LK_ERROR)
    error = g_error_copy (foreign);
  else if (send->timed_out)
    error = g_error_new_literal (LK_ERROR, LK_ERROR_TIMED_OUT,
                                 "The server did not answer in time");
  else
    error = convert_error (foreign);
  lk_error_set_cause (error, find_cause (foreign, send->message));
  lk_error_set_request (error, send->request->step, send->request->url,
                        soup_message_get_status (send->message));
  g_error_free (foreign);
  g_task_return_error (task, error);
}

static gint
parse_retry_after (SoupMessageHeaders *headers)
{
  const char *text = soup_message_headers_get_one (headers, "Retry-After");
  g_autoptr (GDateTime) date = NULL;
  g_autoptr (GDateTime) now = NULL;
  guint64 seconds;

  if (text == NULL)
    return -1;
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &seconds, NULL))
    return (gint) MIN (seconds, 24 * 60 * 60);

  date = soup_date_time_new_from_http_string (text);
  now = g_date_time_new_now_utc ();
  if (date == NULL)
    return -1;
  return (gint) CLAMP (g_date_time_difference (date, now) / G_USEC_PER_SEC, 0, 24 * 60 * 60);
}

static gint64
parse_max_age (SoupMessageHeaders *headers)
{
  const char *text = soup_message_headers_get_list (headers, "Cache-Control");
  g_autoptr (GHashTable) directives = text != NULL ? soup_header_parse_param_list (text) : NULL;
  const char *max_age;
  gint64 seconds = -1;

  if (directives != NULL &&
      (g_hash_table_contains (directives, "no-store") ||
       g_hash_table_contains (directives, "no-cache")))
    seconds = 0;
  else if (directives != NULL && (max_age = g_hash_table_lookup (directives, "max-age")) != NULL &&
           !g_ascii_string_to_signed (max_age, 10, 0, G_MAXINT64, &seconds, NULL))
    seconds = -1;
  g_clear_pointer (&directives, soup_header_free_param_list);
  return seconds;
}

static void
succeed (GTask *task)
{
  Send *send = g_task_get_task_data (task);
  SoupMessageHeaders *headers = soup_message_get_response_headers (send->message);
  g_autofree char *url = g_uri_to_string (soup_message_get_uri (send->message));
  LkHttpResponse *response = g_new0 (LkHttpResponse, 1);

  response->status = soup_message_get_status (send->message);
  response->body = g_byte_array_free_to_bytes (g_steal_pointer (&send->body));
  response->url = lk_redact_url (url);
  response->step = send->request->step;
  response->started = send->started;
  response->retry_after = parse_retry_after (headers);
  response->max_age = parse_max_age (headers);
  g_task_return_pointer (task, response, (GDestroyNotify) lk_http_response_free);
}

#define CHUNK (16 * 1024)

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GInputStream *stream = G_INPUT_STREAM (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GBytes) chunk = NULL;
  Send *send = g_task_get_task_data (task);
  GError *error = NULL;

  chunk = g_input_stream_read_bytes_finish (stream, result, &error);
  if (chunk == NULL)
    {
      fail (task, error);
      return;
    }
  if (g_bytes_get_size (chunk) == 0)
    {
      succeed (task);
      return;
    }
  g_byte_array_append (send->body, g_bytes_get_data (chunk, NULL),
                       (guint) g_bytes_get_size (chunk));
  if (send->body->len > send->request->max_body)
    {
      fail (task, g_error_new_literal (LK_ERROR, LK_ERROR_PROTOCOL, "The answer is too large"));
      return;
    }
  g_input_stream_read_bytes_async (stream, CHUNK, G_PRIORITY_DEFAULT, send->cancellable, on_read,
                                   g_steal_pointer (&task));
}

static void send_message (GTask *task);

static gboolean
is_same_origin (GUri *a,
                GUri *b)
{
  return g_strcmp0 (g_uri_get_scheme (a), g_uri_get_scheme (b)) == 0 &&
         g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0 &&
         g_uri_get_port (a) == g_uri_get_port (b);
}

static GUri *
resolve_location (SoupMessage *message)
{
  const char *location =
    soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");

  if (location == NULL)
    return NULL;
  return g_uri_parse_relative (soup_message_get_uri (message), location, SOUP_HTTP_URI_FLAGS, NULL);
}

/* libsoup takes anything else for a mistake of ours. */
static gboolean
is_web_address (GUri *uri)
{
  return uri != NULL && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0' &&
         (g_str_equal (g_uri_get_scheme (uri), "https") ||
          g_str_equal (g_uri_get_scheme (uri), "http"));
}

static gboolean
is_this_machine (GUri *uri)
{
  const char *host = g_uri_get_host (uri);

  return g_str_equal (host, "127.0.0.1") || g_str_equal (host, "::1") ||
         g_ascii_strcasecmp (host, "localhost") == 0;
}

/* Why a redirect is not followed, or NULL when it is. */
static const char *
redirect_problem (Send *send,
                  GUri *to)
{
  GUri *from = soup_message_get_uri (send->message);

  if (to == NULL || g_uri_get_host (to) == NULL || g_uri_get_host (to)[0] == '\0' ||
      (g_strcmp0 (g_uri_get_scheme (to), "https") != 0 &&
       g_strcmp0 (g_uri_get_scheme (to), "http") != 0))
    return "The server redirects to an unusable address";
  if (g_strcmp0 (g_uri_get_scheme (to), "https") != 0 &&
      (g_strcmp0 (g_uri_get_scheme (from), "https") == 0 ||
       (is_this_machine (from) && !is_this_machine (to))))
    return "The server redirects to an unprotected address";
  if (++send->n_redirects > MAX_REDIRECTS)
    return "The server redirects in circles";
  return NULL;
}

static void
follow_redirect (GTask *task)
{
  Send *send = g_task_get_task_data (task);
  g_autoptr (GUri) to = resolve_location (send->message);
  const char *problem = redirect_problem (send, to);

  if (problem != NULL)
    {
      fail (task, g_error_new_literal (LK_ERROR, LK_ERROR_PROTOCOL, problem));
      g_object_unref (task);
      return;
    }
  g_clear_object (&send->message);
  send->message = soup_message_new_from_uri (send->request->method, to);
  send_message (task);
}

static gboolean
is_redirect (guint status)
{
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static void
on_sent (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GInputStream) stream = NULL;
  Send *send = g_task_get_task_data (task);
  GError *error = NULL;

  stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  send->arriving = FALSE;
  if (send->stopped)
    g_cancellable_cancel (send->cancellable);
  if (stream == NULL)
    {
      fail (task, error);
      return;
    }
  if (is_redirect (soup_message_get_status (send->message)) &&
      g_str_equal (send->request->method, "GET"))
    {
      follow_redirect (g_steal_pointer (&task));
      return;
    }
  g_input_stream_read_bytes_async (stream, CHUNK, G_PRIORITY_DEFAULT, send->cancellable, on_read,
                                   g_steal_pointer (&task));
}

static void
wipe (gpointer text)
{
  lk_secret_wipe_string (text);
}

static void
set_body (SoupMessage   *message,
          LkHttpRequest *request)
{
  char *text = g_strdup (request->form != NULL ? request->form->str : request->json);
  g_autoptr (GBytes) bytes = NULL;

  if (request->bytes != NULL)
    soup_message_set_request_body_from_bytes (message, request->content_type, request->bytes);
  if (text == NULL)
    return;
  bytes = g_bytes_new_with_free_func (text, strlen (text), wipe, text);
  soup_message_set_request_body_from_bytes (
    message, request->form != NULL ? "application/x-www-form-urlencoded" : "application/json",
    bytes);
}

static void
set_headers (SoupMessage *message,
             Send        *send)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  char *value;

  soup_message_headers_replace (headers, "Accept", "application/json");
  if (send->request->bearer == NULL ||
      !is_same_origin (send->origin, soup_message_get_uri (message)))
    return;
  value = g_strconcat ("Bearer ", lk_secret_peek (send->request->bearer), NULL);
  soup_message_headers_replace (headers, "Authorization", value);
  lk_secret_wipe_string (value);
}

static void
send_message (GTask *task)
{
  Send *send = g_task_get_task_data (task);

  /* No redirects by libsoup (they would carry the token along), no credentials of the desktop,
   * no cookies between conversations. */
  soup_message_add_flags (send->message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_disable_feature (send->message, SOUP_TYPE_AUTH_MANAGER);
  set_headers (send->message, send);
  set_body (send->message, send->request);
  g_signal_connect_swapped (send->message, "got-headers", G_CALLBACK (on_got_headers), send);
  soup_session_send_async (send->session, send->message, G_PRIORITY_DEFAULT, send->cancellable,
                           on_sent, task);
}

static void
watch_the_end (GTask *task)
{
  Send *send = g_task_get_task_data (task);
  GCancellable *caller = g_task_get_cancellable (task);

  send->timeout = g_timeout_source_new (send->request->timeout * lk_http_second);
  g_source_set_callback (send->timeout, on_timeout, send, NULL);
  g_source_attach (send->timeout, g_task_get_context (task));

  if (caller == NULL)
    return;
  send->caller_cancelled = g_cancellable_source_new (caller);
  g_source_set_callback (send->caller_cancelled, G_SOURCE_FUNC (on_caller_cancelled), send, NULL);
  g_source_attach (send->caller_cancelled, g_task_get_context (task));
}

static void
engine_send (gpointer       session,
             LkHttpRequest *request,
             GTask         *task)
{
  Send *send = g_new0 (Send, 1);

  g_task_set_task_data (task, send, (GDestroyNotify) send_free);
  send->session = g_object_ref (session);
  send->request = request;
  send->started = g_get_real_time ();
  send->body = g_byte_array_new ();
  send->cancellable = g_cancellable_new ();
  send->origin = g_uri_parse (request->url, SOUP_HTTP_URI_FLAGS, NULL);

  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }
  if (!is_web_address (send->origin))
    {
      g_task_return_new_error (task, LK_ERROR, LK_ERROR_PROTOCOL, "The address is not a URL");
      g_object_unref (task);
      return;
    }
  send->message = soup_message_new_from_uri (request->method, send->origin);
  watch_the_end (task);
  send_message (task);
}

static gpointer
engine_start (void)
{
  return soup_session_new_with_options ("user-agent", "Latchkey/" LK_VERSION " (Linux)",
                                        "timeout", LK_HTTP_TIMEOUT,
                                        "max-conns-per-host", 8,
                                        NULL);
}

static void
engine_stop (gpointer session)
{
  soup_session_abort (session);
  g_object_unref (session);
}

G_MODULE_EXPORT const LkHttpEngine lk_http_engine = {
  .start = engine_start,
  .send = engine_send,
  .stop = engine_stop,
  .serve = lk_http_soup_serve,
  .answer = lk_http_soup_answer,
};
