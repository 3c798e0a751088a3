/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-fake-server.h"
#include "lk-hold.h"

#define EXCHANGE "POST /token"
#define REVOKE "POST /revoke"
#define WHOAMI "GET /whoami"

typedef struct
{
  LkFakeServer *server;
  LkHttp       *http;
  GApplication *application;
  GCancellable *cancellable;
  guint         n_answered;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->server = lk_fake_server_new ();
  self->http = lk_http_new ();
  self->application = g_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  self->cancellable = g_cancellable_new ();
  lk_fake_server_json (self->server, EXCHANGE, "{}");
  lk_fake_server_json (self->server, REVOKE, "{}");
  lk_hold_while_busy (self->application, self->http);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_cancellable_cancel (self->cancellable);
  lk_test_drain ();
  g_assert_finalize_object (self->application);
  g_assert_finalize_object (self->http);
  g_object_unref (self->cancellable);
  lk_fake_server_free (self->server);
}

static void
ask (Fixture            *self,
     LkHttp             *http,
     const char         *method,
     const char         *path,
     GCancellable       *cancellable,
     GAsyncReadyCallback callback)
{
  g_autofree char *url = g_strconcat (lk_fake_server_get_url (self->server), path, NULL);

  lk_http_send_async (http, lk_http_request_new ("token", method, url), cancellable, callback,
                      self);
}

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Fixture *self = user_data;
  g_autoptr (LkHttpResponse) response = lk_http_send_finish (LK_HTTP (source), result, NULL);

  if (response != NULL)
    self->n_answered++;
  g_assert_true (lk_http_is_busy (self->http));
}

static void
on_exchanged (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Fixture *self = user_data;

  on_answered (source, result, user_data);
  ask (self, self->http, "POST", "/revoke", NULL, on_answered);
}

static void
leave_exchange (Fixture *self)
{
  g_autoptr (LkTrace) trace = lk_trace_new ();
  g_autoptr (LkHttp) traced = lk_http_new_traced (self->http, trace);

  ask (self, traced, "POST", "/token", NULL, on_exchanged);
}

static void
leave_question (Fixture *self)
{
  ask (self, self->http, "GET", "/whoami", self->cancellable, NULL);
}

/* What a server may be making just now is taken in, and given back, before the program ends. */
static void
test_what_cant_be_stopped_is_waited_for (Fixture       *self,
                                         gconstpointer  data)
{
  g_signal_connect_swapped (self->application, "activate", G_CALLBACK (leave_exchange), self);
  g_application_run (self->application, 0, NULL);
  g_assert_cmpuint (self->n_answered, ==, 2);
  g_assert_cmpuint (lk_fake_server_count (self->server, REVOKE), ==, 1);
  g_assert_false (lk_http_is_busy (self->http));
}

static void
test_nothing_else_is_waited_for (Fixture       *self,
                                 gconstpointer  data)
{
  lk_fake_server_hang (self->server, WHOAMI);
  g_signal_connect_swapped (self->application, "activate", G_CALLBACK (leave_question), self);
  g_application_run (self->application, 0, NULL);
  g_assert_false (lk_http_is_busy (self->http));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/hold/what-cant-be-stopped-is-waited-for", Fixture, NULL, set_up,
              test_what_cant_be_stopped_is_waited_for, tear_down);
  g_test_add ("/hold/nothing-else-is-waited-for", Fixture, NULL, set_up,
              test_nothing_else_is_waited_for, tear_down);

  return g_test_run ();
}
