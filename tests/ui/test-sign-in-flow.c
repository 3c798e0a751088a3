/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-dummy-web-view.h"
#include "lk-ui-fixture.h"

#define REDIRECT "code=code-1&state={state}"

static LkAccount *
get_account (LkUiFixture *self)
{
  g_autoptr (LkAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), 0);

  return account; /* the list holds it */
}

static guint
count_accounts (LkUiFixture *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
}

static gboolean
has_no_view (gpointer user_data)
{
  return lk_dummy_web_view_get_last () == NULL;
}

/* The whole story: from the welcome page to the account's page. */
static void
test_signing_in (LkUiFixture  *self,
                 gconstpointer data)
{
  g_autofree char *jar = NULL;
  LkWebView *view;

  lk_ui_fixture_show (self);
  lk_ui_fixture_discover (self);
  lk_ui_wait_for ("sign-in-button");
  lk_ui_assert_focus ("sign-in-button");
  g_assert_null (lk_ui_find ("create-button"));
  g_assert_nonnull (lk_ui_find ("continue-to-provider-button"));
  g_assert_null (lk_ui_find ("method-warning"));

  lk_ui_click ("sign-in-button");
  lk_ui_wait_for ("web-page");
  lk_ui_assert_focus ("web-view");
  view = lk_dummy_web_view_get_last ();
  g_assert_null (lk_dummy_web_view_get_jar (view));

  lk_dummy_web_view_redirect_query (view, REDIRECT);
  lk_ui_wait_for ("sign-out-button");
  g_assert_cmpuint (count_accounts (self), ==, 1);
  g_assert_cmpstr (lk_ui_label ("account-user-id"), ==, LK_USER_ID);
  jar = lk_account_get_jar (get_account (self));
  g_assert_cmpstr (lk_dummy_web_view_get_last_kept (), ==, jar);
  lk_test_wait_until (has_no_view, NULL);
}

static void
test_create_is_offered_where_it_is_advertised (LkUiFixture  *self,
                                               gconstpointer data)
{
  g_autofree char *uri = NULL;

  lk_account_fixture_script (&self->world, LK_KEY_METADATA, 200,
                             "{" LK_METADATA_MEMBERS ",\"prompt_values_supported\":[\"create\"],"
                             "\"registration_endpoint\":\"{url}/register\"}");
  lk_ui_fixture_show (self);
  lk_ui_fixture_discover (self);
  lk_ui_wait_for ("create-button");
  g_assert_null (lk_ui_find ("method-no-create"));
  lk_ui_click ("create-button");
  lk_ui_wait_for ("web-page");
  uri = lk_web_view_dup_uri (lk_dummy_web_view_get_last ());
  g_assert_nonnull (strstr (uri, "prompt=create"));
  lk_ui_click ("web-cancel-button");
  lk_ui_wait_for ("server-entry");
}

/* Elsewhere the page says so, and offers the page that there is (spec §4.6). */
static void
test_where_create_is_not_advertised_the_page_is_offered (LkUiFixture  *self,
                                                         gconstpointer data)
{
  g_autofree char *uri = NULL;

  lk_ui_fixture_show (self);
  lk_ui_fixture_discover (self);
  lk_ui_wait_for ("method-no-create");
  lk_ui_click ("continue-to-provider-button");
  lk_ui_wait_for ("web-page");
  uri = lk_web_view_dup_uri (lk_dummy_web_view_get_last ());
  g_assert_null (strstr (uri, "prompt="));
}

static void
test_a_broken_well_known_file_is_a_note (LkUiFixture  *self,
                                         gconstpointer data)
{
  lk_account_fixture_script (&self->world, LK_KEY_WELL_KNOWN, 200, "<html>");
  lk_ui_fixture_show (self);
  lk_ui_fixture_discover (self);
  lk_ui_wait_for ("method-warning");
}

/* Cancelling leads back, at each step, and leaves nothing behind. */
typedef struct
{
  const char *path;
  const char *hang;   /* (nullable) what never answers */
  const char *button; /* what the person clicks */
  gboolean    chosen; /* the method page comes before */
} Step;

static const Step steps[] = {
  { "well-known", LK_KEY_WELL_KNOWN, "server-cancel-button", FALSE },
  { "metadata", LK_KEY_METADATA, "server-cancel-button", FALSE },
  { "method", NULL, "method-back-button", FALSE },
  { "register", LK_KEY_REGISTER, "progress-cancel-button", TRUE },
  { "page", NULL, "web-cancel-button", TRUE },
};

static void
test_cancelling (LkUiFixture  *self,
                 gconstpointer data)
{
  const Step *step = data;

  if (step->hang != NULL)
    {
      lk_fake_server_forget (self->world.server, step->hang);
      lk_fake_server_hang (self->world.server, step->hang);
    }
  lk_ui_fixture_show (self);
  lk_ui_fixture_discover (self);
  if (step->chosen)
    lk_ui_click ("sign-in-button");
  lk_ui_click (step->button);
  lk_ui_wait_for ("server-entry");
  lk_ui_assert_focus ("server-entry");
  g_assert_cmpuint (count_accounts (self), ==, 0);
  lk_test_wait_until (has_no_view, NULL);
}

/* The same by closing the window: the fixture proves that nothing stays. */
static void
test_closing (LkUiFixture  *self,
              gconstpointer data)
{
  const Step *step = data;

  if (step->hang != NULL)
    {
      lk_fake_server_forget (self->world.server, step->hang);
      lk_fake_server_hang (self->world.server, step->hang);
    }
  lk_ui_fixture_show (self);
  lk_ui_fixture_discover (self);
  if (step->chosen)
    lk_ui_click ("sign-in-button");
  lk_ui_wait_for (step->button);
}

static void
test_esc_cancels (LkUiFixture  *self,
                  gconstpointer data)
{
  lk_ui_fixture_show (self);
  lk_ui_fixture_open_page (self);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.back", NULL);
  lk_ui_wait_for ("server-entry");
  lk_test_wait_until (has_no_view, NULL);
}

/* A person who reads it can tell whom to ask, and for what. */
static void
test_a_refused_registration_shows_the_servers_reason (LkUiFixture  *self,
                                                      gconstpointer data)
{
  lk_account_fixture_script (&self->world, LK_KEY_REGISTER, 400, data);
  lk_ui_fixture_show (self);
  lk_ui_fixture_discover (self);
  lk_ui_click ("sign-in-button");
  lk_ui_wait_for ("try-again-button");
  g_assert_true (lk_ui_says ("The provider doesn’t let Latchkey register. Its administrator can "
                             "change that, or hand out a client ID for Latchkey.\n\n"
                             "The server says: “Only <b>known</b> apps”"));
}

static void
test_a_failure_is_shown_and_retried (LkUiFixture  *self,
                                     gconstpointer data)
{
  lk_account_fixture_script (&self->world, LK_KEY_VERSIONS, 502, "down");
  lk_ui_fixture_show (self);
  lk_ui_fixture_discover (self);
  lk_ui_wait_for ("try-again-button");
  lk_ui_assert_focus ("try-again-button");
  g_assert_cmpstr (lk_ui_label ("failure-step"), ==,
                   "It happened while talking to the homeserver for the first time.");

  lk_account_fixture_script (&self->world, LK_KEY_VERSIONS, 200, "{\"versions\":[\"v1.12\"]}");
  lk_ui_click ("try-again-button");
  lk_ui_wait_for ("sign-in-button");
}

static void
test_what_is_refused_on_the_page_can_be_tried_again (LkUiFixture  *self,
                                                     gconstpointer data)
{
  LkWebView *view;

  lk_ui_fixture_show (self);
  view = lk_ui_fixture_open_page (self);
  lk_dummy_web_view_redirect_query (view, "error=access_denied&state={state}");
  lk_ui_wait_for ("try-again-button");
  g_assert_true (lk_ui_says ("Sign-In Declined"));
  lk_test_wait_until (has_no_view, NULL);

  lk_ui_click ("try-again-button");
  lk_ui_wait_for ("web-page");
  lk_dummy_web_view_redirect_query (lk_dummy_web_view_get_last (), REDIRECT);
  lk_ui_wait_for ("sign-out-button");
}

static void
test_back_from_a_failure_keeps_what_was_typed (LkUiFixture  *self,
                                               gconstpointer data)
{
  lk_account_fixture_script (&self->world, LK_KEY_REGISTER, 400, "{\"error\":\"nope\"}");
  lk_ui_fixture_show (self);
  lk_ui_fixture_discover (self);
  lk_ui_click ("sign-in-button");
  lk_ui_click ("failure-back-button");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (lk_ui_wait_for ("server-entry"))), ==,
                   lk_fake_server_get_url (self->world.server));
}

/* The tokens are safe, the homeserver is away: it is said, and the session comes all the same. */
static void
test_finishing_waits_for_the_homeserver (LkUiFixture  *self,
                                         gconstpointer data)
{
  lk_account_fixture_script (&self->world, LK_KEY_WHOAMI, 502, "down");
  lk_ui_fixture_show (self);
  lk_dummy_web_view_redirect_query (lk_ui_fixture_open_page (self), REDIRECT);
  lk_account_fixture_wait_asked (&self->world, LK_KEY_WHOAMI, 1);
  lk_ui_wait_for ("progress-cancel-button");
  while (!lk_ui_says ("The homeserver can’t be reached at the moment. Latchkey keeps trying."))
    g_main_context_iteration (NULL, TRUE);

  lk_account_fixture_script (&self->world, LK_KEY_WHOAMI, 200, "{\"user_id\":\"" LK_USER_ID "\"}");
  lk_dummy_clock_advance (self->world.clock, 60);
  lk_ui_wait_for ("sign-out-button");
}

/* The session is there: cookies that are never kept don't stand in its way. */
static void
test_cookies_that_hang_do_not_hold_the_session_up (LkUiFixture  *self,
                                                   gconstpointer data)
{
  lk_dummy_web_view_set_keeping_hangs (TRUE);
  lk_ui_fixture_show (self);
  lk_dummy_web_view_redirect_query (lk_ui_fixture_open_page (self), REDIRECT);
  while (lk_dummy_web_view_get_last_kept () == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (lk_ui_find ("sign-out-button"));

  lk_dummy_clock_advance (self->world.clock, 5);
  lk_ui_wait_for ("sign-out-button");
  lk_dummy_web_view_set_keeping_hangs (FALSE); /* it comes late, and changes nothing */
  lk_test_drain ();
  g_assert_nonnull (lk_ui_find ("sign-out-button"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->accounts)), ==, 1);
}

static void
test_signing_in_again_keeps_the_account (LkUiFixture  *self,
                                         gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_expired (self);

  lk_ui_fixture_show (self);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_click ("sign-in-again-button");
  lk_ui_wait_for ("web-page");
  lk_dummy_web_view_redirect_query (lk_dummy_web_view_get_last (), REDIRECT);
  lk_ui_wait_for ("sign-out-button");
  g_assert_true (get_account (self) == account);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
  g_assert_cmpuint (count_accounts (self), ==, 1);
}

static void
test_giving_up_to_sign_in_again_loses_nothing (LkUiFixture  *self,
                                               gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_expired (self);

  lk_account_fixture_script (&self->world, LK_KEY_VERSIONS, 502, "down");
  lk_ui_fixture_show (self);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_click ("sign-in-again-button");
  lk_ui_click ("failure-back-button");
  lk_ui_wait_for ("account-list");
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);
}

/* Something else may keep the program running: the account must not be stuck until it ends. */
static void
test_closing_the_window_over_a_failure_loses_nothing (LkUiFixture  *self,
                                                      gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_expired (self);

  lk_account_fixture_script (&self->world, LK_KEY_VERSIONS, 502, "down");
  lk_ui_fixture_show (self);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_click ("sign-in-again-button");
  lk_ui_wait_for ("failure-back-button");
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&self->window)));
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/sign-in-flow/signing-in", test_signing_in);
  LK_UI_ADD ("/sign-in-flow/D7/create-is-offered-where-it-is-advertised",
             test_create_is_offered_where_it_is_advertised);
  LK_UI_ADD ("/sign-in-flow/D7/where-create-is-not-advertised-the-page-is-offered",
             test_where_create_is_not_advertised_the_page_is_offered);
  LK_UI_ADD ("/sign-in-flow/a-broken-well-known-file-is-a-note",
             test_a_broken_well_known_file_is_a_note);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *cancel =
        g_strconcat ("/sign-in-flow/cancelling-leads-back/", steps[i].path, NULL);
      g_autofree char *close =
        g_strconcat ("/sign-in-flow/closing-the-window-leaves-nothing/", steps[i].path, NULL);

      g_test_add (cancel, LkUiFixture, &steps[i], lk_ui_fixture_set_up, test_cancelling,
                  lk_ui_fixture_tear_down);
      g_test_add (close, LkUiFixture, &steps[i], lk_ui_fixture_set_up, test_closing,
                  lk_ui_fixture_tear_down);
    }
  LK_UI_ADD ("/sign-in-flow/cookies-that-hang-do-not-hold-the-session-up",
             test_cookies_that_hang_do_not_hold_the_session_up);
  LK_UI_ADD ("/sign-in-flow/esc-cancels", test_esc_cancels);
  g_test_add ("/sign-in-flow/C8/a-refused-registration-shows-the-servers-reason/oauth", LkUiFixture,
              "{\"error\":\"invalid_client_metadata\","
              "\"error_description\":\"Only <b>known</b> apps\"}", lk_ui_fixture_set_up,
              test_a_refused_registration_shows_the_servers_reason, lk_ui_fixture_tear_down);
  g_test_add ("/sign-in-flow/C8/a-refused-registration-shows-the-servers-reason/matrix",
              LkUiFixture,
              "{\"errcode\":\"M_FORBIDDEN\",\"error\":\"Only <b>known</b> apps\"}",
              lk_ui_fixture_set_up, test_a_refused_registration_shows_the_servers_reason,
              lk_ui_fixture_tear_down);
  LK_UI_ADD ("/sign-in-flow/a-failure-is-shown-and-retried", test_a_failure_is_shown_and_retried);
  LK_UI_ADD ("/sign-in-flow/what-is-refused-on-the-page-can-be-tried-again",
             test_what_is_refused_on_the_page_can_be_tried_again);
  LK_UI_ADD ("/sign-in-flow/back-from-a-failure-keeps-what-was-typed",
             test_back_from_a_failure_keeps_what_was_typed);
  LK_UI_ADD ("/sign-in-flow/E6/finishing-waits-for-the-homeserver",
             test_finishing_waits_for_the_homeserver);
  LK_UI_ADD ("/sign-in-flow/signing-in-again-keeps-the-account",
             test_signing_in_again_keeps_the_account);
  LK_UI_ADD ("/sign-in-flow/giving-up-to-sign-in-again-loses-nothing",
             test_giving_up_to_sign_in_again_loses_nothing);
  LK_UI_ADD ("/sign-in-flow/closing-the-window-over-a-failure-loses-nothing",
             test_closing_the_window_over_a_failure_loses_nothing);

  return g_test_run ();
}
