/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-all-devices-page.h"
#include "lk-dummy-web-view.h"
#include "lk-error.h"
#include "lk-last-seen.h"
#include "lk-sanitized.h"
#include "lk-ui-fixture.h"

#define KEY_LIST   "GET /_matrix/client/v3/devices"
#define KEY_OTHER  "GET /other/_matrix/client/v3/devices"
#define KEY_REMOVE "DELETE /_matrix/client/v3/devices/PHONE"

#define DAY (24 * 60 * 60)

#define OWN   "{\"device_id\":\"DEVICEDEVICE\",\"display_name\":\"Latchkey\"}"
#define PHONE "{\"device_id\":\"PHONE\",\"display_name\":\"Phone\",\"last_seen_ts\":1000000}"
#define TV    "{\"device_id\":\"TV\",\"display_name\":\"TV\",\"last_seen_ts\":2000000}"
#define DESK  "{\"device_id\":\"DESK\",\"display_name\":\"Desk\",\"last_seen_ts\":3000000}"

#define WANTS_PASSWORD \
  "{\"session\":\"s1\",\"flows\":[{\"stages\":[\"m.login.password\"]}]}"
#define WANTS_PAGE "{\"session\":\"s1\",\"flows\":[{\"stages\":[\"m.login.sso\"]}]}"

static void
answer (LkUiFixture *self,
        const char  *key,
        const char  *list)
{
  g_autofree char *body = g_strdup_printf ("{\"devices\":[%s]}", list);

  lk_account_fixture_script (&self->world, key, 200, body);
}

static guint
count (LkUiFixture *self,
       const char  *key)
{
  return lk_fake_server_count (self->world.server, key);
}

static LkAccount *
add_oauth (LkUiFixture *self)
{
  static const char *const actions[] = { "org.matrix.device_delete", NULL };
  LkAccount *account = lk_ui_fixture_add_session (self);
  g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));

  record->account_management_uri = g_strdup ("https://account.example.org/");
  g_strfreev (record->account_management_actions);
  record->account_management_actions = g_strdupv ((char **) actions);
  lk_account_set_record (account, record);
  return account;
}

/* Another account, whose homeserver is another path of the server. */
static LkAccount *
add_other (LkUiFixture *self)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (&self->world, 0);
  g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));

  g_free (record->base_url);
  g_free (record->user_id);
  record->base_url = g_strconcat (lk_fake_server_get_url (self->world.server), "/other", NULL);
  record->user_id = g_strdup ("@bob:example.org");
  lk_account_set_record (account, record);
  lk_account_list_add (self->accounts, account);
  return account;
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
  g_assert_null (lk_ui_find ("all-devices-page"));
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.all-devices", NULL);
  lk_ui_wait_for ("all-devices-page");
  lk_ui_wait_gone ("all-devices-spinner");
  lk_test_drain ();
}

static void
choose (const char *device_id)
{
  g_autofree char *name = g_strconcat ("choose-", device_id, NULL);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (lk_ui_wait_for (name)), TRUE);
}

static gboolean
is_chosen (const char *device_id)
{
  g_autofree char *name = g_strconcat ("choose-", device_id, NULL);

  return gtk_check_button_get_active (GTK_CHECK_BUTTON (lk_ui_find (name)));
}

static void
go_back (LkUiFixture *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.back", NULL);
}

typedef struct
{
  const char *name, *text;
} Saying;

static gboolean
is_said (gpointer user_data)
{
  Saying *saying = user_data;
  GtkWidget *label = lk_ui_find (saying->name);

  return label != NULL && g_str_equal (gtk_label_get_text (GTK_LABEL (label)), saying->text);
}

static void
wait_for_label (const char *name,
                const char *text)
{
  Saying saying = { name, text };

  g_test_message ("Waiting for %s to say %s", name, text);
  lk_test_wait_until (is_said, &saying);
}

static void
append_names (GtkWidget *widget,
              GString   *names)
{
  const char *name = gtk_widget_get_name (widget);

  if (g_str_has_prefix (name, "listed-device-") && gtk_widget_get_mapped (widget) &&
      gtk_widget_get_child_visible (gtk_widget_get_parent (widget)) &&
      !g_str_equal (name, "listed-device-own-label") && !g_str_equal (name, "listed-device-row"))
    g_string_append_printf (names, "%s ", name + strlen ("listed-device-"));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    append_names (child, names);
}

static void
assert_order (const char *expected)
{
  g_autoptr (GString) names = g_string_new (NULL);

  lk_test_drain ();
  append_names (lk_ui_wait_for ("all-devices-list"), names);
  g_assert_cmpstr (names->str, ==, expected);
}

static void
select_in (const char *name,
           guint       selected)
{
  gtk_drop_down_set_selected (GTK_DROP_DOWN (lk_ui_wait_for (name)), selected);
}

/* The list. */

static void
test_when_they_were_seen_orders_them (LkUiFixture  *self,
                                      gconstpointer data)
{
  add_oauth (self);
  add_other (self);
  answer (self, KEY_LIST, DESK "," OWN "," PHONE);
  answer (self, KEY_OTHER, TV);
  open_page (self);
  assert_order ("PHONE TV DESK DEVICEDEVICE ");
  select_in ("all-devices-order", LK_LAST_SEEN_NEWEST_FIRST);
  assert_order ("DESK TV PHONE DEVICEDEVICE ");
  g_assert_true (lk_ui_says ("4 devices"));
  g_assert_true (lk_ui_says ("@bob:example.org"));
  g_assert_true (lk_ui_says ("This session"));
}

static void
test_those_unseen_for_long_are_found (LkUiFixture  *self,
                                      gconstpointer data)
{
  gint64 now = lk_clock_seconds (self->world.clock);
  g_autofree char *list =
    g_strdup_printf ("{\"device_id\":\"A\",\"last_seen_ts\":%" G_GINT64_FORMAT "000},"
                     "{\"device_id\":\"B\",\"last_seen_ts\":%" G_GINT64_FORMAT "000},"
                     "{\"device_id\":\"C\",\"last_seen_ts\":%" G_GINT64_FORMAT "000}," OWN,
                     now - 29 * DAY, now - 31 * DAY, now - 91 * DAY);

  add_oauth (self);
  answer (self, KEY_LIST, list);
  open_page (self);
  assert_order ("C B A DEVICEDEVICE ");
  select_in ("all-devices-unseen", LK_UNSEEN_30_DAYS);
  assert_order ("C B ");
  select_in ("all-devices-unseen", LK_UNSEEN_90_DAYS);
  assert_order ("C ");
  select_in ("all-devices-unseen", LK_UNSEEN_YEAR);
  lk_ui_wait_for ("all-devices-empty");
  g_assert_true (lk_ui_says ("None That Old"));
  select_in ("all-devices-unseen", LK_UNSEEN_ANY);
  assert_order ("C B A DEVICEDEVICE ");
}

static void
test_the_own_session_is_never_chosen (LkUiFixture  *self,
                                      gconstpointer data)
{
  add_oauth (self);
  answer (self, KEY_LIST, OWN "," PHONE "," TV);
  open_page (self);
  g_assert_false (gtk_widget_is_sensitive (lk_ui_find ("choose-DEVICEDEVICE")));
  g_assert_false (is_chosen ("PHONE")); /* nothing is chosen for the person */
  g_assert_false (gtk_widget_is_sensitive (lk_ui_find ("all-devices-clean-up-button")));
  lk_ui_click ("all-devices-choose-all-button");
  g_assert_true (is_chosen ("PHONE") && is_chosen ("TV"));
  g_assert_false (is_chosen ("DEVICEDEVICE"));
  wait_for_label ("all-devices-chosen", "2 selected");
  lk_ui_click ("all-devices-choose-all-button");
  g_assert_false (is_chosen ("PHONE") || is_chosen ("TV"));
  lk_ui_wait_gone ("all-devices-chosen");
  choose ("PHONE");
  wait_for_label ("all-devices-chosen", "1 selected");
}

/* Enter on a row, or a click, does what its mark does. */
static void
test_a_row_chooses_its_device (LkUiFixture  *self,
                               gconstpointer data)
{
  add_oauth (self);
  answer (self, KEY_LIST, OWN "," PHONE);
  open_page (self);
  g_signal_emit_by_name (lk_ui_find ("all-devices-list"), "activate", 0);
  g_assert_true (is_chosen ("PHONE"));
  wait_for_label ("all-devices-chosen", "1 selected");
  g_signal_emit_by_name (lk_ui_find ("all-devices-list"), "activate", 1); /* its own */
  g_assert_false (is_chosen ("DEVICEDEVICE"));
}

static void
test_what_is_not_shown_is_not_cleaned_up (LkUiFixture  *self,
                                          gconstpointer data)
{
  gint64 now = lk_clock_seconds (self->world.clock);
  g_autofree char *list =
    g_strdup_printf ("{\"device_id\":\"NEW\",\"last_seen_ts\":%" G_GINT64_FORMAT "000}," PHONE,
                     now);
  g_autoptr (GPtrArray) chosen = NULL;

  add_oauth (self);
  answer (self, KEY_LIST, list);
  open_page (self);
  lk_ui_click ("all-devices-choose-all-button");
  select_in ("all-devices-unseen", LK_UNSEEN_90_DAYS);
  wait_for_label ("all-devices-chosen", "1 selected");
  chosen = lk_all_devices_page_dup_chosen (LK_ALL_DEVICES_PAGE (lk_ui_find ("all-devices-page")));
  g_assert_cmpuint (chosen->len, ==, 1);
  g_assert_cmpstr (lk_listed_device_get_device (chosen->pdata[0])->device_id, ==, "PHONE");
}

static void
test_who_is_missing_is_told_by_name (LkUiFixture  *self,
                                     gconstpointer data)
{
  LkAccount *other;

  add_oauth (self);
  other = add_other (self);
  lk_account_enter (other, LK_AUTH_STATE_NEEDS_SIGN_IN, NULL);
  answer (self, KEY_LIST, PHONE);
  open_page (self);
  g_assert_nonnull (lk_ui_find ("listed-device-PHONE"));
  g_assert_cmpstr (lk_ui_label ("all-devices-notes-label"), ==, "1 account is missing");
  lk_ui_pop_up ("all-devices-notes-button");
  lk_ui_wait_for ("devices-note-row");
  g_assert_true (lk_ui_says ("@bob:example.org"));
  g_assert_true (lk_ui_says ("Sign in again"));
  g_signal_emit_by_name (lk_ui_find ("all-devices-notes"), "activate", 0);
  lk_ui_wait_for ("sign-in-again-button"); /* its account's page */
}

static void
test_a_failure_has_a_sentence (LkUiFixture  *self,
                               gconstpointer data)
{
  add_oauth (self);
  add_other (self);
  answer (self, KEY_LIST, PHONE);
  lk_account_fixture_script (&self->world, KEY_OTHER, 502, "<html>");
  open_page (self);
  lk_ui_pop_up ("all-devices-notes-button");
  lk_ui_wait_for ("devices-note-row");
  g_assert_true (lk_ui_says ("@bob:example.org"));
  gtk_menu_button_popdown (GTK_MENU_BUTTON (lk_ui_find ("all-devices-notes-button")));

  answer (self, KEY_OTHER, TV);
  lk_ui_click ("all-devices-refresh-button");
  lk_ui_wait_for ("listed-device-TV");
  lk_ui_wait_gone ("all-devices-notes-button");
}

static void
test_hostile_text_is_plain (LkUiFixture  *self,
                            gconstpointer data)
{
  add_oauth (self);
  answer (self, KEY_LIST, "{\"device_id\":\"<i>&\\u202e\",\"display_name\":\"<b>&amp;\\u202e</b>\","
                          "\"last_seen_ip\":\"<u>&\"}");
  open_page (self);
  g_assert_true (lk_ui_says ("<b>&amp;</b>"));
  g_assert_true (lk_ui_says ("<i>&"));
  g_assert_true (lk_ui_says ("<u>&"));
  lk_ui_click ("all-devices-choose-all-button");
  lk_ui_click ("all-devices-clean-up-button");
  g_assert_cmpstr (lk_ui_label ("clean-up-name"), ==, "<b>&amp;</b>");
  g_assert_cmpstr (lk_ui_label ("clean-up-id"), ==, "<i>&");
  answer (self, KEY_LIST, "");
  lk_ui_click ("clean-up-open-button");
  lk_ui_wait_for ("web-page");
  lk_ui_click ("web-cancel-button");
  lk_ui_wait_for ("clean-up-summary");
}

static void
test_it_fits_a_phone (LkUiFixture  *self,
                      gconstpointer data)
{
  int minimum;

  add_oauth (self);
  add_other (self);
  answer (self, KEY_LIST, OWN ",{\"device_id\":\"ALONGDEVICEIDWITHOUTANYEND0123456789\","
                          "\"display_name\":\"A device with a name that has no end at all\","
                          "\"last_seen_ts\":1000}");
  open_page (self);
  lk_ui_click ("all-devices-choose-all-button");
  wait_for_label ("all-devices-chosen", "1 selected");
  select_in ("all-devices-unseen", LK_UNSEEN_YEAR);
  lk_test_drain ();
  g_assert_nonnull (lk_ui_find ("all-devices-notes-button"));
  gtk_widget_measure (GTK_WIDGET (self->window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  lk_ui_click ("all-devices-clean-up-button");
  lk_ui_wait_for ("clean-up-page");
  gtk_widget_measure (GTK_WIDGET (self->window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
}

static void
test_the_last_account_leads_home (LkUiFixture  *self,
                                  gconstpointer data)
{
  LkAccount *account = add_oauth (self);

  answer (self, KEY_LIST, PHONE);
  open_page (self);
  lk_account_enter (account, LK_AUTH_STATE_SIGNING_OUT, NULL);
  lk_account_enter (account, LK_AUTH_STATE_SIGNED_OUT, NULL);
  lk_ui_wait_for ("server-entry");
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.all-devices", NULL);
  g_assert_nonnull (lk_ui_find ("server-entry")); /* there is nothing to see */
}

/* The clean-up. */

/* Of PHONE, TV and DESK, in this order. */
static void
begin_clean_up (LkUiFixture *self)
{
  answer (self, KEY_LIST, OWN "," PHONE "," TV "," DESK);
  open_page (self);
  lk_ui_click ("all-devices-choose-all-button");
  lk_ui_click ("all-devices-clean-up-button");
  lk_ui_wait_for ("clean-up-page");
  wait_for_label ("clean-up-step", "Device 1 of 3");
  g_assert_cmpstr (lk_ui_label ("clean-up-name"), ==, "Phone");
}

static void
visit (void)
{
  lk_ui_click ("clean-up-open-button");
  lk_ui_wait_for ("web-page");
}

static void
test_what_has_gone_is_ticked_off (LkUiFixture  *self,
                                  gconstpointer data)
{
  LkAccount *account = add_oauth (self);
  g_autofree char *jar = lk_account_get_jar (account);
  g_autofree char *uri = NULL;

  begin_clean_up (self);
  g_assert_null (lk_ui_find ("clean-up-remove-button"));
  visit ();
  uri = lk_web_view_dup_uri (lk_dummy_web_view_get_last ());
  g_assert_cmpstr (uri, ==, "https://account.example.org/?action=org.matrix.device_delete"
                            "&device_id=PHONE");
  g_assert_cmpstr (lk_dummy_web_view_get_jar (lk_dummy_web_view_get_last ()), ==, jar);
  lk_ui_click ("web-cancel-button"); /* not removed there */
  wait_for_label ("clean-up-status", "The homeserver still lists it.");
  g_assert_cmpstr (lk_ui_label ("clean-up-step"), ==, "Device 1 of 3");

  visit ();
  answer (self, KEY_LIST, OWN "," TV "," DESK);
  lk_ui_click ("web-cancel-button");
  wait_for_label ("clean-up-status", "“Phone” is gone");
  g_assert_nonnull (lk_ui_find ("clean-up-gone"));
  g_assert_cmpstr (lk_ui_label ("clean-up-step"), ==, "Device 2 of 3");
  g_assert_cmpstr (lk_ui_label ("clean-up-name"), ==, "TV");

  lk_ui_click ("clean-up-skip-button");
  g_assert_null (lk_ui_find ("clean-up-gone"));
  wait_for_label ("clean-up-step", "Device 3 of 3");
  visit ();
  answer (self, KEY_LIST, OWN "," TV);
  lk_ui_click ("web-cancel-button");
  lk_ui_wait_for ("clean-up-summary");
  g_assert_true (lk_ui_says ("2 of 3 are gone"));
  g_assert_true (lk_ui_says ("1 device is still there."));
  lk_ui_click ("clean-up-done-button");
  assert_order ("TV DEVICEDEVICE ");
}

/* H6: whatever becomes of it, the homeserver isn't asked to remove what is the provider's. */
static void
test_nothing_of_the_providers_is_removed (LkUiFixture  *self,
                                          gconstpointer data)
{
  add_oauth (self);
  begin_clean_up (self);
  visit ();
  lk_ui_click ("web-cancel-button");
  wait_for_label ("clean-up-status", "The homeserver still lists it.");
  gtk_widget_activate_action (lk_ui_find ("clean-up-page"), "clean-up.remove", NULL);
  lk_ui_answer ("remove-device-dialog", "remove");
  lk_ui_answer ("remove-device-failed-dialog", "close");
  lk_ui_click ("clean-up-stop-button");
  lk_ui_wait_for ("clean-up-summary");
  g_assert_true (lk_ui_says ("0 of 3 are gone"));
  g_assert_cmpuint (count (self, KEY_REMOVE), ==, 0);
  g_assert_cmpuint (count (self, "POST /_matrix/client/v3/delete_devices"), ==, 0);
}

static void
test_back_leads_one_step_back (LkUiFixture  *self,
                               gconstpointer data)
{
  add_oauth (self);
  begin_clean_up (self);
  visit ();
  go_back (self);
  lk_ui_wait_for ("clean-up-page");
  g_assert_null (lk_ui_find ("web-page"));
  go_back (self);
  lk_ui_wait_for ("all-devices-page");
  g_assert_null (lk_ui_find ("clean-up-page"));
  g_assert_true (is_chosen ("PHONE")); /* what was chosen still is */
  go_back (self);
  lk_ui_wait_for ("account-list");
}

static void
test_not_knowing_is_said_and_can_be_tried_again (LkUiFixture  *self,
                                                 gconstpointer data)
{
  add_oauth (self);
  begin_clean_up (self);
  visit ();
  lk_account_fixture_script (&self->world, KEY_LIST, 502, "<html>");
  lk_ui_click ("web-cancel-button");
  lk_ui_wait_for ("clean-up-check-button");
  g_assert_cmpstr (lk_ui_label ("clean-up-step"), ==, "Device 1 of 3");
  answer (self, KEY_LIST, OWN);
  lk_ui_click ("clean-up-check-button");
  lk_ui_wait_for ("clean-up-summary");
  g_assert_true (lk_ui_says ("3 of 3 are gone"));
}

static void
test_a_provider_without_pages_is_told (LkUiFixture  *self,
                                       gconstpointer data)
{
  lk_ui_fixture_add_session (self);
  begin_clean_up (self);
  g_assert_null (lk_ui_find ("clean-up-open-button"));
  g_assert_null (lk_ui_find ("clean-up-remove-button"));
  lk_ui_wait_for ("clean-up-check-button");
  g_assert_nonnull (lk_ui_find ("clean-up-status"));
  lk_ui_click ("clean-up-skip-button");
  g_assert_nonnull (lk_ui_find ("clean-up-status")); /* so it is with the next one */
}

/* H5: a page that is open in a browser. */
static void
test_it_asks_when_the_window_is_active_again (LkUiFixture  *self,
                                              gconstpointer data)
{
  add_oauth (self);
  begin_clean_up (self);
  if (!gtk_window_is_active (GTK_WINDOW (self->window)))
    {
      g_test_skip ("The display has no active window");
      return;
    }
  g_object_notify (G_OBJECT (self->window), "is-active");
  lk_test_drain ();
  g_assert_cmpuint (count (self, KEY_LIST), ==, 1); /* nobody was anywhere */
  visit ();
  answer (self, KEY_LIST, OWN "," TV "," DESK);
  g_object_notify (G_OBJECT (self->window), "is-active");
  wait_for_label ("clean-up-step", "Device 2 of 3");
  g_assert_null (lk_ui_find ("web-page"));
  g_assert_null (lk_dummy_web_view_get_last ());
}

static void
test_a_legacy_device_is_removed_here (LkUiFixture  *self,
                                      gconstpointer data)
{
  add_legacy (self);
  begin_clean_up (self);
  g_assert_null (lk_ui_find ("clean-up-open-button"));
  lk_fake_server_answer (self->world.server, KEY_REMOVE, 401, "application/json", WANTS_PASSWORD);
  lk_fake_server_answer (self->world.server, KEY_REMOVE, 200, "application/json", "{}");
  lk_ui_click ("clean-up-remove-button");
  lk_ui_answer ("remove-device-dialog", "remove");
  lk_ui_type ("question-entry", "hunter2");
  answer (self, KEY_LIST, OWN "," TV "," DESK);
  lk_ui_answer ("remove-device-password-dialog", "remove");
  wait_for_label ("clean-up-step", "Device 2 of 3");
  g_assert_cmpuint (count (self, KEY_REMOVE), ==, 2);
}

static void
test_a_legacy_device_is_removed_after_a_page (LkUiFixture  *self,
                                              gconstpointer data)
{
  add_legacy (self);
  begin_clean_up (self);
  lk_fake_server_answer (self->world.server, KEY_REMOVE, 401, "application/json", WANTS_PAGE);
  lk_fake_server_answer (self->world.server, KEY_REMOVE, 200, "application/json", "{}");
  lk_ui_click ("clean-up-remove-button");
  lk_ui_answer ("remove-device-dialog", "remove");
  lk_ui_answer ("remove-device-page-dialog", "open");
  lk_ui_wait_for ("web-page");
  g_object_notify (G_OBJECT (self->window), "is-active"); /* not done yet */
  lk_test_drain ();
  g_assert_cmpuint (count (self, KEY_REMOVE), ==, 1);
  answer (self, KEY_LIST, OWN "," TV "," DESK);
  lk_ui_click ("web-cancel-button");
  wait_for_label ("clean-up-step", "Device 2 of 3");
  g_assert_cmpstr (lk_fake_server_last_body (self->world.server, KEY_REMOVE), ==,
                   "{\"auth\":{\"session\":\"s1\"}}");
}

/* The homeserver is slow, and the person has gone on. */
static void
test_skipping_while_it_is_asked (LkUiFixture  *self,
                                 gconstpointer data)
{
  add_oauth (self);
  begin_clean_up (self);
  visit ();
  lk_fake_server_forget (self->world.server, KEY_LIST);
  lk_fake_server_hang (self->world.server, KEY_LIST);
  lk_ui_click ("web-cancel-button");
  lk_account_fixture_wait_asked (&self->world, KEY_LIST, 1);
  g_assert_false (gtk_widget_is_sensitive (lk_ui_find ("clean-up-open-button")));
  lk_ui_click ("clean-up-skip-button");
  wait_for_label ("clean-up-step", "Device 2 of 3");
  g_assert_true (gtk_widget_is_sensitive (lk_ui_find ("clean-up-open-button")));
  lk_test_drain ();
  g_assert_null (lk_ui_find ("clean-up-status")); /* the answer is about nothing any more */
}

/* Neither a question nor the page survives the window (the fixture looks). */
static void
test_the_window_closes_in_the_middle (LkUiFixture  *self,
                                      gconstpointer data)
{
  add_oauth (self);
  begin_clean_up (self);
  visit ();
  lk_fake_server_forget (self->world.server, KEY_LIST);
  lk_fake_server_hang (self->world.server, KEY_LIST);
  if (GPOINTER_TO_INT (data))
    {
      lk_ui_click ("web-cancel-button");
      lk_account_fixture_wait_asked (&self->world, KEY_LIST, 1);
    }
}

/* Where each allocation is looked into, a tenth has to do. */
#ifdef LK_SANITIZED
#define MANY 100
#else
#define MANY 1000
#endif

static gboolean
has_them_all (gpointer text)
{
  return lk_ui_says (text) && lk_ui_find ("all-devices-spinner") == NULL;
}

/* Only the rows that can be seen are made. */
static void
test_a_thousand_accounts_do_not_hang_it (LkUiFixture  *self,
                                         gconstpointer data)
{
  g_autoptr (LkTokens) tokens = lk_test_tokens ("access-1", NULL, 0, 0);
  g_autoptr (GString) list = g_string_new (OWN);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *all = g_strdup_printf ("%d devices", MANY * 10);
  g_autofree char *chosen = g_strdup_printf ("%d selected", MANY * 9);
  g_auto (GStrv) made = NULL;
  gint64 begin;

  for (guint i = 0; i < 9; i++)
    g_string_append_printf (list, ",{\"device_id\":\"D%u\",\"last_seen_ts\":%u000}", i, i + 1);
  answer (self, KEY_LIST, list->str);
  for (guint i = 0; i < MANY; i++)
    {
      g_autoptr (LkAccountRecord) record =
        lk_account_fixture_new_record (&self->world, LK_RECORD_ACTIVE);
      g_autoptr (LkAccount) account = NULL;

      g_free (record->user_id);
      record->user_id = g_strdup_printf ("@u%u:example.org", i);
      account = lk_account_new (self->world.ports, record);
      lk_account_take_tokens (account, tokens, NULL);
      lk_account_list_add (self->accounts, account);
    }
  lk_ui_fixture_show (self);
  begin = g_get_monotonic_time ();
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.all-devices", NULL);
  lk_test_wait_until (has_them_all, all);
  g_test_message ("%.1f s", (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC);
  append_names (lk_ui_wait_for ("all-devices-list"), names);
  made = g_strsplit (names->str, " ", -1);
  g_assert_cmpuint (g_strv_length (made), <, 500);
  lk_ui_click ("all-devices-choose-all-button");
  wait_for_label ("all-devices-chosen", chosen);
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/all-devices/when-they-were-seen-orders-them", test_when_they_were_seen_orders_them);
  LK_UI_ADD ("/all-devices/those-unseen-for-long-are-found", test_those_unseen_for_long_are_found);
  LK_UI_ADD ("/all-devices/the-own-session-is-never-chosen", test_the_own_session_is_never_chosen);
  LK_UI_ADD ("/all-devices/a-row-chooses-its-device", test_a_row_chooses_its_device);
  LK_UI_ADD ("/all-devices/what-is-not-shown-is-not-cleaned-up",
             test_what_is_not_shown_is_not_cleaned_up);
  LK_UI_ADD ("/all-devices/who-is-missing-is-told-by-name", test_who_is_missing_is_told_by_name);
  LK_UI_ADD ("/all-devices/a-failure-has-a-sentence", test_a_failure_has_a_sentence);
  LK_UI_ADD ("/all-devices/K9/hostile-text-is-plain", test_hostile_text_is_plain);
  LK_UI_ADD ("/all-devices/it-fits-a-phone", test_it_fits_a_phone);
  LK_UI_ADD ("/all-devices/the-last-account-leads-home", test_the_last_account_leads_home);
  LK_UI_ADD ("/all-devices/clean-up/H5/what-has-gone-is-ticked-off",
             test_what_has_gone_is_ticked_off);
  LK_UI_ADD ("/all-devices/clean-up/H6/nothing-of-the-providers-is-removed",
             test_nothing_of_the_providers_is_removed);
  LK_UI_ADD ("/all-devices/clean-up/back-leads-one-step-back", test_back_leads_one_step_back);
  LK_UI_ADD ("/all-devices/clean-up/not-knowing-is-said-and-can-be-tried-again",
             test_not_knowing_is_said_and_can_be_tried_again);
  LK_UI_ADD ("/all-devices/clean-up/H4/a-provider-without-pages-is-told",
             test_a_provider_without_pages_is_told);
  LK_UI_ADD ("/all-devices/clean-up/H5/it-asks-when-the-window-is-active-again",
             test_it_asks_when_the_window_is_active_again);
  LK_UI_ADD ("/all-devices/clean-up/a-legacy-device-is-removed-here",
             test_a_legacy_device_is_removed_here);
  LK_UI_ADD ("/all-devices/clean-up/a-legacy-device-is-removed-after-a-page",
             test_a_legacy_device_is_removed_after_a_page);
  LK_UI_ADD ("/all-devices/clean-up/skipping-while-it-is-asked", test_skipping_while_it_is_asked);
  for (int i = 0; i < 2; i++)
    g_test_add (i == 0 ? "/all-devices/clean-up/closed/at-the-page"
                       : "/all-devices/clean-up/closed/while-it-is-asked",
                LkUiFixture, GINT_TO_POINTER (i), lk_ui_fixture_set_up,
                test_the_window_closes_in_the_middle, lk_ui_fixture_tear_down);
  LK_UI_ADD ("/all-devices/a-thousand-accounts-do-not-hang-it",
             test_a_thousand_accounts_do_not_hang_it);

  return g_test_run ();
}
