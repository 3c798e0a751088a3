/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-client-api.h"

#include <string.h>

#include "lk-error.h"
#include "lk-json.h"
#include "lk-mxc.h"

/*
 * Whose token it is (spec §5.2), and that user's public face (spec §10.1).
 */

#define LONGEST_ID 255
#define LONGEST_DISPLAY_NAME 100

/* An ID is compared and put into paths as it is, so it can't be made harmless: it either is, or
 * it is not taken. */
static gboolean
is_plain_id (const char *id)
{
  if (id == NULL || *id == '\0' || strlen (id) > LONGEST_ID)
    return FALSE;
  for (const char *p = id; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isgraph (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

/* "@", something, ":", something (spec §5.2). Old servers have odd local parts. */
static gboolean
is_user_id (const char *id)
{
  const char *colon;

  if (!is_plain_id (id) || *id != '@')
    return FALSE;
  colon = strchr (id, ':');
  return colon != NULL && colon > id + 1 && colon[1] != '\0';
}

static JsonObject *
parse_success (const LkHttpResponse *response,
               GError              **error)
{
  if (response->status == 200)
    return lk_http_response_parse_object (response, error);

  g_propagate_error (error, lk_client_api_to_error (response));
  return NULL;
}

/**
 * lk_identity_parse:
 * @response: the answer to lk_client_api_whoami()
 * @error: return location for an error: that of lk_client_api_to_error() when the answer is not
 *   200; %LK_ERROR_PROTOCOL when it names no user
 *
 * Returns: (transfer full): whose token it is
 */
LkIdentity *
lk_identity_parse (const LkHttpResponse *response,
                   GError              **error)
{
  g_autoptr (JsonObject) body = parse_success (response, error);
  const char *user_id, *device_id;
  LkIdentity *self;

  if (body == NULL)
    return NULL;

  user_id = lk_json_get_string (body, "user_id");
  device_id = lk_json_get_string (body, "device_id");
  if (!is_user_id (user_id))
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_PROTOCOL, "The answer has no valid user_id");
      lk_http_response_locate_error (response, error);
      return NULL;
    }
  self = g_new0 (LkIdentity, 1);
  self->user_id = g_strdup (user_id);
  self->device_id = is_plain_id (device_id) ? g_strdup (device_id) : NULL;
  self->is_guest = lk_json_get_boolean (body, "is_guest", FALSE);
  return self;
}

/** lk_identity_free: frees @self. */
void
lk_identity_free (LkIdentity *self)
{
  g_free (self->user_id);
  g_free (self->device_id);
  g_free (self);
}

/* NULL also for a name of which nothing is left to be seen. */
static char *
make_display_name (const char *text)
{
  g_autofree char *name = lk_untrusted_text (text, LONGEST_DISPLAY_NAME);

  if (name == NULL || *g_strstrip (name) == '\0')
    return NULL;
  return g_steal_pointer (&name);
}

/**
 * lk_profile_parse:
 * @response: the answer to lk_client_api_profile()
 * @error: return location for an error: that of lk_client_api_to_error() when the answer is not
 *   200; %LK_ERROR_PROTOCOL when it is not an object
 *
 * A malformed name or picture is as good as none.
 *
 * Returns: (transfer full): the profile
 */
LkProfile *
lk_profile_parse (const LkHttpResponse *response,
                  GError              **error)
{
  g_autoptr (JsonObject) body = parse_success (response, error);
  const char *avatar_uri;
  LkProfile *self;

  if (body == NULL)
    return NULL;

  avatar_uri = lk_json_get_string (body, "avatar_url");
  self = g_new0 (LkProfile, 1);
  self->display_name = make_display_name (lk_json_get_string (body, "displayname"));
  self->avatar_uri = lk_mxc_split (avatar_uri, NULL, NULL) ? g_strdup (avatar_uri) : NULL;
  return self;
}

/** lk_profile_free: frees @self. */
void
lk_profile_free (LkProfile *self)
{
  g_free (self->display_name);
  g_free (self->avatar_uri);
  g_free (self);
}
