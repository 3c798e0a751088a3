/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-web-test.h"

#include "lk-error.h"
#include "lk-processes.h"
#include "lk-sanitized.h"
#include "lk-web-loader.h"

#ifdef LK_SANITIZED
int dlclose (void *handle);

/* A library that was unloaded has no name any more by which its leaks could be told from ours. */
int
dlclose (void *handle)
{
  return 0;
}
#endif

/* Without a GPU, which is how the tests run, WebKit warns about it, once. */
static void
let_webkit_warn (void)
{
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);

  g_object_unref (webkit_settings_new ());
  g_log_set_always_fatal (fatal);
}

void
lk_web_test_init (int    *argc,
                  char ***argv)
{
  lk_keep_fatal_to_ourselves ();
  g_test_init (argc, argv, NULL);
  gtk_init ();
  let_webkit_warn ();
}

GtkWindow *
lk_web_test_show (const char  *jar,
                  LkWebView  **view)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  g_autoptr (GError) error = NULL;

  *view = lk_web_loader_new_view (jar, &error);
  g_assert_no_error (error);
  gtk_window_set_default_size (window, 600, 400);
  gtk_window_set_child (window, GTK_WIDGET (*view));
  gtk_window_present (window);
  return window;
}

void
lk_web_test_set_up (LkWebTest    *self,
                    gconstpointer data)
{
  self->server = lk_fake_server_new ();
  self->window = lk_web_test_show (NULL, &self->view);
}

void
lk_web_test_tear_down (LkWebTest    *self,
                       gconstpointer data)
{
  g_clear_pointer (&self->window, gtk_window_destroy);
  lk_test_drain ();
  /* The next test must not begin in a network process that is about to end. */
  lk_web_test_await_no_processes ();
  g_clear_pointer (&self->server, lk_fake_server_free);
}

WebKitWebView *
lk_web_test_get_page (LkWebView *view)
{
  return WEBKIT_WEB_VIEW (gtk_widget_get_first_child (GTK_WIDGET (view)));
}

char *
lk_web_test_url (LkWebTest  *self,
                 const char *path)
{
  return g_strconcat (lk_fake_server_get_url (self->server), path, NULL);
}

void
lk_web_test_page (LkWebTest  *self,
                  const char *path,
                  const char *title,
                  const char *body)
{
  g_autofree char *key = g_strconcat ("GET ", path, NULL);
  g_autofree char *html =
    g_strdup_printf ("<!doctype html><title>%s</title><body>%s</body>", title, body);

  lk_fake_server_answer (self->server, key, 200, "text/html", html);
}

void
lk_web_test_redirect (LkWebTest  *self,
                      const char *key,
                      const char *to)
{
  lk_fake_server_answer (self->server, key, 302, NULL, NULL);
  lk_fake_server_header (self->server, key, "Location", to);
}

void
lk_web_test_load (LkWebTest  *self,
                  const char *path)
{
  g_autofree char *url = lk_web_test_url (self, path);

  lk_web_view_load (self->view, url);
}

void
lk_web_test_act (LkWebView  *view,
                 const char *script)
{
  webkit_web_view_evaluate_javascript (lk_web_test_get_page (view), script, -1, NULL, NULL, NULL,
                                       NULL, NULL);
}

char *
lk_web_test_evaluate (LkWebView  *view,
                      const char *script)
{
  WebKitWebView *page = lk_web_test_get_page (view);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (JSCValue) value = NULL;
  g_autoptr (GError) error = NULL;

  webkit_web_view_evaluate_javascript (page, script, -1, NULL, NULL, NULL, lk_test_store_result,
                                       &result);
  value = webkit_web_view_evaluate_javascript_finish (page, lk_test_await (&result), &error);
  g_assert_no_error (error);
  return jsc_value_to_string (value);
}

typedef struct
{
  LkWebView  *view;
  const char *title;
  int         code;
} Expected;

static gboolean
has_title (gpointer user_data)
{
  Expected *expected = user_data;
  gboolean loading;

  g_object_get (expected->view, "loading", &loading, NULL);
  return !loading &&
         g_strcmp0 (webkit_web_view_get_title (lk_web_test_get_page (expected->view)),
                    expected->title) == 0;
}

void
lk_web_test_await_title (LkWebView  *view,
                         const char *title)
{
  Expected expected = { view, title };

  lk_test_wait_until (has_title, &expected);
}

static gboolean
has_problem (gpointer user_data)
{
  Expected *expected = user_data;
  g_autoptr (GError) problem = NULL;

  g_object_get (expected->view, "problem", &problem, NULL);
  return g_error_matches (problem, LK_ERROR, expected->code);
}

void
lk_web_test_await_problem (LkWebView *view,
                           int        code)
{
  Expected expected = { view, NULL, code };

  lk_test_wait_until (has_problem, &expected);
}

void
lk_web_test_assert_no_problem (LkWebView *view)
{
  g_autoptr (GError) problem = NULL;

  g_object_get (view, "problem", &problem, NULL);
  g_assert_no_error (problem);
}

/* Seldom enough, and late enough, to leave time for what is waited for. */
#define POLL_INTERVAL 25

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
lk_web_test_poll_until (gboolean (*condition) (gpointer),
                        gpointer   user_data)
{
  guint id = g_timeout_add_full (G_PRIORITY_LOW, POLL_INTERVAL, on_tick, NULL, NULL);

  lk_test_wait_until (condition, user_data);
  g_source_remove (id);
}

static gboolean
are_processes_gone (gpointer user_data)
{
  return lk_find_processes ("WebKit", NULL) == 0 &&
         lk_find_processes ("bwrap", NULL) == 0 &&
         lk_find_processes ("xdg-dbus-proxy", NULL) == 0;
}

static gboolean
on_long_wait (gpointer user_data)
{
  g_autofree char *list = lk_dup_process_list ();

  g_printerr ("Still there:\n%s", list);
  return G_SOURCE_CONTINUE;
}

void
lk_web_test_await_no_processes (void)
{
  guint id = g_timeout_add_seconds (10, on_long_wait, NULL);

  lk_web_test_poll_until (are_processes_gone, NULL);
  g_source_remove (id);
}

static gboolean
on_incoming (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           user_data)
{
  LkTripwire *self = user_data;

  self->connected++;
  return TRUE;
}

LkTripwire *
lk_tripwire_new (void)
{
  LkTripwire *self = g_new0 (LkTripwire, 1);
  g_autoptr (GError) error = NULL;

  self->service = g_socket_service_new ();
  self->port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->service), NULL,
                                                    &error);
  g_assert_no_error (error);
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  return self;
}

void
lk_tripwire_free (LkTripwire *self)
{
  g_socket_service_stop (self->service);
  lk_test_drain ();
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_free (self);
  lk_test_drain ();
}
