/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-web-test.h"

#include <string.h>

#include "lk-user-agent.h"

#define CODE "s3cret-code"

typedef struct
{
  LkWebTest   web;
  LkTripwire *tripwire;
  char       *redirect_uri;
  char       *redirect; /* with a code */
} Test;

static void
use_redirect_uri (Test       *self,
                  const char *redirect_uri)
{
  g_free (self->redirect_uri);
  self->redirect_uri = g_strdup (redirect_uri);
  g_free (self->redirect);
  self->redirect = g_strconcat (redirect_uri, "?state=x&code=" CODE, NULL);
}

static void
set_up (Test         *self,
        gconstpointer data)
{
  g_autofree char *uri = NULL;

  lk_web_test_set_up (&self->web, data);
  self->tripwire = lk_tripwire_new ();
  uri = g_strdup_printf ("http://127.0.0.1:%u/callback", self->tripwire->port);
  use_redirect_uri (self, uri);
}

static void
tear_down (Test         *self,
           gconstpointer data)
{
  g_assert_cmpuint (self->tripwire->connected, ==, 0);
  lk_web_test_tear_down (&self->web, data);
  lk_tripwire_free (self->tripwire);
  g_free (self->redirect_uri);
  g_free (self->redirect);
}

static void
open_page (Test       *self,
           const char *path)
{
  g_autofree char *url = lk_web_test_url (&self->web, path);

  lk_user_agent_open (LK_USER_AGENT (self->web.view), url, self->redirect_uri);
}

/* Opens a page with a link to the redirect and, by way of the server, to it. */
static void
open_sign_in (Test *self)
{
  g_autofree char *body = g_strdup_printf (
    "<a id=link href='%s'>Go</a><a id=blank target=_blank href='%s'>Go</a>"
    "<a id=server href='/go'>Go</a><form id=form method=post action='/go'></form>"
    "<script>const redirect='%s'</script>",
    self->redirect, self->redirect, self->redirect);

  lk_web_test_page (&self->web, "/sign-in", "Sign in", body);
  lk_web_test_redirect (&self->web, "GET /go", self->redirect);
  lk_web_test_redirect (&self->web, "POST /go", self->redirect);
  open_page (self, "/sign-in");
  lk_web_test_await_title (self->web.view, "Sign in");
}

static void
wait (Test          *self,
      GCancellable  *cancellable,
      GAsyncResult **result)
{
  lk_user_agent_wait_async (LK_USER_AGENT (self->web.view), cancellable, lk_test_store_result,
                            result);
}

/* No redirect has come; and none is waited for any longer, for who waits keeps the view. */
static void
stop_waiting (Test          *self,
              GCancellable  *cancellable,
              GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (*result);
  g_cancellable_cancel (cancellable);
  g_assert_null (lk_user_agent_wait_finish (LK_USER_AGENT (self->web.view),
                                            lk_test_await (result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
assert_redirect (Test          *self,
                 GAsyncResult **result,
                 const char    *redirect)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkSecret) secret = NULL;

  secret = lk_user_agent_wait_finish (LK_USER_AGENT (self->web.view), lk_test_await (result),
                                      &error);
  g_assert_no_error (error);
  g_assert_cmpstr (lk_secret_peek (secret), ==, redirect);
}

/* Whatever was on its way has come when another page is there. */
static void
go_on (Test *self)
{
  lk_web_test_page (&self->web, "/next", "Next", "");
  lk_web_test_act (self->web.view, "location = '/next'");
  lk_web_test_await_title (self->web.view, "Next");
}

static void
take_by (Test       *self,
         const char *script)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) again = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  open_sign_in (self);
  wait (self, NULL, &result);
  lk_web_test_act (self->web.view, script);
  assert_redirect (self, &result, self->redirect);
  lk_web_test_assert_no_problem (self->web.view);

  wait (self, cancellable, &again);
  go_on (self);
  stop_waiting (self, cancellable, &again);
  g_assert_cmpuint (self->tripwire->connected, ==, 0);
}

static void
test_redirect_is_taken_once_and_never_loaded (Test         *self,
                                              gconstpointer data)
{
  take_by (self, "document.getElementById ('link').click ()");
}

static void
test_server_redirect_is_taken (Test         *self,
                               gconstpointer data)
{
  take_by (self, "document.getElementById ('server').click ()");
}

static void
test_server_redirect_of_a_form_is_taken (Test         *self,
                                         gconstpointer data)
{
  take_by (self, "document.getElementById ('form').submit ()");
}

static void
test_script_redirect_is_taken (Test         *self,
                               gconstpointer data)
{
  take_by (self, "location.replace (redirect)");
}

static void
test_new_window_redirect_is_taken (Test         *self,
                                   gconstpointer data)
{
  take_by (self, "document.getElementById ('blank').click ()");
}

static void
test_script_window_redirect_is_taken (Test         *self,
                                      gconstpointer data)
{
  take_by (self, "window.open (redirect)");
}

static void
test_private_scheme_redirect_is_taken (Test         *self,
                                       gconstpointer data)
{
  use_redirect_uri (self, "im.latchkey:/callback");
  take_by (self, "document.getElementById ('server').click ()");
}

static void
test_first_answer_may_be_the_redirect (Test         *self,
                                       gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_web_test_redirect (&self->web, "GET /go", self->redirect);
  open_page (self, "/go");
  wait (self, NULL, &result);
  assert_redirect (self, &result, self->redirect);
  lk_web_test_assert_no_problem (self->web.view);
}

static void
on_load_changed (WebKitWebView   *page,
                 WebKitLoadEvent  event,
                 gboolean        *finished)
{
  *finished |= event == WEBKIT_LOAD_FINISHED;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

/* Has the page sent the redirect, and waits until WebKit is done with it. */
static void
send_redirect (Test *self)
{
  WebKitWebView *page = lk_web_test_get_page (self->web.view);
  gboolean finished = FALSE;

  g_signal_connect (page, "load-changed", G_CALLBACK (on_load_changed), &finished);
  lk_web_test_act (self->web.view, "document.getElementById ('server').click ()");
  lk_test_wait_until (is_true, &finished);
  g_signal_handlers_disconnect_by_data (page, &finished);
  go_on (self);
}

static void
test_redirect_is_kept_until_somebody_waits (Test         *self,
                                            gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  open_sign_in (self);
  send_redirect (self);
  wait (self, NULL, &result);
  assert_redirect (self, &result, self->redirect);
}

static void
test_new_attempt_forgets_old_redirects (Test         *self,
                                        gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;

  open_sign_in (self);
  send_redirect (self);
  open_sign_in (self);
  wait (self, cancellable, &result);
  go_on (self);
  stop_waiting (self, cancellable, &result);
}

static void
test_cancelled_wait_loses_no_redirect (Test         *self,
                                       gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) cancelled = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  open_sign_in (self);
  wait (self, cancellable, &cancelled);
  stop_waiting (self, cancellable, &cancelled);

  send_redirect (self);
  wait (self, NULL, &result);
  assert_redirect (self, &result, self->redirect);
}

static void
test_only_one_waits_at_a_time (Test         *self,
                               gconstpointer data)
{
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;

  open_sign_in (self);
  wait (self, NULL, &first);
  g_test_expect_message ("lk-web", G_LOG_LEVEL_CRITICAL, "*waits*already*");
  wait (self, NULL, &second);
  g_test_assert_expected_messages ();
  g_assert_null (lk_user_agent_wait_finish (LK_USER_AGENT (self->web.view),
                                            lk_test_await (&second), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);

  lk_web_test_act (self->web.view, "location = redirect");
  assert_redirect (self, &first, self->redirect);
}

static void
test_other_addresses_at_the_port_are_not_the_redirect (Test         *self,
                                                       gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *redirect_uri = lk_web_test_url (&self->web, "/callback");

  use_redirect_uri (self, redirect_uri);
  lk_web_test_page (&self->web, "/callback/other", "Other", "");
  open_sign_in (self);
  wait (self, NULL, &result);
  lk_web_test_act (self->web.view, "location = '/callback/other?code=1'");
  lk_web_test_await_title (self->web.view, "Other");
  g_assert_null (result);

  lk_web_test_act (self->web.view, "location = '/callback?code=1'");
  lk_test_await (&result);
  g_assert_cmpuint (lk_fake_server_count (self->web.server, "GET /callback"), ==, 0);
}

static void
test_page_does_not_knock_at_the_redirects_port (Test         *self,
                                                gconstpointer data)
{
  g_autofree char *body =
    g_strdup_printf ("<link rel=preconnect href='%s'><link rel=prefetch href='%s'>",
                     self->redirect, self->redirect);

  lk_web_test_page (&self->web, "/sign-in", "Sign in", body);
  open_page (self, "/sign-in");
  lk_web_test_await_title (self->web.view, "Sign in");
  go_on (self);
  g_assert_cmpuint (self->tripwire->connected, ==, 0);
}

static void
on_notify (LkWebView  *view,
           GParamSpec *pspec,
           gpointer    user_data)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *text = NULL;

  g_value_init (&value, pspec->value_type);
  g_object_get_property (G_OBJECT (view), pspec->name, &value);
  text = G_VALUE_HOLDS_BOXED (&value) && g_value_get_boxed (&value) != NULL
           ? g_strdup (((GError *) g_value_get_boxed (&value))->message)
           : g_strdup_value_contents (&value);
  g_assert_null (strstr (text, CODE));
  g_assert_null (strstr (text, "callback"));
}

static void
on_external (LkWebView  *view,
             const char *uri,
             gpointer    user_data)
{
  g_assert_not_reached ();
}

static void
on_log (const char     *domain,
        GLogLevelFlags  level,
        const char     *message,
        gpointer        user_data)
{
  g_assert_null (strstr (message, CODE));
}

static void
test_redirect_is_in_no_property_signal_or_log (Test         *self,
                                               gconstpointer data)
{
  GLogFunc old = g_log_set_default_handler (on_log, NULL);

  use_redirect_uri (self, "im.latchkey:/callback");
  g_signal_connect (self->web.view, "notify", G_CALLBACK (on_notify), NULL);
  g_signal_connect (self->web.view, "external", G_CALLBACK (on_external), NULL);
  take_by (self, "document.getElementById ('server').click ()");
  g_log_set_default_handler (old, NULL);
}

#define ADD(path, func) g_test_add (path, Test, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  lk_web_test_init (&argc, &argv);

  ADD ("/web-view/D18/redirect-is-taken-once-and-never-loaded",
       test_redirect_is_taken_once_and_never_loaded);
  ADD ("/web-view/server-redirect-is-taken", test_server_redirect_is_taken);
  ADD ("/web-view/server-redirect-of-a-form-is-taken", test_server_redirect_of_a_form_is_taken);
  ADD ("/web-view/script-redirect-is-taken", test_script_redirect_is_taken);
  ADD ("/web-view/new-window-redirect-is-taken", test_new_window_redirect_is_taken);
  ADD ("/web-view/script-window-redirect-is-taken", test_script_window_redirect_is_taken);
  ADD ("/web-view/private-scheme-redirect-is-taken", test_private_scheme_redirect_is_taken);
  ADD ("/web-view/first-answer-may-be-the-redirect", test_first_answer_may_be_the_redirect);
  ADD ("/web-view/redirect-is-kept-until-somebody-waits",
       test_redirect_is_kept_until_somebody_waits);
  ADD ("/web-view/new-attempt-forgets-old-redirects", test_new_attempt_forgets_old_redirects);
  ADD ("/web-view/cancelled-wait-loses-no-redirect", test_cancelled_wait_loses_no_redirect);
  ADD ("/web-view/only-one-waits-at-a-time", test_only_one_waits_at_a_time);
  ADD ("/web-view/D14/other-addresses-at-the-port-are-not-the-redirect",
       test_other_addresses_at_the_port_are_not_the_redirect);
  ADD ("/web-view/D14/page-does-not-knock-at-the-redirects-port",
       test_page_does_not_knock_at_the_redirects_port);
  ADD ("/web-view/redirect-is-in-no-property-signal-or-log",
       test_redirect_is_in_no_property_signal_or_log);

  return g_test_run ();
}
