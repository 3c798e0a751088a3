/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"

#include <string.h>

static void
on_notify (GObject    *object,
           GParamSpec *pspec,
           GString    *log)
{
  g_string_append_printf (log, "%s ", pspec->name);
}

/* Empties @log. */
static void
assert_notified (GString    *log,
                 const char *expected)
{
  g_assert_cmpstr (log->str, ==, expected);
  g_string_truncate (log, 0);
}

static void
test_new_account_is_signed_out_and_unknown (LkAccountFixture *self,
                                            gconstpointer     data)
{
  LkAccount *account = lk_account_new (self->ports, NULL);

  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_OUT);
  g_assert_null (lk_account_get_title (account));
  g_assert_false (lk_account_get_offline (account));
  g_assert_false (lk_account_get_keyring_locked (account));
  g_assert_false (lk_account_get_unsaved (account));
  g_assert_cmpint (lk_account_get_renewed_at (account), ==, 0);
  g_assert_true (lk_account_get_ports (account) == self->ports);
  g_assert_cmpstr (lk_account_get_id (account), ==, lk_account_get_record (account)->id);
  g_assert_finalize_object (account);
}

static void
test_stored_account_stands_where_it_was (LkAccountFixture *self,
                                         gconstpointer     data)
{
  static const LkAuthState states[] = {
    [LK_RECORD_PENDING] = LK_AUTH_STATE_IDENTIFYING,
    [LK_RECORD_ACTIVE] = LK_AUTH_STATE_SIGNED_IN,
    [LK_RECORD_NEEDS_SIGN_IN] = LK_AUTH_STATE_NEEDS_SIGN_IN,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (LkAccountRecord) record = lk_account_fixture_new_record (self, i);
      LkAccount *account = lk_account_new (self->ports, record);

      g_assert_cmpint (lk_account_get_state (account), ==, states[i]);
      g_assert_true (lk_account_get_record (account) == record);
      g_assert_finalize_object (account);
    }
  /* To know that, nothing but the index was needed. */
  lk_test_drain ();
  g_assert_cmpuint (lk_dummy_store_count (self->store, LK_DUMMY_STORE_LOAD), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 0);
}

static void
test_title_is_the_best_there_is (LkAccountFixture *self,
                                 gconstpointer     data)
{
  g_autoptr (LkAccountRecord) record = lk_account_fixture_new_record (self, LK_RECORD_PENDING);
  g_autoptr (LkAccountRecord) known = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autoptr (LkAccountRecord) nameless = lk_account_record_copy (known);
  g_autoptr (LkAccountRecord) named = lk_account_record_copy (known);
  g_autoptr (LkAccount) account = lk_account_new (self->ports, record);

  g_assert_cmpstr (lk_account_get_title (account), ==, "example.org");
  lk_account_set_record (account, known);
  g_assert_cmpstr (lk_account_get_title (account), ==, LK_USER_ID);
  nameless->display_name = g_strdup ("");
  lk_account_set_record (account, nameless);
  g_assert_cmpstr (lk_account_get_title (account), ==, LK_USER_ID);
  named->display_name = g_strdup ("Ada");
  lk_account_set_record (account, named);
  g_assert_cmpstr (lk_account_get_title (account), ==, "Ada");
}

static void
test_notifies_only_on_change_and_once (LkAccountFixture *self,
                                       gconstpointer     data)
{
  g_autoptr (LkAccountRecord) record = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autoptr (LkAccountRecord) moved = lk_account_record_copy (record);
  g_autoptr (LkAccountRecord) named = lk_account_record_copy (record);
  g_autoptr (LkTokens) tokens = lk_test_tokens ("a", "b", 1700000000, 0);
  g_autoptr (LkTokens) same_time = lk_test_tokens ("c", "d", 1700000000, 0);
  g_autoptr (GError) offline = g_error_new_literal (LK_ERROR, LK_ERROR_OFFLINE, "");
  g_autoptr (GString) log = g_string_new (NULL);
  LkAccount *account = lk_account_new (self->ports, record);

  g_signal_connect (account, "notify", G_CALLBACK (on_notify), log);

  lk_account_set_record (account, record);
  assert_notified (log, "");
  moved->client_id[0] = 'x';
  lk_account_set_record (account, moved);
  assert_notified (log, "record ");
  named->display_name = g_strdup ("Ada");
  lk_account_set_record (account, named);
  assert_notified (log, "record title ");

  lk_account_take_tokens (account, tokens, NULL);
  assert_notified (log, "renewed-at ");
  lk_account_take_tokens (account, same_time, NULL);
  assert_notified (log, "");
  lk_account_take_tokens (account, NULL, NULL);
  assert_notified (log, "renewed-at ");

  for (int i = 0; i < 2; i++)
    {
      lk_account_note_network (account, offline);
      assert_notified (log, i == 0 ? "offline " : "");
    }
  lk_account_note_network (account, NULL);
  assert_notified (log, "offline ");

  lk_dummy_store_fail (self->store, LK_DUMMY_STORE_SAVE, LK_ERROR_KEYRING_LOCKED, 2);
  for (int i = 0; i < 3; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;

      lk_account_save_tokens_async (account, tokens, NULL, lk_test_store_result, &result);
      g_assert_true (lk_account_save_tokens_finish (account, lk_test_await (&result), NULL) ==
                     (i == 2));
      g_assert_true (lk_account_get_unsaved (account) == (i < 2));
    }
  assert_notified (log, "unsaved renewed-at keyring-locked unsaved keyring-locked ");
  lk_account_enter (account, LK_AUTH_STATE_REFRESHING, NULL);
  assert_notified (log, "state ");
  g_assert_finalize_object (account);
}

/* Which errors say that the server is out of reach, and which say nothing about it. */
static void
test_offline_is_when_nobody_answers (LkAccountFixture *self,
                                     gconstpointer     data)
{
  static const struct
  {
    LkErrorCode code;
    gboolean    offline;
  } cases[] = {
    { LK_ERROR_OFFLINE, TRUE },        /* no route, refused, reset */
    { LK_ERROR_TIMED_OUT, TRUE },
    { LK_ERROR_TLS, TRUE },            /* a captive portal, mostly */
    { LK_ERROR_SERVER_FAILED, TRUE },  /* a proxy whose server is away */
    { LK_ERROR_RATE_LIMITED, FALSE },  /* it is there, and busy */
    { LK_ERROR_REFUSED, FALSE },
    { LK_ERROR_EXPIRED, FALSE },
  };
  g_autoptr (LkAccount) account = lk_account_new (self->ports, NULL);
  g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (LK_ERROR, cases[i].code, "");

      lk_account_note_network (account, error);
      g_assert_true (lk_account_get_offline (account) == cases[i].offline);
      /* Cancelling says nothing. */
      lk_account_note_network (account, cancelled);
      g_assert_true (lk_account_get_offline (account) == cases[i].offline);
    }
}

static void
test_locked_keyring_is_a_fact_beside_the_state (LkAccountFixture *self,
                                                gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GError) error = NULL;

  lk_dummy_store_fail (self->store, LK_DUMMY_STORE_LOAD, LK_ERROR_KEYRING_LOCKED, 1);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, &error), ==, 0);
  g_assert_error (error, LK_ERROR, LK_ERROR_KEYRING_LOCKED);
  g_assert_true (lk_account_get_keyring_locked (account));
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
  g_clear_error (&error);

  g_assert_cmpuint (lk_account_fixture_fetch (self, account, &error), ==, 200);
  g_assert_no_error (error);
  g_assert_false (lk_account_get_keyring_locked (account));
  g_assert_cmpstr (self->states->str, ==, "");
}

static void
test_files_are_the_accounts_own (LkAccountFixture *self,
                                 gconstpointer     data)
{
  g_autoptr (LkAccount) a = lk_account_new (self->ports, NULL);
  g_autoptr (LkAccount) b = lk_account_new (self->ports, NULL);
  g_autofree char *jar_a = lk_account_get_jar (a);
  g_autofree char *jar_b = lk_account_get_jar (b);
  g_autofree char *avatar_a = lk_account_get_avatar_path (a);
  g_autofree char *avatar_b = lk_account_get_avatar_path (b);

  g_assert_cmpstr (jar_a, !=, jar_b);
  g_assert_cmpstr (avatar_a, !=, avatar_b);
  g_assert_true (g_str_has_prefix (jar_a, self->ports->data_dir));
  g_assert_true (g_str_has_prefix (avatar_a, self->ports->cache_dir));
}

/* The person closes the page where a way is chosen, or one that shows a failure. */
static void
test_leaving_a_sign_in_returns_to_where_it_came_from (LkAccountFixture *self,
                                                      gconstpointer     data)
{
  static const LkAuthState places[] = { LK_AUTH_STATE_CHOOSING, LK_AUTH_STATE_FAILED };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (LkAccount) fresh = lk_account_new (self->ports, NULL);
      g_autoptr (LkAccount) expired = lk_account_fixture_new_expired (self);

      lk_account_enter (fresh, LK_AUTH_STATE_DISCOVERING, NULL);
      lk_account_enter (fresh, places[i], NULL);
      lk_account_leave_sign_in (fresh);
      g_assert_cmpint (lk_account_get_state (fresh), ==, LK_AUTH_STATE_SIGNED_OUT);

      lk_account_enter (expired, LK_AUTH_STATE_DISCOVERING, NULL);
      lk_account_enter (expired, places[i], NULL);
      lk_account_leave_sign_in (expired);
      g_assert_cmpint (lk_account_get_state (expired), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);
      /* There is nothing to leave any more. */
      lk_account_leave_sign_in (expired);
      g_assert_cmpint (lk_account_get_state (expired), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);
    }
}

#define add(path, test) lk_account_fixture_add (path, NULL, test)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/account/new-account-is-signed-out-and-unknown",
       test_new_account_is_signed_out_and_unknown);
  add ("/account/stored-account-stands-where-it-was", test_stored_account_stands_where_it_was);
  add ("/account/title-is-the-best-there-is", test_title_is_the_best_there_is);
  add ("/account/notifies-only-on-change-and-once", test_notifies_only_on_change_and_once);
  add ("/account/offline-is-when-nobody-answers", test_offline_is_when_nobody_answers);
  add ("/account/locked-keyring-is-a-fact-beside-the-state",
       test_locked_keyring_is_a_fact_beside_the_state);
  add ("/account/files-are-the-accounts-own", test_files_are_the_accounts_own);
  add ("/account/leaving-a-sign-in-returns-to-where-it-came-from",
       test_leaving_a_sign_in_returns_to_where_it_came_from);

  return g_test_run ();
}
