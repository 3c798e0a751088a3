/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-http-soup.h"

#include <libsoup/soup.h>
#include <string.h>

/*
 * The half of the engine that is asked: behind lk-http-listener.c, which decides what is
 * answered. What holds for every answer holds here:
 *
 *  - it is the only one on its connection;
 *  - it is a page that can load nothing, run nothing and is kept nowhere, and what it links to
 *    does not learn the address, which may hold a code (spec §4.8);
 *  - nothing of the request is in it, and nothing is logged.
 */

/* One connection. It has a server of its own, so that it outlives whoever listened. */
typedef struct
{
  SoupServer     *server;
  LkHttpAskedFunc asked;
  GDestroyNotify  gone;
  gpointer        user_data;
} Serve;

static const struct
{
  const char *name;
  const char *value;
} headers_of_all[] = {
  { "Cache-Control", "no-store" },
  { "Connection", "close" },
  { "Content-Security-Policy",
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'" },
  { "Referrer-Policy", "no-referrer" },
  { "X-Content-Type-Options", "nosniff" },
};

/* At the first byte, because libsoup answers by itself what makes no sense. */
static void
on_request_started (SoupServer        *server,
                    SoupServerMessage *message,
                    gpointer           user_data)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  for (gsize i = 0; i < G_N_ELEMENTS (headers_of_all); i++)
    soup_message_headers_replace (headers, headers_of_all[i].name, headers_of_all[i].value);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
}

static gsize
measure (SoupServerMessage *message)
{
  char *uri = g_uri_to_string (soup_server_message_get_uri (message));
  SoupMessageHeadersIter iter;
  const char *name, *value;
  gsize size = strlen (soup_server_message_get_method (message)) + strlen (uri);

  soup_message_headers_iter_init (&iter, soup_server_message_get_request_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    size += strlen (name) + strlen (value);
  lk_secret_wipe_string (uri);
  return size;
}

static gboolean
says_prefetch (SoupMessageHeaders *headers)
{
  static const char *const names[] = { "Sec-Purpose", "Purpose", "X-Moz" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = soup_message_headers_get_list (headers, names[i]);

      if (value != NULL && g_ascii_strncasecmp (value, "prefetch", strlen ("prefetch")) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
on_request (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  Serve *serve = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  GUri *uri = soup_server_message_get_uri (message);
  LkHttpAsked asked = {
    .method = soup_server_message_get_method (message),
    .path = path,
    .query = g_uri_get_query (uri),
    .host = soup_message_headers_get_list (headers, "Host"),
    .header_size = measure (message),
    .has_body = soup_message_headers_get_encoding (headers) != SOUP_ENCODING_NONE,
    .is_prefetch = says_prefetch (headers),
  };

  soup_message_headers_remove (headers, "Range"); /* a page is whole */
  soup_server_message_pause (message);
  serve->asked (message, &asked, serve->user_data);
}

/* libsoup does not tell of a connection that is closed without a request; but the stream, which
 * it is left alone with, ends with it. The server may be at work just now. */
static void
on_stream_gone (gpointer  user_data,
                GObject  *stream)
{
  Serve *serve = user_data;

  g_idle_add_once ((GSourceOnceFunc) g_object_unref, serve->server);
  serve->gone (serve->user_data);
  g_free (serve);
}

void
lk_http_soup_serve (GIOStream       *stream,
                    LkHttpAskedFunc  asked,
                    GDestroyNotify   gone,
                    gpointer         user_data)
{
  Serve *serve = g_new0 (Serve, 1);
  GSocketConnection *connection = G_SOCKET_CONNECTION (stream);
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);

  serve->server = soup_server_new ("raw-paths", TRUE, NULL);
  serve->asked = asked;
  serve->gone = gone;
  serve->user_data = user_data;
  g_signal_connect (serve->server, "request-started", G_CALLBACK (on_request_started), NULL);
  soup_server_add_handler (serve->server, NULL, on_request, serve, NULL);
  g_object_weak_ref (G_OBJECT (stream), on_stream_gone, serve);
  soup_server_accept_iostream (serve->server, stream, local, remote, NULL);
  g_object_unref (stream);
}

void
lk_http_soup_answer (gpointer    request,
                     guint       status,
                     const char *page)
{
  SoupServerMessage *message = SOUP_SERVER_MESSAGE (request);

  if (status == SOUP_STATUS_METHOD_NOT_ALLOWED)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Allow",
                                  "GET, HEAD");
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "text/html; charset=utf-8", SOUP_MEMORY_COPY, page,
                                    strlen (page));
  soup_server_message_unpause (message);
}
