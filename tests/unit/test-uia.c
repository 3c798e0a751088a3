/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error.h"
#include "lk-json.h"
#include "lk-matrix-fixtures.h"
#include "lk-uia.h"

static LkUia *
parse (guint        status,
       const char  *text,
       GError     **error)
{
  g_autoptr (LkHttpResponse) response = lk_test_answer (status, text);

  return lk_uia_parse (response, error);
}

/* @members: more of the answer, beginning with a comma, or "" */
static LkUia *
parse_flows (const char *flows,
             const char *members)
{
  g_autofree char *text = g_strdup_printf ("{\"flows\":[%s]%s}", flows, members);
  g_autoptr (GError) error = NULL;
  LkUia *self = parse (401, text, &error);

  g_assert_no_error (error);
  return self;
}

static void
test_all_of_it_is_read (void)
{
  g_autoptr (LkUia) self =
    parse_flows ("{\"stages\":[\"a\",\"b\"]},{\"stages\":[\"c\"]}",
                 ",\"session\":\"s/1\",\"completed\":[\"a\"],\"params\":{\"b\":{\"k\":\"v\"}},"
                 "\"errcode\":\"M_FORBIDDEN\",\"error\":\"No\"");

  g_assert_cmpstr (self->session, ==, "s/1");
  g_assert_cmpuint (self->flows->len, ==, 2);
  g_assert_true (g_strv_equal (g_ptr_array_index (self->flows, 0),
                               (const char *const[]) { "a", "b", NULL }));
  g_assert_true (g_strv_equal ((const char *const *) self->completed,
                               (const char *const[]) { "a", NULL }));
  g_assert_cmpstr (lk_json_get_string (lk_json_get_object (self->params, "b"), "k"), ==, "v");
}

static void
test_odd_members_are_passed_over (void)
{
  g_autoptr (LkUia) self =
    parse_flows ("null,7,\"a\",[],{},{\"stages\":\"a\"},{\"stages\":[7]},{\"stages\":[\"b\"]}",
                 ",\"session\":7,\"completed\":\"a\",\"params\":[]");

  g_assert_null (self->session);
  g_assert_cmpuint (self->flows->len, ==, 1);
  g_assert_nonnull (self->completed);
  g_assert_null (self->completed[0]);
  g_assert_null (self->params);
}

static void
test_floods_are_capped (void)
{
  g_autoptr (GString) flows = g_string_new ("{\"stages\":[\"0\"");
  g_autoptr (LkUia) self = NULL;

  for (guint i = 1; i < 1000; i++)
    g_string_append_printf (flows, ",\"%u\"", i);
  g_string_append (flows, "]}");
  for (guint i = 0; i < 1000; i++)
    g_string_append (flows, ",{\"stages\":[\"a\"]}");
  self = parse_flows (flows->str, "");
  g_assert_cmpuint (self->flows->len, ==, 64);
  g_assert_cmpstr (((GStrv) g_ptr_array_index (self->flows, 0))[0], ==, "a");
}

static void
test_anything_else_is_an_error (void)
{
  static const struct
  {
    guint       status;
    const char *body;
  } cases[] = {
    { 200, "{\"flows\":[{\"stages\":[\"a\"]}]}" },
    { 403, "{\"flows\":[{\"stages\":[\"a\"]}]}" },
    { 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\",\"error\":\"Who?\"}" },
    { 401, "{\"flows\":null}" },
    { 401, "{\"flows\":{}}" },
    { 401, "[]" },
    { 401, "" },
    { 401, "<html>" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (cases[i].status, cases[i].body, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
      g_assert_cmpstr (lk_error_get_step (error), ==, "test");
      g_assert_cmpuint (lk_error_get_status (error), ==, cases[i].status);
    }
}

static void
test_the_way_that_can_be_gone_is_chosen (void)
{
  static const char *const doable[] = { "p", "d", "t", NULL };
  static const struct
  {
    const char *flows;
    const char *completed;
    const char *left; /* (nullable) */
  } cases[] = {
    { "{\"stages\":[\"p\"]}", "[]", "p" },
    /* Doable before short. */
    { "{\"stages\":[\"x\"]},{\"stages\":[\"p\",\"d\"]}", "[]", "p d" },
    { "{\"stages\":[\"p\",\"x\"]},{\"stages\":[\"t\",\"p\",\"d\"]}", "[]", "t p d" },
    /* Of two that are doable, or not, the short one; of two as short, the first. */
    { "{\"stages\":[\"t\",\"p\"]},{\"stages\":[\"d\"]}", "[]", "d" },
    { "{\"stages\":[\"x\",\"y\"]},{\"stages\":[\"z\"]}", "[]", "z" },
    { "{\"stages\":[\"p\"]},{\"stages\":[\"d\"]}", "[]", "p" },
    /* What is done counts no more, whatever it was. */
    { "{\"stages\":[\"x\",\"p\"]},{\"stages\":[\"t\",\"d\"]}", "[\"x\"]", "p" },
    { "{\"stages\":[\"x\",\"p\"]}", "[\"x\",\"p\"]", "" },
    { "{\"stages\":[]},{\"stages\":[\"p\"]}", "[]", "" },
    { "{\"stages\":[\"p\"]}", "[\"d\"]", "p" },
    /* No way at all. */
    { "", "[]", NULL },
    { "{\"stages\":7}", "[]", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *completed = g_strconcat (",\"completed\":", cases[i].completed, NULL);
      g_autoptr (LkUia) self = parse_flows (cases[i].flows, completed);
      g_auto (GStrv) left = lk_uia_stages_left (self, doable);
      g_autofree char *text = left != NULL ? g_strjoinv (" ", left) : NULL;

      g_assert_cmpstr (text, ==, cases[i].left);
    }
}

static void
test_who_can_do_nothing_gets_the_shortest_way (void)
{
  g_autoptr (LkUia) self = parse_flows ("{\"stages\":[\"a\",\"b\"]},{\"stages\":[\"c\"]}", "");
  g_auto (GStrv) left = lk_uia_stages_left (self, NULL);

  g_assert_true (g_strv_equal ((const char *const *) left, (const char *const[]) { "c", NULL }));
}

static void
test_fallback_page_is_addressed (void)
{
  static const char *const bases[] = { "https://m.example.org", "https://m.example.org/" };
  g_autoptr (LkUia) self = parse_flows ("", ",\"session\":\"a/b=c+&d\"");
  g_autoptr (LkUia) without = parse_flows ("", "");

  for (gsize i = 0; i < G_N_ELEMENTS (bases); i++)
    {
      g_autofree char *url = lk_uia_fallback_url (self, bases[i], "m.login.x/y?");

      g_assert_cmpstr (url, ==,
                       "https://m.example.org/_matrix/client/v3/auth/m.login.x%2Fy%3F/fallback/web"
                       "?session=a%2Fb%3Dc%2B%26d");
      g_assert_null (lk_uia_fallback_url (without, bases[i], "m.login.sso"));
    }
}

static void
test_auth_names_the_stage_and_the_session (void)
{
  static const struct
  {
    const char *members;
    const char *type; /* (nullable) */
    const char *auth;
  } cases[] = {
    { ",\"session\":\"s\"", "m.login.dummy", "{\"type\":\"m.login.dummy\",\"session\":\"s\"}" },
    { ",\"session\":\"s\"", NULL, "{\"session\":\"s\"}" },
    { "", "m.login.password", "{\"type\":\"m.login.password\"}" },
    { "", NULL, "{}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LkUia) self = parse_flows ("", cases[i].members);
      g_autoptr (JsonObject) auth = lk_uia_auth (self, cases[i].type);
      g_autofree char *text = lk_json_to_text (auth);

      g_assert_cmpstr (text, ==, cases[i].auth);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/uia/all-of-it-is-read", test_all_of_it_is_read);
  g_test_add_func ("/uia/odd-members-are-passed-over", test_odd_members_are_passed_over);
  g_test_add_func ("/uia/floods-are-capped", test_floods_are_capped);
  g_test_add_func ("/uia/K3/anything-else-is-an-error", test_anything_else_is_an_error);
  g_test_add_func ("/uia/J11/the-way-that-can-be-gone-is-chosen",
                   test_the_way_that_can_be_gone_is_chosen);
  g_test_add_func ("/uia/who-can-do-nothing-gets-the-shortest-way",
                   test_who_can_do_nothing_gets_the_shortest_way);
  g_test_add_func ("/uia/J11/fallback-page-is-addressed", test_fallback_page_is_addressed);
  g_test_add_func ("/uia/J11/auth-names-the-stage-and-the-session",
                   test_auth_names_the_stage_and_the_session);

  return g_test_run ();
}
