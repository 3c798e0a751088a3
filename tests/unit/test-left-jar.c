/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"
#include "lk-account-list.h"
#include "lk-left-jar.h"
#include "lk-sign-out.h"

static LkAccount *
new_with_cookies (LkAccountFixture *self)
{
  LkAccount *account = lk_account_fixture_new_session (self, 0);
  g_autofree char *jar = lk_account_get_jar (account);
  g_autofree char *cookies = g_build_filename (jar, "deep", "cookies.sqlite", NULL);

  lk_test_touch (cookies);
  return account;
}

static gboolean
has_cookies (const char *jar)
{
  g_autofree char *cookies = g_build_filename (jar, "deep", "cookies.sqlite", NULL);

  return g_file_test (cookies, G_FILE_TEST_EXISTS);
}

static void
test_it_outlives_the_account_and_no_more (LkAccountFixture *self,
                                          gconstpointer     data)
{
  g_autoptr (LkAccount) account = new_with_cookies (self);
  g_autofree char *place = lk_account_get_jar (account);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *path = NULL;
  LkLeftJar *jar = lk_left_jar_new (account);

  path = g_strdup (lk_left_jar_get_path (jar));
  g_assert_false (g_file_test (place, G_FILE_TEST_EXISTS));
  lk_sign_out_async (account, LK_SIGN_OUT_EVERYWHERE, NULL, lk_test_store_result, &result);
  g_assert_true (lk_sign_out_finish (account, lk_test_await (&result), NULL));
  g_assert_true (has_cookies (path));
  lk_left_jar_free (jar);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_account_that_stays_has_its_cookies (LkAccountFixture *self,
                                         gconstpointer     data)
{
  g_autoptr (LkAccount) account = new_with_cookies (self);
  g_autofree char *place = lk_account_get_jar (account);
  LkLeftJar *jar = lk_left_jar_new (account);

  g_assert_false (has_cookies (place));
  lk_left_jar_put_back (jar);
  g_assert_true (has_cookies (place));
}

/* Who signed in with a browser has none here. */
static void
test_no_cookies_are_no_jar (LkAccountFixture *self,
                            gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autofree char *place = lk_account_get_jar (account);
  g_autoptr (LkLeftJar) jar = lk_left_jar_new (account);

  g_assert_null (lk_left_jar_get_path (jar));
  lk_left_jar_put_back (g_steal_pointer (&jar));
  g_assert_false (g_file_test (place, G_FILE_TEST_EXISTS));
}

static void
test_next_start_deletes_what_is_left (LkAccountFixture *self,
                                      gconstpointer     data)
{
  g_autoptr (LkAccountList) list = lk_account_list_new (self->ports);
  g_autoptr (LkAccount) account = new_with_cookies (self);
  g_autoptr (LkLeftJar) jar = lk_left_jar_new (account);

  g_assert_true (has_cookies (lk_left_jar_get_path (jar)));
  lk_account_list_resume (list);
  lk_test_drain ();
  g_assert_false (g_file_test (lk_left_jar_get_path (jar), G_FILE_TEST_EXISTS));
}

#define add(path, test) lk_account_fixture_add (path, NULL, test)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/left-jar/it-outlives-the-account-and-no-more", test_it_outlives_the_account_and_no_more);
  add ("/left-jar/account-that-stays-has-its-cookies", test_account_that_stays_has_its_cookies);
  add ("/left-jar/no-cookies-are-no-jar", test_no_cookies_are_no_jar);
  add ("/left-jar/next-start-deletes-what-is-left", test_next_start_deletes_what_is_left);

  return g_test_run ();
}
