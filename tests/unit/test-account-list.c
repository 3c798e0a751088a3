/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"
#include "lk-dummy-network.h"

#include "lk-account-list.h"
#include "lk-sign-in.h"
#include "lk-sign-out.h"

#include <string.h>

typedef struct
{
  LkAccountFixture  fixture;
  LkAccountList    *list;
  GString          *changes; /* "position-removed+added " for each signal */
} Fixture;

static void
on_items_changed (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Fixture    *self)
{
  g_string_append_printf (self->changes, "%u-%u+%u ", position, removed, added);
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  lk_account_fixture_set_up (&self->fixture, data);
  self->list = lk_account_list_new (self->fixture.ports);
  self->changes = g_string_new (NULL);
  g_signal_connect (self->list, "items-changed", G_CALLBACK (on_items_changed), self);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  lk_test_drain ();
  g_assert_finalize_object (self->list);
  g_string_free (self->changes, TRUE);
  lk_account_fixture_tear_down (&self->fixture, data);
}

/* Empties @changes. */
static void
assert_changes (Fixture    *self,
                const char *expected)
{
  g_assert_cmpstr (self->changes->str, ==, expected);
  g_string_truncate (self->changes, 0);
}

static void
assert_n_items (Fixture *self,
                guint    expected)
{
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->list)), ==, expected);
}

static LkAccountRecord *
store_record (Fixture       *self,
              LkRecordState  state,
              const char    *user_id)
{
  LkAccountRecord *record = lk_account_fixture_new_record (&self->fixture, state);
  g_autoptr (GError) error = NULL;

  g_free (record->user_id);
  record->user_id = g_strdup (user_id);
  lk_account_index_put (self->fixture.ports->index, record, &error);
  g_assert_no_error (error);
  return record;
}

/* Stores a session of @user_id (nullable, for one that is pending) with its tokens. */
static LkAccountRecord *
store (Fixture       *self,
       LkRecordState  state,
       const char    *user_id)
{
  LkAccountRecord *record = store_record (self, state, user_id);
  g_autofree char *refresh_token = g_strconcat ("refresh of ", user_id, NULL);
  g_autoptr (LkTokens) tokens = lk_test_tokens ("access-1", refresh_token, 1, 0);

  lk_dummy_store_put (self->fixture.store, record->id, tokens);
  return record;
}

static LkAccount *
get_account (Fixture *self,
             guint    position)
{
  g_autoptr (LkAccount) account =
    g_list_model_get_item (G_LIST_MODEL (self->list), position);

  return account; /* the list keeps it */
}

static LkAccount *
sign_in (Fixture *self)
{
  LkAccount *account = lk_account_fixture_new_account (&self->fixture);
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (&self->fixture, account);

  lk_account_fixture_sign_in (&self->fixture, account, homeserver);
  g_assert_true (lk_account_fixture_signed_in (&self->fixture, account, NULL));
  return account;
}

static void
test_empty_index_is_an_empty_list (Fixture      *self,
                                   gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (lk_account_list_load (self->list, &error));
  g_assert_no_error (error);
  assert_n_items (self, 0);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (self->list), 0));
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (self->list)) == LK_TYPE_ACCOUNT);
  g_assert_true (lk_account_list_get_ports (self->list) == self->fixture.ports);
}

static void
assert_nobody_was_asked (Fixture *self)
{
  for (int call = 0; call < LK_DUMMY_STORE_N_CALLS; call++)
    g_assert_cmpuint (lk_dummy_store_count (self->fixture.store, call), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->fixture.server, NULL), ==, 0);
}

static void
test_list_is_there_before_the_keyring (Fixture      *self,
                                       gconstpointer data)
{
  g_autoptr (LkAccountRecord) a = store (self, LK_RECORD_ACTIVE, "@a:example.org");
  g_autoptr (LkAccountRecord) b = store (self, LK_RECORD_NEEDS_SIGN_IN, "@b:example.org");
  g_autoptr (GError) error = NULL;

  g_assert_true (lk_account_list_load (self->list, &error));
  assert_changes (self, "0-0+2 ");
  g_assert_cmpstr (lk_account_get_id (get_account (self, 0)), ==, a->id);
  g_assert_cmpstr (lk_account_get_id (get_account (self, 1)), ==, b->id);
  lk_account_list_resume (self->list);
  lk_test_drain ();
  assert_nobody_was_asked (self);
}

/* At once: each write of the index is durable, and a thousand of them would take a while. */
static void
store_many (Fixture *self,
            guint    n_accounts)
{
  g_autofree char *path = g_build_filename (self->fixture.ports->data_dir, "accounts.ini", NULL);
  g_autoptr (GKeyFile) key_file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n_accounts; i++)
    {
      g_autoptr (LkAccountRecord) record =
        lk_account_fixture_new_record (&self->fixture, i % 2 == 0 ? LK_RECORD_ACTIVE
                                                                  : LK_RECORD_NEEDS_SIGN_IN);

      lk_account_record_write (record, key_file);
    }
  lk_test_touch (path); /* makes the directory */
  g_key_file_save_to_file (key_file, path, &error);
  g_assert_no_error (error);
}

/* Not by loading them, and not by looking at each: the start is quiet however long the list. */
static void
test_a_thousand_accounts_ask_nobody (Fixture      *self,
                                     gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  store_many (self, 1000);
  g_assert_true (lk_account_list_load (self->list, &error));
  g_assert_no_error (error);
  assert_changes (self, "0-0+1000 ");
  lk_account_list_resume (self->list);
  for (guint i = 0; i < 1000; i++)
    g_assert_cmpstr (lk_account_get_title (get_account (self, i)), ==, LK_USER_ID);
  lk_test_drain ();
  assert_nobody_was_asked (self);
  g_assert_cmpuint (lk_account_fixture_count_records (&self->fixture), ==, 1000);
}

static void
test_what_can_be_read_is_there (Fixture      *self,
                                gconstpointer data)
{
  g_autoptr (LkAccountRecord) a = store (self, LK_RECORD_ACTIVE, "@a:example.org");
  g_autoptr (LkAccountRecord) damaged = store (self, LK_RECORD_ACTIVE, NULL);
  g_autoptr (LkAccountRecord) b = store (self, LK_RECORD_ACTIVE, "@b:example.org");
  g_autoptr (GError) error = NULL;

  g_assert_false (lk_account_list_load (self->list, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_STORAGE_FAILED);
  assert_n_items (self, 2);
}

static void
test_find_by_homeserver_and_user (Fixture      *self,
                                  gconstpointer data)
{
  g_autoptr (LkAccountRecord) a = store (self, LK_RECORD_ACTIVE, "@a:example.org");
  g_autoptr (LkAccountRecord) b = store (self, LK_RECORD_ACTIVE, "@b:example.org");

  lk_account_list_load (self->list, NULL);
  g_assert_true (lk_account_list_find (self->list, b->base_url, "@b:example.org") ==
                 get_account (self, 1));
  g_assert_null (lk_account_list_find (self->list, "https://other.example", "@b:example.org"));
  g_assert_null (lk_account_list_find (self->list, b->base_url, "@c:example.org"));
}

static void
test_added_comes_last_and_once (Fixture      *self,
                                gconstpointer data)
{
  g_autoptr (LkAccountRecord) a = store (self, LK_RECORD_ACTIVE, "@a:example.org");
  g_autoptr (LkAccount) account = NULL;

  lk_account_list_load (self->list, NULL);
  assert_changes (self, "0-0+1 ");
  account = sign_in (self);
  lk_account_list_add (self->list, account);
  assert_changes (self, "1-0+1 ");
  lk_account_list_add (self->list, account);
  assert_changes (self, "");
  lk_test_drain ();
  assert_n_items (self, 2);
}

static gboolean
has_one_item (gpointer user_data)
{
  return g_list_model_get_n_items (user_data) == 1;
}

static gboolean
has_nothing_to_end (gpointer user_data)
{
  Fixture *self = user_data;

  return lk_dummy_revocation_store_get_n_kept (self->fixture.revocations) == 0;
}

/* The same user once more: only now that the new session is safe does the old one end. */
static void
test_same_user_replaces_the_older_session (Fixture      *self,
                                           gconstpointer data)
{
  LkRecordState state = GPOINTER_TO_INT (data);
  g_autoptr (LkAccountRecord) old = store (self, state, LK_USER_ID);
  g_autoptr (LkAccount) account = NULL;
  g_autofree char *token = NULL;

  lk_account_list_load (self->list, NULL);
  assert_changes (self, "0-0+1 ");
  account = sign_in (self);
  g_assert_cmpuint (lk_fake_server_count (self->fixture.server, LK_KEY_REVOKE), ==, 0);
  lk_account_list_add (self->list, account);
  lk_test_wait_until (has_one_item, self->list);
  assert_changes (self, "1-0+1 0-1+0 ");
  g_assert_true (get_account (self, 0) == account);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
  if (state == LK_RECORD_ACTIVE)
    lk_account_fixture_wait_asked (&self->fixture, LK_KEY_REVOKE, 1);
  lk_test_wait_until (has_nothing_to_end, self);
  token = lk_fake_server_last_field (self->fixture.server, LK_KEY_REVOKE, "token");
  g_assert_cmpstr (token, ==, state == LK_RECORD_ACTIVE ? "refresh of " LK_USER_ID : NULL);
  g_assert_cmpuint (lk_account_fixture_count_records (&self->fixture), ==, 1);
  lk_account_fixture_assert_kept (&self->fixture, account, "access-2", "refresh-2");
  g_assert_null (lk_dummy_store_peek (self->fixture.store, old->id));
}

/* It goes, whatever its server says to that; what is still open is not forgotten. */
static void
test_older_session_goes_whatever_its_server_says (Fixture      *self,
                                                  gconstpointer data)
{
  g_autoptr (LkAccountRecord) old = store (self, LK_RECORD_ACTIVE, LK_USER_ID);
  g_autoptr (LkAccount) account = NULL;
  g_autoptr (LkRevocation) kept = NULL;

  lk_account_list_load (self->list, NULL);
  lk_account_fixture_script (&self->fixture, LK_KEY_REVOKE, 401, "{\"error\":\"invalid_client\"}");
  account = sign_in (self);
  lk_account_list_add (self->list, account);
  lk_test_wait_until (has_one_item, self->list);
  lk_test_wait_until (has_one_item, self->fixture.ports->revocations); /* it was refused */
  g_assert_true (get_account (self, 0) == account);
  g_assert_null (lk_dummy_store_peek (self->fixture.store, old->id));
  kept = lk_dummy_revocation_store_peek (self->fixture.revocations, old->id);
  g_assert_cmpstr (lk_secret_peek (kept->tokens->refresh_token), ==, "refresh of " LK_USER_ID);
}

/* … unless not even that it is to be ended can be kept. */
static void
test_older_session_stays_when_it_can_not_be_ended (Fixture      *self,
                                                   gconstpointer data)
{
  g_autoptr (LkAccountRecord) old = store (self, LK_RECORD_ACTIVE, LK_USER_ID);
  g_autoptr (LkAccount) account = NULL;

  lk_account_list_load (self->list, NULL);
  lk_account_fixture_script (&self->fixture, LK_KEY_REVOKE, 401, "{\"error\":\"invalid_client\"}");
  lk_dummy_revocation_store_fail (self->fixture.revocations, LK_DUMMY_REVOCATION_STORE_SAVE,
                                  LK_ERROR_KEYRING_LOCKED, 1);
  account = sign_in (self);
  lk_account_list_add (self->list, account);
  g_assert_cmpint (lk_account_get_state (get_account (self, 0)), ==, LK_AUTH_STATE_SIGNING_OUT);
  lk_test_wait_state (get_account (self, 0), LK_AUTH_STATE_SIGNED_IN);
  lk_test_drain ();
  assert_n_items (self, 2);
  g_assert_nonnull (lk_dummy_store_peek (self->fixture.store, old->id));
}

static void
test_other_user_replaces_nobody (Fixture      *self,
                                 gconstpointer data)
{
  g_autoptr (LkAccountRecord) other = store (self, LK_RECORD_ACTIVE, "@b:example.org");
  g_autoptr (LkAccount) account = NULL;

  lk_account_list_load (self->list, NULL);
  account = sign_in (self);
  lk_account_list_add (self->list, account);
  lk_test_drain ();
  assert_n_items (self, 2);
  g_assert_cmpuint (lk_fake_server_count (self->fixture.server, LK_KEY_REVOKE), ==, 0);
}

static void
test_signed_out_leaves_by_itself (Fixture      *self,
                                  gconstpointer data)
{
  g_autoptr (LkAccountRecord) a = store (self, LK_RECORD_ACTIVE, "@a:example.org");
  g_autoptr (LkAccountRecord) b = store (self, LK_RECORD_ACTIVE, "@b:example.org");
  g_autoptr (GAsyncResult) result = NULL;
  LkAccount *account;

  lk_account_list_load (self->list, NULL);
  assert_changes (self, "0-0+2 ");
  account = get_account (self, 0);
  lk_sign_out_async (account, LK_SIGN_OUT_EVERYWHERE, NULL, lk_test_store_result, &result);
  g_assert_true (lk_sign_out_finish (account, lk_test_await (&result), NULL));
  assert_changes (self, "0-1+0 ");
  g_assert_cmpstr (lk_account_get_id (get_account (self, 0)), ==, b->id);
}

static void
test_account_that_needs_to_sign_in_stays (Fixture      *self,
                                          gconstpointer data)
{
  g_autoptr (LkAccountRecord) a = store (self, LK_RECORD_ACTIVE, "@a:example.org");

  lk_account_list_load (self->list, NULL);
  assert_changes (self, "0-0+1 ");
  lk_fake_server_refuse (self->fixture.server, "Bearer access-1");
  lk_account_fixture_script (&self->fixture, LK_KEY_TOKEN, 400, "{\"error\":\"invalid_grant\"}");
  lk_account_fixture_fetch (&self->fixture, get_account (self, 0), NULL);
  g_assert_cmpint (lk_account_get_state (get_account (self, 0)), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);
  assert_changes (self, "");
}

/* A sign-in that was interrupted, and now turns out to have come to nothing. */
static void
test_resumed_in_vain_leaves (Fixture      *self,
                             gconstpointer data)
{
  g_autoptr (LkAccountRecord) pending = store (self, LK_RECORD_PENDING, NULL);

  lk_account_fixture_script (&self->fixture, LK_KEY_WHOAMI, 200,
                             "{\"user_id\":\"@g:example.org\",\"is_guest\":true}");
  lk_account_list_load (self->list, NULL);
  assert_changes (self, "0-0+1 ");
  lk_account_list_resume (self->list);
  lk_account_fixture_wait_asked (&self->fixture, LK_KEY_REVOKE, 1);
  lk_test_drain ();
  assert_changes (self, "0-1+0 ");
  g_assert_cmpuint (lk_account_fixture_count_records (&self->fixture), ==, 0);
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->fixture.store), ==, 0);
}

/* … unless it was to sign in again: then the account is still there. */
static void
test_resumed_in_vain_still_needs_to_sign_in (Fixture      *self,
                                             gconstpointer data)
{
  g_autoptr (LkAccountRecord) pending = store (self, LK_RECORD_PENDING, "@other:example.org");
  g_autoptr (LkAccountRecord) read = NULL;
  LkAuthMachine *machine;

  lk_account_list_load (self->list, NULL);
  lk_account_list_resume (self->list);
  lk_test_wait_state (get_account (self, 0), LK_AUTH_STATE_NEEDS_SIGN_IN);
  machine = lk_account_get_machine (get_account (self, 0));
  g_assert_error (lk_auth_machine_get_error (machine), LK_ERROR, LK_ERROR_WRONG_ACCOUNT);
  lk_account_fixture_wait_asked (&self->fixture, LK_KEY_REVOKE, 1);
  lk_test_drain ();
  assert_n_items (self, 1);
  read = lk_account_fixture_read_record (&self->fixture, pending->id);
  g_assert_cmpint (read->state, ==, LK_RECORD_NEEDS_SIGN_IN);
}

/* Killed before its secrets were saved: there is nothing to go on with. */
static void
test_resumed_without_secrets_leaves (Fixture      *self,
                                     gconstpointer data)
{
  g_autoptr (LkAccountRecord) pending = store_record (self, LK_RECORD_PENDING, NULL);

  lk_account_list_load (self->list, NULL);
  lk_account_list_resume (self->list);
  while (g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0)
    g_main_context_iteration (NULL, TRUE);
  lk_test_drain ();
  g_assert_cmpuint (lk_account_fixture_count_records (&self->fixture), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->fixture.server, LK_KEY_REVOKE), ==, 0);
}

static void
test_resumed_without_secrets_still_needs_to_sign_in (Fixture      *self,
                                                     gconstpointer data)
{
  g_autoptr (LkAccountRecord) pending = store_record (self, LK_RECORD_PENDING, LK_USER_ID);
  g_autoptr (LkAccountRecord) read = NULL;
  LkAuthMachine *machine;

  lk_account_list_load (self->list, NULL);
  lk_account_list_resume (self->list);
  lk_test_wait_state (get_account (self, 0), LK_AUTH_STATE_NEEDS_SIGN_IN);
  machine = lk_account_get_machine (get_account (self, 0));
  g_assert_error (lk_auth_machine_get_error (machine), LK_ERROR, LK_ERROR_SECRETS_MISSING);
  assert_n_items (self, 1);
  read = lk_account_fixture_read_record (&self->fixture, pending->id);
  g_assert_cmpint (read->state, ==, LK_RECORD_NEEDS_SIGN_IN);
  g_assert_cmpstr (read->device_id, ==, pending->device_id);
}

/* The program that signs in has written the account down and is about to save its secrets. */
static void
test_resumed_while_another_program_saves_waits (Fixture      *self,
                                                gconstpointer data)
{
  g_autoptr (LkAccountRecord) pending = store_record (self, LK_RECORD_PENDING, NULL);
  g_autofree char *path =
    g_build_filename (self->fixture.ports->data_dir, "locks", pending->id, NULL);
  g_autoptr (LkTokens) tokens = lk_test_tokens ("access-1", "refresh-1", 1, 0);
  LkFileLock *lock = lk_file_lock_acquire_now (path);

  lk_account_list_load (self->list, NULL);
  lk_account_list_resume (self->list);
  while (lk_dummy_store_count (self->fixture.store, LK_DUMMY_STORE_LOAD) == 0)
    g_main_context_iteration (NULL, TRUE);
  lk_test_drain ();
  assert_n_items (self, 1);
  g_assert_cmpuint (lk_account_fixture_count_records (&self->fixture), ==, 1);

  lk_dummy_store_put (self->fixture.store, pending->id, tokens);
  lk_file_lock_release (lock);
  lk_test_wait_state (get_account (self, 0), LK_AUTH_STATE_SIGNED_IN);
  lk_file_lock_release (lk_file_lock_acquire_now (path)); /* it was let go */
}

/* A homeserver that never answers again: the person is not stuck with it. */
static void
test_resumed_may_be_given_up (Fixture      *self,
                              gconstpointer data)
{
  g_autoptr (LkAccountRecord) pending = store (self, LK_RECORD_PENDING, NULL);
  g_autoptr (LkAccount) account = NULL;

  lk_account_fixture_script (&self->fixture, LK_KEY_WHOAMI, 503, "");
  lk_account_list_load (self->list, NULL);
  account = g_object_ref (get_account (self, 0));
  lk_account_give_up (account); /* nothing is under way yet */
  lk_account_list_resume (self->list);
  lk_account_fixture_wait_asked (&self->fixture, LK_KEY_WHOAMI, 1);
  while (lk_dummy_clock_get_n_wakes (self->fixture.clock) == 0)
    g_main_context_iteration (NULL, TRUE);

  lk_account_give_up (account);
  lk_account_fixture_wait_asked (&self->fixture, LK_KEY_REVOKE, 1);
  lk_test_drain ();
  assert_n_items (self, 0);
  g_assert_cmpuint (lk_account_fixture_count_records (&self->fixture), ==, 0);
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->fixture.store), ==, 0);
}

/* … not even while the keyring is still thinking: the session is known there, and given back. */
static void
test_resumed_may_be_given_up_at_once (Fixture      *self,
                                      gconstpointer data)
{
  g_autoptr (LkAccountRecord) pending = store (self, LK_RECORD_PENDING, NULL);
  g_autoptr (LkAccount) account = NULL;

  lk_account_list_load (self->list, NULL);
  account = g_object_ref (get_account (self, 0));
  lk_dummy_store_hang (self->fixture.store, LK_DUMMY_STORE_LOAD);
  lk_account_list_resume (self->list);
  lk_account_give_up (account);
  lk_account_fixture_wait_asked (&self->fixture, LK_KEY_REVOKE, 1);
  lk_test_drain ();
  assert_n_items (self, 0);
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->fixture.store), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->fixture.server, LK_KEY_WHOAMI), ==, 0);
}

static gboolean
is_locked (gpointer account)
{
  return lk_account_get_keyring_locked (account);
}

static void
test_resumed_with_a_locked_keyring_waits (Fixture      *self,
                                          gconstpointer data)
{
  g_autoptr (LkAccountRecord) pending = store (self, LK_RECORD_PENDING, NULL);
  LkAccount *account;

  lk_dummy_store_fail (self->fixture.store, LK_DUMMY_STORE_LOAD, LK_ERROR_KEYRING_LOCKED, 1);
  lk_account_list_load (self->list, NULL);
  account = get_account (self, 0);
  lk_account_list_resume (self->list);
  lk_test_wait_until (is_locked, account);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_IDENTIFYING);
  lk_dummy_clock_advance (self->fixture.clock, 2);
  lk_test_wait_state (account, LK_AUTH_STATE_SIGNED_IN);
  assert_n_items (self, 1);
}

/* The program was killed while it signed out. Whatever it had already done, the rest is done at the
 * next start, with the tokens that are the newest by then. */
typedef enum { KEPT, SECRETS_ERASED, ALL_ERASED, N_POINTS } Point;

static const char *const point_names[N_POINTS] = { "kept", "secrets-erased", "all-erased" };

static void
leave_at (Fixture         *self,
          Point            point,
          LkAccountRecord *record)
{
  g_autoptr (LkTokens) tokens = lk_test_tokens ("access-0", "refresh-0", 1, 0);
  g_autoptr (LkRevocation) revocation = lk_revocation_new (record, tokens);
  g_autoptr (GAsyncResult) result = NULL;
  LkAccountStore *secrets = self->fixture.store;

  lk_dummy_revocation_store_put (self->fixture.revocations, revocation);
  if (point == KEPT)
    return;
  lk_account_store_remove_async (secrets, record->id, NULL, lk_test_store_result, &result);
  lk_account_store_remove_finish (secrets, lk_test_await (&result), NULL);
  if (point == ALL_ERASED)
    lk_account_index_remove (self->fixture.ports->index, record->id, NULL);
}

static gboolean
has_nothing_left (gpointer user_data)
{
  Fixture *self = user_data;

  return g_list_model_get_n_items (G_LIST_MODEL (self->list)) == 0 && has_nothing_to_end (self);
}

static void
test_interrupted_sign_out_is_finished (Fixture      *self,
                                       gconstpointer data)
{
  Point point = GPOINTER_TO_INT (data);
  g_autoptr (LkAccountRecord) record = store (self, LK_RECORD_ACTIVE, LK_USER_ID);
  g_autofree char *token = NULL;

  leave_at (self, point, record);
  lk_account_list_load (self->list, NULL);
  assert_n_items (self, point == ALL_ERASED ? 0 : 1);
  lk_account_list_resume (self->list);
  lk_test_wait_until (has_nothing_left, self);
  token = lk_fake_server_last_field (self->fixture.server, LK_KEY_REVOKE, "token");
  g_assert_cmpstr (token, ==, point == KEPT ? "refresh of " LK_USER_ID : "refresh-0");
  g_assert_cmpuint (lk_fake_server_count (self->fixture.server, LK_KEY_REVOKE), ==, 1);
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->fixture.store), ==, 0);
  g_assert_cmpuint (lk_account_fixture_count_records (&self->fixture), ==, 0);
}

static gboolean
is_online (gpointer account)
{
  return !lk_account_get_offline (account);
}

/* Who was out of reach is asked again, and who was not is left in peace. */
static void
test_network_that_returns_is_noticed (Fixture      *self,
                                      gconstpointer data)
{
  g_autoptr (LkAccountRecord) a = store (self, LK_RECORD_ACTIVE, LK_USER_ID);
  g_autoptr (LkAccountRecord) b = store (self, LK_RECORD_ACTIVE, "@bob:example.org");
  g_autoptr (LkTokens) tokens = lk_test_tokens ("access-1", "refresh-1", 1, 0);
  GNetworkMonitor *network = lk_dummy_network_new ();
  LkAccount *account;

  self->fixture.ports->network = network;
  lk_dummy_store_put (self->fixture.store, a->id, tokens);
  lk_dummy_store_put (self->fixture.store, b->id, tokens);
  lk_account_list_load (self->list, NULL);
  lk_account_list_resume (self->list);
  account = get_account (self, 0);
  lk_fake_server_forget (self->fixture.server, LK_KEY_WHOAMI);
  lk_fake_server_reset (self->fixture.server, LK_KEY_WHOAMI);
  lk_fake_server_json (self->fixture.server, LK_KEY_WHOAMI, "{\"user_id\":\"" LK_USER_ID "\"}");
  lk_account_fixture_fetch (&self->fixture, account, NULL);
  g_assert_true (lk_account_get_offline (account));

  lk_dummy_network_change (network, FALSE);
  lk_test_drain ();
  g_assert_true (lk_account_get_offline (account));
  lk_dummy_network_change (network, TRUE);
  lk_test_wait_until (is_online, account);
  g_assert_cmpuint (lk_fake_server_count (self->fixture.server, LK_KEY_WHOAMI), ==, 2);
}

static void
add_with (const char   *path,
          gconstpointer data,
          void        (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, data, set_up, test, tear_down);
}

#define add(path, test) add_with (path, NULL, test)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/account-list/empty-index-is-an-empty-list", test_empty_index_is_an_empty_list);
  add ("/account-list/list-is-there-before-the-keyring", test_list_is_there_before_the_keyring);
  add ("/account-list/a-thousand-accounts-ask-nobody", test_a_thousand_accounts_ask_nobody);
  add ("/account-list/what-can-be-read-is-there", test_what_can_be_read_is_there);
  add ("/account-list/find-by-homeserver-and-user", test_find_by_homeserver_and_user);
  add ("/account-list/added-comes-last-and-once", test_added_comes_last_and_once);
  add_with ("/account-list/E11/same-user-replaces-the-older-session/active",
            GINT_TO_POINTER (LK_RECORD_ACTIVE), test_same_user_replaces_the_older_session);
  add_with ("/account-list/E11/same-user-replaces-the-older-session/needs-sign-in",
            GINT_TO_POINTER (LK_RECORD_NEEDS_SIGN_IN),
            test_same_user_replaces_the_older_session);
  add ("/account-list/E11/older-session-stays-when-it-can-not-be-ended",
       test_older_session_stays_when_it_can_not_be_ended);
  add ("/account-list/E11/older-session-goes-whatever-its-server-says",
       test_older_session_goes_whatever_its_server_says);
  add ("/account-list/E11/other-user-replaces-nobody", test_other_user_replaces_nobody);
  add ("/account-list/signed-out-leaves-by-itself", test_signed_out_leaves_by_itself);
  add ("/account-list/account-that-needs-to-sign-in-stays",
       test_account_that_needs_to_sign_in_stays);
  add ("/account-list/E6/resumed-in-vain-leaves", test_resumed_in_vain_leaves);
  add ("/account-list/network-that-returns-is-noticed", test_network_that_returns_is_noticed);
  add ("/account-list/E6/resumed-without-secrets-leaves", test_resumed_without_secrets_leaves);
  add ("/account-list/E6/resumed-without-secrets-still-needs-to-sign-in",
       test_resumed_without_secrets_still_needs_to_sign_in);
  add ("/account-list/E6/resumed-while-another-program-saves-waits",
       test_resumed_while_another_program_saves_waits);
  add ("/account-list/E6/resumed-may-be-given-up", test_resumed_may_be_given_up);
  add ("/account-list/E6/resumed-may-be-given-up-at-once", test_resumed_may_be_given_up_at_once);
  add ("/account-list/E6/E8/resumed-in-vain-still-needs-to-sign-in",
       test_resumed_in_vain_still_needs_to_sign_in);
  add ("/account-list/E6/resumed-with-a-locked-keyring-waits",
       test_resumed_with_a_locked_keyring_waits);
  for (int point = 0; point < N_POINTS; point++)
    {
      g_autofree char *path =
        g_strconcat ("/account-list/interrupted-sign-out-is-finished/", point_names[point], NULL);

      add_with (path, GINT_TO_POINTER (point), test_interrupted_sign_out_is_finished);
    }

  return g_test_run ();
}
