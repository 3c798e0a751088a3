/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-devices-api.h"

#include <string.h>

#include "lk-client-api.h"
#include "lk-error.h"
#include "lk-json.h"

/*
 * The devices of an account at its homeserver (spec §10.1). Listing and renaming them work with
 * every session; removing one is for sessions of the legacy API only (H6).
 */

#define LONGEST_ID   255
#define LONGEST_NAME 100
#define LONGEST_IP   64

/** lk_device_free: frees @self. */
void
lk_device_free (LkDevice *self)
{
  g_free (self->device_id);
  g_free (self->display_name);
  g_free (self->last_seen_ip);
  g_free (self);
}

/* Any text is an ID, but an address with one of these for its last part leads elsewhere. */
static gboolean
is_device_id (const char *id)
{
  return id != NULL && *id != '\0' && strlen (id) <= LONGEST_ID && !g_str_equal (id, ".") &&
         !g_str_equal (id, "..");
}

/* NULL also for text of which nothing is left to be seen. */
static char *
make_harmless (const char *text,
               gsize       max_chars)
{
  g_autofree char *harmless = lk_untrusted_text (text, max_chars);

  if (harmless == NULL || *g_strstrip (harmless) == '\0')
    return NULL;
  return g_steal_pointer (&harmless);
}

static LkDevice *
read_device (JsonObject *object)
{
  LkDevice *self = g_new0 (LkDevice, 1);
  gint64 milliseconds;

  self->device_id = g_strdup (lk_json_get_string (object, "device_id"));
  self->display_name = make_harmless (lk_json_get_string (object, "display_name"), LONGEST_NAME);
  self->last_seen_ip = make_harmless (lk_json_get_string (object, "last_seen_ip"), LONGEST_IP);
  if (lk_json_get_integer (object, "last_seen_ts", &milliseconds) && milliseconds > 0)
    self->last_seen_at = milliseconds / 1000;
  return self;
}

/* What has no usable ID, or that of another one, isn't a device that anything could be done
 * with. */
static void
take_device (GPtrArray  *devices,
             GHashTable *seen,
             JsonNode   *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *id = lk_json_get_string (object, "device_id");
  LkDevice *device;

  if (!is_device_id (id) || g_hash_table_contains (seen, id))
    return;
  device = read_device (object);
  g_hash_table_add (seen, device->device_id);
  g_ptr_array_add (devices, device);
}

static GPtrArray *
read_devices (JsonArray *array)
{
  GPtrArray *devices = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_device_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < json_array_get_length (array) && devices->len < LK_DEVICES_MAX; i++)
    take_device (devices, seen, json_array_get_element (array, i));
  return devices;
}

/**
 * lk_devices_parse:
 * @response: the answer to lk_devices_api_list()
 * @error: return location for an error: that of lk_client_api_to_error() when the answer is not
 *   200; %LK_ERROR_PROTOCOL when there is no list in it
 *
 * A member that is missing or malformed is as good as none; of devices with the same ID the first
 * counts; at most %LK_DEVICES_MAX are taken.
 *
 * Returns: (transfer full) (element-type LkDevice): the devices, in the server's order
 */
GPtrArray *
lk_devices_parse (const LkHttpResponse *response,
                  GError              **error)
{
  g_autoptr (JsonObject) body = NULL;
  JsonArray *array;

  if (response->status != 200)
    {
      g_propagate_error (error, lk_client_api_to_error (response));
      return NULL;
    }
  body = lk_http_response_parse_object (response, error);
  if (body == NULL)
    return NULL;
  array = lk_json_get_array (body, "devices");
  if (array == NULL)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_PROTOCOL, "The answer has no devices");
      lk_http_response_locate_error (response, error);
      return NULL;
    }
  return read_devices (array);
}

/* @device_id: (nullable): for all of them */
static LkHttpRequest *
new_request (const char *step,
             const char *method,
             const char *base_url,
             const char *device_id)
{
  g_autofree char *escaped =
    device_id != NULL ? g_uri_escape_string (device_id, NULL, FALSE) : NULL;
  g_autofree char *url = NULL;

  url = g_strconcat (base_url, g_str_has_suffix (base_url, "/") ? "" : "/",
                     "_matrix/client/v3/devices", escaped != NULL ? "/" : NULL, escaped, NULL);
  return lk_http_request_new (step, method, url);
}

/**
 * lk_devices_api_list:
 * @base_url: of the homeserver
 *
 * Returns: (transfer full): the request for the devices of whose token goes along
 */
LkHttpRequest *
lk_devices_api_list (const char *base_url)
{
  return new_request ("devices", "GET", base_url, NULL);
}

/**
 * lk_devices_api_rename:
 * @base_url: of the homeserver
 * @device_id: which device
 * @display_name: what to call it
 *
 * Returns: (transfer full): the request to call it so
 */
LkHttpRequest *
lk_devices_api_rename (const char *base_url,
                       const char *device_id,
                       const char *display_name)
{
  LkHttpRequest *request = new_request ("rename-device", "PUT", base_url, device_id);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_string_member (body, "display_name", display_name);
  text = lk_json_to_text (body);
  lk_http_request_set_json (request, text);
  return request;
}

/**
 * lk_devices_api_remove:
 * @base_url: of the homeserver
 * @device_id: which device
 * @auth: (nullable): what shows that the person may; without, the server says what it wants
 *
 * Returns: (transfer full): the request to sign the device out and forget it
 */
LkHttpRequest *
lk_devices_api_remove (const char *base_url,
                       const char *device_id,
                       JsonObject *auth)
{
  LkHttpRequest *request = new_request ("remove-device", "DELETE", base_url, device_id);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;

  if (auth != NULL)
    json_object_set_object_member (body, "auth", json_object_ref (auth));
  text = lk_json_to_text (body);
  lk_http_request_set_json (request, text);
  return request;
}

static JsonObject *
new_password_auth (const LkUia *uia,
                   const char  *user_id)
{
  JsonObject *auth = lk_uia_auth (uia, "m.login.password");
  JsonObject *identifier = json_object_new ();

  json_object_set_string_member (identifier, "type", "m.id.user");
  json_object_set_string_member (identifier, "user", user_id);
  json_object_set_object_member (auth, "identifier", identifier);
  return auth;
}

/**
 * lk_devices_api_remove_with_password:
 * @base_url: of the homeserver
 * @device_id: which device
 * @uia: what the server wants
 * @user_id: whose device
 * @password: of that user
 *
 * Returns: (transfer full): the request to remove the device, with the password, which is wiped
 *   with it
 */
LkHttpRequest *
lk_devices_api_remove_with_password (const char     *base_url,
                                     const char     *device_id,
                                     const LkUia    *uia,
                                     const char     *user_id,
                                     const LkSecret *password)
{
  LkHttpRequest *request = new_request ("remove-device", "DELETE", base_url, device_id);
  g_autoptr (JsonObject) auth = new_password_auth (uia, user_id);
  g_autofree char *open = lk_json_to_text (auth);
  GString *text = g_string_sized_new (8192); /* rarely grows: growing leaves copies behind */

  /* The password must not get into values of json-glib, which nobody wipes. */
  open[strlen (open) - 1] = '\0';
  g_string_append_printf (text, "{\"auth\":%s,\"password\":", open);
  lk_json_append_quoted (text, lk_secret_peek (password));
  g_string_append (text, "}}");
  lk_http_request_set_json (request, text->str);
  lk_secret_wipe_string (g_string_free (text, FALSE));
  return request;
}
