/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-e2e-private.h"

#include <string.h>

/* The playground behind the window: its addresses, its faults, what it has seen. */

static JsonObject *
get_playground (LkE2e *self)
{
  return json_node_get_object (self->playground);
}

const char *
lk_e2e_get_homeserver (LkE2e *self)
{
  return json_object_get_string_member (get_playground (self), "homeserver");
}

GStrv
lk_e2e_dup_servers (LkE2e *self)
{
  JsonArray *servers = json_object_get_array_member (get_playground (self), "servers");
  g_autoptr (GStrvBuilder) urls = g_strv_builder_new ();

  for (guint i = 0; i < json_array_get_length (servers); i++)
    g_strv_builder_add (urls, json_object_get_string_member
                        (json_array_get_object_element (servers, i), "url"));
  return g_strv_builder_end (urls);
}

const char *
lk_e2e_get_server_field (LkE2e      *self,
                         const char *name,
                         const char *field)
{
  JsonArray *servers = json_object_get_array_member (get_playground (self), "servers");

  for (guint i = 0; i < json_array_get_length (servers); i++)
    {
      JsonObject *entry = json_array_get_object_element (servers, i);

      if (g_strcmp0 (json_object_get_string_member (entry, "name"), name) == 0)
        return json_object_get_string_member (entry, field);
    }
  g_error ("There is no server “%s”", name);
}

const char *
lk_e2e_get_server (LkE2e      *self,
                   const char *name)
{
  return lk_e2e_get_server_field (self, name, "url");
}

const char *
lk_e2e_get_password (LkE2e      *self,
                     const char *user)
{
  JsonArray *users = json_object_get_array_member (get_playground (self), "users");

  for (guint i = 0; i < json_array_get_length (users); i++)
    {
      JsonObject *entry = json_array_get_object_element (users, i);

      if (g_strcmp0 (json_object_get_string_member (entry, "name"), user) == 0)
        return json_object_get_string_member (entry, "password");
    }
  g_error ("There is no demo user “%s”", user);
}

typedef struct
{
  gboolean done;
  GBytes  *body;
  GError  *error;
} Answer;

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Answer *answer = user_data;

  answer->body =
    soup_session_send_and_read_finish (SOUP_SESSION (source), result, &answer->error);
  answer->done = TRUE;
}

/* Returns: (nullable) */
static GBytes *
try_to_send (LkE2e        *self,
             SoupMessage  *message,
             GError      **error)
{
  Answer answer = { 0 };

  soup_session_send_and_read_async (self->soup, message, G_PRIORITY_DEFAULT, NULL, on_answered,
                                    &answer);
  while (!answer.done)
    g_main_context_iteration (NULL, TRUE);
  if (answer.error != NULL)
    g_propagate_error (error, answer.error);
  return answer.body;
}

static GBytes *
send (LkE2e       *self,
      SoupMessage *message)
{
  g_autoptr (GError) error = NULL;
  GBytes *body = try_to_send (self, message, &error);

  g_assert_no_error (error);
  return body;
}

gboolean
lk_e2e_trusts_tls (LkE2e *self)
{
  g_autoptr (SoupMessage) message = soup_message_new ("GET", lk_e2e_get_server (self, "tls"));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = try_to_send (self, message, &error);

  if (body == NULL)
    g_assert_error (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);
  return body != NULL;
}

static SoupMessage *
new_message (LkE2e      *self,
             const char *method,
             const char *path)
{
  const char *control = json_object_get_string_member (get_playground (self), "control");
  g_autofree char *url = g_strconcat (control, path, NULL);

  return soup_message_new (method, url);
}

void
lk_e2e_control (LkE2e      *self,
                const char *path,
                const char *body)
{
  g_autoptr (SoupMessage) message = new_message (self, "POST", path);
  g_autoptr (GBytes) request = g_bytes_new (body, strlen (body));
  g_autoptr (GBytes) response = NULL;

  soup_message_set_request_body_from_bytes (message, "application/json", request);
  response = send (self, message);
  g_assert_cmpint (soup_message_get_status (message), ==, 200);
}

static JsonNode *
read_answer (LkE2e       *self,
             SoupMessage *message)
{
  g_autoptr (GBytes) body = send (self, message);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, g_bytes_get_data (body, NULL),
                              (gssize) g_bytes_get_size (body), &error);
  g_assert_no_error (error);
  return json_parser_steal_root (parser);
}

static JsonNode *
ask (LkE2e      *self,
     const char *path)
{
  g_autoptr (SoupMessage) message = new_message (self, "GET", path);

  return read_answer (self, message);
}

void
lk_e2e_break (LkE2e      *self,
              const char *server,
              const char *match,
              const char *mode)
{
  g_autofree char *matching = match != NULL ? g_strdup_printf (",\"match\":\"%s\"", match) : NULL;
  g_autofree char *body = g_strdup_printf ("{\"server\":\"%s\",\"mode\":\"%s\"%s}", server, mode,
                                           matching != NULL ? matching : "");

  lk_e2e_control (self, "/fault", body);
}

gboolean
lk_e2e_has_device (LkE2e      *self,
                   const char *user,
                   const char *device_id)
{
  return lk_e2e_has_device_at (self, "homeserver", user, device_id);
}

gboolean
lk_e2e_has_device_at (LkE2e      *self,
                      const char *server,
                      const char *user,
                      const char *device_id)
{
  g_autofree char *path = g_strdup_printf ("/devices?user=%s&server=%s", user, server);
  g_autoptr (JsonNode) answer = ask (self, path);
  JsonArray *devices = json_node_get_array (answer);

  for (guint i = 0; i < json_array_get_length (devices); i++)
    if (g_strcmp0 (json_array_get_string_element (devices, i), device_id) == 0)
      return TRUE;
  return FALSE;
}

static guint
count_requests (LkE2e      *self,
                const char *wanted)
{
  g_autoptr (JsonNode) answer = ask (self, "/requests");
  JsonArray *requests = json_node_get_array (answer);
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonObject *request = json_array_get_object_element (requests, i);
      g_autofree char *line =
        g_strdup_printf ("%s %s", json_object_get_string_member (request, "method"),
                         json_object_get_string_member (request, "path"));

      n += wanted == NULL || g_str_equal (line, wanted);
    }
  return n;
}

guint
lk_e2e_count_requests (LkE2e      *self,
                       const char *method_and_path)
{
  return count_requests (self, method_and_path);
}

guint
lk_e2e_count_all_requests (LkE2e *self)
{
  return count_requests (self, NULL);
}

JsonObject *
lk_e2e_call_legacy (LkE2e      *self,
                    const char *path,
                    LkSecret   *token,
                    const char *body)
{
  g_autofree char *url =
    g_strconcat (lk_e2e_get_server (self, "legacy"), "/_matrix/client/v3", path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr (GBytes) request = g_bytes_new (body, strlen (body));
  g_autoptr (JsonNode) answer = NULL;

  soup_message_set_request_body_from_bytes (message, "application/json", request);
  if (token != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", lk_secret_peek (token), NULL);

      soup_message_headers_append (soup_message_get_request_headers (message), "Authorization",
                                   bearer);
    }
  answer = read_answer (self, message);
  g_assert_cmpint (soup_message_get_status (message), ==, 200);
  return json_node_dup_object (answer);
}

guint
lk_e2e_post_form (LkE2e      *self,
                  const char *url,
                  const char *form,
                  char      **error_code)
{
  g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr (GBytes) request = g_bytes_new (form, strlen (form));
  g_autoptr (GBytes) body = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;

  soup_message_set_request_body_from_bytes (message, "application/x-www-form-urlencoded", request);
  body = send (self, message);
  if (error_code != NULL &&
      json_parser_load_from_data (parser, g_bytes_get_data (body, NULL),
                                  (gssize) g_bytes_get_size (body), NULL) &&
      (root = json_parser_get_root (parser)) != NULL && JSON_NODE_HOLDS_OBJECT (root))
    *error_code = g_strdup (json_object_get_string_member_with_default (
      json_node_get_object (root), "error", NULL));
  return soup_message_get_status (message);
}
