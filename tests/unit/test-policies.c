/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-json.h"
#include "lk-matrix-fixtures.h"
#include "lk-policies.h"

#define POLICY(members) "\"privacy\":{\"version\":\"1\"," members "}"
#define IN(language, name, url) "\"" language "\":{\"name\":\"" name "\",\"url\":\"" url "\"}"

static LkUia *
new_uia (const char *policies)
{
  g_autofree char *text =
    g_strdup_printf ("{\"flows\":[{\"stages\":[\"m.login.terms\"]}],\"session\":\"s\","
                     "\"params\":{\"m.login.terms\":{\"policies\":{%s}}}}", policies);
  g_autoptr (LkHttpResponse) response = lk_test_answer (401, text);
  LkUia *uia = lk_uia_parse (response, NULL);

  g_assert_nonnull (uia);
  return uia;
}

/* The languages that a person reads, the best first, and the document they get. */
static const struct
{
  const char *languages[4];
  const char *policies;
  const char *name; /* (nullable) none can be shown */
} choices[] = {
  { { "de_DE.UTF-8", "de_DE", "de" },
    POLICY (IN ("en", "Privacy", "https://e/en") "," IN ("de", "Datenschutz", "https://e/de")),
    "Datenschutz" },
  { { "pt_BR.UTF-8", "pt_BR", "pt" },
    POLICY (IN ("pt", "Geral", "https://e/pt") "," IN ("pt-br", "Brasil", "https://e/br")),
    "Brasil" },
  { { "fr", NULL, NULL },
    POLICY (IN ("de", "Datenschutz", "https://e/de") "," IN ("en", "Privacy", "https://e/en")),
    "Privacy" },
  { { "fr", NULL, NULL },
    POLICY (IN ("de", "Datenschutz", "https://e/de")), "Datenschutz" },
  { { "C", NULL, NULL },
    POLICY (IN ("en", "Privacy", "https://e/en")), "Privacy" },
  /* The best language comes with an address that isn't safe. */
  { { "de", NULL, NULL },
    POLICY (IN ("de", "Datenschutz", "http://e/de") "," IN ("en", "Privacy", "https://e/en")),
    "Privacy" },
  { { "de", NULL, NULL }, POLICY (IN ("de", "Datenschutz", "http://e/de")), NULL },
  { { "de", NULL, NULL }, POLICY (IN ("de", "Datenschutz", "javascript:alert(1)")), NULL },
  { { "de", NULL, NULL }, POLICY (IN ("de", "", "https://e/de")), NULL },
  { { "de", NULL, NULL }, POLICY ("\"de\":7"), NULL },
  { { "de", NULL, NULL }, "\"privacy\":7", NULL },
  { { "de", NULL, NULL }, "", NULL },
};

static void
test_best_language (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autoptr (LkUia) uia = new_uia (choices[i].policies);
      g_autoptr (GPtrArray) policies =
        lk_policies_read (uia, choices[i].languages, LK_TRANSPORT_SECURE);
      LkPolicy *policy = policies != NULL ? policies->pdata[0] : NULL;

      g_test_message ("%s", choices[i].policies);
      g_assert_cmpstr (policy != NULL ? policy->name : NULL, ==, choices[i].name);
    }
}

static void
test_one_that_cannot_be_shown_spoils_all (void)
{
  static const char *const languages[] = { "en", NULL };
  g_autoptr (LkUia) both =
    new_uia ("\"a\":{" IN ("en", "A", "https://e/a") "},\"b\":{" IN ("en", "B", "https://e/b")
             "}");
  g_autoptr (LkUia) one =
    new_uia ("\"a\":{" IN ("en", "A", "https://e/a") "},\"b\":{" IN ("en", "B", "ftp://e/b") "}");
  g_autoptr (GPtrArray) policies = lk_policies_read (both, languages, LK_TRANSPORT_SECURE);

  g_assert_cmpuint (policies->len, ==, 2);
  g_assert_null (lk_policies_read (one, languages, LK_TRANSPORT_SECURE));
}

static void
test_names_are_made_harmless (void)
{
  static const char *const languages[] = { "en", NULL };
  g_autoptr (LkUia) uia = new_uia (POLICY (IN ("en", "A\\nB\\u202ec", "https://e/a")));
  g_autoptr (GPtrArray) policies = lk_policies_read (uia, languages, LK_TRANSPORT_SECURE);
  LkPolicy *policy = policies->pdata[0];

  g_assert_cmpstr (policy->name, ==, "A Bc");
  g_assert_cmpstr (policy->url, ==, "https://e/a");
}

static void
test_a_flood_is_refused (void)
{
  static const char *const languages[] = { "en", NULL };
  g_autoptr (GString) many = g_string_new ("\"p\":{" IN ("en", "A", "https://e/a") "}");
  g_autoptr (LkUia) uia = NULL;

  for (int i = 0; i < 100; i++)
    g_string_append_printf (many, ",\"p%d\":{" IN ("en", "A", "https://e/a") "}", i);
  uia = new_uia (many->str);
  g_assert_null (lk_policies_read (uia, languages, LK_TRANSPORT_SECURE));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/policies/J11/each-in-the-best-language", test_best_language);
  g_test_add_func ("/policies/one-that-cannot-be-shown-spoils-all",
                   test_one_that_cannot_be_shown_spoils_all);
  g_test_add_func ("/policies/names-are-made-harmless", test_names_are_made_harmless);
  g_test_add_func ("/policies/a-flood-is-refused", test_a_flood_is_refused);

  return g_test_run ();
}
