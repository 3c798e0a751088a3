/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error.h"
#include "lk-fake-server.h"
#include "lk-versions.h"

#define KEY "GET /_matrix/client/versions"

typedef struct
{
  LkFakeServer *server;
  LkHttp       *http;
  GCancellable *cancellable;
  GAsyncResult *result;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->server = lk_fake_server_new ();
  self->http = lk_http_new ();
  self->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_clear_object (&self->result);
  lk_test_drain ();
  g_assert_finalize_object (self->http);
  g_assert_finalize_object (self->cancellable);
  lk_fake_server_free (self->server);
}

static void
start_at (Fixture    *self,
          const char *path)
{
  g_autofree char *base_url = g_strconcat (lk_fake_server_get_url (self->server), path, NULL);

  lk_versions_fetch_async (self->http, base_url, self->cancellable, lk_test_store_result,
                           &self->result);
}

static GStrv
finish (Fixture  *self,
        GError  **error)
{
  GStrv versions = lk_versions_fetch_finish (self->http, lk_test_await (&self->result), error);

  g_clear_object (&self->result);
  return versions;
}

static void
test_versions_are_asked_for_without_authorization (Fixture       *self,
                                                   gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) versions = NULL;

  lk_fake_server_json (self->server, KEY,
                       "{\"versions\":[\"r0.6.1\",\"v1.1\",\"v1.12\"],"
                       "\"unstable_features\":{\"org.example\":true}}");
  start_at (self, "");
  versions = finish (self, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (versions), ==, 3);
  g_assert_cmpstr (versions[2], ==, "v1.12");
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 1);
  g_assert_null (lk_fake_server_last_header (self->server, KEY, "Authorization"));
}

static void
test_a_path_is_kept_with_one_slash (Fixture       *self,
                                    gconstpointer  data)
{
  g_auto (GStrv) versions = NULL;

  lk_fake_server_json (self->server, "GET /mx/_matrix/client/versions",
                       "{\"versions\":[\"v1.1\"]}");
  start_at (self, "/mx");
  versions = finish (self, NULL);
  g_assert_nonnull (versions);
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 1);
}

static void
test_unknown_versions_do_not_matter (Fixture       *self,
                                     gconstpointer  data)
{
  static const char *const good[] = {
    "{\"versions\":[\"v1.99\"]}", "{\"versions\":[\"r0.0.1\"]}",
    "{\"versions\":[\"v2.0\",\"v1.19\",\"x\"]}",
    "{\"versions\":[\"v1.1\"],\"unstable_features\":\"x\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_auto (GStrv) versions = NULL;

      lk_fake_server_forget (self->server, KEY);
      lk_fake_server_json (self->server, KEY, good[i]);
      start_at (self, "");
      versions = finish (self, NULL);
      g_assert_nonnull (versions);
    }
}

static void
test_what_is_not_a_homeserver_is_unsuitable (Fixture       *self,
                                             gconstpointer  data)
{
  static const char *const bad[] = {
    "{}", "{\"versions\":\"v1.1\"}", "{\"versions\":[]}", "{\"versions\":[1]}",
    "{\"versions\":[\"v1.1\",null]}", "{\"versions\":{\"v1.1\":true}}",
    "{\"versions\":[\"v2.0\",\"v10.1\",\"1.1\"]}", "[]", NULL, "<html>Welcome!</html>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      lk_fake_server_forget (self->server, KEY);
      lk_fake_server_json (self->server, KEY, bad[i]);
      start_at (self, "");
      g_assert_null (finish (self, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_SERVER_UNSUITABLE);
      g_assert_cmpstr (lk_error_get_step (error), ==, "versions");
      g_assert_cmpuint (lk_error_get_status (error), ==, 200);
      g_assert_true (g_str_has_suffix (lk_error_get_url (error), "/_matrix/client/versions"));
    }
}

static void
test_the_status_says_what_to_do (Fixture       *self,
                                 gconstpointer  data)
{
  static const struct
  {
    guint       status;
    LkErrorCode code;
  } cases[] = {
    { 404, LK_ERROR_SERVER_UNSUITABLE }, { 202, LK_ERROR_SERVER_UNSUITABLE },
    { 401, LK_ERROR_REFUSED },           { 403, LK_ERROR_REFUSED },
    { 429, LK_ERROR_RATE_LIMITED },      { 500, LK_ERROR_SERVER_FAILED },
    { 503, LK_ERROR_SERVER_FAILED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      lk_fake_server_forget (self->server, KEY);
      lk_fake_server_answer (self->server, KEY, cases[i].status, "application/json",
                             "{\"versions\":[\"v1.1\"]}");
      start_at (self, "");
      g_assert_null (finish (self, &error));
      g_assert_error (error, LK_ERROR, (int) cases[i].code);
      g_assert_cmpuint (lk_error_get_status (error), ==, cases[i].status);
      g_assert_cmpuint (lk_fake_server_count (self->server, KEY), ==, 1);
    }
}

/* A body may be anything, or lack what it should have. */
static void
test_server_words_are_read_tolerantly (Fixture       *self,
                                       gconstpointer  data)
{
  static const struct
  {
    const char *body;
    const char *code;
    const char *text;
  } cases[] = {
    { "{\"errcode\":\"M_FORBIDDEN\",\"error\":\"No\"}", "M_FORBIDDEN", "No" },
    { "{\"errcode\":\"M_FORBIDDEN\"}", "M_FORBIDDEN", NULL },
    { "{\"errcode\":7,\"error\":[]}", NULL, NULL },
    { "<html>403</html>", NULL, NULL },
    { NULL, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      lk_fake_server_forget (self->server, KEY);
      lk_fake_server_answer (self->server, KEY, 403, "application/json", cases[i].body);
      start_at (self, "");
      g_assert_null (finish (self, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_REFUSED);
      g_assert_cmpstr (lk_error_get_server_code (error), ==, cases[i].code);
      g_assert_cmpstr (lk_error_get_server_text (error), ==, cases[i].text);
    }
}

static void
test_a_cut_connection_is_a_passing_fault (Fixture       *self,
                                          gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_reset (self->server, KEY);
  start_at (self, "");
  g_assert_null (finish (self, &error));
  g_assert_true (lk_error_is_transient (error));
  g_assert_cmpstr (lk_error_get_step (error), ==, "versions");
}

static gboolean
was_asked (gpointer user_data)
{
  Fixture *self = user_data;

  return lk_fake_server_count (self->server, KEY) > 0;
}

static void
test_it_is_cancelled_while_the_server_hangs (Fixture       *self,
                                             gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_hang (self->server, KEY);
  start_at (self, "");
  lk_test_wait_until (was_asked, self);
  g_cancellable_cancel (self->cancellable);
  g_assert_null (finish (self, &error));
  g_assert_true (lk_error_is_cancelled (error));
}

static void
test_it_is_cancelled_before_it_starts (Fixture       *self,
                                       gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (self->cancellable);
  start_at (self, "");
  g_assert_null (finish (self, &error));
  g_assert_true (lk_error_is_cancelled (error));
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 0);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/versions/A12/versions-are-asked-for-without-authorization",
       test_versions_are_asked_for_without_authorization);
  ADD ("/versions/A9/a-path-is-kept-with-one-slash", test_a_path_is_kept_with_one_slash);
  ADD ("/versions/unknown-versions-do-not-matter", test_unknown_versions_do_not_matter);
  ADD ("/versions/A8/what-is-not-a-homeserver-is-unsuitable",
       test_what_is_not_a_homeserver_is_unsuitable);
  ADD ("/versions/A8/the-status-says-what-to-do", test_the_status_says_what_to_do);
  ADD ("/versions/K3/server-words-are-read-tolerantly", test_server_words_are_read_tolerantly);
  ADD ("/versions/a-cut-connection-is-a-passing-fault", test_a_cut_connection_is_a_passing_fault);
  ADD ("/versions/it-is-cancelled-while-the-server-hangs",
       test_it_is_cancelled_while_the_server_hangs);
  ADD ("/versions/it-is-cancelled-before-it-starts", test_it_is_cancelled_before_it_starts);

  return g_test_run ();
}
