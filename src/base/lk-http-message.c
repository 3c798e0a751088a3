/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-http-engine.h"

#include <string.h>

#include "lk-error.h"
#include "lk-json.h"

/*
 * The two values of HTTP: what is asked, built up by its setters, and what came back.
 */

guint lk_http_second = 1000;

/**
 * lk_http_request_new:
 * @step: a static string for errors: which step of a conversation this is
 * @method: "GET", "POST", …
 * @url: an absolute URL
 *
 * Returns: (transfer full): a request with the usual limits and no body
 */
LkHttpRequest *
lk_http_request_new (const char *step,
                     const char *method,
                     const char *url)
{
  LkHttpRequest *self = g_new0 (LkHttpRequest, 1);

  self->step = step;
  self->method = g_strdup (method);
  self->url = g_strdup (url);
  self->max_body = LK_HTTP_MAX_BODY;
  self->timeout = LK_HTTP_TIMEOUT;
  return self;
}

/** lk_http_request_copy: Returns: (transfer full): the same once more, to be sent again */
LkHttpRequest *
lk_http_request_copy (const LkHttpRequest *self)
{
  LkHttpRequest *copy = lk_http_request_new (self->step, self->method, self->url);

  copy->bearer = self->bearer != NULL ? lk_secret_ref (self->bearer) : NULL;
  copy->json = g_strdup (self->json);
  copy->form = self->form != NULL ? g_string_new (self->form->str) : NULL;
  copy->bytes = self->bytes != NULL ? g_bytes_ref (self->bytes) : NULL;
  copy->content_type = g_strdup (self->content_type);
  copy->max_body = self->max_body;
  copy->timeout = self->timeout;
  return copy;
}

/** lk_http_request_free: frees @self and wipes what it was to send. */
void
lk_http_request_free (LkHttpRequest *self)
{
  g_free (self->method);
  g_free (self->url);
  g_clear_pointer (&self->bearer, lk_secret_unref);
  lk_secret_wipe_string (self->json);
  if (self->form != NULL)
    lk_secret_wipe_string (g_string_free (self->form, FALSE));
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->content_type);
  g_free (self);
}

/**
 * lk_http_request_set_bearer:
 * @token: the access token to send (RFC 6750 §2.1)
 */
void
lk_http_request_set_bearer (LkHttpRequest *self,
                            LkSecret      *token)
{
  g_clear_pointer (&self->bearer, lk_secret_unref);
  self->bearer = lk_secret_ref (token);
}

/**
 * lk_http_request_set_json:
 * @text: the JSON to send, copied
 */
void
lk_http_request_set_json (LkHttpRequest *self,
                          const char    *text)
{
  lk_secret_wipe_string (self->json);
  self->json = g_strdup (text);
}

/**
 * lk_http_request_set_bytes:
 * @content_type: what @bytes are, such as "image/png"
 * @bytes: what to send; nothing secret, for it isn't wiped
 */
void
lk_http_request_set_bytes (LkHttpRequest *self,
                           const char    *content_type,
                           GBytes        *bytes)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->content_type);
  self->bytes = g_bytes_ref (bytes);
  self->content_type = g_strdup (content_type);
}

/**
 * lk_http_request_add_field:
 * @name: a form field
 * @value: its value, encoded here
 *
 * Adds to an application/x-www-form-urlencoded body.
 */
void
lk_http_request_add_field (LkHttpRequest *self,
                           const char    *name,
                           const char    *value)
{
  char *escaped = g_uri_escape_string (value, NULL, FALSE);

  if (self->form == NULL)
    self->form = g_string_sized_new (2048); /* rarely grows: growing leaves copies behind */
  if (self->form->len > 0)
    g_string_append_c (self->form, '&');
  g_string_append (self->form, name);
  g_string_append_c (self->form, '=');
  g_string_append (self->form, escaped);
  lk_secret_wipe_string (escaped);
}

/**
 * lk_http_request_set_limits:
 * @max_body: the largest answer that is read, in bytes
 * @timeout: how long the whole may take, in seconds
 */
void
lk_http_request_set_limits (LkHttpRequest *self,
                            gsize          max_body,
                            guint          timeout)
{
  self->max_body = max_body;
  self->timeout = timeout;
}

/** lk_http_response_free: frees @self. */
void
lk_http_response_free (LkHttpResponse *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->url);
  g_free (self);
}

/**
 * lk_http_response_locate_error:
 * @error: (inout) (nullable): an error about this answer
 *
 * Adds the step, the URL and the status to @error.
 */
void
lk_http_response_locate_error (const LkHttpResponse *self,
                               GError              **error)
{
  if (error != NULL && *error != NULL)
    lk_error_set_request (*error, self->step, self->url, self->status);
}

/* Neither Matrix nor OAuth ever answers with markup. */
static gboolean
is_web_page (GBytes *body)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  gsize i = 0;

  while (i < length && g_ascii_isspace (text[i]))
    i++;
  return i < length && text[i] == '<';
}

/**
 * lk_http_response_parse_object:
 * @error: return location for %LK_ERROR_PROTOCOL, with step, URL and status
 *
 * Returns: (transfer full): the JSON object in the body
 */
JsonObject *
lk_http_response_parse_object (const LkHttpResponse *self,
                               GError              **error)
{
  JsonObject *object = lk_json_parse_object (self->body, error);

  if (object == NULL)
    lk_http_response_locate_error (self, error);
  if (object == NULL && error != NULL && *error != NULL && is_web_page (self->body))
    lk_error_set_cause (*error, LK_ERROR_CAUSE_WEB_PAGE);
  return object;
}

static LkErrorCode
code_for_status (guint status)
{
  switch (status)
    {
    case 401:
    case 403:
      return LK_ERROR_REFUSED;
    case 404:
    case 405:
    case 410:
      return LK_ERROR_SERVER_UNSUITABLE;
    case 408:
      return LK_ERROR_TIMED_OUT;
    case 425:
      return LK_ERROR_SERVER_FAILED;
    case 429:
      return LK_ERROR_RATE_LIMITED;
    default:
      return status >= 500 ? LK_ERROR_SERVER_FAILED
                           : status >= 400 ? LK_ERROR_REFUSED : LK_ERROR_PROTOCOL;
    }
}

/**
 * lk_http_response_to_error:
 *
 * Turns an answer that is not what was hoped for into an error, with the server's own words
 * where it has some, be they in OAuth's form or in Matrix's (spec §0, rule 3).
 *
 * Returns: (transfer full): the error
 */
GError *
lk_http_response_to_error (const LkHttpResponse *self)
{
  g_autoptr (JsonObject) body = lk_json_parse_object (self->body, NULL);
  const char *code = lk_json_get_string (body, "errcode");
  const char *text = lk_json_get_string (body, "error_description");
  GError *error = g_error_new (LK_ERROR, code_for_status (self->status),
                               "The server answered with status %u", self->status);

  if (code != NULL)
    text = lk_json_get_string (body, "error");
  else if (body != NULL)
    code = lk_json_get_string (body, "error");

  lk_error_set_request (error, self->step, self->url, self->status);
  lk_error_set_retry_after (error, self->retry_after);
  lk_error_set_server_said (error, code, text);
  if (self->status == 511)
    lk_error_set_cause (error, LK_ERROR_CAUSE_NETWORK_SIGN_IN);
  else if (is_web_page (self->body))
    lk_error_set_cause (error, LK_ERROR_CAUSE_WEB_PAGE);
  return error;
}
