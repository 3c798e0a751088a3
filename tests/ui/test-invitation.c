/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-dummy-web-view.h"
#include "lk-ui-fixture.h"

/* What comes from outside: arguments and links. */

#define OURS "im.latchkey.latchkey:/sign-in?server=example.org&user=ada"

static const char *
get_typed (void)
{
  return gtk_editable_get_text (GTK_EDITABLE (lk_ui_wait_for ("server-entry")));
}

static const struct
{
  const char *text;
  const char *typed;
  const char *notice;
} good[] = {
  { "example.org", "example.org",
    "This was filled in for you. Go on only if you want to sign in at example.org." },
  { "@ada:example.org", "@ada:example.org",
    "This was filled in for you. Go on only if you want to sign in at example.org." },
  { "https://matrix.example.org/path", "https://matrix.example.org/path",
    "This was filled in for you. Go on only if you want to sign in at "
    "https://matrix.example.org/path." },
  { "https://matrix.to/#/%40ada%3Aexample.org?via=a.example", "@ada:example.org",
    "This was filled in for you. Go on only if you want to sign in at example.org." },
  { "matrix:u/ada:example.org", "@ada:example.org",
    "This was filled in for you. Go on only if you want to sign in at example.org." },
  { OURS, "@ada:example.org",
    "This was filled in for you. Go on only if you want to sign in at example.org." },
  /* Whatever it looks like, the name is told as it is asked for. */
  { "im.latchkey.latchkey:/sign-in?server=ex%D0%B0mple.org", "exаmple.org",
    "This was filled in for you. Go on only if you want to sign in at xn--exmple-4nf.org." },
};

static void
test_it_is_filled_in_and_nothing_else (LkUiFixture  *self,
                                       gconstpointer data)
{
  lk_ui_fixture_show (self);
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_test_message ("%s", good[i].text);
      lk_window_open (self->window, good[i].text);
      g_assert_cmpstr (get_typed (), ==, good[i].typed);
      g_assert_cmpstr (lk_ui_label ("server-notice"), ==, good[i].notice);
      g_assert_null (lk_ui_find ("server-error"));
      lk_ui_assert_focus ("server-entry");
    }
  lk_test_drain ();
  lk_ui_wait_for ("server-entry");
  g_assert_cmpuint (lk_fake_server_count (self->world.server, NULL), ==, 0);

  /* Who types something else isn't told any more who filled it in. */
  lk_ui_type ("server-entry", "other.example.org");
  g_assert_null (lk_ui_find ("server-notice"));
}

static void
test_what_cannot_be_used_gets_its_sentence (LkUiFixture  *self,
                                            gconstpointer data)
{
  static const struct { const char *text, *typed, *sentence; } bad[] = {
    { "https://matrix.to/#/#room:example.org", "https://matrix.to/#/#room:example.org",
      "This link leads to a room or a message: open it in a chat program. Latchkey takes links to "
      "users." },
    { "im.latchkey.latchkey:/sign-in?user=ada", "im.latchkey.latchkey:/sign-in?user=ada",
      "This link can’t be used: it’s broken, or something is missing from it." },
    { "ada@example.org", "ada@example.org",
      "This is an e-mail address. Type the name of your homeserver instead." },
    { "matrix:u/ada", "@ada", "A user ID has a server, too: @you:example.org" },
    { "\xff\xfe", "��", "This isn’t the name of a server. One looks like this: example.org" },
  };

  lk_ui_fixture_show (self);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      lk_window_open (self->window, bad[i].text);
      g_assert_cmpstr (get_typed (), ==, bad[i].typed);
      g_assert_cmpstr (lk_ui_label ("server-error"), ==, bad[i].sentence);
      g_assert_null (lk_ui_find ("server-notice"));
    }
}

/* The fixture's switch lets a person type http://; a link may not bring it. */
static void
test_a_link_cannot_ask_for_less_protection (LkUiFixture  *self,
                                            gconstpointer data)
{
  lk_ui_fixture_show (self);
  lk_window_open (self->window, "http://example.org");
  g_assert_null (lk_ui_find ("server-error"));
  lk_window_open (self->window, "im.latchkey.latchkey:/sign-in?server=http://example.org");
  lk_ui_wait_for ("server-error");
}

/* A link that was pasted is a user ID before anything is asked. */
static void
test_a_pasted_link_is_read (LkUiFixture  *self,
                            gconstpointer data)
{
  lk_ui_fixture_show (self);
  lk_ui_type ("server-entry", " https://matrix.to/#/@ada:localhost:1\n");
  lk_ui_click ("continue-button");
  g_assert_cmpstr (get_typed (), ==, "@ada:localhost:1");
}

/* A sign-in that is under way. */

static void
test_a_sign_in_under_way_is_asked_about (LkUiFixture  *self,
                                         gconstpointer data)
{
  LkWebView *view;

  lk_ui_fixture_show (self);
  view = lk_ui_fixture_open_page (self);
  lk_window_open (self->window, OURS);
  lk_ui_wait_for ("invitation-dialog");
  g_assert_true (lk_ui_says ("Something asked Latchkey to sign in at example.org, but another "
                             "sign-in is under way."));
  lk_ui_answer ("invitation-dialog", "go-on");
  lk_ui_wait_for ("web-page");
  g_assert_true (lk_dummy_web_view_get_last () == view);

  lk_window_open (self->window, OURS);
  lk_ui_answer ("invitation-dialog", "stop");
  g_assert_cmpstr (get_typed (), ==, "@ada:example.org");
  lk_ui_wait_for ("server-notice");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->accounts)), ==, 0);

  /* And there one can go on. */
  lk_ui_fixture_open_page (self);
  lk_dummy_web_view_redirect_query (lk_dummy_web_view_get_last (), "code=code-1&state={state}");
  lk_ui_wait_for ("sign-out-button");
}

/* One who has found the server and not gone on is not led elsewhere, either. */
static void
test_a_choice_that_is_to_be_made_is_asked_about (LkUiFixture  *self,
                                                 gconstpointer data)
{
  lk_ui_fixture_show (self);
  lk_ui_fixture_discover (self);
  lk_ui_wait_for ("sign-in-button");
  lk_window_open (self->window, OURS);
  lk_ui_answer ("invitation-dialog", "go-on");
  lk_ui_wait_for ("sign-in-button");
  lk_window_open (self->window, OURS);
  lk_ui_answer ("invitation-dialog", "stop");
  g_assert_cmpstr (get_typed (), ==, "@ada:example.org");
}

static void
test_who_signs_in_again_stays_in_the_list (LkUiFixture  *self,
                                           gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_expired (self);

  lk_ui_fixture_show (self);
  lk_window_sign_in_again (self->window, account);
  lk_ui_wait_for ("web-page");
  lk_window_open (self->window, OURS);
  lk_ui_answer ("invitation-dialog", "stop");
  g_assert_cmpstr (get_typed (), ==, "@ada:example.org");
  lk_test_drain ();
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->accounts)), ==, 1);
}

static void
test_garbage_does_not_disturb (LkUiFixture  *self,
                               gconstpointer data)
{
  LkWebView *view;

  lk_ui_fixture_show (self);
  view = lk_ui_fixture_open_page (self);
  lk_window_open (self->window, "matrix:r/room:example.org");
  lk_ui_answer ("invitation-dialog", "close");
  lk_ui_wait_for ("web-page");
  g_assert_true (lk_dummy_web_view_get_last () == view);
}

/* Signing in again, from a notification. */

static void
test_signing_in_again_leads_to_the_page (LkUiFixture  *self,
                                         gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_expired (self);

  lk_ui_fixture_show (self);
  lk_window_sign_in_again (self->window, account);
  lk_ui_wait_for ("web-page");
  lk_dummy_web_view_redirect_query (lk_dummy_web_view_get_last (), "code=code-1&state={state}");
  lk_ui_wait_for ("sign-out-button");
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
}

static void
test_who_is_signed_in_sees_the_account (LkUiFixture  *self,
                                        gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_session (self);

  lk_ui_fixture_show (self);
  lk_window_sign_in_again (self->window, account);
  lk_ui_wait_for ("account-page");
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
}

static void
test_another_sign_in_goes_on (LkUiFixture  *self,
                              gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_expired (self);
  LkWebView *view;

  lk_ui_fixture_show (self);
  lk_ui_click ("add-account-button");
  view = lk_ui_fixture_open_page (self);
  lk_window_sign_in_again (self->window, account);
  lk_ui_wait_for ("account-page");
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);
  g_assert_true (lk_dummy_web_view_get_last () == view);
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/invitation/it-is-filled-in-and-nothing-else",
             test_it_is_filled_in_and_nothing_else);
  LK_UI_ADD ("/invitation/what-cannot-be-used-gets-its-sentence",
             test_what_cannot_be_used_gets_its_sentence);
  LK_UI_ADD ("/invitation/a-link-cannot-ask-for-less-protection",
             test_a_link_cannot_ask_for_less_protection);
  LK_UI_ADD ("/invitation/a-pasted-link-is-read", test_a_pasted_link_is_read);
  LK_UI_ADD ("/invitation/a-sign-in-under-way-is-asked-about",
             test_a_sign_in_under_way_is_asked_about);
  LK_UI_ADD ("/invitation/a-choice-that-is-to-be-made-is-asked-about",
             test_a_choice_that_is_to_be_made_is_asked_about);
  LK_UI_ADD ("/invitation/who-signs-in-again-stays-in-the-list",
             test_who_signs_in_again_stays_in_the_list);
  LK_UI_ADD ("/invitation/garbage-does-not-disturb", test_garbage_does_not_disturb);
  LK_UI_ADD ("/invitation/signing-in-again-leads-to-the-page",
             test_signing_in_again_leads_to_the_page);
  LK_UI_ADD ("/invitation/who-is-signed-in-sees-the-account",
             test_who_is_signed_in_sees_the_account);
  LK_UI_ADD ("/invitation/another-sign-in-goes-on", test_another_sign_in_goes_on);

  return g_test_run ();
}
