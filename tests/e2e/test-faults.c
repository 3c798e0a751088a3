/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-e2e.h"

#include <signal.h>

/* The servers stop in the middle of each step. Each time the person gets a page that says what
 * happened, and gets in when the servers are back. */

static void
fill_in_provider (LkE2e *e2e)
{
  lk_e2e_page_fill (e2e, "username", "alice");
  lk_e2e_page_fill (e2e, "password", lk_e2e_get_password (e2e, "alice"));
  lk_e2e_page_click (e2e, "sign-in");
  lk_e2e_page_click (e2e, "allow");
}

/* Steps before the provider's page, by what the homeserver or the provider was asked. */
typedef struct
{
  const char *path; /* of the test */
  const char *server;
  const char *match;
  gboolean    before_choice; /* it fails before there is a method page */
} Step;

static const Step steps[] = {
  { "versions", "homeserver", "GET /_matrix/client/versions", TRUE },
  { "auth-metadata", "homeserver", "GET /_matrix/client/v1/auth_metadata", TRUE },
  { "registration", "provider", "POST /oauth2/registration", FALSE },
};

static void
test_the_server_stops_before_the_page (gconstpointer data)
{
  const Step *step = data;
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_break (e2e, step->server, step->match, "refuse");
  lk_e2e_type (e2e, "server-entry", lk_e2e_get_homeserver (e2e));
  lk_e2e_click (e2e, "continue-button");
  if (!step->before_choice)
    lk_e2e_click (e2e, "sign-in-button");
  lk_e2e_wait_for (e2e, "try-again-button");

  lk_e2e_control (e2e, "/heal", "{}");
  lk_e2e_click (e2e, "try-again-button");
  if (step->before_choice)
    lk_e2e_click (e2e, "sign-in-button");
  fill_in_provider (e2e);
  lk_e2e_wait_for (e2e, "sign-out-button");
}

static void
test_the_well_known_file_is_out_of_reach (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  /* Only the file: the homeserver itself answers at the address that was typed. */
  lk_e2e_break (e2e, "homeserver", "GET /.well-known", "reset");
  lk_e2e_sign_in (e2e, "alice");
}

static void
test_the_provider_stops_before_its_page (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_break (e2e, "provider", "GET /authorize", "refuse");
  lk_e2e_open_provider (e2e);
  lk_e2e_wait_for (e2e, "web-retry-button");

  lk_e2e_control (e2e, "/heal", "{}");
  lk_e2e_click (e2e, "web-retry-button");
  fill_in_provider (e2e);
  lk_e2e_wait_for (e2e, "sign-out-button");
}

static void
test_the_provider_stops_at_the_exchange (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_open_provider (e2e);
  lk_e2e_break (e2e, "provider", "POST /oauth2/token", "refuse");
  fill_in_provider (e2e);
  lk_e2e_wait_for (e2e, "try-again-button");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (lk_e2e_get_accounts (e2e))), ==, 0);

  lk_e2e_control (e2e, "/heal", "{}");
  lk_e2e_click (e2e, "try-again-button");
  fill_in_provider (e2e);
  lk_e2e_wait_for (e2e, "sign-out-button");
}

static gboolean
has_asked_whoami (LkE2e   *e2e,
                  gpointer user_data)
{
  return lk_e2e_count_requests (e2e, "GET /_matrix/client/v3/account/whoami") > 0;
}

static void
test_the_homeserver_stops_before_it_says_who (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_open_provider (e2e);
  lk_e2e_break (e2e, "homeserver", "GET /_matrix/client/v3/account/whoami", "reset");
  fill_in_provider (e2e);
  lk_e2e_wait_until (e2e, has_asked_whoami, NULL, "the question who it is");

  /* Nothing is lost and nothing has to be clicked: it asks again by itself. */
  lk_e2e_control (e2e, "/heal", "{}");
  lk_e2e_wait_for (e2e, "sign-out-button");
}

/* The power goes between the tokens and the answer to whose they are. */
static void
test_a_restart_before_it_says_who_resumes (void)
{
  g_autoptr (LkE2e) e2e = NULL;

  if (g_test_subprocess ())
    {
      e2e = lk_e2e_new ();
      lk_e2e_open_provider (e2e);
      lk_e2e_break (e2e, "homeserver", "GET /_matrix/client/v3/account/whoami", "hang");
      fill_in_provider (e2e);
      lk_e2e_wait_until (e2e, has_asked_whoami, NULL, "the question who it is");
      raise (SIGKILL);
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_assert_false (g_test_trap_has_passed ());

  e2e = lk_e2e_new_as_it_was ();
  lk_e2e_wait_for_text (e2e, "@alice:playground.test");
  lk_e2e_open_account (e2e, "@alice:playground.test");
  lk_e2e_wait_for (e2e, "sign-out-button");
}

/* Signing out works all the same; the provider is told when it is back. */
static void
test_the_provider_stops_at_sign_out (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *device = NULL;

  lk_e2e_sign_in (e2e, "alice");
  device = g_strdup (lk_account_get_record (lk_e2e_get_account (e2e, 0))->device_id);
  lk_e2e_break (e2e, "provider", "POST /oauth2/revoke", "refuse");
  lk_e2e_click (e2e, "sign-out-button");
  lk_e2e_respond (e2e, "sign-out");
  lk_e2e_wait_for (e2e, "server-entry");
  lk_e2e_wait_for_text (e2e, "1 session still open");
  g_assert_true (lk_e2e_has_device (e2e, "alice", device));

  lk_e2e_control (e2e, "/heal", "{}");
  lk_e2e_click (e2e, "open-session-retry-button");
  lk_e2e_wait_gone (e2e, "open-sessions-group");
  g_assert_false (lk_e2e_has_device (e2e, "alice", device));
}

static gboolean
device_is_gone (LkE2e   *e2e,
                gpointer device)
{
  return !lk_e2e_has_device (e2e, "alice", device);
}

/* … also by the next start of the program, and without anybody doing anything for it. */
static void
test_the_provider_is_told_after_a_restart (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *device = NULL;

  lk_e2e_sign_in (e2e, "alice");
  device = g_strdup (lk_account_get_record (lk_e2e_get_account (e2e, 0))->device_id);
  lk_e2e_break (e2e, "provider", "POST /oauth2/revoke", "refuse");
  lk_e2e_click (e2e, "sign-out-button");
  lk_e2e_respond (e2e, "sign-out");
  lk_e2e_wait_for_text (e2e, "1 session still open");

  lk_e2e_restart (e2e);
  lk_e2e_wait_for_text (e2e, "1 session still open");
  g_assert_true (lk_e2e_has_device (e2e, "alice", device));
  lk_e2e_control (e2e, "/heal", "{}");
  lk_e2e_restart (e2e);
  lk_e2e_wait_until (e2e, device_is_gone, device, "the provider to be told");
  lk_e2e_wait_for (e2e, "server-entry");
}

static gboolean
legacy_device_is_gone (LkE2e   *e2e,
                       gpointer device)
{
  return !lk_e2e_has_device_at (e2e, "legacy", "alice", device);
}

/* … and so is a homeserver that lets people in itself. */
static void
test_the_homeserver_is_told_after_a_restart (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *device = NULL;

  lk_e2e_log_in (e2e, "alice");
  device = g_strdup (lk_account_get_record (lk_e2e_get_account (e2e, 0))->device_id);
  lk_e2e_break (e2e, "legacy", "POST /_matrix/client/v3/logout", "refuse");
  lk_e2e_click (e2e, "sign-out-button");
  lk_e2e_respond (e2e, "sign-out");
  lk_e2e_wait_for_text (e2e, "1 session still open");
  g_assert_true (lk_e2e_has_device_at (e2e, "legacy", "alice", device));

  lk_e2e_control (e2e, "/heal", "{}");
  lk_e2e_restart (e2e);
  lk_e2e_wait_until (e2e, legacy_device_is_gone, device, "the homeserver to be told");
  lk_e2e_wait_for (e2e, "server-entry");
}

int
main (int   argc,
      char *argv[])
{
  lk_e2e_init (&argc, &argv);

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *path = g_strconcat ("/e2e/faults/stops-at/", steps[i].path, NULL);

      g_test_add_data_func (path, &steps[i], test_the_server_stops_before_the_page);
    }
  g_test_add_func ("/e2e/faults/the-well-known-file-is-out-of-reach",
                   test_the_well_known_file_is_out_of_reach);
  g_test_add_func ("/e2e/faults/stops-at/the-providers-page",
                   test_the_provider_stops_before_its_page);
  g_test_add_func ("/e2e/faults/stops-at/logout-and-is-told-after-a-restart",
                   test_the_homeserver_is_told_after_a_restart);
  g_test_add_func ("/e2e/faults/stops-at/the-exchange", test_the_provider_stops_at_the_exchange);
  g_test_add_func ("/e2e/faults/stops-at/whoami", test_the_homeserver_stops_before_it_says_who);
  g_test_add_func ("/e2e/faults/E6/a-restart-before-it-says-who-resumes",
                   test_a_restart_before_it_says_who_resumes);
  g_test_add_func ("/e2e/faults/stops-at/sign-out", test_the_provider_stops_at_sign_out);
  g_test_add_func ("/e2e/faults/stops-at/sign-out-and-is-told-after-a-restart",
                   test_the_provider_is_told_after_a_restart);

  return g_test_run ();
}
