/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error.h"
#include "lk-json.h"

#include <string.h>

static JsonObject *
parse (const char *text,
       GError    **error)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  return lk_json_parse_object (body, error);
}

static void
test_hostile_text_is_refused (void)
{
  static const char *const hostile[] = {
    "",         /* empty */
    "[]",       /* not an object */
    "\"x\"",    /* neither */
    "{",        /* cut off */
    "null",
    "{\"a\":\xff\xfe}", /* not UTF-8 */
    "<html>Sign in to the hotel's network</html>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (hostile[i], &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
    }
}

static char *
nested (guint depth)
{
  GString *text = g_string_new ("{\"a\":");

  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, '[');
  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, ']');
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

static void
test_deep_nesting_is_refused_before_the_parser (void)
{
  g_autofree char *just_right = nested (LK_JSON_MAX_DEPTH - 1);
  g_autofree char *too_deep = nested (LK_JSON_MAX_DEPTH);
  g_autofree char *crasher = nested (200000);
  g_autoptr (JsonObject) object = parse (just_right, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (object);
  g_assert_null (parse (too_deep, NULL));
  g_assert_null (parse (crasher, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
}

static void
test_brackets_in_strings_do_not_nest (void)
{
  g_autofree char *brackets = g_strnfill (500, '[');
  g_autofree char *text = g_strdup_printf ("{\"a\":\"\\\"%s\"}", brackets);
  g_autoptr (JsonObject) object = parse (text, NULL);

  g_assert_nonnull (object);
}

/* json-glib reads both; a quotation mark in either would hide the brackets that follow. */
static void
test_comments_and_single_quotes_hide_no_nesting (void)
{
  static const char *const before[] = { "/*\"*/", "//\"\n", "{'\"':" };
  g_autofree char *brackets = g_strnfill (200000, '[');

  for (gsize i = 0; i < G_N_ELEMENTS (before); i++)
    {
      g_autofree char *text = g_strconcat (before[i], brackets, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (text, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
    }
}

static void
test_slashes_and_apostrophes_are_text (void)
{
  g_autoptr (JsonObject) object = parse ("{\"a\":\"https://it's/*\"}", NULL);

  g_assert_cmpstr (lk_json_get_string (object, "a"), ==, "https://it's/*");
}

static void
test_getters_do_not_complain (void)
{
  g_autoptr (JsonObject) object =
    parse ("{\"s\":\"x\",\"n\":null,\"i\":3,\"a\":[\"x\",1],\"t\":true,\"l\":[\"y\"]}", NULL);
  g_auto (GStrv) list = lk_json_get_strings (object, "l");

  g_assert_cmpstr (lk_json_get_string (object, "s"), ==, "x");
  g_assert_null (lk_json_get_string (object, "i"));
  g_assert_null (lk_json_get_string (object, "n"));
  g_assert_null (lk_json_get_string (object, "missing"));
  g_assert_null (lk_json_get_string (NULL, "s"));
  g_assert_null (lk_json_get_strings (object, "a"));
  g_assert_null (lk_json_get_strings (object, "s"));
  g_assert_cmpstr (list[0], ==, "y");
  g_assert_null (lk_json_get_object (object, "a"));
  g_assert_true (lk_json_get_boolean (object, "t", FALSE));
  g_assert_true (lk_json_get_boolean (object, "s", TRUE));
}

static void
test_whole_numbers_in_every_spelling (void)
{
  g_autoptr (JsonObject) object = parse (
    "{\"i\":300,\"d\":300.0,\"s\":\"300\",\"f\":0.5,\"x\":\"300s\",\"b\":1e300,\"m\":-5}", NULL);
  static const char *const good[] = { "i", "d", "s" };
  static const char *const bad[] = { "f", "x", "b", "missing" };
  gint64 value;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (lk_json_get_integer (object, good[i], &value));
      g_assert_cmpint (value, ==, 300);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (lk_json_get_integer (object, bad[i], &value));
  g_assert_true (lk_json_get_integer (object, "m", &value));
  g_assert_cmpint (value, ==, -5);
}

static void
test_quoted_text_comes_back_as_it_was (void)
{
  static const char *const texts[] = {
    "", "hunter2", "\"quoted\" \\ and \\\"", "a\tb\nc\x01\x1f\x7f", "'/é 🔑\u2028", "\\u0041",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GString) out = g_string_new ("{\"s\":");
      g_autoptr (JsonObject) object = NULL;
      GError *error = NULL;

      lk_json_append_quoted (out, texts[i]);
      g_string_append_c (out, '}');
      object = parse (out->str, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (lk_json_get_string (object, "s"), ==, texts[i]);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/hostile-text-is-refused", test_hostile_text_is_refused);
  g_test_add_func ("/json/deep-nesting-is-refused-before-the-parser",
                   test_deep_nesting_is_refused_before_the_parser);
  g_test_add_func ("/json/brackets-in-strings-do-not-nest", test_brackets_in_strings_do_not_nest);
  g_test_add_func ("/json/comments-and-single-quotes-hide-no-nesting",
                   test_comments_and_single_quotes_hide_no_nesting);
  g_test_add_func ("/json/slashes-and-apostrophes-are-text", test_slashes_and_apostrophes_are_text);
  g_test_add_func ("/json/getters-do-not-complain", test_getters_do_not_complain);
  g_test_add_func ("/json/whole-numbers-in-every-spelling", test_whole_numbers_in_every_spelling);
  g_test_add_func ("/json/quoted-text-comes-back-as-it-was",
                   test_quoted_text_comes_back_as_it_was);

  return g_test_run ();
}
