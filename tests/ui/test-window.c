/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-dummy-web-view.h"
#include "lk-settings.h"
#include "lk-ui-fixture.h"

static void
go_back (LkUiFixture *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.back", NULL);
}

static guint
count_pages (GtkWidget *widget)
{
  guint n = 0;

  while (!GTK_IS_STACK (widget))
    widget = gtk_widget_get_first_child (widget);
  for (GtkWidget *page = gtk_widget_get_first_child (widget); page != NULL;
       page = gtk_widget_get_next_sibling (page))
    n++;
  return n;
}

/* The first frame pays for the list alone. */
static void
test_pages_are_built_when_needed (LkUiFixture  *self,
                                  gconstpointer data)
{
  GtkWidget *content;

  lk_ui_fixture_add_session (self);
  lk_ui_fixture_show (self);
  content = adw_application_window_get_content (ADW_APPLICATION_WINDOW (self->window));
  g_assert_cmpuint (count_pages (content), ==, 1);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_wait_for ("account-page");
  g_assert_cmpuint (count_pages (content), ==, 2);
  g_assert_cmpuint (lk_dummy_store_count (self->world.store, LK_DUMMY_STORE_SAVE), ==, 0);
}

static void
test_before_the_first_frame_nobody_is_asked (LkUiFixture  *self,
                                             gconstpointer data)
{
  lk_ui_fixture_add_session (self);
  self->window = lk_window_new (NULL, self->accounts, NULL);
  g_assert_cmpuint (lk_dummy_store_count (self->world.store, LK_DUMMY_STORE_LOAD), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->world.server, NULL), ==, 0);
}

static void
test_back_leads_home (LkUiFixture  *self,
                      gconstpointer data)
{
  lk_ui_fixture_add_session (self);
  lk_ui_fixture_show (self);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_wait_for ("account-page");
  go_back (self);
  lk_ui_wait_for ("account-list");
  go_back (self); /* nowhere to go */
  g_assert_nonnull (lk_ui_find ("account-list"));

  lk_ui_click ("add-account-button");
  lk_ui_wait_for ("server-entry");
  go_back (self);
  lk_ui_wait_for ("account-list");
}

static void
test_without_accounts_back_stays_at_the_welcome_page (LkUiFixture  *self,
                                                      gconstpointer data)
{
  lk_ui_fixture_show (self);
  go_back (self);
  g_assert_true (lk_ui_says ("Welcome to Latchkey"));
  lk_ui_assert_focus ("server-entry");
}

static void
test_adding_does_not_disturb_a_sign_in_under_way (LkUiFixture  *self,
                                                  gconstpointer data)
{
  LkWebView *view;

  lk_ui_fixture_show (self);
  view = lk_ui_fixture_open_page (self);
  lk_window_add_account (self->window, "other.example.org");
  lk_ui_wait_for ("web-page");
  g_assert_true (lk_dummy_web_view_get_last () == view);
}

static void
test_an_account_that_leaves_takes_its_page_along (LkUiFixture  *self,
                                                  gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_session (self);

  lk_ui_fixture_show (self);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_wait_for ("account-page");
  lk_account_enter (account, LK_AUTH_STATE_SIGNING_OUT, NULL);
  lk_account_enter (account, LK_AUTH_STATE_SIGNED_OUT, NULL);
  lk_ui_wait_for ("server-entry");
}

static void
test_the_size_is_remembered (LkUiFixture  *self,
                             gconstpointer data)
{
  g_autoptr (GSettings) settings = lk_settings_new ();
  int width;
  int height;

  lk_ui_fixture_show (self);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 444, 555);
  gtk_window_close (GTK_WINDOW (self->window));
  g_assert_cmpint (g_settings_get_int (settings, LK_SETTINGS_WINDOW_WIDTH), ==, 444);
  g_assert_cmpint (g_settings_get_int (settings, LK_SETTINGS_WINDOW_HEIGHT), ==, 555);

  self->window = lk_window_new (NULL, self->accounts, NULL);
  gtk_window_get_default_size (GTK_WINDOW (self->window), &width, &height);
  g_assert_cmpint (width, ==, 444);
  g_assert_cmpint (height, ==, 555);
}

static void
test_a_toast_is_plain_text (LkUiFixture  *self,
                            gconstpointer data)
{
  lk_ui_fixture_show (self);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.toast", "s", "<b>Oh</b> & no");
  while (!lk_ui_says ("<b>Oh</b> & no"))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_it_fits_a_phone (LkUiFixture  *self,
                      gconstpointer data)
{
  static const char *const ways[] = { "add-account-button", "account-row-" LK_USER_ID };

  lk_ui_fixture_add_session (self);
  lk_ui_fixture_show (self);
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      int minimum;

      lk_ui_click (ways[i]);
      gtk_widget_measure (GTK_WIDGET (self->window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum,
                          NULL, NULL, NULL);
      g_assert_cmpint (minimum, <=, 360);
      go_back (self);
      lk_ui_wait_for ("account-list");
    }
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/window/pages-are-built-when-needed", test_pages_are_built_when_needed);
  LK_UI_ADD ("/window/before-the-first-frame-nobody-is-asked",
             test_before_the_first_frame_nobody_is_asked);
  LK_UI_ADD ("/window/back-leads-home", test_back_leads_home);
  LK_UI_ADD ("/window/without-accounts-back-stays-at-the-welcome-page",
             test_without_accounts_back_stays_at_the_welcome_page);
  LK_UI_ADD ("/window/adding-does-not-disturb-a-sign-in-under-way",
             test_adding_does_not_disturb_a_sign_in_under_way);
  LK_UI_ADD ("/window/an-account-that-leaves-takes-its-page-along",
             test_an_account_that_leaves_takes_its_page_along);
  LK_UI_ADD ("/window/the-size-is-remembered", test_the_size_is_remembered);
  LK_UI_ADD ("/window/a-toast-is-plain-text", test_a_toast_is_plain_text);
  LK_UI_ADD ("/window/it-fits-a-phone", test_it_fits_a_phone);

  return g_test_run ();
}
