/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-ui-fixture.h"

static LkAccount *
begin (LkUiFixture *self)
{
  LkAccount *account = lk_ui_fixture_add_session (self);

  lk_ui_fixture_show (self);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_click ("sign-out-button");
  return account;
}

static void
test_no_is_no (LkUiFixture  *self,
               gconstpointer data)
{
  LkAccount *account = begin (self);

  lk_ui_answer ("sign-out-dialog", "cancel");
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
  g_assert_cmpuint (lk_fake_server_count (self->world.server, LK_KEY_REVOKE), ==, 0);
}

static void
test_yes_ends_the_session (LkUiFixture  *self,
                           gconstpointer data)
{
  begin (self);
  lk_ui_answer ("sign-out-dialog", "sign-out");
  lk_ui_wait_for ("server-entry"); /* the last account has left: the welcome page */
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->accounts)), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->world.server, LK_KEY_REVOKE), ==, 1);
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->world.store), ==, 0);
}

/* G11: nothing is dropped silently when the server can't confirm. */
static void
test_a_server_that_does_not_confirm_is_a_question (LkUiFixture  *self,
                                                   gconstpointer data)
{
  LkAccount *account;

  lk_account_fixture_script (&self->world, LK_KEY_REVOKE, 400, "{\"error\":\"server_error\"}");
  account = begin (self);
  lk_ui_answer ("sign-out-dialog", "sign-out");
  lk_ui_answer ("sign-out-failed-dialog", "try-again");
  lk_ui_answer ("sign-out-failed-dialog", "keep");
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->world.store), ==, 1);
}

static void
test_this_computer_only (LkUiFixture  *self,
                         gconstpointer data)
{
  lk_account_fixture_script (&self->world, LK_KEY_REVOKE, 400, "{\"error\":\"server_error\"}");
  begin (self);
  lk_ui_answer ("sign-out-dialog", "sign-out");
  lk_ui_answer ("sign-out-failed-dialog", "this-computer");
  lk_ui_wait_for ("server-entry");
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->world.store), ==, 0);
}

/* What fails on this computer is not blamed on the server. */
static void
test_a_locked_keyring_is_a_question_of_its_own (LkUiFixture  *self,
                                                gconstpointer data)
{
  LkAccount *account = begin (self);

  lk_dummy_store_fail (self->world.store, LK_DUMMY_STORE_REMOVE, LK_ERROR_KEYRING_LOCKED, 1);
  lk_ui_answer ("sign-out-dialog", "sign-out");
  g_assert_false (adw_message_dialog_has_response (lk_ui_wait_dialog ("sign-out-failed-dialog"),
                                                   "this-computer"));
  lk_ui_answer ("sign-out-failed-dialog", "keep");
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
}

/* The window goes, the session is ended all the same: the fixture finds nothing left over. */
static void
test_closing_the_window_meanwhile (LkUiFixture  *self,
                                   gconstpointer data)
{
  begin (self);
  lk_ui_answer ("sign-out-dialog", "sign-out");
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/sign-out-question/a-locked-keyring-is-a-question-of-its-own",
             test_a_locked_keyring_is_a_question_of_its_own);
  LK_UI_ADD ("/sign-out-question/no-is-no", test_no_is_no);
  LK_UI_ADD ("/sign-out-question/yes-ends-the-session", test_yes_ends_the_session);
  LK_UI_ADD ("/sign-out-question/G11/a-server-that-does-not-confirm-is-a-question",
             test_a_server_that_does_not_confirm_is_a_question);
  LK_UI_ADD ("/sign-out-question/this-computer-only", test_this_computer_only);
  LK_UI_ADD ("/sign-out-question/closing-the-window-meanwhile", test_closing_the_window_meanwhile);

  return g_test_run ();
}
