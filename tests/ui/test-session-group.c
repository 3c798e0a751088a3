/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-details.h"
#include "lk-dummy-web-view.h"
#include "lk-error.h"
#include "lk-ui-fixture.h"

#include <string.h>

#define MINUTE 60
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

#define KEY_DEVICES "GET /_matrix/client/v3/devices"
#define KEY_RENAME  "PUT /_matrix/client/v3/devices/DEVICEDEVICE"

static void
open_page (LkUiFixture *self)
{
  lk_ui_fixture_show (self);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_wait_for ("account-page");
}

static const char *
row_subtitle (const char *name)
{
  return adw_action_row_get_subtitle (ADW_ACTION_ROW (lk_ui_wait_for (name)));
}

static void
wait_to_be_told (const char *text)
{
  while (!lk_ui_says (text))
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
has_tokens (gpointer account)
{
  return lk_account_get_tokens (account) != NULL;
}

/* An account whose tokens have been read, because the page asked for something. */
static LkAccount *
open_session (LkUiFixture *self)
{
  LkAccount *account = lk_ui_fixture_add_session (self);

  open_page (self);
  lk_test_wait_until (has_tokens, account);
  lk_test_drain ();
  return account;
}

/* It keeps telling how long ago that was, without anybody asking. */
static void
test_the_age_is_told_as_it_grows (LkUiFixture  *self,
                                  gconstpointer data)
{
  static const struct
  {
    gint64      wait;
    const char *text;
  } moments[] = {
    { 0, "Signed in\nAccess renewed just now" },
    { 59, "Signed in\nAccess renewed just now" },
    { 1, "Signed in\nAccess renewed 1 minute ago" },
    { MINUTE, "Signed in\nAccess renewed 2 minutes ago" },
    { 57 * MINUTE, "Signed in\nAccess renewed 59 minutes ago" },
    { MINUTE, "Signed in\nAccess renewed 1 hour ago" },
    { 22 * HOUR, "Signed in\nAccess renewed 23 hours ago" },
    { HOUR, "Signed in\nAccess renewed 1 day ago" },
    { 2 * DAY, "Signed in\nAccess renewed 3 days ago" },
  };

  open_session (self);
  for (gsize i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      lk_dummy_clock_advance (self->world.clock, moments[i].wait);
      g_assert_cmpstr (row_subtitle ("session-state-row"), ==, moments[i].text);
    }
}

/* Nothing wakes up for words that nobody sees. */
static void
test_out_of_sight_it_sleeps (LkUiFixture  *self,
                             gconstpointer data)
{
  open_session (self);
  g_assert_cmpuint (lk_dummy_clock_get_n_wakes (self->world.clock), ==, 1);
  lk_ui_click ("account-back-button");
  lk_ui_wait_gone ("account-page");
  g_assert_cmpuint (lk_dummy_clock_get_n_wakes (self->world.clock), ==, 0);
  lk_dummy_clock_advance (self->world.clock, 5 * MINUTE);
  lk_ui_click ("account-row-" LK_USER_ID);
  g_assert_cmpstr (row_subtitle ("session-state-row"), ==,
                   "Signed in\nAccess renewed 5 minutes ago");
}

/* Renewing. */

static void
test_the_access_is_renewed_now (LkUiFixture  *self,
                                gconstpointer data)
{
  LkAccount *account = open_session (self);

  lk_dummy_clock_advance (self->world.clock, 5 * MINUTE);
  gtk_widget_grab_focus (lk_ui_find ("session-renew-button"));
  lk_ui_click ("session-renew-button");
  g_assert_false (gtk_widget_is_sensitive (lk_ui_find ("session-renew-button")));
  wait_to_be_told ("Access renewed");
  g_assert_true (gtk_widget_is_sensitive (lk_ui_find ("session-renew-button")));
  lk_ui_assert_focus ("session-renew-button");
  g_assert_cmpuint (lk_fake_server_count (self->world.server, LK_KEY_TOKEN), ==, 1);
  lk_account_fixture_assert_kept (&self->world, account, "access-2", "refresh-2");
}

static void
test_a_legacy_session_is_renewed_at_its_homeserver (LkUiFixture  *self,
                                                    gconstpointer data)
{
  g_autoptr (LkAccount) account = NULL;

  lk_account_fixture_be_legacy (&self->world, "");
  account = lk_account_fixture_new_legacy (&self->world, 0, TRUE);
  lk_account_list_add (self->accounts, account);
  open_page (self);
  lk_ui_click ("session-renew-button");
  wait_to_be_told ("Access renewed");
  g_assert_cmpuint (lk_fake_server_count (self->world.server, LK_KEY_REFRESH), ==, 1);
  g_assert_null (lk_ui_find ("session-provider-row"));
  g_clear_object (&account);
}

typedef struct
{
  const char *path;
  guint       status;
  const char *body;
  const char *told;
} Failure;

static const Failure failures[] = {
  { "a-fault", 500, "<html>",
    "The server reports a fault of its own. You did nothing wrong: try again later." },
  { "too-often", 429, "{\"error\":\"slow_down\"}",
    "The server asks to slow down. Wait a moment, then try again." },
};

/* The session stays, whatever is told. */
static void
test_a_failure_is_told (LkUiFixture  *self,
                        gconstpointer data)
{
  const Failure *failure = data;
  LkAccount *account = open_session (self);

  lk_account_fixture_script (&self->world, LK_KEY_TOKEN, failure->status, failure->body);
  lk_ui_click ("session-renew-button");
  lk_ui_wait_dialog ("renew-failed-dialog");
  wait_to_be_told (failure->told);
  lk_ui_answer ("renew-failed-dialog", "close");
  lk_account_fixture_assert_kept (&self->world, account, "access-1", "refresh-1");
  g_assert_true (lk_auth_state_has_session (lk_account_get_state (account)));
}

static void
test_a_session_without_renewal_says_so (LkUiFixture  *self,
                                        gconstpointer data)
{
  g_autoptr (LkAccount) account = NULL;

  lk_account_fixture_be_legacy (&self->world, "");
  account = lk_account_fixture_new_legacy (&self->world, 0, FALSE);
  lk_account_list_add (self->accounts, account);
  open_page (self);
  lk_ui_click ("session-renew-button");
  wait_to_be_told ("The server gave this session nothing to renew it with. It goes on until you "
                   "sign out.");
  lk_ui_answer ("renew-failed-dialog", "close");
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
  g_clear_object (&account);
}

static gboolean
is_keyboard_at_what_helps (gpointer window)
{
  GtkWidget *button = lk_ui_find ("sign-in-again-button");

  return button != NULL && gtk_window_get_focus (window) == button;
}

/* What had the keyboard is gone. */
static void
test_the_end_of_the_session_moves_the_keyboard (LkUiFixture  *self,
                                                gconstpointer data)
{
  open_session (self);
  lk_account_fixture_script (&self->world, LK_KEY_TOKEN, 400, "{\"error\":\"invalid_grant\"}");
  gtk_widget_grab_focus (lk_ui_find ("session-renew-button"));
  lk_ui_click ("session-renew-button");
  lk_test_wait_until (is_keyboard_at_what_helps, self->window);
}

/* The page has words for it already. */
static void
test_the_end_of_the_session_needs_no_dialog (LkUiFixture  *self,
                                             gconstpointer data)
{
  open_session (self);
  lk_account_fixture_script (&self->world, LK_KEY_TOKEN, 400, "{\"error\":\"invalid_grant\"}");
  lk_ui_click ("session-renew-button");
  lk_ui_wait_for ("sign-in-again-button");
  lk_test_drain ();
  g_assert_null (lk_ui_find ("renew-failed-dialog"));
  g_assert_null (lk_ui_find ("session-renew-button"));
  g_assert_cmpstr (row_subtitle ("session-state-row"), ==, "Sign in again");
}

static gboolean
has_new_tokens (gpointer account)
{
  LkTokens *tokens = lk_account_get_tokens (account);

  return g_str_equal (lk_secret_peek (tokens->access_token), "access-2");
}

/* The renewal itself goes on, and nobody is told. */
static void
test_the_window_goes_meanwhile (LkUiFixture  *self,
                                gconstpointer data)
{
  LkAccount *account = open_session (self);

  lk_fake_server_hold (self->world.server, LK_KEY_TOKEN);
  lk_ui_click ("session-renew-button");
  lk_account_fixture_wait_asked (&self->world, LK_KEY_TOKEN, 1);
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&self->window)));
  lk_fake_server_release (self->world.server);
  lk_test_wait_until (has_new_tokens, account);
}

/* Its name. */

static void
test_the_name_is_changed_here (LkUiFixture  *self,
                               gconstpointer data)
{
  lk_ui_fixture_add_session (self);
  lk_fake_server_json (self->world.server, KEY_DEVICES,
                       "{\"devices\":[{\"device_id\":\"DEVICEDEVICE\","
                       "\"display_name\":\"<b>Desk</b> &\"}]}");
  lk_fake_server_json (self->world.server, KEY_DEVICES,
                       "{\"devices\":[{\"device_id\":\"DEVICEDEVICE\","
                       "\"display_name\":\"Loft\"}]}");
  lk_fake_server_json (self->world.server, KEY_RENAME, "{}");
  open_page (self);
  g_assert_cmpstr (row_subtitle ("session-name-row"), ==, "<b>Desk</b> &");
  g_assert_true (lk_ui_says ("<b>Desk</b> &"));
  lk_ui_click ("session-rename-button");
  lk_ui_wait_dialog ("rename-device-dialog");
  lk_ui_type ("question-entry", "Loft");
  lk_ui_answer ("rename-device-dialog", "rename");
  while (!g_str_equal (row_subtitle ("session-name-row"), "Loft"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (lk_fake_server_last_body (self->world.server, KEY_RENAME), ==,
                   "{\"display_name\":\"Loft\"}");
}

static void
test_a_session_without_a_name_can_get_one (LkUiFixture  *self,
                                           gconstpointer data)
{
  lk_ui_fixture_add_session (self);
  lk_fake_server_json (self->world.server, KEY_DEVICES,
                       "{\"devices\":[{\"device_id\":\"DEVICEDEVICE\"}]}");
  open_page (self);
  g_assert_cmpstr (row_subtitle ("session-name-row"), ==, "None");
  lk_ui_click ("session-rename-button");
  lk_ui_answer ("rename-device-dialog", "cancel");
}

/* What isn't known is not shown, and nothing happens to it. */
static void
test_an_unknown_name_is_not_shown (LkUiFixture  *self,
                                   gconstpointer data)
{
  lk_ui_fixture_add_session (self);
  lk_fake_server_json (self->world.server, KEY_DEVICES,
                       "{\"devices\":[{\"device_id\":\"OTHER\",\"display_name\":\"Desk\"}]}");
  open_page (self);
  lk_ui_wait_for ("device-row-OTHER");
  g_assert_null (lk_ui_find ("session-name-row"));
  gtk_widget_activate_action (lk_ui_find ("session-group"), "session.rename", NULL);
  g_assert_null (lk_ui_find ("rename-device-dialog"));
}

/* The details. */

static void
on_text_read (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  char **text = user_data;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static gboolean
has_text (gpointer user_data)
{
  return *(char **) user_data != NULL;
}

static void
test_the_details_are_copied (LkUiFixture  *self,
                             gconstpointer data)
{
  LkAccount *account = open_session (self);
  g_autofree char *wanted = lk_account_details (account);
  g_autofree char *copied = NULL;

  lk_ui_click ("session-copy-button");
  wait_to_be_told ("Details copied");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self->window)), NULL,
                                 on_text_read, &copied);
  lk_test_wait_until (has_text, &copied);
  g_assert_cmpstr (copied, ==, wanted);
}

static void
assert_line (const char *text,
             const char *line)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  if (!g_strv_contains ((const char *const *) lines, line))
    g_test_fail_printf ("“%s” is not in “%s”", line, text);
}

static void
test_the_details_hold_no_secret (LkUiFixture  *self,
                                 gconstpointer data)
{
  LkAccount *account = open_session (self);
  g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));
  g_autofree char *text = NULL;

  g_free (record->base_url);
  g_free (record->issuer);
  g_free (record->device_id);
  record->base_url = g_strdup ("https://user:hunter2@example.org/base?token=hunter2#hunter2");
  record->issuer = g_strdup ("https://auth.example.org/?secret=hunter2");
  record->device_id = g_strdup ("D\nUser ID: @eve:example.org\xe2\x80\xae");
  lk_account_set_record (account, record);
  text = lk_account_details (account);
  assert_line (text, "User ID: " LK_USER_ID);
  assert_line (text, "Device ID: D User ID: @eve:example.org");
  assert_line (text, "Server name: example.org");
  assert_line (text, "Authentication API: OAuth 2.0");
  assert_line (text, "Provider: auth.example.org");
  assert_line (text, "Client ID: client-1");
  assert_line (text, "Signed in: 2023-11-14T22:13:20Z");
  assert_line (text, "State: signed-in");
  g_assert_nonnull (strstr (text, "\nAccess renewed: 20"));
  g_assert_null (strstr (text, "hunter2"));
  g_assert_null (strstr (text, "access-1"));
  g_assert_null (strstr (text, "refresh-1"));
  g_assert_false (g_str_has_suffix (text, "\n"));
}

static void
test_the_details_of_a_legacy_session (LkUiFixture  *self,
                                      gconstpointer data)
{
  g_autoptr (LkAccount) account = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) offline = g_error_new_literal (LK_ERROR, LK_ERROR_OFFLINE, "Away");

  account = lk_account_fixture_new_legacy (&self->world, 0, FALSE);
  lk_account_note_network (account, offline);
  text = lk_account_details (account);
  assert_line (text, "Authentication API: legacy");
  assert_line (text, "State: signed-in, offline");
  g_assert_null (strstr (text, "Provider"));
  g_assert_null (strstr (text, "Client ID"));
  g_assert_null (strstr (text, "Access renewed"));
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/session-group/the-age-is-told-as-it-grows", test_the_age_is_told_as_it_grows);
  LK_UI_ADD ("/session-group/out-of-sight-it-sleeps", test_out_of_sight_it_sleeps);
  LK_UI_ADD ("/session-group/the-access-is-renewed-now", test_the_access_is_renewed_now);
  LK_UI_ADD ("/session-group/J12/a-legacy-session-is-renewed-at-its-homeserver",
             test_a_legacy_session_is_renewed_at_its_homeserver);
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autofree char *path = g_strconcat ("/session-group/F6/", failures[i].path, NULL);

      g_test_add (path, LkUiFixture, &failures[i], lk_ui_fixture_set_up, test_a_failure_is_told,
                  lk_ui_fixture_tear_down);
    }
  LK_UI_ADD ("/session-group/a-session-without-renewal-says-so",
             test_a_session_without_renewal_says_so);
  LK_UI_ADD ("/session-group/the-end-of-the-session-moves-the-keyboard",
             test_the_end_of_the_session_moves_the_keyboard);
  LK_UI_ADD ("/session-group/F5/the-end-of-the-session-needs-no-dialog",
             test_the_end_of_the_session_needs_no_dialog);
  LK_UI_ADD ("/session-group/F11/the-window-goes-meanwhile", test_the_window_goes_meanwhile);
  LK_UI_ADD ("/session-group/K9/the-name-is-changed-here", test_the_name_is_changed_here);
  LK_UI_ADD ("/session-group/a-session-without-a-name-can-get-one",
             test_a_session_without_a_name_can_get_one);
  LK_UI_ADD ("/session-group/an-unknown-name-is-not-shown", test_an_unknown_name_is_not_shown);
  LK_UI_ADD ("/session-group/the-details-are-copied", test_the_details_are_copied);
  LK_UI_ADD ("/session-group/K9/the-details-hold-no-secret", test_the_details_hold_no_secret);
  LK_UI_ADD ("/session-group/the-details-of-a-legacy-session",
             test_the_details_of_a_legacy_session);

  return g_test_run ();
}
