/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-web-test.h"

#include <signal.h>

#include "lk-error.h"
#include "lk-files.h"
#include "lk-processes.h"

/* The processes of a page are not to be left behind: neither web, nor network, nor sandbox. */

/* They do within a tenth of a second; how long it takes on a busy machine is no failure. */
static void
assert_gone (void)
{
  gint64 start = g_get_monotonic_time ();

  lk_web_test_await_no_processes ();
  g_test_message ("Gone after %.3f s",
                  (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
}

static void
show_page (LkWebTest *self)
{
  lk_web_test_page (self, "/", "Page", "<iframe src='/'></iframe>");
  lk_web_test_load (self, "/");
  lk_web_test_await_title (self->view, "Page");
  g_assert_cmpuint (lk_find_processes ("WebKitWebProces", NULL), ==, 1);
  g_assert_cmpuint (lk_find_processes ("WebKitNetworkPr", NULL), ==, 1);
}

static void
test_processes_go_with_the_view (LkWebTest    *self,
                                 gconstpointer data)
{
  show_page (self);
  g_clear_pointer (&self->window, gtk_window_destroy);
  assert_gone ();
}

static gboolean
was_asked (gpointer user_data)
{
  LkWebTest *self = user_data;

  return lk_fake_server_count (self->server, "GET /slow") > 0;
}

static void
test_processes_go_while_a_page_loads (LkWebTest    *self,
                                      gconstpointer data)
{
  show_page (self);
  lk_fake_server_hang (self->server, "GET /slow");
  lk_web_test_act (self->view, "location = '/slow'");
  lk_test_wait_until (was_asked, self);
  g_clear_pointer (&self->window, gtk_window_destroy);
  assert_gone ();
}

static void
test_processes_go_when_the_page_hangs (LkWebTest    *self,
                                       gconstpointer data)
{
  show_page (self);
  lk_web_test_act (self->view, "for (;;) ;");
  g_clear_pointer (&self->window, gtk_window_destroy);
  assert_gone ();
}

static void
test_dead_network_process_is_a_problem (LkWebTest    *self,
                                        gconstpointer data)
{
  int pid;

  show_page (self);
  lk_fake_server_hang (self->server, "GET /slow");
  lk_web_test_act (self->view, "location = '/slow'");
  lk_test_wait_until (was_asked, self);
  g_assert_cmpuint (lk_find_processes ("WebKitNetworkPr", &pid), ==, 1);
  kill (pid, SIGKILL);
  lk_web_test_await_problem (self->view, LK_ERROR_OFFLINE);

  lk_fake_server_forget (self->server, "GET /slow");
  lk_web_test_page (self, "/slow", "Slow", "");
  lk_web_view_reload (self->view);
  lk_web_test_await_title (self->view, "Slow");
  lk_web_test_assert_no_problem (self->view);
}

static void
test_dead_web_process_is_a_problem (LkWebTest    *self,
                                    gconstpointer data)
{
  int pid;

  show_page (self);
  g_assert_cmpuint (lk_find_processes ("WebKitWebProces", &pid), ==, 1);
  kill (pid, SIGKILL);
  lk_web_test_await_problem (self->view, LK_ERROR_PAGE_FAILED);
  lk_web_view_reload (self->view);
  lk_web_test_await_title (self->view, "Page");
  lk_web_test_assert_no_problem (self->view);
}

static void
test_processes_of_a_jar_go (LkWebTest    *self,
                            gconstpointer data)
{
  g_autofree char *jar = g_dir_make_tmp ("latchkey-XXXXXX", NULL);

  gtk_window_destroy (self->window);
  self->window = lk_web_test_show (jar, &self->view);
  show_page (self);
  g_clear_pointer (&self->window, gtk_window_destroy);
  assert_gone ();
  lk_remove_tree (jar);
}

static void
test_closing_one_view_leaves_the_other (LkWebTest    *self,
                                        gconstpointer data)
{
  LkWebView *other;
  GtkWindow *window = lk_web_test_show (NULL, &other);

  show_page (self);
  gtk_window_destroy (window);
  lk_test_drain ();
  show_page (self);
  g_clear_pointer (&self->window, gtk_window_destroy);
  assert_gone ();
}

int
main (int   argc,
      char *argv[])
{
  lk_web_test_init (&argc, &argv);

  LK_WEB_TEST_ADD ("/web-view/processes-go-with-the-view", test_processes_go_with_the_view);
  LK_WEB_TEST_ADD ("/web-view/processes-go-while-a-page-loads",
                   test_processes_go_while_a_page_loads);
  LK_WEB_TEST_ADD ("/web-view/processes-go-when-the-page-hangs",
                   test_processes_go_when_the_page_hangs);
  LK_WEB_TEST_ADD ("/web-view/dead-network-process-is-a-problem",
                   test_dead_network_process_is_a_problem);
  LK_WEB_TEST_ADD ("/web-view/dead-web-process-is-a-problem",
                   test_dead_web_process_is_a_problem);
  LK_WEB_TEST_ADD ("/web-view/processes-of-a-jar-go", test_processes_of_a_jar_go);
  LK_WEB_TEST_ADD ("/web-view/closing-one-view-leaves-the-other",
                   test_closing_one_view_leaves_the_other);

  return g_test_run ();
}
