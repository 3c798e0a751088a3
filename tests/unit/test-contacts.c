/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"
#include "lk-contacts.h"
#include "lk-error.h"
#include "lk-http-engine.h"
#include "lk-matrix-fixtures.h"

#define KEY_LIST "GET /_matrix/client/v3/account/3pid"

static GPtrArray *
parse (guint        status,
       const char  *text,
       GError     **error)
{
  g_autoptr (LkHttpResponse) response = lk_test_answer (status, text);

  return lk_contacts_parse (response, error);
}

/* @list: what is in the brackets */
static GPtrArray *
parse_list (const char *list)
{
  g_autofree char *text = g_strdup_printf ("{\"threepids\":[%s]}", list);
  g_autoptr (GError) error = NULL;
  GPtrArray *contacts = parse (200, text, &error);

  g_assert_no_error (error);
  return contacts;
}

static void
assert_contact (GPtrArray    *contacts,
                guint         position,
                LkContactKind kind,
                const char   *address)
{
  LkContact *contact = contacts->pdata[position];

  g_assert_cmpint (contact->kind, ==, kind);
  g_assert_cmpstr (contact->address, ==, address);
}

static void
test_both_kinds_are_read (void)
{
  g_autoptr (GPtrArray) contacts =
    parse_list ("{\"medium\":\"email\",\"address\":\"ada@example.org\",\"validated_at\":1,"
                "\"added_at\":2},{\"medium\":\"msisdn\",\"address\":\"447700900123\"},"
                "{\"medium\":\"msisdn\",\"address\":\"+447700900124\"}");

  g_assert_cmpuint (contacts->len, ==, 3);
  assert_contact (contacts, 0, LK_CONTACT_EMAIL, "ada@example.org");
  assert_contact (contacts, 1, LK_CONTACT_PHONE, "+447700900123");
  assert_contact (contacts, 2, LK_CONTACT_PHONE, "+447700900124");
}

static void
test_what_makes_no_sense_is_left_out (void)
{
  g_autoptr (GPtrArray) contacts =
    parse_list ("null,1,\"x\",[],{},{\"medium\":\"email\"},{\"address\":\"a@b\"},"
                "{\"medium\":1,\"address\":\"a@b\"},{\"medium\":\"email\",\"address\":{}},"
                "{\"medium\":\"email\",\"address\":\"\"},"
                "{\"medium\":\"email\",\"address\":\" \\u202e\"},"
                "{\"medium\":\"pigeon\",\"address\":\"a@b\"},"
                "{\"medium\":\"email\",\"address\":\"a@b\"},"
                "{\"medium\":\"email\",\"address\":\"a@b\"}");

  g_assert_cmpuint (contacts->len, ==, 1);
  assert_contact (contacts, 0, LK_CONTACT_EMAIL, "a@b");
}

static void
test_hostile_addresses_are_made_harmless (void)
{
  g_autofree char *flood = g_strnfill (10000, 'x');
  g_autofree char *list =
    g_strdup_printf ("{\"medium\":\"email\",\"address\":\"<b>a\\n\\u202eb</b>%s\"}", flood);
  g_autoptr (GPtrArray) contacts = parse_list (list);
  LkContact *contact = contacts->pdata[0];

  g_assert_true (g_str_has_prefix (contact->address, "<b>a b</b>xxx"));
  g_assert_cmpint (g_utf8_strlen (contact->address, -1), <, 300);
}

static void
test_a_flood_is_stopped (void)
{
  g_autoptr (GString) list = g_string_new ("{}");
  g_autoptr (GPtrArray) contacts = NULL;

  for (guint i = 0; i < 2 * LK_CONTACTS_MAX; i++)
    g_string_append_printf (list, ",{\"medium\":\"email\",\"address\":\"%u@b\"}", i);
  contacts = parse_list (list->str);
  g_assert_cmpuint (contacts->len, ==, LK_CONTACTS_MAX);
}

static void
test_no_list_is_an_empty_one (void)
{
  static const char *const bodies[] = {
    "{}", "{\"threepids\":null}", "{\"threepids\":{}}", "{\"threepids\":\"x\"}",
    "{\"threepids\":[]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) contacts = parse (200, bodies[i], &error);

      g_assert_no_error (error);
      g_assert_cmpuint (contacts->len, ==, 0);
    }
}

static void
test_no_answer_is_no_list (void)
{
  static const struct
  {
    guint       status;
    const char *body;
    int         code;
  } cases[] = {
    { 404, "{\"errcode\":\"M_UNRECOGNIZED\"}", LK_ERROR_SERVER_UNSUITABLE },
    { 403, "{\"errcode\":\"M_FORBIDDEN\"}", LK_ERROR_REFUSED },
    { 200, "<html>", LK_ERROR_PROTOCOL },
    { 200, "[]", LK_ERROR_PROTOCOL },
    { 500, "", LK_ERROR_SERVER_FAILED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (cases[i].status, cases[i].body, &error));
      g_assert_error (error, LK_ERROR, cases[i].code);
    }
}

static void
test_the_request (void)
{
  static const char *const bases[] = { "https://m.example.org/x", "https://m.example.org/x/" };

  for (gsize i = 0; i < G_N_ELEMENTS (bases); i++)
    {
      g_autoptr (LkHttpRequest) request = lk_contacts_api_list (bases[i]);

      g_assert_cmpstr (request->method, ==, "GET");
      g_assert_cmpstr (request->url, ==,
                       "https://m.example.org/x/_matrix/client/v3/account/3pid");
      g_assert_null (request->json);
    }
}

static void
test_they_are_asked_for_in_the_accounts_name (LkAccountFixture *self,
                                              gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) contacts = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_json (self->server, KEY_LIST,
                       "{\"threepids\":[{\"medium\":\"email\",\"address\":\"a@b\"}]}");
  lk_list_contacts_async (account, self->cancellable, lk_test_store_result, &result);
  contacts = lk_list_contacts_finish (account, lk_test_await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (contacts->len, ==, 1);
  g_assert_cmpstr (lk_fake_server_last_header (self->server, KEY_LIST, "Authorization"), ==,
                   "Bearer access-1");
}

static void
test_a_refusal_changes_nothing (LkAccountFixture *self,
                                gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_account_fixture_script (self, KEY_LIST, 403, "{\"errcode\":\"M_FORBIDDEN\"}");
  lk_list_contacts_async (account, self->cancellable, lk_test_store_result, &result);
  g_assert_null (lk_list_contacts_finish (account, lk_test_await (&result), &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_REFUSED);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
}

static void
test_cancelled (LkAccountFixture *self,
                gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_hang (self->server, KEY_LIST);
  lk_list_contacts_async (account, self->cancellable, lk_test_store_result, &result);
  lk_test_cancel_when_asked (self->server, self->cancellable, &result);
  g_assert_null (lk_list_contacts_finish (account, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/contacts/both-kinds-are-read", test_both_kinds_are_read);
  g_test_add_func ("/contacts/what-makes-no-sense-is-left-out",
                   test_what_makes_no_sense_is_left_out);
  g_test_add_func ("/contacts/K9/hostile-addresses-are-made-harmless",
                   test_hostile_addresses_are_made_harmless);
  g_test_add_func ("/contacts/a-flood-is-stopped", test_a_flood_is_stopped);
  g_test_add_func ("/contacts/no-list-is-an-empty-one", test_no_list_is_an_empty_one);
  g_test_add_func ("/contacts/K3/no-answer-is-no-list", test_no_answer_is_no_list);
  g_test_add_func ("/contacts/the-request", test_the_request);
  lk_account_fixture_add ("/contacts/K1/they-are-asked-for-in-the-accounts-name", NULL,
                          test_they_are_asked_for_in_the_accounts_name);
  lk_account_fixture_add ("/contacts/a-refusal-changes-nothing", NULL,
                          test_a_refusal_changes_nothing);
  lk_account_fixture_add ("/contacts/cancelled", NULL, test_cancelled);

  return g_test_run ();
}
