/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define _GNU_SOURCE /* RTLD_NEXT */

#include "lk-account-fixture.h"
#include "lk-account-store-keyring.h"
#include "lk-file-keyring.h"
#include "lk-revocation-store-keyring.h"

#include <dlfcn.h>
#include <libsecret/secret.h>

/* libsecret itself, with its file backend; its locks are test-account-store-keyring.c's. */

/* libsecret 0.20 forgets to free the old etag of its file: see test-account-store-keyring.c. */
gboolean
g_file_replace_contents_finish (GFile        *file,
                                GAsyncResult *result,
                                char        **new_etag,
                                GError      **error)
{
  gboolean (*original) (GFile *, GAsyncResult *, char **, GError **);

  *(void **) &original = dlsym (RTLD_NEXT, "g_file_replace_contents_finish");
  if (new_etag != NULL)
    g_clear_pointer (new_etag, g_free);
  return original (file, result, new_etag, error);
}

static LkRevocation *
new_revocation (const char *id,
                const char *refresh_token)
{
  g_autoptr (LkAccountRecord) record = lk_account_record_new ();
  g_autoptr (LkTokens) tokens = lk_test_tokens ("mat_a", refresh_token, 1, 2);

  g_free (record->id);
  record->id = g_strdup (id);
  record->server_name = g_strdup ("example.org");
  record->base_url = g_strdup ("https://matrix.example.org");
  record->revocation_endpoint = g_strdup ("https://account.example.org/revoke");
  record->client_id = g_strdup ("client-1");
  return lk_revocation_new (record, tokens);
}

static void
save (LkRevocationStore *store,
      const char        *id,
      const char        *refresh_token)
{
  g_autoptr (LkRevocation) revocation = new_revocation (id, refresh_token);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_revocation_store_save_async (store, revocation, NULL, lk_test_store_result, &result);
  lk_revocation_store_save_finish (store, lk_test_await (&result), &error);
  g_assert_no_error (error);
}

static void
remove_one (LkRevocationStore *store,
            const char        *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_revocation_store_remove_async (store, id, NULL, lk_test_store_result, &result);
  lk_revocation_store_remove_finish (store, lk_test_await (&result), &error);
  g_assert_no_error (error);
}

static GPtrArray *
load (LkRevocationStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *revocations;

  lk_revocation_store_load_async (store, NULL, lk_test_store_result, &result);
  revocations = lk_revocation_store_load_finish (store, lk_test_await (&result), &error);
  g_assert_no_error (error);
  return revocations;
}

static void
assert_has (LkRevocationStore *store,
            const char        *id,
            const char        *refresh_token)
{
  g_autoptr (GPtrArray) revocations = load (store);

  for (guint i = 0; i < revocations->len; i++)
    {
      LkRevocation *revocation = revocations->pdata[i];

      if (!g_str_equal (revocation->id, id))
        continue;
      g_assert_cmpstr (lk_secret_peek (revocation->tokens->refresh_token), ==, refresh_token);
      g_assert_cmpstr (revocation->client_id, ==, "client-1");
      return;
    }
  g_test_fail_printf ("There is no %s", id);
}

static void
assert_n (LkRevocationStore *store,
          guint              expected)
{
  g_autoptr (GPtrArray) revocations = load (store);

  g_assert_cmpuint (revocations->len, ==, expected);
}

static void
test_all_that_is_saved_is_loaded (void)
{
  g_autoptr (LkKeyring) keyring = lk_keyring_new_in_service ();
  g_autoptr (LkRevocationStore) store = lk_revocation_store_keyring_new (keyring);

  assert_n (store, 0);
  save (store, "one", "mar_1");
  save (store, "two", "mar_2");
  save (store, "one", "mar_3"); /* renewed */
  assert_n (store, 2);
  assert_has (store, "one", "mar_3");
  assert_has (store, "two", "mar_2");
  remove_one (store, "one");
  remove_one (store, "one");
  assert_n (store, 1);
  remove_one (store, "two");
  assert_n (store, 0);
}

/* An account and the end of its session have the same ID for a while, and are two things. */
static void
test_account_of_the_same_id_is_another_item (void)
{
  g_autoptr (LkKeyring) keyring = lk_keyring_new_in_service ();
  g_autoptr (LkRevocationStore) store = lk_revocation_store_keyring_new (keyring);
  g_autoptr (LkAccountStore) accounts = lk_account_store_keyring_new (keyring);
  g_autoptr (LkTokens) tokens = lk_test_tokens ("mat_a", "mar_a", 1, 2);
  g_autoptr (LkTokens) loaded = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) removed = NULL;

  lk_account_store_save_async (accounts, "one", "Label", tokens, NULL, NULL, lk_test_store_result,
                               &saved);
  g_assert_true (lk_account_store_save_finish (accounts, lk_test_await (&saved), NULL));
  save (store, "one", "mar_1");
  assert_n (store, 1);
  remove_one (store, "one");
  lk_account_store_load_async (accounts, "one", NULL, lk_test_store_result, &result);
  loaded = lk_account_store_load_finish (accounts, lk_test_await (&result), NULL, NULL);
  g_assert_cmpstr (lk_secret_peek (loaded->refresh_token), ==, "mar_a");

  save (store, "one", "mar_1");
  lk_account_store_remove_async (accounts, "one", NULL, lk_test_store_result, &removed);
  g_assert_true (lk_account_store_remove_finish (accounts, lk_test_await (&removed), NULL));
  assert_has (store, "one", "mar_1");
  remove_one (store, "one");
}

/* Of a later version, or damaged: the others are there all the same, and it stays. */
static void
test_one_that_can_not_be_read_stays (void)
{
  g_autoptr (LkKeyring) keyring = lk_keyring_new_in_service ();
  g_autoptr (LkRevocationStore) store = lk_revocation_store_keyring_new (keyring);
  g_autoptr (LkSecret) text = lk_secret_new ("{\"format\":99}");
  g_autoptr (GAsyncResult) result = NULL;

  lk_keyring_save_async (keyring, LK_KEYRING_REVOCATIONS, "later", "Label", text, NULL,
                         lk_test_store_result, &result);
  g_assert_true (lk_keyring_save_finish (keyring, lk_test_await (&result), NULL));
  save (store, "one", "mar_1");
  for (int i = 0; i < 2; i++)
    {
      g_test_expect_message ("lk-account", G_LOG_LEVEL_WARNING, "*can't be read*");
      assert_n (store, 1);
      g_test_assert_expected_messages ();
    }
  remove_one (store, "later");
  remove_one (store, "one");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/revocation-store-keyring/all-that-is-saved-is-loaded",
                   test_all_that_is_saved_is_loaded);
  g_test_add_func ("/revocation-store-keyring/account-of-the-same-id-is-another-item",
                   test_account_of_the_same_id_is_another_item);
  g_test_add_func ("/revocation-store-keyring/one-that-can-not-be-read-stays",
                   test_one_that_can_not_be_read_stays);

  return lk_test_run_with_file_keyring ();
}
