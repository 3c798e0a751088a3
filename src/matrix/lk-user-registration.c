/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-user-registration.h"

#include "lk-client-api.h"
#include "lk-device-name.h"
#include "lk-error.h"
#include "lk-json.h"
#include "lk-legacy-login.h"

#include <string.h>

/*
 * Creating a user at a homeserver without a provider (spec §9.5): what is asked, and what a refusal
 * is about. The questions that come in between are lk-uia.c's; the session that comes in the end is
 * the same as that of a login (lk-legacy-login.c).
 */

static char *
make_url (const char *base_url,
          const char *path)
{
  return g_strconcat (base_url, g_str_has_suffix (base_url, "/") ? "" : "/", path, NULL);
}

/* The name. */

/**
 * lk_user_registration_ask_name:
 * @base_url: of the homeserver
 * @name: what somebody would like to be called there
 *
 * Returns: (transfer full): the question whether @name is free
 */
LkHttpRequest *
lk_user_registration_ask_name (const char *base_url,
                               const char *name)
{
  g_autofree char *escaped = g_uri_escape_string (name, NULL, FALSE);
  g_autofree char *path = g_strconcat ("_matrix/client/v3/register/available?username=", escaped,
                                       NULL);
  g_autofree char *url = make_url (base_url, path);

  return lk_http_request_new ("register-name", "GET", url);
}

static gboolean
says_available (const LkHttpResponse *response)
{
  g_autoptr (JsonObject) body = lk_json_parse_object (response->body, NULL);

  return lk_json_get_boolean (body, "available", FALSE);
}

/**
 * lk_user_registration_judge_name:
 * @response: the answer to lk_user_registration_ask_name()
 * @refusal: return location for the server's own word against the name, or against new users at
 *   all
 *
 * Not every server has the question, and a busy one proves nothing: then the name is tried.
 *
 * Returns: the verdict; @refusal is set with %LK_NAME_REFUSED only
 */
LkNameVerdict
lk_user_registration_judge_name (const LkHttpResponse *response,
                                 GError              **refusal)
{
  g_autoptr (GError) error = NULL;

  if (response->status == 200)
    return says_available (response) ? LK_NAME_FREE : LK_NAME_UNKNOWN;

  error = lk_client_api_to_error (response);
  switch (lk_user_registration_fault (error))
    {
    case LK_REGISTRATION_FAULT_NAME:
    case LK_REGISTRATION_FAULT_CLOSED:
      g_propagate_error (refusal, g_steal_pointer (&error));
      return LK_NAME_REFUSED;
    case LK_REGISTRATION_FAULT_PASSWORD:
    case LK_REGISTRATION_FAULT_OTHER:
    default:
      return LK_NAME_UNKNOWN;
    }
}

/* The request. */

static char *
make_public_part (const char *name,
                  JsonObject *auth)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *device_name = lk_device_name_new ();

  json_object_set_string_member (body, "username", name);
  json_object_set_string_member (body, "initial_device_display_name", device_name);
  json_object_set_boolean_member (body, "refresh_token", TRUE);
  json_object_set_boolean_member (body, "inhibit_login", FALSE);
  if (auth != NULL)
    json_object_set_object_member (body, "auth", json_object_ref (auth));
  return lk_json_to_text (body);
}

/* By hand, because json-glib would leave copies of the password behind.
 * Returns: (transfer full): the whole body, to be wiped */
static char *
make_body (const char     *public_part,
           const LkSecret *password)
{
  const char *text = lk_secret_peek (password);
  GString *out = g_string_sized_new (strlen (public_part) + 6 * strlen (text) + 32);

  g_string_append (out, public_part);
  g_string_truncate (out, out->len - 1); /* the brace */
  g_string_append (out, ",\"password\":");
  lk_json_append_quoted (out, text);
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}

/**
 * lk_user_registration_new_request:
 * @base_url: of the homeserver
 * @name: what the user is to be called
 * @password: the user's
 * @auth: (transfer none) (nullable): the part that satisfies the server, of lk_uia_auth()
 *
 * Each try holds all of it, whatever stage it is for.
 *
 * Returns: (transfer full): a try to register
 */
LkHttpRequest *
lk_user_registration_new_request (const char *base_url,
                                  const char *name,
                                  LkSecret   *password,
                                  JsonObject *auth)
{
  g_autofree char *url = make_url (base_url, "_matrix/client/v3/register?kind=user");
  g_autofree char *public_part = make_public_part (name, auth);
  LkHttpRequest *request = lk_http_request_new ("register-user", "POST", url);
  char *body = make_body (public_part, password);

  lk_http_request_set_json (request, body);
  lk_secret_wipe_string (body);
  return request;
}

/**
 * lk_user_registration_fault:
 * @error: (nullable): why a try was refused
 *
 * Returns: what it is about. The M_PASSWORD_ codes are Synapse's own.
 */
LkRegistrationFault
lk_user_registration_fault (const GError *error)
{
  const char *code = lk_error_get_server_code (error);

  if (code == NULL)
    return LK_REGISTRATION_FAULT_OTHER;
  if (g_str_equal (code, "M_USER_IN_USE") || g_str_equal (code, "M_INVALID_USERNAME") ||
      g_str_equal (code, "M_EXCLUSIVE"))
    return LK_REGISTRATION_FAULT_NAME;
  if (g_str_equal (code, "M_WEAK_PASSWORD") || g_str_has_prefix (code, "M_PASSWORD_"))
    return LK_REGISTRATION_FAULT_PASSWORD;
  if (g_str_equal (code, "M_FORBIDDEN") && lk_error_get_status (error) == 403)
    return LK_REGISTRATION_FAULT_CLOSED;
  return LK_REGISTRATION_FAULT_OTHER;
}
