/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-e2e.h"

#include <string.h>

#include "lk-processes.h"

/* Getting in: the ways a person takes, and the ones that lead nowhere at first. */

static void
test_a_person_signs_in_and_sees_the_session (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autoptr (LkAccountRecord) record = NULL;

  lk_e2e_sign_in (e2e, "alice");

  record = lk_account_record_ref (lk_account_get_record (lk_e2e_get_account (e2e, 0)));
  g_assert_cmpint (lk_account_get_state (lk_e2e_get_account (e2e, 0)), ==, LK_AUTH_STATE_SIGNED_IN);
  g_assert_true (lk_e2e_has_device (e2e, "alice", record->device_id));
  lk_e2e_wait_for_text (e2e, "Alice");
  lk_e2e_wait_for_text (e2e, "@alice:playground.test");
  lk_e2e_wait_for_text (e2e, record->device_id);
}

static void
test_no_request_is_made_twice (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  static const char *const once[] = {
    "GET /.well-known/matrix/client",
    "GET /_matrix/client/versions",
    "GET /_matrix/client/v1/auth_metadata",
    "POST /oauth2/registration",
    "POST /oauth2/token",
    "GET /_matrix/client/v3/account/whoami",
  };

  lk_e2e_sign_in (e2e, "alice");
  for (gsize i = 0; i < G_N_ELEMENTS (once); i++)
    g_assert_cmpuint (lk_e2e_count_requests (e2e, once[i]), ==, 1);
}

static void
test_a_wrong_password_first_then_the_right_one (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *complaint = NULL;

  lk_e2e_open_provider (e2e);
  lk_e2e_page_fill (e2e, "username", "alice");
  lk_e2e_page_fill (e2e, "password", "through-the-looking-glass");
  lk_e2e_page_click (e2e, "sign-in");
  complaint = lk_e2e_page_text (e2e, "error");
  g_assert_cmpuint (strlen (complaint), >, 5);

  lk_e2e_page_fill (e2e, "password", lk_e2e_get_password (e2e, "alice"));
  lk_e2e_page_click (e2e, "sign-in");
  lk_e2e_page_click (e2e, "allow");
  lk_e2e_wait_for (e2e, "sign-out-button");
}

static void
test_no_at_the_provider_leads_to_a_page_that_says_so (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_open_provider (e2e);
  lk_e2e_page_fill (e2e, "username", "alice");
  lk_e2e_page_fill (e2e, "password", lk_e2e_get_password (e2e, "alice"));
  lk_e2e_page_click (e2e, "sign-in");
  lk_e2e_page_click (e2e, "cancel");
  lk_e2e_wait_for (e2e, "try-again-button");
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/token"), ==, 0);

  lk_e2e_click (e2e, "try-again-button");
  lk_e2e_page_fill (e2e, "username", "alice");
  lk_e2e_page_fill (e2e, "password", lk_e2e_get_password (e2e, "alice"));
  lk_e2e_page_click (e2e, "sign-in");
  lk_e2e_page_click (e2e, "allow");
  lk_e2e_wait_for (e2e, "sign-out-button");
}

static void
test_cancel_leads_back_and_leaves_nothing (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_open_provider (e2e);
  lk_e2e_page_wait (e2e, "username");
  lk_e2e_click (e2e, "web-cancel-button");
  lk_e2e_wait_gone (e2e, "web-cancel-button");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (lk_e2e_get_accounts (e2e))), ==, 0);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/token"), ==, 0);

  lk_e2e_restart (e2e);
  lk_e2e_sign_in (e2e, "alice");
}

static void
test_a_person_creates_an_account (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *name = g_strdup_printf ("carol%u", g_random_int ());
  g_autofree char *user_id = g_strdup_printf ("@%s:playground.test", name);
  g_autofree char *welcome = g_strdup_printf ("Welcome, %s", name);

  lk_e2e_type (e2e, "server-entry", lk_e2e_get_homeserver (e2e));
  lk_e2e_click (e2e, "continue-button");
  lk_e2e_click (e2e, "create-button");
  lk_e2e_page_fill (e2e, "username", name);
  lk_e2e_page_fill (e2e, "password", "a new password");
  lk_e2e_page_fill (e2e, "password2", "a new password");
  lk_e2e_page_click (e2e, "create");
  lk_e2e_page_click (e2e, "allow");
  lk_e2e_wait_for_text (e2e, welcome);
  lk_e2e_wait_for (e2e, "sign-out-button");
  lk_e2e_wait_for_text (e2e, user_id);
}

static gboolean
has_no_web_process (LkE2e   *self,
                    gpointer user_data)
{
  return lk_find_processes ("WebKit", NULL) == 0;
}

static void
test_the_view_and_its_processes_go_after_success (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_open_provider (e2e);
  lk_e2e_page_wait (e2e, "username");
  g_assert_false (has_no_web_process (e2e, NULL));
  lk_e2e_page_fill (e2e, "username", "alice");
  lk_e2e_page_fill (e2e, "password", lk_e2e_get_password (e2e, "alice"));
  lk_e2e_page_click (e2e, "sign-in");
  lk_e2e_page_click (e2e, "allow");
  lk_e2e_wait_for (e2e, "sign-out-button");
  lk_e2e_wait_until (e2e, has_no_web_process, NULL, "the web processes to go");
}

static void
switch_to (LkE2e      *e2e,
           const char *way)
{
  g_assert_true (gtk_widget_activate_action (lk_e2e_wait_for (e2e, "ways-button"), "sign-in.way",
                                             "s", way));
}

/* Pasting needs no view; the view that comes back goes on with the same sign-in. */
static void
test_another_way_and_back_keeps_the_sign_in (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_open_provider (e2e);
  lk_e2e_page_wait (e2e, "username");
  switch_to (e2e, "paste");
  lk_e2e_wait_for (e2e, "paste-entry");
  lk_e2e_wait_until (e2e, has_no_web_process, NULL, "the web processes to go");
  switch_to (e2e, "embedded");
  lk_e2e_page_fill (e2e, "username", "alice");
  lk_e2e_page_fill (e2e, "password", lk_e2e_get_password (e2e, "alice"));
  lk_e2e_page_click (e2e, "sign-in");
  lk_e2e_page_click (e2e, "allow");
  lk_e2e_wait_for (e2e, "sign-out-button");
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/registration"), ==, 1);
}

/* Bad input gets its own sentence on the server page, and the program goes on. */
static void
test_bad_input_gets_a_sentence (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  static const char *const inputs[] = {
    "alice@example.org",
    "@alice",
    "http://example.org",
    "https://user:password@example.org",
    "not a server",
    "example.org:99999",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      lk_e2e_type (e2e, "server-entry", inputs[i]);
      lk_e2e_click (e2e, "continue-button");
      lk_e2e_wait_for (e2e, "server-error");
      g_assert_true (lk_e2e_is_shown (e2e, "server-entry"));
    }
  g_assert_cmpuint (lk_e2e_count_all_requests (e2e), ==, 0);
  lk_e2e_sign_in (e2e, "alice");
}

int
main (int   argc,
      char *argv[])
{
  lk_e2e_init (&argc, &argv);

  /* First, because they count processes: what WebKit takes its time with is to be their own. */
  g_test_add_func ("/e2e/sign-in/the-view-and-its-processes-go-after-success",
                   test_the_view_and_its_processes_go_after_success);
  g_test_add_func ("/e2e/sign-in/another-way-and-back-keeps-the-sign-in",
                   test_another_way_and_back_keeps_the_sign_in);
  g_test_add_func ("/e2e/sign-in/a-person-signs-in-and-sees-the-session",
                   test_a_person_signs_in_and_sees_the_session);
  g_test_add_func ("/e2e/sign-in/no-request-is-made-twice", test_no_request_is_made_twice);
  g_test_add_func ("/e2e/sign-in/a-wrong-password-first-then-the-right-one",
                   test_a_wrong_password_first_then_the_right_one);
  g_test_add_func ("/e2e/sign-in/no-at-the-provider-leads-to-a-page-that-says-so",
                   test_no_at_the_provider_leads_to_a_page_that_says_so);
  g_test_add_func ("/e2e/sign-in/cancel-leads-back-and-leaves-nothing",
                   test_cancel_leads_back_and_leaves_nothing);
  g_test_add_func ("/e2e/sign-in/a-person-creates-an-account", test_a_person_creates_an_account);
  g_test_add_func ("/e2e/sign-in/bad-input-gets-a-sentence", test_bad_input_gets_a_sentence);

  return g_test_run ();
}
