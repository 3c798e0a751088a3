/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-device-code.h"

#include <string.h>

#include "lk-error.h"
#include "lk-json.h"

/*
 * Reading what a provider answers in the device grant (RFC 8628, spec §8). The conversation is in
 * lk-device-grant.c.
 */

#define DEFAULT_INTERVAL 5
/* Keeps sums with the clock far from overflow, whatever a server says. */
#define LONGEST_LIFE (24 * 60 * 60)

/** lk_device_code_free: frees @self and wipes its secret. */
void
lk_device_code_free (LkDeviceCode *self)
{
  g_clear_pointer (&self->device_code, lk_secret_unref);
  g_free (self->user_code);
  g_free (self->verification_uri);
  g_free (self->verification_uri_complete);
  g_free (self);
}

static gboolean
is_wrong (LkErrorCode  code,
          const char  *message,
          GError     **error)
{
  g_set_error_literal (error, LK_ERROR, (int) code, message);
  return FALSE;
}

static gboolean
take_device_code (LkDeviceCode *self,
                  JsonObject   *body,
                  GError      **error)
{
  const char *text = lk_json_get_string (body, "device_code");

  if (text == NULL || *text == '\0')
    return is_wrong (LK_ERROR_PROTOCOL, "The answer has no device_code", error);
  self->device_code = lk_secret_new (text);
  return TRUE;
}

/* Another device takes the code exactly as it is, so one that can't be shown as it is, is none. */
static gboolean
take_user_code (LkDeviceCode *self,
                JsonObject   *body,
                GError      **error)
{
  const char *text = lk_json_get_string (body, "user_code");
  g_autofree char *shown = lk_untrusted_text (text, LK_DEVICE_CODE_MAX_USER_CODE);

  if (text == NULL || *text == '\0' || !g_str_equal (shown, text))
    return is_wrong (LK_ERROR_PROTOCOL, "The answer has no user_code that can be shown", error);
  self->user_code = g_steal_pointer (&shown);
  return TRUE;
}

static gboolean
take_uri (JsonObject  *body,
          const char  *member,
          LkTransport  transport,
          char       **uri,
          GError     **error)
{
  const char *text = lk_json_get_string (body, member);

  if (text != NULL && lk_transport_allows (transport, text) &&
      strlen (text) <= LK_DEVICE_CODE_MAX_URI)
    {
      *uri = g_strdup (text);
      return TRUE;
    }
  g_set_error (error, LK_ERROR, LK_ERROR_MISCONFIGURED,
               "The provider's %s is not an https address", member);
  return FALSE;
}

/* A person is going to open these, so an unprotected one ends it all (I8). */
static gboolean
take_uris (LkDeviceCode *self,
           JsonObject   *body,
           LkTransport   transport,
           GError      **error)
{
  if (lk_json_get_string (body, "verification_uri") == NULL)
    return is_wrong (LK_ERROR_PROTOCOL, "The answer has no verification_uri", error);
  if (!take_uri (body, "verification_uri", transport, &self->verification_uri, error))
    return FALSE;
  return lk_json_get_string (body, "verification_uri_complete") == NULL ||
         take_uri (body, "verification_uri_complete", transport,
                   &self->verification_uri_complete, error);
}

static gboolean
take_times (LkDeviceCode *self,
            JsonObject   *body,
            GError      **error)
{
  if (!lk_json_get_integer (body, "expires_in", &self->expires_in) || self->expires_in <= 0)
    return is_wrong (LK_ERROR_PROTOCOL, "The answer has no usable expires_in", error);
  if (!lk_json_get_integer (body, "interval", &self->interval) || self->interval <= 0)
    self->interval = DEFAULT_INTERVAL;
  self->expires_in = MIN (self->expires_in, LONGEST_LIFE);
  self->interval = MIN (self->interval, LONGEST_LIFE);
  return TRUE;
}

/* An address may be there at which nothing is; what the page would say of that, that there is no
 * homeserver, isn't so. */
static GError *
new_refusal (const LkHttpResponse *response)
{
  GError *error = lk_http_response_to_error (response);

  if (error->code == LK_ERROR_SERVER_UNSUITABLE)
    error->code = LK_ERROR_REFUSED;
  return error;
}

static LkDeviceCode *
read_code (JsonObject  *body,
           LkTransport  transport,
           GError     **error)
{
  g_autoptr (LkDeviceCode) self = g_new0 (LkDeviceCode, 1);

  if (take_device_code (self, body, error) && take_user_code (self, body, error) &&
      take_uris (self, body, transport, error) && take_times (self, body, error))
    return g_steal_pointer (&self);
  return NULL;
}

/**
 * lk_device_code_parse:
 * @response: the answer of the device authorization endpoint
 * @transport: what the metadata's own addresses had to keep to
 * @error: return location for an error: that of lk_http_response_to_error() when the answer is
 *   not 2xx; %LK_ERROR_PROTOCOL when something is missing or can't be shown;
 *   %LK_ERROR_MISCONFIGURED when an address for the person is not protected
 *
 * Reads the answer (RFC 8628 §3.2).
 *
 * Returns: (transfer full): the codes
 */
LkDeviceCode *
lk_device_code_parse (const LkHttpResponse *response,
                      LkTransport           transport,
                      GError              **error)
{
  g_autoptr (JsonObject) body = NULL;
  LkDeviceCode *self;

  if (response->status / 100 != 2)
    {
      g_propagate_error (error, new_refusal (response));
      return NULL;
    }
  body = lk_http_response_parse_object (response, error);
  if (body == NULL)
    return NULL;

  self = read_code (body, transport, error);
  if (self == NULL)
    lk_http_response_locate_error (response, error);
  return self;
}

/* Providers put OAuth's errors under all kinds of statuses here, 400, 403 and even 200, so the
 * status doesn't count; a Matrix-shaped body is somebody else's. */
static char *
dup_oauth_error (const LkHttpResponse *response)
{
  g_autoptr (JsonObject) body = lk_json_parse_object (response->body, NULL);

  if (body == NULL || json_object_has_member (body, "errcode"))
    return NULL;
  return g_strdup (lk_json_get_string (body, "error"));
}

static LkDevicePoll
end_poll (const LkHttpResponse *response,
          LkErrorCode           code,
          GError              **error)
{
  GError *end = lk_http_response_to_error (response);

  end->code = (int) code;
  g_propagate_error (error, end);
  return LK_DEVICE_POLL_OVER;
}

static LkDevicePoll
judge_oauth_error (const LkHttpResponse *response,
                   const char           *name,
                   GError              **error)
{
  static const struct
  {
    const char  *name;
    LkDevicePoll poll;
    LkErrorCode  code; /* for those that are OVER */
  } known[] = {
    { "authorization_pending", LK_DEVICE_POLL_PENDING },
    { "slow_down", LK_DEVICE_POLL_SLOW_DOWN },
    { "server_error", LK_DEVICE_POLL_BACK_OFF },
    { "temporarily_unavailable", LK_DEVICE_POLL_BACK_OFF },
    { "access_denied", LK_DEVICE_POLL_OVER, LK_ERROR_DENIED_BY_USER },
    { "expired_token", LK_DEVICE_POLL_OVER, LK_ERROR_CODE_EXPIRED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      if (!g_str_equal (name, known[i].name))
        continue;
      if (known[i].poll == LK_DEVICE_POLL_OVER)
        return end_poll (response, known[i].code, error);
      return known[i].poll;
    }
  if (response->status >= 500)
    return LK_DEVICE_POLL_BACK_OFF;
  return end_poll (response, LK_ERROR_REFUSED, error);
}

/**
 * lk_device_poll_judge:
 * @response: an answer of the token endpoint
 * @error: return location for why it is %LK_DEVICE_POLL_OVER: %LK_ERROR_DENIED_BY_USER,
 *   %LK_ERROR_CODE_EXPIRED, or %LK_ERROR_REFUSED with the provider's words
 *
 * Decides what to do next, by the body of the answer, not by its status (spec §8, table).
 *
 * Returns: what the answer means
 */
LkDevicePoll
lk_device_poll_judge (const LkHttpResponse *response,
                      GError              **error)
{
  g_autofree char *name = dup_oauth_error (response);
  g_autoptr (GError) refusal = NULL;

  if (name != NULL)
    return judge_oauth_error (response, name, error);
  if (response->status / 100 == 2)
    return LK_DEVICE_POLL_ANSWERED;

  refusal = new_refusal (response);
  if (lk_error_is_transient (refusal))
    return LK_DEVICE_POLL_BACK_OFF;
  g_propagate_error (error, g_steal_pointer (&refusal));
  return LK_DEVICE_POLL_OVER;
}
