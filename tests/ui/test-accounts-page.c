/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-row.h"
#include "lk-accounts-page.h"
#include "lk-error.h"
#include "lk-ui-fixture.h"

static LkAccount *
new_account (LkUiFixture *self,
             const char  *user_id,
             const char  *display_name)
{
  g_autoptr (LkAccountRecord) record =
    lk_account_fixture_new_record (&self->world, LK_RECORD_ACTIVE);

  g_free (record->user_id);
  record->user_id = g_strdup (user_id);
  record->display_name = g_strdup (display_name);
  return lk_account_new (self->world.ports, record);
}

static GtkWindow *
show (GListModel *accounts)
{
  GtkWidget *page = g_object_new (LK_TYPE_ACCOUNTS_PAGE, NULL);

  gtk_widget_set_size_request (page, 360, 680);
  lk_accounts_page_set_accounts (LK_ACCOUNTS_PAGE (page), accounts);
  return lk_ui_show (page);
}

static void
test_a_row_says_who_where_and_how (LkUiFixture  *self,
                                   gconstpointer data)
{
  g_autoptr (GListStore) accounts = g_list_store_new (LK_TYPE_ACCOUNT);
  g_autoptr (LkAccount) account = new_account (self, LK_USER_ID, "<b>Ada</b>");
  g_autoptr (GError) offline = g_error_new_literal (LK_ERROR, LK_ERROR_OFFLINE, "Away");
  g_autoptr (GError) locked = g_error_new_literal (LK_ERROR, LK_ERROR_KEYRING_LOCKED, "Locked");
  GtkWindow *window;

  g_list_store_append (accounts, account);
  window = show (G_LIST_MODEL (accounts));
  g_assert_true (lk_ui_says ("<b>Ada</b>"));
  g_assert_true (lk_ui_says (LK_USER_ID "\nexample.org · Signed in"));
  lk_account_note_network (account, offline);
  g_assert_true (lk_ui_says (LK_USER_ID "\nexample.org · Offline"));
  lk_account_note_keyring (account, locked);
  g_assert_true (lk_ui_says (LK_USER_ID "\nexample.org · Keyring locked"));
  lk_account_end_session (account, NULL);
  g_assert_true (lk_ui_says (LK_USER_ID "\nexample.org · Sign in again"));
  gtk_window_destroy (window);
}

static void
store_account (LkAccountsPage *page,
               LkAccount      *account,
               LkAccount     **activated)
{
  *activated = account;
}

static void
test_a_row_leads_to_its_account (LkUiFixture  *self,
                                 gconstpointer data)
{
  g_autoptr (GListStore) accounts = g_list_store_new (LK_TYPE_ACCOUNT);
  g_autoptr (LkAccount) ada = new_account (self, "@ada:example.org", NULL);
  g_autoptr (LkAccount) bob = new_account (self, "@bob:example.org", NULL);
  LkAccount *activated = NULL;
  GtkWindow *window;

  g_list_store_append (accounts, ada);
  g_list_store_append (accounts, bob);
  window = show (G_LIST_MODEL (accounts));
  g_signal_connect (lk_ui_find ("accounts-page"), "activated", G_CALLBACK (store_account),
                    &activated);
  lk_ui_click ("account-row-@bob:example.org");
  g_assert_true (activated == bob);
  gtk_window_destroy (window);
}

/* A long list. */

#define MANY 1000
#define MANY_ROWS 210

static GListModel *
new_accounts (LkUiFixture *self,
              guint        n_accounts)
{
  GListStore *accounts = g_list_store_new (LK_TYPE_ACCOUNT);

  for (guint i = 0; i < n_accounts; i++)
    {
      g_autofree char *user_id = g_strdup_printf ("@user%u:example.org", i);
      g_autoptr (LkAccount) account = new_account (self, user_id, NULL);

      g_list_store_append (accounts, account);
    }
  return G_LIST_MODEL (accounts);
}

static guint
count_rows (void)
{
  GtkWidget *list = lk_ui_find ("account-list");
  guint n = 0;

  for (GtkWidget *item = gtk_widget_get_first_child (list); item != NULL;
       item = gtk_widget_get_next_sibling (item))
    n++;
  return n;
}

static GtkAdjustment *
get_adjustment (void)
{
  return gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (lk_ui_find ("account-list")));
}

static gboolean
has_all_rows (gpointer user_data)
{
  return count_rows () == GPOINTER_TO_UINT (user_data);
}

/* Whether the scroll bar is as if there were a row for every account. */
static gboolean
has_all_places (gpointer user_data)
{
  return gtk_adjustment_get_upper (get_adjustment ()) >= 60.0 * GPOINTER_TO_UINT (user_data);
}

static AdwBin *
get_avatar (GtkWidget *item)
{
  return ADW_BIN (gtk_widget_get_first_child (gtk_widget_get_first_child (item)));
}

/* Or initials. */
static guint
count_pictures (void)
{
  guint n = 0;

  for (GtkWidget *item = gtk_widget_get_first_child (lk_ui_find ("account-list")); item != NULL;
       item = gtk_widget_get_next_sibling (item))
    n += adw_bin_get_child (get_avatar (item)) != NULL;
  return n;
}

static gboolean
has_pictures (gpointer user_data)
{
  return count_pictures () > 0;
}

static gboolean
has_one_owner (gpointer user_data)
{
  return G_OBJECT (user_data)->ref_count == 1;
}

static GtkWindow *
show_many (LkUiFixture *self)
{
  g_autoptr (GListModel) accounts = new_accounts (self, MANY);
  GtkWindow *window = show (accounts);

  lk_test_wait_until (has_all_places, GUINT_TO_POINTER (MANY));
  return window;
}

/* A long list is no reason to wait for the first frame. */
static void
test_a_long_list_comes_bit_by_bit (LkUiFixture  *self,
                                   gconstpointer data)
{
  g_autoptr (GListModel) accounts = new_accounts (self, 100);
  GtkWidget *page = g_object_ref_sink (g_object_new (LK_TYPE_ACCOUNTS_PAGE, NULL));
  GtkWindow *window;

  lk_accounts_page_set_accounts (LK_ACCOUNTS_PAGE (page), accounts);
  window = lk_ui_show (page);
  g_assert_cmpuint (count_rows (), <, 100);
  lk_test_wait_until (has_all_rows, GUINT_TO_POINTER (100));
  gtk_window_destroy (window);
  g_assert_finalize_object (page);
}

/* However many accounts there are, the widgets are those of a part of them. */
static void
test_rows_are_few_however_many_accounts (LkUiFixture  *self,
                                         gconstpointer data)
{
  GtkWindow *window = show_many (self);

  g_assert_cmpuint (count_rows (), <=, MANY_ROWS);
  gtk_adjustment_set_value (get_adjustment (), gtk_adjustment_get_upper (get_adjustment ()));
  lk_ui_wait_for ("account-row-@user999:example.org");
  g_assert_cmpuint (count_rows (), <=, MANY_ROWS);
  gtk_window_destroy (window);
}

/* Nobody sees the other rows, so nothing is read for them. */
static void
test_only_rows_in_view_have_pictures (LkUiFixture  *self,
                                      gconstpointer data)
{
  GtkWindow *window = show_many (self);
  guint in_view = (guint) gtk_widget_get_height (GTK_WIDGET (window)) / 60 + 2;

  lk_test_wait_until (has_pictures, NULL);
  lk_test_drain ();
  g_assert_cmpuint (count_pictures (), <=, in_view);
  g_assert_cmpuint (lk_dummy_store_count (self->world.store, LK_DUMMY_STORE_LOAD), ==, 0);
  gtk_window_destroy (window);
}

/* A row that shows somebody else, or nobody, hears nothing of whom it showed before. */
static void
test_a_row_lets_go_of_its_account (LkUiFixture  *self,
                                   gconstpointer data)
{
  g_autoptr (GListModel) accounts = new_accounts (self, 2);
  LkAccount *first = g_list_model_get_item (accounts, 0);
  GtkWindow *window = show (accounts);

  lk_ui_wait_for ("account-row-@user0:example.org");
  g_list_store_remove (G_LIST_STORE (accounts), 0);
  lk_ui_wait_gone ("account-row-@user0:example.org");
  lk_test_wait_until (has_one_owner, first);
  lk_account_end_session (first, NULL);
  g_assert_false (lk_ui_says ("@user0:example.org"));
  g_assert_finalize_object (first);
  gtk_window_destroy (window);
}

/* Who doesn't see the row hears its words; they come to the widget that has the keyboard. */
static void
test_a_row_has_a_name (LkUiFixture  *self,
                       gconstpointer data)
{
  g_autoptr (GListModel) accounts = new_accounts (self, 2);
  GtkWindow *window = show (accounts);
  GtkWidget *item;

  gtk_widget_grab_focus (lk_ui_find ("accounts-page"));
  item = gtk_window_get_focus (window);
  g_assert_true (item == gtk_widget_get_parent (lk_ui_find ("account-row-@user0:example.org")));
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  g_assert_true (gtk_test_accessible_has_relation (GTK_ACCESSIBLE (item),
                                                   GTK_ACCESSIBLE_RELATION_LABELLED_BY));
  g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (item),
                                                   GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (lk_ui_find ("account-list")),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Accounts");
  gtk_window_destroy (window);
}

/* Who comes back from an account is where they left. */
static void
test_the_keyboard_stays_at_its_row (LkUiFixture  *self,
                                    gconstpointer data)
{
  g_autoptr (GListModel) accounts = new_accounts (self, 5);
  GtkWindow *window = show (accounts);
  GtkWidget *page = lk_ui_find ("accounts-page");
  GtkWidget *item = gtk_widget_get_parent (lk_ui_wait_for ("account-row-@user3:example.org"));

  gtk_widget_grab_focus (item);
  gtk_window_set_focus (window, NULL);
  gtk_widget_grab_focus (page);
  g_assert_true (gtk_window_get_focus (window) == item);
  gtk_widget_grab_focus (page);
  g_assert_true (gtk_window_get_focus (window) == item);
  gtk_window_destroy (window);
}

static gboolean
is_keyboard_at_first_row (gpointer window)
{
  GtkWidget *list = lk_ui_find ("account-list");

  return list != NULL && gtk_window_get_focus (window) == gtk_widget_get_first_child (list);
}

/* People come for one of their accounts, and seldom for one more. */
static void
test_the_keyboard_begins_at_the_first_account (LkUiFixture  *self,
                                               gconstpointer data)
{
  lk_ui_fixture_add_session (self);
  lk_ui_fixture_show (self);
  lk_test_wait_until (is_keyboard_at_first_row, self->window);
  lk_test_drain ();
}

/* The search. */

static void
test_a_short_list_has_no_search (LkUiFixture  *self,
                                 gconstpointer data)
{
  g_autoptr (GListModel) accounts = new_accounts (self, 10);
  g_autoptr (LkAccount) eleventh = new_account (self, "@eleven:example.org", NULL);
  GtkWindow *window = show (accounts);

  lk_test_drain ();
  g_assert_null (lk_ui_find ("search-button"));
  g_list_store_append (G_LIST_STORE (accounts), eleventh);
  lk_ui_wait_for ("search-button");
  g_list_store_remove (G_LIST_STORE (accounts), 0);
  g_assert_null (lk_ui_find ("search-button"));
  gtk_window_destroy (window);
}

static void
begin_search (const char *text)
{
  lk_ui_wait_for ("search-button");
  gtk_widget_activate_action (lk_ui_find ("accounts-page"), "accounts.search", NULL);
  lk_ui_type ("account-search-entry", text);
}

static void
test_search_finds (LkUiFixture  *self,
                   gconstpointer data)
{
  static const struct
  {
    const char *text;
    guint       n_found;
  } searches[] = {
    { "user17", 1 },         /* by user ID */
    { "SER1", 11 },          /* by any part of it, however it is written: 1, 10, …, 19 */
    { "example", 22 },       /* by homeserver */
    { " zoe ", 1 },          /* by name, without its accents */
    { "Lovelace", 1 },       /* by a later word of it */
    { "<b>", 0 },
  };
  g_autoptr (GListModel) accounts = new_accounts (self, 20);
  g_autoptr (LkAccount) zoe = new_account (self, "@z:example.org", "Zoë");
  g_autoptr (LkAccount) ada = new_account (self, "@a:example.org", "Ada Lovelace");
  GtkWindow *window;

  g_list_store_append (G_LIST_STORE (accounts), zoe);
  g_list_store_append (G_LIST_STORE (accounts), ada);
  window = show (accounts);
  begin_search ("");
  for (gsize i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      g_test_message ("“%s”", searches[i].text);
      lk_ui_type ("account-search-entry", searches[i].text);
      if (searches[i].n_found == 0)
        lk_ui_wait_for ("nothing-found");
      else
        lk_test_wait_until (has_all_rows, GUINT_TO_POINTER (searches[i].n_found));
    }
  gtk_window_destroy (window);
}

static void
test_search_leads_to_the_first_it_finds (LkUiFixture  *self,
                                         gconstpointer data)
{
  g_autoptr (GListModel) accounts = new_accounts (self, 20);
  g_autoptr (LkAccount) wanted = g_list_model_get_item (accounts, 17);
  GtkWindow *window = show (accounts);
  LkAccount *activated = NULL;

  g_signal_connect (lk_ui_find ("accounts-page"), "activated", G_CALLBACK (store_account),
                    &activated);
  begin_search ("");
  g_signal_emit_by_name (lk_ui_find ("account-search-entry"), "activate");
  g_assert_null (activated);
  lk_ui_type ("account-search-entry", "user17");
  lk_test_wait_until (has_all_rows, GUINT_TO_POINTER (1));
  g_signal_emit_by_name (lk_ui_find ("account-search-entry"), "activate");
  g_assert_true (activated == wanted);

  activated = NULL;
  lk_ui_type ("account-search-entry", "nobody");
  lk_ui_wait_for ("nothing-found");
  g_signal_emit_by_name (lk_ui_find ("account-search-entry"), "activate");
  g_assert_null (activated);
  gtk_window_destroy (window);
}

static void
test_the_list_is_back_after_a_search (LkUiFixture  *self,
                                      gconstpointer data)
{
  g_autoptr (GListModel) accounts = new_accounts (self, 20);
  GtkWindow *window = show (accounts);

  begin_search ("nobody");
  lk_ui_assert_focus ("account-search-entry");
  lk_ui_wait_for ("nothing-found");
  g_signal_emit_by_name (lk_ui_find ("account-search-entry"), "stop-search");
  lk_ui_wait_gone ("nothing-found");
  lk_test_wait_until (has_all_rows, GUINT_TO_POINTER (20));
  lk_ui_assert_focus ("account-list");
  gtk_window_destroy (window);
}

static void
test_a_locked_keyring_is_told_above_the_list (LkUiFixture  *self,
                                              gconstpointer data)
{
  lk_ui_fixture_add_session (self);
  lk_ui_fixture_show (self);
  g_assert_null (lk_ui_find ("keyring-banner"));
  lk_dummy_store_set_locked (self->world.store, TRUE);
  lk_ui_wait_for ("keyring-banner");
  lk_ui_click ("keyring-banner-button");
  g_assert_cmpuint (lk_dummy_store_get_n_asked_again (self->world.store), ==, 1);
  lk_dummy_store_set_locked (self->world.store, FALSE);
  lk_ui_wait_gone ("keyring-banner");
  lk_test_drain ();
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/accounts-page/a-row-says-who-where-and-how", test_a_row_says_who_where_and_how);
  LK_UI_ADD ("/accounts-page/a-row-leads-to-its-account", test_a_row_leads_to_its_account);
  LK_UI_ADD ("/accounts-page/a-long-list-comes-bit-by-bit", test_a_long_list_comes_bit_by_bit);
  LK_UI_ADD ("/accounts-page/rows-are-few-however-many-accounts",
             test_rows_are_few_however_many_accounts);
  LK_UI_ADD ("/accounts-page/only-rows-in-view-have-pictures",
             test_only_rows_in_view_have_pictures);
  LK_UI_ADD ("/accounts-page/a-row-lets-go-of-its-account", test_a_row_lets_go_of_its_account);
  LK_UI_ADD ("/accounts-page/a-row-has-a-name", test_a_row_has_a_name);
  LK_UI_ADD ("/accounts-page/the-keyboard-stays-at-its-row", test_the_keyboard_stays_at_its_row);
  LK_UI_ADD ("/accounts-page/the-keyboard-begins-at-the-first-account",
             test_the_keyboard_begins_at_the_first_account);
  LK_UI_ADD ("/accounts-page/a-short-list-has-no-search", test_a_short_list_has_no_search);
  LK_UI_ADD ("/accounts-page/search-finds", test_search_finds);
  LK_UI_ADD ("/accounts-page/search-leads-to-the-first-it-finds",
             test_search_leads_to_the_first_it_finds);
  LK_UI_ADD ("/accounts-page/the-list-is-back-after-a-search",
             test_the_list_is_back_after_a_search);

  LK_UI_ADD ("/accounts-page/a-locked-keyring-is-told-above-the-list",
             test_a_locked_keyring_is_told_above_the_list);

  return g_test_run ();
}
