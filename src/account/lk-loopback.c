/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-loopback.h"

#include "lk-client-registration.h"
#include "lk-loopback-notes.h"
#include "lk-loopback-private.h"

struct _LkLoopback
{
  GObject         parent_instance;
  LkPorts        *ports;
  LkHttpListener *listener; /* (nullable) once closed */
  char           *redirect_uri;
  GQueue          waiting;  /* LkHttpVisit: the head is the one that was told of */
  guint           end;      /* wakes up when nobody has to come any more */
  guint           next;     /* tells of the one after */
};

G_DEFINE_FINAL_TYPE (LkLoopback, lk_loopback, G_TYPE_OBJECT)

enum { REDIRECT, EXPIRED, N_SIGNALS };
static guint signals[N_SIGNALS];

static guint
status_of (LkLoopbackPage page)
{
  switch (page)
    {
    case LK_LOOPBACK_PAGE_STRAY:
      return 400;
    case LK_LOOPBACK_PAGE_MISSING:
      return 404;
    case LK_LOOPBACK_PAGE_DONE:
    case LK_LOOPBACK_PAGE_REFUSED:
    default:
      return 200;
    }
}

static LkCallbackPages *
get_pages (LkPorts *ports)
{
  return ports->callback_pages != NULL ? lk_callback_pages_ref (ports->callback_pages)
                                       : lk_callback_pages_new_default ();
}

void
lk_loopback_answer_visit (LkPorts        *ports,
                          LkHttpVisit    *visit,
                          LkLoopbackPage  page)
{
  g_autoptr (LkCallbackPages) pages = get_pages (ports);

  lk_http_visit_answer (visit, status_of (page), lk_callback_pages_get (pages, page));
}

LkHttpListener *
lk_loopback_listen (LkPorts  *ports,
                    guint16   port,
                    GError  **error)
{
  g_autoptr (LkCallbackPages) pages = get_pages (ports);
  g_autoptr (GUri) uri = g_uri_parse (LK_REDIRECT_LOOPBACK, G_URI_FLAGS_ENCODED, NULL);

  return lk_http_listener_new (ports->clock, g_uri_get_path (uri), port,
                               lk_callback_pages_get (pages, LK_LOOPBACK_PAGE_MISSING), error);
}

static char *
make_redirect_uri (guint16 port)
{
  g_autoptr (GUri) uri = g_uri_parse (LK_REDIRECT_LOOPBACK, G_URI_FLAGS_ENCODED, NULL);

  return g_uri_join (G_URI_FLAGS_ENCODED, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                     port, g_uri_get_path (uri), NULL, NULL);
}

static void
tell_of_head (LkLoopback *self)
{
  LkHttpVisit *visit = g_queue_peek_head (&self->waiting);
  const char *query = lk_secret_peek (lk_http_visit_get_query (visit));
  char *text = g_strconcat (self->redirect_uri, query, NULL);
  g_autoptr (LkSecret) uri = lk_secret_new (text);

  lk_secret_wipe_string (text);
  g_signal_emit (self, signals[REDIRECT], 0, uri);
}

static void
on_next (gpointer user_data)
{
  LkLoopback *self = user_data;

  self->next = 0;
  tell_of_head (self);
}

static void
on_visit (LkLoopback  *self,
          LkHttpVisit *visit)
{
  g_queue_push_tail (&self->waiting, lk_http_visit_ref (visit));
  if (self->waiting.length == 1)
    tell_of_head (self);
}

/* Ends the waiting. The note stays for now. */
static void
stop (LkLoopback *self)
{
  LkHttpVisit *visit;

  if (self->listener != NULL)
    lk_http_listener_close (self->listener);
  g_clear_object (&self->listener);
  g_clear_handle_id (&self->next, g_source_remove);
  if (self->end != 0)
    lk_clock_cancel (self->ports->clock, self->end);
  self->end = 0;
  while ((visit = g_queue_pop_head (&self->waiting)) != NULL)
    {
      lk_loopback_answer_visit (self->ports, visit, LK_LOOPBACK_PAGE_STRAY);
      lk_http_visit_unref (visit);
    }
}

static void
on_end (gpointer user_data)
{
  LkLoopback *self = user_data;

  self->end = 0;
  lk_loopback_close (self);
  g_signal_emit (self, signals[EXPIRED], 0);
}

/* A program that ends in the middle leaves its note: a browser that comes when it runs again
 * gets a page. */
static void
lk_loopback_dispose (GObject *object)
{
  stop (LK_LOOPBACK (object));
  G_OBJECT_CLASS (lk_loopback_parent_class)->dispose (object);
}

static void
lk_loopback_finalize (GObject *object)
{
  LkLoopback *self = LK_LOOPBACK (object);

  g_clear_pointer (&self->ports, lk_ports_unref);
  g_free (self->redirect_uri);
  G_OBJECT_CLASS (lk_loopback_parent_class)->finalize (object);
}

static void
lk_loopback_class_init (LkLoopbackClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lk_loopback_dispose;
  object_class->finalize = lk_loopback_finalize;
  signals[REDIRECT] = g_signal_new ("redirect", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, LK_TYPE_SECRET);
  signals[EXPIRED] = g_signal_new ("expired", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lk_loopback_init (LkLoopback *self)
{
  g_queue_init (&self->waiting);
}

/**
 * lk_loopback_new:
 * @ports: the world outside
 * @error: return location for %LK_ERROR_OFFLINE
 *
 * Listens from now on, for a quarter of an hour at most, at a port that nobody else has: a redirect
 * of one attempt can't come to another (RFC 9700 §4.4).
 *
 * Returns: (transfer full): where a browser can be sent back to
 */
LkLoopback *
lk_loopback_new (LkPorts  *ports,
                 GError  **error)
{
  LkHttpListener *listener = lk_loopback_listen (ports, 0, error);
  gint64 now = lk_clock_now (ports->clock);
  LkLoopback *self;
  guint16 port;

  if (listener == NULL)
    return NULL;
  port = lk_http_listener_get_port (listener);
  self = g_object_new (LK_TYPE_LOOPBACK, NULL);
  self->ports = lk_ports_ref (ports);
  self->listener = listener;
  self->redirect_uri = make_redirect_uri (port);
  self->end = lk_clock_wake_at (ports->clock, now + LK_LOOPBACK_LIFETIME * G_USEC_PER_SEC,
                                on_end, self);
  g_signal_connect_object (listener, "visit", G_CALLBACK (on_visit), self, G_CONNECT_SWAPPED);
  lk_loopback_notes_put (ports->data_dir, port, now / G_USEC_PER_SEC);
  return self;
}

/** lk_loopback_get_redirect_uri: Returns: (transfer none): the redirect URI, with its port */
const char *
lk_loopback_get_redirect_uri (LkLoopback *self)
{
  g_return_val_if_fail (LK_IS_LOOPBACK (self), NULL);

  return self->redirect_uri;
}

/**
 * lk_loopback_answer:
 * @self: where a browser waits
 * @page: what to show to it
 *
 * Answers the browser that was told of last. If another waits already, it is told of from the main
 * loop. Without effect when nobody waits.
 */
void
lk_loopback_answer (LkLoopback     *self,
                    LkLoopbackPage  page)
{
  LkHttpVisit *visit;

  g_return_if_fail (LK_IS_LOOPBACK (self));

  if (self->next != 0 || (visit = g_queue_pop_head (&self->waiting)) == NULL)
    return;
  lk_loopback_answer_visit (self->ports, visit, page);
  lk_http_visit_unref (visit);
  if (self->waiting.length > 0)
    self->next = g_idle_add_once (on_next, self);
}

/**
 * lk_loopback_close:
 * @self: where no browser has to come any more
 *
 * Nobody can connect from now on. What was answered still goes out, also when @self is gone by
 * then; who waits for an answer is told that this is no longer under way. Without effect when it
 * is closed.
 */
void
lk_loopback_close (LkLoopback *self)
{
  guint16 port;

  g_return_if_fail (LK_IS_LOOPBACK (self));

  if (self->listener == NULL)
    return;
  port = lk_http_listener_get_port (self->listener);
  stop (self);
  lk_loopback_notes_drop (self->ports->data_dir, port, lk_clock_seconds (self->ports->clock));
}
