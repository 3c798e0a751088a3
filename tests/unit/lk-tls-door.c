/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-tls-door.h"

#include "lk-fake-server.h"

struct _LkTlsDoor
{
  SoupServer      *server;
  GTlsCertificate *certificate;
  GSocketService  *service;
  GCancellable    *closed;
  guint            n_shaking;
  guint            port;
};

typedef struct
{
  LkTlsDoor         *door;
  GSocketConnection *outside;
} Visit;

static void
visit_free (Visit *self)
{
  self->door->n_shaking--;
  g_object_unref (self->outside);
  g_free (self);
}

static void
let_in (Visit     *self,
        GIOStream *inside)
{
  g_autoptr (GSocketAddress) local =
    g_socket_connection_get_local_address (self->outside, NULL);
  g_autoptr (GSocketAddress) remote =
    g_socket_connection_get_remote_address (self->outside, NULL);
  g_autoptr (GError) error = NULL;

  soup_server_accept_iostream (self->door->server, inside, local, remote, &error);
  g_assert_no_error (error);
}

static void
on_shaken (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GIOStream) inside = G_IO_STREAM (source);
  Visit *self = user_data;

  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (inside), result, NULL))
    let_in (self, inside);
  visit_free (self);
}

static gboolean
on_incoming (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *from,
             gpointer           user_data)
{
  LkTlsDoor *self = user_data;
  Visit *visit = g_new0 (Visit, 1);
  g_autoptr (GError) error = NULL;
  GIOStream *inside = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate,
                                                   &error);

  g_assert_no_error (error);
  visit->door = self;
  visit->outside = g_object_ref (connection);
  self->n_shaking++;
  g_tls_connection_handshake_async (G_TLS_CONNECTION (inside), G_PRIORITY_DEFAULT, self->closed,
                                    on_shaken, visit);
  return TRUE;
}

LkTlsDoor *
lk_tls_door_new (SoupServer      *server,
                 GTlsCertificate *certificate)
{
  LkTlsDoor *self = g_new0 (LkTlsDoor, 1);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) given = NULL;
  g_autoptr (GError) error = NULL;

  self->server = g_object_ref (server);
  self->certificate = g_object_ref (certificate);
  self->closed = g_cancellable_new ();
  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &given, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (given));
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  return self;
}

static gboolean
is_empty (gpointer user_data)
{
  LkTlsDoor *self = user_data;

  return self->n_shaking == 0;
}

/* Not before the last hand is let go. */
void
lk_tls_door_free (LkTlsDoor *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_cancellable_cancel (self->closed);
  lk_test_wait_until (is_empty, self);
  g_object_unref (self->service);
  g_object_unref (self->closed);
  g_object_unref (self->certificate);
  g_object_unref (self->server);
  g_free (self);
}

guint
lk_tls_door_get_port (LkTlsDoor *self)
{
  return self->port;
}
