/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-e2e.h"

#include <string.h>

#include "lk-preferences-page.h"
#include "lk-settings.h"
#include "lk-shortcuts-page.h"
#include "lk-shortcuts.h"

/* What the desktop does with the program that runs: keys, arguments, links, notifications; and the
 * preferences, with real pages. */

#define NAME "im.latchkey.Latchkey"
#define PATH "/im/latchkey/Latchkey"

static GtkApplication *
get_application (LkE2e *e2e)
{
  return gtk_window_get_application (lk_e2e_get_window (e2e));
}

static const char *
get_typed (LkE2e *e2e)
{
  return gtk_editable_get_text (GTK_EDITABLE (lk_e2e_wait_for (e2e, "server-entry")));
}

static gboolean
has_typed (LkE2e   *e2e,
           gpointer user_data)
{
  return lk_e2e_is_shown (e2e, "server-entry") && g_str_equal (get_typed (e2e), user_data);
}

/* Keys. */

/* Returns: (transfer none) (nullable) */
static GtkWindow *
find_window (const char *name)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (g_str_equal (gtk_widget_get_name (GTK_WIDGET (window)), name))
        return window;
    }
  return NULL;
}

static gboolean
has_window (LkE2e   *e2e,
            gpointer name)
{
  return find_window (name) != NULL;
}

static gboolean
can_be_done (LkE2e      *e2e,
             const char *action)
{
  GtkWidget *window = GTK_WIDGET (lk_e2e_get_window (e2e));

  if (g_str_has_prefix (action, "app."))
    return g_action_group_get_action_enabled (G_ACTION_GROUP (get_application (e2e)), action + 4);
  /* These are installed on its class. */
  for (guint i = 0; ; i++)
    {
      const GVariantType *type;
      const char *property;
      const char *name;
      GType owner;

      if (!gtk_widget_class_query_action (GTK_WIDGET_GET_CLASS (window), i, &owner, &name, &type,
                                          &property))
        return FALSE;
      if (g_str_equal (name, action))
        return TRUE;
    }
}

static void
assert_set (LkE2e            *e2e,
            const LkShortcut *shortcut)
{
  g_auto (GStrv) set =
    gtk_application_get_accels_for_action (get_application (e2e), shortcut->action);

  g_test_message ("%s", shortcut->action);
  g_assert_cmpstrv (set, shortcut->keys);
  g_assert_true (can_be_done (e2e, shortcut->action));
}

static gboolean
is_listed (const char *action)
{
  gsize n_shortcuts;
  const LkShortcut *shortcuts = lk_shortcuts_get (&n_shortcuts);

  for (gsize i = 0; i < n_shortcuts; i++)
    {
      if (shortcuts[i].place == LK_SHORTCUTS_EVERYWHERE &&
          g_str_equal (shortcuts[i].action, action))
        return TRUE;
    }
  return FALSE;
}

static void
test_the_keys_that_are_listed_are_set_and_no_others (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_auto (GStrv) set = gtk_application_list_action_descriptions (get_application (e2e));
  gsize n_shortcuts;
  const LkShortcut *shortcuts = lk_shortcuts_get (&n_shortcuts);

  for (gsize i = 0; i < n_shortcuts; i++)
    {
      if (shortcuts[i].place == LK_SHORTCUTS_EVERYWHERE)
        assert_set (e2e, &shortcuts[i]);
    }
  g_assert_cmpuint (g_strv_length (set), >, 0);
  for (gsize i = 0; set[i] != NULL; i++)
    g_assert_true (is_listed (set[i]));
}

static void
test_the_menu_leads_to_windows_that_close (void)
{
  static const struct { const char *action, *window; } windows[] = {
    { "preferences", LK_PREFERENCES_WINDOW_NAME },
    { "shortcuts", LK_SHORTCUTS_WINDOW_NAME },
    { "about", "about-window" },
  };
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (windows); i++)
    {
      g_action_group_activate_action (G_ACTION_GROUP (get_application (e2e)), windows[i].action,
                                      NULL);
      lk_e2e_wait_until (e2e, has_window, (gpointer) windows[i].window, windows[i].window);
      gtk_window_close (find_window (windows[i].window));
      while (find_window (windows[i].window) != NULL)
        g_main_context_iteration (NULL, TRUE);
    }
}

/* Arguments and links. */

static void
start_again_with (LkE2e      *e2e,
                  const char *argument)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "G_DEBUG", "fatal-criticals", TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("LATCHKEY_PROGRAM"), argument,
                                         NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check_async (process, NULL, NULL, NULL);
}

static void
test_an_argument_reaches_the_program_that_runs (void)
{
  static const struct { const char *argument, *typed; } arguments[] = {
    { "example.org", "example.org" },
    { "@alice:example.org", "@alice:example.org" },
    { "https://matrix.to/#/%40bob%3Aexample.org?via=example.org", "@bob:example.org" },
    { "matrix:u/carol:example.org", "@carol:example.org" },
    { "im.latchkey.latchkey:/sign-in?server=example.org&user=dora", "@dora:example.org" },
  };
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (arguments); i++)
    {
      start_again_with (e2e, arguments[i].argument);
      lk_e2e_wait_until (e2e, has_typed, (gpointer) arguments[i].typed, arguments[i].typed);
    }
  g_assert_cmpuint (lk_e2e_count_all_requests (e2e), ==, 0);
}

/* As a desktop opens a link with a program that D-Bus starts. */
static void
open_link (const char *link)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  GVariantBuilder links;
  GVariantBuilder platform;

  g_variant_builder_init (&links, G_VARIANT_TYPE ("as"));
  g_variant_builder_add (&links, "s", link);
  g_variant_builder_init (&platform, G_VARIANT_TYPE ("a{sv}"));
  g_dbus_connection_call (bus, NAME, PATH, "org.freedesktop.Application", "Open",
                          g_variant_new ("(asa{sv})", &links, &platform), NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
}

static void
test_a_link_leads_to_a_session (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *server =
    g_uri_escape_string (lk_e2e_get_homeserver (e2e), NULL, FALSE);
  g_autofree char *link =
    g_strconcat ("im.latchkey.latchkey:/sign-in?server=", server, NULL);

  lk_e2e_wait_for (e2e, "server-entry");
  open_link (link);
  lk_e2e_wait_until (e2e, has_typed, (gpointer) lk_e2e_get_homeserver (e2e), "the server");
  lk_e2e_wait_for (e2e, "server-notice");
  g_assert_cmpuint (lk_e2e_count_all_requests (e2e), ==, 0);
  lk_e2e_click (e2e, "continue-button");
  lk_e2e_click (e2e, "sign-in-button");
  lk_e2e_wait_for (e2e, "web-page");

  /* Another one doesn't disturb it. */
  open_link ("im.latchkey.latchkey:/sign-in?server=example.org");
  lk_e2e_respond (e2e, "go-on");
  lk_e2e_pass_provider (e2e, "alice");
  lk_e2e_wait_for (e2e, "account-page");
}

/* The preferences. */

static void
test_without_cookies_the_pages_do_not_know_the_person (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autoptr (GSettings) settings = lk_settings_new ();
  g_autofree char *jar = NULL;

  g_settings_set_boolean (settings, LK_SETTINGS_KEEP_COOKIES, FALSE);
  lk_e2e_sign_in (e2e, "alice");
  jar = lk_account_get_jar (lk_e2e_get_account (e2e, 0));
  g_assert_false (g_file_test (jar, G_FILE_TEST_EXISTS));
  for (guint i = 0; i < 2; i++)
    {
      lk_e2e_click (e2e, "manage-profile-row");
      lk_e2e_page_fill (e2e, "username", "alice");
      lk_e2e_page_fill (e2e, "password", lk_e2e_get_password (e2e, "alice"));
      lk_e2e_page_click (e2e, "sign-in");
      lk_e2e_page_wait (e2e, "displayname");
      lk_e2e_click (e2e, "web-cancel-button");
      lk_e2e_wait_for (e2e, "account-page");
      g_assert_false (g_file_test (jar, G_FILE_TEST_EXISTS));
    }
}

static void
test_the_preferred_way_leads_to_a_session (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autoptr (GSettings) settings = lk_settings_new ();

  g_settings_set_string (settings, LK_SETTINGS_PREFERRED_WAY, "browser");
  lk_e2e_person_will (e2e, "--user alice --password alice-in-wonderland");
  lk_e2e_type (e2e, "server-entry", lk_e2e_get_homeserver (e2e));
  lk_e2e_click (e2e, "continue-button");
  lk_e2e_click (e2e, "sign-in-button");
  lk_e2e_wait_for (e2e, "account-page");
}

/* A notification. */

static gboolean
needs_sign_in (LkE2e   *e2e,
               gpointer user_data)
{
  return lk_account_get_state (lk_e2e_get_account (e2e, 0)) == LK_AUTH_STATE_NEEDS_SIGN_IN;
}

static gboolean
is_signed_in (LkE2e   *e2e,
              gpointer user_data)
{
  return lk_account_get_state (lk_e2e_get_account (e2e, 0)) == LK_AUTH_STATE_SIGNED_IN;
}

static void
end_at_the_provider (LkE2e *e2e)
{
  lk_e2e_click (e2e, "manage-device-row");
  lk_e2e_page_click (e2e, "device-delete");
  lk_e2e_page_click (e2e, "sign-out-device");
  lk_e2e_page_wait (e2e, "done");
  lk_e2e_click (e2e, "web-cancel-button");
  lk_e2e_wait_until (e2e, needs_sign_in, NULL, "the session to be known to have ended");
}

/* The button in it is pressed when the program has been closed in the meantime. */
static void
test_the_notice_leads_to_a_new_session (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *id = NULL;

  lk_e2e_sign_in (e2e, "alice");
  end_at_the_provider (e2e);
  id = g_strdup (lk_account_get_id (lk_e2e_get_account (e2e, 0)));
  lk_e2e_restart (e2e);
  g_action_group_activate_action (G_ACTION_GROUP (get_application (e2e)), "sign-in-again",
                                  g_variant_new_string (id));
  lk_e2e_pass_provider (e2e, "alice");
  lk_e2e_wait_until (e2e, is_signed_in, NULL, "the new session");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (lk_e2e_get_accounts (e2e))), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  lk_e2e_init (&argc, &argv);

  g_test_add_func ("/e2e/desktop/the-keys-that-are-listed-are-set-and-no-others",
                   test_the_keys_that_are_listed_are_set_and_no_others);
  g_test_add_func ("/e2e/desktop/the-menu-leads-to-windows-that-close",
                   test_the_menu_leads_to_windows_that_close);
  g_test_add_func ("/e2e/desktop/an-argument-reaches-the-program-that-runs",
                   test_an_argument_reaches_the_program_that_runs);
  g_test_add_func ("/e2e/desktop/a-link-leads-to-a-session", test_a_link_leads_to_a_session);
  g_test_add_func ("/e2e/desktop/without-cookies-the-pages-do-not-know-the-person",
                   test_without_cookies_the_pages_do_not_know_the_person);
  g_test_add_func ("/e2e/desktop/the-preferred-way-leads-to-a-session",
                   test_the_preferred_way_leads_to_a_session);
  g_test_add_func ("/e2e/desktop/the-notice-leads-to-a-new-session",
                   test_the_notice_leads_to_a_new_session);

  return g_test_run ();
}
