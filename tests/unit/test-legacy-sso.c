/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-legacy-sso.h"

#include "lk-error.h"

#include <string.h>

#define REDIRECT_URI "http://127.0.0.1:50000/oauth/callback"
#define BASE_URL "https://matrix.example.org/mx"
#define BEGINNING BASE_URL "/_matrix/client/v3/login/sso/redirect"

static char *
param_of (const char *uri,
          const char *name)
{
  g_autoptr (GHashTable) params =
    g_uri_parse_params (strchr (uri, '?') + 1, -1, "&", G_URI_PARAMS_NONE, NULL);

  g_assert_nonnull (params);
  return g_strdup (g_hash_table_lookup (params, name));
}

/* Where the homeserver is asked to send the person. */
static char *
redirect_of (LkLegacySso *sso)
{
  g_autofree char *uri = lk_legacy_sso_build_uri (sso, BASE_URL, NULL, FALSE);

  return param_of (uri, "redirectUrl");
}

static void
test_address (void)
{
  g_autoptr (LkLegacySso) sso = lk_legacy_sso_new (REDIRECT_URI);
  g_autofree char *login = lk_legacy_sso_build_uri (sso, BASE_URL, NULL, FALSE);
  g_autofree char *create = lk_legacy_sso_build_uri (sso, BASE_URL, "oidc-hub", TRUE);
  g_autofree char *strange = lk_legacy_sso_build_uri (sso, BASE_URL, "a/b?c#d%e", FALSE);
  g_autofree char *redirect = redirect_of (sso);

  g_assert_true (g_str_has_prefix (login, BEGINNING "?redirectUrl=http%3A%2F%2F127.0.0.1%3A50000"
                                                    "%2Foauth%2Fcallback%3Fnonce%3D"));
  g_assert_true (g_str_has_suffix (login, "&action=login&org.matrix.msc3824.action=login"));
  g_assert_true (g_str_has_prefix (create, BEGINNING "/oidc-hub?redirectUrl="));
  g_assert_true (g_str_has_suffix (create, "&action=register&org.matrix.msc3824.action=register"));
  g_assert_true (g_str_has_prefix (strange, BEGINNING "/a%2Fb%3Fc%23d%25e?redirectUrl="));
  g_assert_true (g_str_has_prefix (redirect, REDIRECT_URI "?nonce="));
  /* The homeserver is not named in it (spec §9.3). */
  g_assert_null (strstr (redirect, "example.org"));
}

static void
test_nonce_is_long_and_new (void)
{
  g_autoptr (LkLegacySso) a = lk_legacy_sso_new (REDIRECT_URI);
  g_autoptr (LkLegacySso) b = lk_legacy_sso_new (REDIRECT_URI);
  g_autofree char *redirect_a = redirect_of (a);
  g_autofree char *redirect_b = redirect_of (b);
  g_autofree char *nonce = param_of (redirect_a, "nonce");

  g_assert_cmpuint (strlen (nonce), >=, 22); /* 128 bits of BASE64URL */
  g_assert_cmpstr (redirect_a, !=, redirect_b);
}

static void
check (LkLegacySso       *sso,
       const char        *uri,
       LkRedirectVerdict  expected,
       const char        *expected_token)
{
  g_autoptr (LkSecret) token = NULL;
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", uri);
  g_assert_cmpint (lk_legacy_sso_take_redirect (sso, uri, &token, &error), ==, expected);
  g_assert_true ((error != NULL) == (expected == LK_REDIRECT_REFUSED));
  if (expected_token == NULL)
    g_assert_null (token);
  else
    g_assert_cmpstr (lk_secret_peek (token), ==, expected_token);
}

static void
test_token_is_taken_once (void)
{
  g_autoptr (LkLegacySso) sso = lk_legacy_sso_new (REDIRECT_URI);
  g_autofree char *redirect = redirect_of (sso);
  g_autofree char *good = g_strconcat (redirect, "&loginToken=syl_%2Bab#", NULL);

  check (sso, good, LK_REDIRECT_CODE, "syl_+ab");
  check (sso, good, LK_REDIRECT_STRAY, NULL);
}

/* What is not for this attempt changes nothing: the right one still counts. */
static void
test_strays_change_nothing (void)
{
  g_autoptr (LkLegacySso) sso = lk_legacy_sso_new (REDIRECT_URI);
  g_autoptr (LkLegacySso) other = lk_legacy_sso_new (REDIRECT_URI);
  g_autofree char *redirect = redirect_of (sso);
  g_autofree char *of_other = redirect_of (other);
  g_autofree char *nonce = param_of (redirect, "nonce");
  char *strays[] = {
    g_strdup (""),
    g_strdup (REDIRECT_URI),
    g_strdup (REDIRECT_URI "?loginToken=evil"),
    g_strdup (REDIRECT_URI "?nonce=&loginToken=evil"),
    g_strdup (REDIRECT_URI "?nonce=guess&loginToken=evil"),
    g_strconcat (of_other, "&loginToken=evil", NULL),
    g_strconcat (redirect, "x&loginToken=evil", NULL),
    g_strconcat (redirect, "&nonce=", nonce, "&loginToken=evil", NULL),
    g_strconcat (redirect, "&loginToken=a&loginToken=b", NULL),
    g_strconcat ("https://127.0.0.1:50000/oauth/callback?nonce=", nonce, "&loginToken=a", NULL),
    g_strconcat ("http://127.0.0.1:50001/oauth/callback?nonce=", nonce, "&loginToken=a", NULL),
    g_strconcat ("http://127.0.0.1:50000/oauth/?nonce=", nonce, "&loginToken=a", NULL),
    g_strconcat (REDIRECT_URI, "#nonce=", nonce, "&loginToken=a", NULL),
  };
  g_autofree char *good = g_strconcat (redirect, "&loginToken=good", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (strays); i++)
    {
      check (sso, strays[i], LK_REDIRECT_STRAY, NULL);
      g_free (strays[i]);
    }
  check (sso, good, LK_REDIRECT_CODE, "good");
}

static void
test_no_token_is_a_refusal (gconstpointer data)
{
  g_autoptr (LkLegacySso) sso = lk_legacy_sso_new (REDIRECT_URI);
  g_autofree char *redirect = redirect_of (sso);
  g_autofree char *uri = g_strconcat (redirect, data, NULL);
  g_autofree char *late = g_strconcat (redirect, "&loginToken=late", NULL);
  g_autoptr (LkSecret) token = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (lk_legacy_sso_take_redirect (sso, uri, &token, &error), ==,
                   LK_REDIRECT_REFUSED);
  g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
  g_assert_null (token);
  check (sso, late, LK_REDIRECT_STRAY, NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/legacy-sso/J4/address", test_address);
  g_test_add_func ("/legacy-sso/J5/nonce-is-long-and-new", test_nonce_is_long_and_new);
  g_test_add_func ("/legacy-sso/J5/token-is-taken-once", test_token_is_taken_once);
  g_test_add_func ("/legacy-sso/J5/strays-change-nothing", test_strays_change_nothing);
  g_test_add_data_func ("/legacy-sso/J5/no-token-is-a-refusal/missing", "",
                        test_no_token_is_a_refusal);
  g_test_add_data_func ("/legacy-sso/J5/no-token-is-a-refusal/empty", "&loginToken=",
                        test_no_token_is_a_refusal);

  return g_test_run ();
}
