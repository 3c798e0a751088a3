/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-text.h"

static void
test_every_state_has_words (void)
{
  for (int state = 0; state < (int) LK_AUTH_N_STATES; state++)
    for (int facts = 0; facts < 4; facts++)
      g_assert_cmpstr (lk_account_text_session (state, facts & 1, facts & 2), !=, "");
}

static void
test_words_and_advice (void)
{
  static const struct
  {
    LkAuthState state;
    gboolean    offline;
    gboolean    keyring_locked;
    const char *session;
    gboolean    has_advice;
    LkRemedy    remedy;
  } vectors[] = {
    { LK_AUTH_STATE_SIGNED_IN, FALSE, FALSE, "Signed in", FALSE, LK_REMEDY_NONE },
    { LK_AUTH_STATE_SIGNED_IN, TRUE, FALSE, "Offline", TRUE, LK_REMEDY_TRY_AGAIN },
    { LK_AUTH_STATE_SIGNED_IN, TRUE, TRUE, "Keyring locked", TRUE, LK_REMEDY_UNLOCK },
    { LK_AUTH_STATE_REFRESHING, FALSE, FALSE, "Renewing access…", FALSE, LK_REMEDY_NONE },
    { LK_AUTH_STATE_NEEDS_SIGN_IN, TRUE, TRUE, "Sign in again", TRUE,
      LK_REMEDY_SIGN_IN_AGAIN },
    { LK_AUTH_STATE_SIGNING_OUT, FALSE, FALSE, "Signing out…", FALSE, LK_REMEDY_NONE },
    { LK_AUTH_STATE_IDENTIFYING, FALSE, FALSE, "Finishing sign-in…", FALSE,
      LK_REMEDY_NONE },
    { LK_AUTH_STATE_AUTHORIZING, FALSE, FALSE, "Signing in…", FALSE, LK_REMEDY_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      LkRemedy remedy;
      const char *advice = lk_account_text_advice (vectors[i].state, vectors[i].offline,
                                                   vectors[i].keyring_locked, FALSE, NULL,
                                                   &remedy);

      g_assert_cmpstr (lk_account_text_session (vectors[i].state, vectors[i].offline,
                                                vectors[i].keyring_locked), ==,
                       vectors[i].session);
      g_assert_true ((advice != NULL) == vectors[i].has_advice);
      g_assert_cmpint (remedy, ==, vectors[i].remedy);
    }
}

static void
test_hosts_can_not_deceive (void)
{
  static const struct
  {
    const char *uri;
    const char *host; /* (nullable) */
  } vectors[] = {
    { "https://account.example.org/", "account.example.org" },
    { "https://account.example.org:8443/x?y#z", "account.example.org:8443" },
    { "http://127.0.0.1:8080", "127.0.0.1:8080" },
    { "https://exämple.org/", "xn--exmple-cua.org" },
    { "https://www.good.org@evil.example/", "evil.example" },
    { "not an address", NULL },
    { NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autofree char *host = lk_account_text_host (vectors[i].uri);

      g_assert_cmpstr (host, ==, vectors[i].host);
    }
}

static void
test_names (void)
{
  static const struct
  {
    const char *user_id;
    const char *display_name; /* (nullable) */
    const char *name;
  } vectors[] = {
    { "@ada:example.org:8448", NULL, "ada" },
    { "@ada:example.org", "", "ada" },
    { "@ada:example.org", "Ada\nLovelace", "Ada Lovelace" },
    { "odd", NULL, "odd" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (LkAccountRecord) record = lk_account_record_new ();
      g_autofree char *name = NULL;

      record->user_id = g_strdup (vectors[i].user_id);
      record->display_name = g_strdup (vectors[i].display_name);
      name = lk_account_text_name (record);
      g_assert_cmpstr (name, ==, vectors[i].name);
    }
}

static void
test_moments (void)
{
  g_autofree char *never = lk_account_text_moment (0);
  g_autofree char *once = lk_account_text_moment (1700000000);

  g_assert_null (never);
  g_assert_nonnull (once);
}

static void
test_how_long_ago_access_was_renewed (void)
{
  static const struct
  {
    gint64      age;
    const char *text;
    gint64      until; /* from now */
  } vectors[] = {
    { 0, "Access renewed just now", 60 },
    { 59, "Access renewed just now", 1 },
    { 60, "Access renewed 1 minute ago", 60 },
    { 150, "Access renewed 2 minutes ago", 30 },
    { 3599, "Access renewed 59 minutes ago", 1 },
    { 3600, "Access renewed 1 hour ago", 3600 },
    { 86399, "Access renewed 23 hours ago", 1 },
    { 86400, "Access renewed 1 day ago", 86400 },
    { 864001, "Access renewed 10 days ago", 86399 },
    { -31536000, "Access renewed just now", 60 }, /* the clock was set back by a year */
  };
  const gint64 now = 1700000000;
  g_autofree char *never = lk_account_text_renewed (0, now);

  g_assert_null (never);
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autofree char *text = lk_account_text_renewed (now - vectors[i].age, now);

      g_assert_cmpstr (text, ==, vectors[i].text);
      g_assert_cmpint (lk_account_text_renewed_until (now - vectors[i].age, now), ==,
                       now + vectors[i].until);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/account-text/every-state-has-words", test_every_state_has_words);
  g_test_add_func ("/account-text/words-and-advice", test_words_and_advice);
  g_test_add_func ("/account-text/hosts-can-not-deceive", test_hosts_can_not_deceive);
  g_test_add_func ("/account-text/names", test_names);
  g_test_add_func ("/account-text/moments", test_moments);
  g_test_add_func ("/account-text/how-long-ago-access-was-renewed",
                   test_how_long_ago_access_was_renewed);

  return g_test_run ();
}
