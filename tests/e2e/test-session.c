/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define _GNU_SOURCE /* memmem */

#include "lk-e2e.h"

#include <string.h>

#include "lk-account-private.h"

/* What becomes of a session: side by side with another, over a restart, past its tokens' end,
 * and out. */

static void
test_two_accounts_each_with_its_own_jar (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  static const char *const users[] = { "alice", "bob" };

  for (gsize i = 0; i < G_N_ELEMENTS (users); i++)
    {
      lk_e2e_sign_in (e2e, users[i]);
      lk_e2e_click (e2e, "account-back-button");
    }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (lk_e2e_get_accounts (e2e))), ==, 2);

  for (gsize i = 0; i < G_N_ELEMENTS (users); i++)
    {
      g_autofree char *user_id = g_strdup_printf ("@%s:playground.test", users[i]);
      g_autofree char *who = NULL;

      lk_e2e_open_account (e2e, user_id);
      lk_e2e_click (e2e, "manage-profile-row");
      who = lk_e2e_page_text (e2e, "whoami");
      g_assert_cmpstr (who, ==, users[i]);
      lk_e2e_click (e2e, "web-cancel-button");
      lk_e2e_click (e2e, "account-back-button");
    }
}

static void
test_a_restart_changes_nothing (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *who = NULL;

  lk_e2e_sign_in (e2e, "bob");
  lk_e2e_wait_for_text (e2e, "Bob");
  lk_e2e_restart (e2e);
  lk_e2e_wait_for_text (e2e, "Bob");

  lk_e2e_ask_profile (e2e, lk_e2e_get_account (e2e, 0));
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/token"), ==, 1);

  lk_e2e_open_account (e2e, "@bob:playground.test");
  lk_e2e_click (e2e, "manage-profile-row");
  who = lk_e2e_page_text (e2e, "whoami");
  g_assert_cmpstr (who, ==, "bob");
}

static gboolean
is_expired (LkE2e   *e2e,
            gpointer user_data)
{
  LkTokens *tokens = user_data;

  return g_get_real_time () / G_USEC_PER_SEC > tokens->expires_at;
}

static void
test_the_session_goes_on_when_its_token_expires (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autoptr (LkTokens) first = NULL;
  LkAccount *account;

  lk_e2e_control (e2e, "/provider/ttl", "{\"seconds\":3}");
  lk_e2e_sign_in (e2e, "alice");
  account = lk_e2e_get_account (e2e, 0);
  first = lk_tokens_ref (lk_account_get_tokens (account));
  lk_e2e_wait_until (e2e, is_expired, first, "the token's end");

  lk_e2e_control (e2e, "/provider/ttl", "{\"seconds\":300}");
  lk_e2e_ask_profile (e2e, account);
  g_assert_false (lk_secret_equal (first->access_token,
                                   lk_account_get_tokens (account)->access_token));
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);

  lk_e2e_restart (e2e);
  lk_e2e_ask_profile (e2e, lk_e2e_get_account (e2e, 0));
}

static gboolean
has_no_accounts (LkE2e   *e2e,
                 gpointer user_data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (lk_e2e_get_accounts (e2e))) == 0;
}

static void
test_signing_out_ends_the_session_everywhere (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autoptr (LkAccount) account = NULL;
  g_autoptr (LkTokens) tokens = NULL;
  g_autoptr (LkAccountRecord) record = NULL;
  g_autofree char *form = NULL;
  g_autofree char *error_code = NULL;
  g_autofree char *jar = NULL;

  lk_e2e_sign_in (e2e, "alice");
  account = g_object_ref (lk_e2e_get_account (e2e, 0));
  tokens = lk_tokens_ref (lk_account_get_tokens (account));
  record = lk_account_record_ref (lk_account_get_record (account));
  jar = lk_account_get_jar (account);
  g_assert_true (g_file_test (jar, G_FILE_TEST_IS_DIR));

  lk_e2e_click (e2e, "sign-out-button");
  lk_e2e_respond (e2e, "sign-out");
  lk_e2e_wait_until (e2e, has_no_accounts, NULL, "the account to leave the list");
  lk_e2e_wait_for_text (e2e, "Signed out"); /* the provider has confirmed it */

  form = g_strdup_printf ("grant_type=refresh_token&refresh_token=%s&client_id=%s",
                          lk_secret_peek (tokens->refresh_token), record->client_id);
  g_assert_cmpuint (lk_e2e_post_form (e2e, record->token_endpoint, form, &error_code), ==, 400);
  g_assert_cmpstr (error_code, ==, "invalid_grant");
  g_assert_false (lk_e2e_has_device (e2e, "alice", record->device_id));
  g_assert_false (g_file_test (jar, G_FILE_TEST_EXISTS));
  g_clear_object (&account);

  lk_e2e_restart (e2e);
  lk_e2e_wait_for (e2e, "server-entry");
}

static char *
dup_device (LkE2e *e2e,
            guint  position)
{
  return g_strdup (lk_account_get_record (lk_e2e_get_account (e2e, position))->device_id);
}

static void
test_all_accounts_are_signed_out_at_once (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *alice = NULL;
  g_autofree char *bob = NULL;

  lk_e2e_sign_in (e2e, "alice");
  lk_e2e_click (e2e, "account-back-button");
  lk_e2e_sign_in (e2e, "bob");
  lk_e2e_click (e2e, "account-back-button");
  alice = dup_device (e2e, 0);
  bob = dup_device (e2e, 1);
  gtk_widget_activate_action (GTK_WIDGET (lk_e2e_get_window (e2e)), "win.sign-out-all", NULL);
  lk_e2e_respond (e2e, "sign-out-all");
  lk_e2e_click (e2e, "sign-out-all-done-button");
  lk_e2e_wait_for (e2e, "server-entry");
  g_assert_true (has_no_accounts (e2e, NULL));
  g_assert_false (lk_e2e_has_device (e2e, "alice", alice));
  g_assert_false (lk_e2e_has_device (e2e, "bob", bob));
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/revoke"), ==, 2);
}

static gboolean
is_gone (LkE2e   *e2e,
         gpointer user_data)
{
  return !g_file_test (user_data, G_FILE_TEST_EXISTS);
}

/* Signing out there is offered once the account is gone from here, and works with its cookies,
 * which are gone afterwards. */
static void
test_the_providers_own_session_is_ended_if_wanted (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *left = g_build_filename (g_get_user_data_dir (), "latchkey", "left-jars", NULL);
  g_autofree char *jar = NULL;

  lk_e2e_sign_in (e2e, "alice");
  g_assert_nonnull (lk_account_get_record (lk_e2e_get_account (e2e, 0))->end_session_endpoint);
  jar = lk_account_get_jar (lk_e2e_get_account (e2e, 0));
  lk_e2e_click (e2e, "sign-out-button");
  lk_e2e_respond (e2e, "sign-out");
  lk_e2e_wait_until (e2e, has_no_accounts, NULL, "the account to leave the list");
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "GET /logout"), ==, 0);

  lk_e2e_respond (e2e, "open");
  lk_e2e_page_click (e2e, "sign-out");
  lk_e2e_page_wait (e2e, "done");
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "GET /logout"), ==, 1);
  lk_e2e_click (e2e, "web-cancel-button");
  lk_e2e_wait_for (e2e, "server-entry");
  g_assert_false (g_file_test (jar, G_FILE_TEST_EXISTS));
  /* What the web view still wrote while it went is gone after the next start. */
  lk_e2e_restart (e2e);
  lk_e2e_wait_until (e2e, is_gone, left, "the cookies to go");
}

/* What only the provider may do is never asked of the homeserver. */
static void
test_the_homeserver_is_not_asked_for_what_is_the_providers (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  static const char *const never[] = {
    "POST /_matrix/client/v3/delete_devices",
    "POST /_matrix/client/v3/account/deactivate",
    "POST /_matrix/client/v3/account/password",
    "POST /_matrix/client/v3/account/3pid/add",
    "POST /_matrix/client/v3/account/3pid/delete",
    "POST /_matrix/client/v3/logout",
    "POST /_matrix/client/v3/logout/all",
  };
  g_autofree char *removal = NULL;

  lk_e2e_sign_in (e2e, "alice");
  removal = g_strconcat ("DELETE /_matrix/client/v3/devices/",
                         lk_account_get_record (lk_e2e_get_account (e2e, 0))->device_id, NULL);
  lk_e2e_click (e2e, "manage-deactivate-row");
  lk_e2e_respond (e2e, "open");
  lk_e2e_page_wait (e2e, "action");
  lk_e2e_click (e2e, "web-cancel-button");
  lk_e2e_click (e2e, "sign-out-button");
  lk_e2e_respond (e2e, "sign-out");
  lk_e2e_wait_until (e2e, has_no_accounts, NULL, "the account to leave the list");
  lk_e2e_wait_for_text (e2e, "Signed out");

  for (gsize i = 0; i < G_N_ELEMENTS (never); i++)
    g_assert_cmpuint (lk_e2e_count_requests (e2e, never[i]), ==, 0);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, removal), ==, 0);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/revoke"), ==, 1);
}

static void
test_a_question_comes_before_signing_out (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_sign_in (e2e, "alice");
  lk_e2e_click (e2e, "sign-out-button");
  lk_e2e_respond (e2e, "cancel");
  g_assert_cmpint (lk_account_get_state (lk_e2e_get_account (e2e, 0)), ==, LK_AUTH_STATE_SIGNED_IN);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/revoke"), ==, 0);
}

static GString *lines; /* all that was logged */

static void
collect_line (const char     *domain,
              GLogLevelFlags  level,
              const char     *message,
              gpointer        user_data)
{
  g_string_append_printf (lines, "%s: %s\n", domain, message);
}

/* Appends the contents of all files below @path. */
static void
collect_files (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autofree char *contents = NULL;
  const char *name;
  gsize length;

  if (dir == NULL && g_file_get_contents (path, &contents, &length, NULL))
    g_string_append_len (lines, contents, (gssize) length);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      collect_files (child);
    }
}

static gboolean
is_in_lines (const char *secret)
{
  return memmem (lines->str, lines->len, secret, strlen (secret)) != NULL;
}

static void
test_no_secret_is_logged_or_in_a_file (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *data = g_build_filename (g_get_user_data_dir (), "latchkey", NULL);
  g_autofree char *cache = g_build_filename (g_get_user_cache_dir (), "latchkey", NULL);
  g_autoptr (LkTokens) tokens = NULL;
  GLogFunc before;

  lines = g_string_new (NULL);
  before = g_log_set_default_handler (collect_line, NULL);
  lk_e2e_sign_in (e2e, "bob");
  lk_e2e_ask_profile (e2e, lk_e2e_get_account (e2e, 0));
  tokens = lk_tokens_ref (lk_account_get_tokens (lk_e2e_get_account (e2e, 0)));
  collect_files (data);
  collect_files (cache);
  g_log_set_default_handler (before, NULL);

  g_assert_true (is_in_lines ("@bob:playground.test")); /* it did collect */
  g_assert_false (is_in_lines (lk_secret_peek (tokens->access_token)));
  g_assert_false (is_in_lines (lk_secret_peek (tokens->refresh_token)));
  g_assert_false (is_in_lines (lk_e2e_get_password (e2e, "bob")));
  g_string_free (g_steal_pointer (&lines), TRUE);
}

/* The provider's page for each action it advertises, already signed in there. */
static void
test_every_action_leads_to_its_page (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  static const struct { const char *row, *action; gboolean warns; } links[] = {
    { "manage-profile-row", "org.matrix.profile", FALSE },
    { "manage-devices-row", "org.matrix.devices_list", FALSE },
    { "manage-device-row", "org.matrix.device_view", FALSE },
    { "manage-reset-identity-row", "org.matrix.cross_signing_reset", TRUE },
    { "manage-deactivate-row", "org.matrix.account_deactivate", TRUE },
  };

  lk_e2e_sign_in (e2e, "bob");
  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autofree char *action = NULL;
      g_autofree char *who = NULL;

      lk_e2e_click (e2e, links[i].row);
      if (links[i].warns)
        lk_e2e_respond (e2e, "open");
      action = lk_e2e_page_text (e2e, "action");
      who = lk_e2e_page_text (e2e, "whoami");
      g_assert_cmpstr (action, ==, links[i].action);
      g_assert_cmpstr (who, ==, "bob");
      if (g_str_equal (links[i].row, "manage-device-row"))
        {
          g_autofree char *device = lk_e2e_page_text (e2e, "device");

          g_assert_cmpstr (device, ==,
                           lk_account_get_record (lk_e2e_get_account (e2e, 0))->device_id);
        }
      lk_e2e_click (e2e, "web-cancel-button");
      lk_e2e_wait_for (e2e, "sign-out-button");
    }
}

/* The list is the homeserver's, the page the provider's: both mean the same device. */
static void
test_a_listed_device_leads_to_its_page (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *row = NULL;
  g_autofree char *action = NULL;
  g_autofree char *device = NULL;
  g_autofree char *device_id = NULL;

  lk_e2e_sign_in (e2e, "bob");
  device_id = g_strdup (lk_account_get_record (lk_e2e_get_account (e2e, 0))->device_id);
  row = g_strconcat ("device-row-", device_id, NULL);
  lk_e2e_click (e2e, row);
  action = lk_e2e_page_text (e2e, "action");
  device = lk_e2e_page_text (e2e, "device");
  g_assert_cmpstr (action, ==, "org.matrix.device_view");
  g_assert_cmpstr (device, ==, device_id);
  lk_e2e_click (e2e, "web-cancel-button");
  lk_e2e_wait_for (e2e, row);
}

int
main (int   argc,
      char *argv[])
{
  lk_e2e_init (&argc, &argv);

  g_test_add_func ("/e2e/session/two-accounts-each-with-its-own-jar",
                   test_two_accounts_each_with_its_own_jar);
  g_test_add_func ("/e2e/session/a-restart-changes-nothing", test_a_restart_changes_nothing);
  g_test_add_func ("/e2e/session/it-goes-on-when-its-token-expires",
                   test_the_session_goes_on_when_its_token_expires);
  g_test_add_func ("/e2e/session/signing-out-ends-it-everywhere",
                   test_signing_out_ends_the_session_everywhere);
  g_test_add_func ("/e2e/session/the-providers-own-session-is-ended-if-wanted",
                   test_the_providers_own_session_is_ended_if_wanted);
  g_test_add_func ("/e2e/session/all-accounts-are-signed-out-at-once",
                   test_all_accounts_are_signed_out_at_once);
  g_test_add_func ("/e2e/session/H6/the-homeserver-is-not-asked-for-what-is-the-providers",
                   test_the_homeserver_is_not_asked_for_what_is_the_providers);
  g_test_add_func ("/e2e/session/a-question-comes-before-signing-out",
                   test_a_question_comes_before_signing_out);
  g_test_add_func ("/e2e/session/D21/no-secret-is-logged-or-in-a-file",
                   test_no_secret_is_logged_or_in_a_file);
  g_test_add_func ("/e2e/session/every-action-leads-to-its-page",
                   test_every_action_leads_to_its_page);
  g_test_add_func ("/e2e/session/H2/a-listed-device-leads-to-its-page",
                   test_a_listed_device_leads_to_its_page);

  return g_test_run ();
}
