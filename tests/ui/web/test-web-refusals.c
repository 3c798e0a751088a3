/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-web-test.h"

#include "lk-error.h"

/* What a page asks for and does not get. */

static gboolean
has_loaded (gpointer user_data)
{
  return !webkit_web_view_is_loading (lk_web_test_get_page (user_data));
}

/* Its title is there before what is in it. */
static void
load_page (LkWebTest  *self,
           const char *body)
{
  lk_web_test_page (self, "/", "Page", body);
  lk_web_test_page (self, "/next", "Next", "");
  lk_web_test_load (self, "/");
  lk_web_test_await_title (self->view, "Page");
  lk_test_wait_until (has_loaded, self->view);
}

/* What was refused would have come by the time another page is there. */
static void
go_on (LkWebTest *self)
{
  lk_web_test_load (self, "/next");
  lk_web_test_await_title (self->view, "Next");
}

static void
test_other_schemes_are_never_loaded (LkWebTest    *self,
                                     gconstpointer data)
{
  static const char *const hostile[] = {
    "javascript:document.title = 'Hostile'",
    "data:text/html,<title>Hostile</title>",
    "file:///etc/passwd",
    "about:blank",
    "about:config",
    "blob:http://127.0.0.1/x",
    "view-source:https://example.org/",
    "webkit://gpu",
    "//example.org/",
    "https://user:password@example.org/",
    "",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      load_page (self, "");
      lk_web_view_load (self->view, hostile[i]);
      lk_web_test_await_problem (self->view, LK_ERROR_PAGE_FAILED);
      g_assert_cmpstr (webkit_web_view_get_title (lk_web_test_get_page (self->view)), ==, "Page");
    }
}

/* Each link is clicked; the page stays. */
static void
stay_after (LkWebTest  *self,
            const char *body)
{
  g_autofree char *title = NULL;

  load_page (self, body);
  lk_web_test_act (self->view, "document.querySelector ('a').click ()");
  title = lk_web_test_evaluate (self->view, "document.title + location.pathname");
  g_assert_cmpstr (title, ==, "Page/");
  go_on (self);
}

static void
test_javascript_at_top_level_is_refused (LkWebTest    *self,
                                         gconstpointer data)
{
  /* A page's own script link is the page's own script: it can't do more than the page. */
  lk_web_view_load (self->view, "javascript:1");
  lk_web_test_await_problem (self->view, LK_ERROR_PAGE_FAILED);
  stay_after (self, "<a href='javascript:void 0'>Go</a>");
}

static void
test_data_at_top_level_is_refused (LkWebTest    *self,
                                   gconstpointer data)
{
  stay_after (self, "<a href='data:text/html,<title>Hostile</title>'>Go</a>");
}

static void
test_blob_at_top_level_is_refused (LkWebTest    *self,
                                   gconstpointer data)
{
  stay_after (self, "<a>Go</a><script>document.querySelector ('a').href = URL.createObjectURL ("
                    "new Blob (['<title>Hostile</title>'], {type: 'text/html'}))</script>");
}

static void
test_file_at_top_level_is_refused (LkWebTest    *self,
                                   gconstpointer data)
{
  stay_after (self, "<a href='file:///etc/passwd'>Go</a>");
}

static void
test_emptied_page_is_a_problem (LkWebTest    *self,
                                gconstpointer data)
{
  g_autofree char *host = NULL;

  load_page (self, "");
  lk_web_test_act (self->view, "location = 'about:blank'");
  lk_web_test_await_problem (self->view, LK_ERROR_PAGE_FAILED);
  g_object_get (self->view, "host", &host, NULL);
  g_assert_null (host);
}

static void
test_forbidden_port_is_a_problem (LkWebTest    *self,
                                  gconstpointer data)
{
  lk_web_view_load (self->view, "http://127.0.0.1:6667/");
  lk_web_test_await_problem (self->view, LK_ERROR_PAGE_FAILED);
}

static void
test_frames_may_be_filled_in_the_page (LkWebTest    *self,
                                       gconstpointer data)
{
  load_page (self, "<iframe src='about:blank'></iframe><iframe srcdoc='Hello'></iframe>"
                   "<iframe src='data:text/html,Hello'></iframe><iframe src='/frame'></iframe>");
  lk_web_test_assert_no_problem (self->view);
  g_assert_cmpuint (lk_fake_server_count (self->server, "GET /frame"), ==, 1);
}

static void
test_frame_that_is_refused_takes_no_page_away (LkWebTest    *self,
                                               gconstpointer data)
{
  load_page (self, "<iframe src='http://example.org/'></iframe><iframe src='x-app:y'></iframe>");
  lk_web_test_assert_no_problem (self->view);
}

static void
on_external (LkWebView  *view,
             const char *uri,
             GPtrArray  *seen)
{
  g_ptr_array_add (seen, g_strdup (uri));
}

static void
test_external_schemes_are_not_opened (LkWebTest    *self,
                                      gconstpointer data)
{
  static const char *const external[] = {
    "mailto:admin@example.org", "tel:+4930123", "x-other-app:/path",
  };
  g_autoptr (GPtrArray) seen = g_ptr_array_new_with_free_func (g_free);

  g_signal_connect (self->view, "external", G_CALLBACK (on_external), seen);
  for (gsize i = 0; i < G_N_ELEMENTS (external); i++)
    {
      g_autofree char *body = g_strdup_printf ("<a href='%s'>Go</a>", external[i]);

      stay_after (self, body);
      lk_web_test_assert_no_problem (self->view);
      g_assert_cmpuint (seen->len, ==, i + 1);
      g_assert_cmpstr (g_ptr_array_index (seen, i), ==, external[i]);
    }
  g_signal_handlers_disconnect_by_data (self->view, seen);
}

static void
test_nobody_is_sent_elsewhere_without_a_click (LkWebTest    *self,
                                               gconstpointer data)
{
  g_autoptr (GPtrArray) seen = g_ptr_array_new_with_free_func (g_free);

  g_signal_connect (self->view, "external", G_CALLBACK (on_external), seen);
  load_page (self, "<script>location = 'x-other-app:/path'</script>"
                   "<iframe src='mailto:admin@example.org'></iframe>");
  lk_web_test_redirect (self, "GET /go", "x-other-app:/path");
  lk_web_test_act (self->view, "location = '/go'");
  lk_web_test_await_problem (self->view, LK_ERROR_PAGE_FAILED);
  g_assert_cmpuint (seen->len, ==, 0);
  g_signal_handlers_disconnect_by_data (self->view, seen);
}

static void
test_new_window_opens_here (LkWebTest    *self,
                            gconstpointer data)
{
  load_page (self, "<a target=_blank href='/next'>Go</a>");
  lk_web_test_act (self->view, "document.querySelector ('a').click ()");
  lk_web_test_await_title (self->view, "Next");

  load_page (self, "");
  lk_web_test_act (self->view, "window.open ('/next')");
  lk_web_test_await_title (self->view, "Next");
}

static void
test_windows_without_a_click_do_not_open (LkWebTest    *self,
                                          gconstpointer data)
{
  load_page (self, "<script>window.open ('/popup')</script>");
  go_on (self);
  g_assert_cmpuint (lk_fake_server_count (self->server, "GET /popup"), ==, 0);
}

static void
on_download_finished (WebKitDownload *download,
                      gboolean       *finished)
{
  g_assert_null (webkit_download_get_destination (download));
  *finished = TRUE;
}

static void
on_download_started (WebKitNetworkSession *session,
                     WebKitDownload       *download,
                     gboolean             *finished)
{
  g_signal_connect (download, "finished", G_CALLBACK (on_download_finished), finished);
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

/* Else the next page could come in its way. */
static gboolean
has_asked_for_other (gpointer user_data)
{
  LkWebTest *self = user_data;

  return lk_fake_server_count (self->server, "GET /other") > 0 && has_loaded (self->view);
}

static void
test_downloads_are_cancelled (LkWebTest    *self,
                              gconstpointer data)
{
  WebKitNetworkSession *session =
    webkit_web_view_get_network_session (lk_web_test_get_page (self->view));
  gboolean finished = FALSE;

  g_signal_connect (session, "download-started", G_CALLBACK (on_download_started), &finished);
  load_page (self, "<a download href='/file'>Go</a>");
  lk_fake_server_answer (self->server, "GET /file", 200, "application/octet-stream", "x");
  lk_web_test_act (self->view, "document.querySelector ('a').click ()");
  lk_test_wait_until (is_true, &finished);
  lk_fake_server_answer (self->server, "GET /other", 200, "application/octet-stream", "x");
  lk_web_test_act (self->view, "location = '/other'");
  lk_test_wait_until (has_asked_for_other, self);
  go_on (self);
  lk_web_test_assert_no_problem (self->view);
}

static void
test_file_instead_of_a_page_is_a_problem (LkWebTest    *self,
                                          gconstpointer data)
{
  lk_fake_server_answer (self->server, "GET /", 200, "application/octet-stream", "x");
  lk_web_test_load (self, "/");
  lk_web_test_await_problem (self->view, LK_ERROR_PAGE_FAILED);
}

static void
test_permissions_are_denied (LkWebTest    *self,
                             gconstpointer data)
{
  load_page (self, "");
  lk_web_test_act (self->view,
                   "navigator.geolocation.getCurrentPosition ("
                   "() => { document.title = 'granted' },"
                   "error => { document.title = 'denied ' + error.code })");
  lk_web_test_await_title (self->view, "denied 1");
}

static void
test_files_are_not_chosen (LkWebTest    *self,
                           gconstpointer data)
{
  load_page (self, "<input type=file>");
  lk_web_test_act (self->view, "const input = document.querySelector ('input');"
                               "input.oncancel = () => { document.title = 'cancelled' };"
                               "input.click ()");
  lk_web_test_await_title (self->view, "cancelled");
}

static void
test_http_authentication_is_not_asked_for (LkWebTest    *self,
                                           gconstpointer data)
{
  lk_fake_server_answer (self->server, "GET /", 401, "text/html", "<title>No entry</title>");
  lk_fake_server_header (self->server, "GET /", "WWW-Authenticate", "Basic realm=\"x\"");
  lk_web_test_load (self, "/");
  lk_web_test_await_title (self->view, "No entry");
  g_assert_cmpuint (lk_fake_server_count (self->server, "GET /"), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  lk_web_test_init (&argc, &argv);

  LK_WEB_TEST_ADD ("/web-view/other-schemes-are-never-loaded",
                   test_other_schemes_are_never_loaded);
  LK_WEB_TEST_ADD ("/web-view/javascript-at-top-level-is-refused",
                   test_javascript_at_top_level_is_refused);
  LK_WEB_TEST_ADD ("/web-view/data-at-top-level-is-refused", test_data_at_top_level_is_refused);
  LK_WEB_TEST_ADD ("/web-view/blob-at-top-level-is-refused", test_blob_at_top_level_is_refused);
  LK_WEB_TEST_ADD ("/web-view/file-at-top-level-is-refused", test_file_at_top_level_is_refused);
  LK_WEB_TEST_ADD ("/web-view/emptied-page-is-a-problem", test_emptied_page_is_a_problem);
  LK_WEB_TEST_ADD ("/web-view/forbidden-port-is-a-problem", test_forbidden_port_is_a_problem);
  LK_WEB_TEST_ADD ("/web-view/frames-may-be-filled-in-the-page",
                   test_frames_may_be_filled_in_the_page);
  LK_WEB_TEST_ADD ("/web-view/frame-that-is-refused-takes-no-page-away",
                   test_frame_that_is_refused_takes_no_page_away);
  LK_WEB_TEST_ADD ("/web-view/external-schemes-are-not-opened",
                   test_external_schemes_are_not_opened);
  LK_WEB_TEST_ADD ("/web-view/nobody-is-sent-elsewhere-without-a-click",
                   test_nobody_is_sent_elsewhere_without_a_click);
  LK_WEB_TEST_ADD ("/web-view/new-window-opens-here", test_new_window_opens_here);
  LK_WEB_TEST_ADD ("/web-view/windows-without-a-click-do-not-open",
                   test_windows_without_a_click_do_not_open);
  LK_WEB_TEST_ADD ("/web-view/downloads-are-cancelled", test_downloads_are_cancelled);
  LK_WEB_TEST_ADD ("/web-view/file-instead-of-a-page-is-a-problem",
                   test_file_instead_of_a_page_is_a_problem);
  LK_WEB_TEST_ADD ("/web-view/permissions-are-denied", test_permissions_are_denied);
  LK_WEB_TEST_ADD ("/web-view/files-are-not-chosen", test_files_are_not_chosen);
  LK_WEB_TEST_ADD ("/web-view/http-authentication-is-not-asked-for",
                   test_http_authentication_is_not_asked_for);

  return g_test_run ();
}
