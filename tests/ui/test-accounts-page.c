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

static guint
count_rows (GtkListBox *list_box)
{
  guint n = 0;

  while (gtk_list_box_get_row_at_index (list_box, (int) n) != NULL)
    n++;
  return n;
}

static gboolean
has_all_rows (gpointer user_data)
{
  return count_rows (user_data) == 100;
}

/* A long list is no reason to wait for the first frame. */
static void
test_a_long_list_comes_bit_by_bit (LkUiFixture  *self,
                                   gconstpointer data)
{
  g_autoptr (GListStore) accounts = g_list_store_new (LK_TYPE_ACCOUNT);
  GtkWidget *page = g_object_ref_sink (g_object_new (LK_TYPE_ACCOUNTS_PAGE, NULL));
  GtkWindow *window;

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *user_id = g_strdup_printf ("@user%u:example.org", i);
      g_autoptr (LkAccount) account = new_account (self, user_id, NULL);

      g_list_store_append (accounts, account);
    }
  lk_accounts_page_set_accounts (LK_ACCOUNTS_PAGE (page), G_LIST_MODEL (accounts));
  window = lk_ui_show (page);
  g_assert_cmpuint (count_rows (GTK_LIST_BOX (lk_ui_find ("account-list"))), <, 100);
  lk_test_wait_until (has_all_rows, lk_ui_find ("account-list"));
  gtk_window_destroy (window);
  g_assert_finalize_object (page);
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/accounts-page/a-row-says-who-where-and-how", test_a_row_says_who_where_and_how);
  LK_UI_ADD ("/accounts-page/a-row-leads-to-its-account", test_a_row_leads_to_its_account);
  LK_UI_ADD ("/accounts-page/a-long-list-comes-bit-by-bit", test_a_long_list_comes_bit_by_bit);

  return g_test_run ();
}
