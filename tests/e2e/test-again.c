/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-e2e.h"

#include <string.h>

/* Signing in again where the provider has ended the session: as who it was, and as somebody else;
 * and adding an account that is there already. */

#define ALICE "--user alice --password alice-in-wonderland"
#define BOB   "--user bob --password bob-the-builder"

static gboolean
needs_sign_in (LkE2e   *e2e,
               gpointer user_data)
{
  return lk_account_get_state (lk_e2e_get_account (e2e, 0)) == LK_AUTH_STATE_NEEDS_SIGN_IN;
}

/* The person ends it on the provider's own page. */
static void
end_at_the_provider (LkE2e *e2e)
{
  lk_e2e_click (e2e, "manage-device-row");
  lk_e2e_page_click (e2e, "device-delete");
  lk_e2e_page_click (e2e, "sign-out-device");
  lk_e2e_page_wait (e2e, "done");
  lk_e2e_click (e2e, "web-cancel-button");
  lk_e2e_wait_until (e2e, needs_sign_in, NULL, "the session to be known to have ended");
}

typedef struct
{
  const char *user;
  const char *id;
} Device;

static gboolean
is_without_device (LkE2e   *e2e,
                   gpointer user_data)
{
  const Device *device = user_data;

  return !lk_e2e_has_device (e2e, device->user, device->id);
}

/* The window doesn't wait for the provider to end a session that nobody wants. */
static void
wait_for_end (LkE2e      *e2e,
              const char *user,
              const char *id)
{
  Device device = { user, id };

  lk_e2e_wait_until (e2e, is_without_device, &device, "the session to end at the provider");
}

/* Returns: (transfer full): what is known of alice, whose session has ended */
static LkAccountRecord *
begin_with_an_ended_session (LkE2e *e2e)
{
  LkAccountRecord *record;

  lk_e2e_sign_in (e2e, "alice");
  end_at_the_provider (e2e);
  record = lk_account_record_ref (lk_account_get_record (lk_e2e_get_account (e2e, 0)));
  g_assert_false (lk_e2e_has_device (e2e, "alice", record->device_id));
  lk_e2e_control (e2e, "/requests/clear", "{}");
  return record;
}

static gboolean
is_signed_in (LkE2e   *e2e,
              gpointer user_data)
{
  return lk_account_get_state (lk_e2e_get_account (e2e, 0)) == LK_AUTH_STATE_SIGNED_IN;
}

/* The page that she came from fades out slowly, and its button works again before she is back. */
static void
assert_alice_is_back (LkE2e           *e2e,
                      LkAccountRecord *before)
{
  g_autoptr (LkAccountRecord) record = NULL;

  lk_e2e_wait_until (e2e, is_signed_in, NULL, "alice to be signed in");
  lk_e2e_wait_for (e2e, "sign-out-button");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (lk_e2e_get_accounts (e2e))), ==, 1);
  record = lk_account_record_ref (lk_account_get_record (lk_e2e_get_account (e2e, 0)));
  g_assert_cmpstr (record->id, ==, before->id);
  g_assert_cmpstr (record->user_id, ==, "@alice:playground.test");
  g_assert_cmpstr (record->device_id, ==, before->device_id);
  g_assert_true (lk_e2e_has_device (e2e, "alice", record->device_id));
}

static void
assert_alice_is_out (LkE2e           *e2e,
                     LkAccountRecord *before)
{
  g_autoptr (LkAccountRecord) record =
    lk_account_record_ref (lk_account_get_record (lk_e2e_get_account (e2e, 0)));

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (lk_e2e_get_accounts (e2e))), ==, 1);
  g_assert_true (needs_sign_in (e2e, NULL));
  g_assert_cmpstr (record->id, ==, before->id);
  g_assert_cmpstr (record->user_id, ==, "@alice:playground.test");
  g_assert_cmpstr (record->device_id, ==, before->device_id);
  g_assert_cmpstr (record->client_id, ==, before->client_id);
  g_assert_cmpint (record->state, ==, before->state);
}

static void
come_as_alice (LkE2e *e2e)
{
  g_autofree char *hinted = lk_e2e_page_value (e2e, "username");

  g_assert_cmpstr (hinted, ==, "alice");
  lk_e2e_page_fill (e2e, "password", lk_e2e_get_password (e2e, "alice"));
  lk_e2e_page_click (e2e, "sign-in");
  lk_e2e_page_click (e2e, "allow");
}

static void
test_as_the_right_user (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autoptr (LkAccountRecord) before = begin_with_an_ended_session (e2e);

  lk_e2e_click (e2e, "sign-in-again-button");
  come_as_alice (e2e);
  assert_alice_is_back (e2e, before);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/registration"), ==, 1);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/token"), ==, 1);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/revoke"), ==, 0);
}

static void
test_after_a_restart (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autoptr (LkAccountRecord) before = begin_with_an_ended_session (e2e);
  GtkWidget *row;

  lk_e2e_restart (e2e);
  lk_e2e_wait_for_text (e2e, "Sign in again");
  assert_alice_is_out (e2e, before);
  row = gtk_widget_get_first_child (lk_e2e_wait_for (e2e, "account-list"));
  g_assert_true (gtk_widget_activate (row));
  lk_e2e_click (e2e, "sign-in-again-button");
  come_as_alice (e2e);
  assert_alice_is_back (e2e, before);
  lk_e2e_restart (e2e);
  lk_e2e_open_account (e2e, "@alice:playground.test");
  assert_alice_is_back (e2e, before);
}

/* By whichever way: the browser of somebody else is where this happens. */
static void
test_as_the_wrong_user (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autoptr (LkAccountRecord) before = begin_with_an_ended_session (e2e);
  g_autofree char *saw = NULL;

  lk_e2e_click (e2e, "sign-in-again-button");
  lk_e2e_page_wait (e2e, "username");
  lk_e2e_person_will (e2e, BOB);
  lk_e2e_click (e2e, "web-browser-button");
  lk_e2e_wait_for (e2e, "try-again-button");
  lk_e2e_wait_for_text (e2e, "Another Account Signed In");
  saw = lk_e2e_person_saw (e2e);
  g_assert_true (g_str_has_prefix (saw, "200"));
  wait_for_end (e2e, "bob", before->device_id);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/revoke"), ==, 1);

  lk_e2e_click (e2e, "failure-back-button");
  lk_e2e_wait_gone (e2e, "failure-back-button");
  assert_alice_is_out (e2e, before);
  lk_e2e_restart (e2e);
  lk_e2e_wait_for_text (e2e, "Sign in again");
  assert_alice_is_out (e2e, before);
}

static void
test_the_wrong_user_first (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autoptr (LkAccountRecord) before = begin_with_an_ended_session (e2e);

  lk_e2e_click (e2e, "sign-in-again-button");
  lk_e2e_pass_provider (e2e, "bob");
  lk_e2e_wait_for_text (e2e, "Another Account Signed In");
  lk_e2e_click (e2e, "try-again-button");
  come_as_alice (e2e);
  assert_alice_is_back (e2e, before);
  wait_for_end (e2e, "bob", before->device_id);
}

static void
test_cancelled (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autoptr (LkAccountRecord) before = begin_with_an_ended_session (e2e);

  lk_e2e_click (e2e, "sign-in-again-button");
  lk_e2e_page_wait (e2e, "username");
  lk_e2e_click (e2e, "web-cancel-button");
  lk_e2e_wait_for (e2e, "account-list");
  assert_alice_is_out (e2e, before);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/token"), ==, 0);
}

static gboolean
has_one_account (LkE2e   *e2e,
                 gpointer user_data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (lk_e2e_get_accounts (e2e))) == 1;
}

/* The newer session takes the place of the older one, which is ended once the newer is safe. */
static void
test_adding_who_is_there (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *older = NULL;
  g_autofree char *newer = NULL;

  lk_e2e_sign_in (e2e, "alice");
  older = g_strdup (lk_account_get_record (lk_e2e_get_account (e2e, 0))->device_id);
  lk_e2e_click (e2e, "account-back-button");
  lk_e2e_sign_in (e2e, "alice");
  lk_e2e_wait_until (e2e, has_one_account, NULL, "the older account to leave the list");
  wait_for_end (e2e, "alice", older);
  newer = g_strdup (lk_account_get_record (lk_e2e_get_account (e2e, 0))->device_id);
  g_assert_cmpstr (newer, !=, older);
  g_assert_true (lk_e2e_has_device (e2e, "alice", newer));

  lk_e2e_restart (e2e);
  lk_e2e_open_account (e2e, "@alice:playground.test");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (lk_e2e_get_accounts (e2e))), ==, 1);
}

/* One whose session has ended is there, too. */
static void
test_adding_who_was_there (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autoptr (LkAccountRecord) before = begin_with_an_ended_session (e2e);

  lk_e2e_click (e2e, "account-back-button");
  lk_e2e_sign_in (e2e, "alice");
  lk_e2e_wait_until (e2e, has_one_account, NULL, "the older account to leave the list");
  g_assert_cmpint (lk_account_get_state (lk_e2e_get_account (e2e, 0)), ==, LK_AUTH_STATE_SIGNED_IN);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/revoke"), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *path;
    GTestFunc   func;
  } tests[] = {
    { "D19/as-the-right-user", test_as_the_right_user },
    { "D19/after-a-restart", test_after_a_restart },
    { "E8/as-the-wrong-user", test_as_the_wrong_user },
    { "E8/the-wrong-user-first", test_the_wrong_user_first },
    { "cancelled", test_cancelled },
    { "E11/adding-who-is-there", test_adding_who_is_there },
    { "E11/adding-who-was-there", test_adding_who_was_there },
  };

  lk_e2e_init (&argc, &argv);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/e2e/again/", tests[i].path, NULL);

      g_test_add_func (path, tests[i].func);
    }

  return g_test_run ();
}
