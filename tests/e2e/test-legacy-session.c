/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-e2e.h"

#include <string.h>

#include "lk-account-private.h"

/* What becomes of a session at a homeserver without a provider: over restarts, past its tokens'
 * end, beside other devices, out, and in again. */

#define REFRESH "POST /_matrix/client/v3/refresh"
#define LOGOUT  "POST /_matrix/client/v3/logout"
#define ALICE   "@alice:legacy.test"

static char *
dup_device (LkE2e *e2e)
{
  return g_strdup (lk_account_get_record (lk_e2e_get_account (e2e, 0))->device_id);
}

/* The page asks the homeserver for the devices whenever it is opened. */
static void
open_account (LkE2e *e2e)
{
  if (lk_e2e_is_shown (e2e, "account-back-button"))
    lk_e2e_click (e2e, "account-back-button");
  lk_e2e_open_account (e2e, ALICE);
}

/* Among those that other tests have left there, it may be one that is not shown at first. */
static gboolean
is_listed (LkE2e   *e2e,
           gpointer row)
{
  if (lk_e2e_is_shown (e2e, "devices-show-all-button"))
    lk_e2e_click (e2e, "devices-show-all-button");
  return lk_e2e_is_shown (e2e, row);
}

static void
wait_for_device (LkE2e      *e2e,
                 const char *device_id)
{
  g_autofree char *row = g_strconcat ("device-row-", device_id, NULL);

  lk_e2e_wait_until (e2e, is_listed, row, "the device's row");
}

static void
assert_never_mixed (LkE2e *e2e)
{
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/token"), ==, 0);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/revoke"), ==, 0);
}

static void
on_replaced (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  gboolean *done = user_data;

  *done = lk_account_save_tokens_finish (LK_ACCOUNT (source), result, NULL);
}

static gboolean
is_true (LkE2e    *e2e,
         gpointer  user_data)
{
  return *(gboolean *) user_data;
}

static void
replace_tokens (LkE2e     *e2e,
                LkAccount *account,
                LkTokens  *tokens)
{
  gboolean done = FALSE;

  lk_account_save_tokens_async (account, tokens, NULL, on_replaced, &done);
  lk_e2e_wait_until (e2e, is_true, &done, "the tokens to be replaced");
}

/* An access token that the homeserver does not know (any more) takes the place of the one that
 * it does: nobody waits five minutes for its end. */
static void
outlive_access_token (LkE2e     *e2e,
                      LkAccount *account)
{
  LkTokens *tokens = lk_account_get_tokens (account);
  g_autoptr (LkSecret) old = lk_secret_new ("syt_of_long_ago");
  g_autoptr (LkTokens) outlived =
    lk_tokens_new (old, tokens->refresh_token, tokens->obtained_at, tokens->expires_at);

  replace_tokens (e2e, account, outlived);
}

/* The same by our own watch: it is not even tried. */
static void
expire_access_token (LkAccount *account)
{
  LkTokens *tokens = lk_account_get_tokens (account);
  g_autoptr (LkTokens) expired =
    lk_tokens_new (tokens->access_token, tokens->refresh_token, tokens->obtained_at - 300,
                   tokens->obtained_at);

  lk_account_take_tokens (account, expired, NULL);
}

/* The account is good for a request, after so many renewals in all. */
static void
assert_usable (LkE2e *e2e,
               guint  n_renewals)
{
  LkAccount *account = lk_e2e_get_account (e2e, 0);

  lk_e2e_ask_profile (e2e, account);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, REFRESH), ==, n_renewals);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
}

static void
test_it_is_renewed_at_the_homeserver (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_log_in (e2e, "alice");
  lk_e2e_restart (e2e);
  lk_e2e_wait_for_text (e2e, ALICE);
  assert_usable (e2e, 0);
  outlive_access_token (e2e, lk_e2e_get_account (e2e, 0));
  assert_usable (e2e, 1);
  expire_access_token (lk_e2e_get_account (e2e, 0));
  assert_usable (e2e, 2);

  lk_e2e_restart (e2e); /* with what was saved */
  lk_e2e_wait_for_text (e2e, ALICE);
  assert_usable (e2e, 2);
  assert_never_mixed (e2e);
}

static gboolean
has_no_accounts (LkE2e   *e2e,
                 gpointer user_data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (lk_e2e_get_accounts (e2e))) == 0;
}

static void
sign_out (LkE2e *e2e)
{
  g_autofree char *device = dup_device (e2e);

  lk_e2e_click (e2e, "sign-out-button");
  lk_e2e_respond (e2e, "sign-out");
  lk_e2e_wait_until (e2e, has_no_accounts, NULL, "the account to leave the list");
  lk_e2e_wait_for_text (e2e, "Signed out"); /* the homeserver has confirmed it */
  g_assert_false (lk_e2e_has_device_at (e2e, "legacy", "alice", device));
  assert_never_mixed (e2e);
}

static void
test_signing_out_logs_out (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_log_in (e2e, "alice");
  sign_out (e2e);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, LOGOUT), ==, 1);
  lk_e2e_restart (e2e);
  lk_e2e_wait_for (e2e, "server-entry");
}

static void
test_signing_out_of_an_old_session_leaves_no_device (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *device = NULL;

  lk_e2e_log_in (e2e, "alice");
  device = dup_device (e2e);
  wait_for_device (e2e, device);
  outlive_access_token (e2e, lk_e2e_get_account (e2e, 0));
  sign_out (e2e);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, REFRESH), ==, 1);
}

static void
test_the_page_says_why_there_are_no_others (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *device = NULL;

  lk_e2e_log_in (e2e, "alice");
  device = dup_device (e2e);
  wait_for_device (e2e, device);
  lk_e2e_wait_for_text (e2e, "manages its accounts itself");
  g_assert_false (lk_e2e_is_shown (e2e, "manage-home-row"));
  g_assert_false (lk_e2e_is_shown (e2e, "manage-devices-row"));
  g_assert_false (lk_e2e_is_shown (e2e, "session-provider-row"));
}

/* Returns: the ID of a device that is not ours */
static char *
log_in_elsewhere (LkE2e *e2e)
{
  g_autoptr (JsonObject) answer = lk_e2e_call_legacy (
    e2e, "/login", NULL,
    "{\"type\":\"m.login.password\",\"identifier\":{\"type\":\"m.id.user\",\"user\":\"alice\"},"
    "\"password\":\"alice-in-wonderland\",\"initial_device_display_name\":\"Looking glass\"}");

  return g_strdup (json_object_get_string_member (answer, "device_id"));
}

static void
remove_with (LkE2e      *e2e,
             const char *password)
{
  lk_e2e_type (e2e, "question-entry", password);
  lk_e2e_respond (e2e, "remove");
}

static void
test_another_device_is_removed_with_the_password (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *other = log_in_elsewhere (e2e);
  g_autofree char *row = g_strconcat ("device-row-", other, NULL);
  g_autofree char *own = NULL;

  lk_e2e_log_in (e2e, "alice");
  own = dup_device (e2e);
  wait_for_device (e2e, other);
  gtk_widget_activate_action (lk_e2e_wait_for (e2e, row), "devices.remove", "s", other);
  lk_e2e_respond (e2e, "remove");
  remove_with (e2e, "the-white-rabbit");
  lk_e2e_wait_for (e2e, "question-problem");
  g_assert_true (lk_e2e_has_device_at (e2e, "legacy", "alice", other));

  remove_with (e2e, lk_e2e_get_password (e2e, "alice"));
  lk_e2e_wait_gone (e2e, row);
  g_assert_false (lk_e2e_has_device_at (e2e, "legacy", "alice", other));
  g_assert_true (lk_e2e_has_device_at (e2e, "legacy", "alice", own));
  assert_never_mixed (e2e);
}

/* The session ends without us, and the page says so. */
static void
lose_session (LkE2e *e2e)
{
  LkTokens *tokens = lk_account_get_tokens (lk_e2e_get_account (e2e, 0));
  g_autoptr (JsonObject) gone = lk_e2e_call_legacy (e2e, "/logout", tokens->access_token, "{}");

  open_account (e2e);
  lk_e2e_wait_for (e2e, "sign-in-again-button");
  g_assert_cmpint (lk_account_get_state (lk_e2e_get_account (e2e, 0)), ==,
                   LK_AUTH_STATE_NEEDS_SIGN_IN);
}

static void
test_signing_in_again_is_the_same_device (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *device = NULL;

  lk_e2e_log_in (e2e, "alice");
  device = dup_device (e2e);
  wait_for_device (e2e, device);
  lose_session (e2e);
  g_assert_false (lk_e2e_has_device_at (e2e, "legacy", "alice", device));

  lk_e2e_click (e2e, "sign-in-again-button");
  lk_e2e_wait_for (e2e, "legacy-password-row");
  g_assert_false (lk_e2e_is_shown (e2e, "legacy-register-button"));
  lk_e2e_wait_for_text (e2e, ALICE);
  lk_e2e_type (e2e, "legacy-password-row", lk_e2e_get_password (e2e, "alice"));
  lk_e2e_click (e2e, "legacy-sign-in-button");
  wait_for_device (e2e, device);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (lk_e2e_get_accounts (e2e))), ==, 1);
  g_assert_cmpstr (lk_account_get_record (lk_e2e_get_account (e2e, 0))->device_id, ==, device);
  g_assert_true (lk_e2e_has_device_at (e2e, "legacy", "alice", device));
}

static void
sign_on_again_as (LkE2e      *e2e,
                  const char *user)
{
  lk_e2e_click (e2e, "sso-button-oidc-playground");
  lk_e2e_page_fill (e2e, "username", user);
  lk_e2e_page_fill (e2e, "password", lk_e2e_get_password (e2e, user));
  lk_e2e_page_click (e2e, "sign-in");
  lk_e2e_page_click (e2e, "a.primary-button");
}

static gboolean
is_gone_at_server (LkE2e   *e2e,
                   gpointer user_data)
{
  return !lk_e2e_has_device_at (e2e, "legacy", "bob", user_data);
}

static void
test_somebody_else_is_turned_away (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autoptr (LkAccountRecord) before = NULL;
  LkAccountRecord *after;

  lk_e2e_log_in (e2e, "alice");
  wait_for_device (e2e, lk_account_get_record (lk_e2e_get_account (e2e, 0))->device_id);
  lose_session (e2e);
  before = lk_account_record_ref (lk_account_get_record (lk_e2e_get_account (e2e, 0)));

  lk_e2e_click (e2e, "sign-in-again-button");
  sign_on_again_as (e2e, "bob");
  lk_e2e_wait_for (e2e, "failure-page");
  lk_e2e_wait_for_text (e2e, "Another Account Signed In");
  lk_e2e_wait_until (e2e, is_gone_at_server, before->device_id, "bob’s device to go");
  g_assert_cmpuint (lk_e2e_count_requests (e2e, LOGOUT), ==, 2); /* alice’s, and bob’s */
  after = lk_account_get_record (lk_e2e_get_account (e2e, 0));
  g_assert_cmpstr (after->user_id, ==, ALICE);
  g_assert_cmpstr (after->device_id, ==, before->device_id);
  g_assert_cmpint (after->auth_api, ==, LK_AUTH_API_LEGACY);
  g_assert_cmpint (after->signed_in_at, ==, before->signed_in_at);

  lk_e2e_restart (e2e);
  lk_e2e_wait_for_text (e2e, ALICE);
  g_assert_cmpint (lk_account_get_state (lk_e2e_get_account (e2e, 0)), ==,
                   LK_AUTH_STATE_NEEDS_SIGN_IN);
  lk_e2e_open_account (e2e, ALICE);
  lk_e2e_click (e2e, "sign-in-again-button");
  sign_on_again_as (e2e, "alice");
  wait_for_device (e2e, before->device_id);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char   *path;
    GTestFunc     func;
  } tests[] = {
    { "J12/it-is-renewed-at-the-homeserver", test_it_is_renewed_at_the_homeserver },
    { "G4/signing-out-logs-out", test_signing_out_logs_out },
    { "G4/signing-out-of-an-old-session-leaves-no-device",
      test_signing_out_of_an_old_session_leaves_no_device },
    { "the-page-says-why-there-are-no-others", test_the_page_says_why_there_are_no_others },
    { "another-device-is-removed-with-the-password",
      test_another_device_is_removed_with_the_password },
    { "J9/signing-in-again-is-the-same-device", test_signing_in_again_is_the_same_device },
    { "E8/somebody-else-is-turned-away", test_somebody_else_is_turned_away },
  };

  lk_e2e_init (&argc, &argv);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/e2e/legacy-session/", tests[i].path, NULL);

      g_test_add_func (path, tests[i].func);
    }

  return g_test_run ();
}
