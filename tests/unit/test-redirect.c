/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-authorization.h"
#include "lk-error.h"
#include "lk-matrix-fixtures.h"

#define OURS "http://127.0.0.1:50000/oauth/callback"

typedef struct
{
  LkAuthorization *authorization;
  char            *state;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  changes)
{
  g_autoptr (LkAuthMetadata) metadata = lk_test_metadata ("https://op.example", changes);
  g_autofree char *uri = NULL;
  g_autoptr (GHashTable) params = NULL;

  fixture->authorization = lk_authorization_new (metadata, "c", OURS, NULL, FALSE, NULL);
  uri = lk_authorization_build_uri (fixture->authorization);
  params = g_uri_parse_params (strchr (uri, '?') + 1, -1, "&", G_URI_PARAMS_NONE, NULL);
  fixture->state = g_strdup (g_hash_table_lookup (params, "state"));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->authorization);
  g_free (fixture->state);
}

/* @query: "{state}" becomes the right state */
static LkRedirectVerdict
take (Fixture     *fixture,
      const char  *query,
      LkSecret   **code,
      GError     **error)
{
  g_auto (GStrv) parts = g_strsplit (query, "{state}", -1);
  g_autofree char *filled = g_strjoinv (fixture->state, parts);
  g_autofree char *uri = g_strconcat (OURS, filled, NULL);

  return lk_authorization_take_redirect (fixture->authorization, uri, code, error);
}

static void
assert_code (Fixture    *fixture,
             const char *query,
             const char *expected)
{
  g_autoptr (LkSecret) code = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (take (fixture, query, &code, &error), ==, LK_REDIRECT_CODE);
  g_assert_no_error (error);
  g_assert_cmpstr (lk_secret_peek (code), ==, expected);
}

static void
assert_stray (Fixture    *fixture,
              const char *query)
{
  g_autoptr (GError) error = NULL;
  LkSecret *code = NULL;

  g_assert_cmpint (take (fixture, query, &code, &error), ==, LK_REDIRECT_STRAY);
  g_assert_null (code);
  g_assert_no_error (error);
}

static void
assert_refused (Fixture      *fixture,
                const char   *query,
                LkErrorCode   error_code,
                GError      **error)
{
  LkSecret *code = NULL;

  g_assert_cmpint (take (fixture, query, &code, error), ==, LK_REDIRECT_REFUSED);
  g_assert_null (code);
  g_assert_error (*error, LK_ERROR, (int) error_code);
  g_assert_cmpstr (lk_error_get_step (*error), ==, "authorization");
}

static void
test_only_our_address_matches (void)
{
  static const char *const ours[] = {
    OURS,
    OURS "?",
    OURS "#",
    OURS "?code=a",
    OURS "?code=a#",
    OURS "?x=%zz{\"", /* a malformed query does not hide it */
    "HTTP://127.0.0.1:50000/oauth/callback",
  };
  static const char *const others[] = {
    "",
    "http",
    "http://127.0.0.1/oauth/callback",                /* no port */
    "http://127.0.0.1:50001/oauth/callback",          /* other port */
    "http://127.0.0.1:5000/oauth/callback",           /* prefix of the port */
    "http://127.0.0.1:500000/oauth/callback",
    "http://127.0.0.1:050000/oauth/callback",
    "https://127.0.0.1:50000/oauth/callback",         /* other scheme */
    "http:127.0.0.1:50000/oauth/callback",
    "http:///127.0.0.1:50000/oauth/callback",
    "http://localhost:50000/oauth/callback",          /* other name */
    "http://[::1]:50000/oauth/callback",
    "http://127.0.0.1.evil.example:50000/oauth/callback",
    "http://127.0.0.%31:50000/oauth/callback",
    "http://127.1:50000/oauth/callback",
    "http://127.0.0.1:50000@evil.example/oauth/callback", /* user info */
    "http://127.0.0.1:50000%40evil.example/oauth/callback",
    "http://127.0.0.1:50000\\@evil.example/oauth/callback",
    "http://user@127.0.0.1:50000/oauth/callback",
    "http://@127.0.0.1:50000/oauth/callback",
    "http://evil.example/http://127.0.0.1:50000/oauth/callback",
    "http://evil.example?http://127.0.0.1:50000/oauth/callback",
    "http://127.0.0.1:50000",                         /* other paths */
    "http://127.0.0.1:50000/",
    "http://127.0.0.1:50000/oauth",
    "http://127.0.0.1:50000/oauth/callback/",
    "http://127.0.0.1:50000/oauth/callback2",
    "http://127.0.0.1:50000/oauth/callback;x",
    "http://127.0.0.1:50000/oauth/Callback",
    "http://127.0.0.1:50000//oauth/callback",
    "http://127.0.0.1:50000/./oauth/callback",
    "http://127.0.0.1:50000/x/../oauth/callback",
    "http://127.0.0.1:50000/oauth%2Fcallback",
    "http://127.0.0.1:50000/oauth/c%61llback",
    "http://127.0.0.1:50000/oauth/callback%3Fcode=a",
    "http://127.0.0.1:50000/?/oauth/callback",
    " " OURS,
    OURS " ",
    OURS "\n?code=a",
    LK_REDIRECT_PRIVATE,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ours); i++)
    g_assert_true (lk_redirect_matches (OURS, ours[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (lk_redirect_matches (OURS, others[i]));
}

static void
test_private_scheme_matches_as_a_scheme (void)
{
  static const char *const others[] = {
    "im.latchkey.latchkey://oauth/callback", "im.latchkey.latchkey:///oauth/callback",
    "im.latchkey.latchkey:oauth/callback",   "im.latchkey.latchkey2:/oauth/callback",
    "im.latchkey.Latchkey:/oauth/Callback",  "latchkey:/oauth/callback",
  };

  g_assert_true (lk_redirect_matches (LK_REDIRECT_PRIVATE, LK_REDIRECT_PRIVATE "?code=a#"));
  g_assert_true (lk_redirect_matches (LK_REDIRECT_PRIVATE, "IM.Latchkey.Latchkey:/oauth/callback"));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (lk_redirect_matches (LK_REDIRECT_PRIVATE, others[i]));
}

static void
test_code_is_given_once (Fixture       *fixture,
                         gconstpointer  data)
{
  assert_code (fixture, "?code=abc&state={state}", "abc");
  assert_stray (fixture, "?code=abc&state={state}");
  assert_stray (fixture, "?error=access_denied&state={state}");
}

static void
test_refusal_is_given_once (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  assert_refused (fixture, "?error=access_denied&state={state}", LK_ERROR_DENIED_BY_USER, &error);
  assert_stray (fixture, "?error=access_denied&state={state}");
  assert_stray (fixture, "?code=abc&state={state}");
}

static void
test_wrong_state_keeps_waiting (Fixture       *fixture,
                                gconstpointer  data)
{
  assert_stray (fixture, "");
  assert_stray (fixture, "?");
  assert_stray (fixture, "?code=abc");
  assert_stray (fixture, "?code=abc&state=");
  assert_stray (fixture, "?code=abc&state=wrong");
  assert_stray (fixture, "?code=abc&state={state}x");
  assert_stray (fixture, "?code=abc&State={state}");
  assert_stray (fixture, "?error=access_denied&state=wrong");
  assert_stray (fixture, "?error=access_denied");
  assert_stray (fixture, "#code=abc&state={state}");
  assert_stray (fixture, "/x?code=abc&state={state}");

  assert_code (fixture, "?code=abc&state={state}", "abc");
}

static void
test_parameters_that_come_twice_are_rejected (Fixture       *fixture,
                                              gconstpointer  data)
{
  assert_stray (fixture, "?code=a&code=b&state={state}");
  assert_stray (fixture, "?code=a&code=a&state={state}");
  assert_stray (fixture, "?code=a&state={state}&state={state}");
  assert_stray (fixture, "?code=a&state={state}&state=x");
  assert_stray (fixture, "?error=a&error=b&state={state}");
  assert_stray (fixture, "?code=a&state={state}&iss=x&iss=y");
  assert_stray (fixture, "?code=a&c%6Fde=b&state={state}");

  assert_code (fixture, "?code=abc&state={state}", "abc");
}

static void
test_query_that_is_not_one_is_rejected (Fixture       *fixture,
                                        gconstpointer  data)
{
  assert_stray (fixture, "?code=%zz&state={state}");
  assert_stray (fixture, "?code=%00&state={state}");
  assert_stray (fixture, "?code=%ff%fe&state={state}");
  assert_code (fixture, "?code=abc&state={state}", "abc");
}

static void
test_description_is_made_harmless (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  assert_refused (fixture,
                  "?error=access_denied&error_description=You+%3Cb%3Esaid%3C%2Fb%3E%0Ano%E2%80%AE"
                  "&error_uri=https://evil.example&state={state}",
                  LK_ERROR_DENIED_BY_USER, &error);
  g_assert_cmpstr (lk_error_get_server_code (error), ==, "access_denied");
  g_assert_cmpstr (lk_error_get_server_text (error), ==, "You <b>said</b> no");
  g_assert_null (strstr (error->message, "You"));
  g_assert_cmpstr (lk_error_get_url (error), ==, "https://op.example/authorize");
}

static void
test_order_and_encoding_do_not_matter (Fixture       *fixture,
                                       gconstpointer  data)
{
  assert_code (fixture, data, "a b/c+d");
}

static void
test_issuer_is_checked (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  assert_refused (fixture, "?code=abc&state={state}&iss=https%3A%2F%2Fevil.example%2F",
                  LK_ERROR_PROTOCOL, &error);
  assert_stray (fixture, "?code=abc&state={state}&iss=https%3A%2F%2Fop.example%2F");
}

static void
test_issuer_is_compared_as_text (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  assert_refused (fixture, "?code=abc&state={state}&iss=https%3A%2F%2Fop.example",
                  LK_ERROR_PROTOCOL, &error);
}

static void
test_issuer_of_another_spoils_an_error_too (Fixture       *fixture,
                                            gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  assert_refused (fixture, "?error=access_denied&state={state}&iss=x", LK_ERROR_PROTOCOL, &error);
}

static void
test_right_issuer_is_taken (Fixture       *fixture,
                            gconstpointer  data)
{
  assert_code (fixture, "?iss=https%3A%2F%2Fop.example%2F&code=abc&state={state}", "abc");
}

static void
test_promised_issuer_is_missed (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  assert_refused (fixture, "?code=abc&state={state}", LK_ERROR_PROTOCOL, &error);
}

static void
test_attempts_do_not_cross (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autofree char *other_port =
    g_strdup_printf ("http://127.0.0.1:50001/oauth/callback?code=a&state=%s", fixture->state);
  g_autofree char *other_scheme =
    g_strdup_printf (LK_REDIRECT_PRIVATE "?code=a&state=%s", fixture->state);
  LkSecret *code = NULL;

  g_assert_cmpint (lk_authorization_take_redirect (fixture->authorization, other_port, &code,
                                                   NULL), ==, LK_REDIRECT_STRAY);
  g_assert_cmpint (lk_authorization_take_redirect (fixture->authorization, other_scheme, &code,
                                                   NULL), ==, LK_REDIRECT_STRAY);
  g_assert_null (code);
  assert_code (fixture, "?code=abc&state={state}", "abc");
}

static void
test_redirect_of_an_earlier_run_changes_nothing (Fixture       *fixture,
                                                 gconstpointer  data)
{
  Fixture earlier;
  g_autofree char *query = NULL;

  set_up (&earlier, NULL);
  query = g_strdup_printf ("?code=old&state=%s", earlier.state);
  tear_down (&earlier, NULL);

  assert_stray (fixture, query);
  assert_code (fixture, "?code=abc&state={state}", "abc");
}

typedef struct
{
  const char  *query;
  LkErrorCode  code;
} Refusal;

static void
test_refusal_is_mapped (Fixture       *fixture,
                        gconstpointer  data)
{
  const Refusal *refusal = data;
  g_autoptr (GError) error = NULL;

  assert_refused (fixture, refusal->query, refusal->code, &error);
}

#define ADD(path, changes, func) g_test_add (path, Fixture, changes, set_up, func, tear_down)

static void
set_up_plain (Fixture       *fixture,
              gconstpointer  data)
{
  set_up (fixture, NULL);
}

static void
add_refusals (void)
{
  static const struct
  {
    const char *name;
    Refusal     refusal;
  } refusals[] = {
    { "access-denied", { "?error=access_denied&state={state}", LK_ERROR_DENIED_BY_USER } },
    { "server-error", { "?error=server_error&state={state}", LK_ERROR_SERVER_FAILED } },
    { "temporarily-unavailable",
      { "?error=temporarily_unavailable&state={state}", LK_ERROR_SERVER_FAILED } },
    { "invalid-scope", { "?error=invalid_scope&state={state}", LK_ERROR_REFUSED } },
    { "login-required", { "?error=login_required&state={state}", LK_ERROR_REFUSED } },
    { "unknown", { "?error=whatever&state={state}", LK_ERROR_REFUSED } },
    { "empty", { "?error=&state={state}", LK_ERROR_REFUSED } },
    /* an error wins over a code that comes with it */
    { "error-and-code", { "?code=a&error=invalid_scope&state={state}", LK_ERROR_REFUSED } },
    { "no-code", { "?state={state}", LK_ERROR_PROTOCOL } },
    { "empty-code", { "?code=&state={state}", LK_ERROR_PROTOCOL } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strconcat ("/redirect/refused/", refusals[i].name, NULL);

      g_test_add (path, Fixture, &refusals[i].refusal, set_up_plain, test_refusal_is_mapped,
                  tear_down);
    }
}

static void
add_encodings (void)
{
  static const char *const queries[] = {
    "?code=a+b%2Fc%2Bd&state={state}",
    "?state={state}&code=a%20b/c%2Bd",
    "?state={state}&x=1&code=a%20b%2fc%2bd#",
    "?c%6Fde=a+b%2Fc%2Bd&state={state}#code=evil&state=x",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autofree char *path =
        g_strdup_printf ("/redirect/D11/order-and-encoding-do-not-matter/%" G_GSIZE_FORMAT, i);

      g_test_add (path, Fixture, queries[i], set_up_plain, test_order_and_encoding_do_not_matter,
                  tear_down);
    }
}

static void
test_code_alone_counts_once (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr (LkSecret) code = NULL;
  g_autoptr (LkSecret) again = NULL;

  g_assert_cmpint (lk_authorization_take_code (fixture->authorization, "c\303\266de", &code), ==,
                   LK_REDIRECT_STRAY);
  g_assert_null (code);
  g_assert_cmpint (lk_authorization_take_code (fixture->authorization, "code", &code), ==,
                   LK_REDIRECT_CODE);
  g_assert_cmpstr (lk_secret_peek (code), ==, "code");
  g_assert_cmpint (lk_authorization_take_code (fixture->authorization, "code", &again), ==,
                   LK_REDIRECT_STRAY);
  g_assert_null (again);
}

static void
test_code_alone_is_not_enough_where_an_issuer_is_promised (Fixture       *fixture,
                                                           gconstpointer  data)
{
  g_autoptr (LkSecret) code = NULL;

  g_assert_cmpint (lk_authorization_take_code (fixture->authorization, "code", &code), ==,
                   LK_REDIRECT_STRAY);
  g_assert_null (code);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/redirect/only-our-address-matches", test_only_our_address_matches);
  g_test_add_func ("/redirect/private-scheme-matches-as-a-scheme",
                   test_private_scheme_matches_as_a_scheme);
  ADD ("/redirect/D2/code-is-given-once", NULL, test_code_is_given_once);
  ADD ("/redirect/D2/refusal-is-given-once", NULL, test_refusal_is_given_once);
  ADD ("/redirect/D8/wrong-state-keeps-waiting", NULL, test_wrong_state_keeps_waiting);
  ADD ("/redirect/D9/parameters-that-come-twice-are-rejected", NULL,
       test_parameters_that_come_twice_are_rejected);
  ADD ("/redirect/D9/query-that-is-not-one-is-rejected", NULL,
       test_query_that_is_not_one_is_rejected);
  ADD ("/redirect/D10/description-is-made-harmless", NULL, test_description_is_made_harmless);
  ADD ("/redirect/D12/issuer-is-checked", NULL, test_issuer_is_checked);
  ADD ("/redirect/D12/issuer-is-compared-as-text", NULL, test_issuer_is_compared_as_text);
  ADD ("/redirect/D12/issuer-of-another-spoils-an-error-too", NULL,
       test_issuer_of_another_spoils_an_error_too);
  ADD ("/redirect/D12/right-issuer-is-taken",
       "{\"authorization_response_iss_parameter_supported\":true}", test_right_issuer_is_taken);
  ADD ("/redirect/D12/right-issuer-is-taken-unannounced", NULL, test_right_issuer_is_taken);
  ADD ("/redirect/D12/promised-issuer-is-missed",
       "{\"authorization_response_iss_parameter_supported\":true}",
       test_promised_issuer_is_missed);
  ADD ("/redirect/D13/attempts-do-not-cross", NULL, test_attempts_do_not_cross);
  ADD ("/redirect/D20/redirect-of-an-earlier-run-changes-nothing", NULL,
       test_redirect_of_an_earlier_run_changes_nothing);
  ADD ("/redirect/code-alone-counts-once", NULL, test_code_alone_counts_once);
  ADD ("/redirect/D12/code-alone-is-not-enough-where-an-issuer-is-promised",
       "{\"authorization_response_iss_parameter_supported\":true}",
       test_code_alone_is_not_enough_where_an_issuer_is_promised);
  add_encodings ();
  add_refusals ();

  return g_test_run ();
}
