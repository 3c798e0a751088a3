/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-web-test.h"

/* Short enough that no test waits, long enough that the page is there. */
#define CALM 50

typedef struct
{
  LkWebView   *view;
  LkWebTrouble trouble;
} Expected;

static LkWebTrouble
get_trouble (LkWebView *view)
{
  LkWebTrouble trouble;

  g_object_get (view, "trouble", &trouble, NULL);
  return trouble;
}

static gboolean
is_expected (gpointer user_data)
{
  Expected *expected = user_data;

  return get_trouble (expected->view) == expected->trouble;
}

static void
await_trouble (LkWebTest    *self,
               LkWebTrouble  trouble)
{
  Expected expected = { self->view, trouble };

  lk_test_wait_until (is_expected, &expected);
}

static void
show (LkWebTest  *self,
      const char *body)
{
  g_object_set (self->view, "calm", CALM, NULL);
  lk_web_test_page (self, "/", "Page", body);
  lk_web_test_load (self, "/");
  lk_web_test_await_title (self->view, "Page");
}

static void
test_blank_page_is_found_out (LkWebTest    *self,
                              gconstpointer data)
{
  show (self, "<div style='height: 100px'></div><p hidden>nobody sees this</p>");
  await_trouble (self, LK_WEB_TROUBLE_BLANK);
}

static void
test_page_that_comes_late_is_no_longer_blank (LkWebTest    *self,
                                              gconstpointer data)
{
  show (self, "<main></main>");
  await_trouble (self, LK_WEB_TROUBLE_BLANK);
  lk_web_test_act (self->view, "document.querySelector('main').textContent = 'Welcome';");
  await_trouble (self, LK_WEB_TROUBLE_NONE);
}

static void
test_the_next_page_starts_anew (LkWebTest    *self,
                                gconstpointer data)
{
  show (self, "<p>Error 403: disallowed_useragent</p>");
  await_trouble (self, LK_WEB_TROUBLE_REFUSED);
  lk_web_test_page (self, "/next", "Next", "<form><input type='password'></form>");
  lk_web_test_load (self, "/next");
  lk_web_test_await_title (self->view, "Next");
  await_trouble (self, LK_WEB_TROUBLE_NONE);
}

static void
test_page_that_refuses_says_so (LkWebTest    *self,
                                gconstpointer data)
{
  show (self, "<h1>This browser or app may not be secure</h1><p>Try another browser.</p>");
  await_trouble (self, LK_WEB_TROUBLE_REFUSED);
}

static void
test_page_with_nothing_but_a_passkey_says_so (LkWebTest    *self,
                                              gconstpointer data)
{
  show (self, "<button>Continue with a passkey</button><input type='password' hidden>");
  await_trouble (self, LK_WEB_TROUBLE_PASSKEY);
}

static void
on_trouble_changed (guint *n_changes)
{
  ++*n_changes;
}

/* That nothing is found is known once something is: the looks come in order. */
static void
test_pages_that_work_have_no_trouble (LkWebTest    *self,
                                      gconstpointer data)
{
  static const char *const bodies[] = {
    "<form><input name='user'><input type='password'></form><a href='#'>Use a passkey</a>",
    "<form><input type='email'><button>Next</button></form><p>or with a security key</p>",
    "<img width='40' height='40' alt='' src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>",
    "<p>Please wait</p>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      guint n_changes = 0;
      gulong handler;

      show (self, bodies[i]);
      await_trouble (self, LK_WEB_TROUBLE_NONE);
      handler = g_signal_connect_swapped (self->view, "notify::trouble",
                                          G_CALLBACK (on_trouble_changed), &n_changes);
      lk_web_test_act (self->view, "document.body.append('disallowed_useragent');");
      await_trouble (self, LK_WEB_TROUBLE_REFUSED);
      g_assert_cmpuint (n_changes, ==, 1);
      g_signal_handler_disconnect (self->view, handler);
    }
}

static void
test_a_page_can_not_hide_its_trouble (LkWebTest    *self,
                                      gconstpointer data)
{
  show (self, "<script>"
              "Array.from = () => [document]; RegExp.prototype.test = () => false;"
              "Object.defineProperty(HTMLElement.prototype, 'innerText', { get: () => 'Hi' });"
              "</script><p>Error: disallowed_useragent</p>");
  await_trouble (self, LK_WEB_TROUBLE_REFUSED);
}

static void
test_view_may_go_while_it_looks (LkWebTest    *self,
                                 gconstpointer data)
{
  LkWebView *view = self->view;

  show (self, "<div></div>");
  g_object_add_weak_pointer (G_OBJECT (view), (gpointer *) &view);
  g_clear_pointer (&self->window, gtk_window_destroy);
  lk_test_drain ();
  g_assert_null (view);
}

int
main (int    argc,
      char **argv)
{
  lk_web_test_init (&argc, &argv);

  LK_WEB_TEST_ADD ("/web-trouble/blank-page-is-found-out", test_blank_page_is_found_out);
  LK_WEB_TEST_ADD ("/web-trouble/page-that-comes-late-is-no-longer-blank",
                   test_page_that_comes_late_is_no_longer_blank);
  LK_WEB_TEST_ADD ("/web-trouble/the-next-page-starts-anew", test_the_next_page_starts_anew);
  LK_WEB_TEST_ADD ("/web-trouble/page-that-refuses-says-so", test_page_that_refuses_says_so);
  LK_WEB_TEST_ADD ("/web-trouble/page-with-nothing-but-a-passkey-says-so",
                   test_page_with_nothing_but_a_passkey_says_so);
  LK_WEB_TEST_ADD ("/web-trouble/pages-that-work-have-no-trouble",
                   test_pages_that_work_have_no_trouble);
  LK_WEB_TEST_ADD ("/web-trouble/a-page-can-not-hide-its-trouble",
                   test_a_page_can_not_hide_its_trouble);
  LK_WEB_TEST_ADD ("/web-trouble/view-may-go-while-it-looks", test_view_may_go_while_it_looks);

  return g_test_run ();
}
