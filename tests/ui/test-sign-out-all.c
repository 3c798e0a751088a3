/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error.h"
#include "lk-ui-fixture.h"

static void
add_users (LkUiFixture *self,
           guint        n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LkAccount) account = lk_account_fixture_new_session (&self->world, 0);
      g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));

      g_free (record->user_id);
      record->user_id = g_strdup_printf ("@u%u:example.org", i);
      lk_account_put_record (account, record);
      lk_account_list_add (self->accounts, account);
    }
}

static void
ask (LkUiFixture *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.sign-out-all", NULL);
}

static guint
count_accounts (LkUiFixture *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
}

static void
test_no_is_no (LkUiFixture  *self,
               gconstpointer data)
{
  add_users (self, 3);
  lk_ui_fixture_show (self);
  ask (self);
  lk_ui_answer ("sign-out-all-dialog", "cancel");
  lk_test_drain ();
  g_assert_cmpuint (count_accounts (self), ==, 3);
  g_assert_null (lk_ui_find ("sign-out-all-page"));
}

static void
test_all_of_them_go (LkUiFixture  *self,
                     gconstpointer data)
{
  add_users (self, 6);
  lk_ui_fixture_show (self);
  ask (self);
  lk_ui_answer ("sign-out-all-dialog", "sign-out-all");
  lk_ui_wait_for ("sign-out-all-done-button");
  g_assert_true (lk_ui_says ("6 accounts are signed out on this computer."));
  g_assert_null (lk_ui_find ("sign-out-all-failures"));
  g_assert_cmpuint (count_accounts (self), ==, 0);
  lk_ui_click ("sign-out-all-done-button");
  lk_ui_wait_for ("server-entry");
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->world.server, LK_KEY_REVOKE), ==, 6);
}

static void
test_who_stays_is_told_with_the_reason (LkUiFixture  *self,
                                        gconstpointer data)
{
  add_users (self, 2);
  lk_ui_fixture_show (self);
  lk_dummy_store_fail (self->world.store, LK_DUMMY_STORE_LOAD, LK_ERROR_KEYRING_LOCKED, 1);
  ask (self);
  lk_ui_answer ("sign-out-all-dialog", "sign-out-all");
  lk_ui_wait_for ("sign-out-all-failures");
  g_assert_true (lk_ui_says ("1 account is signed out on this computer."));
  g_assert_true (lk_ui_says ("@u0:example.org"));
  lk_ui_click ("sign-out-all-done-button");
  lk_ui_wait_for ("account-list");
  lk_test_drain ();
  g_assert_cmpuint (count_accounts (self), ==, 1);
}

/* The server holds its answers back: who has been begun with is finished, the others stay. */
static void
test_stopping_keeps_the_rest (LkUiFixture  *self,
                              gconstpointer data)
{
  add_users (self, 8);
  lk_ui_fixture_show (self);
  lk_fake_server_hold (self->world.server, LK_KEY_REVOKE);
  ask (self);
  lk_ui_answer ("sign-out-all-dialog", "sign-out-all");
  lk_ui_wait_for ("sign-out-all-progress");
  lk_account_fixture_wait_asked (&self->world, LK_KEY_REVOKE, 4);
  lk_ui_click ("sign-out-all-stop-button");
  lk_fake_server_release (self->world.server);
  lk_ui_wait_for ("sign-out-all-done-button");
  g_assert_cmpuint (count_accounts (self), ==, 4);
  g_assert_true (lk_ui_says ("Not All Signed Out"));
  g_assert_false (lk_ui_says ("Signed Out"));
  lk_test_drain ();
}

/* An account that leaves already, by itself, is no fault of its server. */
static void
test_who_is_busy_is_told_so (LkUiFixture  *self,
                             gconstpointer data)
{
  g_autoptr (LkAccount) account = NULL;

  add_users (self, 2);
  account = g_list_model_get_item (G_LIST_MODEL (self->accounts), 0);
  lk_account_enter (account, LK_AUTH_STATE_NEEDS_SIGN_IN, NULL);
  lk_account_enter (account, LK_AUTH_STATE_DISCOVERING, NULL);
  lk_ui_fixture_show (self);
  ask (self);
  lk_ui_answer ("sign-out-all-dialog", "sign-out-all");
  lk_ui_wait_for ("sign-out-all-failures");
  g_assert_true (lk_ui_says ("@u0:example.org"));
  g_assert_true (lk_ui_says ("This account is just being signed in or out."));
  lk_test_drain ();
}

/* Ctrl+N leads away from the page: what is under way is finished, and is there to come back to. */
static void
test_page_is_found_again (LkUiFixture  *self,
                          gconstpointer data)
{
  add_users (self, 6);
  lk_ui_fixture_show (self);
  lk_fake_server_hold (self->world.server, LK_KEY_REVOKE);
  ask (self);
  lk_ui_answer ("sign-out-all-dialog", "sign-out-all");
  lk_account_fixture_wait_asked (&self->world, LK_KEY_REVOKE, 4);
  lk_window_add_account (self->window, NULL);
  lk_ui_wait_gone ("sign-out-all-page");
  ask (self);
  lk_ui_wait_for ("sign-out-all-page");
  lk_fake_server_release (self->world.server);
  lk_ui_click ("sign-out-all-done-button");
  lk_ui_wait_for ("server-entry");
  lk_test_drain ();
}

/* What was over before the person came back stands in nobody's way. */
static void
test_next_time_it_asks_again (LkUiFixture  *self,
                              gconstpointer data)
{
  add_users (self, 2);
  lk_ui_fixture_show (self);
  lk_dummy_store_fail (self->world.store, LK_DUMMY_STORE_LOAD, LK_ERROR_KEYRING_LOCKED, 1);
  ask (self);
  lk_ui_answer ("sign-out-all-dialog", "sign-out-all");
  lk_ui_wait_for ("sign-out-all-failures");
  lk_window_add_account (self->window, NULL);
  lk_ui_wait_gone ("sign-out-all-page");
  ask (self);
  lk_ui_answer ("sign-out-all-dialog", "sign-out-all");
  lk_ui_wait_says ("1 account is signed out on this computer.");
  g_assert_null (lk_ui_find ("sign-out-all-failures"));
  g_assert_cmpuint (count_accounts (self), ==, 0);
  lk_test_drain ();
}

static void
test_the_window_goes_meanwhile (LkUiFixture  *self,
                                gconstpointer data)
{
  add_users (self, 6);
  lk_ui_fixture_show (self);
  ask (self);
  lk_ui_answer ("sign-out-all-dialog", "sign-out-all");
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&self->window)));
  lk_account_fixture_wait_asked (&self->world, LK_KEY_REVOKE, 6);
  lk_test_drain ();
  g_assert_cmpuint (count_accounts (self), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/sign-out-all/no-is-no", test_no_is_no);
  LK_UI_ADD ("/sign-out-all/all-of-them-go", test_all_of_them_go);
  LK_UI_ADD ("/sign-out-all/who-stays-is-told-with-the-reason",
             test_who_stays_is_told_with_the_reason);
  LK_UI_ADD ("/sign-out-all/stopping-keeps-the-rest", test_stopping_keeps_the_rest);
  LK_UI_ADD ("/sign-out-all/who-is-busy-is-told-so", test_who_is_busy_is_told_so);
  LK_UI_ADD ("/sign-out-all/page-is-found-again", test_page_is_found_again);
  LK_UI_ADD ("/sign-out-all/next-time-it-asks-again", test_next_time_it_asks_again);
  LK_UI_ADD ("/sign-out-all/the-window-goes-meanwhile", test_the_window_goes_meanwhile);

  return g_test_run ();
}
