/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-dummy-notifications.h"
#include "lk-e2e.h"

/* What ends at the provider while the program runs: a device that the person cleans up, and a
 * session of the program itself. */

static LkDummyNotifications *desktop;

static LkAccount *
find_account (LkE2e      *e2e,
              const char *user_id)
{
  LkAccountList *accounts = lk_e2e_get_accounts (e2e);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (accounts)); i++)
    {
      LkAccount *account = lk_e2e_get_account (e2e, i);

      if (g_strcmp0 (lk_account_get_record (account)->user_id, user_id) == 0)
        return account;
    }
  g_error ("There is no account of %s", user_id);
}

static void
open_all_devices (LkE2e *e2e)
{
  gtk_widget_activate_action (GTK_WIDGET (lk_e2e_get_window (e2e)), "win.all-devices", NULL);
  lk_e2e_wait_for (e2e, "all-devices-page");
  lk_e2e_wait_gone (e2e, "all-devices-spinner");
  /* The newest first: other tests leave devices behind, and only rows in view are there. */
  gtk_drop_down_set_selected (GTK_DROP_DOWN (lk_e2e_wait_for (e2e, "all-devices-order")), 1);
}

/* As a click on a notification does. */
static void
show_account (LkE2e     *e2e,
              LkAccount *account)
{
  GtkApplication *application = gtk_window_get_application (lk_e2e_get_window (e2e));

  g_action_group_activate_action (G_ACTION_GROUP (application), "show-account",
                                  g_variant_new_string (lk_account_get_id (account)));
}

/* A session that is forgotten without being ended: what people have many of.
 * Returns: (transfer full): its device */
static char *
leave_a_device (const char *user)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_sign_in (e2e, user);
  return g_strdup (lk_account_get_record (lk_e2e_get_account (e2e, 0))->device_id);
}

static void
sign_in_both (LkE2e *e2e)
{
  lk_e2e_sign_in (e2e, "bob");
  lk_e2e_click (e2e, "account-back-button");
  lk_e2e_sign_in (e2e, "alice");
  lk_e2e_click (e2e, "account-back-button");
}

static void
choose (LkE2e      *e2e,
        const char *device_id)
{
  g_autofree char *name = g_strconcat ("choose-", device_id, NULL);

  gtk_check_button_set_active (
    GTK_CHECK_BUTTON (lk_e2e_scroll_to (e2e, "all-devices-list", name)), TRUE);
}

static void
test_a_device_is_cleaned_up_at_the_provider (void)
{
  g_autofree char *left = leave_a_device ("alice");
  g_autofree char *also_left = leave_a_device ("bob");
  g_autofree char *removal = g_strconcat ("DELETE /_matrix/client/v3/devices/", left, NULL);
  g_autofree char *row = g_strconcat ("listed-device-", left, NULL);
  g_autofree char *also_row = g_strconcat ("listed-device-", also_left, NULL);
  g_autofree char *who = NULL;
  g_autofree char *device = NULL;
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  sign_in_both (e2e);
  open_all_devices (e2e);
  lk_e2e_scroll_to (e2e, "all-devices-list", also_row);
  choose (e2e, left);
  lk_e2e_wait_for_text (e2e, "1 selected");
  lk_e2e_click (e2e, "all-devices-clean-up-button");
  lk_e2e_wait_for_text (e2e, "Device 1 of 1");

  lk_e2e_click (e2e, "clean-up-open-button");
  who = lk_e2e_page_text (e2e, "whoami"); /* in her own jar: signed in there already */
  device = lk_e2e_page_text (e2e, "device");
  g_assert_cmpstr (who, ==, "alice");
  g_assert_cmpstr (device, ==, left);
  lk_e2e_click (e2e, "web-cancel-button"); /* not yet */
  lk_e2e_wait_for_text (e2e, "The homeserver still lists it.");
  lk_e2e_click (e2e, "clean-up-open-button");
  lk_e2e_page_click (e2e, "sign-out-device");
  lk_e2e_page_wait (e2e, "done");
  lk_e2e_click (e2e, "web-cancel-button");
  lk_e2e_wait_for_text (e2e, "1 of 1 is gone");

  g_assert_false (lk_e2e_has_device (e2e, "alice", left));
  g_assert_true (lk_e2e_has_device (e2e, "bob", also_left));
  g_assert_cmpuint (lk_e2e_count_requests (e2e, removal), ==, 0);
  lk_e2e_click (e2e, "clean-up-done-button");
  lk_e2e_scroll_to (e2e, "all-devices-list", also_row);
  g_assert_false (lk_e2e_is_shown (e2e, row));
}

/* The person deletes the device that the program itself signed in with. */
static void
end_at_the_provider (LkE2e      *e2e,
                     const char *user_id)
{
  lk_e2e_open_account (e2e, user_id);
  lk_e2e_click (e2e, "manage-device-row");
  lk_e2e_page_click (e2e, "device-delete");
  lk_e2e_page_click (e2e, "sign-out-device");
  lk_e2e_page_wait (e2e, "done");
}

static gboolean
is_notified (LkE2e   *e2e,
             gpointer user_data)
{
  return lk_dummy_notifications_get_n_shown (desktop) == GPOINTER_TO_UINT (user_data);
}

static void
test_a_session_that_ends_is_told_once (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;

  sign_in_both (e2e);
  end_at_the_provider (e2e, "@alice:playground.test");
  show_account (e2e, find_account (e2e, "@bob:playground.test")); /* and looks at something else */
  lk_e2e_wait_for_text (e2e, "@bob:playground.test");
  g_assert_cmpuint (lk_dummy_notifications_get_n_sent (desktop), ==, 0);

  open_all_devices (e2e);
  lk_e2e_wait_until (e2e, is_notified, GUINT_TO_POINTER (1), "the notification");
  title = lk_dummy_notifications_dup_last (desktop, "title");
  body = lk_dummy_notifications_dup_last (desktop, "body");
  g_assert_true (g_str_has_prefix (title, "Sign in again at "));
  g_assert_cmpstr (body, ==, "The server has ended the session of @alice:playground.test.");
  lk_e2e_wait_for_text (e2e, "1 account is missing");

  lk_e2e_restart (e2e);
  lk_e2e_wait_for_text (e2e, "Sign in again");
  show_account (e2e, find_account (e2e, "@alice:playground.test"));
  lk_e2e_click (e2e, "sign-in-again-button");
  lk_e2e_pass_provider (e2e, "alice");
  lk_e2e_wait_until (e2e, is_notified, GUINT_TO_POINTER (0), "the notification to go");
  g_assert_cmpuint (lk_dummy_notifications_get_n_sent (desktop), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  lk_e2e_init (&argc, &argv);
  desktop = lk_dummy_notifications_new ();

  g_test_add_func ("/e2e/all-devices/H5/a-device-is-cleaned-up-at-the-provider",
                   test_a_device_is_cleaned_up_at_the_provider);
  g_test_add_func ("/e2e/all-devices/a-session-that-ends-is-told-once",
                   test_a_session_that_ends_is_told_once);

  status = g_test_run ();
  lk_dummy_notifications_free (desktop);
  return status;
}
