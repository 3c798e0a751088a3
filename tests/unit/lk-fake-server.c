/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-fake-server.h"

#include <libsoup/soup.h>
#include <string.h>

#include "lk-tls-door.h"

typedef enum { ANSWER, HANG, RESET, DRIP } Kind;

typedef struct
{
  Kind        kind;
  guint       status;
  gboolean    is_held;
  char       *content_type; /* (nullable) */
  GBytes     *body;         /* (nullable) */
  GHashTable *headers;      /* name → value */
} Answer;

typedef struct
{
  GPtrArray  *answers;
  guint       asked;
  char       *last_body;
  char       *last_query;   /* (nullable) */
  GHashTable *last_headers; /* lower-case name → value */
} Script;

typedef struct
{
  SoupServerMessage *message;
  Answer            *answer; /* of the script */
} Held;

struct _LkFakeServer
{
  SoupServer *soup;
  LkTlsDoor  *door;    /* (nullable) */
  char       *url;
  GHashTable *scripts; /* key → Script */
  GPtrArray  *hanging; /* SoupServerMessage */
  GPtrArray  *held;    /* Held */
  GPtrArray  *dripping; /* Drip */
  char       *refused; /* (nullable) an Authorization header */
  guint       asked;
};

static void
answer_free (Answer *answer)
{
  g_free (answer->content_type);
  g_clear_pointer (&answer->body, g_bytes_unref);
  g_hash_table_unref (answer->headers);
  g_free (answer);
}

static void
held_free (Held *held)
{
  g_object_unref (held->message);
  g_free (held);
}

static void
script_free (Script *script)
{
  g_ptr_array_unref (script->answers);
  g_free (script->last_body);
  g_free (script->last_query);
  g_hash_table_unref (script->last_headers);
  g_free (script);
}

static GHashTable *
new_headers (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static Script *
get_script (LkFakeServer *self,
            const char   *key)
{
  Script *script = g_hash_table_lookup (self->scripts, key);

  if (script == NULL)
    {
      script = g_new0 (Script, 1);
      script->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) answer_free);
      script->last_headers = new_headers ();
      g_hash_table_insert (self->scripts, g_strdup (key), script);
    }
  return script;
}

static void
remember_header (const char *name,
                 const char *value,
                 gpointer    user_data)
{
  g_hash_table_replace (user_data, g_ascii_strdown (name, -1), g_strdup (value));
}

static void
remember_request (Script            *script,
                  SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);

  script->asked++;
  g_free (script->last_body);
  script->last_body = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_free (script->last_query);
  script->last_query = g_strdup (g_uri_get_query (soup_server_message_get_uri (message)));
  g_hash_table_remove_all (script->last_headers);
  soup_message_headers_foreach (soup_server_message_get_request_headers (message),
                                remember_header, script->last_headers);
}

static char *
fill_in_url (LkFakeServer *self,
             const char   *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "{url}", -1);

  return g_strjoinv (self->url, parts);
}

static void
give_answer (LkFakeServer      *self,
             SoupServerMessage *message,
             Answer            *answer)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  GHashTableIter iter;
  gpointer name, value;

  soup_server_message_set_status (message, answer->status, NULL);
  g_hash_table_iter_init (&iter, answer->headers);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_autofree char *text = fill_in_url (self, value);

      soup_message_headers_append (headers, name, text);
    }
  if (answer->body == NULL || g_bytes_get_size (answer->body) == 0)
    return;
  if (answer->content_type != NULL)
    soup_message_headers_replace (headers, "Content-Type", answer->content_type);
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), answer->body);
}

static void
cut_connection (SoupServerMessage *message)
{
  GIOStream *stream = soup_server_message_steal_connection (message);

  g_io_stream_close (stream, NULL, NULL);
  g_object_unref (stream);
}

static void
hold_answer (LkFakeServer      *self,
             SoupServerMessage *message,
             Answer            *answer)
{
  Held *held = g_new0 (Held, 1);

  held->message = g_object_ref (message);
  held->answer = answer;
  soup_server_message_pause (message);
  g_ptr_array_add (self->held, held);
}

static void
give_json (SoupServerMessage *message,
           guint              status,
           const char        *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body,
                                    strlen (body));
}

static gboolean
is_refused (LkFakeServer      *self,
            SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  return self->refused != NULL &&
         g_strcmp0 (soup_message_headers_get_one (headers, "Authorization"), self->refused) == 0;
}

/* Space, which may be anywhere in JSON, a byte at a time. */

typedef struct
{
  LkFakeServer      *server;
  SoupServerMessage *message;
  guint              source;
} Drip;

static gboolean
on_time_to_drip (gpointer user_data)
{
  Drip *drip = user_data;

  soup_message_body_append (soup_server_message_get_response_body (drip->message),
                            SOUP_MEMORY_STATIC, " ", 1);
  soup_server_message_unpause (drip->message);
  return G_SOURCE_CONTINUE;
}

/* The client has had enough. */
static void
on_drip_over (SoupServerMessage *message,
              LkFakeServer      *self)
{
  for (guint i = self->dripping->len; i > 0; i--)
    if (((Drip *) self->dripping->pdata[i - 1])->message == message)
      g_ptr_array_remove_index_fast (self->dripping, i - 1);
}

static void
drip_free (Drip *drip)
{
  g_source_remove (drip->source);
  g_signal_handlers_disconnect_by_func (drip->message, on_drip_over, drip->server);
  g_object_unref (drip->message);
  g_free (drip);
}

static void
start_drip (LkFakeServer      *self,
            SoupServerMessage *message)
{
  Drip *drip = g_new0 (Drip, 1);

  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                     SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  drip->server = self;
  drip->message = g_object_ref (message);
  drip->source = g_timeout_add (1, on_time_to_drip, drip);
  g_ptr_array_add (self->dripping, drip);
  g_signal_connect (message, "finished", G_CALLBACK (on_drip_over), self);
  g_signal_connect (message, "disconnected", G_CALLBACK (on_drip_over), self);
}

static void
on_request (SoupServer        *soup,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  LkFakeServer *self = user_data;
  g_autofree char *key = g_strconcat (soup_server_message_get_method (message), " ",
                                      g_uri_get_path (soup_server_message_get_uri (message)),
                                      NULL);
  Script *script = get_script (self, key);
  Answer *answer;

  self->asked++;
  remember_request (script, message);
  if (is_refused (self, message))
    {
      give_json (message, 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\",\"soft_logout\":false}");
      return;
    }
  if (script->answers->len == 0)
    {
      give_json (message, 404, "{\"errcode\":\"M_UNRECOGNIZED\",\"error\":\"Unrecognized\"}");
      return;
    }

  answer = g_ptr_array_index (script->answers, MIN (script->asked, script->answers->len) - 1);
  if (answer->is_held)
    hold_answer (self, message, answer);
  else if (answer->kind == ANSWER)
    give_answer (self, message, answer);
  else if (answer->kind == RESET)
    cut_connection (message);
  else if (answer->kind == DRIP)
    start_drip (self, message);
  else
    {
      soup_server_message_pause (message);
      g_ptr_array_add (self->hanging, g_object_ref (message));
    }
}

static guint
listen_at_port (SoupServer *soup)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;
  int port;

  soup_server_listen_local (soup, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (soup);
  port = g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return (guint) port;
}

static LkFakeServer *
new_at (const char      *scheme,
        const char      *host,
        GTlsCertificate *certificate)
{
  LkFakeServer *self = g_new0 (LkFakeServer, 1);

  self->scripts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) script_free);
  self->hanging = g_ptr_array_new_with_free_func (g_object_unref);
  self->held = g_ptr_array_new_with_free_func ((GDestroyNotify) held_free);
  self->dripping = g_ptr_array_new_with_free_func ((GDestroyNotify) drip_free);
  self->soup = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->soup, NULL, on_request, self, NULL);
  if (certificate != NULL)
    self->door = lk_tls_door_new (self->soup, certificate);
  self->url = g_strdup_printf ("%s://%s:%u", scheme, host,
                               self->door != NULL ? lk_tls_door_get_port (self->door)
                                                  : listen_at_port (self->soup));
  return self;
}

LkFakeServer *
lk_fake_server_new (void)
{
  return new_at ("http", "127.0.0.1", NULL);
}

LkFakeServer *
lk_fake_server_new_tls (const char      *host,
                        GTlsCertificate *certificate)
{
  return new_at ("https", host, certificate);
}

void
lk_fake_server_free (LkFakeServer *self)
{
  g_ptr_array_unref (self->dripping);
  g_clear_pointer (&self->door, lk_tls_door_free);
  soup_server_disconnect (self->soup);
  g_object_unref (self->soup);
  g_ptr_array_unref (self->hanging);
  g_ptr_array_unref (self->held);
  g_hash_table_unref (self->scripts);
  g_free (self->refused);
  g_free (self->url);
  g_free (self);
  lk_test_drain ();
}

const char *
lk_fake_server_get_url (LkFakeServer *self)
{
  return self->url;
}

static Answer *
add_answer (LkFakeServer *self,
            const char   *key,
            Kind          kind)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->kind = kind;
  answer->headers = new_headers ();
  g_ptr_array_add (get_script (self, key)->answers, answer);
  return answer;
}

void
lk_fake_server_bytes (LkFakeServer *self,
                      const char   *key,
                      guint         status,
                      GBytes       *body)
{
  Answer *answer = add_answer (self, key, ANSWER);

  answer->status = status;
  answer->body = g_bytes_ref (body);
}

void
lk_fake_server_answer (LkFakeServer *self,
                       const char   *key,
                       guint         status,
                       const char   *content_type,
                       const char   *body)
{
  Answer *answer = add_answer (self, key, ANSWER);
  char *text;

  answer->status = status;
  answer->content_type = g_strdup (content_type);
  if (body == NULL)
    return;
  text = fill_in_url (self, body);
  answer->body = g_bytes_new_take (text, strlen (text));
}

void
lk_fake_server_json (LkFakeServer *self,
                     const char   *key,
                     const char   *body)
{
  lk_fake_server_answer (self, key, 200, "application/json", body);
}

void
lk_fake_server_header (LkFakeServer *self,
                       const char   *key,
                       const char   *name,
                       const char   *value)
{
  GPtrArray *answers = get_script (self, key)->answers;
  Answer *answer = g_ptr_array_index (answers, answers->len - 1);

  g_hash_table_replace (answer->headers, g_strdup (name), g_strdup (value));
}

void
lk_fake_server_hang (LkFakeServer *self,
                     const char   *key)
{
  add_answer (self, key, HANG);
}

void
lk_fake_server_hold (LkFakeServer *self,
                     const char   *key)
{
  GPtrArray *answers = get_script (self, key)->answers;
  Answer *answer = g_ptr_array_index (answers, answers->len - 1);

  answer->is_held = TRUE;
}

void
lk_fake_server_release (LkFakeServer *self)
{
  for (guint i = 0; i < self->held->len; i++)
    {
      Held *held = g_ptr_array_index (self->held, i);

      held->answer->is_held = FALSE;
      give_answer (self, held->message, held->answer);
      soup_server_message_unpause (held->message);
    }
  g_ptr_array_set_size (self->held, 0);
}

void
lk_fake_server_reset (LkFakeServer *self,
                      const char   *key)
{
  add_answer (self, key, RESET);
}

void
lk_fake_server_drip (LkFakeServer *self,
                     const char   *key)
{
  add_answer (self, key, DRIP);
}

void
lk_fake_server_refuse (LkFakeServer *self,
                       const char   *authorization)
{
  g_free (self->refused);
  self->refused = g_strdup (authorization);
}

void
lk_fake_server_forget (LkFakeServer *self,
                       const char   *key)
{
  g_hash_table_remove (self->scripts, key);
}

guint
lk_fake_server_count (LkFakeServer *self,
                      const char   *key)
{
  return key == NULL ? self->asked : get_script (self, key)->asked;
}

const char *
lk_fake_server_last_body (LkFakeServer *self,
                          const char   *key)
{
  return get_script (self, key)->last_body;
}

const char *
lk_fake_server_last_query (LkFakeServer *self,
                           const char   *key)
{
  return get_script (self, key)->last_query;
}

const char *
lk_fake_server_last_header (LkFakeServer *self,
                            const char   *key,
                            const char   *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_hash_table_lookup (get_script (self, key)->last_headers, lower);
}

char *
lk_fake_server_last_field (LkFakeServer *self,
                           const char   *key,
                           const char   *name)
{
  const char *body = lk_fake_server_last_body (self, key);
  g_autoptr (GHashTable) fields =
    g_uri_parse_params (body != NULL ? body : "", -1, "&", G_URI_PARAMS_WWW_FORM, NULL);

  return fields != NULL ? g_strdup (g_hash_table_lookup (fields, name)) : NULL;
}

void
lk_test_store_result (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  GAsyncResult **store = user_data;

  *store = g_object_ref (result);
}

static void
on_too_late (gpointer user_data)
{
  g_error ("Waited for 30 s for something that did not happen");
}

void
lk_test_wait_until (gboolean (*condition) (gpointer),
                    gpointer   user_data)
{
  guint id = g_timeout_add_once (30 * 1000, on_too_late, NULL);

  while (!condition (user_data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}

static gboolean
is_stored (gpointer user_data)
{
  return *(GAsyncResult **) user_data != NULL;
}

GAsyncResult *
lk_test_await (GAsyncResult **result)
{
  lk_test_wait_until (is_stored, result);
  return *result;
}

void
lk_test_drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}
