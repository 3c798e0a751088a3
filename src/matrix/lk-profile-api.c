/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-profile-api.h"

#include "lk-client-api.h"
#include "lk-json.h"

static const struct
{
  const char *step;
  const char *key;
  const char *old_capability; /* of homeservers before v1.16 */
} fields[] = {
  [LK_PROFILE_NAME] = { "set-name", "displayname", "m.set_displayname" },
  [LK_PROFILE_PICTURE] = { "set-picture", "avatar_url", "m.set_avatar_url" },
};

static gboolean
contains (JsonObject *object,
          const char *member,
          const char *text)
{
  g_auto (GStrv) strings = lk_json_get_strings (object, member);

  return strings != NULL && g_strv_contains ((const char *const *) strings, text);
}

/* A list of what is allowed says all; else there may be one of what isn't. */
static gboolean
allows (JsonObject *capability,
        const char *key)
{
  if (!lk_json_get_boolean (capability, "enabled", TRUE))
    return FALSE;
  if (lk_json_get_array (capability, "allowed") != NULL)
    return contains (capability, "allowed", key);
  return !contains (capability, "disallowed", key);
}

/**
 * lk_profile_may:
 * @capabilities: (nullable): the answer to lk_client_api_capabilities(), of whatever form
 * @field: what of the profile
 *
 * `m.profile_fields` counts where it is there, and the two older capabilities where it isn't.
 *
 * Returns: whether the user may change it
 */
gboolean
lk_profile_may (const LkHttpResponse *capabilities,
                LkProfileField        field)
{
  g_autoptr (JsonObject) body = NULL;
  JsonObject *capability;

  if (capabilities == NULL || capabilities->status != 200)
    return TRUE;
  body = lk_json_parse_object (capabilities->body, NULL);
  capability = lk_json_get_object (lk_json_get_object (body, "capabilities"), "m.profile_fields");
  if (capability != NULL)
    return allows (capability, fields[field].key);
  return lk_client_api_may (capabilities, fields[field].old_capability);
}

static LkHttpRequest *
new_request (const char     *method,
             const char     *base_url,
             const char     *user_id,
             LkProfileField  field)
{
  g_autofree char *escaped = g_uri_escape_string (user_id, NULL, FALSE);
  g_autofree char *url =
    g_strconcat (base_url, g_str_has_suffix (base_url, "/") ? "" : "/",
                 "_matrix/client/v3/profile/", escaped, "/", fields[field].key, NULL);

  return lk_http_request_new (fields[field].step, method, url);
}

/**
 * lk_profile_api_set:
 * @base_url: of the homeserver
 * @user_id: whose profile
 * @field: what of it
 * @value: a name, or an mxc: URI
 *
 * Returns: (transfer full): the request to change it
 */
LkHttpRequest *
lk_profile_api_set (const char     *base_url,
                    const char     *user_id,
                    LkProfileField  field,
                    const char     *value)
{
  LkHttpRequest *request = new_request ("PUT", base_url, user_id, field);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_string_member (body, fields[field].key, value);
  text = lk_json_to_text (body);
  lk_http_request_set_json (request, text);
  return request;
}

/**
 * lk_profile_api_remove:
 * @base_url: of the homeserver
 * @user_id: whose profile
 * @field: what of it
 *
 * Returns: (transfer full): the request to do without it
 */
LkHttpRequest *
lk_profile_api_remove (const char     *base_url,
                       const char     *user_id,
                       LkProfileField  field)
{
  return new_request ("DELETE", base_url, user_id, field);
}
