/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-ui-fixture.h"

/* What people type goes through the whole flow: the sentence comes from the room that read it. */

static const struct
{
  const char *typed;
  const char *sentence;
} bad[] = {
  { "", "Type the name of your homeserver, such as matrix.org, or your user ID." },
  { "   ", "Type the name of your homeserver, such as matrix.org, or your user ID." },
  { "ada@example.org",
    "This is an e-mail address. Type the name of your homeserver instead." },
  { "@ada", "A user ID has a server, too: @you:example.org" },
  { "not a server", "This isn’t the name of a server. One looks like this: example.org" },
  { "<b>x</b>", "This isn’t the name of a server. One looks like this: example.org" },
  { "example.org:99999",
    "What follows the colon isn’t a port. It has to be a number from 1 to 65535." },
  { "https://user:password@example.org",
    "This address has a user name in it. Leave out everything up to the @ sign." },
  { "https://example.org/?x=1", "The address of a server ends before the ? or # sign." },
};

static void
test_bad_input_gets_its_sentence (LkUiFixture  *self,
                                  gconstpointer data)
{
  lk_ui_fixture_show (self);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("“%s”", bad[i].typed);
      lk_ui_type ("server-entry", bad[i].typed);
      lk_ui_click ("continue-button");
      g_assert_cmpstr (lk_ui_label ("server-error"), ==, bad[i].sentence);
      lk_ui_assert_focus ("server-entry");
      lk_ui_type ("server-entry", "something else");
      g_assert_null (lk_ui_find ("server-error"));
    }
  g_assert_cmpuint (lk_fake_server_count (self->world.server, NULL), ==, 0);
}

/* Only https is for everybody; the fixture's switch is for developers. */
static void
test_plain_http_is_refused (LkUiFixture  *self,
                            gconstpointer data)
{
  self->world.ports->allow_insecure = FALSE;
  lk_ui_fixture_show (self);
  lk_ui_type ("server-entry", "http://example.org");
  lk_ui_click ("continue-button");
  g_assert_cmpstr (lk_ui_label ("server-error"), ==,
                   "An address that begins with http: isn’t protected. Use one with https:");
}

static void
test_it_is_the_welcome_page_while_there_is_no_account (LkUiFixture  *self,
                                                       gconstpointer data)
{
  lk_ui_fixture_show (self);
  lk_ui_assert_focus ("server-entry");
  g_assert_true (lk_ui_says ("Welcome to Latchkey"));
  g_assert_nonnull (lk_ui_find ("main-menu-button"));
  g_assert_null (lk_ui_find ("server-back-button"));
}

static void
test_with_an_account_it_can_be_left (LkUiFixture  *self,
                                     gconstpointer data)
{
  lk_ui_fixture_add_session (self);
  lk_ui_fixture_show (self);
  lk_ui_click ("add-account-button");
  lk_ui_assert_focus ("server-entry");
  g_assert_true (lk_ui_says ("Add an Account"));
  lk_ui_click ("server-back-button");
  lk_ui_wait_for ("account-list");
}

static void
test_suggestions_follow_the_text (LkUiFixture  *self,
                                  gconstpointer data)
{
  lk_ui_fixture_show (self);
  g_assert_nonnull (lk_ui_find ("suggestion-row"));
  lk_ui_type ("server-entry", "MATRIX");
  lk_ui_wait_for ("suggestion-row");
  lk_ui_type ("server-entry", "example.org");
  lk_ui_wait_gone ("suggestion-list");
  lk_ui_type ("server-entry", "");
  lk_ui_wait_for ("suggestion-row");
}

static guint
count_rows (void)
{
  GtkListBox *list = GTK_LIST_BOX (lk_ui_wait_for ("suggestion-list"));
  guint n = 0;

  while (gtk_list_box_get_row_at_index (list, n) != NULL)
    n++;
  return n;
}

static void
test_what_the_command_line_suggests_comes_first (LkUiFixture  *self,
                                                 gconstpointer data)
{
  const char *const suggestions[] = {
    "one.example.org", lk_fake_server_get_url (self->world.server), "<b>3</b>.example.org", NULL
  };

  self->window = lk_window_new (NULL, self->accounts, suggestions);
  gtk_window_present (GTK_WINDOW (self->window));
  g_assert_cmpuint (count_rows (), ==, 4);
  g_assert_true (lk_ui_says ("<b>3</b>.example.org"));
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW
                                                  (lk_ui_wait_for ("suggestion-row"))),
                   ==, "one.example.org");

  lk_ui_type ("server-entry", "127.0.0.1");
  lk_ui_click ("suggestion-row");
  lk_ui_wait_for ("sign-in-button");
}

static void
test_enter_continues (LkUiFixture  *self,
                      gconstpointer data)
{
  lk_ui_fixture_show (self);
  lk_ui_type ("server-entry", lk_fake_server_get_url (self->world.server));
  g_signal_emit_by_name (lk_ui_find ("server-entry"), "activate");
  lk_ui_wait_for ("sign-in-button");
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/server-page/bad-input-gets-its-sentence", test_bad_input_gets_its_sentence);
  LK_UI_ADD ("/server-page/plain-http-is-refused", test_plain_http_is_refused);
  LK_UI_ADD ("/server-page/it-is-the-welcome-page-while-there-is-no-account",
             test_it_is_the_welcome_page_while_there_is_no_account);
  LK_UI_ADD ("/server-page/with-an-account-it-can-be-left", test_with_an_account_it_can_be_left);
  LK_UI_ADD ("/server-page/suggestions-follow-the-text", test_suggestions_follow_the_text);
  LK_UI_ADD ("/server-page/what-the-command-line-suggests-comes-first",
             test_what_the_command_line_suggests_comes_first);
  LK_UI_ADD ("/server-page/enter-continues", test_enter_continues);

  return g_test_run ();
}
