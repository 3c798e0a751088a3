/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-dummy-notifications.h"
#include "lk-ended-notice.h"
#include "lk-error.h"
#include "lk-ui-fixture.h"

/* One desktop for the whole program: GIO looks for it once. */
static LkDummyNotifications *desktop;
static GtkApplication *application;

static guint n_sent_before; /* by the tests before */

static LkEndedNotice *
begin (LkUiFixture *self)
{
  LkEndedNotice *notice = lk_ended_notice_new (application, self->accounts);

  lk_dummy_notifications_sync (desktop, G_APPLICATION (application));
  n_sent_before = lk_dummy_notifications_get_n_sent (desktop);
  return notice;
}

static void
assert_notified (guint n_sent,
                 guint n_shown)
{
  lk_dummy_notifications_sync (desktop, G_APPLICATION (application));
  g_assert_cmpuint (lk_dummy_notifications_get_n_sent (desktop) - n_sent_before, ==, n_sent);
  g_assert_cmpuint (lk_dummy_notifications_get_n_shown (desktop), ==, n_shown);
}

/* As the server does, through whichever request came first. */
static void
end_session (LkAccount *account)
{
  g_autoptr (GError) error = g_error_new_literal (LK_ERROR, LK_ERROR_EXPIRED, "It has ended");

  lk_account_end_session (account, error);
}

static void
sign_in_again (LkAccount *account)
{
  static const LkAuthState steps[] = {
    LK_AUTH_STATE_DISCOVERING, LK_AUTH_STATE_CHOOSING,    LK_AUTH_STATE_REGISTERING,
    LK_AUTH_STATE_AUTHORIZING, LK_AUTH_STATE_EXCHANGING,  LK_AUTH_STATE_IDENTIFYING,
    LK_AUTH_STATE_SIGNED_IN,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    lk_account_enter (account, steps[i], NULL);
}

static void
sign_out (LkAccount *account)
{
  lk_account_enter (account, LK_AUTH_STATE_SIGNING_OUT, NULL);
  lk_account_enter (account, LK_AUTH_STATE_SIGNED_OUT, NULL);
}

static void
test_an_ending_is_told_once (LkUiFixture  *self,
                             gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_session (self);
  g_autoptr (LkEndedNotice) notice = begin (self);
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;
  g_autofree char *action = NULL;
  g_autofree char *button = NULL;
  g_autofree char *button_action = NULL;
  g_autoptr (GVariant) target = NULL;

  assert_notified (0, 0);
  end_session (account);
  assert_notified (1, 1);
  title = lk_dummy_notifications_dup_last (desktop, "title");
  body = lk_dummy_notifications_dup_last (desktop, "body");
  action = lk_dummy_notifications_dup_last (desktop, "default-action");
  button = lk_dummy_notifications_dup_button (desktop, "label");
  button_action = lk_dummy_notifications_dup_button (desktop, "action");
  g_assert_cmpstr (button, ==, "Sign In Again");
  g_assert_cmpstr (button_action, ==, "app.sign-in-again");
  target = lk_dummy_notifications_dup_target (desktop);
  g_assert_cmpstr (title, ==, "Sign in again at example.org");
  g_assert_cmpstr (body, ==, "The server has ended the session of " LK_USER_ID ".");
  g_assert_cmpstr (action, ==, "app.show-account");
  g_assert_cmpstr (g_variant_get_string (target, NULL), ==, lk_account_get_id (account));

  /* An attempt to sign in again that comes to nothing is no other ending. */
  lk_account_enter (account, LK_AUTH_STATE_DISCOVERING, NULL);
  lk_account_enter (account, LK_AUTH_STATE_NEEDS_SIGN_IN, NULL);
  assert_notified (1, 1);
  sign_out (account);
  assert_notified (1, 0);
}

static void
test_each_ending_is_told (LkUiFixture  *self,
                          gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_session (self);
  g_autoptr (LkEndedNotice) notice = begin (self);

  lk_account_enter (account, LK_AUTH_STATE_REFRESHING, NULL);
  end_session (account);
  assert_notified (1, 1);
  sign_in_again (account);
  assert_notified (1, 0);
  end_session (account);
  assert_notified (2, 1);
  sign_out (account);
  assert_notified (2, 0);
}

/* What was told in another life isn't told again, but its notice goes all the same. */
static void
test_what_was_so_at_the_start_is_not_told (LkUiFixture  *self,
                                           gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_session (self);
  LkEndedNotice *notice = begin (self);

  end_session (account);
  assert_notified (1, 1);
  g_object_unref (notice);
  notice = lk_ended_notice_new (application, self->accounts); /* started anew */
  assert_notified (1, 1);
  sign_in_again (account);
  assert_notified (1, 0);
  g_object_unref (notice);
}

static void
test_a_new_account_is_watched_too (LkUiFixture  *self,
                                   gconstpointer data)
{
  g_autoptr (LkEndedNotice) notice = begin (self);
  LkAccount *account = lk_ui_fixture_add_session (self);

  end_session (account);
  assert_notified (1, 1);
  sign_out (account);
  assert_notified (1, 0);
}

/* Nothing but the server's word. */
static void
test_other_troubles_are_not_told (LkUiFixture  *self,
                                  gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_session (self);
  g_autoptr (LkEndedNotice) notice = begin (self);
  g_autoptr (GError) error = g_error_new_literal (LK_ERROR, LK_ERROR_OFFLINE, "Away");
  g_autoptr (GError) missing =
    g_error_new_literal (LK_ERROR, LK_ERROR_SECRETS_MISSING, "Another keyring");

  lk_account_note_network (account, error);
  lk_account_enter (account, LK_AUTH_STATE_REFRESHING, NULL);
  lk_account_enter (account, LK_AUTH_STATE_SIGNED_IN, NULL);
  lk_account_enter (account, LK_AUTH_STATE_SIGNING_OUT, NULL);
  lk_account_enter (account, LK_AUTH_STATE_SIGNED_IN, error);
  lk_account_enter (account, LK_AUTH_STATE_NEEDS_SIGN_IN, missing);
  assert_notified (0, 0);
}

static void
test_who_looks_at_it_needs_no_notice (LkUiFixture  *self,
                                      gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_session (self);
  g_autoptr (LkEndedNotice) notice = begin (self);

  lk_ui_fixture_show (self);
  gtk_window_set_application (GTK_WINDOW (self->window), application);
  lk_window_show_account (self->window, account);
  lk_ui_wait_for ("account-page");
  if (!gtk_window_is_active (GTK_WINDOW (self->window)))
    {
      g_test_skip ("The display has no active window");
      return;
    }
  end_session (account);
  assert_notified (0, 0);
  sign_in_again (account);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.back", NULL);
  lk_ui_wait_for ("account-list");
  end_session (account); /* the list says it, too, but not so loud */
  assert_notified (1, 1);
  sign_out (account);
  assert_notified (1, 0);
}

/* Some desktops take the body for markup. */
static void
test_hostile_names_are_left_out (LkUiFixture  *self,
                                 gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_session (self);
  g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));
  g_autoptr (LkEndedNotice) notice = begin (self);
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;

  g_free (record->user_id);
  g_free (record->server_name);
  record->user_id = g_strdup ("@<a href='http://evil.example.org'>x</a>:example.org");
  record->server_name = g_strdup ("a&b");
  lk_account_set_record (account, record);
  end_session (account);
  assert_notified (1, 1);
  title = lk_dummy_notifications_dup_last (desktop, "title");
  body = lk_dummy_notifications_dup_last (desktop, "body");
  g_assert_cmpstr (title, ==, "Sign in again");
  g_assert_cmpstr (body, ==, "The server has ended your session.");
  sign_out (account);
  assert_notified (1, 0);
}

static void
test_without_accounts_it_is_quiet (LkUiFixture  *self,
                                   gconstpointer data)
{
  LkEndedNotice *notice = begin (self);

  assert_notified (0, 0);
  g_assert_finalize_object (notice);
}

static void
on_activated (void)
{
}

/* Only by being run does one leave the bus; nothing holds it, so that ends at once. */
static void
end_application (void)
{
  g_signal_connect (application, "activate", G_CALLBACK (on_activated), NULL);
  g_application_run (G_APPLICATION (application), 0, NULL);
  g_assert_finalize_object (application);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  lk_ui_init (&argc, &argv);
  desktop = lk_dummy_notifications_new ();
  application = gtk_application_new ("im.latchkey.TestEndedNotice", G_APPLICATION_DEFAULT_FLAGS);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));

  LK_UI_ADD ("/ended-notice/an-ending-is-told-once", test_an_ending_is_told_once);
  LK_UI_ADD ("/ended-notice/each-ending-is-told", test_each_ending_is_told);
  LK_UI_ADD ("/ended-notice/what-was-so-at-the-start-is-not-told",
             test_what_was_so_at_the_start_is_not_told);
  LK_UI_ADD ("/ended-notice/a-new-account-is-watched-too", test_a_new_account_is_watched_too);
  LK_UI_ADD ("/ended-notice/other-troubles-are-not-told", test_other_troubles_are_not_told);
  LK_UI_ADD ("/ended-notice/who-looks-at-it-needs-no-notice",
             test_who_looks_at_it_needs_no_notice);
  LK_UI_ADD ("/ended-notice/K9/hostile-names-are-left-out", test_hostile_names_are_left_out);
  LK_UI_ADD ("/ended-notice/without-accounts-it-is-quiet", test_without_accounts_it_is_quiet);

  status = g_test_run ();
  end_application ();
  lk_dummy_notifications_free (desktop);
  return status;
}
