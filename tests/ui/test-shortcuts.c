/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-accounts-page.h"
#include "lk-dummy-web-view.h"
#include "lk-shortcuts-page.h"
#include "lk-shortcuts.h"
#include "lk-ui-fixture.h"

#include <string.h>

/* What the list of keys says is so, and there is nothing that it doesn't say. */

/* Keys. */

typedef gboolean (*Meets) (GtkWidget   *widget,
                           GtkShortcut *shortcut,
                           gpointer     user_data);

/* Calls @meets for every shortcut of @widget, until one returns TRUE. */
static gboolean
walk (GtkWidget *widget,
      Meets      meets,
      gpointer   user_data)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean met = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !met; i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);
      guint n = GTK_IS_SHORTCUT_CONTROLLER (controller)
                  ? g_list_model_get_n_items (G_LIST_MODEL (controller)) : 0;

      for (guint j = 0; j < n && !met; j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);

          met = meets (widget, shortcut, user_data);
        }
    }
  return met;
}

static gboolean
is_pressed (GtkWidget   *widget,
            GtkShortcut *shortcut,
            gpointer     user_data)
{
  return gtk_shortcut_trigger_equal (gtk_shortcut_get_trigger (shortcut), user_data) &&
         gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget, NULL);
}

/* As a key goes: from the widget that has the keyboard to the window, until one takes it. */
static gboolean
press_at (GtkWidget  *widget,
          const char *key)
{
  g_autoptr (GtkShortcutTrigger) trigger = gtk_shortcut_trigger_parse_string (key);

  g_assert_nonnull (trigger);
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    if (walk (widget, is_pressed, trigger))
      return TRUE;
  return FALSE;
}

static gboolean
press (const char *name,
       const char *key)
{
  return press_at (lk_ui_wait_for (name), key);
}

/* Each one that is listed. */

static void
check_back (LkUiFixture *self,
            const char  *key)
{
  lk_ui_click ("add-account-button");
  g_assert_true (press ("server-entry", key));
  lk_ui_wait_for ("account-list");
}

/* Only a long list has a search. */
static void
check_search (LkUiFixture *self,
              const char  *key)
{
  g_autoptr (GListStore) accounts = g_list_store_new (LK_TYPE_ACCOUNT);
  g_autoptr (LkAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), 0);
  GtkWidget *page = g_object_new (LK_TYPE_ACCOUNTS_PAGE, NULL);
  GtkWindow *window;

  for (guint i = 0; i < 11; i++)
    g_list_store_append (accounts, account);
  lk_accounts_page_set_accounts (LK_ACCOUNTS_PAGE (page), G_LIST_MODEL (accounts));
  window = lk_ui_show (page);
  lk_ui_wait_for ("search-button");
  g_assert_true (press_at (page, key));
  lk_ui_wait_for ("account-search-entry");
  gtk_window_destroy (window);
}

static void
check_refresh (LkUiFixture *self,
               const char  *key)
{
  guint before;

  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.all-devices", NULL);
  lk_ui_wait_for ("all-devices-list");
  lk_ui_wait_for ("all-devices-refresh-button");
  before = lk_fake_server_count (self->world.server, LK_KEY_DEVICES);
  g_assert_true (press ("all-devices-list", key));
  lk_ui_wait_for ("all-devices-refresh-button");
  while (lk_fake_server_count (self->world.server, LK_KEY_DEVICES) == before)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.back", NULL);
  lk_ui_wait_for ("account-list");
}

static LkWebView *
open_page (LkUiFixture *self)
{
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_click ("manage-home-row");
  lk_ui_wait_for ("web-page");
  lk_dummy_web_view_set_can_go_back (lk_dummy_web_view_get_last (), TRUE);
  return lk_dummy_web_view_get_last ();
}

static void
leave_page (LkUiFixture *self)
{
  lk_ui_click ("web-cancel-button");
  lk_ui_click ("account-back-button");
  lk_ui_wait_for ("account-list");
}

static void
check_web_back (LkUiFixture *self,
                const char  *key)
{
  LkWebView *view = open_page (self);

  g_assert_true (press ("web-view", key));
  g_assert_cmpuint (lk_dummy_web_view_get_n_backs (view), ==, 1);
  leave_page (self);
}

static void
check_web_reload (LkUiFixture *self,
                  const char  *key)
{
  LkWebView *view = open_page (self);

  g_assert_true (press ("web-view", key));
  g_assert_cmpuint (lk_dummy_web_view_get_n_reloads (view), ==, 1);
  leave_page (self);
}

/* It leads to the first button that says it is the window's main menu. */
static void
check_menu (LkUiFixture *self,
            const char  *key)
{
  GtkWidget *bin = lk_ui_wait_for ("main-menu-button");

  g_assert_true (gtk_menu_button_get_primary (GTK_MENU_BUTTON (bin)));
  g_assert_cmpstr (key, ==, "F10");
}

static const struct
{
  const char *action;
  void      (*check) (LkUiFixture *, const char *);
} checks[] = {
  { "win.back", check_back },
  { "accounts.search", check_search },
  { "all-devices.refresh", check_refresh },
  { "web.back", check_web_back },
  { "web.reload", check_web_reload },
  { "menu.popup", check_menu },
};

static void
check_keys (LkUiFixture      *self,
            const LkShortcut *shortcut)
{
  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      if (!g_str_equal (checks[i].action, shortcut->action))
        continue;
      for (gsize k = 0; shortcut->keys[k] != NULL; k++)
        {
          g_test_message ("%s: %s", shortcut->action, shortcut->keys[k]);
          checks[i].check (self, shortcut->keys[k]);
        }
      return;
    }
  g_test_fail_printf ("Nobody has tried %s", shortcut->action);
}

/* Those that work everywhere are tried on the real program, in tests/e2e/test-desktop.c. */
static void
test_each_one_listed_works (LkUiFixture  *self,
                            gconstpointer data)
{
  gsize n_shortcuts;
  const LkShortcut *shortcuts = lk_shortcuts_get (&n_shortcuts);

  lk_account_fixture_script (&self->world, LK_KEY_DEVICES, 200,
                             "{\"devices\":[{\"device_id\":\"DEVICEDEVICE\"}]}");
  lk_ui_fixture_add_session_with_pages (self);
  lk_ui_fixture_show (self);
  for (gsize i = 0; i < n_shortcuts; i++)
    {
      if (shortcuts[i].place != LK_SHORTCUTS_EVERYWHERE)
        check_keys (self, &shortcuts[i]);
    }
}

/* Each one that works. */

/* Is it an action of ours, and not one of GTK's widgets? */
static gboolean
is_ours (const char *action)
{
  static const char *const prefixes[] = {
    "win.", "app.", "accounts.", "all-devices.", "web.", "sign-in.", "account.",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      if (g_str_has_prefix (action, prefixes[i]))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_listed (const char         *action,
           GtkShortcutTrigger *trigger)
{
  gsize n_shortcuts;
  const LkShortcut *shortcuts = lk_shortcuts_get (&n_shortcuts);

  for (gsize i = 0; i < n_shortcuts; i++)
    for (gsize k = 0; shortcuts[i].keys[k] != NULL; k++)
      {
        g_autoptr (GtkShortcutTrigger) listed =
          gtk_shortcut_trigger_parse_string (shortcuts[i].keys[k]);

        if (g_str_equal (shortcuts[i].action, action) &&
            gtk_shortcut_trigger_equal (listed, trigger))
          return TRUE;
      }
  return FALSE;
}

/* In newer GTK an arrow has its twin there with it. */
static gboolean
is_on_keypad (GtkShortcutTrigger *trigger)
{
  return GTK_IS_KEYVAL_TRIGGER (trigger) &&
         g_str_has_prefix (gdk_keyval_name (gtk_keyval_trigger_get_keyval (
                             GTK_KEYVAL_TRIGGER (trigger))), "KP_");
}

/* @user_data: (inout): how many were met */
static gboolean
check_listed (GtkWidget   *widget,
              GtkShortcut *shortcut,
              gpointer     user_data)
{
  GtkShortcutAction *action = gtk_shortcut_get_action (shortcut);
  guint *n_met = user_data;
  const char *name;

  if (!GTK_IS_NAMED_ACTION (action) || is_on_keypad (gtk_shortcut_get_trigger (shortcut)))
    return FALSE;
  name = gtk_named_action_get_action_name (GTK_NAMED_ACTION (action));
  if (!is_ours (name))
    return FALSE;
  (*n_met)++;
  if (!is_listed (name, gtk_shortcut_get_trigger (shortcut)))
    {
      g_autofree char *key = gtk_shortcut_trigger_to_string (gtk_shortcut_get_trigger (shortcut));

      g_test_fail_printf ("%s has %s, which isn't listed", name, key);
    }
  return FALSE;
}

static void
check_all_below (GtkWidget *widget,
                 guint     *n_met)
{
  walk (widget, check_listed, n_met);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_all_below (child, n_met);
}

static void
test_each_one_that_works_is_listed (LkUiFixture  *self,
                                    gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_session_with_pages (self);
  guint n_met = 0;

  lk_ui_fixture_show (self);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.all-devices", NULL);
  lk_ui_wait_for ("all-devices-page");
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.back", NULL);
  lk_ui_click ("add-account-button");
  lk_ui_fixture_open_page (self);
  lk_window_show_account (self->window, account);
  check_all_below (GTK_WIDGET (self->window), &n_met);
  /* Three of the window, one of the list, one of all devices, two of the page. */
  g_assert_cmpuint (n_met, ==, 7);
}

/* The window. */

static void
test_every_key_is_shown (LkUiFixture  *self,
                         gconstpointer data)
{
  static const char *const said[] = {
    "Add an account", "Ctrl+N", "Ctrl+,", "Ctrl+?", "Ctrl+W", "Ctrl+Q", "F10", "Escape",
    "Alt+Left", "Ctrl+F", "Ctrl+R", "Pages of a Server",
  };
  GtkWidget *window;
  int minimum;

  lk_ui_fixture_show (self);
  lk_show_shortcuts (GTK_WINDOW (self->window));
  lk_show_shortcuts (GTK_WINDOW (self->window));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, 2);
  window = lk_ui_wait_for (LK_SHORTCUTS_WINDOW_NAME);
  for (gsize i = 0; i < G_N_ELEMENTS (said); i++)
    lk_ui_wait_says (said[i]);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (lk_ui_wait_for ("win.add-account")),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Add an account");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (lk_ui_wait_for ("win.add-account")),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Ctrl+N");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (lk_ui_wait_for ("win.back")),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Escape Alt+Left Back");
  gtk_widget_measure (window, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  g_assert_true (press (LK_SHORTCUTS_WINDOW_NAME, "Escape"));
  lk_ui_wait_gone (LK_SHORTCUTS_WINDOW_NAME);
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/shortcuts/each-one-listed-works", test_each_one_listed_works);
  LK_UI_ADD ("/shortcuts/each-one-that-works-is-listed", test_each_one_that_works_is_listed);
  LK_UI_ADD ("/shortcuts/every-key-is-shown", test_every_key_is_shown);

  return g_test_run ();
}
