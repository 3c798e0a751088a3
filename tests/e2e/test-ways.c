/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-e2e.h"

#include <string.h>

/* The ways to the provider's page: each of them leads to a session, and so does a change in the
 * middle. */

#define ALICE "--user alice --password alice-in-wonderland"
#define BOB   "--user bob --password bob-the-builder"

static void
find_server (LkE2e      *e2e,
             const char *url)
{
  lk_e2e_type (e2e, "server-entry", url);
  lk_e2e_click (e2e, "continue-button");
  lk_e2e_wait_for (e2e, "sign-in-button");
}

static void
start_by (LkE2e      *e2e,
          const char *row)
{
  find_server (e2e, lk_e2e_get_homeserver (e2e));
  lk_e2e_click (e2e, row);
}

static void
assert_signed_in (LkE2e      *e2e,
                  const char *user,
                  const char *user_id)
{
  g_autoptr (LkAccountRecord) record = NULL;

  lk_e2e_wait_for (e2e, "sign-out-button");
  lk_e2e_wait_for_text (e2e, user_id);
  record = lk_account_record_ref (lk_account_get_record (lk_e2e_get_account (e2e, 0)));
  g_assert_cmpstr (record->user_id, ==, user_id);
  g_assert_true (lk_e2e_has_device (e2e, user, record->device_id));
}

static void
assert_saw (LkE2e      *e2e,
            const char *status,
            const char *words)
{
  g_autofree char *saw = lk_e2e_person_saw (e2e);

  g_assert_true (g_str_has_prefix (saw, status));
  g_assert_nonnull (strstr (saw, words));
}

static char *
dup_label (LkE2e      *e2e,
           const char *name)
{
  return g_strdup (gtk_label_get_text (GTK_LABEL (lk_e2e_wait_for (e2e, name))));
}

static void
test_my_browser (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_person_will (e2e, ALICE);
  start_by (e2e, "way-row-browser");
  assert_signed_in (e2e, "alice", "@alice:playground.test");
  assert_saw (e2e, "200", "close this tab");
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/token"), ==, 1);
}

static void
test_no_in_my_browser (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_person_will (e2e, ALICE " --deny");
  start_by (e2e, "way-row-browser");
  lk_e2e_wait_for (e2e, "try-again-button");
  assert_saw (e2e, "200", "");
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/token"), ==, 0);

  lk_e2e_person_will (e2e, ALICE);
  lk_e2e_click (e2e, "try-again-button");
  assert_signed_in (e2e, "alice", "@alice:playground.test");
}

static void
test_another_device (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *code = NULL;
  g_autofree char *address = NULL;
  g_autofree char *orders = NULL;
  g_autofree char *brought = NULL;

  lk_e2e_control (e2e, "/provider/device", "{\"interval\":1,\"complete\":false}");
  start_by (e2e, "way-row-device");
  code = dup_label (e2e, "device-code");
  address = dup_label (e2e, "device-address");
  orders = g_strdup_printf (ALICE " --code %s", code);
  brought = lk_e2e_person_goes (e2e, orders, address);
  assert_signed_in (e2e, "alice", "@alice:playground.test");
  lk_e2e_control (e2e, "/provider/device", "{\"interval\":5,\"complete\":true}");
}

static void
test_no_on_another_device (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *code = NULL;
  g_autofree char *address = NULL;
  g_autofree char *orders = NULL;
  g_autofree char *brought = NULL;

  lk_e2e_control (e2e, "/provider/device", "{\"interval\":1}");
  start_by (e2e, "way-row-device");
  code = dup_label (e2e, "device-code");
  address = dup_label (e2e, "device-address");
  orders = g_strdup_printf (ALICE " --deny --code %s", code);
  brought = lk_e2e_person_goes (e2e, orders, address);
  lk_e2e_wait_for (e2e, "device-new-code-button");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (lk_e2e_get_accounts (e2e))), ==, 0);
  lk_e2e_control (e2e, "/provider/device", "{\"interval\":5}");
}

static void
test_pasted_address (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *page = NULL;
  g_autofree char *address = NULL;

  start_by (e2e, "way-row-paste");
  page = dup_label (e2e, "paste-address");
  address = lk_e2e_person_goes (e2e, BOB " --stop", page);

  lk_e2e_type (e2e, "paste-entry", "http://127.0.0.1:1/oauth/callback?code=c&state=s");
  lk_e2e_click (e2e, "paste-continue-button");
  lk_e2e_wait_for (e2e, "paste-error");
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/token"), ==, 0);

  lk_e2e_type (e2e, "paste-entry", address);
  lk_e2e_click (e2e, "paste-continue-button");
  assert_signed_in (e2e, "bob", "@bob:playground.test");
}

/* The same attempt, also at the provider: nothing is registered anew. */
static void
test_from_the_view_to_the_browser_in_the_middle (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_open_provider (e2e);
  lk_e2e_page_fill (e2e, "username", "alice");
  lk_e2e_page_fill (e2e, "password", lk_e2e_get_password (e2e, "alice"));
  lk_e2e_page_click (e2e, "sign-in");
  lk_e2e_page_wait (e2e, "allow");

  lk_e2e_person_will (e2e, BOB);
  lk_e2e_click (e2e, "web-browser-button");
  assert_signed_in (e2e, "bob", "@bob:playground.test");
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/registration"), ==, 1);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/token"), ==, 1);
}

static void
test_the_way_used_last_comes_first (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_person_will (e2e, ALICE);
  start_by (e2e, "way-row-browser");
  assert_signed_in (e2e, "alice", "@alice:playground.test");

  lk_e2e_person_will (e2e, BOB);
  lk_e2e_click (e2e, "account-back-button");
  lk_e2e_click (e2e, "add-account-button");
  find_server (e2e, lk_e2e_get_homeserver (e2e));
  lk_e2e_click (e2e, "sign-in-button");
  lk_e2e_wait_for_text (e2e, "@bob:playground.test");
  assert_saw (e2e, "200", "close this tab");
}

/* A browser that comes back after a restart is received politely, and nothing happens. */
static void
test_a_callback_of_an_earlier_run_changes_nothing (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *page = NULL;
  g_autofree char *brought = NULL;

  start_by (e2e, "way-row-paste");
  page = dup_label (e2e, "paste-address");
  lk_e2e_restart (e2e);
  lk_e2e_wait_for (e2e, "server-entry");
  brought = lk_e2e_person_goes (e2e, ALICE, page);
  assert_saw (e2e, "400", "No Longer Under Way");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (lk_e2e_get_accounts (e2e))), ==, 0);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/token"), ==, 0);

  lk_e2e_sign_in (e2e, "alice");
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
    { "my-browser", test_my_browser },
    { "D10/no-in-my-browser", test_no_in_my_browser },
    { "I4/another-device", test_another_device },
    { "I5/no-on-another-device", test_no_on_another_device },
    { "pasted-address", test_pasted_address },
    { "from-the-view-to-the-browser-in-the-middle",
      test_from_the_view_to_the_browser_in_the_middle },
    { "the-way-used-last-comes-first", test_the_way_used_last_comes_first },
    { "D20/a-callback-of-an-earlier-run-changes-nothing",
      test_a_callback_of_an_earlier_run_changes_nothing },
  };

  lk_e2e_init (&argc, &argv);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/e2e/ways/", tests[i].path, NULL);

      g_test_add_func (path, tests[i].func);
    }

  return g_test_run ();
}
