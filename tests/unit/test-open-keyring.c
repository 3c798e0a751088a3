/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-open-keyring.h"

#include "lk-account-fixture.h"
#include "lk-refresh.h"

/* Two accounts that found the keyring locked: one before it had its tokens, one with newer ones
 * that could not be saved. */
typedef struct
{
  LkAccountList *accounts;
  LkAccount     *unread;
  LkAccount     *unsaved;
} Locked;

static gboolean
refresh (LkAccount *account)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_refresh_async (account, NULL, lk_test_store_result, &result);
  return lk_refresh_finish (account, lk_test_await (&result), NULL);
}

/* The same user twice would be one account that replaces the other. */
static LkAccount *
new_session_of (LkAccountFixture *self,
                const char       *user_id)
{
  LkAccount *account = lk_account_fixture_new_session (self, 0);
  g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));

  g_free (record->user_id);
  record->user_id = g_strdup (user_id);
  lk_account_put_record (account, record);
  return account;
}

static void
lock_out (LkAccountFixture *self,
          Locked           *locked)
{
  locked->accounts = lk_account_list_new (self->ports);
  locked->unread = new_session_of (self, "@ada:example.org");
  locked->unsaved = new_session_of (self, "@bob:example.org");
  lk_account_list_add (locked->accounts, locked->unread);
  lk_account_list_add (locked->accounts, locked->unsaved);
  lk_dummy_store_fail (self->store, LK_DUMMY_STORE_SAVE, LK_ERROR_KEYRING_LOCKED, -1);
  g_assert_true (refresh (locked->unsaved));
  lk_dummy_store_fail (self->store, LK_DUMMY_STORE_LOAD, LK_ERROR_KEYRING_LOCKED, -1);
  g_assert_false (refresh (locked->unread));
  g_assert_true (lk_account_get_keyring_locked (locked->unread));
  g_assert_true (lk_account_get_keyring_locked (locked->unsaved));
}

static void
clear (Locked *locked)
{
  g_clear_object (&locked->unread);
  g_clear_object (&locked->unsaved);
  g_clear_object (&locked->accounts);
}

static gboolean
is_open (gpointer user_data)
{
  Locked *locked = user_data;

  return !lk_account_get_keyring_locked (locked->unread) &&
         !lk_account_get_keyring_locked (locked->unsaved);
}

static void
test_every_account_looks_again (LkAccountFixture *self,
                                gconstpointer     data)
{
  Locked locked = { 0 };

  lock_out (self, &locked);
  lk_dummy_store_fail (self->store, LK_DUMMY_STORE_SAVE, LK_ERROR_KEYRING_LOCKED, 0);
  lk_dummy_store_fail (self->store, LK_DUMMY_STORE_LOAD, LK_ERROR_KEYRING_LOCKED, 0);
  lk_open_keyring (locked.accounts);
  lk_test_wait_until (is_open, &locked);
  g_assert_cmpuint (lk_dummy_store_get_n_asked_again (self->store), >=, 1);
  g_assert_false (lk_account_get_unsaved (locked.unsaved));
  lk_account_fixture_assert_kept (self, locked.unsaved, "access-2", "refresh-2");
  g_assert_cmpuint (lk_account_fixture_fetch (self, locked.unread, NULL), ==, 200);
  clear (&locked);
}

/* The person says no: everything is as it was. */
static void
test_no_changes_nothing (LkAccountFixture *self,
                         gconstpointer     data)
{
  Locked locked = { 0 };

  lock_out (self, &locked);
  lk_open_keyring (locked.accounts);
  lk_test_drain ();
  g_assert_true (lk_account_get_keyring_locked (locked.unread));
  g_assert_true (lk_account_get_unsaved (locked.unsaved));
  g_assert_cmpint (lk_account_get_state (locked.unread), ==, LK_AUTH_STATE_SIGNED_IN);
  clear (&locked);
}

/* Seen once, at the start, without asking anybody; and one answer is for all. */
static void
test_locked_store_is_seen_at_every_account (LkAccountFixture *self,
                                            gconstpointer     data)
{
  g_autoptr (LkAccountList) accounts = lk_account_list_new (self->ports);
  g_autoptr (LkAccount) one = new_session_of (self, "@ada:example.org");
  g_autoptr (LkAccount) other = new_session_of (self, "@bob:example.org");

  lk_account_list_add (accounts, one);
  lk_account_list_add (accounts, other);
  lk_account_list_resume (accounts);
  lk_test_drain ();
  g_assert_cmpuint (lk_dummy_store_get_n_looks (self->store), ==, 1);
  g_assert_cmpuint (lk_dummy_store_count (self->store, LK_DUMMY_STORE_LOAD), ==, 0);

  lk_dummy_store_set_locked (self->store, TRUE);
  g_assert_true (lk_account_get_keyring_locked (one));
  g_assert_true (lk_account_get_keyring_locked (other));
  lk_dummy_store_fail (self->store, LK_DUMMY_STORE_LOAD, LK_ERROR_KEYRING_LOCKED, -1);
  lk_open_keyring (accounts);
  lk_test_drain ();
  g_assert_cmpuint (lk_dummy_store_count (self->store, LK_DUMMY_STORE_LOAD), ==, 1);
  g_assert_true (lk_account_get_keyring_locked (other));

  lk_dummy_store_fail (self->store, LK_DUMMY_STORE_LOAD, LK_ERROR_KEYRING_LOCKED, 0);
  lk_dummy_store_set_locked (self->store, FALSE);
  g_assert_false (lk_account_get_keyring_locked (one));
  g_assert_false (lk_account_get_keyring_locked (other));
}

/* Its question is on the screen, or it has come to a halt: the account says what it waits for. */
static void
test_keyring_that_does_not_answer_counts_as_locked (LkAccountFixture *self,
                                                    gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GAsyncResult) result = NULL;

  lk_dummy_store_hang (self->store, LK_DUMMY_STORE_LOAD);
  lk_account_fixture_start_fetch (self, account, &result);
  lk_test_drain ();
  g_assert_false (lk_account_get_keyring_locked (account));
  lk_dummy_clock_advance (self->clock, 1);
  g_assert_true (lk_account_get_keyring_locked (account));
  lk_dummy_store_release (self->store);
  lk_test_await (&result);
  g_assert_false (lk_account_get_keyring_locked (account));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  lk_account_fixture_add ("/open-keyring/every-account-looks-again", NULL,
                          test_every_account_looks_again);
  lk_account_fixture_add ("/open-keyring/locked-store-is-seen-at-every-account", NULL,
                          test_locked_store_is_seen_at_every_account);
  lk_account_fixture_add ("/open-keyring/keyring-that-does-not-answer-counts-as-locked", NULL,
                          test_keyring_that_does_not_answer_counts_as_locked);
  lk_account_fixture_add ("/open-keyring/no-changes-nothing", NULL, test_no_changes_nothing);

  return g_test_run ();
}
