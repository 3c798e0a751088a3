/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-raw-client.h"

#include <string.h>

#include "lk-fake-server.h"

struct _LkRawClient
{
  GSocketConnection *connection; /* (nullable) until connected */
  GCancellable      *cancellable;
  GString           *said;
  char               buffer[4096];
  char              *text; /* (nullable) still to be sent */
  gboolean           is_sending;
  gboolean           is_reading;
  gboolean           is_over;
};

static void read_on (LkRawClient *self);

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  LkRawClient *self = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  self->is_reading = FALSE;
  self->is_over = n <= 0; /* a reset is an end, too */
  if (n <= 0)
    return;
  g_string_append_len (self->said, self->buffer, n);
  read_on (self);
}

static void
read_on (LkRawClient *self)
{
  self->is_reading = TRUE;
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (self->connection)),
                             self->buffer, sizeof self->buffer, G_PRIORITY_DEFAULT,
                             self->cancellable, on_read, self);
}

static void
on_sent (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  LkRawClient *self = user_data;

  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  self->is_sending = FALSE;
}

static void
send_text (LkRawClient *self)
{
  self->is_sending = TRUE;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)),
                                   self->text, strlen (self->text), G_PRIORITY_DEFAULT,
                                   self->cancellable, on_sent, self);
}

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  LkRawClient *self = user_data;

  self->connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, NULL);
  self->is_sending = FALSE;
  if (self->connection == NULL)
    {
      self->is_over = TRUE;
      return;
    }
  read_on (self);
  if (self->text != NULL)
    send_text (self);
}

static LkRawClient *
connect_to (const char *host,
            guint16     port,
            const char *text)
{
  LkRawClient *self = g_new0 (LkRawClient, 1);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (host, port);

  self->cancellable = g_cancellable_new ();
  self->said = g_string_new (NULL);
  self->text = g_strdup (text);
  self->is_sending = TRUE;
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_async (client, G_SOCKET_CONNECTABLE (address), self->cancellable,
                                 on_connected, self);
  return self;
}

LkRawClient *
lk_raw_client_new (guint16     port,
                   const char *text)
{
  return connect_to ("127.0.0.1", port, text);
}

static gboolean
is_idle (gpointer user_data)
{
  LkRawClient *self = user_data;

  return !self->is_sending && !self->is_reading;
}

void
lk_raw_client_free (LkRawClient *self)
{
  g_cancellable_cancel (self->cancellable);
  lk_test_wait_until (is_idle, self);
  if (self->connection != NULL)
    g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_clear_object (&self->connection);
  g_object_unref (self->cancellable);
  g_string_free (self->said, TRUE);
  g_free (self->text);
  g_free (self);
}

static gboolean
has_sent (gpointer user_data)
{
  return !((LkRawClient *) user_data)->is_sending;
}

void
lk_raw_client_sent (LkRawClient *self)
{
  lk_test_wait_until (has_sent, self);
}

void
lk_raw_client_say (LkRawClient *self,
                   const char  *text)
{
  lk_raw_client_sent (self);
  g_assert_nonnull (self->connection);
  g_free (self->text);
  self->text = g_strdup (text);
  send_text (self);
  lk_raw_client_sent (self);
}

gboolean
lk_raw_client_is_over (LkRawClient *self)
{
  return self->is_over;
}

static gboolean
is_over (gpointer user_data)
{
  return lk_raw_client_is_over (user_data);
}

const char *
lk_raw_client_wait (LkRawClient *self)
{
  lk_test_wait_until (is_over, self);
  return self->said->str;
}

char *
lk_raw_ask (guint16     port,
            const char *text)
{
  g_autoptr (LkRawClient) client = lk_raw_client_new (port, text);

  return g_strdup (lk_raw_client_wait (client));
}

char *
lk_raw_get (guint16     port,
            const char *target)
{
  g_autofree char *text = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", target,
                                           port);

  return lk_raw_ask (port, text);
}

gboolean
lk_raw_is_open (const char *host,
                guint16     port)
{
  g_autoptr (LkRawClient) client = connect_to (host, port, NULL);

  lk_raw_client_sent (client);
  return client->connection != NULL;
}

void
lk_raw_assert_status (const char *answer,
                      guint       status)
{
  const char *space = strchr (answer, ' ');

  g_assert_true (g_str_has_prefix (answer, "HTTP/1."));
  g_assert_cmpuint (g_ascii_strtoull (space, NULL, 10), ==, status);
}
