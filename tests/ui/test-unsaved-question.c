/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-refresh.h"
#include "lk-ui-fixture.h"

/* An account whose newest tokens could not be saved, and would not be for a while. */
static LkAccount *
add_unsaved (LkUiFixture *self)
{
  LkAccount *account = lk_ui_fixture_add_session (self);
  g_autoptr (GAsyncResult) result = NULL;

  lk_dummy_store_fail (self->world.store, LK_DUMMY_STORE_SAVE, LK_ERROR_KEYRING_LOCKED, -1);
  lk_refresh_async (account, NULL, lk_test_store_result, &result);
  g_assert_true (lk_refresh_finish (account, lk_test_await (&result), NULL));
  g_assert_true (lk_account_get_unsaved (account));
  return account;
}

static gboolean
is_closed (gpointer user_data)
{
  return g_list_model_get_n_items (gtk_window_get_toplevels ()) == 0;
}

static void
show_and_close (LkUiFixture *self)
{
  lk_ui_fixture_show (self);
  gtk_window_close (GTK_WINDOW (self->window));
}

static void
wait_closed (LkUiFixture *self)
{
  lk_test_wait_until (is_closed, NULL);
  self->window = NULL;
}

static void
test_all_saved_is_nothing_to_ask (LkUiFixture  *self,
                                  gconstpointer data)
{
  lk_ui_fixture_add_session (self);
  show_and_close (self);
  wait_closed (self);
}

static void
test_staying_keeps_the_session (LkUiFixture  *self,
                                gconstpointer data)
{
  LkAccount *account = add_unsaved (self);

  show_and_close (self);
  lk_ui_answer ("unsaved-dialog", "stay");
  lk_test_drain ();
  g_assert_nonnull (lk_ui_find ("account-list"));
  g_assert_true (lk_account_get_unsaved (account));
}

static void
test_saving_closes_the_window (LkUiFixture  *self,
                               gconstpointer data)
{
  LkAccount *account = add_unsaved (self);

  show_and_close (self);
  lk_ui_wait_dialog ("unsaved-dialog");
  lk_dummy_store_fail (self->world.store, LK_DUMMY_STORE_SAVE, LK_ERROR_KEYRING_LOCKED, 0);
  lk_ui_answer ("unsaved-dialog", "save");
  wait_closed (self);
  g_assert_false (lk_account_get_unsaved (account));
  g_assert_cmpuint (lk_dummy_store_get_n_asked_again (self->world.store), ==, 1);
  lk_account_fixture_assert_kept (&self->world, account, "access-2", "refresh-2");
}

static void
test_what_still_cannot_be_saved_keeps_the_window (LkUiFixture  *self,
                                                  gconstpointer data)
{
  add_unsaved (self);
  show_and_close (self);
  lk_ui_answer ("unsaved-dialog", "save");
  while (!lk_ui_says ("It still can’t be saved. Is the keyring locked?"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (lk_ui_find ("account-list"));

  /* The question comes again, and the person decides. */
  gtk_window_close (GTK_WINDOW (self->window));
  lk_ui_answer ("unsaved-dialog", "quit");
  wait_closed (self);
}

static void
test_body_names_who_it_is (LkUiFixture  *self,
                           gconstpointer data)
{
  AdwMessageDialog *dialog;

  add_unsaved (self);
  show_and_close (self);
  dialog = lk_ui_wait_dialog ("unsaved-dialog");
  g_assert_cmpstr (adw_message_dialog_get_body (dialog), ==,
                   "The newest sign-in of " LK_USER_ID " could not be saved to your keyring. If "
                   "you quit now, you have to sign in again.");
  lk_ui_answer ("unsaved-dialog", "stay");
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/unsaved-question/all-saved-is-nothing-to-ask", test_all_saved_is_nothing_to_ask);
  LK_UI_ADD ("/unsaved-question/staying-keeps-the-session", test_staying_keeps_the_session);
  LK_UI_ADD ("/unsaved-question/saving-closes-the-window", test_saving_closes_the_window);
  LK_UI_ADD ("/unsaved-question/what-still-cannot-be-saved-keeps-the-window",
             test_what_still_cannot_be_saved_keeps_the_window);
  LK_UI_ADD ("/unsaved-question/body-names-who-it-is", test_body_names_who_it_is);

  return g_test_run ();
}
