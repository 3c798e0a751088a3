/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"

#include "lk-file-lock.h"
#include "lk-refresh.h"
#include "lk-sign-out.h"

#include <glib/gstdio.h>
#include <string.h>

/* What an account has besides its session: cookies and a picture. */
typedef struct
{
  char *cookies;
  char *avatar;
} Files;

static void
files_clear (Files *files)
{
  g_free (files->cookies);
  g_free (files->avatar);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Files, files_clear)

static void
make_files (LkAccount *account,
            Files     *files)
{
  g_autofree char *jar = lk_account_get_jar (account);

  files->cookies = g_build_filename (jar, "deep", "cookies.sqlite", NULL);
  files->avatar = lk_account_get_avatar_path (account);
  lk_test_touch (files->cookies);
  lk_test_touch (files->avatar);
}

static void
assert_files (const Files *files,
              gboolean     are_there)
{
  g_assert_true (g_file_test (files->cookies, G_FILE_TEST_EXISTS) == are_there);
  g_assert_true (g_file_test (files->avatar, G_FILE_TEST_EXISTS) == are_there);
}

static LkSignedOut
sign_out (LkAccountFixture *self,
          LkAccount        *account,
          LkSignOutMode     mode,
          GError          **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_sign_out_async (account, mode, self->cancellable, lk_test_store_result, &result);
  return lk_sign_out_finish (account, lk_test_await (&result), error);
}

static void
assert_revoked (LkAccountFixture *self,
                const char       *field,
                const char       *expected)
{
  g_autofree char *value = lk_fake_server_last_field (self->server, LK_KEY_REVOKE, field);

  g_assert_cmpstr (value, ==, expected);
}

/* Nothing of @account is left on this computer. */
static void
assert_erased (LkAccountFixture *self,
               LkAccount        *account,
               const Files      *files)
{
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_OUT);
  g_assert_null (lk_account_get_tokens (account));
  g_assert_cmpint (lk_account_get_renewed_at (account), ==, 0);
  g_assert_false (lk_account_get_unsaved (account));
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->store), ==, 0);
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 0);
  assert_files (files, FALSE);
}

/* The keyring takes no session that is to be ended: the server has to be told first. */
static void
lock_queue (LkAccountFixture *self)
{
  lk_dummy_revocation_store_fail (self->revocations, LK_DUMMY_REVOCATION_STORE_SAVE,
                                  LK_ERROR_KEYRING_LOCKED, -1);
}

static void
assert_queued (LkAccountFixture *self,
               guint             expected)
{
  g_assert_cmpuint (lk_dummy_revocation_store_get_n_kept (self->revocations), ==, expected);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->ports->revocations)), ==,
                    expected);
}

/* All is as if nobody had tried. */
static void
assert_untouched (LkAccountFixture *self,
                  LkAccount        *account,
                  const Files      *files)
{
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
  lk_account_fixture_assert_kept (self, account, "access-1", "refresh-1");
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 1);
  assert_files (files, TRUE);
  assert_queued (self, 0);
  g_assert_false (lk_revocations_has (self->ports->revocations, lk_account_get_id (account)));
}

static void
test_refresh_token_is_revoked_then_all_is_erased (LkAccountFixture *self,
                                                  gconstpointer     data)
{
  LkAccount *account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GError) error = NULL;
  g_auto (Files) files = { NULL };

  make_files (account, &files);
  g_assert_cmpint (sign_out (self, account, LK_SIGN_OUT_EVERYWHERE, &error), ==,
                   LK_SIGNED_OUT_CONFIRMED);
  g_assert_no_error (error);
  assert_revoked (self, "token", "refresh-1");
  assert_revoked (self, "token_type_hint", "refresh_token");
  assert_revoked (self, "client_id", "client-1");
  g_assert_null (lk_fake_server_last_header (self->server, LK_KEY_REVOKE, "Authorization"));
  /* G11: a token is never part of an address. */
  g_assert_null (lk_fake_server_last_query (self->server, LK_KEY_REVOKE));
  /* G4, G9: nothing else was asked: no /logout, no end_session_endpoint. */
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 1);
  assert_erased (self, account, &files);
  lk_test_drain ();
  assert_queued (self, 0);
  g_assert_cmpstr (self->states->str, ==, "signing-out signed-out ");
  g_assert_finalize_object (account);
}

static void
test_body_of_a_success_is_not_read (LkAccountFixture *self,
                                    gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);

  lk_account_fixture_script (self, LK_KEY_REVOKE, 200, "<html>{{{");
  g_assert_true (sign_out (self, account, LK_SIGN_OUT_EVERYWHERE, NULL));
}

/* G3: no word with the homeserver, which may be away, and no fresh access token needed. */
static void
test_expired_token_and_dead_homeserver_are_no_obstacle (LkAccountFixture *self,
                                                        gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, -1000);

  lk_account_fixture_script (self, LK_KEY_WHOAMI, 502, "");
  g_assert_true (sign_out (self, account, LK_SIGN_OUT_EVERYWHERE, NULL));
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 1);
}

/* What the provider may say, or not say, so that the session may still be open. */
typedef struct
{
  const char *name;
  guint       status; /* 0: the connection is cut */
  const char *body;
  LkErrorCode code;
  LkSignedOut outcome;
} Unconfirmed;

static const Unconfirmed unconfirmed[] = {
  { "invalid-client", 401, "{\"error\":\"invalid_client\"}", LK_ERROR_REFUSED,
    LK_SIGNED_OUT_REFUSED },
  { "unauthorized-client", 400, "{\"error\":\"unauthorized_client\"}", LK_ERROR_REFUSED,
    LK_SIGNED_OUT_REFUSED },
  { "500", 500, "", LK_ERROR_SERVER_FAILED, LK_SIGNED_OUT_QUEUED },
  { "404", 404, "", LK_ERROR_SERVER_UNSUITABLE, LK_SIGNED_OUT_QUEUED },
  { "reset", 0, NULL, LK_ERROR_OFFLINE, LK_SIGNED_OUT_QUEUED },
};

static void
answer_revoke (LkAccountFixture  *self,
               const Unconfirmed *answer)
{
  lk_fake_server_forget (self->server, LK_KEY_REVOKE);
  if (answer->status != 0)
    lk_fake_server_answer (self->server, LK_KEY_REVOKE, answer->status, "text/plain", answer->body);
  else
    lk_fake_server_reset (self->server, LK_KEY_REVOKE);
}

/* On this computer it is over at once; at the server it is known to be open still. */
static void
test_unconfirmed_is_kept (LkAccountFixture *self,
                          gconstpointer     data)
{
  const Unconfirmed *answer = data;
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (LkRevocation) kept = NULL;
  g_autoptr (LkOpenSession) session = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Files) files = { NULL };

  make_files (account, &files);
  answer_revoke (self, answer);
  g_assert_cmpint (sign_out (self, account, LK_SIGN_OUT_EVERYWHERE, &error), ==, answer->outcome);
  g_assert_no_error (error);
  assert_erased (self, account, &files);
  assert_queued (self, 1);
  kept = lk_dummy_revocation_store_peek (self->revocations, lk_account_get_id (account));
  g_assert_cmpstr (lk_secret_peek (kept->tokens->refresh_token), ==, "refresh-1");
  session = g_list_model_get_item (G_LIST_MODEL (self->ports->revocations), 0);
  g_assert_error (lk_open_session_get_error (session), LK_ERROR, (int) answer->code);
  g_assert_cmpstr (self->states->str, ==, "signing-out signed-out ");
}

/* Where nothing can be kept, nothing is dropped before the server has confirmed. */
static void
test_unconfirmed_drops_nothing (LkAccountFixture *self,
                                gconstpointer     data)
{
  const Unconfirmed *answer = data;
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GError) error = NULL;
  g_auto (Files) files = { NULL };

  make_files (account, &files);
  lock_queue (self);
  answer_revoke (self, answer);
  g_assert_cmpint (sign_out (self, account, LK_SIGN_OUT_EVERYWHERE, &error), ==,
                   LK_SIGNED_OUT_NOT);
  g_assert_error (error, LK_ERROR, (int) answer->code);
  g_assert_cmpstr (lk_error_get_step (error), ==, "revoke");
  assert_untouched (self, account, &files);
  g_assert_cmpstr (self->states->str, ==, "signing-out signed-in ");
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);

  /* The person insists. */
  g_assert_true (sign_out (self, account, LK_SIGN_OUT_THIS_COMPUTER, NULL));
  assert_erased (self, account, &files);
  assert_queued (self, 0);
}

static void
test_server_is_told_first_when_nothing_can_be_kept (LkAccountFixture *self,
                                                    gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_auto (Files) files = { NULL };

  make_files (account, &files);
  lock_queue (self);
  g_assert_cmpint (sign_out (self, account, LK_SIGN_OUT_EVERYWHERE, NULL), ==,
                   LK_SIGNED_OUT_CONFIRMED);
  assert_revoked (self, "token", "refresh-1");
  assert_erased (self, account, &files);
}

/* What ends the session is safe before anything is erased, and all is erased before the server is
 * told: whenever the program is killed, the account or the session is known. */
static void
test_kept_then_erased_then_told (LkAccountFixture *self,
                                 gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GAsyncResult) result = NULL;
  g_auto (Files) files = { NULL };

  make_files (account, &files);
  lk_dummy_revocation_store_hang (self->revocations, LK_DUMMY_REVOCATION_STORE_SAVE);
  lk_fake_server_hold (self->server, LK_KEY_REVOKE);
  lk_sign_out_async (account, LK_SIGN_OUT_EVERYWHERE, NULL, lk_test_store_result, &result);
  lk_test_wait_until (lk_dummy_revocation_store_is_hanging, self->revocations);
  lk_account_fixture_assert_kept (self, account, "access-1", "refresh-1");
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 1);
  assert_files (&files, TRUE);

  lk_dummy_store_hang (self->store, LK_DUMMY_STORE_REMOVE);
  lk_dummy_revocation_store_release (self->revocations);
  lk_test_wait_until (lk_dummy_store_is_hanging, self->store);
  g_assert_cmpuint (lk_dummy_revocation_store_get_n_kept (self->revocations), ==, 1);
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 0);

  lk_dummy_store_release (self->store);
  lk_account_fixture_wait_asked (self, LK_KEY_REVOKE, 1);
  assert_erased (self, account, &files);
  g_assert_cmpuint (lk_dummy_revocation_store_get_n_kept (self->revocations), ==, 1);
  lk_fake_server_release (self->server);
  g_assert_cmpint (lk_sign_out_finish (account, lk_test_await (&result), NULL), ==,
                   LK_SIGNED_OUT_CONFIRMED);
}

/* A server that doesn't answer doesn't keep anybody waiting. */
static void
test_person_does_not_wait_for_long (LkAccountFixture *self,
                                    gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GAsyncResult) result = NULL;

  lk_fake_server_hold (self->server, LK_KEY_REVOKE);
  lk_sign_out_async (account, LK_SIGN_OUT_EVERYWHERE, NULL, lk_test_store_result, &result);
  lk_account_fixture_wait_asked (self, LK_KEY_REVOKE, 1);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_OUT);
  lk_dummy_clock_advance (self->clock, 3);
  g_assert_cmpint (lk_sign_out_finish (account, lk_test_await (&result), NULL), ==,
                   LK_SIGNED_OUT_QUEUED);
  assert_queued (self, 1);
  lk_fake_server_release (self->server);
  lk_test_drain ();
}

static void
test_this_computer_asks_nobody (LkAccountFixture *self,
                                gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_auto (Files) files = { NULL };

  make_files (account, &files);
  g_assert_true (sign_out (self, account, LK_SIGN_OUT_THIS_COMPUTER, NULL));
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 0);
  assert_erased (self, account, &files);
}

static void
test_account_that_needs_to_sign_in_just_goes (LkAccountFixture *self,
                                              gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_expired (self);
  g_auto (Files) files = { NULL };

  make_files (account, &files);
  g_assert_true (sign_out (self, account, LK_SIGN_OUT_EVERYWHERE, NULL));
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 0);
  assert_erased (self, account, &files);
  g_assert_cmpstr (self->states->str, ==, "signing-out signed-out ");
}

static void
test_renewal_under_way_is_waited_for (LkAccountFixture *self,
                                      gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GAsyncResult) renewed = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  lk_fake_server_hold (self->server, LK_KEY_TOKEN);
  lk_refresh_async (account, NULL, lk_test_store_result, &renewed);
  lk_account_fixture_wait_asked (self, LK_KEY_TOKEN, 1);
  lk_sign_out_async (account, LK_SIGN_OUT_EVERYWHERE, NULL, lk_test_store_result, &result);
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_REVOKE), ==, 0);

  lk_fake_server_release (self->server);
  g_assert_true (lk_sign_out_finish (account, lk_test_await (&result), NULL));
  g_assert_true (lk_refresh_finish (account, lk_test_await (&renewed), NULL));
  assert_revoked (self, "token", "refresh-2");
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->store), ==, 0);
  g_assert_cmpstr (self->states->str, ==, "refreshing signed-in signing-out signed-out ");
}

/* … also for one of another program, which leaves us with tokens that are used up: a server that is
 * given one says nothing, and the session goes on (spec §6.1). */
static void
test_renewal_of_another_program_is_waited_for (LkAccountFixture *self,
                                               gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (LkPorts) ports = lk_account_fixture_new_ports (self);
  g_autoptr (LkAccount) theirs = lk_account_new (ports, lk_account_get_record (account));
  g_autoptr (GAsyncResult) renewed = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
  lk_fake_server_hold (self->server, LK_KEY_TOKEN);
  lk_refresh_async (theirs, NULL, lk_test_store_result, &renewed);
  lk_account_fixture_wait_asked (self, LK_KEY_TOKEN, 1);
  lk_sign_out_async (account, LK_SIGN_OUT_EVERYWHERE, NULL, lk_test_store_result, &result);
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_REVOKE), ==, 0);

  lk_fake_server_release (self->server);
  lk_test_await (&renewed);
  g_assert_cmpint (lk_sign_out_finish (account, lk_test_await (&result), NULL), ==,
                   LK_SIGNED_OUT_CONFIRMED);
  assert_revoked (self, "token", "refresh-2");
  lk_test_drain ();
}

/* … and while the session is being ended, no new token is brought to life. */
static void
test_nothing_is_renewed_while_it_ends (LkAccountFixture *self,
                                       gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, -10);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_dummy_revocation_store_hang (self->revocations, LK_DUMMY_REVOCATION_STORE_SAVE);
  lk_sign_out_async (account, LK_SIGN_OUT_EVERYWHERE, NULL, lk_test_store_result, &result);
  lk_test_wait_until (lk_dummy_revocation_store_is_hanging, self->revocations);
  g_assert_cmpuint (lk_account_fixture_fetch (self, account, &error), ==, 0);
  g_assert_error (error, LK_ERROR, LK_ERROR_EXPIRED);
  lk_dummy_revocation_store_release (self->revocations);
  g_assert_true (lk_sign_out_finish (account, lk_test_await (&result), NULL));
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 0);
}

static char *
get_lock_path (LkAccountFixture *self,
               LkAccount        *account)
{
  return g_build_filename (self->ports->data_dir, "locks", lk_account_get_id (account), NULL);
}

/* Both programs have signed out the same account: whoever comes second has nothing to do. */
static void
test_signed_out_by_another_program_just_goes (LkAccountFixture *self,
                                              gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 300);
  g_autoptr (LkPorts) other = lk_account_fixture_new_ports (self);
  g_autoptr (LkAccount) theirs =
    lk_account_new (other, lk_account_get_record (account));

  g_assert_cmpuint (lk_account_fixture_fetch (self, account, NULL), ==, 200);
  g_assert_cmpint (sign_out (self, theirs, LK_SIGN_OUT_EVERYWHERE, NULL), ==,
                   LK_SIGNED_OUT_CONFIRMED);
  g_assert_cmpint (sign_out (self, account, LK_SIGN_OUT_EVERYWHERE, NULL), ==,
                   LK_SIGNED_OUT_CONFIRMED);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_OUT);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_REVOKE), ==, 1);
}

static void
test_waiting_for_another_program_can_be_cancelled (LkAccountFixture *self,
                                                   gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 300);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = get_lock_path (self, account);
  g_autoptr (LkFileLock) lock = lk_file_lock_acquire_now (path);

  lk_sign_out_async (account, LK_SIGN_OUT_EVERYWHERE, self->cancellable, lk_test_store_result,
                     &result);
  lk_test_drain ();
  g_cancellable_cancel (self->cancellable);
  g_assert_cmpint (lk_sign_out_finish (account, lk_test_await (&result), &error), ==,
                   LK_SIGNED_OUT_NOT);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
  lk_account_fixture_assert_kept (self, account, "access-1", "refresh-1");
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_REVOKE), ==, 0);
}

static void
test_second_sign_out_comes_too_early (LkAccountFixture *self,
                                      gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (lk_sign_out_may_begin (account));
  lk_dummy_revocation_store_hang (self->revocations, LK_DUMMY_REVOCATION_STORE_SAVE);
  lk_sign_out_async (account, LK_SIGN_OUT_EVERYWHERE, NULL, lk_test_store_result, &result);
  lk_test_wait_until (lk_dummy_revocation_store_is_hanging, self->revocations);
  g_assert_false (lk_sign_out_may_begin (account));
  g_assert_false (sign_out (self, account, LK_SIGN_OUT_THIS_COMPUTER, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  lk_account_fixture_assert_kept (self, account, "access-1", "refresh-1");
  lk_dummy_revocation_store_release (self->revocations);
  g_assert_true (lk_sign_out_finish (account, lk_test_await (&result), NULL));
}

static void
test_retry_after_is_honoured (LkAccountFixture *self,
                              gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);

  lk_fake_server_forget (self->server, LK_KEY_REVOKE);
  lk_fake_server_answer (self->server, LK_KEY_REVOKE, 503, NULL, NULL);
  lk_fake_server_header (self->server, LK_KEY_REVOKE, "Retry-After", "0");
  lk_fake_server_answer (self->server, LK_KEY_REVOKE, 200, NULL, NULL);
  g_assert_true (sign_out (self, account, LK_SIGN_OUT_EVERYWHERE, NULL));
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_REVOKE), ==, 2);
}

static void
test_unknown_type_is_tried_without_the_hint (LkAccountFixture *self,
                                             gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);

  lk_fake_server_forget (self->server, LK_KEY_REVOKE);
  lk_fake_server_answer (self->server, LK_KEY_REVOKE, 400, "application/json",
                         "{\"error\":\"unsupported_token_type\"}");
  lk_fake_server_answer (self->server, LK_KEY_REVOKE, 200, NULL, NULL);
  g_assert_true (sign_out (self, account, LK_SIGN_OUT_EVERYWHERE, NULL));
  assert_revoked (self, "token", "refresh-1");
  assert_revoked (self, "token_type_hint", NULL);
}

static void
test_locked_keyring_drops_nothing (LkAccountFixture *self,
                                   gconstpointer     data)
{
  LkDummyStoreCall call = GPOINTER_TO_INT (data);
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GError) error = NULL;
  g_auto (Files) files = { NULL };

  make_files (account, &files);
  lk_dummy_store_fail (self->store, call, LK_ERROR_KEYRING_LOCKED, 1);
  g_assert_false (sign_out (self, account, LK_SIGN_OUT_EVERYWHERE, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_KEYRING_LOCKED);
  assert_untouched (self, account, &files);
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 0);
  g_assert_true (sign_out (self, account, LK_SIGN_OUT_EVERYWHERE, NULL));
  assert_erased (self, account, &files);
}

/* The secrets are erased, and then the index can't be written: the account lives on, with its
 * secrets. */
static void
test_full_disk_drops_nothing (LkAccountFixture *self,
                              gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autofree char *other = g_strconcat (self->ports->data_dir, "-aside", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_rename (self->ports->data_dir, other), ==, 0);
  lk_test_touch (self->ports->data_dir);
  g_assert_cmpint (sign_out (self, account, LK_SIGN_OUT_EVERYWHERE, &error), ==,
                   LK_SIGNED_OUT_NOT);
  g_assert_error (error, LK_ERROR, LK_ERROR_STORAGE_FAILED);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
  lk_account_fixture_assert_kept (self, account, "access-1", "refresh-1");
  assert_queued (self, 0);
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 0);

  g_assert_cmpint (g_unlink (self->ports->data_dir), ==, 0);
  g_assert_cmpint (g_rename (other, self->ports->data_dir), ==, 0);
  g_assert_true (sign_out (self, account, LK_SIGN_OUT_EVERYWHERE, NULL));
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 0);
}

/* … and if even they can't be saved any more, the session is at least known to be open. */
static void
test_full_disk_and_broken_keyring_know_the_session (LkAccountFixture *self,
                                                    gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autofree char *other = g_strconcat (self->ports->data_dir, "-aside", NULL);

  g_assert_cmpint (g_rename (self->ports->data_dir, other), ==, 0);
  lk_test_touch (self->ports->data_dir);
  lk_dummy_store_fail (self->store, LK_DUMMY_STORE_SAVE, LK_ERROR_KEYRING_FAILED, 1);
  g_assert_false (sign_out (self, account, LK_SIGN_OUT_EVERYWHERE, NULL));
  g_assert_true (lk_account_get_unsaved (account));
  g_assert_cmpuint (lk_dummy_revocation_store_get_n_kept (self->revocations), ==, 1);
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 0);
  g_assert_cmpint (g_unlink (self->ports->data_dir), ==, 0);
  g_assert_cmpint (g_rename (other, self->ports->data_dir), ==, 0);
}

static void
test_sign_out_after_a_failed_save_revokes_the_newest (LkAccountFixture *self,
                                                      gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GAsyncResult) renewed = NULL;
  g_auto (Files) files = { NULL };

  make_files (account, &files);
  lk_dummy_store_fail (self->store, LK_DUMMY_STORE_SAVE, LK_ERROR_KEYRING_FAILED, 1);
  lk_refresh_async (account, NULL, lk_test_store_result, &renewed);
  lk_test_await (&renewed);
  g_assert_true (lk_account_get_unsaved (account));
  g_assert_true (sign_out (self, account, LK_SIGN_OUT_EVERYWHERE, NULL));
  assert_revoked (self, "token", "refresh-2");
  assert_erased (self, account, &files);
}

/* Cancelling, as a dimension. */
typedef enum { BEFORE_START, WAITING, LOADING, KEEPING, REVOKING, PAUSING, N_STEPS } Step;

static const char *const step_names[N_STEPS] = {
  "before-start", "waiting-for-a-renewal", "loading", "keeping", "revoking", "pausing",
};

static void
prepare_step (LkAccountFixture *self,
              Step              step,
              LkAccount        *account)
{
  if (step == BEFORE_START)
    g_cancellable_cancel (self->cancellable);
  else if (step == LOADING)
    lk_dummy_store_hang (self->store, LK_DUMMY_STORE_LOAD);
  else if (step == KEEPING)
    lk_dummy_revocation_store_hang (self->revocations, LK_DUMMY_REVOCATION_STORE_SAVE);
  else if (step == REVOKING)
    {
      lock_queue (self);
      lk_fake_server_hold (self->server, LK_KEY_REVOKE);
    }
  else if (step == PAUSING)
    {
      lock_queue (self);
      lk_account_fixture_script (self, LK_KEY_REVOKE, 503, "");
      lk_fake_server_header (self->server, LK_KEY_REVOKE, "Retry-After", "10");
    }
  else
    {
      lk_account_fixture_script (self, LK_KEY_TOKEN, 503, "");
      lk_fake_server_hold (self->server, LK_KEY_TOKEN);
      lk_refresh_async (account, NULL, NULL, NULL);
      lk_account_fixture_wait_asked (self, LK_KEY_TOKEN, 1);
    }
}

static void
test_cancelled_is_as_it_was (LkAccountFixture *self,
                             gconstpointer     data)
{
  Step step = GPOINTER_TO_INT (data);
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Files) files = { NULL };

  make_files (account, &files);
  prepare_step (self, step, account);
  lk_sign_out_async (account, LK_SIGN_OUT_EVERYWHERE, self->cancellable, lk_test_store_result,
                     &result);
  if (step == LOADING)
    lk_test_wait_until (lk_dummy_store_is_hanging, self->store);
  if (step == KEEPING)
    lk_test_wait_until (lk_dummy_revocation_store_is_hanging, self->revocations);
  if (step == REVOKING || step == PAUSING)
    lk_account_fixture_wait_asked (self, LK_KEY_REVOKE, 1);
  g_assert_null (result);
  g_cancellable_cancel (self->cancellable);
  lk_dummy_revocation_store_release (self->revocations);
  g_assert_false (lk_sign_out_finish (account, lk_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (step == WAITING)
    {
      lk_fake_server_release (self->server);
      lk_test_wait_state (account, LK_AUTH_STATE_SIGNED_IN);
    }
  assert_untouched (self, account, &files);
  g_assert_null (lk_auth_machine_get_error (lk_account_get_machine (account)));
  lk_test_drain ();
}

#define add_with lk_account_fixture_add
#define add(path, test) add_with (path, NULL, test)

static void
add_tables (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (unconfirmed); i++)
    {
      g_autofree char *path =
        g_strconcat ("/sign-out/G5/unconfirmed-drops-nothing/", unconfirmed[i].name, NULL);
      g_autofree char *kept = g_strconcat ("/sign-out/G5/unconfirmed-is-kept/", unconfirmed[i].name,
                                           NULL);

      add_with (path, &unconfirmed[i], test_unconfirmed_drops_nothing);
      add_with (kept, &unconfirmed[i], test_unconfirmed_is_kept);
    }
  for (int step = 0; step < N_STEPS; step++)
    {
      g_autofree char *path =
        g_strconcat ("/sign-out/cancelled-is-as-it-was/", step_names[step], NULL);

      add_with (path, GINT_TO_POINTER (step), test_cancelled_is_as_it_was);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/sign-out/G1/G4/G9/G11/refresh-token-is-revoked-then-all-is-erased",
       test_refresh_token_is_revoked_then_all_is_erased);
  add ("/sign-out/G2/body-of-a-success-is-not-read", test_body_of_a_success_is_not_read);
  add ("/sign-out/G3/expired-token-and-dead-homeserver-are-no-obstacle",
       test_expired_token_and_dead_homeserver_are_no_obstacle);
  add ("/sign-out/kept-then-erased-then-told", test_kept_then_erased_then_told);
  add ("/sign-out/person-does-not-wait-for-long", test_person_does_not_wait_for_long);
  add ("/sign-out/server-is-told-first-when-nothing-can-be-kept",
       test_server_is_told_first_when_nothing_can_be_kept);
  add ("/sign-out/full-disk-drops-nothing", test_full_disk_drops_nothing);
  add ("/sign-out/full-disk-and-broken-keyring-know-the-session",
       test_full_disk_and_broken_keyring_know_the_session);
  add ("/sign-out/this-computer-asks-nobody", test_this_computer_asks_nobody);
  add ("/sign-out/account-that-needs-to-sign-in-just-goes",
       test_account_that_needs_to_sign_in_just_goes);
  add ("/sign-out/G6/renewal-under-way-is-waited-for", test_renewal_under_way_is_waited_for);
  add ("/sign-out/G6/nothing-is-renewed-while-it-ends", test_nothing_is_renewed_while_it_ends);
  add ("/sign-out/G6/renewal-of-another-program-is-waited-for",
       test_renewal_of_another_program_is_waited_for);
  add ("/sign-out/signed-out-by-another-program-just-goes",
       test_signed_out_by_another_program_just_goes);
  add ("/sign-out/G6/waiting-for-another-program-can-be-cancelled",
       test_waiting_for_another_program_can_be_cancelled);
  add ("/sign-out/second-sign-out-comes-too-early", test_second_sign_out_comes_too_early);
  add ("/sign-out/G7/retry-after-is-honoured", test_retry_after_is_honoured);
  add ("/sign-out/G8/unknown-type-is-tried-without-the-hint",
       test_unknown_type_is_tried_without_the_hint);
  add_with ("/sign-out/locked-keyring-drops-nothing/loading",
            GINT_TO_POINTER (LK_DUMMY_STORE_LOAD), test_locked_keyring_drops_nothing);
  add_with ("/sign-out/locked-keyring-drops-nothing/removing",
            GINT_TO_POINTER (LK_DUMMY_STORE_REMOVE), test_locked_keyring_drops_nothing);
  add ("/sign-out/sign-out-after-a-failed-save-revokes-the-newest",
       test_sign_out_after_a_failed_save_revokes_the_newest);
  add_tables ();

  return g_test_run ();
}
