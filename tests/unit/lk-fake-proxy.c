/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-fake-proxy.h"

#include <string.h>

#define NAME "lk-fake-proxy"

struct _LkFakeProxy
{
  GSocketService *service;
  GHashTable     *ports;   /* authority → port */
  GPtrArray      *asked;   /* authorities, in the order in which they were wanted */
};

/* The proxy that there is now. */
static char *proxy_uri;

/* What the libraries ask for the way out. */

#define LK_TYPE_FAKE_RESOLVER (lk_fake_resolver_get_type ())
G_DECLARE_FINAL_TYPE (LkFakeResolver, lk_fake_resolver, LK, FAKE_RESOLVER, GObject)

struct _LkFakeResolver
{
  GObject parent_instance;
};

static gboolean
is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static GStrv
lookup (GProxyResolver  *resolver,
        const char      *uri,
        GCancellable    *cancellable,
        GError         **error)
{
  const char *const proxies[] = { proxy_uri, NULL };

  return g_strdupv ((GStrv) proxies);
}

static void
lookup_async (GProxyResolver      *resolver,
              const char          *uri,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  g_task_return_pointer (task, lookup (resolver, uri, cancellable, NULL),
                         (GDestroyNotify) g_strfreev);
}

static GStrv
lookup_finish (GProxyResolver  *resolver,
               GAsyncResult    *result,
               GError         **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
lk_fake_resolver_iface_init (GProxyResolverInterface *iface)
{
  iface->is_supported = is_supported;
  iface->lookup = lookup;
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (LkFakeResolver, lk_fake_resolver, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER,
                                                      lk_fake_resolver_iface_init))

static void
lk_fake_resolver_class_init (LkFakeResolverClass *klass)
{
}

static void
lk_fake_resolver_init (LkFakeResolver *self)
{
}

void
lk_fake_proxy_install (void)
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", NAME, TRUE);
  g_io_extension_point_register (G_PROXY_RESOLVER_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME, LK_TYPE_FAKE_RESOLVER,
                                  NAME, 0);
  g_assert_true (LK_IS_FAKE_RESOLVER (g_proxy_resolver_get_default ()));
}

/* One connection, from what is wanted to its end. */

typedef struct
{
  LkFakeProxy       *proxy;
  GSocketConnection *client;
  GSocketConnection *server; /* (nullable) */
  char               head[1024];
} Tunnel;

static void
tunnel_free (Tunnel *tunnel)
{
  g_object_unref (tunnel->client);
  g_clear_object (&tunnel->server);
  g_free (tunnel);
}

static void
on_spliced (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_io_stream_splice_finish (result, NULL); /* either may have gone */
  tunnel_free (user_data);
}

static void
answer (Tunnel     *tunnel,
        const char *line)
{
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (tunnel->client));
  g_autofree char *text = g_strconcat ("HTTP/1.1 ", line, "\r\n\r\n", NULL);

  g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL);
}

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Tunnel *tunnel = user_data;
  g_autoptr (GError) error = NULL;

  tunnel->server = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  g_assert_no_error (error);
  answer (tunnel, "200 Connection established");
  g_io_stream_splice_async (G_IO_STREAM (tunnel->client), G_IO_STREAM (tunnel->server),
                            G_IO_STREAM_SPLICE_CLOSE_STREAM1 | G_IO_STREAM_SPLICE_CLOSE_STREAM2,
                            G_PRIORITY_DEFAULT, NULL, on_spliced, tunnel);
}

static void
lead (Tunnel     *tunnel,
      const char *authority)
{
  guint port = GPOINTER_TO_UINT (g_hash_table_lookup (tunnel->proxy->ports, authority));
  g_autoptr (GSocketClient) client = NULL;
  g_autoptr (GSocketAddress) address = NULL;

  g_ptr_array_add (tunnel->proxy->asked, g_strdup (authority));
  if (port == 0)
    {
      answer (tunnel, "502 Nobody there");
      tunnel_free (tunnel);
      return;
    }
  client = g_socket_client_new ();
  g_socket_client_set_enable_proxy (client, FALSE);
  address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_socket_client_connect_async (client, G_SOCKET_CONNECTABLE (address), NULL, on_connected,
                                 tunnel);
}

/* Nobody says more before they are answered, and on loopback it comes in one piece. */
static void
on_head_read (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Tunnel *tunnel = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);
  g_auto (GStrv) words = NULL;

  if (n <= 0)
    {
      tunnel_free (tunnel);
      return;
    }
  g_assert_true (g_str_has_suffix (tunnel->head, "\r\n\r\n"));
  words = g_strsplit (tunnel->head, " ", 3);
  g_assert_cmpstr (words[0], ==, "CONNECT");
  lead (tunnel, words[1]);
}

static gboolean
on_incoming (LkFakeProxy       *self,
             GSocketConnection *client)
{
  Tunnel *tunnel = g_new0 (Tunnel, 1);
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (client));

  tunnel->proxy = self;
  tunnel->client = g_object_ref (client);
  g_input_stream_read_async (in, tunnel->head, sizeof tunnel->head - 1, G_PRIORITY_DEFAULT, NULL,
                             on_head_read, tunnel);
  return TRUE;
}

LkFakeProxy *
lk_fake_proxy_new (void)
{
  LkFakeProxy *self = g_new0 (LkFakeProxy, 1);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (proxy_uri);
  self->service = g_socket_service_new ();
  self->ports = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->asked = g_ptr_array_new_with_free_func (g_free);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &address, &error);
  g_assert_no_error (error);
  g_signal_connect_swapped (self->service, "incoming", G_CALLBACK (on_incoming), self);
  proxy_uri = g_strdup_printf ("http://127.0.0.1:%u", g_inet_socket_address_get_port
                               (G_INET_SOCKET_ADDRESS (address)));
  return self;
}

void
lk_fake_proxy_free (LkFakeProxy *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_hash_table_unref (self->ports);
  g_ptr_array_unref (self->asked);
  g_free (self);
  g_clear_pointer (&proxy_uri, g_free);
}

void
lk_fake_proxy_lead (LkFakeProxy *self,
                    const char  *authority,
                    guint        port)
{
  g_hash_table_insert (self->ports, g_strdup (authority), GUINT_TO_POINTER (port));
}

guint
lk_fake_proxy_count (LkFakeProxy *self,
                     const char  *authority)
{
  guint n = 0;

  for (guint i = 0; i < self->asked->len; i++)
    n += authority == NULL || g_str_equal (g_ptr_array_index (self->asked, i), authority);
  return n;
}
