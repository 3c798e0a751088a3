/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-legacy-login.h"

#include <string.h>

#include "lk-client-api.h"
#include "lk-device-name.h"
#include "lk-error.h"
#include "lk-json.h"
#include "lk-server-entry.h"
#include "lk-well-known.h"

/*
 * How a homeserver without OAuth 2.0 is asked to let a person in, and what it answers. The texts
 * with a password or a token in them are written here by hand, so that no copy is left behind in
 * a JSON library that wipes nothing.
 */

#define PATH "/_matrix/client/v3/login"
#define DIGITS "0123456789"
#define LONGEST_DEVICE_ID 255

/* Whom it is about. */

static JsonObject *
new_identifier (const char *type,
                const char *name,
                const char *value)
{
  JsonObject *self = json_object_new ();

  json_object_set_string_member (self, "type", type);
  json_object_set_string_member (self, name, value);
  return self;
}

static JsonObject *
new_thirdparty (const char *medium,
                const char *address)
{
  JsonObject *self = new_identifier ("m.id.thirdparty", "medium", medium);

  json_object_set_string_member (self, "address", address);
  return self;
}

static char *
keep_digits (const char *text)
{
  GString *digits = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (g_ascii_isdigit (*text))
      g_string_append_c (digits, *text);
  return g_string_free (digits, FALSE);
}

/* Nobody is called so: "+44 7700 900123" */
static gboolean
is_international_number (const char *text)
{
  return text[0] == '+' && strspn (text + 1, DIGITS " ().-/") == strlen (text + 1) &&
         strpbrk (text, DIGITS) != NULL;
}

/* Digits alone may be somebody's name; with spaces or brackets in between they can't be. */
static gboolean
is_local_number (const char *text)
{
  return strspn (text, DIGITS " ().-/") == strlen (text) && strpbrk (text, " ()") != NULL &&
         strpbrk (text, DIGITS) != NULL;
}

static JsonObject *
identify (const char *text,
          const char *country)
{
  g_autofree char *number = NULL;
  JsonObject *self;

  if (text[0] == '@')
    return new_identifier ("m.id.user", "user", lk_user_id_is_valid (text) ? text : text + 1);
  if (strchr (text, '@') != NULL)
    return new_thirdparty ("email", text);
  if (is_international_number (text))
    {
      number = keep_digits (text);
      return new_thirdparty ("msisdn", number);
    }
  if (country == NULL || !is_local_number (text))
    return new_identifier ("m.id.user", "user", text);
  self = new_identifier ("m.id.phone", "country", country);
  json_object_set_string_member (self, "phone", text);
  return self;
}

/**
 * lk_legacy_identifier:
 * @typed: what a person typed to say who they are
 * @country: (nullable): two capital letters: where a phone number without a country belongs
 *
 * Returns: (transfer full): the same as the homeserver wants it (spec §9.2)
 */
JsonObject *
lk_legacy_identifier (const char *typed,
                      const char *country)
{
  g_autofree char *text = g_strdup (typed);

  g_return_val_if_fail (typed != NULL, NULL);

  return identify (g_strstrip (text), country);
}

/* What is asked. */

static void
add_string (GString    *text,
            const char *name,
            const char *value)
{
  g_string_append_printf (text, ",\"%s\":", name);
  lk_json_append_quoted (text, value);
}

/* @text: (transfer full): the first members of the body; completed, sent and wiped */
static LkHttpRequest *
new_login (const char *base_url,
           const char *step,
           GString    *text,
           const char *device_id)
{
  g_autofree char *url = g_strconcat (base_url, PATH, NULL);
  g_autofree char *device_name = lk_device_name_new ();
  LkHttpRequest *request = lk_http_request_new (step, "POST", url);

  if (device_id != NULL)
    add_string (text, "device_id", device_id);
  add_string (text, "initial_device_display_name", device_name);
  g_string_append (text, ",\"refresh_token\":true}");
  lk_http_request_set_json (request, text->str);
  lk_secret_wipe_string (g_string_free (text, FALSE));
  return request;
}

/* Large enough for whatever follows: growing leaves copies behind. */
static GString *
new_text (LkSecret *secret)
{
  return g_string_sized_new (6 * strlen (lk_secret_peek (secret)) + 4096);
}

/**
 * lk_legacy_login_with_password:
 * @base_url: of the homeserver, without trailing slash
 * @identifier: who wants in, of lk_legacy_identifier()
 * @password: theirs
 * @device_id: (nullable): the device to be again, for one that signs in again
 *
 * Returns: (transfer full): the request (spec §9.2)
 */
LkHttpRequest *
lk_legacy_login_with_password (const char *base_url,
                               JsonObject *identifier,
                               LkSecret   *password,
                               const char *device_id)
{
  g_autofree char *who = lk_json_to_text (identifier);
  GString *text = new_text (password);

  g_string_append_printf (text, "{\"type\":\"m.login.password\",\"identifier\":%s", who);
  add_string (text, "password", lk_secret_peek (password));
  return new_login (base_url, LK_STEP_PASSWORD, text, device_id);
}

/**
 * lk_legacy_login_with_token:
 * @base_url: of the homeserver, without trailing slash
 * @login_token: what a single sign-on brought; it is good for seconds
 * @device_id: (nullable): the device to be again, for one that signs in again
 *
 * Returns: (transfer full): the request (spec §9.3)
 */
LkHttpRequest *
lk_legacy_login_with_token (const char *base_url,
                            LkSecret   *login_token,
                            const char *device_id)
{
  GString *text = new_text (login_token);

  g_string_append (text, "{\"type\":\"m.login.token\"");
  add_string (text, "token", lk_secret_peek (login_token));
  return new_login (base_url, LK_STEP_LOGIN_TOKEN, text, device_id);
}

/**
 * lk_legacy_login_can_be_mended:
 * @error: (nullable): why a sign-in failed
 *
 * A password is not kept, so another try begins where it is typed, whatever the reason; but what is
 * wrong with the server, or with the connection to it, is no matter of typing.
 *
 * Returns: whether @error belongs to where the password was typed
 */
gboolean
lk_legacy_login_can_be_mended (const GError *error)
{
  if (g_strcmp0 (lk_error_get_step (error), LK_STEP_PASSWORD) != 0)
    return FALSE;
  switch (error->code)
    {
    case LK_ERROR_REFUSED:
    case LK_ERROR_USER_LOCKED:
    case LK_ERROR_RATE_LIMITED:
    case LK_ERROR_OFFLINE:
    case LK_ERROR_TIMED_OUT:
    case LK_ERROR_SERVER_FAILED:
      return TRUE;
    default:
      return FALSE;
    }
}

/* What is answered. */

static gboolean
is_device_id (const char *id)
{
  if (id == NULL || *id == '\0' || strlen (id) > LONGEST_DEVICE_ID)
    return FALSE;
  for (const char *p = id; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isgraph (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

static LkLegacyGrant *
read_grant (JsonObject *body,
            LkTokens   *tokens,
            LkTransport transport)
{
  const char *user_id = lk_json_get_string (body, "user_id");
  const char *device_id = lk_json_get_string (body, "device_id");
  LkLegacyGrant *self;

  if (!lk_user_id_is_valid (user_id) || !is_device_id (device_id))
    return NULL;
  self = g_new0 (LkLegacyGrant, 1);
  self->tokens = lk_tokens_ref (tokens);
  self->user_id = g_strdup (user_id);
  self->device_id = g_strdup (device_id);
  self->base_url = lk_well_known_dup_base_url (lk_json_get_object (body, "well_known"), transport);
  return self;
}

/**
 * lk_legacy_grant_parse:
 * @response: the answer to a login, or to a registration
 * @transport: how this homeserver may be talked to
 * @useless: (out) (optional) (nullable) (transfer full): tokens that came although the rest of
 *   the answer can't be used
 * @error: return location for an error: that of lk_client_api_to_error() when the answer is not
 *   2xx; %LK_ERROR_PROTOCOL when it lacks what is needed
 *
 * Returns: (transfer full): what it brought
 */
LkLegacyGrant *
lk_legacy_grant_parse (const LkHttpResponse *response,
                       LkTransport           transport,
                       LkTokens            **useless,
                       GError              **error)
{
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (LkTokens) tokens = NULL;
  LkLegacyGrant *self;

  if (useless != NULL)
    *useless = NULL;
  if (response->status / 100 != 2)
    {
      g_propagate_error (error, lk_client_api_to_error (response));
      return NULL;
    }
  if ((body = lk_http_response_parse_object (response, error)) == NULL)
    return NULL;

  tokens = lk_tokens_read_legacy (body, response->started, NULL);
  self = tokens != NULL ? read_grant (body, tokens, transport) : NULL;
  if (self != NULL)
    return self;
  g_set_error_literal (error, LK_ERROR, LK_ERROR_PROTOCOL, "The answer has no usable session");
  lk_http_response_locate_error (response, error);
  if (useless != NULL)
    *useless = g_steal_pointer (&tokens);
  return NULL;
}

/** lk_legacy_grant_free: frees @self. */
void
lk_legacy_grant_free (LkLegacyGrant *self)
{
  lk_tokens_unref (self->tokens);
  g_free (self->user_id);
  g_free (self->device_id);
  g_free (self->base_url);
  g_free (self);
}
