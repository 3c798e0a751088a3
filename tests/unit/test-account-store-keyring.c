/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define _GNU_SOURCE /* RTLD_NEXT */

#include "lk-account-store-keyring.h"
#include "lk-account-fixture.h"
#include "lk-file-keyring.h"

#include <dlfcn.h>
#include <libsecret/secret.h>
#include <string.h>

/*
 * libsecret itself, with its file backend: what a Flatpak uses, too. gnome-keyring is for the
 * tests of the whole program.
 */

/* libsecret 0.20 writes the new etag of its file over the old one and forgets to free that. Its
 * leak is mended on the way, so that one of ours would be seen. */
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

static gboolean keyring_is_locked;

/* The file backend can't be locked. A keyring that is, and stays so, finds items that can't be
 * opened. */
GList *
secret_password_search_finish (GAsyncResult *result,
                               GError      **error)
{
  GList *(*original) (GAsyncResult *, GError **);
  GList *items;
  SecretItem *locked;

  *(void **) &original = dlsym (RTLD_NEXT, "secret_password_search_finish");
  items = original (result, error);
  if (!keyring_is_locked || items == NULL)
    return items;
  g_list_free_full (items, g_object_unref);
  locked = g_object_new (SECRET_TYPE_ITEM, NULL);
  g_dbus_proxy_set_cached_property (G_DBUS_PROXY (locked), "Locked", g_variant_new_boolean (TRUE));
  return g_list_prepend (NULL, locked);
}

static guint    n_questions;
static GTask   *open_question; /* (nullable) while the person thinks */

/* The question to the person, who answers at once, or when answer() says so. */
void
secret_service_unlock (SecretService       *service,
                       GList               *objects,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_assert_nonnull (objects);
  g_assert_null (open_question);
  n_questions++;
  open_question = g_task_new (NULL, cancellable, callback, user_data);
}

int
secret_service_unlock_finish (SecretService  *service,
                              GAsyncResult   *result,
                              GList         **unlocked,
                              GError        **error)
{
  return (int) g_task_propagate_int (G_TASK (result), error);
}

static void
answer (gboolean yes)
{
  g_autoptr (GTask) question = g_steal_pointer (&open_question);

  g_assert_nonnull (question);
  keyring_is_locked = !yes;
  g_task_return_int (question, yes ? 1 : 0);
}

static gboolean
is_asking (gpointer user_data)
{
  return open_question != NULL;
}

static LkAccountStore *
open_store (void)
{
  g_autoptr (LkKeyring) keyring = lk_keyring_new_in_service ();

  return lk_account_store_keyring_new (keyring);
}

static LkTokens *
load (LkAccountStore *store,
      const char     *id,
      GError        **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_account_store_load_async (store, id, NULL, lk_test_store_result, &result);
  return lk_account_store_load_finish (store, lk_test_await (&result), NULL, error);
}

static void
save (LkAccountStore *store,
      const char     *id,
      LkTokens       *tokens,
      const char     *previous)
{
  g_autoptr (LkSecret) secret = previous != NULL ? lk_secret_new (previous) : NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_account_store_save_async (store, id, "Latchkey: test", tokens, secret, NULL,
                               lk_test_store_result, &result);
  lk_account_store_save_finish (store, lk_test_await (&result), &error);
  g_assert_no_error (error);
}

static void
remove_all (LkAccountStore *store,
            const char     *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_account_store_remove_async (store, id, NULL, lk_test_store_result, &result);
  g_assert_true (lk_account_store_remove_finish (store, lk_test_await (&result), &error));
  g_assert_no_error (error);
}

static void
assert_loads (LkAccountStore *store,
              const char     *id,
              LkTokens       *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkTokens) tokens = load (store, id, &error);

  g_assert_no_error (error);
  g_assert_nonnull (tokens);
  g_assert_true (lk_secret_equal (tokens->access_token, expected->access_token));
  g_assert_true (lk_secret_equal (tokens->refresh_token, expected->refresh_token) ||
                 (tokens->refresh_token == NULL && expected->refresh_token == NULL));
  g_assert_cmpint (tokens->expires_at, ==, expected->expires_at);
  g_assert_cmpint (tokens->obtained_at, ==, expected->obtained_at);
}

/* Loads, is asked to unlock, and says yes or no. */
static void
load_and_answer (LkAccountStore *store,
                 const char     *id,
                 gboolean        yes,
                 GError        **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LkTokens) tokens = NULL;

  lk_account_store_load_async (store, id, NULL, lk_test_store_result, &result);
  lk_test_wait_until (is_asking, NULL);
  answer (yes);
  tokens = lk_account_store_load_finish (store, lk_test_await (&result), NULL, error);
  g_assert_true ((tokens != NULL) == yes);
}

static void
assert_loads_nothing (LkAccountStore *store,
                      const char     *id)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (load (store, id, &error));
  g_assert_no_error (error);
}

static void
test_what_is_saved_is_loaded (void)
{
  LkAccountStore *store = open_store ();
  g_autoptr (LkTokens) tokens = lk_test_tokens ("mat_a\"\\b", "mar_c", 1700000000, 1700000300);

  assert_loads_nothing (store, "saved");
  save (store, "saved", tokens, "mar_before");
  assert_loads (store, "saved", tokens);
  lk_test_drain ();
  g_assert_finalize_object (store);

  /* … also by another store, as after a restart. */
  store = open_store ();
  assert_loads (store, "saved", tokens);
  remove_all (store, "saved");
  assert_loads_nothing (store, "saved");
  lk_test_drain ();
  g_assert_finalize_object (store);
}

static void
test_no_refresh_token_stays_none (void)
{
  g_autoptr (LkAccountStore) store = open_store ();
  g_autoptr (LkTokens) tokens = lk_test_tokens ("mat_a", NULL, 1, 0);

  save (store, "alone", tokens, NULL);
  assert_loads (store, "alone", tokens);
  remove_all (store, "alone");
}

static void
test_newer_takes_the_place_of_older (void)
{
  g_autoptr (LkAccountStore) store = open_store ();
  g_autoptr (LkTokens) older = lk_test_tokens ("mat_1", "mar_1", 1, 2);
  g_autoptr (LkTokens) newer = lk_test_tokens ("mat_2", "mar_2", 3, 4);

  save (store, "renewed", older, NULL);
  save (store, "renewed", newer, "mar_1");
  assert_loads (store, "renewed", newer);
  remove_all (store, "renewed");
  assert_loads_nothing (store, "renewed");
}

static void
test_accounts_do_not_touch_each_other (void)
{
  g_autoptr (LkAccountStore) store = open_store ();
  g_autoptr (LkTokens) a = lk_test_tokens ("mat_a", "mar_a", 1, 2);
  g_autoptr (LkTokens) b = lk_test_tokens ("mat_b", "mar_b", 3, 4);

  save (store, "a", a, NULL);
  save (store, "b", b, NULL);
  assert_loads (store, "a", a);
  assert_loads (store, "b", b);
  remove_all (store, "a");
  assert_loads_nothing (store, "a");
  assert_loads (store, "b", b);
  remove_all (store, "b");
}

static void
test_removing_nothing_is_no_error (void)
{
  g_autoptr (LkAccountStore) store = open_store ();

  remove_all (store, "never");
}

/* libsecret passes over what is locked and calls that a success: the secret would stay for ever,
 * of an account that nobody knows any more. */
static void
test_locked_item_is_not_called_removed (void)
{
  g_autoptr (LkAccountStore) store = open_store ();
  g_autoptr (LkTokens) tokens = lk_test_tokens ("mat_a", "mar_a", 1, 2);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  save (store, "locked", tokens, NULL);
  keyring_is_locked = TRUE;
  load_and_answer (store, "locked", FALSE, &error);
  g_assert_error (error, LK_ERROR, LK_ERROR_KEYRING_LOCKED);
  g_clear_error (&error);
  lk_account_store_remove_async (store, "locked", NULL, lk_test_store_result, &result);
  g_assert_false (lk_account_store_remove_finish (store, lk_test_await (&result), &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_KEYRING_LOCKED);

  keyring_is_locked = FALSE;
  assert_loads (store, "locked", tokens);
  remove_all (store, "locked");
  assert_loads_nothing (store, "locked");
}

/* A hundred accounts, and one question. */
static void
test_person_is_asked_once_for_all (void)
{
  g_autoptr (LkAccountStore) store = open_store ();
  g_autoptr (LkTokens) tokens = lk_test_tokens ("mat_a", "mar_a", 1, 2);
  GAsyncResult *results[5] = { NULL, };

  save (store, "locked", tokens, NULL);
  keyring_is_locked = TRUE;
  n_questions = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    lk_account_store_load_async (store, "locked", NULL, lk_test_store_result, &results[i]);
  lk_test_wait_until (is_asking, NULL);
  lk_test_drain ();
  answer (TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (LkTokens) loaded =
        lk_account_store_load_finish (store, lk_test_await (&results[i]), NULL, NULL);

      g_assert_nonnull (loaded);
      g_object_unref (results[i]);
    }
  g_assert_cmpuint (n_questions, ==, 1);
  remove_all (store, "locked");
}

/* Who said no is left in peace: no retry in the background brings the question back. */
static void
test_no_is_an_answer_until_the_person_wants_it (void)
{
  g_autoptr (LkAccountStore) store = open_store ();
  g_autoptr (LkTokens) tokens = lk_test_tokens ("mat_a", "mar_a", 1, 2);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  save (store, "locked", tokens, NULL);
  keyring_is_locked = TRUE;
  n_questions = 0;
  load_and_answer (store, "locked", FALSE, NULL);
  g_assert_null (load (store, "locked", &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_KEYRING_LOCKED);
  g_clear_error (&error);
  lk_account_store_save_async (store, "locked", "x", tokens, NULL, NULL, lk_test_store_result,
                               &result);
  g_assert_false (lk_account_store_save_finish (store, lk_test_await (&result), &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_KEYRING_LOCKED);
  g_assert_cmpuint (n_questions, ==, 1);

  lk_account_store_ask_again (store);
  load_and_answer (store, "locked", TRUE, NULL);
  g_assert_cmpuint (n_questions, ==, 2);
  remove_all (store, "locked");
}

/* Another program may have asked for it. */
static void
test_unlocked_elsewhere_is_unlocked_here (void)
{
  g_autoptr (LkAccountStore) store = open_store ();
  g_autoptr (LkTokens) tokens = lk_test_tokens ("mat_a", "mar_a", 1, 2);

  save (store, "locked", tokens, NULL);
  keyring_is_locked = TRUE;
  load_and_answer (store, "locked", FALSE, NULL);
  keyring_is_locked = FALSE;
  assert_loads (store, "locked", tokens);
  save (store, "locked", tokens, NULL);
  remove_all (store, "locked");
}

/* Another program has it unlocked while our question is still open: nobody waits for the answer. */
static void
test_unlocked_elsewhere_while_the_person_is_asked (void)
{
  g_autoptr (LkAccountStore) store = open_store ();
  g_autoptr (LkTokens) tokens = lk_test_tokens ("mat_a", "mar_a", 1, 2);
  g_autoptr (LkTokens) loaded = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  save (store, "locked", tokens, NULL);
  keyring_is_locked = TRUE;
  n_questions = 0;
  lk_account_store_load_async (store, "locked", NULL, lk_test_store_result, &result);
  lk_test_wait_until (is_asking, NULL);
  keyring_is_locked = FALSE;
  assert_loads (store, "locked", tokens);
  loaded = lk_account_store_load_finish (store, lk_test_await (&result), NULL, NULL);
  g_assert_nonnull (loaded);
  g_assert_cmpuint (n_questions, ==, 1);
  answer (TRUE);
  lk_test_drain ();
  remove_all (store, "locked");
}

static void
test_previous_refresh_token_is_loaded (void)
{
  g_autoptr (LkAccountStore) store = open_store ();
  g_autoptr (LkTokens) tokens = lk_test_tokens ("mat_a", "mar_a", 1, 2);
  g_autoptr (LkTokens) loaded = NULL;
  g_autoptr (LkSecret) previous = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  save (store, "previous", tokens, "mar_before");
  lk_account_store_load_async (store, "previous", NULL, lk_test_store_result, &result);
  loaded = lk_account_store_load_finish (store, lk_test_await (&result), &previous, NULL);
  g_assert_nonnull (loaded);
  g_assert_cmpstr (lk_secret_peek (previous), ==, "mar_before");
  remove_all (store, "previous");
}

/* Another program keeps something under the same account name: it is neither read nor removed. */
static void
test_items_of_others_are_left_alone (void)
{
  static const SecretSchema theirs = {
    "org.example.Other", SECRET_SCHEMA_NONE,
    { { "account", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
  };
  g_autoptr (LkAccountStore) store = open_store ();
  g_autofree char *password = NULL;
  g_autoptr (GError) error = NULL;

  secret_password_store_sync (&theirs, NULL, "Theirs", "their password", NULL, &error,
                              "account", "shared", NULL);
  g_assert_no_error (error);
  assert_loads_nothing (store, "shared");
  remove_all (store, "shared");
  password = secret_password_lookup_sync (&theirs, NULL, &error, "account", "shared", NULL);
  g_assert_no_error (error);
  g_assert_cmpstr (password, ==, "their password");
}

/* What somebody has damaged by hand is an error, and never "nothing there". */
static void
test_damaged_item_is_an_error (void)
{
  static const SecretSchema ours = {
    "im.latchkey.Latchkey", SECRET_SCHEMA_DONT_MATCH_NAME,
    { { "app-id", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "account", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, 0 } },
  };
  static const char *const contents[] = {
    "not JSON", "{}", "{\"format\":1,\"access_token\":5}",
    "{\"format\":2,\"access_token\":\"from the future\"}",
  };
  g_autoptr (LkAccountStore) store = open_store ();

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (GError) error = NULL;

      secret_password_store_sync (&ours, NULL, "Damaged", contents[i], NULL, &error,
                                  "app-id", "im.latchkey.Latchkey", "account", "damaged", NULL);
      g_assert_no_error (error);
      g_assert_null (load (store, "damaged", &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_KEYRING_FAILED);
      g_assert_null (strstr (error->message, "future"));
    }
}

static void
test_cancelled_stays_cancelled (void)
{
  g_autoptr (LkAccountStore) store = open_store ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  lk_account_store_load_async (store, "x", cancellable, lk_test_store_result, &result);
  g_assert_null (lk_account_store_load_finish (store, lk_test_await (&result), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/account-store-keyring/what-is-saved-is-loaded", test_what_is_saved_is_loaded);
  g_test_add_func ("/account-store-keyring/no-refresh-token-stays-none",
                   test_no_refresh_token_stays_none);
  g_test_add_func ("/account-store-keyring/newer-takes-the-place-of-older",
                   test_newer_takes_the_place_of_older);
  g_test_add_func ("/account-store-keyring/accounts-do-not-touch-each-other",
                   test_accounts_do_not_touch_each_other);
  g_test_add_func ("/account-store-keyring/removing-nothing-is-no-error",
                   test_removing_nothing_is_no_error);
  g_test_add_func ("/account-store-keyring/locked-item-is-not-called-removed",
                   test_locked_item_is_not_called_removed);
  g_test_add_func ("/account-store-keyring/person-is-asked-once-for-all",
                   test_person_is_asked_once_for_all);
  g_test_add_func ("/account-store-keyring/no-is-an-answer-until-the-person-wants-it",
                   test_no_is_an_answer_until_the_person_wants_it);
  g_test_add_func ("/account-store-keyring/unlocked-elsewhere-is-unlocked-here",
                   test_unlocked_elsewhere_is_unlocked_here);
  g_test_add_func ("/account-store-keyring/unlocked-elsewhere-while-the-person-is-asked",
                   test_unlocked_elsewhere_while_the_person_is_asked);
  g_test_add_func ("/account-store-keyring/previous-refresh-token-is-loaded",
                   test_previous_refresh_token_is_loaded);
  g_test_add_func ("/account-store-keyring/items-of-others-are-left-alone",
                   test_items_of_others_are_left_alone);
  g_test_add_func ("/account-store-keyring/damaged-item-is-an-error",
                   test_damaged_item_is_an_error);
  g_test_add_func ("/account-store-keyring/cancelled-stays-cancelled",
                   test_cancelled_stays_cancelled);

  return lk_test_run_with_file_keyring ();
}
