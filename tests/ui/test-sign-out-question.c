/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-dummy-browser.h"
#include "lk-dummy-web-view.h"
#include "lk-settings.h"
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
  lk_ui_wait_says ("Signed out");
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->world.server, LK_KEY_REVOKE), ==, 1);
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->world.store), ==, 0);
  g_assert_cmpuint (lk_dummy_revocation_store_get_n_kept (self->world.revocations), ==, 0);
  g_assert_null (lk_ui_find ("open-sessions-group"));
}

/* At once, whatever the server says; what it has not been told is shown. */
static void
test_a_server_that_is_away_is_told_later (LkUiFixture  *self,
                                          gconstpointer data)
{
  lk_fake_server_forget (self->world.server, LK_KEY_REVOKE);
  lk_fake_server_reset (self->world.server, LK_KEY_REVOKE);
  begin (self);
  lk_ui_answer ("sign-out-dialog", "sign-out");
  lk_ui_wait_says ("Signed out here. The server will be told later.");
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->world.store), ==, 0);
  g_assert_cmpuint (lk_dummy_revocation_store_get_n_kept (self->world.revocations), ==, 1);

  /* The welcome page, as there is no account any more. */
  lk_ui_wait_for ("server-entry");
  lk_ui_wait_for ("open-sessions-group");
  g_assert_true (lk_ui_says ("1 session still open"));
  lk_account_fixture_script (&self->world, LK_KEY_REVOKE, 200, "");
  lk_ui_click ("open-session-retry-button");
  lk_ui_wait_gone ("open-sessions-group");
  g_assert_cmpuint (lk_fake_server_count (self->world.server, LK_KEY_REVOKE), ==, 1);
}

static void
test_a_server_that_refuses_is_told_of (LkUiFixture  *self,
                                       gconstpointer data)
{
  lk_account_fixture_script (&self->world, LK_KEY_REVOKE, 401, "{\"error\":\"invalid_client\"}");
  begin (self);
  lk_ui_answer ("sign-out-dialog", "sign-out");
  lk_ui_wait_says ("Signed out here, but still open at the server");
  lk_ui_wait_says ("example.org · The server doesn’t know this program any more, so it won’t end "
                   "the session. You can end it on your account page.");
}

/* The keyring takes nothing: the server has to be told first. */
static void
lock_queue (LkUiFixture *self)
{
  lk_dummy_revocation_store_fail (self->world.revocations, LK_DUMMY_REVOCATION_STORE_SAVE,
                                  LK_ERROR_KEYRING_LOCKED, -1);
}

/* G5: nothing is dropped silently when the server can't confirm. */
static void
test_a_server_that_does_not_confirm_is_a_question (LkUiFixture  *self,
                                                   gconstpointer data)
{
  LkAccount *account;

  lock_queue (self);
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
  lock_queue (self);
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

/* The provider has a session with the browser, too. */
static LkAccount *
begin_with_provider (LkUiFixture *self,
                     const char  *way)
{
  LkAccount *account = lk_ui_fixture_add_session (self);
  g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));
  g_autoptr (GSettings) settings = lk_settings_new ();

  record->end_session_endpoint = g_strconcat (record->base_url, "/end", NULL);
  lk_account_put_record (account, record);
  lk_settings_set_way (settings, record->issuer, way);
  lk_ui_fixture_show (self);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_click ("sign-out-button");
  lk_ui_answer ("sign-out-dialog", "sign-out");
  return account;
}

static void
test_session_of_the_browser_is_asked_about (LkUiFixture  *self,
                                            gconstpointer data)
{
  g_autofree char *expected = g_strconcat (lk_fake_server_get_url (self->world.server),
                                           "/end?client_id=client-1", NULL);

  lk_dummy_browser_forget ();
  begin_with_provider (self, "browser");
  lk_ui_wait_dialog ("end-session-dialog");
  g_assert_cmpuint (lk_dummy_browser_count (), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->accounts)), ==, 0);
  lk_ui_answer ("end-session-dialog", "open");
  lk_dummy_browser_wait (1);
  g_assert_cmpstr (lk_dummy_browser_get_last (), ==, expected);
  g_assert_cmpuint (lk_fake_server_count (self->world.server, "GET /end"), ==, 0);
}

static void
test_session_of_the_browser_may_stay (LkUiFixture  *self,
                                      gconstpointer data)
{
  lk_dummy_browser_forget ();
  begin_with_provider (self, "browser");
  lk_ui_answer ("end-session-dialog", "leave");
  lk_test_drain ();
  g_assert_cmpuint (lk_dummy_browser_count (), ==, 0);
}

/* It never had a cookie here. */
static void
test_no_cookie_is_no_question (LkUiFixture  *self,
                               gconstpointer data)
{
  begin_with_provider (self, "embedded");
  lk_ui_wait_says ("Signed out");
  lk_test_drain ();
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, 1);
}

/* … and with our own view. */

static char *
begin_at_provider (LkUiFixture *self)
{
  LkAccount *account = lk_ui_fixture_add_session (self);
  g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));
  g_autofree char *jar = lk_account_get_jar (account);
  g_autofree char *cookies = g_build_filename (jar, "cookies.sqlite", NULL);

  record->end_session_endpoint = g_strconcat (lk_fake_server_get_url (self->world.server),
                                              "/logout", NULL);
  lk_account_put_record (account, record);
  lk_test_touch (cookies);
  lk_ui_fixture_show (self);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_click ("sign-out-button");
  lk_ui_answer ("sign-out-dialog", "sign-out");
  return g_strconcat (record->end_session_endpoint, "?client_id=client-1", NULL);
}

static gboolean
has_left_jars (LkUiFixture *self)
{
  g_autofree char *path = g_build_filename (self->world.ports->data_dir, "left-jars", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  return dir != NULL && g_dir_read_name (dir) != NULL;
}

/* In the account's own view, which is gone afterwards with all it knew. */
static void
test_provider_is_left_in_the_accounts_view (LkUiFixture  *self,
                                            gconstpointer data)
{
  g_autofree char *uri = begin_at_provider (self);
  g_autofree char *shown = NULL;
  LkWebView *view;

  lk_ui_wait_dialog ("end-session-dialog");
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->world.store), ==, 0);
  g_assert_null (lk_dummy_web_view_get_last ());
  g_assert_true (has_left_jars (self));
  lk_ui_answer ("end-session-dialog", "open");
  lk_ui_wait_for ("web-page");
  view = lk_dummy_web_view_get_last ();
  shown = lk_web_view_dup_uri (view);
  g_assert_cmpstr (shown, ==, uri);
  g_assert_true (g_file_test (lk_dummy_web_view_get_jar (view), G_FILE_TEST_IS_DIR));
  lk_ui_click ("web-cancel-button");
  lk_ui_wait_for ("server-entry");
  g_assert_false (has_left_jars (self));
}

/* G9: nobody goes there without being asked, and no cookie stays. */
static void
test_provider_is_not_left_unasked (LkUiFixture  *self,
                                   gconstpointer data)
{
  g_autofree char *uri = begin_at_provider (self);

  lk_dummy_browser_forget ();
  lk_ui_answer ("end-session-dialog", "leave");
  lk_test_drain ();
  g_assert_false (has_left_jars (self));
  g_assert_null (lk_dummy_web_view_get_last ());
  g_assert_cmpuint (lk_dummy_browser_count (), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->world.server, "GET /logout"), ==, 0);
}

/* Who closes the window instead of answering leaves no cookies behind either. */
static void
test_window_goes_before_the_answer (LkUiFixture  *self,
                                    gconstpointer data)
{
  g_autofree char *uri = begin_at_provider (self);

  lk_ui_wait_dialog ("end-session-dialog");
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&self->window)));
  lk_test_drain ();
  g_assert_false (has_left_jars (self));
}

static void
open_provider (LkUiFixture *self)
{
  g_autofree char *uri = begin_at_provider (self);

  lk_ui_answer ("end-session-dialog", "open");
  lk_ui_wait_for ("web-page");
}

/* Ctrl+N leads away from the page: that is leaving it, too. */
static void
test_going_elsewhere_leaves_no_cookies (LkUiFixture  *self,
                                        gconstpointer data)
{
  open_provider (self);
  lk_window_add_account (self->window, NULL);
  lk_ui_wait_for ("server-entry");
  lk_test_drain ();
  g_assert_false (has_left_jars (self));
}

/* A notification leads away from it, to another account: its pages are that account's again. */
static void
test_another_account_has_its_own_pages (LkUiFixture  *self,
                                        gconstpointer data)
{
  LkAccount *account;

  open_provider (self);
  account = lk_ui_fixture_add_session (self);
  lk_window_show_account (self->window, account);
  lk_ui_wait_for ("account-page");
  g_assert_false (has_left_jars (self));
  g_signal_emit_by_name (lk_ui_find ("account-page"), "open-link", "https://op.example/");
  lk_ui_wait_for ("web-page");
  lk_ui_click ("web-cancel-button");
  lk_ui_wait_gone ("web-page");
  lk_ui_wait_for ("account-page");
}

static void
test_failed_sign_out_keeps_the_cookies (LkUiFixture  *self,
                                        gconstpointer data)
{
  g_autofree char *uri = NULL;
  g_autofree char *jar = NULL;

  lk_dummy_store_fail (self->world.store, LK_DUMMY_STORE_REMOVE, LK_ERROR_KEYRING_LOCKED, 1);
  uri = begin_at_provider (self);
  lk_ui_answer ("sign-out-failed-dialog", "keep");
  jar = g_build_filename (self->world.ports->data_dir, "jars", NULL);
  g_assert_true (g_file_test (jar, G_FILE_TEST_IS_DIR));
  g_assert_false (has_left_jars (self));
}

int
main (int   argc,
      char *argv[])
{
  lk_dummy_browser_install ();
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/sign-out-question/a-locked-keyring-is-a-question-of-its-own",
             test_a_locked_keyring_is_a_question_of_its_own);
  LK_UI_ADD ("/sign-out-question/no-is-no", test_no_is_no);
  LK_UI_ADD ("/sign-out-question/yes-ends-the-session", test_yes_ends_the_session);
  LK_UI_ADD ("/sign-out-question/G5/a-server-that-does-not-confirm-is-a-question",
             test_a_server_that_does_not_confirm_is_a_question);
  LK_UI_ADD ("/sign-out-question/G5/a-server-that-is-away-is-told-later",
             test_a_server_that_is_away_is_told_later);
  LK_UI_ADD ("/sign-out-question/G5/a-server-that-refuses-is-told-of",
             test_a_server_that_refuses_is_told_of);
  LK_UI_ADD ("/sign-out-question/this-computer-only", test_this_computer_only);
  LK_UI_ADD ("/sign-out-question/closing-the-window-meanwhile", test_closing_the_window_meanwhile);

  LK_UI_ADD ("/sign-out-question/G9/session-of-the-browser-is-asked-about",
             test_session_of_the_browser_is_asked_about);
  LK_UI_ADD ("/sign-out-question/G9/session-of-the-browser-may-stay",
             test_session_of_the_browser_may_stay);
  LK_UI_ADD ("/sign-out-question/G9/no-cookie-is-no-question",
             test_no_cookie_is_no_question);
  LK_UI_ADD ("/sign-out-question/provider-is-left-in-the-accounts-view",
             test_provider_is_left_in_the_accounts_view);
  LK_UI_ADD ("/sign-out-question/G9/provider-is-not-left-unasked",
             test_provider_is_not_left_unasked);
  LK_UI_ADD ("/sign-out-question/window-goes-before-the-answer",
             test_window_goes_before_the_answer);
  LK_UI_ADD ("/sign-out-question/going-elsewhere-leaves-no-cookies",
             test_going_elsewhere_leaves_no_cookies);
  LK_UI_ADD ("/sign-out-question/another-account-has-its-own-pages",
             test_another_account_has_its_own_pages);
  LK_UI_ADD ("/sign-out-question/failed-sign-out-keeps-the-cookies",
             test_failed_sign_out_keeps_the_cookies);

  return g_test_run ();
}
