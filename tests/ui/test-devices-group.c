/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-device-row.h"
#include "lk-devices-group.h"
#include "lk-dummy-web-view.h"
#include "lk-error.h"
#include "lk-ui-fixture.h"

#include <string.h>

#define KEY_LIST   "GET /_matrix/client/v3/devices"
#define KEY_REMOVE "DELETE /_matrix/client/v3/devices/a/b=c+" /* decoded by the server */
#define KEY_RENAME "PUT /_matrix/client/v3/devices/DEVICEDEVICE"

#define OWN   "{\"device_id\":\"DEVICEDEVICE\",\"display_name\":\"Latchkey\"}"
#define PHONE "{\"device_id\":\"a/b=c+\",\"display_name\":\"Phone\"}"
#define PHONE_ROW "device-row-a/b=c+"

#define WANTS(stage) "{\"session\":\"s1\",\"flows\":[{\"stages\":[\"" stage "\"]}]}"
#define WRONG "{\"session\":\"s1\",\"flows\":[{\"stages\":[\"m.login.password\"]}]," \
              "\"errcode\":\"M_FORBIDDEN\",\"error\":\"Wrong\"}"

static const char *const device_view[] = { "org.matrix.device_view", NULL };
static const char *const view_and_delete[] = {
  "org.matrix.device_view", "org.matrix.device_delete", NULL,
};
static const char *const old_delete[] = { "org.matrix.session_end", NULL };
static const char *const sessions_only[] = { "org.matrix.profile", NULL };

static void
answer (LkUiFixture *self,
        const char  *key,
        guint        status,
        const char  *body)
{
  lk_fake_server_answer (self->world.server, key, status, "application/json", body);
}

/* @list: what is in the brackets */
static void
answer_list (LkUiFixture *self,
             const char  *list)
{
  g_autofree char *body = g_strdup_printf ("{\"devices\":[%s]}", list);

  answer (self, KEY_LIST, 200, body);
}

/* The same, where "{80 days}" is the moment of so long ago, in milliseconds. */
static void
answer_list_of_old (LkUiFixture *self,
                    const char  *list)
{
  gint64 now = lk_clock_seconds (self->world.ports->clock);
  g_auto (GStrv) parts = g_strsplit (list, "{", -1);
  GString *text = g_string_new (parts[0]);

  for (guint i = 1; parts[i] != NULL; i++)
    {
      char *rest = NULL;
      gint64 days = g_ascii_strtoll (parts[i], &rest, 10);

      if (rest != parts[i] && g_str_has_prefix (rest, " days}"))
        g_string_append_printf (text, "%" G_GINT64_FORMAT "000%s", now - days * 24 * 60 * 60,
                                rest + strlen (" days}"));
      else
        g_string_append_printf (text, "{%s", parts[i]);
    }
  answer_list (self, text->str);
  g_string_free (text, TRUE);
}

static guint
count (LkUiFixture *self,
       const char  *key)
{
  return lk_fake_server_count (self->world.server, key);
}

static void
add_oauth (LkUiFixture       *self,
           const char *const *actions)
{
  LkAccount *account = lk_ui_fixture_add_session (self);
  g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));

  record->account_management_uri = g_strdup ("https://account.example.org/");
  g_strfreev (record->account_management_actions);
  record->account_management_actions = g_strdupv ((char **) actions);
  lk_account_set_record (account, record);
}

static LkAccount *
add_legacy (LkUiFixture *self)
{
  LkAccount *account = lk_ui_fixture_add_session (self);
  g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));

  record->auth_api = LK_AUTH_API_LEGACY;
  g_clear_pointer (&record->issuer, g_free);
  g_clear_pointer (&record->token_endpoint, g_free);
  g_clear_pointer (&record->revocation_endpoint, g_free);
  g_clear_pointer (&record->client_id, g_free);
  lk_account_set_record (account, record);
  return account;
}

static void
open_page (LkUiFixture *self)
{
  lk_ui_fixture_show (self);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_wait_for ("account-page");
}

/* A legacy account with this device and a phone, whose removal is asked for. */
static void
begin_removal (LkUiFixture *self)
{
  add_legacy (self);
  answer_list (self, OWN "," PHONE);
  open_page (self);
  lk_ui_wait_for (PHONE_ROW);
  lk_ui_click ("device-remove-button");
}

static gboolean
is_asked_twice (gpointer user_data)
{
  LkUiFixture *self = user_data;

  return count (self, KEY_LIST) == 2;
}

/* The list of after the removal is there. */
static void
wait_for_new_list (LkUiFixture *self)
{
  lk_test_wait_until (is_asked_twice, self);
}

static void
wait_to_be_told (const char *text)
{
  while (!lk_ui_says (text))
    g_main_context_iteration (NULL, TRUE);
}

/* The rows in their order: (transfer full) */
static char *
dup_order (void)
{
  GtkWidget *first = lk_ui_wait_for ("device-row-DEVICEDEVICE");
  GString *order = g_string_new (NULL);

  for (GtkWidget *row = first; row != NULL; row = gtk_widget_get_next_sibling (row))
    if (LK_IS_DEVICE_ROW (row))
      g_string_append_printf (order, "%s ",
                              adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
  return g_string_free (order, FALSE);
}

static void
test_this_device_is_first_then_the_last_seen (LkUiFixture  *self,
                                              gconstpointer data)
{
  g_autofree char *order = NULL;

  add_oauth (self, device_view);
  answer_list_of_old (self, "{\"device_id\":\"OLD\",\"last_seen_ts\":{80 days}},"
                            "{\"device_id\":\"UNKNOWN\"},"
                            "{\"device_id\":\"NEW\",\"last_seen_ts\":{1 days}}," OWN);
  open_page (self);
  order = dup_order ();
  g_assert_cmpstr (order, ==, "Latchkey NEW OLD UNKNOWN ");
  g_assert_nonnull (lk_ui_find ("device-own-label"));
  g_assert_null (lk_ui_find ("devices-show-all-button"));
  g_assert_null (lk_ui_find ("devices-loading-row"));
}

static void
test_hostile_text_is_plain (LkUiFixture  *self,
                            gconstpointer data)
{
  add_oauth (self, device_view);
  answer_list (self, OWN ",{\"device_id\":\"X\",\"display_name\":\"<b>&amp;\\u202e</b>\","
                     "\"last_seen_ip\":\"<i>&\"}");
  open_page (self);
  lk_ui_wait_for ("device-row-X");
  g_assert_true (lk_ui_says ("<b>&amp;</b>"));
  g_assert_true (lk_ui_says ("<i>&\nX"));
}

static void
test_a_device_leads_to_its_page_and_back_to_a_new_list (LkUiFixture  *self,
                                                        gconstpointer data)
{
  g_autofree char *uri = NULL;

  add_oauth (self, device_view);
  answer_list (self, OWN "," PHONE);
  answer_list (self, OWN);
  open_page (self);
  lk_ui_click (PHONE_ROW);
  lk_ui_wait_for ("web-page");
  uri = lk_web_view_dup_uri (lk_dummy_web_view_get_last ());
  g_assert_cmpstr (uri, ==, "https://account.example.org/?action=org.matrix.device_view"
                            "&device_id=a%2Fb%3Dc%2B");
  g_assert_cmpuint (count (self, KEY_LIST), ==, 1);
  lk_ui_click ("web-cancel-button");
  lk_ui_wait_gone (PHONE_ROW);
  g_assert_nonnull (lk_ui_find ("device-row-DEVICEDEVICE"));
  g_assert_cmpuint (count (self, KEY_LIST), ==, 2);
}

static void
test_a_provider_without_such_pages_has_none (LkUiFixture  *self,
                                             gconstpointer data)
{
  add_oauth (self, sessions_only);
  answer_list (self, OWN "," PHONE);
  open_page (self);
  g_assert_false (gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (lk_ui_wait_for (PHONE_ROW))));
  g_assert_null (lk_ui_find ("device-remove-button"));
}

/* What is set apart is there when asked for. The clock of this computer may be wrong, but this
 * device is in use. */
static void
test_what_was_not_seen_for_long_is_set_apart (LkUiFixture  *self,
                                              gconstpointer data)
{
  AdwExpanderRow *stale;
  g_autofree char *order = NULL;

  add_oauth (self, device_view);
  answer_list_of_old (self, "{\"device_id\":\"STALE\",\"last_seen_ts\":{91 days}},"
                            "{\"device_id\":\"UNKNOWN\"},"
                            "{\"device_id\":\"OLDER\",\"last_seen_ts\":1000},"
                            "{\"device_id\":\"OLD\",\"last_seen_ts\":{80 days}},"
                            "{\"device_id\":\"DEVICEDEVICE\",\"last_seen_ts\":1000}");
  open_page (self);
  order = dup_order ();
  g_assert_cmpstr (order, ==, "DEVICEDEVICE OLD UNKNOWN ");
  g_assert_true (lk_ui_says ("2 devices"));
  g_assert_null (lk_ui_find ("device-row-STALE"));
  stale = ADW_EXPANDER_ROW (lk_ui_find ("devices-stale-row"));
  g_assert_null (gtk_widget_get_next_sibling (GTK_WIDGET (stale)));

  adw_expander_row_set_expanded (stale, TRUE);
  lk_ui_click ("device-row-STALE");
  lk_ui_wait_for ("web-page");
  lk_ui_click ("web-cancel-button");
  wait_for_new_list (self);
  lk_ui_wait_for ("device-row-OLDER");
  g_assert_true (adw_expander_row_get_expanded (stale)); /* as the person left it */
}

static void
test_nothing_is_set_apart_without_need (LkUiFixture  *self,
                                        gconstpointer data)
{
  add_oauth (self, device_view);
  answer_list_of_old (self, OWN ",{\"device_id\":\"OLD\",\"last_seen_ts\":{91 days}}");
  answer_list (self, OWN "," PHONE);
  open_page (self);
  lk_ui_wait_for ("devices-stale-row");
  lk_devices_group_refresh (LK_DEVICES_GROUP (lk_ui_find ("devices-group")));
  lk_ui_wait_for (PHONE_ROW);
  g_assert_null (lk_ui_find ("devices-stale-row"));
}

/* H6: the provider's page removes it, never a request of ours. */
static void
test_a_device_is_removed_on_the_providers_page (LkUiFixture  *self,
                                                gconstpointer data)
{
  const char *const *actions = data;
  g_autofree char *uri = NULL;

  add_oauth (self, actions);
  answer_list (self, OWN "," PHONE);
  answer_list (self, OWN);
  open_page (self);
  lk_ui_wait_for (PHONE_ROW);
  lk_ui_click ("device-remove-button");
  lk_ui_wait_for ("web-page");
  uri = lk_web_view_dup_uri (lk_dummy_web_view_get_last ());
  g_assert_cmpstr (uri, ==, actions == old_delete
                              ? "https://account.example.org/?action=org.matrix.session_end"
                                "&device_id=a%2Fb%3Dc%2B"
                              : "https://account.example.org/?action=org.matrix.device_delete"
                                "&device_id=a%2Fb%3Dc%2B");
  lk_ui_click ("web-cancel-button");
  lk_ui_wait_gone (PHONE_ROW);
  g_assert_cmpuint (count (self, KEY_REMOVE), ==, 0);
}

static void
test_nothing_is_removed_of_an_oauth_account (LkUiFixture  *self,
                                             gconstpointer data)
{
  add_oauth (self, device_view);
  answer_list (self, OWN "," PHONE);
  open_page (self);
  lk_ui_wait_for (PHONE_ROW);
  g_assert_null (lk_ui_find ("device-remove-button"));
  gtk_widget_activate_action (lk_ui_find ("devices-group"), "devices.remove", "s", "a/b=c+");
  g_assert_null (lk_ui_find ("remove-device-dialog"));
  g_assert_cmpuint (count (self, KEY_REMOVE), ==, 0);
}

/* H5: only after the person went elsewhere, and only while the page is there. */
static void
test_the_list_is_new_when_the_window_is_active_again (LkUiFixture  *self,
                                                      gconstpointer data)
{
  add_oauth (self, device_view);
  answer_list (self, OWN "," PHONE);
  answer_list (self, OWN);
  open_page (self);
  lk_ui_wait_for (PHONE_ROW);
  if (!gtk_window_is_active (GTK_WINDOW (self->window)))
    {
      g_test_skip ("The display has no active window");
      return;
    }
  g_object_notify (G_OBJECT (self->window), "is-active");
  lk_test_drain ();
  g_assert_cmpuint (count (self, KEY_LIST), ==, 1);

  lk_devices_group_expect_changes (LK_DEVICES_GROUP (lk_ui_find ("devices-group")));
  g_object_notify (G_OBJECT (self->window), "is-active");
  lk_ui_wait_gone (PHONE_ROW);
  g_object_notify (G_OBJECT (self->window), "is-active");
  lk_test_drain ();
  g_assert_cmpuint (count (self, KEY_LIST), ==, 2);
}

static void
test_a_long_list_is_short_until_asked (LkUiFixture  *self,
                                       gconstpointer data)
{
  g_autoptr (GString) list = g_string_new (OWN);

  add_oauth (self, device_view);
  for (guint i = 1; i < 12; i++)
    g_string_append_printf (list, ",{\"device_id\":\"D%u\"}", i);
  answer_list (self, list->str);
  open_page (self);
  lk_ui_wait_for ("device-row-D4");
  g_assert_null (lk_ui_find ("device-row-D5"));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (lk_ui_wait_for ("devices-show-all-button"))),
                   ==, "Show _All (12)");
  lk_ui_click ("devices-show-all-button");
  g_assert_nonnull (lk_ui_wait_for ("device-row-D11"));
  g_assert_null (lk_ui_find ("devices-show-all-button"));
  lk_ui_assert_focus ("device-row-D5");
}

static void
test_no_devices_are_told (LkUiFixture  *self,
                          gconstpointer data)
{
  add_oauth (self, device_view);
  answer_list (self, "");
  open_page (self);
  lk_ui_wait_for ("devices-empty-row");
  g_assert_null (lk_ui_find ("devices-failure-row"));
}

static void
test_a_failure_is_quiet_and_can_be_tried_again (LkUiFixture  *self,
                                                gconstpointer data)
{
  add_oauth (self, device_view);
  answer (self, KEY_LIST, 500, "");
  answer_list (self, OWN "," PHONE);
  open_page (self);
  lk_ui_wait_for ("devices-failure-row");
  g_assert_true (lk_ui_says ("The devices can’t be shown now"));
  g_assert_null (lk_ui_find ("devices-empty-row"));
  g_assert_null (lk_ui_find ("devices-loading-row"));
  lk_ui_click ("devices-retry-button");
  lk_ui_wait_for (PHONE_ROW);
  g_assert_null (lk_ui_find ("devices-failure-row"));
}

/* What was known is still shown, below the word that it may be old. */
static void
test_a_later_failure_keeps_the_list (LkUiFixture  *self,
                                     gconstpointer data)
{
  add_oauth (self, device_view);
  answer_list (self, OWN "," PHONE);
  answer (self, KEY_LIST, 404, "{\"errcode\":\"M_UNRECOGNIZED\"}");
  open_page (self);
  lk_ui_wait_for (PHONE_ROW);
  lk_devices_group_refresh (LK_DEVICES_GROUP (lk_ui_find ("devices-group")));
  lk_ui_wait_for ("devices-failure-row");
  g_assert_true (lk_ui_says ("This list may be out of date"));
  g_assert_nonnull (lk_ui_find (PHONE_ROW));
}

static void
test_without_a_session_there_is_no_list (LkUiFixture  *self,
                                         gconstpointer data)
{
  lk_ui_fixture_add_expired (self);
  open_page (self);
  g_assert_null (lk_ui_find ("devices-group"));
  g_assert_cmpuint (count (self, KEY_LIST), ==, 0);
}

/* The window goes while the question is on its way: the fixture finds nothing left over. */
static void
test_closing_the_window_meanwhile (LkUiFixture  *self,
                                   gconstpointer data)
{
  add_oauth (self, device_view);
  lk_fake_server_hang (self->world.server, KEY_LIST);
  open_page (self);
  lk_ui_wait_for ("devices-loading-row");
}

/* A legacy account. */

/* Also where it can't be seen. */
static GtkWidget *
find_named (GtkWidget  *widget,
            const char *name)
{
  GtkWidget *found = g_str_equal (gtk_widget_get_name (widget), name) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_named (child, name);
  return found;
}

static void
test_it_says_why_there_is_no_page (LkUiFixture  *self,
                                   gconstpointer data)
{
  GtkWidget *home;

  add_legacy (self);
  answer_list (self, OWN "," PHONE);
  open_page (self);
  lk_ui_wait_for (PHONE_ROW);
  home = find_named (lk_ui_find ("manage-group"), "manage-home-row");
  g_assert_true (lk_ui_says ("This homeserver manages its accounts itself, without web pages for "
                             "it. Latchkey shows what it lets apps do."));
  g_assert_false (gtk_widget_get_mapped (gtk_widget_get_parent (home)));
  g_assert_null (lk_ui_find ("session-provider-row"));
  g_assert_nonnull (lk_ui_find ("session-homeserver-row"));
  g_assert_null (lk_ui_find ("manage-home-row"));
  g_assert_null (lk_ui_find ("manage-browser-button"));
  g_assert_false (gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (lk_ui_find (PHONE_ROW))));
}

static void
test_only_others_are_removed (LkUiFixture  *self,
                              gconstpointer data)
{
  add_legacy (self);
  answer_list (self, OWN);
  open_page (self);
  lk_ui_wait_for ("device-row-DEVICEDEVICE");
  g_assert_null (lk_ui_find ("device-remove-button"));
  gtk_widget_activate_action (lk_ui_find ("devices-group"), "devices.remove", "s", "DEVICEDEVICE");
  g_assert_null (lk_ui_find ("remove-device-dialog"));
}

static void
test_no_is_no (LkUiFixture  *self,
               gconstpointer data)
{
  begin_removal (self);
  lk_ui_answer ("remove-device-dialog", "cancel");
  lk_test_drain ();
  g_assert_cmpuint (count (self, KEY_REMOVE), ==, 0);
}

static void
test_a_server_that_wants_nothing_removes_at_once (LkUiFixture  *self,
                                                  gconstpointer data)
{
  begin_removal (self);
  answer (self, KEY_REMOVE, 200, "{}");
  answer_list (self, OWN);
  lk_ui_answer ("remove-device-dialog", "remove");
  lk_ui_wait_gone (PHONE_ROW);
  g_assert_true (lk_ui_says ("“Phone” was removed"));
  g_assert_null (lk_ui_find ("remove-device-password-dialog"));
  g_assert_cmpuint (count (self, KEY_LIST), ==, 2);
}

static void
type_password (const char *password)
{
  lk_ui_wait_dialog ("remove-device-password-dialog");
  lk_ui_type ("question-entry", password);
  lk_ui_answer ("remove-device-password-dialog", "remove");
}

static void
test_the_password_is_asked_for_until_it_is_right (LkUiFixture  *self,
                                                  gconstpointer data)
{
  begin_removal (self);
  answer (self, KEY_REMOVE, 401, WANTS ("m.login.password"));
  answer (self, KEY_REMOVE, 401, WANTS ("m.login.password"));
  answer (self, KEY_REMOVE, 401, WRONG);
  answer (self, KEY_REMOVE, 401, WANTS ("m.login.password"));
  answer (self, KEY_REMOVE, 200, "{}");
  answer_list (self, OWN);

  lk_ui_answer ("remove-device-dialog", "remove");
  g_assert_false (adw_message_dialog_get_response_enabled (
    lk_ui_wait_dialog ("remove-device-password-dialog"), "remove"));
  g_assert_null (lk_ui_find ("question-problem"));
  lk_ui_assert_focus ("question-entry");
  type_password ("hunter3");
  g_assert_cmpstr (lk_ui_label ("question-problem"), ==,
                   "That isn’t the right password. Try again.");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (lk_ui_find ("question-entry"))), ==, "");
  type_password ("hunter2");
  lk_ui_wait_gone (PHONE_ROW);
  g_assert_nonnull (strstr (lk_fake_server_last_body (self->world.server, KEY_REMOVE),
                            "\"hunter2\""));
  g_assert_cmpuint (count (self, KEY_REMOVE), ==, 5);
}

static void
test_enter_gives_the_password (LkUiFixture  *self,
                               gconstpointer data)
{
  gboolean left = FALSE;

  begin_removal (self);
  answer (self, KEY_REMOVE, 401, WANTS ("m.login.password"));
  answer (self, KEY_REMOVE, 401, WANTS ("m.login.password"));
  answer (self, KEY_REMOVE, 200, "{}");
  answer_list (self, OWN);

  lk_ui_answer ("remove-device-dialog", "remove");
  lk_ui_wait_dialog ("remove-device-password-dialog");
  lk_ui_watch_keyboard ("question-entry", &left);
  lk_ui_type ("question-entry", "hunter2");
  gtk_widget_activate_default (lk_ui_find ("question-entry"));
  lk_ui_wait_gone (PHONE_ROW);
  g_assert_null (lk_ui_find ("remove-device-password-dialog"));
  g_assert_true (left);
}

static void
test_a_password_that_is_not_given_is_no (LkUiFixture  *self,
                                         gconstpointer data)
{
  begin_removal (self);
  answer (self, KEY_REMOVE, 401, WANTS ("m.login.password"));
  lk_ui_answer ("remove-device-dialog", "remove");
  lk_ui_wait_dialog ("remove-device-password-dialog");
  lk_ui_type ("question-entry", "hunter2");
  lk_ui_answer ("remove-device-password-dialog", "cancel");
  lk_test_drain ();
  g_assert_cmpuint (count (self, KEY_REMOVE), ==, 1);
  g_assert_true (gtk_widget_is_sensitive (lk_ui_find (PHONE_ROW)));
}

static void
test_a_page_of_the_server_is_shown (LkUiFixture  *self,
                                    gconstpointer data)
{
  g_autofree char *uri = NULL;

  begin_removal (self);
  answer (self, KEY_REMOVE, 401, WANTS ("m.login.sso"));
  answer (self, KEY_REMOVE, 200, "{}");
  answer_list (self, OWN);
  lk_ui_answer ("remove-device-dialog", "remove");
  lk_ui_answer ("remove-device-page-dialog", "open");
  lk_ui_wait_for ("web-page");
  uri = lk_web_view_dup_uri (lk_dummy_web_view_get_last ());
  g_assert_true (g_str_has_suffix (uri, "/auth/m.login.sso/fallback/web?session=s1"));
  g_assert_cmpuint (count (self, KEY_REMOVE), ==, 1);

  lk_ui_click ("web-cancel-button");
  lk_ui_wait_gone (PHONE_ROW);
  wait_for_new_list (self);
  g_assert_cmpstr (lk_fake_server_last_body (self->world.server, KEY_REMOVE), ==,
                   "{\"auth\":{\"session\":\"s1\"}}");
}

static void
test_a_page_left_undone_is_asked_about_again (LkUiFixture  *self,
                                              gconstpointer data)
{
  begin_removal (self);
  answer (self, KEY_REMOVE, 401, WANTS ("m.login.sso"));
  lk_ui_answer ("remove-device-dialog", "remove");
  lk_ui_answer ("remove-device-page-dialog", "open");
  lk_ui_click ("web-cancel-button");
  lk_ui_answer ("remove-device-page-dialog", "cancel");
  lk_test_drain ();
  g_assert_cmpuint (count (self, KEY_REMOVE), ==, 2);
  g_assert_nonnull (lk_ui_find (PHONE_ROW));
}

typedef struct
{
  const char *path;
  guint       status;
  const char *body;
  const char *told;
} Refusal;

static const Refusal refusals[] = {
  { "no-such-function", 404, "{\"errcode\":\"M_UNRECOGNIZED\"}",
    "This homeserver doesn’t let apps remove devices. Sign out on the device itself." },
  { "with-words", 403, "{\"errcode\":\"M_FORBIDDEN\",\"error\":\"<b>Not now</b>\"}",
    "The server refused. It says: “<b>Not now</b>”" },
  { "a-fault", 500, "",
    "The server reports a fault of its own. You did nothing wrong: try again later." },
};

static void
test_a_refusal_is_told (LkUiFixture  *self,
                        gconstpointer data)
{
  const Refusal *refusal = data;

  begin_removal (self);
  answer (self, KEY_REMOVE, refusal->status, refusal->body);
  lk_ui_answer ("remove-device-dialog", "remove");
  lk_ui_wait_dialog ("remove-device-failed-dialog");
  wait_to_be_told (refusal->told);
  lk_ui_answer ("remove-device-failed-dialog", "close");
  g_assert_true (gtk_widget_is_sensitive (lk_ui_wait_for (PHONE_ROW)));
  g_assert_cmpuint (count (self, KEY_LIST), ==, 1);
}

static void
test_meanwhile_nothing_else_is_done_with_it (LkUiFixture  *self,
                                             gconstpointer data)
{
  begin_removal (self);
  lk_fake_server_answer (self->world.server, KEY_REMOVE, 200, "application/json", "{}");
  lk_fake_server_hold (self->world.server, KEY_REMOVE);
  answer_list (self, OWN);
  lk_ui_answer ("remove-device-dialog", "remove");
  g_assert_false (gtk_widget_is_sensitive (lk_ui_find (PHONE_ROW)));
  lk_account_fixture_wait_asked (&self->world, KEY_REMOVE, 1);
  lk_fake_server_release (self->world.server);
  lk_ui_wait_gone (PHONE_ROW);
}

/* The window goes while the removal is on its way. */
static void
test_closing_the_window_while_removing (LkUiFixture  *self,
                                        gconstpointer data)
{
  begin_removal (self);
  answer (self, KEY_REMOVE, 401, WANTS ("m.login.password"));
  lk_ui_answer ("remove-device-dialog", "remove");
}

/* Renaming is the homeserver's, with a provider, too. */
static void
test_this_device_is_renamed (LkUiFixture  *self,
                             gconstpointer data)
{
  if (data != NULL)
    add_oauth (self, data);
  else
    add_legacy (self);
  answer_list (self, OWN);
  answer_list (self, "{\"device_id\":\"DEVICEDEVICE\",\"display_name\":\"Desk\"}");
  answer (self, KEY_RENAME, 200, "{}");
  open_page (self);
  lk_ui_click ("device-rename-button");
  lk_ui_wait_dialog ("rename-device-dialog");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (lk_ui_find ("question-entry"))), ==,
                   "Latchkey");
  lk_ui_type ("question-entry", "Desk");
  lk_ui_answer ("rename-device-dialog", "rename");
  wait_to_be_told ("Desk");
  g_assert_cmpstr (lk_fake_server_last_body (self->world.server, KEY_RENAME), ==,
                   "{\"display_name\":\"Desk\"}");
}

static void
test_a_name_that_is_refused_is_told (LkUiFixture  *self,
                                     gconstpointer data)
{
  add_legacy (self);
  answer_list (self, OWN);
  answer (self, KEY_RENAME, 403, "{\"errcode\":\"M_FORBIDDEN\"}");
  open_page (self);
  lk_ui_click ("device-rename-button");
  lk_ui_answer ("rename-device-dialog", "rename");
  lk_ui_answer ("rename-device-failed-dialog", "close");
  g_assert_cmpuint (count (self, KEY_LIST), ==, 1);
}

static void
add_refusals (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strconcat ("/devices-group/legacy/refused/", refusals[i].path,
                                           NULL);

      g_test_add (path, LkUiFixture, &refusals[i], lk_ui_fixture_set_up, test_a_refusal_is_told,
                  lk_ui_fixture_tear_down);
    }
}

static void
add_legacy_tests (void)
{
  LK_UI_ADD ("/devices-group/legacy/it-says-why-there-is-no-page",
             test_it_says_why_there_is_no_page);
  LK_UI_ADD ("/devices-group/legacy/only-others-are-removed", test_only_others_are_removed);
  LK_UI_ADD ("/devices-group/legacy/no-is-no", test_no_is_no);
  LK_UI_ADD ("/devices-group/legacy/a-server-that-wants-nothing-removes-at-once",
             test_a_server_that_wants_nothing_removes_at_once);
  LK_UI_ADD ("/devices-group/legacy/the-password-is-asked-for-until-it-is-right",
             test_the_password_is_asked_for_until_it_is_right);
  LK_UI_ADD ("/devices-group/legacy/enter-gives-the-password", test_enter_gives_the_password);
  LK_UI_ADD ("/devices-group/legacy/a-password-that-is-not-given-is-no",
             test_a_password_that_is_not_given_is_no);
  LK_UI_ADD ("/devices-group/legacy/a-page-of-the-server-is-shown",
             test_a_page_of_the_server_is_shown);
  LK_UI_ADD ("/devices-group/legacy/a-page-left-undone-is-asked-about-again",
             test_a_page_left_undone_is_asked_about_again);
  LK_UI_ADD ("/devices-group/legacy/meanwhile-nothing-else-is-done-with-it",
             test_meanwhile_nothing_else_is_done_with_it);
  LK_UI_ADD ("/devices-group/legacy/closing-the-window-while-removing",
             test_closing_the_window_while_removing);
  LK_UI_ADD ("/devices-group/legacy/this-device-is-renamed", test_this_device_is_renamed);
  LK_UI_ADD ("/devices-group/legacy/a-name-that-is-refused-is-told",
             test_a_name_that_is_refused_is_told);
  add_refusals ();
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/devices-group/this-device-is-first-then-the-last-seen",
             test_this_device_is_first_then_the_last_seen);
  LK_UI_ADD ("/devices-group/K9/hostile-text-is-plain", test_hostile_text_is_plain);
  LK_UI_ADD ("/devices-group/H5/a-device-leads-to-its-page-and-back-to-a-new-list",
             test_a_device_leads_to_its_page_and_back_to_a_new_list);
  LK_UI_ADD ("/devices-group/H5/the-list-is-new-when-the-window-is-active-again",
             test_the_list_is_new_when_the_window_is_active_again);
  LK_UI_ADD ("/devices-group/H4/a-provider-without-such-pages-has-none",
             test_a_provider_without_such_pages_has_none);
  LK_UI_ADD ("/devices-group/H6/nothing-is-removed-of-an-oauth-account",
             test_nothing_is_removed_of_an_oauth_account);
  LK_UI_ADD ("/devices-group/what-was-not-seen-for-long-is-set-apart",
             test_what_was_not_seen_for_long_is_set_apart);
  LK_UI_ADD ("/devices-group/nothing-is-set-apart-without-need",
             test_nothing_is_set_apart_without_need);
  g_test_add ("/devices-group/H6/a-device-is-removed-on-the-providers-page", LkUiFixture,
              view_and_delete, lk_ui_fixture_set_up,
              test_a_device_is_removed_on_the_providers_page, lk_ui_fixture_tear_down);
  g_test_add ("/devices-group/H1/a-device-is-removed-on-an-older-providers-page", LkUiFixture,
              old_delete, lk_ui_fixture_set_up,
              test_a_device_is_removed_on_the_providers_page, lk_ui_fixture_tear_down);
  g_test_add ("/devices-group/this-device-is-renamed", LkUiFixture, device_view,
              lk_ui_fixture_set_up, test_this_device_is_renamed, lk_ui_fixture_tear_down);
  LK_UI_ADD ("/devices-group/a-long-list-is-short-until-asked",
             test_a_long_list_is_short_until_asked);
  LK_UI_ADD ("/devices-group/no-devices-are-told", test_no_devices_are_told);
  LK_UI_ADD ("/devices-group/a-failure-is-quiet-and-can-be-tried-again",
             test_a_failure_is_quiet_and_can_be_tried_again);
  LK_UI_ADD ("/devices-group/a-later-failure-keeps-the-list", test_a_later_failure_keeps_the_list);
  LK_UI_ADD ("/devices-group/without-a-session-there-is-no-list",
             test_without_a_session_there_is_no_list);
  LK_UI_ADD ("/devices-group/closing-the-window-meanwhile", test_closing_the_window_meanwhile);
  add_legacy_tests ();

  return g_test_run ();
}
