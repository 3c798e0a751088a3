/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-http-listener.h"

#include <string.h>

#include "lk-error.h"
#include "lk-http-engine.h"

/* The last of the ports that browsers refuse to go to (the fetch standard's "bad ports"). */
#define LAST_BAD_PORT 10080
#define MAX_TRIES 32

/* Browsers connect in advance, some times over; nobody needs more. */
#define MAX_SILENT 32

struct _LkHttpListener
{
  GObject         parent_instance;
  LkClock        *clock;
  char           *path;
  char           *own_page;
  GSocketService *service; /* (nullable) once closed */
  guint16         port;
  GPtrArray      *silent;  /* Connection: those that haven't asked yet */
};

G_DEFINE_FINAL_TYPE (LkHttpListener, lk_http_listener, G_TYPE_OBJECT)

enum { VISIT, N_SIGNALS };
static guint signals[N_SIGNALS];

/* Reference-counted: held by the engine until the stream is closed, and by a visit. */
typedef struct
{
  const LkHttpEngine *engine;
  LkHttpListener     *listener; /* (nullable) while it is silent */
  GSocket            *socket;
  guint               deadline; /* while it is silent */
  gpointer            request;  /* (nullable) the engine's, from asked to gone */
  char               *own_page;
} Connection;

static void
connection_clear (gpointer data)
{
  Connection *connection = data;

  g_object_unref (connection->socket);
  g_free (connection->own_page);
}

static void
connection_unref (Connection *connection)
{
  g_atomic_rc_box_release_full (connection, connection_clear);
}

static void
answer (Connection *connection,
        guint       status,
        const char *page)
{
  if (connection->request != NULL)
    connection->engine->answer (g_steal_pointer (&connection->request), status, page);
}

/* It asked, or it is to be no more: the listener need not watch over it. */
static void
forget_silent (Connection *connection)
{
  LkHttpListener *listener = g_steal_pointer (&connection->listener);

  if (listener == NULL)
    return;
  g_ptr_array_remove_fast (listener->silent, connection);
  if (connection->deadline != 0)
    lk_clock_cancel (listener->clock, connection->deadline);
  connection->deadline = 0;
}

/* Whatever reads from it sees its end. */
static void
cut (Connection *connection)
{
  forget_silent (connection);
  g_socket_shutdown (connection->socket, TRUE, TRUE, NULL);
}

static void
on_deadline (gpointer user_data)
{
  Connection *connection = user_data;

  connection->deadline = 0;
  cut (connection);
}

struct _LkHttpVisit
{
  Connection *connection;
  LkSecret   *query;
};

G_DEFINE_BOXED_TYPE (LkHttpVisit, lk_http_visit, lk_http_visit_ref, lk_http_visit_unref)

/** lk_http_visit_ref: Returns: (transfer full): @self */
LkHttpVisit *
lk_http_visit_ref (LkHttpVisit *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
visit_clear (gpointer data)
{
  LkHttpVisit *self = data;

  answer (self->connection, 404, self->connection->own_page);
  connection_unref (self->connection);
  lk_secret_unref (self->query);
}

/** lk_http_visit_unref: lets go of @self. If it was the last to hold it, and nobody has answered
 * it, it gets the listener's own page. */
void
lk_http_visit_unref (LkHttpVisit *self)
{
  g_atomic_rc_box_release_full (self, visit_clear);
}

/** lk_http_visit_get_query: Returns: (transfer none): what stands behind the path, from the
 * question mark on, as the browser sent it, escapes and all; empty when there is nothing */
LkSecret *
lk_http_visit_get_query (LkHttpVisit *self)
{
  return self->query;
}

/**
 * lk_http_visit_answer:
 * @self: a visit
 * @status: an HTTP status
 * @page: HTML that holds nothing of the visit
 *
 * Answers it. What was answered already is not answered again.
 */
void
lk_http_visit_answer (LkHttpVisit *self,
                      guint        status,
                      const char  *page)
{
  answer (self->connection, status, page);
}

/* A page in somebody's browser may have a name that was made to lead here (DNS rebinding): our
 * answers are nothing to such a page. */
static gboolean
is_our_host (LkHttpListener *self,
             const char     *host)
{
  g_autofree char *port = g_strdup_printf (":%u", self->port);
  gsize length;

  if (host == NULL)
    return FALSE;
  length = strlen (host) - (g_str_has_suffix (host, port) ? strlen (port) : 0);
  return (length == strlen ("127.0.0.1") && strncmp (host, "127.0.0.1", length) == 0) ||
         (length == strlen ("localhost") && g_ascii_strncasecmp (host, "localhost", length) == 0);
}

/* The status for what is answered here; 0 for a visit. */
static guint
judge (LkHttpListener    *self,
       const LkHttpAsked *asked)
{
  if (asked->header_size > LK_HTTP_LISTENER_MAX_HEADER)
    return 431;
  if (!is_our_host (self, asked->host) || !g_str_equal (asked->path, self->path))
    return 404;
  if (g_str_equal (asked->method, "HEAD"))
    return 200;
  if (!g_str_equal (asked->method, "GET"))
    return 405;
  if (asked->has_body)
    return 400;
  return asked->is_prefetch ? 503 : 0;
}

static void
emit_visit (LkHttpListener *self,
            Connection     *connection,
            const char     *query)
{
  g_autoptr (LkHttpVisit) visit = g_atomic_rc_box_new0 (LkHttpVisit);
  char *text = query != NULL ? g_strconcat ("?", query, NULL) : g_strdup ("");

  visit->connection = g_atomic_rc_box_acquire (connection);
  visit->query = lk_secret_new (text);
  lk_secret_wipe_string (text);
  g_signal_emit (self, signals[VISIT], 0, visit);
}

static void
on_asked (gpointer           request,
          const LkHttpAsked *asked,
          gpointer           user_data)
{
  Connection *connection = user_data;
  LkHttpListener *self = connection->listener;
  guint status = self != NULL ? judge (self, asked) : 404;

  connection->request = request;
  forget_silent (connection);
  if (status == 0)
    emit_visit (self, connection, asked->query);
  else
    answer (connection, status, connection->own_page);
}

static void
on_gone (gpointer user_data)
{
  Connection *connection = user_data;

  connection->request = NULL;
  forget_silent (connection);
  connection_unref (connection);
}

static Connection *
watch (LkHttpListener     *self,
       const LkHttpEngine *engine,
       GSocketConnection  *stream)
{
  gint64 until = lk_clock_now (self->clock) + LK_HTTP_LISTENER_PATIENCE * G_USEC_PER_SEC;
  Connection *connection = g_atomic_rc_box_new0 (Connection);

  connection->engine = engine;
  connection->listener = self;
  connection->socket = g_object_ref (g_socket_connection_get_socket (stream));
  connection->own_page = g_strdup (self->own_page);
  connection->deadline = lk_clock_wake_at (self->clock, until, on_deadline, connection);
  g_ptr_array_add (self->silent, connection);
  return connection;
}

/* A stream that nobody keeps is closed. */
static gboolean
on_incoming (LkHttpListener    *self,
             GSocketConnection *stream)
{
  g_autoptr (GError) error = NULL;
  const LkHttpEngine *engine = lk_http_find_engine (&error);

  if (engine == NULL)
    g_warning ("Nobody can be answered: %s", error->message);
  else if (self->silent->len < MAX_SILENT)
    engine->serve (g_object_ref (G_IO_STREAM (stream)), on_asked, on_gone,
                   watch (self, engine, stream));
  return TRUE;
}

static void
close_service (GSocketService *service)
{
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
  g_object_unref (service);
}

static void
lk_http_listener_dispose (GObject *object)
{
  lk_http_listener_close (LK_HTTP_LISTENER (object));
  G_OBJECT_CLASS (lk_http_listener_parent_class)->dispose (object);
}

static void
lk_http_listener_finalize (GObject *object)
{
  LkHttpListener *self = LK_HTTP_LISTENER (object);

  g_clear_object (&self->clock);
  g_free (self->path);
  g_free (self->own_page);
  g_ptr_array_unref (self->silent);
  G_OBJECT_CLASS (lk_http_listener_parent_class)->finalize (object);
}

static void
lk_http_listener_class_init (LkHttpListenerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lk_http_listener_dispose;
  object_class->finalize = lk_http_listener_finalize;
  signals[VISIT] = g_signal_new ("visit", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, LK_TYPE_HTTP_VISIT);
}

static void
lk_http_listener_init (LkHttpListener *self)
{
  self->silent = g_ptr_array_new ();
}

/** lk_http_listener_is_port_good: Returns: whether browsers go to @port */
gboolean
lk_http_listener_is_port_good (guint16 port)
{
  return port > LAST_BAD_PORT;
}

/* This machine's address in IPv4 and no other: it is what providers know (spec §3.3). */
static GSocketService *
listen_at (guint16   port,
           guint16  *bound,
           GError  **error)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GInetAddress) address = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (address, port);
  g_autoptr (GSocketAddress) effective = NULL;
  g_autoptr (GError) foreign = NULL;

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), wanted, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &effective, &foreign))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_OFFLINE, "This machine can't be listened on: %s",
                   foreign->message);
      close_service (g_steal_pointer (&service));
      return NULL;
    }
  *bound = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  return g_steal_pointer (&service);
}

/* The system may be set up to hand out ports that browsers refuse. */
static GSocketService *
listen_anywhere (guint16  *bound,
                 GError  **error)
{
  for (guint i = 0; i < MAX_TRIES; i++)
    {
      GSocketService *service = listen_at (0, bound, error);

      if (service == NULL || lk_http_listener_is_port_good (*bound))
        return service;
      close_service (service);
    }
  g_set_error_literal (error, LK_ERROR, LK_ERROR_OFFLINE,
                       "This machine has no port that browsers go to");
  return NULL;
}

/**
 * lk_http_listener_new:
 * @clock: the time
 * @path: where visits are expected
 * @port: the port, or 0 for any that is free
 * @own_page: HTML for what is not a visit
 * @error: return location for %LK_ERROR_OFFLINE: the port is taken, or there is none
 *
 * Listens on 127.0.0.1 from now on.
 *
 * Returns: (transfer full): a listener
 */
LkHttpListener *
lk_http_listener_new (LkClock     *clock,
                      const char  *path,
                      guint16      port,
                      const char  *own_page,
                      GError     **error)
{
  guint16 bound = 0;
  GSocketService *service = port != 0 ? listen_at (port, &bound, error)
                                      : listen_anywhere (&bound, error);
  LkHttpListener *self;

  if (service == NULL)
    return NULL;
  self = g_object_new (LK_TYPE_HTTP_LISTENER, NULL);
  self->clock = g_object_ref (clock);
  self->path = g_strdup (path);
  self->own_page = g_strdup (own_page);
  self->service = service;
  self->port = bound;
  g_signal_connect_object (service, "incoming", G_CALLBACK (on_incoming), self,
                           G_CONNECT_SWAPPED);
  g_socket_service_start (service);
  return self;
}

/** lk_http_listener_get_port: Returns: the port, also after closing */
guint16
lk_http_listener_get_port (LkHttpListener *self)
{
  g_return_val_if_fail (LK_IS_HTTP_LISTENER (self), 0);

  return self->port;
}

/**
 * lk_http_listener_close:
 * @self: a listener
 *
 * Ends it: nobody can connect any more, and who did without asking is cut off. Visits that were
 * not answered yet can still be.
 */
void
lk_http_listener_close (LkHttpListener *self)
{
  g_return_if_fail (LK_IS_HTTP_LISTENER (self));

  if (self->service == NULL)
    return;
  close_service (g_steal_pointer (&self->service));
  while (self->silent->len > 0)
    cut (self->silent->pdata[0]);
}
