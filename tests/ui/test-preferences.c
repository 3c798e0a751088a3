/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-dummy-web-view.h"
#include "lk-preferences-page.h"
#include "lk-settings.h"
#include "lk-ui-fixture.h"

/* Each preference, from where a person sets it to where it shows. */

#define REDIRECT "code=code-1&state={state}"

static const char *const keys[] = {
  LK_SETTINGS_DEFAULT_SERVER, LK_SETTINGS_PREFERRED_WAY, LK_SETTINGS_KEEP_SERVERS,
  LK_SETTINGS_KEEP_COOKIES,   LK_SETTINGS_RECENT_SERVERS, LK_SETTINGS_WAYS,
};

static void
set_up (LkUiFixture  *self,
        gconstpointer data)
{
  g_autoptr (GSettings) settings = lk_settings_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (settings, keys[i]);
  lk_ui_fixture_set_up (self, data);
}

static void
open_preferences (LkUiFixture *self)
{
  lk_show_preferences (GTK_WINDOW (self->window), self->accounts);
  lk_ui_wait_for (LK_PREFERENCES_WINDOW_NAME);
}

static void
close_preferences (void)
{
  gtk_window_close (GTK_WINDOW (lk_ui_wait_for (LK_PREFERENCES_WINDOW_NAME)));
  lk_ui_wait_gone (LK_PREFERENCES_WINDOW_NAME);
}

static void
add_anew (LkUiFixture *self)
{
  lk_window_add_account (self->window, NULL);
  lk_ui_wait_for ("server-entry");
}

static const char *
get_typed (void)
{
  return gtk_editable_get_text (GTK_EDITABLE (lk_ui_wait_for ("server-entry")));
}

static guint
count_suggestions (void)
{
  GtkWidget *list = lk_ui_find ("suggestion-list");
  guint n = 0;

  for (GtkWidget *row = list != NULL ? gtk_widget_get_first_child (list) : NULL; row != NULL;
       row = gtk_widget_get_next_sibling (row))
    n += gtk_widget_get_child_visible (row);
  return n;
}

static void
test_the_defaults_change_nothing (void)
{
  g_autoptr (GSettings) settings = lk_settings_new ();
  g_autofree char *server = lk_settings_get_default_server (settings);
  g_autofree char *way = lk_settings_get_preferred_way (settings);

  g_assert_cmpstr (server, ==, "");
  g_assert_null (way);
  g_assert_true (g_settings_get_boolean (settings, LK_SETTINGS_KEEP_SERVERS));
  g_assert_true (lk_settings_keeps_cookies (settings));
}

static void
test_without_a_schema_there_are_defaults (void)
{
  g_autofree char *server = lk_settings_get_default_server (NULL);
  g_autofree char *way = lk_settings_get_preferred_way (NULL);

  lk_settings_forget_servers (NULL);
  g_assert_cmpstr (server, ==, "");
  g_assert_null (way);
  g_assert_true (lk_settings_keeps_cookies (NULL));
}

/* The default homeserver. */

static void
test_the_default_homeserver_is_filled_in (LkUiFixture  *self,
                                          gconstpointer data)
{
  GtkEditable *entry;

  lk_ui_fixture_show (self);
  g_assert_cmpstr (get_typed (), ==, "");
  open_preferences (self);
  lk_ui_type ("default-server-row", " chat.example.org ");
  close_preferences ();
  add_anew (self);
  g_assert_cmpstr (get_typed (), ==, "chat.example.org");
  g_assert_cmpuint (count_suggestions (), ==, 2); /* it, and the biggest */

  /* It is chosen as a whole: the first letter takes its place. */
  entry = GTK_EDITABLE (lk_ui_wait_for ("server-entry"));
  g_assert_true (gtk_editable_get_selection_bounds (entry, NULL, NULL));
  lk_ui_type ("server-entry", "chat.");
  g_assert_cmpuint (count_suggestions (), ==, 1);
}

static void
test_a_server_named_outside_counts_more_than_the_default (LkUiFixture  *self,
                                                          gconstpointer data)
{
  g_autoptr (GSettings) settings = lk_settings_new ();

  g_settings_set_string (settings, LK_SETTINGS_DEFAULT_SERVER, "chat.example.org");
  lk_ui_fixture_show (self);
  g_assert_cmpstr (get_typed (), ==, "chat.example.org");
  lk_window_open (self->window, "other.example.org");
  g_assert_cmpstr (get_typed (), ==, "other.example.org");
}

static void
leave_row (void)
{
  gtk_widget_grab_focus (lk_ui_wait_for ("default-server-row"));
  gtk_widget_grab_focus (lk_ui_wait_for ("preferred-way-row"));
}

static void
test_what_is_no_server_is_not_kept (LkUiFixture  *self,
                                    gconstpointer data)
{
  g_autoptr (GSettings) settings = lk_settings_new ();
  g_autofree char *kept = NULL;
  g_autofree char *emptied = NULL;

  lk_ui_fixture_show (self);
  open_preferences (self);
  lk_ui_type ("default-server-row", "example.org");
  leave_row ();
  g_assert_null (lk_ui_find ("default-server-problem"));
  lk_ui_type ("default-server-row", "ada@example.org");
  leave_row ();
  g_assert_cmpstr (lk_ui_label ("default-server-problem"), ==,
                   "This is an e-mail address. Type the name of your homeserver instead.");
  kept = g_settings_get_string (settings, LK_SETTINGS_DEFAULT_SERVER);
  g_assert_cmpstr (kept, ==, "example.org");
  lk_ui_type ("default-server-row", "");
  g_assert_null (lk_ui_find ("default-server-problem"));
  g_signal_emit_by_name (lk_ui_wait_for ("default-server-row"), "activate");
  emptied = g_settings_get_string (settings, LK_SETTINGS_DEFAULT_SERVER);
  g_assert_cmpstr (emptied, ==, "");
}

/* The way to sign in. */

static void
choose_way (LkUiFixture *self,
            guint        position)
{
  open_preferences (self);
  adw_combo_row_set_selected (ADW_COMBO_ROW (lk_ui_wait_for ("preferred-way-row")), position);
  close_preferences ();
}

static void
test_the_preferred_way_is_gone (LkUiFixture  *self,
                                gconstpointer data)
{
  g_autoptr (GSettings) settings = lk_settings_new ();

  /* However the person went there last time. */
  lk_settings_set_way (settings, lk_fake_server_get_url (self->world.server), "browser");
  lk_ui_fixture_show (self);
  choose_way (self, 4);
  lk_ui_fixture_discover (self);
  lk_ui_click ("sign-in-button");
  lk_ui_wait_for ("paste-page");
  g_assert_null (lk_dummy_web_view_get_last ());
}

static void
test_a_way_that_is_not_offered_is_not_gone (LkUiFixture  *self,
                                            gconstpointer data)
{
  lk_ui_fixture_show (self);
  choose_way (self, 3); /* this provider knows nothing of other devices */
  lk_ui_fixture_discover (self);
  lk_ui_click ("sign-in-button");
  lk_ui_wait_for ("web-page");
}

static void
test_the_preferred_way_can_be_the_last_one (LkUiFixture  *self,
                                            gconstpointer data)
{
  g_autoptr (GSettings) settings = lk_settings_new ();
  g_autofree char *issuer = g_strconcat (lk_fake_server_get_url (self->world.server), "/", NULL);

  lk_settings_set_way (settings, issuer, "paste");
  g_settings_set_string (settings, LK_SETTINGS_PREFERRED_WAY, "embedded");
  lk_ui_fixture_show (self);
  choose_way (self, 0);
  lk_ui_fixture_discover (self);
  lk_ui_click ("sign-in-button");
  lk_ui_wait_for ("paste-page");
}

/* What is kept. */

static void
remember_something (void)
{
  g_autoptr (GSettings) settings = lk_settings_new ();

  lk_settings_add_recent_server (settings, "one.example.org");
  lk_settings_add_recent_server (settings, "two.example.org");
  lk_settings_set_way (settings, "https://one.example.org/", "paste");
}

static void
assert_nothing_remembered (void)
{
  g_autoptr (GSettings) settings = lk_settings_new ();

  for (gsize i = 4; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GVariant) value = g_settings_get_value (settings, keys[i]);

      g_assert_cmpuint (g_variant_n_children (value), ==, 0);
    }
}

static void
test_recent_homeservers_can_be_cleared (LkUiFixture  *self,
                                        gconstpointer data)
{
  remember_something ();
  lk_ui_fixture_show (self);
  open_preferences (self);
  g_assert_true (lk_ui_says ("2 homeservers"));
  lk_ui_click ("clear-servers-button");
  assert_nothing_remembered ();
  g_assert_true (lk_ui_says ("None"));
  g_assert_false (gtk_widget_get_sensitive (lk_ui_find ("clear-servers-button")));
  lk_ui_assert_focus ("keep-servers-switch");

  /* The switch is still on. */
  remember_something ();
  g_assert_true (lk_ui_says ("2 homeservers"));
}

static void
test_homeservers_need_not_be_remembered (LkUiFixture  *self,
                                         gconstpointer data)
{
  remember_something ();
  lk_ui_fixture_show (self);
  open_preferences (self);
  gtk_switch_set_active (GTK_SWITCH (lk_ui_wait_for ("keep-servers-switch")), FALSE);
  assert_nothing_remembered ();
  close_preferences ();
  lk_ui_fixture_open_page (self);
  lk_dummy_web_view_redirect_query (lk_dummy_web_view_get_last (), REDIRECT);
  lk_ui_wait_for ("sign-out-button");
  assert_nothing_remembered ();
}

static void
test_cookies_are_deleted_and_not_kept (LkUiFixture  *self,
                                       gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_session_with_pages (self);
  g_autofree char *jar = lk_account_get_jar (account);
  g_autofree char *cookies = g_build_filename (jar, "cookies.sqlite", NULL);

  lk_test_touch (cookies);
  lk_ui_fixture_show (self);
  open_preferences (self);
  gtk_switch_set_active (GTK_SWITCH (lk_ui_wait_for ("keep-cookies-switch")), FALSE);
  g_assert_false (g_file_test (jar, G_FILE_TEST_EXISTS));
  close_preferences ();

  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_click ("manage-home-row");
  lk_ui_wait_for ("web-page");
  g_assert_null (lk_dummy_web_view_get_jar (lk_dummy_web_view_get_last ()));
}

static void
test_no_cookies_are_kept_of_a_sign_in (LkUiFixture  *self,
                                       gconstpointer data)
{
  g_autoptr (GSettings) settings = lk_settings_new ();
  g_autofree char *before = g_strdup (lk_dummy_web_view_get_last_kept ());

  g_settings_set_boolean (settings, LK_SETTINGS_KEEP_COOKIES, FALSE);
  lk_ui_fixture_show (self);
  lk_ui_fixture_open_page (self);
  lk_dummy_web_view_redirect_query (lk_dummy_web_view_get_last (), REDIRECT);
  lk_ui_wait_for ("sign-out-button");
  g_assert_cmpstr (lk_dummy_web_view_get_last_kept (), ==, before);
}

/* The page that is open still has them, until it is left. */
static void
test_cookies_go_with_the_page_that_has_them (LkUiFixture  *self,
                                             gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_session_with_pages (self);
  g_autofree char *jar = lk_account_get_jar (account);
  g_autofree char *cookies = g_build_filename (jar, "cookies.sqlite", NULL);

  lk_ui_fixture_show (self);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_click ("manage-home-row");
  lk_ui_wait_for ("web-page");
  open_preferences (self);
  gtk_switch_set_active (GTK_SWITCH (lk_ui_wait_for ("keep-cookies-switch")), FALSE);
  lk_test_touch (cookies); /* as WebKit does */
  close_preferences ();
  lk_ui_click ("web-cancel-button");
  lk_ui_wait_for ("account-page");
  g_assert_false (g_file_test (jar, G_FILE_TEST_EXISTS));
}

/* A notification leads from one account's page to another account. */
static void
test_cookies_go_when_another_account_is_shown (LkUiFixture  *self,
                                               gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_session_with_pages (self);
  g_autoptr (LkAccount) other = lk_account_new (self->world.ports, NULL);
  g_autoptr (GSettings) settings = lk_settings_new ();
  g_autofree char *jar = lk_account_get_jar (account);
  g_autofree char *cookies = g_build_filename (jar, "cookies.sqlite", NULL);

  lk_ui_fixture_show (self);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_click ("manage-home-row");
  lk_ui_wait_for ("web-page");
  g_settings_set_boolean (settings, LK_SETTINGS_KEEP_COOKIES, FALSE);
  lk_test_touch (cookies);
  lk_window_show_account (self->window, other);
  g_assert_false (g_file_test (jar, G_FILE_TEST_EXISTS));
  lk_window_show_account (self->window, account);
}

/* The window. */

static gboolean
find_shortcut (GtkWidget  *window,
               const char *trigger)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (window);
  g_autoptr (GtkShortcutTrigger) wanted = gtk_shortcut_trigger_parse_string (trigger);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);
      guint n = GTK_IS_SHORTCUT_CONTROLLER (controller)
                  ? g_list_model_get_n_items (G_LIST_MODEL (controller)) : 0;

      for (guint j = 0; j < n; j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);

          if (gtk_shortcut_trigger_equal (gtk_shortcut_get_trigger (shortcut), wanted))
            return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, window,
                                                 NULL);
        }
    }
  return FALSE;
}

static void
test_the_window_is_there_once_and_closed_by_escape (LkUiFixture  *self,
                                                    gconstpointer data)
{
  GtkWidget *window;
  int minimum;

  lk_ui_fixture_show (self);
  open_preferences (self);
  open_preferences (self);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, 2);
  lk_ui_assert_focus ("default-server-row");
  window = lk_ui_wait_for (LK_PREFERENCES_WINDOW_NAME);
  g_assert_true (gtk_window_get_transient_for (GTK_WINDOW (window)) == GTK_WINDOW (self->window));
  gtk_widget_measure (window, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  g_assert_true (find_shortcut (window, "Escape"));
  lk_ui_wait_gone (LK_PREFERENCES_WINDOW_NAME);
}

static void
test_the_switches_have_names (LkUiFixture  *self,
                              gconstpointer data)
{
  static const char *const named[] = { "keep-servers-switch", "keep-cookies-switch" };

  lk_ui_fixture_show (self);
  open_preferences (self);
  for (gsize i = 0; i < G_N_ELEMENTS (named); i++)
    gtk_test_accessible_assert_property (GTK_ACCESSIBLE (lk_ui_wait_for (named[i])),
                                         GTK_ACCESSIBLE_PROPERTY_LABEL,
                                         i == 0 ? "Remember Homeservers" : "Keep Cookies");
}

#define ADD(path, func) \
  g_test_add (path, LkUiFixture, NULL, set_up, func, lk_ui_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  g_test_add_func ("/preferences/the-defaults-change-nothing", test_the_defaults_change_nothing);
  g_test_add_func ("/preferences/without-a-schema-there-are-defaults",
                   test_without_a_schema_there_are_defaults);
  ADD ("/preferences/the-default-homeserver-is-filled-in",
       test_the_default_homeserver_is_filled_in);
  ADD ("/preferences/a-server-named-outside-counts-more-than-the-default",
       test_a_server_named_outside_counts_more_than_the_default);
  ADD ("/preferences/what-is-no-server-is-not-kept", test_what_is_no_server_is_not_kept);
  ADD ("/preferences/the-preferred-way-is-gone", test_the_preferred_way_is_gone);
  ADD ("/preferences/a-way-that-is-not-offered-is-not-gone",
       test_a_way_that_is_not_offered_is_not_gone);
  ADD ("/preferences/the-preferred-way-can-be-the-last-one",
       test_the_preferred_way_can_be_the_last_one);
  ADD ("/preferences/recent-homeservers-can-be-cleared", test_recent_homeservers_can_be_cleared);
  ADD ("/preferences/homeservers-need-not-be-remembered",
       test_homeservers_need_not_be_remembered);
  ADD ("/preferences/cookies-are-deleted-and-not-kept", test_cookies_are_deleted_and_not_kept);
  ADD ("/preferences/no-cookies-are-kept-of-a-sign-in", test_no_cookies_are_kept_of_a_sign_in);
  ADD ("/preferences/cookies-go-with-the-page-that-has-them",
       test_cookies_go_with_the_page_that_has_them);
  ADD ("/preferences/cookies-go-when-another-account-is-shown",
       test_cookies_go_when_another_account_is_shown);
  ADD ("/preferences/the-window-is-there-once-and-closed-by-escape",
       test_the_window_is_there_once_and_closed_by_escape);
  ADD ("/preferences/the-switches-have-names", test_the_switches_have_names);

  return g_test_run ();
}
