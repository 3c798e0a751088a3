/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-tour.h"

#include <adwaita.h>
#include <libintl.h>
#include <locale.h>

#include "lk-config.h"
#include "lk-e2e-private.h"
#include "lk-window.h"

#define FRAMES_TO_REST 6

typedef struct
{
  LkE2e      *e2e;
  LkTourVisit visit;
  gpointer    user_data;
  /* Of another program's session. */
  char       *toolbox; /* (nullable) the device's ID */
  LkSecret   *token;   /* (nullable) */
} Tour;

/* GTK knows from its own catalogue which side a language is written from; it need not be there. */
static gboolean
is_from_the_right (const char *language)
{
  const char *const from_the_right[] = { "ar", "fa", "he", NULL };

  return g_strv_contains (from_the_right, language);
}

void
lk_tour_speak (const char *language)
{
  lk_tour_speak_from (LK_TEST_LOCALEDIR, language);
}

void
lk_tour_speak_from (const char *localedir,
                    const char *language)
{
  g_setenv ("LANGUAGE", language, TRUE);
  /* C.UTF-8 has no translations since glibc 2.41; who has that has another locale, too. */
  if (setlocale (LC_ALL, "en_US.UTF-8") != NULL)
    g_setenv ("LC_ALL", "en_US.UTF-8", TRUE);
  else
    setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, localedir);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  if (is_from_the_right (language))
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
}

/* Coming to rest. */

static gboolean
on_frame (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       user_data)
{
  ++*(guint *) user_data;
  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

static gboolean
has_drawn (LkE2e   *e2e,
           gpointer user_data)
{
  return *(guint *) user_data >= FRAMES_TO_REST;
}

void
lk_tour_rest (LkE2e *e2e)
{
  GtkWidget *window = GTK_WIDGET (lk_e2e_get_window (e2e));
  guint n_frames = 0;
  guint id = gtk_widget_add_tick_callback (window, on_frame, &n_frames, NULL);

  lk_e2e_wait_until (e2e, has_drawn, &n_frames, "the window to rest");
  gtk_widget_remove_tick_callback (window, id);
}

void
lk_tour_resize (LkE2e *e2e,
                int    width,
                int    height)
{
  gtk_window_set_default_size (lk_e2e_get_window (e2e), width, height);
  lk_tour_rest (e2e);
}

static void
stop_at (Tour       *tour,
         const char *stop)
{
  lk_tour_rest (tour->e2e);
  tour->visit (tour->e2e, stop, tour->user_data);
}

/* Dialogs are windows above the window. */

static GtkWindow *
find_above (LkE2e *e2e)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

      if (gtk_window_get_transient_for (toplevel) != NULL &&
          gtk_widget_get_mapped (GTK_WIDGET (toplevel)))
        return toplevel; /* GTK holds it */
    }
  return NULL;
}

static gboolean
has_above (LkE2e   *e2e,
           gpointer user_data)
{
  return (find_above (e2e) != NULL) == GPOINTER_TO_INT (user_data);
}

static void
stop_at_dialog (Tour       *tour,
                const char *stop)
{
  lk_e2e_wait_until (tour->e2e, has_above, GINT_TO_POINTER (TRUE), stop);
  stop_at (tour, stop);
  gtk_window_close (find_above (tour->e2e));
  lk_e2e_wait_until (tour->e2e, has_above, GINT_TO_POINTER (FALSE), "the dialog to go");
}

static void
activate (Tour       *tour,
          const char *widget,
          const char *action)
{
  g_assert_true (gtk_widget_activate_action (lk_e2e_wait_for (tour->e2e, widget), action, NULL));
}

static void
activate_in_app (Tour       *tour,
                 const char *action)
{
  g_action_group_activate_action (G_ACTION_GROUP (tour->e2e->app), action, NULL);
}

static void
go_by (Tour       *tour,
       const char *way)
{
  lk_e2e_wait_for (tour->e2e, "ways-button");
  g_assert_true (gtk_widget_activate_action (lk_e2e_wait_for (tour->e2e, "ways-button"),
                                             "sign-in.way", "s", way));
}

/* Until there is a server. */

static void
walk_welcome (Tour *tour)
{
  lk_e2e_wait_for (tour->e2e, "server-entry");
  stop_at (tour, "welcome");
  lk_e2e_type (tour->e2e, "server-entry", "@you");
  lk_e2e_click (tour->e2e, "continue-button");
  lk_e2e_wait_for (tour->e2e, "server-error");
  stop_at (tour, "welcome-typo");
  gtk_menu_button_popup (GTK_MENU_BUTTON (lk_e2e_wait_for (tour->e2e, "main-menu-button")));
  stop_at (tour, "menu");
  gtk_menu_button_popdown (GTK_MENU_BUTTON (lk_e2e_wait_for (tour->e2e, "main-menu-button")));
}

static void
walk_invitation (Tour *tour)
{
  LkWindow *window = LK_WINDOW (lk_e2e_get_window (tour->e2e));

  lk_window_open (window, "matrix:u/alice:example.org");
  lk_e2e_wait_for (tour->e2e, "server-notice");
  stop_at (tour, "invited");
  lk_e2e_open_server (tour->e2e, lk_e2e_get_homeserver (tour->e2e));
  lk_e2e_wait_for (tour->e2e, "sign-in-button");
  lk_window_open (window, "matrix:u/alice:example.org");
  stop_at_dialog (tour, "invited-elsewhere");
  lk_window_open (window, "matrix:r/room:example.org");
  stop_at_dialog (tour, "invited-to-a-room");
  lk_e2e_click (tour->e2e, "method-back-button");
  lk_e2e_wait_for (tour->e2e, "server-entry");
}

static void
walk_looking (Tour *tour)
{
  lk_e2e_break (tour->e2e, "homeserver", "GET /_matrix/client/versions", "hang");
  lk_e2e_open_server (tour->e2e, lk_e2e_get_homeserver (tour->e2e));
  lk_e2e_wait_for (tour->e2e, "server-cancel-button");
  stop_at (tour, "looking");
  lk_e2e_click (tour->e2e, "server-cancel-button");
  lk_e2e_control (tour->e2e, "/heal", "{}");
}

static void
walk_failure (Tour *tour)
{
  lk_e2e_break (tour->e2e, "homeserver", "GET /_matrix/client/versions", "refuse");
  lk_e2e_open_server (tour->e2e, lk_e2e_get_homeserver (tour->e2e));
  lk_e2e_wait_for (tour->e2e, "try-again-button");
  stop_at (tour, "failure");
  gtk_expander_set_expanded (GTK_EXPANDER (lk_e2e_wait_for (tour->e2e, "details-expander")), TRUE);
  lk_e2e_wait_for (tour->e2e, "copy-details-button");
  stop_at (tour, "failure-details");
  lk_e2e_click (tour->e2e, "failure-back-button");
  lk_e2e_control (tour->e2e, "/heal", "{}");
}

static void
walk_check (Tour *tour)
{
  lk_e2e_type (tour->e2e, "server-entry", lk_e2e_get_server (tour->e2e, "legacy"));
  lk_e2e_click (tour->e2e, "diagnose-button");
  lk_e2e_wait_for (tour->e2e, "copy-diagnosis-button");
  stop_at (tour, "check");
  lk_e2e_click (tour->e2e, "diagnosis-back-button");
}

/* The ways to a provider. */

static void
walk_ways (Tour *tour)
{
  lk_e2e_open_server (tour->e2e, lk_e2e_get_homeserver (tour->e2e));
  lk_e2e_wait_for (tour->e2e, "sign-in-button");
  stop_at (tour, "method");
  lk_e2e_click (tour->e2e, "sign-in-button");
  lk_e2e_page_wait (tour->e2e, "username");
  stop_at (tour, "provider");
  lk_e2e_person_will (tour->e2e, "--user nobody --password nothing");
  go_by (tour, "browser");
  lk_e2e_wait_for (tour->e2e, "browser-page");
  stop_at (tour, "browser");
  go_by (tour, "device");
  lk_e2e_wait_for (tour->e2e, "device-code");
  stop_at (tour, "device");
  go_by (tour, "paste");
  lk_e2e_type (tour->e2e, "paste-entry", "https://example.org/");
  lk_e2e_click (tour->e2e, "paste-continue-button");
  lk_e2e_wait_for (tour->e2e, "paste-error");
  stop_at (tour, "paste");
  lk_e2e_click (tour->e2e, "paste-cancel-button");
}

/* Servers of the older kind. */

static void
walk_password (Tour *tour)
{
  lk_e2e_open_server (tour->e2e, lk_e2e_get_server (tour->e2e, "legacy"));
  lk_e2e_type (tour->e2e, "legacy-user-row", "alice");
  stop_at (tour, "password");
  lk_e2e_type (tour->e2e, "legacy-password-row", "the-white-rabbit");
  lk_e2e_click (tour->e2e, "legacy-sign-in-button");
  lk_e2e_wait_for (tour->e2e, "legacy-error");
  stop_at (tour, "password-wrong");
}

static void
walk_registration (Tour *tour)
{
  lk_e2e_click (tour->e2e, "legacy-register-button");
  lk_e2e_type (tour->e2e, "register-name-entry", "alice");
  lk_e2e_type (tour->e2e, "register-password-entry", "twinkle-twinkle-little-bat");
  lk_e2e_type (tour->e2e, "register-repeat-entry", "twinkle");
  lk_e2e_click (tour->e2e, "register-submit-button");
  lk_e2e_wait_for (tour->e2e, "register-password-note");
  stop_at (tour, "register");
  lk_e2e_type (tour->e2e, "register-name-entry", "bill-the-lizard");
  lk_e2e_type (tour->e2e, "register-repeat-entry", "twinkle-twinkle-little-bat");
  lk_e2e_click (tour->e2e, "register-submit-button");
  lk_e2e_type (tour->e2e, "register-token-entry", "looking-glass");
  lk_e2e_click (tour->e2e, "register-submit-button");
  lk_e2e_wait_for (tour->e2e, "register-problem");
  stop_at (tour, "register-token");
  lk_e2e_type (tour->e2e, "register-token-entry", "rabbit-hole");
  lk_e2e_click (tour->e2e, "register-submit-button");
  lk_e2e_wait_for (tour->e2e, "terms-check");
  lk_e2e_click (tour->e2e, "register-submit-button");
  lk_e2e_wait_for (tour->e2e, "register-problem");
  stop_at (tour, "register-terms");
  lk_e2e_click (tour->e2e, "register-back-button");
  lk_e2e_click (tour->e2e, "legacy-header-back-button");
}

/* So that there is a device to remove. */
static void
log_in_elsewhere (Tour *tour)
{
  g_autoptr (JsonObject) answer = lk_e2e_call_legacy (
    tour->e2e, "/login", NULL,
    "{\"type\":\"m.login.password\",\"identifier\":{\"type\":\"m.id.user\",\"user\":\"bob\"},"
    "\"password\":\"bob-the-builder\",\"initial_device_display_name\":\"Toolbox\"}");
  g_autoptr (JsonObject) used = NULL;

  tour->toolbox = g_strdup (json_object_get_string_member (answer, "device_id"));
  tour->token = lk_secret_new (json_object_get_string_member (answer, "access_token"));
  /* What has been seen is listed by when; the others come last. */
  used = lk_e2e_call_legacy (tour->e2e, "/keys/query", tour->token, "{\"device_keys\":{}}");
}

/* The next tour has a list of its own to look at. */
static void
log_out_elsewhere (Tour *tour)
{
  g_autoptr (JsonObject) answer = lk_e2e_call_legacy (tour->e2e, "/logout", tour->token, "{}");

  g_clear_pointer (&tour->toolbox, g_free);
  g_clear_pointer (&tour->token, lk_secret_unref);
}

static void
walk_legacy_account (Tour *tour)
{
  log_in_elsewhere (tour);
  lk_e2e_log_in (tour->e2e, "bob");
  lk_e2e_wait_for (tour->e2e, "device-remove-button");
  stop_at (tour, "account-legacy");
  lk_e2e_click (tour->e2e, "device-remove-button");
  stop_at_dialog (tour, "remove-device");
  lk_e2e_click (tour->e2e, "device-rename-button");
  stop_at_dialog (tour, "rename-device");
  lk_e2e_click (tour->e2e, "account-back-button");
}

/* An account. */

static void
walk_account (Tour *tour)
{
  lk_e2e_sign_in (tour->e2e, "alice");
  lk_e2e_wait_gone (tour->e2e, "devices-loading-row");
  stop_at (tour, "account");
  lk_e2e_click (tour->e2e, "profile-name-button");
  stop_at_dialog (tour, "change-name");
  lk_e2e_click (tour->e2e, "session-rename-button");
  stop_at_dialog (tour, "rename-session");
  lk_e2e_click (tour->e2e, "manage-reset-identity-row");
  stop_at_dialog (tour, "reset-identity");
  lk_e2e_click (tour->e2e, "manage-deactivate-row");
  stop_at_dialog (tour, "deactivate");
  lk_e2e_click (tour->e2e, "sign-out-button");
  stop_at_dialog (tour, "sign-out");
  lk_e2e_click (tour->e2e, "account-back-button");
}

static void
walk_list (Tour *tour)
{
  lk_e2e_wait_for (tour->e2e, "account-list");
  stop_at (tour, "accounts");
  activate_in_app (tour, "preferences");
  stop_at_dialog (tour, "preferences");
  activate_in_app (tour, "shortcuts");
  stop_at_dialog (tour, "shortcuts");
  activate_in_app (tour, "about");
  stop_at_dialog (tour, "about");
  activate (tour, "window", "win.sign-out-all");
  stop_at_dialog (tour, "sign-out-all");
}

static void
walk_devices (Tour *tour)
{
  g_autofree char *check = NULL;

  activate (tour, "window", "win.all-devices");
  lk_e2e_wait_for (tour->e2e, "all-devices-list");
  /* The newest first: other tests left devices behind, and only rows in view are there. */
  gtk_drop_down_set_selected (GTK_DROP_DOWN (lk_e2e_wait_for (tour->e2e, "all-devices-order")), 1);
  stop_at (tour, "devices");
  check = g_strconcat ("choose-", tour->toolbox, NULL);
  gtk_check_button_set_active (
    GTK_CHECK_BUTTON (lk_e2e_scroll_to (tour->e2e, "all-devices-list", check)), TRUE);
  stop_at (tour, "devices-chosen");
  lk_e2e_click (tour->e2e, "all-devices-clean-up-button");
  lk_e2e_wait_for (tour->e2e, "clean-up-stop-button");
  stop_at (tour, "clean-up");
  lk_e2e_click (tour->e2e, "clean-up-stop-button");
  lk_e2e_wait_for (tour->e2e, "clean-up-done-button");
  stop_at (tour, "clean-up-done");
  lk_e2e_click (tour->e2e, "clean-up-done-button");
  lk_e2e_click (tour->e2e, "all-devices-back-button");
}

/* What goes wrong later. */

static void
walk_ended (Tour *tour)
{
  lk_e2e_open_account (tour->e2e, "@alice:playground.test");
  lk_e2e_click (tour->e2e, "manage-device-row");
  lk_e2e_page_click (tour->e2e, "device-delete");
  lk_e2e_page_click (tour->e2e, "sign-out-device");
  lk_e2e_page_wait (tour->e2e, "done");
  stop_at (tour, "provider-account");
  lk_e2e_click (tour->e2e, "web-cancel-button");
  lk_e2e_wait_for (tour->e2e, "sign-in-again-button");
  stop_at (tour, "account-ended");
  lk_e2e_click (tour->e2e, "account-back-button");
}

static void
walk_open_sessions (Tour *tour)
{
  lk_e2e_break (tour->e2e, "legacy", "POST /_matrix/client/v3/logout", "refuse");
  lk_e2e_open_account (tour->e2e, "@bob:legacy.test");
  lk_e2e_click (tour->e2e, "sign-out-button");
  lk_e2e_respond (tour->e2e, "sign-out");
  lk_e2e_wait_for (tour->e2e, "open-sessions-group");
  stop_at (tour, "open-sessions");
  lk_e2e_click (tour->e2e, "open-session-forget-button");
  stop_at_dialog (tour, "forget-session");
  lk_e2e_control (tour->e2e, "/heal", "{}");
}

static void
walk_sign_out_all (Tour *tour)
{
  activate (tour, "window", "win.sign-out-all");
  lk_e2e_respond (tour->e2e, "sign-out-all");
  lk_e2e_wait_for (tour->e2e, "sign-out-all-done-button");
  stop_at (tour, "signed-out-all");
  lk_e2e_click (tour->e2e, "sign-out-all-done-button");
  lk_e2e_wait_for (tour->e2e, "server-entry");
}

void
lk_tour_walk (LkE2e       *e2e,
              LkTourVisit  visit,
              gpointer     user_data)
{
  Tour tour = { .e2e = e2e, .visit = visit, .user_data = user_data };

  /* As GNOME has it; a window manager of its own may ask for more buttons. */
  g_object_set (gtk_settings_get_default (), "gtk-decoration-layout", ":close",
                "gtk-enable-animations", FALSE, NULL);
  walk_welcome (&tour);
  walk_invitation (&tour);
  walk_looking (&tour);
  walk_failure (&tour);
  walk_check (&tour);
  walk_ways (&tour);
  walk_password (&tour);
  walk_registration (&tour);
  walk_legacy_account (&tour);
  walk_account (&tour);
  walk_list (&tour);
  walk_devices (&tour);
  walk_ended (&tour);
  walk_open_sessions (&tour);
  walk_sign_out_all (&tour);
  log_out_elsewhere (&tour);
}
