/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-page.h"
#include "lk-dummy-web-view.h"
#include "lk-ui-fixture.h"

#define KEY_LIST "GET /_matrix/client/v3/account/3pid"

#define ADA "{\"medium\":\"email\",\"address\":\"ada@example.org\"}"
#define EVE "{\"medium\":\"email\",\"address\":\"eve@example.org\"}"

/* @list: what is in the brackets */
static void
answer_list (LkUiFixture *self,
             const char  *list)
{
  g_autofree char *body = g_strdup_printf ("{\"threepids\":[%s]}", list);

  lk_fake_server_json (self->world.server, KEY_LIST, body);
}

static void
open_page (LkUiFixture *self)
{
  lk_ui_fixture_show (self);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_wait_for ("account-page");
}

static void
wait_to_be_told (const char *text)
{
  while (!lk_ui_says (text))
    g_main_context_iteration (NULL, TRUE);
}

/* @issuer, @manager: (nullable) */
static LkAccount *
add_account (LkUiFixture *self,
             const char  *issuer,
             const char  *manager)
{
  LkAccount *account = lk_ui_fixture_add_session (self);
  g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));

  g_free (record->issuer);
  record->issuer = g_strdup (issuer);
  record->account_management_uri = g_strdup (manager);
  record->auth_api = issuer != NULL ? LK_AUTH_API_OAUTH : LK_AUTH_API_LEGACY;
  lk_account_set_record (account, record);
  return account;
}

static void
test_addresses_are_shown_as_plain_text (LkUiFixture  *self,
                                        gconstpointer data)
{
  lk_ui_fixture_add_session (self);
  answer_list (self, ADA ",{\"medium\":\"msisdn\",\"address\":\"447700900123\"},"
                     "{\"medium\":\"email\",\"address\":\"<b>&amp;\"}");
  open_page (self);
  wait_to_be_told ("ada@example.org");
  g_assert_true (lk_ui_says ("E-Mail Address"));
  g_assert_true (lk_ui_says ("Phone Number"));
  g_assert_true (lk_ui_says ("+447700900123"));
  g_assert_true (lk_ui_says ("<b>&amp;"));
  g_assert_false (lk_ui_says ("None"));
}

static void
test_none_is_told (LkUiFixture  *self,
                   gconstpointer data)
{
  lk_ui_fixture_add_session (self);
  answer_list (self, "");
  open_page (self);
  lk_ui_wait_for ("contacts-group");
  g_assert_true (lk_ui_says ("None"));
}

typedef struct
{
  const char *path;
  const char *issuer;
  const char *manager;
  const char *told;
} Place;

static const Place places[] = {
  { "at-the-provider", "https://auth.example.org/", "https://account.example.org/",
    "You can change these on your profile page at auth.example.org." },
  { "no-pages", "https://auth.example.org/", NULL, "You can change these at auth.example.org." },
  { "no-provider", NULL, NULL, "You can change these in an app for chatting." },
};

static void
test_it_tells_where_to_change_them (LkUiFixture  *self,
                                    gconstpointer data)
{
  const Place *place = data;

  add_account (self, place->issuer, place->manager);
  answer_list (self, ADA);
  open_page (self);
  lk_ui_wait_for ("contacts-group");
  g_assert_true (lk_ui_says (place->told));
}

typedef struct
{
  const char *path;
  guint       status;
  const char *body;
} Refusal;

static const Refusal refusals[] = {
  { "no-such-function", 404, "{\"errcode\":\"M_UNRECOGNIZED\"}" },
  { "refused", 403, "{\"errcode\":\"M_FORBIDDEN\"}" },
  { "a-fault", 500, "<html>" },
  { "nonsense", 200, "[[[[" },
};

static gboolean
is_asked (gpointer user_data)
{
  LkUiFixture *self = user_data;

  return lk_fake_server_count (self->world.server, KEY_LIST) > 0;
}

static void
test_without_an_answer_nothing_is_shown (LkUiFixture  *self,
                                         gconstpointer data)
{
  const Refusal *refusal = data;

  lk_ui_fixture_add_session (self);
  lk_account_fixture_script (&self->world, KEY_LIST, refusal->status, refusal->body);
  open_page (self);
  lk_test_wait_until (is_asked, self);
  lk_test_drain ();
  g_assert_null (lk_ui_find ("contacts-group"));
}

static void
test_a_new_answer_takes_the_place_of_the_old (LkUiFixture  *self,
                                              gconstpointer data)
{
  lk_ui_fixture_add_session (self);
  answer_list (self, ADA);
  answer_list (self, EVE);
  lk_fake_server_answer (self->world.server, KEY_LIST, 500, "text/html", "");
  open_page (self);
  wait_to_be_told ("ada@example.org");
  lk_account_page_refresh (LK_ACCOUNT_PAGE (lk_ui_find ("account-page")));
  wait_to_be_told ("eve@example.org");
  g_assert_false (lk_ui_says ("ada@example.org"));
  lk_account_page_refresh (LK_ACCOUNT_PAGE (lk_ui_find ("account-page")));
  lk_account_fixture_wait_asked (&self->world, KEY_LIST, 3);
  lk_test_drain ();
  g_assert_true (lk_ui_says ("eve@example.org")); /* what was known stays */
}

static void
test_they_go_with_the_session (LkUiFixture  *self,
                               gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_session (self);

  answer_list (self, ADA);
  open_page (self);
  lk_ui_wait_for ("contacts-group");
  lk_account_end_session (account, NULL);
  lk_ui_wait_gone ("contacts-group");
}

/* The fixture finds nothing left over. */
static void
test_closing_the_window_meanwhile (LkUiFixture  *self,
                                   gconstpointer data)
{
  lk_ui_fixture_add_session (self);
  lk_fake_server_hang (self->world.server, KEY_LIST);
  open_page (self);
  lk_test_wait_until (is_asked, self);
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/contacts-group/K9/addresses-are-shown-as-plain-text",
             test_addresses_are_shown_as_plain_text);
  LK_UI_ADD ("/contacts-group/none-is-told", test_none_is_told);
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = g_strconcat ("/contacts-group/where/", places[i].path, NULL);

      g_test_add (path, LkUiFixture, &places[i], lk_ui_fixture_set_up,
                  test_it_tells_where_to_change_them, lk_ui_fixture_tear_down);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strconcat ("/contacts-group/no-answer/", refusals[i].path, NULL);

      g_test_add (path, LkUiFixture, &refusals[i], lk_ui_fixture_set_up,
                  test_without_an_answer_nothing_is_shown, lk_ui_fixture_tear_down);
    }
  LK_UI_ADD ("/contacts-group/a-new-answer-takes-the-place-of-the-old",
             test_a_new_answer_takes_the_place_of_the_old);
  LK_UI_ADD ("/contacts-group/they-go-with-the-session", test_they_go_with_the_session);
  LK_UI_ADD ("/contacts-group/closing-the-window-meanwhile", test_closing_the_window_meanwhile);

  return g_test_run ();
}
