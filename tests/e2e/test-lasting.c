/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-e2e.h"
#include "lk-e2e-keyring.h"

/* Sessions are there again when the world is: keyrings that were locked, servers that were away. */

#define ALICE "@alice:playground.test"

static LkAuthState
get_state (LkE2e *e2e)
{
  return lk_account_get_state (lk_e2e_get_account (e2e, 0));
}

static void
test_keyring_locked_at_start_and_unlocked_later (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_sign_in (e2e, "alice");
  lk_e2e_keyring_lock ();
  lk_e2e_restart (e2e);

  /* The list is there, and so is the account. */
  lk_e2e_wait_for_text (e2e, ALICE);
  lk_e2e_wait_for_text (e2e, "Your keyring is locked.");
  lk_e2e_wait_for_text (e2e, "Keyring locked");
  lk_e2e_open_account (e2e, ALICE);
  lk_e2e_wait_for (e2e, "unlock-button");
  g_assert_cmpint (get_state (e2e), ==, LK_AUTH_STATE_SIGNED_IN);

  lk_e2e_keyring_unlock ();
  lk_e2e_click (e2e, "unlock-button");
  lk_e2e_wait_gone (e2e, "account-advice");
  lk_e2e_ask_profile (e2e, lk_e2e_get_account (e2e, 0));
}

static gboolean
is_unsaved (LkE2e   *e2e,
            gpointer user_data)
{
  return lk_account_get_unsaved (lk_e2e_get_account (e2e, 0));
}

static gboolean
is_saved (LkE2e   *e2e,
          gpointer user_data)
{
  return !is_unsaved (e2e, user_data);
}

/* Locked in the moment between the provider's answer and the save; the window doesn't close over
 * it. */
static void
test_keyring_locked_while_tokens_come (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_keyring_lock ();
  lk_e2e_sign_in (e2e, "alice");
  lk_e2e_wait_until (e2e, is_unsaved, NULL, "tokens that are in memory only");
  gtk_window_close (lk_e2e_get_window (e2e));
  lk_e2e_respond (e2e, "stay");

  lk_e2e_keyring_unlock ();
  lk_e2e_click (e2e, "unlock-button");
  lk_e2e_wait_until (e2e, is_saved, NULL, "the tokens to be saved");
  lk_e2e_restart (e2e);
  lk_e2e_wait_for_text (e2e, ALICE);
  lk_e2e_ask_profile (e2e, lk_e2e_get_account (e2e, 0));
}

static void
test_servers_down_at_start_come_back (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_sign_in (e2e, "alice");
  lk_e2e_break (e2e, "homeserver", NULL, "refuse");
  lk_e2e_break (e2e, "provider", NULL, "refuse");
  lk_e2e_restart (e2e);
  lk_e2e_wait_for_text (e2e, ALICE);
  lk_e2e_open_account (e2e, ALICE);
  lk_e2e_wait_for_text (e2e, "You stay signed in.");
  g_assert_cmpint (get_state (e2e), ==, LK_AUTH_STATE_SIGNED_IN);

  /* It may come back by itself before anybody can press. */
  lk_e2e_wait_for (e2e, "try-again-button");
  lk_e2e_control (e2e, "/heal", "{}");
  if (lk_e2e_is_shown (e2e, "try-again-button"))
    lk_e2e_click (e2e, "try-again-button");
  lk_e2e_wait_gone (e2e, "account-advice");
  lk_e2e_ask_profile (e2e, lk_e2e_get_account (e2e, 0));
}

int
main (int   argc,
      char *argv[])
{
  lk_e2e_init (&argc, &argv);

  g_test_add_func ("/e2e/lasting/keyring-locked-at-start-and-unlocked-later",
                   test_keyring_locked_at_start_and_unlocked_later);
  g_test_add_func ("/e2e/lasting/keyring-locked-while-tokens-come",
                   test_keyring_locked_while_tokens_come);
  g_test_add_func ("/e2e/lasting/servers-down-at-start-come-back",
                   test_servers_down_at_start_come_back);

  return g_test_run ();
}
