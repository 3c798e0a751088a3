/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-device-grant-private.h"

#include "lk-error.h"
#include "lk-oauth.h"

/* The conversation of LkDeviceGrant, whose class comment tells its story. */

#define GRANT_TYPE "urn:ietf:params:oauth:grant-type:device_code"

/* Seconds. After an outage nobody wants to wait as long again as it took. */
#define LONGEST_PAUSE 60
#define SLOWER_BY     5

/* In the order it happens, from lk_device_grant_ask_for_code() on. */
static void wait_to_poll   (LkDeviceGrant *self,
                            gint64         at_least);
static void ask_for_tokens (LkDeviceGrant *self);

static void
request_free (LkDeviceRequest *request)
{
  lk_auth_metadata_unref (request->metadata);
  g_free (request->client_id);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkDeviceRequest, request_free)

static void
ask (LkDeviceGrant      *self,
     LkHttpRequest      *message,
     GAsyncReadyCallback callback)
{
  LkDeviceRequest *request = g_new0 (LkDeviceRequest, 1);

  request->grant = self;
  request->metadata = lk_auth_metadata_ref (self->metadata);
  request->client_id = g_strdup (self->client_id);
  request->started = lk_clock_now (self->clock);
  self->request = request;
  lk_http_send_async (self->http, message, NULL, callback, request);
}

/* Returns: (transfer full) (nullable): whose request it was */
static LkDeviceGrant *
take_grant (LkDeviceRequest *request)
{
  if (request->grant == NULL)
    return NULL;
  request->grant->request = NULL;
  return g_object_ref (request->grant);
}

static void
fail (LkDeviceGrant *self,
      GError        *error)
{
  g_debug ("The device grant failed: %s", error->message);
  lk_device_grant_enter (self, LK_DEVICE_GRANT_FAILED, error);
}

/* The code. */

static void
show_code (LkDeviceGrant *self,
           LkDeviceCode  *code,
           gint64         asked_at)
{
  self->interval = code->interval;
  self->n_faults = 0;
  g_object_freeze_notify (G_OBJECT (self));
  lk_device_grant_set_code (self, code, asked_at / G_USEC_PER_SEC + code->expires_in);
  wait_to_poll (self, 0);
  lk_device_grant_enter (self, LK_DEVICE_GRANT_WAITING, NULL);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
on_code_answered (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (LkDeviceRequest) request = user_data;
  g_autoptr (LkDeviceGrant) self = take_grant (request);
  g_autoptr (LkHttpResponse) response = NULL;
  LkDeviceCode *code = NULL;
  GError *error = NULL;

  response = lk_http_send_finish (LK_HTTP (source), result, &error);
  if (self == NULL)
    {
      g_clear_error (&error); /* nobody has seen the code, so it just runs out */
      return;
    }
  if (response != NULL)
    code = lk_device_code_parse (response, self->metadata->transport, &error);
  if (code != NULL)
    show_code (self, code, request->started);
  else
    fail (self, error);
}

/** lk_device_grant_ask_for_code: asks for a code, and polls once it is there. */
void
lk_device_grant_ask_for_code (LkDeviceGrant *self)
{
  LkHttpRequest *message =
    lk_http_request_new ("device", "POST", self->metadata->device_authorization_endpoint);

  lk_http_request_add_field (message, "client_id", self->client_id);
  lk_http_request_add_field (message, "scope", self->scope);
  ask (self, message, on_code_answered);
}

/* Waiting. */

static gint64
deadline (LkDeviceGrant *self)
{
  return self->expires_at * G_USEC_PER_SEC;
}

static void
on_awake (gpointer user_data)
{
  g_autoptr (LkDeviceGrant) self = g_object_ref (user_data);

  self->wake_id = 0;
  if (lk_clock_now (self->clock) < deadline (self))
    ask_for_tokens (self);
  else
    fail (self, g_error_new_literal (LK_ERROR, LK_ERROR_CODE_EXPIRED,
                                     "The code was not used in time"));
}

/* Twice as long with every fault (RFC 8628 §3.5). */
static gint64
pause_length (LkDeviceGrant *self)
{
  gint64 pause = self->interval;

  for (guint i = 0; i < self->n_faults && pause < LONGEST_PAUSE; i++)
    pause *= 2;
  return MAX (self->interval, MIN (pause, LONGEST_PAUSE));
}

static void
wait_to_poll (LkDeviceGrant *self,
              gint64         at_least)
{
  gint64 pause = MAX (pause_length (self), at_least);
  gint64 next = lk_clock_now (self->clock) + pause * G_USEC_PER_SEC;

  self->wake_id = lk_clock_wake_at (self->clock, MIN (next, deadline (self)), on_awake, self);
}

/* The poll. */

static void
end_session (LkHttp                *http,
             const LkDeviceRequest *request,
             LkTokens              *tokens)
{
  lk_oauth_revoke_async (http, request->metadata->revocation_endpoint, request->client_id, tokens,
                         NULL, NULL, NULL);
}

/* The person has gone on. */
static void
give_back (LkHttp                *http,
           const LkDeviceRequest *request,
           const LkHttpResponse  *response)
{
  g_autoptr (LkTokens) tokens = NULL;
  g_autoptr (LkTokens) narrow = NULL;

  if (lk_device_poll_judge (response, NULL) != LK_DEVICE_POLL_ANSWERED)
    return;
  tokens = lk_tokens_parse (response, NULL, &narrow, NULL);
  if (tokens != NULL || narrow != NULL)
    end_session (http, request, tokens != NULL ? tokens : narrow);
}

static void
take_tokens (LkDeviceGrant         *self,
             const LkDeviceRequest *request,
             const LkHttpResponse  *response)
{
  g_autoptr (LkTokens) useless = NULL;
  g_autoptr (LkTokens) tokens = NULL;
  GError *error = NULL;

  tokens = lk_tokens_parse (response, NULL, &useless, &error);
  if (useless != NULL)
    end_session (self->http, request, useless); /* E10 */
  if (tokens != NULL)
    lk_device_grant_finish (self, tokens);
  else
    fail (self, error);
}

static void
back_off (LkDeviceGrant *self,
          gint           retry_after)
{
  self->n_faults++;
  wait_to_poll (self, retry_after);
}

static void
go_on (LkDeviceGrant         *self,
       const LkDeviceRequest *request,
       const LkHttpResponse  *response)
{
  GError *error = NULL;

  switch (lk_device_poll_judge (response, &error))
    {
    case LK_DEVICE_POLL_ANSWERED:
      take_tokens (self, request, response);
      break;
    case LK_DEVICE_POLL_BACK_OFF:
      back_off (self, response->retry_after);
      break;
    case LK_DEVICE_POLL_SLOW_DOWN:
      self->interval += SLOWER_BY;
      G_GNUC_FALLTHROUGH;
    case LK_DEVICE_POLL_PENDING:
      self->n_faults = 0;
      wait_to_poll (self, response->retry_after);
      break;
    case LK_DEVICE_POLL_OVER:
    default:
      fail (self, error);
      break;
    }
}

static void
on_polled (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (LkDeviceRequest) request = user_data;
  g_autoptr (LkDeviceGrant) self = take_grant (request);
  g_autoptr (LkHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  response = lk_http_send_finish (LK_HTTP (source), result, &error);
  if (response != NULL && self != NULL)
    go_on (self, request, response);
  else if (response != NULL)
    give_back (LK_HTTP (source), request, response);
  else if (self != NULL && lk_error_is_transient (error))
    back_off (self, -1);
  else if (self != NULL)
    fail (self, g_steal_pointer (&error));
}

static void
ask_for_tokens (LkDeviceGrant *self)
{
  LkHttpRequest *message = lk_http_request_new ("token", "POST", self->metadata->token_endpoint);

  lk_http_request_add_field (message, "grant_type", GRANT_TYPE);
  lk_http_request_add_field (message, "device_code", lk_secret_peek (self->code->device_code));
  lk_http_request_add_field (message, "client_id", self->client_id);
  ask (self, message, on_polled);
}

/**
 * lk_device_grant_let_go:
 * @self: a grant
 *
 * Nobody waits for the rest any more: the clock wakes nobody, and what a request still brings is
 * given back.
 */
void
lk_device_grant_let_go (LkDeviceGrant *self)
{
  if (self->wake_id != 0)
    lk_clock_cancel (self->clock, self->wake_id);
  self->wake_id = 0;
  if (self->request != NULL)
    self->request->grant = NULL;
  self->request = NULL;
}

/**
 * lk_device_grant_return_tokens:
 * @self: a grant
 * @tokens: what it handed out
 *
 * Gives @tokens back: the person has signed in by another way in the meantime.
 */
void
lk_device_grant_return_tokens (LkDeviceGrant *self,
                               LkTokens      *tokens)
{
  g_return_if_fail (LK_IS_DEVICE_GRANT (self));

  lk_oauth_revoke_async (self->http, self->metadata->revocation_endpoint, self->client_id, tokens,
                         NULL, NULL, NULL);
}
