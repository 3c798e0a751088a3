/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-e2e.h"

#include <string.h>

/* The ways into a homeserver without a provider: each of them leads to a session of the legacy API
 * and to a device at the server. */

#define BOB   "--user bob --password bob-the-builder"
#define LOGIN "POST /_matrix/client/v3/login"

static guint
count_accounts (LkE2e *e2e)
{
  return g_list_model_get_n_items (G_LIST_MODEL (lk_e2e_get_accounts (e2e)));
}

/* What was granted is the homeserver's own: the provider was never asked for tokens by us. */
static void
assert_signed_in (LkE2e      *e2e,
                  const char *user)
{
  g_autofree char *user_id = g_strdup_printf ("@%s:legacy.test", user);
  g_autoptr (LkAccountRecord) record = NULL;

  lk_e2e_wait_for (e2e, "sign-out-button");
  lk_e2e_wait_for_text (e2e, user_id);
  record = lk_account_record_ref (lk_account_get_record (lk_e2e_get_account (e2e, 0)));
  g_assert_cmpstr (record->user_id, ==, user_id);
  g_assert_cmpint (record->auth_api, ==, LK_AUTH_API_LEGACY);
  g_assert_null (record->token_endpoint);
  g_assert_true (lk_e2e_has_device_at (e2e, "legacy", user, record->device_id));
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/token"), ==, 0);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/registration"), ==, 0);
}

static const char *
get_text (LkE2e      *e2e,
          const char *name)
{
  return gtk_editable_get_text (GTK_EDITABLE (lk_e2e_wait_for (e2e, name)));
}

static void
test_password (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_log_in (e2e, "alice");
  assert_signed_in (e2e, "alice");
  g_assert_cmpuint (lk_e2e_count_requests (e2e, LOGIN), ==, 1);
}

static void
test_wrong_password_then_the_right_one (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_open_server (e2e, lk_e2e_get_server (e2e, "legacy"));
  lk_e2e_type (e2e, "legacy-user-row", "@alice:legacy.test");
  lk_e2e_type (e2e, "legacy-password-row", "the-white-rabbit");
  lk_e2e_click (e2e, "legacy-sign-in-button");
  lk_e2e_wait_for (e2e, "legacy-error");
  g_assert_cmpstr (get_text (e2e, "legacy-password-row"), ==, "");
  g_assert_cmpstr (get_text (e2e, "legacy-user-row"), ==, "@alice:legacy.test");
  g_assert_cmpuint (count_accounts (e2e), ==, 0);

  lk_e2e_type (e2e, "legacy-password-row", lk_e2e_get_password (e2e, "alice"));
  lk_e2e_click (e2e, "legacy-sign-in-button");
  assert_signed_in (e2e, "alice");
}

static void
open_single_sign_on (LkE2e *e2e)
{
  lk_e2e_open_server (e2e, lk_e2e_get_server (e2e, "legacy"));
  lk_e2e_click (e2e, "sso-button-oidc-playground");
}

static void
fill_in_provider (LkE2e      *e2e,
                  const char *user,
                  const char *password)
{
  lk_e2e_page_fill (e2e, "username", user);
  lk_e2e_page_fill (e2e, "password", password);
  lk_e2e_page_click (e2e, "sign-in");
}

static void
test_single_sign_on_in_the_view (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  open_single_sign_on (e2e);
  fill_in_provider (e2e, "alice", lk_e2e_get_password (e2e, "alice"));
  lk_e2e_page_click (e2e, "a.primary-button");
  assert_signed_in (e2e, "alice");
}

static void
test_somebody_new_agrees_to_the_terms (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_control (e2e, "/users", "{\"name\":\"gryphon\",\"password\":\"hjckrrh-hjckrrh\"}");
  open_single_sign_on (e2e);
  fill_in_provider (e2e, "gryphon", "hjckrrh-hjckrrh");
  lk_e2e_page_click (e2e, "accepted_version");
  lk_e2e_page_click (e2e, "#consent_form input[type=submit]");
  lk_e2e_page_click (e2e, "a.primary-button");
  assert_signed_in (e2e, "gryphon");
}

static void
test_single_sign_on_in_my_browser (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *saw = NULL;

  lk_e2e_person_will (e2e, BOB);
  open_single_sign_on (e2e);
  lk_e2e_click (e2e, "web-browser-button");
  assert_signed_in (e2e, "bob");
  saw = lk_e2e_person_saw (e2e);
  g_assert_true (g_str_has_prefix (saw, "200"));
  g_assert_nonnull (strstr (saw, "close this tab"));
  g_assert_cmpuint (lk_e2e_count_requests (e2e, LOGIN), ==, 1);
}

static char *
dup_page (LkE2e *e2e)
{
  return g_strdup (gtk_label_get_text (GTK_LABEL (lk_e2e_wait_for (e2e, "paste-address"))));
}

static void
test_single_sign_on_pasted (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *page = NULL;
  g_autofree char *address = NULL;
  g_autoptr (GUri) parsed = NULL;
  g_autofree char *stray = NULL;

  open_single_sign_on (e2e);
  gtk_widget_activate_action (lk_e2e_wait_for (e2e, "ways-button"), "sign-in.way", "s", "paste");
  page = dup_page (e2e);
  address = lk_e2e_person_goes (e2e, BOB " --stop", page);
  parsed = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);
  g_assert_nonnull (parsed);

  stray = g_strdup_printf ("http://127.0.0.1:%d%s?loginToken=somebody-elses",
                           g_uri_get_port (parsed), g_uri_get_path (parsed));
  lk_e2e_type (e2e, "paste-entry", stray);
  lk_e2e_click (e2e, "paste-continue-button");
  lk_e2e_wait_for (e2e, "paste-error");
  g_assert_cmpuint (lk_e2e_count_requests (e2e, LOGIN), ==, 0);

  lk_e2e_type (e2e, "paste-entry", address);
  lk_e2e_click (e2e, "paste-continue-button");
  assert_signed_in (e2e, "bob");
}

static void
test_an_oauth_aware_server_offers_its_page_only (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_open_server (e2e, lk_e2e_get_server (e2e, "oauth-aware"));
  lk_e2e_wait_for (e2e, "legacy-continue-button");
  g_assert_false (lk_e2e_is_shown (e2e, "legacy-password-row"));
  g_assert_false (lk_e2e_is_shown (e2e, "legacy-register-button"));
  lk_e2e_click (e2e, "legacy-continue-button");
  fill_in_provider (e2e, "bob", lk_e2e_get_password (e2e, "bob"));
  lk_e2e_page_click (e2e, "a.primary-button");
  assert_signed_in (e2e, "bob");
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /_matrix/client/v3/register"), ==, 0);
}

static void
choose_name (LkE2e      *e2e,
             const char *name)
{
  lk_e2e_type (e2e, "register-name-entry", name);
  lk_e2e_type (e2e, "register-password-entry", "twinkle-twinkle-little-bat");
  lk_e2e_type (e2e, "register-repeat-entry", "twinkle-twinkle-little-bat");
  lk_e2e_click (e2e, "register-submit-button");
}

static void
give_token (LkE2e      *e2e,
            const char *token)
{
  lk_e2e_type (e2e, "register-token-entry", token);
  lk_e2e_click (e2e, "register-submit-button");
}

static void
test_registration_with_a_token_and_terms (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_open_server (e2e, lk_e2e_get_server (e2e, "legacy"));
  lk_e2e_click (e2e, "legacy-register-button");
  choose_name (e2e, "alice");
  lk_e2e_wait_for_text (e2e, "taken");
  choose_name (e2e, "dormouse");

  give_token (e2e, "looking-glass");
  lk_e2e_wait_for (e2e, "register-problem");
  g_assert_cmpuint (count_accounts (e2e), ==, 0);
  give_token (e2e, "rabbit-hole");

  lk_e2e_wait_for_text (e2e, "House rules");
  lk_e2e_click (e2e, "register-submit-button"); /* not without having agreed */
  lk_e2e_wait_for (e2e, "register-problem");
  lk_e2e_click (e2e, "terms-check");
  lk_e2e_click (e2e, "register-submit-button");

  lk_e2e_wait_for_text (e2e, "Welcome, dormouse");
  assert_signed_in (e2e, "dormouse");
  lk_e2e_ask_profile (e2e, lk_e2e_get_account (e2e, 0));
  g_assert_cmpuint (lk_e2e_count_requests (e2e, LOGIN), ==, 0);
}

/* What Latchkey can't put itself is on the homeserver's own page, in the view. */
static void
test_registration_with_a_page_of_the_servers (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_control (e2e, "/legacy/terms", "{\"named\":false}");
  lk_e2e_open_server (e2e, lk_e2e_get_server (e2e, "legacy"));
  lk_e2e_click (e2e, "legacy-register-button");
  choose_name (e2e, "mock-turtle");
  give_token (e2e, "rabbit-hole");

  lk_e2e_page_wait (e2e, "#registrationForm input[type=submit]");
  lk_e2e_click (e2e, "register-finished-button"); /* not before it is true */
  lk_e2e_wait_for_text (e2e, "For the server, this isn’t finished yet.");
  g_assert_cmpuint (count_accounts (e2e), ==, 0);
  lk_e2e_page_click (e2e, "#registrationForm input[type=submit]");
  lk_e2e_page_wait_gone (e2e, "registrationForm");
  lk_e2e_click (e2e, "register-finished-button");

  lk_e2e_wait_for_text (e2e, "Welcome, mock-turtle");
  assert_signed_in (e2e, "mock-turtle");
  lk_e2e_control (e2e, "/legacy/terms", "{\"named\":true}");
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
    { "J1/password", test_password },
    { "J6/wrong-password-then-the-right-one", test_wrong_password_then_the_right_one },
    { "J4/single-sign-on-in-the-view", test_single_sign_on_in_the_view },
    { "J4/somebody-new-agrees-to-the-terms", test_somebody_new_agrees_to_the_terms },
    { "J5/single-sign-on-in-my-browser", test_single_sign_on_in_my_browser },
    { "J5/single-sign-on-pasted", test_single_sign_on_pasted },
    { "J3/an-oauth-aware-server-offers-its-page-only",
      test_an_oauth_aware_server_offers_its_page_only },
    { "J11/registration-with-a-token-and-terms", test_registration_with_a_token_and_terms },
    { "J11/registration-with-a-page-of-the-servers",
      test_registration_with_a_page_of_the_servers },
  };

  lk_e2e_init (&argc, &argv);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/e2e/legacy/", tests[i].path, NULL);

      g_test_add_func (path, tests[i].func);
    }

  return g_test_run ();
}
