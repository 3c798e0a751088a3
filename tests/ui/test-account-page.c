/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-dummy-browser.h"
#include "lk-dummy-web-view.h"
#include "lk-error.h"
#include "lk-ui-fixture.h"

static const char *const everything[] = {
  "org.matrix.profile", "org.matrix.devices_list", "org.matrix.device_view",
  "org.matrix.cross_signing_reset", "org.matrix.account_deactivate", NULL,
};

static LkAccount *
add_account (LkUiFixture       *self,
             const char        *display_name,
             const char        *uri,
             const char *const *actions)
{
  static const char *const nothing[] = { NULL };
  LkAccount *account = lk_ui_fixture_add_session (self);
  g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));

  record->display_name = g_strdup (display_name);
  record->account_management_uri = g_strdup (uri);
  g_strfreev (record->account_management_actions);
  record->account_management_actions = g_strdupv ((char **) (actions != NULL ? actions : nothing));
  lk_account_set_record (account, record);
  return account;
}

static void
open_page (LkUiFixture *self)
{
  lk_ui_fixture_show (self);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_wait_for ("account-page");
}

static const char *
row_subtitle (const char *name)
{
  return adw_action_row_get_subtitle (ADW_ACTION_ROW (lk_ui_wait_for (name)));
}

static void
test_it_tells_about_the_session (LkUiFixture  *self,
                                 gconstpointer data)
{
  add_account (self, "Ada", NULL, NULL);
  open_page (self);
  g_assert_cmpstr (lk_ui_label ("account-name"), ==, "Ada");
  g_assert_cmpstr (lk_ui_label ("account-user-id"), ==, LK_USER_ID);
  g_assert_cmpstr (row_subtitle ("session-device-row"), ==, "DEVICEDEVICE");
  g_assert_true (g_str_has_prefix (row_subtitle ("session-homeserver-row"), "example.org (on "));
  g_assert_true (g_str_has_prefix (row_subtitle ("session-provider-row"), "127.0.0.1:"));
  g_assert_nonnull (strstr (row_subtitle ("session-since-row"), "November 2023"));
  g_assert_nonnull (lk_ui_find ("sign-out-button"));
  g_assert_null (lk_ui_find ("account-advice"));
  lk_ui_assert_focus ("account-back-button");
}

static void
test_only_what_is_advertised_is_offered (LkUiFixture  *self,
                                         gconstpointer data)
{
  static const char *const two[] = { "org.matrix.profile", "org.matrix.sessions_list", NULL };

  add_account (self, NULL, "https://account.example.org/", two);
  open_page (self);
  g_assert_nonnull (lk_ui_find ("manage-home-row"));
  g_assert_nonnull (lk_ui_find ("manage-profile-row"));
  g_assert_nonnull (lk_ui_find ("manage-devices-row"));
  g_assert_null (lk_ui_find ("manage-device-row"));
  g_assert_null (lk_ui_find ("manage-reset-identity-row"));
}

/* H4: big providers have it on their plain page, and don't say so. */
static void
test_deactivating_may_be_on_the_plain_page (LkUiFixture  *self,
                                            gconstpointer data)
{
  static const char *const one[] = { "org.matrix.profile", NULL };
  g_autofree char *uri = NULL;

  add_account (self, NULL, "https://account.example.org/", one);
  open_page (self);
  lk_ui_click ("manage-deactivate-row");
  lk_ui_answer ("link-dialog", "open");
  lk_ui_wait_for ("web-page");
  uri = lk_web_view_dup_uri (lk_dummy_web_view_get_last ());
  g_assert_cmpstr (uri, ==, "https://account.example.org/");
}

/* Both ways: in our own view, and in the browser. */
static void
test_a_warning_comes_first (LkUiFixture  *self,
                            gconstpointer data)
{
  const char *row = data;
  g_autofree char *uri = NULL;
  LkWebView *view;

  add_account (self, NULL, "https://account.example.org/", everything);
  open_page (self);
  gtk_widget_activate_action (lk_ui_wait_for (row), "link.open-in-browser", NULL);
  lk_ui_answer ("link-dialog", "cancel");
  lk_test_drain ();
  g_assert_null (lk_dummy_browser_get_last ());
  lk_ui_click (row);
  lk_ui_answer ("link-dialog", "cancel");
  lk_test_drain ();
  g_assert_null (lk_dummy_web_view_get_last ());

  lk_ui_click (row);
  lk_ui_answer ("link-dialog", "open");
  lk_ui_wait_for ("web-page");
  view = lk_dummy_web_view_get_last ();
  uri = lk_web_view_dup_uri (view);
  g_assert_true (g_str_has_prefix (uri, "https://account.example.org/?action=org.matrix."));
}

static void
test_a_harmless_place_opens_at_once (LkUiFixture  *self,
                                     gconstpointer data)
{
  add_account (self, NULL, "https://account.example.org/", everything);
  open_page (self);
  lk_ui_click ("manage-profile-row");
  lk_ui_wait_for ("web-page");
  g_assert_null (lk_ui_find ("link-dialog"));
}

/* The account, and with it the page, goes while the question is open. */
static void
test_the_page_goes_before_the_answer (LkUiFixture  *self,
                                      gconstpointer data)
{
  LkAccount *account = add_account (self, NULL, "https://account.example.org/", everything);

  open_page (self);
  lk_ui_click ("manage-deactivate-row");
  lk_ui_wait_dialog ("link-dialog");
  lk_account_enter (account, LK_AUTH_STATE_SIGNING_OUT, NULL);
  lk_account_enter (account, LK_AUTH_STATE_SIGNED_OUT, NULL);
  lk_ui_wait_gone ("account-page");
  lk_ui_answer ("link-dialog", "open");
  lk_test_drain ();
  g_assert_null (lk_dummy_web_view_get_last ());
}

/* H6: no account management; and an address that must not be opened is as good as none. */
static void
test_without_management_the_provider_is_named (LkUiFixture  *self,
                                               gconstpointer data)
{
  add_account (self, NULL, data, everything);
  open_page (self);
  g_assert_null (lk_ui_find ("manage-home-row"));
  g_assert_null (lk_ui_find ("manage-profile-row"));
  g_assert_nonnull (lk_ui_find ("manage-group"));
}

static void
test_a_place_opens_in_the_accounts_own_jar (LkUiFixture  *self,
                                            gconstpointer data)
{
  LkAccount *account = add_account (self, NULL, "https://account.example.org/x?y=1", everything);
  g_autofree char *jar = lk_account_get_jar (account);
  g_autofree char *uri = NULL;
  LkWebView *view;

  open_page (self);
  lk_ui_click ("manage-device-row");
  lk_ui_wait_for ("web-page");
  view = lk_dummy_web_view_get_last ();
  uri = lk_web_view_dup_uri (view);
  g_assert_cmpstr (lk_dummy_web_view_get_jar (view), ==, jar);
  g_assert_cmpstr (uri, ==, "https://account.example.org/x?y=1&action=org.matrix.device_view"
                            "&device_id=DEVICEDEVICE");

  lk_ui_click ("web-cancel-button");
  lk_ui_wait_for ("account-page");
  g_assert_null (lk_dummy_web_view_get_last ());
}

static void
test_without_a_view_it_says_so (LkUiFixture  *self,
                                gconstpointer data)
{
  add_account (self, NULL, "https://account.example.org/", everything);
  lk_dummy_web_loader_set_broken (TRUE);
  open_page (self);
  lk_ui_click ("manage-profile-row");
  while (!lk_ui_says ("The Page Can’t Be Shown"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (lk_ui_find ("account-page"));
}

static void
test_states_are_told (LkUiFixture  *self,
                      gconstpointer data)
{
  LkAccount *account = add_account (self, NULL, NULL, NULL);
  g_autoptr (GError) offline = g_error_new_literal (LK_ERROR, LK_ERROR_OFFLINE, "Away");

  open_page (self);
  lk_account_note_network (account, offline);
  g_assert_cmpstr (lk_ui_label ("account-advice-label"), ==,
                   "The server can’t be reached at the moment. You stay signed in.");
  g_assert_true (g_str_has_prefix (row_subtitle ("session-state-row"), "Offline"));
  g_assert_null (lk_ui_find ("sign-in-again-button"));

  lk_account_note_network (account, NULL);
  lk_account_end_session (account, NULL);
  lk_ui_wait_for ("sign-in-again-button");
  g_assert_cmpstr (row_subtitle ("session-state-row"), ==, "Sign in again");
  g_assert_true (gtk_widget_is_sensitive (lk_ui_find ("sign-out-button")));
}

/* What servers and people wrote is never markup. */
static void
test_foreign_text_is_plain (LkUiFixture  *self,
                            gconstpointer data)
{
  LkAccount *account = add_account (self, "<b>Ada</b> &amp; &", NULL, NULL);
  g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));

  g_free (record->device_id);
  record->device_id = g_strdup ("<i>D</i>&");
  lk_account_set_record (account, record);
  open_page (self);
  g_assert_cmpstr (lk_ui_label ("account-name"), ==, "<b>Ada</b> &amp; &");
  g_assert_true (lk_ui_says ("<i>D</i>&"));
}

int
main (int   argc,
      char *argv[])
{
  lk_dummy_browser_install ();
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/account-page/it-tells-about-the-session", test_it_tells_about_the_session);
  LK_UI_ADD ("/account-page/H2/only-what-is-advertised-is-offered",
             test_only_what_is_advertised_is_offered);
  g_test_add ("/account-page/H4/without-an-address-there-is-no-page", LkUiFixture, NULL,
              lk_ui_fixture_set_up, test_without_management_the_provider_is_named,
              lk_ui_fixture_tear_down);
  g_test_add ("/account-page/H3/a-javascript-address-is-no-page", LkUiFixture,
              "javascript:alert(1)", lk_ui_fixture_set_up,
              test_without_management_the_provider_is_named,
              lk_ui_fixture_tear_down);
  LK_UI_ADD ("/account-page/H4/deactivating-may-be-on-the-plain-page",
             test_deactivating_may_be_on_the_plain_page);
  g_test_add ("/account-page/a-warning-comes-first/deactivate", LkUiFixture,
              "manage-deactivate-row", lk_ui_fixture_set_up, test_a_warning_comes_first,
              lk_ui_fixture_tear_down);
  g_test_add ("/account-page/a-warning-comes-first/reset-identity", LkUiFixture,
              "manage-reset-identity-row", lk_ui_fixture_set_up, test_a_warning_comes_first,
              lk_ui_fixture_tear_down);
  LK_UI_ADD ("/account-page/a-harmless-place-opens-at-once", test_a_harmless_place_opens_at_once);
  LK_UI_ADD ("/account-page/the-page-goes-before-the-answer", test_the_page_goes_before_the_answer);
  LK_UI_ADD ("/account-page/a-place-opens-in-the-accounts-own-jar",
             test_a_place_opens_in_the_accounts_own_jar);
  LK_UI_ADD ("/account-page/without-a-view-it-says-so", test_without_a_view_it_says_so);
  LK_UI_ADD ("/account-page/states-are-told", test_states_are_told);
  LK_UI_ADD ("/account-page/foreign-text-is-plain", test_foreign_text_is_plain);

  return g_test_run ();
}
