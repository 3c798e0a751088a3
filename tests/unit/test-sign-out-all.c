/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-sign-out-all.h"

#include "lk-account-fixture.h"
#include "lk-error.h"

static LkAccountList *
new_list (LkAccountFixture *self,
          guint             n)
{
  LkAccountList *accounts = lk_account_list_new (self->ports);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
      g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));

      g_free (record->user_id);
      record->user_id = g_strdup_printf ("@u%u:example.org", i);
      lk_account_put_record (account, record);
      lk_account_list_add (accounts, account);
    }
  return accounts;
}

static gboolean
is_over (gpointer all)
{
  return lk_sign_out_all_get_over (all);
}

static void
test_all_are_signed_out (LkAccountFixture *self,
                         gconstpointer     data)
{
  g_autoptr (LkAccountList) accounts = new_list (self, 12);
  g_autoptr (LkSignOutAll) all = lk_sign_out_all_new (accounts);

  g_assert_cmpuint (lk_sign_out_all_get_n_all (all), ==, 12);
  lk_sign_out_all_start (all);
  lk_test_wait_until (is_over, all);
  g_assert_cmpuint (lk_sign_out_all_get_n_done (all), ==, 12);
  g_assert_cmpuint (lk_sign_out_all_get_failures (all)->len, ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (accounts)), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_REVOKE), ==, 12);
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->store), ==, 0);
  lk_test_drain ();
}

static void
test_one_that_fails_stops_nobody (LkAccountFixture *self,
                                  gconstpointer     data)
{
  g_autoptr (LkAccountList) accounts = new_list (self, 6);
  g_autoptr (LkSignOutAll) all = lk_sign_out_all_new (accounts);
  LkSignOutFailure *failure;

  lk_dummy_store_fail (self->store, LK_DUMMY_STORE_LOAD, LK_ERROR_KEYRING_LOCKED, 1);
  lk_sign_out_all_start (all);
  lk_test_wait_until (is_over, all);
  g_assert_cmpuint (lk_sign_out_all_get_n_done (all), ==, 6);
  g_assert_cmpuint (lk_sign_out_all_get_failures (all)->len, ==, 1);
  failure = lk_sign_out_all_get_failures (all)->pdata[0];
  g_assert_error (failure->error, LK_ERROR, LK_ERROR_KEYRING_LOCKED);
  g_assert_cmpint (lk_account_get_state (failure->account), ==, LK_AUTH_STATE_SIGNED_IN);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (accounts)), ==, 1);
  lk_test_drain ();
}

/* Who has been begun with is finished: there is no half of a sign-out. */
static void
test_stopping_leaves_the_rest_alone (LkAccountFixture *self,
                                     gconstpointer     data)
{
  g_autoptr (LkAccountList) accounts = new_list (self, 12);
  g_autoptr (LkSignOutAll) all = lk_sign_out_all_new (accounts);

  lk_sign_out_all_start (all);
  lk_sign_out_all_stop (all);
  lk_test_wait_until (is_over, all);
  g_assert_cmpuint (lk_sign_out_all_get_n_done (all), ==, 4);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (accounts)), ==, 8);
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->store), ==, 8);
  lk_test_drain ();
}

static void
stop_after_three (LkSignOutAll *all)
{
  if (lk_sign_out_all_get_n_done (all) == 3)
    lk_sign_out_all_stop (all);
}

static void
test_stopping_in_the_middle (LkAccountFixture *self,
                             gconstpointer     data)
{
  g_autoptr (LkAccountList) accounts = new_list (self, 12);
  g_autoptr (LkSignOutAll) all = lk_sign_out_all_new (accounts);

  lk_dummy_store_fail (self->store, LK_DUMMY_STORE_LOAD, LK_ERROR_KEYRING_LOCKED, 1);
  g_signal_connect (all, "notify::n-done", G_CALLBACK (stop_after_three), NULL);
  lk_sign_out_all_start (all);
  lk_test_wait_until (is_over, all);
  g_assert_cmpuint (lk_sign_out_all_get_n_done (all), ==, 6); /* two took the place of two */
  g_assert_cmpuint (lk_sign_out_all_get_failures (all)->len, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (accounts)), ==, 7);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_REVOKE), ==, 5);
  lk_test_drain ();
}

static void
test_four_at_once (LkAccountFixture *self,
                   gconstpointer     data)
{
  g_autoptr (LkAccountList) accounts = new_list (self, 12);
  g_autoptr (LkSignOutAll) all = lk_sign_out_all_new (accounts);

  lk_fake_server_hold (self->server, LK_KEY_REVOKE);
  lk_sign_out_all_start (all);
  lk_account_fixture_wait_asked (self, LK_KEY_REVOKE, 4);
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_REVOKE), ==, 4);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (accounts)), ==, 8);
  lk_fake_server_release (self->server);
  lk_test_wait_until (is_over, all);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_REVOKE), ==, 12);
  lk_test_drain ();
}

static void
test_nobody_is_over_at_once (LkAccountFixture *self,
                             gconstpointer     data)
{
  g_autoptr (LkAccountList) accounts = new_list (self, 0);
  g_autoptr (LkSignOutAll) all = lk_sign_out_all_new (accounts);

  lk_sign_out_all_start (all);
  g_assert_true (lk_sign_out_all_get_over (all));
}

/* The page that shows it goes: it is finished all the same. */
static void
test_it_keeps_itself_alive (LkAccountFixture *self,
                            gconstpointer     data)
{
  g_autoptr (LkAccountList) accounts = new_list (self, 6);
  LkSignOutAll *all = lk_sign_out_all_new (accounts);
  gpointer gone = all;

  g_object_add_weak_pointer (G_OBJECT (all), &gone);
  lk_sign_out_all_start (all);
  g_object_unref (all);
  g_assert_nonnull (gone);
  lk_account_fixture_wait_asked (self, LK_KEY_REVOKE, 6);
  lk_test_drain ();
  g_assert_null (gone);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (accounts)), ==, 0);
}

#define add(path, test) lk_account_fixture_add (path, NULL, test)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/sign-out-all/all-are-signed-out", test_all_are_signed_out);
  add ("/sign-out-all/one-that-fails-stops-nobody", test_one_that_fails_stops_nobody);
  add ("/sign-out-all/stopping-leaves-the-rest-alone", test_stopping_leaves_the_rest_alone);
  add ("/sign-out-all/stopping-in-the-middle", test_stopping_in_the_middle);
  add ("/sign-out-all/four-at-once", test_four_at_once);
  add ("/sign-out-all/nobody-is-over-at-once", test_nobody_is_over_at_once);
  add ("/sign-out-all/it-keeps-itself-alive", test_it_keeps_itself_alive);

  return g_test_run ();
}
