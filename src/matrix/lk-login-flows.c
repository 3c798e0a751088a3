/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-login-flows.h"

#include "lk-error.h"
#include "lk-json.h"

/* Types we don't know, and what isn't a flow at all, are passed over (J10). */
static void
take_flow (LkLoginFlows *self,
           JsonObject   *flow)
{
  const char *type = lk_json_get_string (flow, "type");

  if (g_strcmp0 (type, "m.login.password") == 0)
    self->password = TRUE;
  if (g_strcmp0 (type, "m.login.sso") != 0)
    return;
  self->sso = TRUE;
  if (lk_json_get_boolean (flow, "oauth_aware_preferred", FALSE) ||
      lk_json_get_boolean (flow, "org.matrix.msc3824.delegated_oidc_compatibility", FALSE))
    self->oauth_aware = TRUE;
}

static LkLoginFlows *
read_flows (JsonArray *array)
{
  LkLoginFlows *self = g_new0 (LkLoginFlows, 1);

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
  g_free (self);
}
