/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-uia.h"

#include "lk-error.h"
#include "lk-json.h"

/*
 * User-interactive authentication (spec §9.5): a server that wants more before it does as asked
 * answers 401 with the ways to satisfy it. One goes through the stages of one way, each time
 * sending the same request with another "auth", until the answer is the one hoped for.
 */

/* Nobody has so many; more are a flood. */
#define MAX_FLOWS  64
#define MAX_STAGES 16

/* A way whose stages can't all be read is one that can't be gone. */
static GPtrArray *
read_flows (JsonArray *array)
{
  GPtrArray *flows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  for (guint i = 0; i < json_array_get_length (array) && flows->len < MAX_FLOWS; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_auto (GStrv) stages = NULL;

      if (JSON_NODE_HOLDS_OBJECT (node))
        stages = lk_json_get_strings (json_node_get_object (node), "stages");
      if (stages != NULL && g_strv_length (stages) <= MAX_STAGES)
        g_ptr_array_add (flows, g_steal_pointer (&stages));
    }
  return flows;
}

static GStrv
read_completed (JsonObject *body)
{
  GStrv completed = lk_json_get_strings (body, "completed");

  return completed != NULL ? completed : g_new0 (char *, 1);
}

/**
 * lk_uia_parse:
 * @response: the answer to a request that may need more
 * @error: return location for %LK_ERROR_PROTOCOL when it is anything but a 401 with a list of
 *   flows
 *
 * After a stage that failed, such as a wrong password, the answer is of this form, too: then it
 * says so in its errcode, which lk_client_api_to_error() reads.
 *
 * Returns: (transfer full): what the server wants
 */
LkUia *
lk_uia_parse (const LkHttpResponse *response,
              GError              **error)
{
  g_autoptr (JsonObject) body =
    response->status == 401 ? lk_json_parse_object (response->body, NULL) : NULL;
  JsonArray *flows = lk_json_get_array (body, "flows");
  JsonObject *params = lk_json_get_object (body, "params");
  LkUia *self;

  if (flows == NULL)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_PROTOCOL,
                           "The server does not say what it wants to be shown");
      lk_http_response_locate_error (response, error);
      return NULL;
    }
  self = g_new0 (LkUia, 1);
  self->session = g_strdup (lk_json_get_string (body, "session"));
  self->flows = read_flows (flows);
  self->completed = read_completed (body);
  self->params = params != NULL ? json_object_ref (params) : NULL;
  return self;
}

/** lk_uia_free: frees @self. */
void
lk_uia_free (LkUia *self)
{
  g_free (self->session);
  g_ptr_array_unref (self->flows);
  g_strfreev (self->completed);
  g_clear_pointer (&self->params, json_object_unref);
  g_free (self);
}

static GStrv
left_of_flow (const LkUia       *self,
              const char *const *stages)
{
  g_autoptr (GStrvBuilder) left = g_strv_builder_new ();

  for (gsize i = 0; stages[i] != NULL; i++)
    {
      if (!g_strv_contains ((const char *const *) self->completed, stages[i]))
        g_strv_builder_add (left, stages[i]);
    }
  return g_strv_builder_end (left);
}

static gboolean
is_doable (GStrv              left,
           const char *const *doable)
{
  for (gsize i = 0; left[i] != NULL; i++)
    {
      if (doable == NULL || !g_strv_contains (doable, left[i]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_better (GStrv              left,
           GStrv              best, /* (nullable) */
           const char *const *doable)
{
  if (best == NULL)
    return TRUE;
  if (is_doable (left, doable) != is_doable (best, doable))
    return is_doable (left, doable);
  return g_strv_length (left) < g_strv_length (best);
}

/**
 * lk_uia_stages_left:
 * @self: what the server wants
 * @doable: (nullable) (array zero-terminated=1): the stages that the caller can go through
 *
 * Chooses a way: first one that is all @doable, then the shortest, then the server's first.
 *
 * Returns: (transfer full) (nullable): its stages that are still to do, in their order. Empty when
 *   there are none: then the session alone is enough. %NULL when the server offers no way.
 */
GStrv
lk_uia_stages_left (const LkUia       *self,
                    const char *const *doable)
{
  g_auto (GStrv) best = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->flows->len; i++)
    {
      g_auto (GStrv) left = left_of_flow (self, g_ptr_array_index (self->flows, i));

      if (!is_better (left, best, doable))
        continue;
      g_strfreev (best);
      best = g_steal_pointer (&left);
    }
  return g_steal_pointer (&best);
}

/**
 * lk_uia_fallback_url:
 * @self: what the server wants
 * @base_url: of the homeserver
 * @stage: which stage
 *
 * The address of the homeserver's own page on which a person goes through @stage. Afterwards the
 * request is sent again with the session alone. It names the session: not for logs.
 *
 * Returns: (transfer full) (nullable): the address; %NULL when the server gave no session
 */
char *
lk_uia_fallback_url (const LkUia *self,
                     const char  *base_url,
                     const char  *stage)
{
  g_autofree char *type = g_uri_escape_string (stage, NULL, FALSE);
  g_autofree char *session = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->session == NULL)
    return NULL;
  session = g_uri_escape_string (self->session, NULL, FALSE);
  return g_strconcat (base_url, g_str_has_suffix (base_url, "/") ? "" : "/",
                      "_matrix/client/v3/auth/", type, "/fallback/web?session=", session, NULL);
}

/**
 * lk_uia_auth:
 * @self: what the server wants
 * @type: (nullable): the stage to go through; %NULL after a stage that was done elsewhere
 *
 * Returns: (transfer full): the member "auth" for the next try, to be completed with what the
 *   stage needs
 */
JsonObject *
lk_uia_auth (const LkUia *self,
             const char  *type)
{
  JsonObject *auth = json_object_new ();

  g_return_val_if_fail (self != NULL, auth);

  if (type != NULL)
    json_object_set_string_member (auth, "type", type);
  if (self->session != NULL)
    json_object_set_string_member (auth, "session", self->session);
  return auth;
}
