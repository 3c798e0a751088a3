/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-accounts-page.h"
#include "lk-open-session-text.h"
#include "lk-open-sessions-group.h"
#include "lk-ui-fixture.h"

/* Left behind by an earlier life. */
static LkRevocation *
leave (LkUiFixture *self,
       const char  *user_id,
       const char  *server_name)
{
  g_autoptr (LkAccountRecord) record =
    lk_account_fixture_new_record (&self->world, LK_RECORD_ACTIVE);
  g_autoptr (LkTokens) tokens = lk_test_tokens ("access-1", "refresh-1", 1, 0);
  LkRevocation *revocation;

  g_free (record->user_id);
  g_free (record->server_name);
  record->user_id = g_strdup (user_id);
  record->server_name = g_strdup (server_name);
  revocation = lk_revocation_new (record, tokens);
  lk_dummy_revocation_store_put (self->world.revocations, revocation);
  return revocation;
}

static void
go_away (LkUiFixture *self)
{
  lk_fake_server_forget (self->world.server, LK_KEY_REVOKE);
  lk_fake_server_reset (self->world.server, LK_KEY_REVOKE);
}

static LkRevocations *
get_revocations (LkUiFixture *self)
{
  return self->world.ports->revocations;
}

/* The first frame is not kept waiting for what is hardly ever there. */
static void
test_nothing_is_built_for_nothing (LkUiFixture  *self,
                                   gconstpointer data)
{
  GtkWidget *group = g_object_ref_sink (g_object_new (LK_TYPE_OPEN_SESSIONS_GROUP, NULL));
  GtkWindow *window;

  lk_open_sessions_group_set_sessions (LK_OPEN_SESSIONS_GROUP (group), get_revocations (self));
  window = lk_ui_show (group);
  g_assert_null (adw_bin_get_child (ADW_BIN (group)));
  g_assert_false (gtk_widget_get_visible (group));
  gtk_window_destroy (window);
  g_assert_finalize_object (group);
}

static void
test_they_are_below_the_accounts (LkUiFixture  *self,
                                  gconstpointer data)
{
  g_autoptr (LkRevocation) one = leave (self, "@bob:example.org", "example.org");

  go_away (self);
  lk_ui_fixture_add_session (self);
  lk_ui_fixture_show (self);
  g_assert_null (lk_ui_find ("open-sessions-group"));
  lk_account_list_resume (self->accounts);
  lk_ui_wait_for ("open-sessions-group");
  lk_ui_wait_for ("account-row-" LK_USER_ID);
  g_assert_true (lk_ui_says ("1 session still open"));
  g_assert_true (lk_ui_says ("@bob:example.org"));
  lk_ui_wait_says ("example.org · The server can’t be reached. It is told as soon as it can be.");
}

static void
test_retry_now (LkUiFixture  *self,
                gconstpointer data)
{
  g_autoptr (LkRevocation) one = leave (self, "@bob:example.org", "example.org");

  go_away (self);
  lk_ui_fixture_add_session (self);
  lk_ui_fixture_show (self);
  lk_account_list_resume (self->accounts);
  lk_ui_wait_says ("example.org · The server can’t be reached. It is told as soon as it can be.");
  lk_account_fixture_script (&self->world, LK_KEY_REVOKE, 200, "");
  lk_fake_server_hold (self->world.server, LK_KEY_REVOKE);
  lk_ui_click ("open-session-retry-button");
  lk_ui_wait_says ("example.org · Telling the server…");
  g_assert_null (lk_ui_find ("open-session-retry-button"));
  lk_account_fixture_wait_asked (&self->world, LK_KEY_REVOKE, 1);
  lk_fake_server_release (self->world.server);
  lk_ui_wait_gone ("open-sessions-group");
  lk_test_drain ();
  g_assert_cmpuint (lk_dummy_revocation_store_get_n_kept (self->world.revocations), ==, 0);
}

static void
test_forgetting_is_asked_about (LkUiFixture  *self,
                                gconstpointer data)
{
  g_autoptr (LkRevocation) one = leave (self, "@bob:example.org", "example.org");

  go_away (self);
  lk_ui_fixture_add_session (self);
  lk_ui_fixture_show (self);
  lk_account_list_resume (self->accounts);
  lk_ui_click ("open-session-forget-button");
  lk_ui_answer ("forget-session-dialog", "cancel");
  lk_test_drain ();
  g_assert_cmpuint (lk_dummy_revocation_store_get_n_kept (self->world.revocations), ==, 1);

  lk_ui_click ("open-session-forget-button");
  lk_dummy_revocation_store_fail (self->world.revocations, LK_DUMMY_REVOCATION_STORE_REMOVE,
                                  LK_ERROR_KEYRING_LOCKED, 1);
  lk_ui_answer ("forget-session-dialog", "forget");
  lk_ui_wait_says ("Keyring Locked");
  lk_ui_click ("open-session-forget-button");
  lk_ui_answer ("forget-session-dialog", "forget");
  lk_ui_wait_gone ("open-sessions-group");
  lk_test_drain ();
  g_assert_cmpuint (lk_dummy_revocation_store_get_n_kept (self->world.revocations), ==, 0);
}

/* With no account the welcome page is the first, and what is open must not be hidden by that; but
 * who adds one more account is not bothered. */
static void
test_welcome_page_shows_them_too (LkUiFixture  *self,
                                  gconstpointer data)
{
  g_autoptr (LkRevocation) one = leave (self, "@bob:example.org", "example.org");

  go_away (self);
  lk_ui_fixture_show (self);
  lk_account_list_resume (self->accounts);
  lk_ui_wait_for ("open-sessions-group");
  lk_ui_wait_for ("server-entry");
  lk_ui_fixture_add_session (self);
  lk_window_add_account (self->window, NULL);
  lk_ui_wait_gone ("open-sessions-group");
  lk_ui_wait_for ("server-entry");
}

/* Whatever happens, there is a sentence for it; what others wrote is plain text. */
static void
test_every_error_has_its_words (LkUiFixture  *self,
                                gconstpointer data)
{
  g_autoptr (LkRevocation) revocation = leave (self, "<b>@u</b>", "<i>x</i>\u202e");
  g_autofree char *title = lk_open_session_text_title (revocation);
  g_autofree char *first = lk_open_session_text_reason (revocation, NULL, FALSE);

  g_assert_cmpstr (title, ==, "<b>@u</b>");
  g_assert_cmpstr (first, ==, "<i>x</i> · It is told as soon as it answers.");
  for (int code = 0; code < LK_ERROR_N_CODES; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (LK_ERROR, code, "For developers");
      g_autofree char *reason = lk_open_session_text_reason (revocation, error, FALSE);

      g_assert_true (g_str_has_suffix (reason, "."));
      g_assert_null (strstr (reason, "developers"));
      g_assert_cmpstr (reason, !=, first);
    }
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/open-sessions-group/nothing-is-built-for-nothing",
             test_nothing_is_built_for_nothing);
  LK_UI_ADD ("/open-sessions-group/they-are-below-the-accounts", test_they_are_below_the_accounts);
  LK_UI_ADD ("/open-sessions-group/retry-now", test_retry_now);
  LK_UI_ADD ("/open-sessions-group/forgetting-is-asked-about", test_forgetting_is_asked_about);
  LK_UI_ADD ("/open-sessions-group/welcome-page-shows-them-too", test_welcome_page_shows_them_too);
  LK_UI_ADD ("/open-sessions-group/every-error-has-its-words", test_every_error_has_its_words);

  return g_test_run ();
}
