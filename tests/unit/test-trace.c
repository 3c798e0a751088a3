/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-trace-private.h"

#include <string.h>

#include "lk-error.h"
#include "lk-fake-server.h"

typedef struct
{
  LkFakeServer *server;
  LkHttp       *parent;
  LkHttp       *http;
  LkTrace      *trace;
  guint         changes; /* of the trace, as a list */
} Fixture;

static void
on_items_changed (Fixture *self)
{
  self->changes++;
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  self->server = lk_fake_server_new ();
  self->trace = lk_trace_new ();
  self->parent = lk_http_new ();
  self->http = lk_http_new_traced (self->parent, self->trace);
  g_signal_connect_swapped (self->trace, "items-changed", G_CALLBACK (on_items_changed), self);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  lk_test_drain ();
  g_assert_finalize_object (self->http);
  g_assert_finalize_object (self->parent);
  g_assert_finalize_object (self->trace);
  lk_fake_server_free (self->server);
}

/* @base: (nullable): another server than the usual one */
static LkHttpRequest *
new_request (Fixture    *self,
             const char *base,
             const char *rest)
{
  g_autofree char *url =
    g_strconcat (base != NULL ? base : lk_fake_server_get_url (self->server), rest, NULL);

  return lk_http_request_new ("step", "GET", url);
}

static guint
ask (Fixture    *self,
     LkHttp     *http,
     const char *base,
     const char *rest)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LkHttpResponse) response = NULL;

  lk_http_send_async (http, new_request (self, base, rest), NULL, lk_test_store_result, &result);
  response = lk_http_send_finish (http, lk_test_await (&result), NULL);
  return response != NULL ? response->status : 0;
}

static void
test_a_request_is_written_down (Fixture      *self,
                                gconstpointer data)
{
  g_autofree char *url = g_strconcat (lk_fake_server_get_url (self->server), "/a", NULL);
  LkTraceStep *step;

  lk_fake_server_json (self->server, "GET /a", "{\"token\":\"SECRET\"}");
  g_assert_cmpuint (ask (self, self->http, NULL, "/a"), ==, 200);
  g_assert_cmpuint (lk_trace_length (self->trace), ==, 1);
  g_assert_cmpuint (self->changes, ==, 2); /* it began, it ended */

  step = lk_trace_peek (self->trace, 0);
  g_assert_cmpint (step->state, ==, LK_TRACE_DONE);
  g_assert_cmpstr (step->name, ==, "step");
  g_assert_cmpstr (step->method, ==, "GET");
  g_assert_cmpstr (step->url, ==, url);
  g_assert_null (step->answered_by);
  g_assert_cmpuint (step->status, ==, 200);
  g_assert_cmpint (step->duration, >, 0);
  g_assert_false (step->is_web_page);
  g_assert_no_error (step->error);
  g_assert_null (step->server_code);
  g_assert_null (step->server_text);
}

static void
test_it_is_a_list (Fixture      *self,
                   gconstpointer data)
{
  GListModel *model = G_LIST_MODEL (self->trace);
  g_autoptr (LkTraceStep) first = NULL;

  lk_trace_note (self->trace, "one", NULL, NULL, NULL);
  lk_trace_note (self->trace, "two", NULL, NULL, NULL);
  first = g_list_model_get_item (model, 0);
  g_assert_true (g_list_model_get_item_type (model) == LK_TYPE_TRACE_STEP);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 2);
  g_assert_cmpstr (first->name, ==, "one");
  g_assert_null (g_list_model_get_item (model, 2));
}

static void
test_secrets_stay_out (Fixture      *self,
                       gconstpointer data)
{
  const char *host = lk_fake_server_get_url (self->server) + strlen ("http://");
  g_autofree char *with_user = g_strconcat ("http://u:SECRET@", host, NULL);
  LkTraceStep *step;

  lk_fake_server_answer (self->server, "GET /a", 400, "application/json",
                         "{\"error\":\"no\",\"token\":\"SECRET\"}");
  lk_fake_server_header (self->server, "GET /a", "X-Token", "SECRET");
  g_assert_cmpuint (ask (self, self->http, with_user, "/a?code=SECRET#SECRET"), ==, 400);
  step = lk_trace_peek (self->trace, 0);
  g_assert_null (strstr (step->url, "SECRET"));
  g_assert_null (step->answered_by);
  g_assert_cmpstr (step->server_code, ==, "no");
  g_assert_null (step->server_text);
}

static void
test_the_words_of_the_server_are_kept_and_capped (Fixture      *self,
                                                  gconstpointer data)
{
  g_autofree char *words = g_strnfill (5000, 'w');
  g_autofree char *body =
    g_strdup_printf ("{\"error\":\"access_denied\",\"error_description\":\"%s\"}", words);
  LkTraceStep *step;

  lk_fake_server_answer (self->server, "GET /a", 403, "application/json", body);
  ask (self, self->http, NULL, "/a");
  step = lk_trace_peek (self->trace, 0);
  g_assert_cmpstr (step->server_code, ==, "access_denied");
  g_assert_cmpint (g_utf8_strlen (step->server_text, -1), <=, 301);
  g_assert_no_error (step->error); /* a status is no fault by itself */
}

static void
test_web_pages_are_known_as_such (Fixture      *self,
                                  gconstpointer data)
{
  lk_fake_server_answer (self->server, "GET /a", 200, "application/json", " \n<!DOCTYPE html>");
  ask (self, self->http, NULL, "/a");
  g_assert_true (lk_trace_peek (self->trace, 0)->is_web_page);
}

static void
test_where_a_redirect_led_is_told (Fixture      *self,
                                   gconstpointer data)
{
  g_autofree char *end = g_strconcat (lk_fake_server_get_url (self->server), "/b", NULL);

  lk_fake_server_answer (self->server, "GET /a", 302, NULL, NULL);
  lk_fake_server_header (self->server, "GET /a", "Location", "{url}/b?secret=SECRET");
  lk_fake_server_json (self->server, "GET /b", "{}");
  g_assert_cmpuint (ask (self, self->http, NULL, "/a"), ==, 200);
  g_assert_cmpstr (lk_trace_peek (self->trace, 0)->answered_by, ==, end);
}

static void
test_no_answer_is_an_error (Fixture      *self,
                            gconstpointer data)
{
  LkTraceStep *step;

  g_assert_cmpuint (ask (self, self->http, "http://127.0.0.1:1", "/a"), ==, 0);
  step = lk_trace_peek (self->trace, 0);
  g_assert_cmpint (step->state, ==, LK_TRACE_DONE);
  g_assert_cmpuint (step->status, ==, 0);
  g_assert_error (step->error, LK_ERROR, LK_ERROR_OFFLINE);
}

static void
test_a_cancelled_request_was_stopped (Fixture      *self,
                                      gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  LkTraceStep *step;

  lk_fake_server_hang (self->server, "GET /a");
  lk_http_send_async (self->http, new_request (self, NULL, "/a"), cancellable,
                      lk_test_store_result, &result);
  g_assert_cmpint (lk_trace_peek (self->trace, 0)->state, ==, LK_TRACE_RUNNING);
  g_cancellable_cancel (cancellable);
  g_assert_null (lk_http_send_finish (self->http, lk_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  step = lk_trace_peek (self->trace, 0);
  g_assert_cmpint (step->state, ==, LK_TRACE_STOPPED);
  g_assert_no_error (step->error);
}

/* What ends after all was forgotten doesn't come back. */
static void
test_clearing_forgets_what_is_under_way (Fixture      *self,
                                         gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LkHttpResponse) response = NULL;

  lk_fake_server_json (self->server, "GET /a", "{}");
  lk_http_send_async (self->http, new_request (self, NULL, "/a"), NULL, lk_test_store_result,
                      &result);
  lk_trace_clear (self->trace);
  self->changes = 0;
  response = lk_http_send_finish (self->http, lk_test_await (&result), NULL);
  g_assert_nonnull (response);
  g_assert_cmpuint (lk_trace_length (self->trace), ==, 0);
  g_assert_cmpuint (self->changes, ==, 0);
  lk_trace_clear (self->trace);
  g_assert_cmpuint (self->changes, ==, 0);
}

/* Both talk through one session, whoever is first, and the parent writes nothing down. */
static void
test_the_parent_is_shared (Fixture      *self,
                           gconstpointer data)
{
  g_autoptr (LkTrace) other = lk_trace_new ();
  LkHttp *second = lk_http_new_traced (self->http, other);

  lk_fake_server_json (self->server, "GET /a", "{}");
  g_assert_cmpuint (ask (self, self->http, NULL, "/a"), ==, 200);
  g_assert_cmpuint (ask (self, self->parent, NULL, "/a"), ==, 200);
  g_assert_cmpuint (ask (self, second, NULL, "/a"), ==, 200);
  g_assert_true (lk_http_get_trace (self->http) == self->trace);
  g_assert_null (lk_http_get_trace (self->parent));
  g_assert_cmpuint (lk_trace_length (self->trace), ==, 1);
  g_assert_cmpuint (lk_trace_length (other), ==, 1);
  g_assert_finalize_object (second);
  g_assert_cmpuint (ask (self, self->http, NULL, "/a"), ==, 200);
}

static GError *
new_error (const char *step,
           LkErrorCode code)
{
  GError *error = g_error_new_literal (LK_ERROR, (int) code, "x");

  lk_error_set_step (error, step);
  return error;
}

static void
test_blame_finds_the_last_step_of_that_name (Fixture      *self,
                                             gconstpointer data)
{
  g_autoptr (GError) error = new_error ("step", LK_ERROR_REFUSED);
  g_autoptr (GError) later = new_error ("step", LK_ERROR_PROTOCOL);

  ask (self, self->http, NULL, "/a");
  ask (self, self->http, NULL, "/a");
  lk_trace_note (self->trace, "other", NULL, NULL, NULL);
  lk_trace_blame (self->trace, error);
  lk_trace_blame (self->trace, later); /* what was first stays */
  g_assert_cmpuint (lk_trace_length (self->trace), ==, 3);
  g_assert_no_error (lk_trace_peek (self->trace, 0)->error);
  g_assert_error (lk_trace_peek (self->trace, 1)->error, LK_ERROR, LK_ERROR_REFUSED);
  g_assert_no_error (lk_trace_peek (self->trace, 2)->error);
}

static void
test_blame_adds_what_made_no_request (Fixture      *self,
                                      gconstpointer data)
{
  g_autoptr (GError) error = new_error ("page", LK_ERROR_DENIED_BY_USER);
  g_autoptr (GError) cancelled =
    g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  lk_trace_blame (self->trace, NULL);
  lk_trace_blame (self->trace, cancelled);
  g_assert_cmpuint (lk_trace_length (self->trace), ==, 0);
  lk_trace_blame (self->trace, error);
  g_assert_cmpuint (lk_trace_length (self->trace), ==, 1);
  g_assert_cmpstr (lk_trace_peek (self->trace, 0)->name, ==, "page");
  g_assert_error (lk_trace_peek (self->trace, 0)->error, LK_ERROR, LK_ERROR_DENIED_BY_USER);
}

/* A person may say no twice. */
static void
test_what_made_no_request_can_fail_again (Fixture      *self,
                                          gconstpointer data)
{
  g_autoptr (GError) error = new_error ("page", LK_ERROR_DENIED_BY_USER);
  g_autoptr (GError) later = new_error ("page", LK_ERROR_REFUSED);

  lk_trace_blame (self->trace, error);
  lk_trace_blame (self->trace, later);
  g_assert_cmpuint (lk_trace_length (self->trace), ==, 2);
  g_assert_error (lk_trace_peek (self->trace, 1)->error, LK_ERROR, LK_ERROR_REFUSED);
}

static void
test_what_came_of_it_is_harmless_text (Fixture      *self,
                                       gconstpointer data)
{
  LkTraceStep *step;

  lk_trace_settle (self->trace, "one", "found", "nobody"); /* there is no such step */
  g_assert_cmpuint (lk_trace_length (self->trace), ==, 0);
  lk_trace_note (self->trace, "one", NULL, NULL, NULL);
  lk_trace_settle (self->trace, "one", "found", "a\nb\xe2\x80\xae");
  step = lk_trace_find (self->trace, "one");
  g_assert_cmpstr (step->outcome, ==, "found");
  g_assert_cmpstr (step->found, ==, "a b");
}

static void
test_it_does_not_grow_for_ever (Fixture      *self,
                                gconstpointer data)
{
  for (guint i = 0; i < 1000; i++)
    lk_trace_note (self->trace, i == 999 ? "last" : "step", NULL, NULL, NULL);
  g_assert_cmpuint (lk_trace_length (self->trace), ==, 64);
  g_assert_cmpstr (lk_trace_peek (self->trace, 63)->name, ==, "last");
}

#define ADD(path, func) g_test_add ("/trace/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("a-request-is-written-down", test_a_request_is_written_down);
  ADD ("it-is-a-list", test_it_is_a_list);
  ADD ("secrets-stay-out", test_secrets_stay_out);
  ADD ("the-words-of-the-server-are-kept-and-capped",
       test_the_words_of_the_server_are_kept_and_capped);
  ADD ("web-pages-are-known-as-such", test_web_pages_are_known_as_such);
  ADD ("where-a-redirect-led-is-told", test_where_a_redirect_led_is_told);
  ADD ("no-answer-is-an-error", test_no_answer_is_an_error);
  ADD ("a-cancelled-request-was-stopped", test_a_cancelled_request_was_stopped);
  ADD ("clearing-forgets-what-is-under-way", test_clearing_forgets_what_is_under_way);
  ADD ("the-parent-is-shared", test_the_parent_is_shared);
  ADD ("blame-finds-the-last-step-of-that-name", test_blame_finds_the_last_step_of_that_name);
  ADD ("blame-adds-what-made-no-request", test_blame_adds_what_made_no_request);
  ADD ("what-made-no-request-can-fail-again", test_what_made_no_request_can_fail_again);
  ADD ("what-came-of-it-is-harmless-text", test_what_came_of_it_is_harmless_text);
  ADD ("it-does-not-grow-for-ever", test_it_does_not_grow_for_ever);

  return g_test_run ();
}
