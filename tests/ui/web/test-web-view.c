/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-web-test.h"

#include <libsoup/soup.h>
#include <string.h>

#include "lk-error.h"
#include "lk-tls-door.h"
#include "lk-user-agent.h"
#include "lk-web-loader.h"

static void
test_view_goes_without_a_trace (void)
{
  LkWebView *view = lk_web_loader_new_view (NULL, NULL);

  g_object_ref_sink (view);
  g_assert_true (LK_IS_WEB_VIEW (view));
  g_assert_true (LK_IS_USER_AGENT (view));
  g_assert_null (lk_web_view_dup_uri (view));
  g_assert_finalize_object (G_OBJECT (view));
}

static void
test_used_view_goes_without_a_trace (LkWebTest    *self,
                                     gconstpointer data)
{
  LkWebView *view = self->view;

  lk_web_test_page (self, "/", "Page", "");
  lk_web_test_load (self, "/");
  lk_web_test_await_title (view, "Page");
  g_object_add_weak_pointer (G_OBJECT (view), (gpointer *) &view);
  g_clear_pointer (&self->window, gtk_window_destroy);
  lk_test_drain ();
  g_assert_null (view);
}

static void
test_view_is_there_while_somebody_waits (LkWebTest    *self,
                                         gconstpointer data)
{
  LkWebView *view = self->view;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;

  g_object_add_weak_pointer (G_OBJECT (view), (gpointer *) &view);
  lk_user_agent_wait_async (LK_USER_AGENT (view), cancellable, lk_test_store_result, &result);
  g_clear_pointer (&self->window, gtk_window_destroy);
  lk_test_drain ();
  g_assert_nonnull (view);

  g_cancellable_cancel (cancellable);
  lk_test_await (&result);
  g_clear_object (&result);
  lk_test_drain ();
  g_assert_null (view);
}

static void
assert_page (LkWebView  *view,
             const char *expected_host,
             gboolean    expected_secure)
{
  g_autofree char *host = NULL;
  gboolean secure;

  g_object_get (view, "host", &host, "secure", &secure, NULL);
  g_assert_cmpstr (host, ==, expected_host);
  g_assert_cmpint (secure, ==, expected_secure);
}

/* Has the next page been asked for, while the first one is still there? */
static gboolean
is_between_pages (gpointer user_data)
{
  LkWebTest *self = user_data;
  gboolean loading;

  g_object_get (self->view, "loading", &loading, NULL);
  return loading && lk_fake_server_count (self->server, "GET /slow") > 0;
}

static void
test_host_is_of_the_page_that_is_there (LkWebTest    *self,
                                        gconstpointer data)
{
  g_auto (GStrv) parts = g_strsplit (lk_fake_server_get_url (self->server), "127.0.0.1", 2);
  g_autofree char *elsewhere = g_strdup_printf ("location = '%slocalhost%s/slow'",
                                                parts[0], parts[1]);

  assert_page (self->view, NULL, FALSE);
  lk_web_test_page (self, "/", "Page", "");
  lk_fake_server_hang (self->server, "GET /slow");
  lk_web_test_load (self, "/");
  lk_web_test_await_title (self->view, "Page");
  assert_page (self->view, "127.0.0.1", FALSE);

  lk_web_test_act (self->view, elsewhere);
  lk_test_wait_until (is_between_pages, self);
  assert_page (self->view, "127.0.0.1", FALSE);
}

static void
on_progress (LkWebView  *view,
             GParamSpec *pspec,
             double     *most)
{
  double progress;

  g_object_get (view, "progress", &progress, NULL);
  g_assert_cmpfloat (progress, >=, 0);
  g_assert_cmpfloat (progress, <=, 1);
  *most = MAX (*most, progress);
}

static void
test_progress_reaches_the_end (LkWebTest    *self,
                               gconstpointer data)
{
  double most = 0;

  g_signal_connect (self->view, "notify::progress", G_CALLBACK (on_progress), &most);
  lk_web_test_page (self, "/", "Page", "");
  lk_web_test_load (self, "/");
  lk_web_test_await_title (self->view, "Page");
  g_assert_cmpfloat (most, ==, 1);
  g_signal_handlers_disconnect_by_data (self->view, &most);
}

static gboolean
can_go_back (LkWebView *view)
{
  gboolean can;

  g_object_get (view, "can-go-back", &can, NULL);
  return can;
}

static void
count (guint *n)
{
  (*n)++;
}

static void
test_back_goes_one_page_back (LkWebTest    *self,
                              gconstpointer data)
{
  guint n_notified = 0;

  lk_web_test_page (self, "/", "First", "<a href='/second'>Go</a>");
  lk_web_test_page (self, "/second", "Second", "");
  lk_web_test_load (self, "/");
  lk_web_test_await_title (self->view, "First");
  g_assert_false (can_go_back (self->view));

  g_signal_connect_swapped (self->view, "notify::can-go-back", G_CALLBACK (count), &n_notified);
  lk_web_test_act (self->view, "document.querySelector ('a').click ()");
  lk_web_test_await_title (self->view, "Second");
  g_assert_true (can_go_back (self->view));
  g_assert_cmpuint (n_notified, >, 0);

  lk_web_view_go_back (self->view);
  lk_web_test_await_title (self->view, "First");
  g_signal_handlers_disconnect_by_data (self->view, &n_notified);
}

static void
test_address_is_what_was_asked_for (LkWebTest    *self,
                                    gconstpointer data)
{
  g_autofree char *asked = lk_web_test_url (self, "/authorize?state=x");
  g_autofree char *uri = NULL;

  lk_web_test_redirect (self, "GET /authorize", "/login?session=y");
  lk_web_test_page (self, "/login", "Log in", "");
  lk_user_agent_open (LK_USER_AGENT (self->view), asked, "http://127.0.0.1:1/callback");
  lk_web_test_await_title (self->view, "Log in");
  uri = lk_web_view_dup_uri (self->view);
  g_assert_cmpstr (uri, ==, asked);
}

static void
test_page_is_asked_for_in_our_language (LkWebTest    *self,
                                        gconstpointer data)
{
  const char *languages;

  lk_web_test_page (self, "/", "Page", "");
  lk_web_test_load (self, "/");
  lk_web_test_await_title (self->view, "Page");
  languages = lk_fake_server_last_header (self->server, "GET /", "Accept-Language");
  g_assert_true (g_str_has_prefix (languages, "de-CH,de;"));
}

/* A page that wants no embedded view is told the truth, and so can say so. */
static void
test_page_knows_what_asks_for_it (LkWebTest    *self,
                                  gconstpointer data)
{
  g_autoptr (WebKitSettings) untouched = webkit_settings_new ();
  const char *usual = webkit_settings_get_user_agent (untouched);
  g_autofree char *seen = NULL;

  lk_web_test_page (self, "/", "Page", "");
  lk_web_test_load (self, "/");
  lk_web_test_await_title (self->view, "Page");
  g_assert_cmpstr (lk_fake_server_last_header (self->server, "GET /", "User-Agent"), ==, usual);
  seen = lk_web_test_evaluate (self->view, "navigator.userAgent");
  g_assert_cmpstr (seen, ==, usual);
}

static char *
dup_dead_url (void)
{
  g_autoptr (LkTripwire) tripwire = lk_tripwire_new ();

  return g_strdup_printf ("http://127.0.0.1:%u/", tripwire->port);
}

static void
test_load_failure_is_a_problem_and_reload_mends_it (LkWebTest    *self,
                                                    gconstpointer data)
{
  lk_fake_server_reset (self->server, "GET /");
  lk_web_test_load (self, "/");
  lk_web_test_await_problem (self->view, LK_ERROR_OFFLINE);
  assert_page (self->view, NULL, FALSE);

  lk_fake_server_forget (self->server, "GET /");
  lk_web_test_page (self, "/", "Page", "");
  lk_web_view_reload (self->view);
  lk_web_test_assert_no_problem (self->view);
  lk_web_test_await_title (self->view, "Page");
  lk_web_test_assert_no_problem (self->view);
}

static void
test_failure_later_on_is_mended_where_it_happened (LkWebTest    *self,
                                                   gconstpointer data)
{
  lk_web_test_page (self, "/", "First", "");
  /* A connection that is used again and then cut is asked twice; older libsoup may die of it. */
  lk_fake_server_header (self->server, "GET /", "Connection", "close");
  lk_fake_server_reset (self->server, "GET /second");
  lk_web_test_load (self, "/");
  lk_web_test_await_title (self->view, "First");
  lk_web_test_act (self->view, "location = '/second'");
  lk_web_test_await_problem (self->view, LK_ERROR_OFFLINE);

  lk_fake_server_forget (self->server, "GET /second");
  lk_web_test_page (self, "/second", "Second", "");
  lk_web_view_reload (self->view);
  lk_web_test_await_title (self->view, "Second");
  lk_web_test_assert_no_problem (self->view);
}

static void
test_dead_server_and_unknown_host_are_offline (LkWebTest    *self,
                                               gconstpointer data)
{
  g_autofree char *dead = dup_dead_url ();
  g_autoptr (GError) problem = NULL;

  lk_web_view_load (self->view, dead);
  lk_web_test_await_problem (self->view, LK_ERROR_OFFLINE);
  lk_web_view_load (self->view, "https://nobody.invalid/path?secret=1");
  lk_web_test_assert_no_problem (self->view);
  lk_web_test_await_problem (self->view, LK_ERROR_OFFLINE);
  g_object_get (self->view, "problem", &problem, NULL);
  g_assert_cmpstr (lk_error_get_step (problem), ==, "page");
  g_assert_cmpstr (lk_error_get_url (problem), ==, "https://nobody.invalid");
}

static void
test_silence_is_a_problem (LkWebTest    *self,
                           gconstpointer data)
{
  g_object_set (self->view, "patience", 1, NULL);
  lk_fake_server_hang (self->server, "GET /");
  lk_web_test_load (self, "/");
  lk_web_test_await_problem (self->view, LK_ERROR_TIMED_OUT);

  lk_fake_server_forget (self->server, "GET /");
  lk_web_test_page (self, "/", "Page", "");
  lk_web_view_reload (self->view);
  lk_web_test_await_title (self->view, "Page");
  lk_web_test_assert_no_problem (self->view);
}

static void
test_crash_is_a_problem (LkWebTest    *self,
                         gconstpointer data)
{
  lk_web_test_page (self, "/", "Page", "");
  lk_web_test_load (self, "/");
  lk_web_test_await_title (self->view, "Page");
  webkit_web_view_terminate_web_process (lk_web_test_get_page (self->view));
  lk_web_test_await_problem (self->view, LK_ERROR_PAGE_FAILED);
  assert_page (self->view, NULL, FALSE);

  lk_web_view_reload (self->view);
  lk_web_test_assert_no_problem (self->view);
  lk_web_test_await_title (self->view, "Page");
  assert_page (self->view, "127.0.0.1", FALSE);
}

/* Of a server that nobody has reason to trust. */
static const char certificate_pem[] =
  "-----BEGIN PRIVATE KEY-----\n"
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgc2z5atl+wAe+Ckae\n"
  "6DrTL6l3MQxAXNH+wGM+LTWuM5ChRANCAATG6ZbYkDcQWoeC+pMNqFVcXDsRktiP\n"
  "ROsKTKx+QZ2dsAt9Xjs4rT2K/tLf7GBmpby5q0vX/BX12fY506KpzMyM\n"
  "-----END PRIVATE KEY-----\n"
  "-----BEGIN CERTIFICATE-----\n"
  "MIIBhjCCASygAwIBAgIUNOb72gdM5vQeHyh6PU5Hu+ICYlMwCgYIKoZIzj0EAwIw\n"
  "DzENMAsGA1UEAwwEVGVzdDAgFw0yNjExMjMxMzM2MDJaGA8yMTI2MTAzMDEzMzYw\n"
  "MlowDzENMAsGA1UEAwwEVGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABMbp\n"
  "ltiQNxBah4L6kw2oVVxcOxGS2I9E6wpMrH5BnZ2wC31eOzitPYr+0t/sYGalvLmr\n"
  "S9f8FfXZ9jnToqnMzIyjZDBiMB0GA1UdDgQWBBQN3fhce5xnIyywXqwjlytJYIe7\n"
  "QjAfBgNVHSMEGDAWgBQN3fhce5xnIyywXqwjlytJYIe7QjAPBgNVHRMBAf8EBTAD\n"
  "AQH/MA8GA1UdEQQIMAaHBH8AAAEwCgYIKoZIzj0EAwIDSAAwRQIhAL6jIdpMW1av\n"
  "AgKRZ32j+FTQx3BLo5Beqzg6VrFCc63sAiBsdZpwKY4My4B08UwzMXsIiYIO13Gw\n"
  "zc6lOQZ488KcTg==\n"
  "-----END CERTIFICATE-----\n";

typedef struct
{
  SoupServer      *soup;
  GTlsCertificate *certificate;
  LkTlsDoor       *door;
  char            *url;
  char            *redirect; /* (nullable) where "/" leads */
  guint            n_asked;
} TlsServer;

static void
on_tls_request (SoupServer        *soup,
                SoupServerMessage *message,
                const char        *path,
                GHashTable        *query,
                gpointer           user_data)
{
  TlsServer *self = user_data;

  self->n_asked++;
  if (self->redirect != NULL)
    soup_server_message_set_redirect (message, 302, self->redirect);
  else
    {
      static const char page[] = "<!doctype html><title>Page</title>";

      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (message, "text/html", SOUP_MEMORY_STATIC, page,
                                        strlen (page));
    }
}

static TlsServer *
tls_server_new (void)
{
  TlsServer *self = g_new0 (TlsServer, 1);
  g_autoptr (GError) error = NULL;

  self->certificate = g_tls_certificate_new_from_pem (certificate_pem, -1, &error);
  g_assert_no_error (error);
  self->soup = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->soup, NULL, on_tls_request, self, NULL);
  self->door = lk_tls_door_new (self->soup, self->certificate);
  self->url = g_strdup_printf ("https://127.0.0.1:%u/", lk_tls_door_get_port (self->door));
  return self;
}

static void
tls_server_free (TlsServer *self)
{
  lk_tls_door_free (self->door);
  soup_server_disconnect (self->soup);
  g_object_unref (self->soup);
  g_object_unref (self->certificate);
  g_free (self->url);
  g_free (self->redirect);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlsServer, tls_server_free)

static gboolean
has_any_problem (gpointer user_data)
{
  g_autoptr (GError) problem = NULL;

  g_object_get (user_data, "problem", &problem, NULL);
  return problem != NULL;
}

static void
test_untrusted_certificate_is_final (LkWebTest    *self,
                                     gconstpointer data)
{
  g_autoptr (TlsServer) server = tls_server_new ();

  lk_web_view_load (self->view, server->url);
  lk_web_test_await_problem (self->view, LK_ERROR_TLS);
  lk_web_view_reload (self->view);
  lk_web_test_assert_no_problem (self->view);
  /* It may be WebKit that gives up first. */
  lk_test_wait_until (has_any_problem, self->view);
  assert_page (self->view, NULL, FALSE);
  g_assert_cmpuint (server->n_asked, ==, 0);
}

/* The test lets the certificate pass behind the view's back. */
static void
trust (LkWebView  *view,
       TlsServer  *server,
       const char *host)
{
  WebKitNetworkSession *session =
    webkit_web_view_get_network_session (lk_web_test_get_page (view));

  webkit_network_session_allow_tls_certificate_for_host (session, server->certificate, host);
}

static void
test_host_is_in_punycode_and_secure_means_verified (LkWebTest    *self,
                                                    gconstpointer data)
{
  static const char host[] = "xn--bcher-kva.localhost";
  g_autoptr (TlsServer) server = tls_server_new ();
  g_auto (GStrv) parts = g_strsplit (server->url, "127.0.0.1", 2);
  g_autofree char *url = g_strconcat (parts[0], host, parts[1], NULL);

  trust (self->view, server, host);
  lk_web_view_load (self->view, url);
  lk_web_test_await_title (self->view, "Page");
  assert_page (self->view, host, FALSE);
}

static void
test_secure_page_never_leads_to_plain_http (LkWebTest    *self,
                                            gconstpointer data)
{
  g_autoptr (TlsServer) server = tls_server_new ();

  trust (self->view, server, "127.0.0.1");
  server->redirect = lk_web_test_url (self, "/");
  lk_web_view_load (self->view, server->url);
  lk_web_test_await_problem (self->view, LK_ERROR_TLS);
  g_assert_cmpuint (server->n_asked, ==, 1);
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 0);
}

static void
test_plain_http_is_for_this_machine (LkWebTest    *self,
                                     gconstpointer data)
{
  lk_web_view_load (self->view, "http://example.org/");
  lk_web_test_await_problem (self->view, LK_ERROR_TLS);

  lk_web_test_page (self, "/", "Page", "");
  lk_web_test_load (self, "/");
  lk_web_test_await_title (self->view, "Page");
  lk_web_test_assert_no_problem (self->view);

  lk_web_test_act (self->view, "location = 'http://example.org/'");
  lk_web_test_await_problem (self->view, LK_ERROR_TLS);
  lk_web_view_reload (self->view);
  lk_web_test_await_title (self->view, "Page");
  lk_web_test_assert_no_problem (self->view);
}

static void
assert_no_trap (GtkWidget *widget)
{
  if (GTK_IS_TEXT_VIEW (widget))
    g_assert_false (gtk_widget_get_can_focus (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_no_trap (child);
}

/* WebKit has a text view of its own in there, which would take every Tab for text. */
static void
test_keyboard_finds_nothing_but_the_page (LkWebTest    *self,
                                          gconstpointer data)
{
  lk_web_test_page (self, "/", "Page", "<input>");
  lk_web_test_load (self, "/");
  lk_web_test_await_title (self->view, "Page");
  assert_no_trap (GTK_WIDGET (self->view));
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("LANGUAGE", "de_CH", TRUE);
  lk_web_test_init (&argc, &argv);

  g_test_add_func ("/web-view/goes-without-a-trace", test_view_goes_without_a_trace);
  LK_WEB_TEST_ADD ("/web-view/used-view-goes-without-a-trace",
                   test_used_view_goes_without_a_trace);
  LK_WEB_TEST_ADD ("/web-view/is-there-while-somebody-waits",
                   test_view_is_there_while_somebody_waits);
  LK_WEB_TEST_ADD ("/web-view/host-is-of-the-page-that-is-there",
                   test_host_is_of_the_page_that_is_there);
  LK_WEB_TEST_ADD ("/web-view/progress-reaches-the-end", test_progress_reaches_the_end);
  LK_WEB_TEST_ADD ("/web-view/back-goes-one-page-back", test_back_goes_one_page_back);
  LK_WEB_TEST_ADD ("/web-view/address-is-what-was-asked-for", test_address_is_what_was_asked_for);
  LK_WEB_TEST_ADD ("/web-view/page-is-asked-for-in-our-language",
                   test_page_is_asked_for_in_our_language);
  LK_WEB_TEST_ADD ("/web-view/page-knows-what-asks-for-it", test_page_knows_what_asks_for_it);
  LK_WEB_TEST_ADD ("/web-view/load-failure-is-a-problem-and-reload-mends-it",
                   test_load_failure_is_a_problem_and_reload_mends_it);
  LK_WEB_TEST_ADD ("/web-view/failure-later-on-is-mended-where-it-happened",
                   test_failure_later_on_is_mended_where_it_happened);
  LK_WEB_TEST_ADD ("/web-view/dead-server-and-unknown-host-are-offline",
                   test_dead_server_and_unknown_host_are_offline);
  LK_WEB_TEST_ADD ("/web-view/silence-is-a-problem", test_silence_is_a_problem);
  LK_WEB_TEST_ADD ("/web-view/crash-is-a-problem", test_crash_is_a_problem);
  LK_WEB_TEST_ADD ("/web-view/untrusted-certificate-is-final",
                   test_untrusted_certificate_is_final);
  LK_WEB_TEST_ADD ("/web-view/host-is-in-punycode-and-secure-means-verified",
                   test_host_is_in_punycode_and_secure_means_verified);
  LK_WEB_TEST_ADD ("/web-view/D18/secure-page-never-leads-to-plain-http",
                   test_secure_page_never_leads_to_plain_http);
  LK_WEB_TEST_ADD ("/web-view/plain-http-is-for-this-machine",
                   test_plain_http_is_for_this_machine);
  LK_WEB_TEST_ADD ("/web-view/keyboard-finds-nothing-but-the-page",
                   test_keyboard_finds_nothing_but_the_page);

  return g_test_run ();
}
