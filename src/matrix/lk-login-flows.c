/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-login-flows.h"

#include <string.h>

#include "lk-error.h"
#include "lk-json.h"
#include "lk-mxc.h"

/* More than these nobody looks through. */
#define MOST_PROVIDERS 32
#define LONGEST_ID 255
#define LONGEST_NAME 64

static void
identity_provider_free (gpointer data)
{
  LkIdentityProvider *self = data;

  g_free (self->id);
  g_free (self->name);
  g_free (self->icon);
  g_free (self->brand);
  g_free (self);
}

/* An ID becomes a part of a path: dots alone would lead somewhere else. */
static gboolean
is_id (const char *id)
{
  if (id == NULL || *id == '\0' || strlen (id) > LONGEST_ID ||
      strspn (id, ".") == strlen (id))
    return FALSE;
  for (const char *p = id; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isgraph (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

/* Returns: (nullable): what @object describes, unless a person could not tell what it is */
static LkIdentityProvider *
read_provider (JsonObject *object)
{
  const char *id = lk_json_get_string (object, "id");
  const char *icon = lk_json_get_string (object, "icon");
  const char *brand = lk_json_get_string (object, "brand");
  g_autofree char *name = lk_untrusted_text (lk_json_get_string (object, "name"), LONGEST_NAME);
  LkIdentityProvider *self;

  if (!is_id (id) || name == NULL || *g_strstrip (name) == '\0')
    return NULL;
  self = g_new0 (LkIdentityProvider, 1);
  self->id = g_strdup (id);
  self->name = g_steal_pointer (&name);
  self->icon = lk_mxc_split (icon, NULL, NULL) ? g_strdup (icon) : NULL;
  self->brand = is_id (brand) ? g_strdup (brand) : NULL;
  return self;
}

static void
take_providers (LkLoginFlows *self,
                JsonArray    *array)
{
  for (guint i = 0; i < json_array_get_length (array) && self->providers->len < MOST_PROVIDERS; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      LkIdentityProvider *provider = NULL;

      if (JSON_NODE_HOLDS_OBJECT (node))
        provider = read_provider (json_node_get_object (node));
      if (provider != NULL)
        g_ptr_array_add (self->providers, provider);
    }
}

/* Types we don't know, and what isn't a flow at all, are passed over (J10). */
static void
take_flow (LkLoginFlows *self,
           JsonObject   *flow)
{
  const char *type = lk_json_get_string (flow, "type");
  JsonArray *providers = lk_json_get_array (flow, "identity_providers");

  if (g_strcmp0 (type, "m.login.password") == 0)
    self->password = TRUE;
  if (g_strcmp0 (type, "m.login.sso") != 0)
    return;
  self->sso = TRUE;
  if (lk_json_get_boolean (flow, "oauth_aware_preferred", FALSE) ||
      lk_json_get_boolean (flow, "org.matrix.msc3824.delegated_oidc_compatibility", FALSE))
    self->oauth_aware = TRUE;
  if (providers != NULL)
    take_providers (self, providers);
}

static LkLoginFlows *
read_flows (JsonArray *array)
{
  LkLoginFlows *self = g_new0 (LkLoginFlows, 1);

  self->providers = g_ptr_array_new_with_free_func (identity_provider_free);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        take_flow (self, json_node_get_object (node));
    }
  return self;
}

/**
 * lk_login_flows_parse:
 * @response: the answer to GET /_matrix/client/v3/login
 * @error: return location for an error: %LK_ERROR_PROTOCOL when a 200 has no list of flows, else
 *   what lk_http_response_to_error() makes of the status
 *
 * Returns: (transfer full): how the server lets people in (spec §9.1); maybe in no way of ours
 */
LkLoginFlows *
lk_login_flows_parse (const LkHttpResponse *response,
                      GError              **error)
{
  g_autoptr (JsonObject) object = NULL;
  JsonArray *array;

  if (response->status != 200)
    {
      g_propagate_error (error, lk_http_response_to_error (response));
      return NULL;
    }
  object = lk_http_response_parse_object (response, error);
  if (object == NULL)
    return NULL;

  array = lk_json_get_array (object, "flows");
  if (array == NULL)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_PROTOCOL,
                           "The server does not say how to sign in");
      lk_http_response_locate_error (response, error);
      return NULL;
    }
  return read_flows (array);
}

/** lk_login_flows_free: frees @self. */
void
lk_login_flows_free (LkLoginFlows *self)
{
  g_ptr_array_unref (self->providers);
  g_free (self);
}
