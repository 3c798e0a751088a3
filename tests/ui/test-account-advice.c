/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error.h"
#include "lk-ui-fixture.h"

#include <glib/gstdio.h>

static LkAccount *
open_account (LkUiFixture *self)
{
  LkAccount *account = lk_ui_fixture_add_session (self);

  lk_ui_fixture_show (self);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_wait_for ("account-page");
  return account;
}

static void
test_nothing_wrong_is_nothing_to_say (LkUiFixture  *self,
                                      gconstpointer data)
{
  open_account (self);
  lk_test_drain ();
  g_assert_null (lk_ui_find ("account-advice"));
}

/* The person says no at first, and yes when they are ready. */
static void
test_unlocking_the_keyring (LkUiFixture  *self,
                            gconstpointer data)
{
  LkAccount *account;

  lk_dummy_store_fail (self->world.store, LK_DUMMY_STORE_LOAD, LK_ERROR_KEYRING_LOCKED, -1);
  account = open_account (self);
  lk_ui_wait_for ("unlock-button");
  g_assert_cmpstr (lk_ui_label ("account-advice-label"), ==,
                   "Your keyring is locked. Unlock it to use this account.");
  g_assert_null (lk_ui_find ("try-again-button"));
  g_assert_null (lk_ui_find ("sign-in-again-button"));
  lk_dummy_store_fail (self->world.store, LK_DUMMY_STORE_LOAD, LK_ERROR_KEYRING_LOCKED, 0);
  lk_ui_click ("unlock-button");
  lk_ui_wait_gone ("account-advice");
  g_assert_cmpuint (lk_dummy_store_get_n_asked_again (self->world.store), ==, 1);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
}

static void
test_another_keyring_is_not_the_servers_doing (LkUiFixture  *self,
                                               gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_session (self);
  g_autoptr (GAsyncResult) result = NULL;

  lk_account_store_remove_async (self->world.store, lk_account_get_id (account), NULL,
                                 lk_test_store_result, &result);
  lk_account_store_remove_finish (self->world.store, lk_test_await (&result), NULL);
  lk_ui_fixture_show (self);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_wait_for ("sign-in-again-button");
  g_assert_cmpstr (lk_ui_label ("account-advice-label"), ==,
                   "Your keyring is open, but it has nothing for this account. It may be another "
                   "keyring than before. Sign in again to go on with the same device.");
}

static void
test_trying_again_when_offline (LkUiFixture  *self,
                                gconstpointer data)
{
  g_autoptr (GError) offline = g_error_new_literal (LK_ERROR, LK_ERROR_OFFLINE, "");
  LkAccount *account = open_account (self);

  lk_test_drain ();
  lk_account_note_network (account, offline);
  lk_ui_click ("try-again-button");
  lk_ui_wait_gone ("account-advice");
}

/* A file where the folder was: nothing can be written there. */
static void
test_saving_the_list_of_accounts (LkUiFixture  *self,
                                  gconstpointer data)
{
  LkAccount *account = open_account (self);
  g_autofree char *folder = g_strdup (self->world.ports->data_dir);
  g_autofree char *aside = g_strconcat (folder, ".aside", NULL);

  lk_test_drain ();
  g_assert_cmpint (g_rename (folder, aside), ==, 0);
  lk_test_touch (folder);
  g_test_expect_message ("lk-account", G_LOG_LEVEL_WARNING, "*list of accounts can't be*");
  lk_account_put_record (account, lk_account_get_record (account));
  g_test_assert_expected_messages ();
  lk_ui_wait_for ("save-button");
  g_assert_true (lk_account_get_unsaved (account));

  g_assert_cmpint (g_unlink (folder), ==, 0);
  g_assert_cmpint (g_rename (aside, folder), ==, 0);
  lk_ui_click ("save-button");
  lk_ui_wait_gone ("account-advice");
  g_assert_false (lk_account_get_unsaved (account));
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/account-advice/nothing-wrong-is-nothing-to-say",
             test_nothing_wrong_is_nothing_to_say);
  LK_UI_ADD ("/account-advice/unlocking-the-keyring", test_unlocking_the_keyring);
  LK_UI_ADD ("/account-advice/another-keyring-is-not-the-servers-doing",
             test_another_keyring_is_not_the_servers_doing);
  LK_UI_ADD ("/account-advice/trying-again-when-offline", test_trying_again_when_offline);
  LK_UI_ADD ("/account-advice/saving-the-list-of-accounts", test_saving_the_list_of_accounts);

  return g_test_run ();
}
