/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-page.h"
#include "lk-account-row.h"
#include "lk-account-search.h"
#include "lk-all-devices-flow.h"
#include "lk-all-devices-page.h"
#include "lk-browser-page.h"
#include "lk-clean-up-page.h"
#include "lk-device-row.h"
#include "lk-devices-group.h"
#include "lk-devices-note-row.h"
#include "lk-device-page.h"
#include "lk-diagnosis-page.h"
#include "lk-dummy-web-view.h"
#include "lk-error.h"
#include "lk-failure-page.h"
#include "lk-legacy-page.h"
#include "lk-link-row.h"
#include "lk-listed-device-row.h"
#include "lk-main-menu.h"
#include "lk-matrix-fixtures.h"
#include "lk-method-page.h"
#include "lk-open-session-row.h"
#include "lk-paste-page.h"
#include "lk-password-form.h"
#include "lk-preferences-page.h"
#include "lk-progress-page.h"
#include "lk-policies.h"
#include "lk-preferences-page.h"
#include "lk-progress-page.h"
#include "lk-register-page.h"
#include "lk-register-terms.h"
#include "lk-register-web.h"
#include "lk-server-page.h"
#include "lk-shortcuts-page.h"
#include "lk-sign-in-flow.h"
#include "lk-sign-out-all-page.h"
#include "lk-step-row.h"
#include "lk-ui-fixture.h"
#include "lk-ways-button.h"
#include "lk-web-page.h"

#define RESOURCES "/im/latchkey/Latchkey/"

/* Walks every page: what can be acted on has a name for those who can't see it, and every icon
 * has words. */

/* GLib tells of the last failure of a test only. */
static void G_GNUC_PRINTF (1, 2)
complain (const char *format,
          ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_test_message ("%s", text);
  g_test_fail_printf ("%s", text);
}

static gboolean
has_own_text (GtkWidget *button)
{
  const char *label = GTK_IS_BUTTON (button) ? gtk_button_get_label (GTK_BUTTON (button)) : NULL;

  return label != NULL && *label != '\0';
}

static gboolean
is_labelled (GtkWidget *widget)
{
  return gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget),
                                           GTK_ACCESSIBLE_PROPERTY_LABEL) ||
         gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                           GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

static void
check_button (GtkWidget  *button,
              const char *page)
{
  if (has_own_text (button))
    {
      if (strchr (gtk_button_get_label (GTK_BUTTON (button)), '_') == NULL)
        complain ("%s: the button “%s” has no mnemonic", page,
                  gtk_button_get_label (GTK_BUTTON (button)));
      return;
    }
  if (!is_labelled (button))
    complain ("%s: the button %s has no name", page, gtk_widget_get_name (button));
  if (gtk_widget_get_tooltip_text (button) == NULL)
    complain ("%s: the button %s has no tooltip", page, gtk_widget_get_name (button));
}

/* Parts of GTK's and libadwaita's own widgets are theirs to name. */
static gboolean
is_ours (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  /* Header bars have one since libadwaita 1.4, for their own kind of pages. */
  if (g_str_equal (G_OBJECT_TYPE_NAME (parent), "AdwBackButton"))
    return FALSE;
  return !GTK_IS_MENU_BUTTON (parent) && gtk_widget_get_ancestor (widget, GTK_TYPE_POPOVER) == NULL
         && gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) == NULL
         && gtk_widget_get_ancestor (widget, GTK_TYPE_SEARCH_BAR) == NULL
         && gtk_widget_get_ancestor (widget, ADW_TYPE_ENTRY_ROW) == NULL
         && gtk_widget_get_ancestor (widget, GTK_TYPE_DROP_DOWN) == NULL;
}

/* What was walked, by type: (element-type utf8) */
static GHashTable *walked;

/* As high and wide as libadwaita's own, which fingers hit. */
#define TARGET 34
#define NARROWEST 360

static int
natural_size (GtkWidget      *widget,
              GtkOrientation  orientation)
{
  int natural;

  gtk_widget_measure (widget, orientation, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static void
check_target (GtkWidget  *button,
              const char *page)
{
  int width = natural_size (button, GTK_ORIENTATION_HORIZONTAL);
  int height = natural_size (button, GTK_ORIENTATION_VERTICAL);

  if (gtk_widget_get_mapped (button) && (width < TARGET || height < TARGET))
    complain ("%s: the button %s is small: %d × %d", page, gtk_widget_get_name (button),
              width, height);
}

/* An error belongs to an entry, and is told as soon as it is there. */
static void
check_alert (GtkWidget  *label,
             const char *page)
{
  if (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (label)) == GTK_ACCESSIBLE_ROLE_ALERT &&
      g_signal_handler_find (label, G_SIGNAL_MATCH_ID, g_signal_lookup ("map", GTK_TYPE_WIDGET), 0,
                             NULL, NULL, NULL) == 0)
    complain ("%s: nobody hears of %s", page, gtk_widget_get_name (label));
}

static void
check (GtkWidget  *widget,
       const char *page)
{
  g_hash_table_add (walked, (gpointer) G_OBJECT_TYPE_NAME (widget));
  if (GTK_IS_BUTTON (widget) && is_ours (widget))
    check_target (widget, page);
  if (GTK_IS_LABEL (widget))
    check_alert (widget, page);
  if (GTK_IS_BUTTON (widget) && is_ours (widget))
    check_button (widget, page);
  else if (GTK_IS_MENU_BUTTON (widget))
    check_button (widget, page);
  else if (GTK_IS_DROP_DOWN (widget) && !is_labelled (widget))
    complain ("%s: %s has no name", page, gtk_widget_get_name (widget));
  /* The button in it is what has the keyboard. */
  else if (GTK_IS_DROP_DOWN (widget) && !is_labelled (gtk_widget_get_first_child (widget)))
    complain ("%s: the button in %s has no name", page, gtk_widget_get_name (widget));
  else if ((GTK_IS_ENTRY (widget) || GTK_IS_LIST_BOX (widget)) && is_ours (widget) &&
           g_str_has_suffix (gtk_widget_get_name (widget), "entry") && !is_labelled (widget))
    complain ("%s: %s has no name", page, gtk_widget_get_name (widget));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check (child, page);
}

static void
check_row (GtkWidget *row)
{
  GtkWidget *list_box = gtk_list_box_new ();
  GtkWindow *window;

  gtk_list_box_append (GTK_LIST_BOX (list_box), g_object_ref_sink (row));
  window = lk_ui_show (list_box);
  check (row, G_OBJECT_TYPE_NAME (row));
  gtk_window_destroy (window);
  lk_test_drain ();
  g_assert_finalize_object (row);
}

static void
collect_buttons (GtkWidget *widget,
                 GPtrArray *buttons)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_sensitive (widget))
    return;
  if (GTK_IS_BUTTON (widget) && gtk_widget_get_focusable (widget) && is_ours (widget))
    g_ptr_array_add (buttons, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_buttons (child, buttons);
}

/* Tab, again and again, comes by every button, those of the header bar as well. */
static void
check_keyboard (GtkWindow  *window,
                GtkWidget  *page)
{
  g_autoptr (GPtrArray) missing = g_ptr_array_new ();
  guint steps;

  collect_buttons (page, missing);
  steps = 3 * missing->len + 20; /* there are entries and labels, too */
  gtk_widget_grab_focus (page);
  while (missing->len > 0 && steps-- > 0)
    {
      g_ptr_array_remove (missing, gtk_window_get_focus (window));
      g_signal_emit_by_name (window, "move-focus", GTK_DIR_TAB_FORWARD);
    }
  for (guint i = 0; i < missing->len; i++)
    complain ("%s: the keyboard doesn’t come to the button %s",
              G_OBJECT_TYPE_NAME (page), gtk_widget_get_name (missing->pdata[i]));
}

/* Text half as large again (GNOME’s “Large Text” is a quarter) still fits into a narrow window:
 * labels wrap, pages scroll. */
static void
check_large_text (GtkWidget *page)
{
  GtkSettings *settings = gtk_settings_get_default ();
  int usual, width;

  g_object_get (settings, "gtk-xft-dpi", &usual, NULL);
  g_object_set (settings, "gtk-xft-dpi", 96 * 1024 * 3 / 2, NULL);
  gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  g_object_set (settings, "gtk-xft-dpi", usual, NULL);
  if (width > NARROWEST)
    complain ("%s: needs %d pixels for large text", G_OBJECT_TYPE_NAME (page), width);
}

static void
check_page (GtkWidget *page)
{
  GtkWindow *window = lk_ui_show (g_object_ref_sink (page));

  check (page, G_OBJECT_TYPE_NAME (page));
  check_large_text (page);
  check_keyboard (window, page);
  gtk_window_destroy (window);
  lk_test_drain ();
  g_assert_finalize_object (page); /* new-destroy of each class comes for free */
}

static GtkWidget *
new_account_row (LkAccount *account)
{
  GtkWidget *row = lk_account_row_new ();

  lk_account_row_set_account (LK_ACCOUNT_ROW (row), account);
  return row;
}

/* With all that a row can have. */
static GtkWidget *
new_device_row (void)
{
  const LkDevice device = { (char *) "D", (char *) "Phone", NULL, 0 };

  return lk_device_row_new (&device, LK_DEVICE_ROW_IS_OWN | LK_DEVICE_ROW_HAS_PAGE |
                                       LK_DEVICE_ROW_REMOVES | LK_DEVICE_ROW_RENAMES, 0);
}

static void
check_device_page (LkUiFixture *self)
{
  g_autoptr (LkAuthMetadata) metadata =
    lk_test_metadata (lk_fake_server_get_url (self->world.server), NULL);
  g_autoptr (LkDeviceGrant) grant =
    lk_device_grant_new (self->world.ports->http, self->world.clock, metadata, "client", "scope");

  check_page (lk_device_page_new (grant, NULL));
}

static void
check_all_devices (LkUiFixture *self,
                   LkAccount   *account)
{
  g_autoptr (LkAllDevices) all = lk_all_devices_new (self->accounts);
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (LkCleanUp) walk = NULL;
  LkDevice *device = g_new0 (LkDevice, 1);

  device->device_id = g_strdup ("D");
  g_ptr_array_add (devices, lk_listed_device_new (account, device));
  walk = lk_clean_up_new (all, devices);
  check_page (lk_all_devices_page_new (all, self->world.clock));
  check_page (lk_all_devices_flow_new (self->accounts));
  check_page (lk_listed_device_row_new ());
  check_page (lk_devices_note_row_new ());
  check_page (lk_clean_up_page_new (walk));
  lk_clean_up_stop (walk);
  check_page (lk_clean_up_page_new (walk));
}

/* While it is under way, and when it is over with somebody left. */
static void
check_sign_out_all (LkUiFixture *self)
{
  g_autoptr (LkSignOutAll) all = lk_sign_out_all_new (self->accounts);

  lk_dummy_store_fail (self->world.store, LK_DUMMY_STORE_LOAD, LK_ERROR_KEYRING_LOCKED, 1);
  check_page (lk_sign_out_all_page_new (all));
  g_assert_true (lk_sign_out_all_get_over (all));
  g_assert_cmpuint (lk_sign_out_all_get_failures (all)->len, ==, 1);
  check_page (lk_sign_out_all_page_new (all));
}

/* Two phones are told apart by whose they are. */
static void
test_a_mark_says_what_it_chooses (LkUiFixture  *self,
                                  gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_session (self);
  LkDevice *device = g_new0 (LkDevice, 1);
  g_autoptr (LkListedDevice) listed = NULL;
  GtkWidget *row = lk_listed_device_row_new ();
  GtkWindow *window;

  device->device_id = g_strdup ("D");
  device->display_name = g_strdup ("Phone");
  listed = lk_listed_device_new (account, device);
  lk_listed_device_row_set_device (LK_LISTED_DEVICE_ROW (row), listed);
  window = lk_ui_show (row);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (lk_ui_wait_for ("choose-D")),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Phone of " LK_USER_ID);
  gtk_window_destroy (window);
}

static GtkWidget *
new_open_session_row (LkUiFixture *self)
{
  g_autoptr (LkAccountRecord) record =
    lk_account_fixture_new_record (&self->world, LK_RECORD_ACTIVE);
  g_autoptr (LkTokens) tokens = lk_test_tokens ("access-1", "refresh-1", 1, 0);
  g_autoptr (LkRevocation) revocation = lk_revocation_new (record, tokens);
  g_autoptr (LkOpenSession) session =
    lk_open_session_new (revocation, self->world.revocations, self->world.ports->http,
                         self->world.clock);

  return lk_open_session_row_new (self->world.ports->revocations, session);
}

static GtkWidget *
new_terms (void)
{
  LkPolicy policy = { (char *) "Privacy Policy", (char *) "https://example.org/privacy" };
  g_autoptr (GPtrArray) policies = g_ptr_array_new ();
  GtkWidget *terms = g_object_new (LK_TYPE_REGISTER_TERMS, NULL);

  g_ptr_array_add (policies, &policy);
  lk_register_terms_set_policies (LK_REGISTER_TERMS (terms), policies);
  return terms;
}

static void
check_window (LkUiFixture *self)
{
  lk_ui_fixture_show (self);
  check (GTK_WIDGET (self->window), "LkWindow");
}

static void
check_preferences (LkUiFixture *self)
{
  GtkWidget *window;

  lk_show_preferences (GTK_WINDOW (self->window), self->accounts);
  window = lk_ui_wait_for (LK_PREFERENCES_WINDOW_NAME);
  check (window, "LkPreferencesPage");
  gtk_window_destroy (GTK_WINDOW (window));
  check_page (lk_shortcuts_page_new ());
}

/* (transfer full) (nullable): the class that a template is for */
static char *
dup_template_class (const char *name)
{
  g_autofree char *path = g_strconcat (RESOURCES, name, NULL);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, NULL);
  g_autoptr (GRegex) regex = g_regex_new ("<template class=\"(\\w+)\"", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  g_assert_nonnull (bytes);
  return g_regex_match_full (regex, g_bytes_get_data (bytes, NULL),
                             (gssize) g_bytes_get_size (bytes), 0, 0, &match, NULL)
           ? g_match_info_fetch (match, 1)
           : NULL;
}

/* A new template is walked, too: who forgets that is told here. */
static void
check_completeness (void)
{
  g_auto (GStrv) names = g_resources_enumerate_children (RESOURCES, 0, NULL);

  g_assert_nonnull (names);
  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autofree char *class = g_str_has_suffix (names[i], ".ui") ? dup_template_class (names[i])
                                                                  : NULL;

      if (class != NULL && !g_hash_table_contains (walked, class))
        complain ("%s is not walked", class);
    }
}

static void
test_every_page (LkUiFixture  *self,
                 gconstpointer data)
{
  GType plain[] = {
    LK_TYPE_SERVER_PAGE, LK_TYPE_METHOD_PAGE, LK_TYPE_LEGACY_PAGE, LK_TYPE_PROGRESS_PAGE,
    LK_TYPE_FAILURE_PAGE, LK_TYPE_DIAGNOSIS_PAGE, LK_TYPE_MAIN_MENU, LK_TYPE_BROWSER_PAGE,
    LK_TYPE_PASTE_PAGE, LK_TYPE_WAYS_BUTTON, LK_TYPE_PASSWORD_FORM, LK_TYPE_REGISTER_PAGE,
    LK_TYPE_REGISTER_WEB, LK_TYPE_ACCOUNT_SEARCH,
  };
  LkAccount *account = lk_ui_fixture_add_session (self);

  for (gsize i = 0; i < G_N_ELEMENTS (plain); i++)
    check_page (g_object_new (plain[i], NULL));
  check_page (lk_account_page_new (account));
  check_row (new_account_row (account));
  check_row (lk_link_row_new (account, LK_ACCOUNT_LINK_PROFILE));
  check_row (new_device_row ());
  check_row (new_open_session_row (self));
  check_row (lk_step_row_new ());
  check_page (lk_devices_group_new (account));
  check_page (lk_web_page_new (lk_dummy_web_view_new (NULL), LK_WEB_PURPOSE_SIGN_IN));
  check_page (lk_sign_in_flow_new (self->accounts, NULL, NULL));
  check_page (lk_preferences_page_new (self->accounts));
  check_page (lk_shortcuts_page_new ());
  check_page (new_terms ());
  check_device_page (self);
  check_all_devices (self, account);
  check_sign_out_all (self);
  check_window (self);
  check_preferences (self);
  check_completeness ();
}

/* With every way in that there is. */
static void
test_legacy_ways (LkUiFixture  *self,
                  gconstpointer data)
{
  g_autoptr (LkAccount) account = lk_account_new (self->world.ports, NULL);
  g_autoptr (LkHomeserver) homeserver = NULL;

  lk_account_fixture_be_legacy (&self->world,
                                "{\"type\":\"m.login.password\"},{\"type\":\"m.login.sso\","
                                "\"identity_providers\":[{\"id\":\"a\",\"name\":\"A\"}]}");
  homeserver = lk_account_fixture_discover (&self->world, account);
  check_page (g_object_new (LK_TYPE_LEGACY_PAGE, "account", account, "homeserver", homeserver,
                            NULL));
}

/* What was wrong is said, and belongs to no field alone. */
static void
test_legacy_error_is_an_alert (LkUiFixture  *self,
                               gconstpointer data)
{
  lk_account_fixture_be_legacy (&self->world, "{\"type\":\"m.login.password\"}");
  lk_account_fixture_script (&self->world, LK_KEY_LOG_IN, 403, "{\"errcode\":\"M_FORBIDDEN\"}");
  lk_ui_fixture_show (self);
  lk_ui_fixture_discover (self);
  lk_ui_type ("legacy-user-row", "ada");
  lk_ui_type ("legacy-password-row", "x");
  lk_ui_click ("legacy-sign-in-button");
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (lk_ui_wait_for ("legacy-error")),
                                   GTK_ACCESSIBLE_ROLE_ALERT);
  check_page (new_terms ());
}


static void
test_roles (LkUiFixture  *self,
            gconstpointer data)
{
  GtkWidget *entry;

  lk_ui_fixture_show (self);
  entry = lk_ui_wait_for ("server-entry");
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_ROLE_TEXT_BOX);
  g_assert_true (gtk_test_accessible_has_relation (GTK_ACCESSIBLE (entry),
                                                   GTK_ACCESSIBLE_RELATION_LABELLED_BY));
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (lk_ui_wait_for ("continue-button")),
                                   GTK_ACCESSIBLE_ROLE_BUTTON);

  lk_ui_click ("continue-button");
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (lk_ui_wait_for ("server-error")),
                                   GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);
  g_assert_true (gtk_test_accessible_has_relation (GTK_ACCESSIBLE (entry),
                                                   GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE));
}

static void
test_the_lock_has_words (LkUiFixture  *self,
                         gconstpointer data)
{
  LkWebView *view;

  lk_ui_fixture_show (self);
  view = lk_ui_fixture_open_page (self);
  lk_dummy_web_view_set_origin (view, "account.example.org", TRUE);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (lk_ui_wait_for ("web-lock")),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Secure connection");
}

/* The other direction: nothing complains, and everything fits. */
static void
test_right_to_left (LkUiFixture  *self,
                    gconstpointer data)
{
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  lk_ui_fixture_add_session (self);
  lk_ui_fixture_show (self);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_wait_for ("sign-out-button");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  lk_ui_init (&argc, &argv);
  walked = g_hash_table_new (g_str_hash, g_str_equal);

  LK_UI_ADD ("/a11y/every-page", test_every_page);
  LK_UI_ADD ("/a11y/legacy-ways", test_legacy_ways);
  LK_UI_ADD ("/a11y/legacy-error-is-an-alert", test_legacy_error_is_an_alert);
  LK_UI_ADD ("/a11y/roles", test_roles);
  LK_UI_ADD ("/a11y/the-lock-has-words", test_the_lock_has_words);
  LK_UI_ADD ("/a11y/a-mark-says-what-it-chooses", test_a_mark_says_what_it_chooses);
  LK_UI_ADD ("/a11y/right-to-left", test_right_to_left);

  status = g_test_run ();
  g_hash_table_unref (walked);
  return status;
}
