/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <string.h>

#include "lk-auth-metadata.h"
#include "lk-fake-server.h"
#include "lk-http.h"
#include "lk-json.h"

G_BEGIN_DECLS

/* An answer as the HTTP file would have made it, for parsers. @body: (nullable) */
static inline LkHttpResponse *
lk_test_answer (guint       status,
                const char *body)
{
  LkHttpResponse *response = g_new0 (LkHttpResponse, 1);

  response->status = status;
  response->body = g_bytes_new (body, body != NULL ? strlen (body) : 0);
  response->url = g_strdup ("https://example.org/asked");
  response->step = "test";
  response->started = 1700000000 * (gint64) G_USEC_PER_SEC + 999999;
  response->retry_after = -1;
  response->max_age = -1;
  return response;
}

/* The metadata of a provider at @url that offers everything. The members of @changes, a JSON
 * object, take the place of the usual ones; null takes one away. @changes: (nullable) */
static inline LkAuthMetadata *
lk_test_metadata (const char *url,
                  const char *changes)
{
  static const char usual[] =
    "{\"issuer\":\"%1$s/\",\"authorization_endpoint\":\"%1$s/authorize\","
    "\"token_endpoint\":\"%1$s/token\",\"revocation_endpoint\":\"%1$s/revoke\","
    "\"registration_endpoint\":\"%1$s/register\","
    "\"device_authorization_endpoint\":\"%1$s/device\","
    "\"response_types_supported\":[\"code\"],\"response_modes_supported\":[\"query\"],"
    "\"code_challenge_methods_supported\":[\"S256\"],"
    "\"prompt_values_supported\":[\"create\"],"
    "\"grant_types_supported\":[\"authorization_code\",\"refresh_token\","
    "\"urn:ietf:params:oauth:grant-type:device_code\"]}";
  g_autofree char *text = g_strdup_printf (usual, url);
  g_autoptr (LkHttpResponse) usual_answer = lk_test_answer (200, text);
  g_autoptr (LkHttpResponse) changed_answer = lk_test_answer (200, changes);
  g_autoptr (JsonObject) object = lk_http_response_parse_object (usual_answer, NULL);
  g_autoptr (JsonObject) other = lk_http_response_parse_object (changed_answer, NULL);
  g_autoptr (JsonObject) merged = json_object_new ();
  g_autoptr (LkHttpResponse) answer = NULL;
  g_autofree char *merged_text = NULL;
  g_autoptr (GError) error = NULL;
  LkAuthMetadata *metadata;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    json_object_set_member (merged, name, json_node_copy (node));
  if (other != NULL)
    {
      json_object_iter_init (&iter, other);
      while (json_object_iter_next (&iter, &name, &node))
        json_object_set_member (merged, name, json_node_copy (node));
    }
  merged_text = lk_json_to_text (merged);
  answer = lk_test_answer (200, merged_text);
  metadata = lk_auth_metadata_parse (answer, LK_TRANSPORT_LOOPBACK, LK_SCOPES_STABLE, &error);
  g_assert_no_error (error);
  return metadata;
}

/* A condition for lk_test_wait_until(): the server in @user_data has been asked. */
static inline gboolean
lk_test_was_asked (gpointer user_data)
{
  return lk_fake_server_count (user_data, NULL) > 0;
}

/* A server that hangs, a request that is then cancelled: the only end is CANCELLED. @result: of
 * what has been started already */
static inline GAsyncResult *
lk_test_cancel_when_asked (LkFakeServer  *server,
                           GCancellable  *cancellable,
                           GAsyncResult **result)
{
  lk_test_wait_until (lk_test_was_asked, server);
  g_assert_null (*result);
  g_cancellable_cancel (cancellable);
  return lk_test_await (result);
}

/* A pause after the server's answer, which is then cancelled: the end comes long before the
 * pause is over. */
static inline void
lk_test_cancel_in_pause (LkFakeServer  *server,
                         GCancellable  *cancellable,
                         GAsyncResult **result)
{
  gint64 started = g_get_monotonic_time ();

  lk_test_wait_until (lk_test_was_asked, server);
  g_timeout_add_once (50, (GSourceOnceFunc) g_cancellable_cancel, cancellable);
  lk_test_await (result);
  g_assert_cmpint (g_get_monotonic_time () - started, <, 5 * G_USEC_PER_SEC);
}

G_END_DECLS
