/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error.h"
#include "lk-fake-server.h"
#include "lk-http.h"

#include <gio/gio.h>

/* A server that has answered before it is asked: the headers are there as soon as libsoup looks for
 * them. */
typedef struct
{
  GSocketService *service;
  char           *url;
  GIOStream      *connection; /* (nullable) */
  GSource        *asked;      /* (nullable) */
  GCancellable   *cancellable;
} Hasty;

/* Before anything else happens in the loop, and so before libsoup's callback. */
static gboolean
on_asked (GObject *stream,
          gpointer user_data)
{
  Hasty *self = user_data;

  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static gboolean
on_incoming (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *from,
             gpointer           user_data)
{
  static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
  Hasty *self = user_data;
  GPollableInputStream *input;
  g_autoptr (GError) error = NULL;

  self->connection = G_IO_STREAM (g_object_ref (connection));
  g_output_stream_write_all (g_io_stream_get_output_stream (self->connection), answer,
                             strlen (answer), NULL, NULL, &error);
  g_assert_no_error (error);
  input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->connection));
  self->asked = g_pollable_input_stream_create_source (input, NULL);
  g_source_set_priority (self->asked, G_PRIORITY_HIGH);
  g_source_set_callback (self->asked, G_SOURCE_FUNC (on_asked), self, NULL);
  g_source_attach (self->asked, NULL);
  return TRUE;
}

static void
set_up (Hasty        *self,
        gconstpointer data)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) given = NULL;
  g_autoptr (GError) error = NULL;

  self->cancellable = g_cancellable_new ();
  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &given, &error);
  g_assert_no_error (error);
  self->url = g_strdup_printf ("http://127.0.0.1:%u/",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (given)));
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
}

static void
tear_down (Hasty        *self,
           gconstpointer data)
{
  g_source_destroy (self->asked);
  g_clear_pointer (&self->asked, g_source_unref);
  g_clear_object (&self->connection);
  g_clear_object (&self->service);
  g_clear_object (&self->cancellable);
  g_free (self->url);
  lk_test_drain ();
}

static void
test_cancelled_when_the_headers_are_there (Hasty        *self,
                                           gconstpointer data)
{
  g_autoptr (LkHttp) http = lk_http_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_http_send_async (http, lk_http_request_new ("step", "GET", self->url), self->cancellable,
                      lk_test_store_result, &result);
  g_assert_null (lk_http_send_finish (http, lk_test_await (&result), &error));
  g_assert_true (g_cancellable_is_cancelled (self->cancellable));
  g_assert_true (lk_error_is_cancelled (error));
  lk_test_drain ();
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/http/cancelled/when-the-headers-are-there", Hasty, NULL, set_up,
              test_cancelled_when_the_headers_are_there, tear_down);
  return g_test_run ();
}
