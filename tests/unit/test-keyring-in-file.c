/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define _GNU_SOURCE /* RTLD_NEXT */

#include "lk-account-fixture.h"
#include "lk-file-keyring.h"
#include "lk-keyring.h"

#include <dlfcn.h>
#include <libsecret/secret.h>

/*
 * The keyring of a program in a sandbox: libsecret's file, without the portal that would bring its
 * password. What is read back is read by a libsecret that has to open the file anew.
 */

#define N_CALLS 40

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

/* A keyring service: there is none, and nobody may look for it. */
void
secret_collection_for_alias (SecretService         *service,
                             const char            *alias,
                             SecretCollectionFlags  flags,
                             GCancellable          *cancellable,
                             GAsyncReadyCallback    callback,
                             gpointer               user_data)
{
  g_assert_not_reached ();
}

void
secret_service_unlock (SecretService       *service,
                       GList               *objects,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_assert_not_reached ();
}

static gboolean portal_is_refused;
static guint    n_searches;

/* A question of the portal that the person closes. */
GList *
secret_password_search_finish (GAsyncResult *result,
                               GError      **error)
{
  GList *(*original) (GAsyncResult *, GError **);
  GList *items;

  n_searches++;
  *(void **) &original = dlsym (RTLD_NEXT, "secret_password_search_finish");
  items = original (result, error);
  if (!portal_is_refused)
    return items;
  g_list_free_full (items, g_object_unref);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "user interaction cancelled");
  return NULL;
}

static void
begin_to_save (LkKeyring     *keyring,
               const char    *id,
               const char    *text,
               GAsyncResult **result)
{
  g_autoptr (LkSecret) secret = lk_secret_new (text);

  lk_keyring_save_async (keyring, LK_KEYRING_ACCOUNTS, id, "Latchkey: test", secret, NULL,
                         lk_test_store_result, result);
}

static void
end_saving (LkKeyring     *keyring,
            GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  lk_keyring_save_finish (keyring, lk_test_await (result), &error);
  g_assert_no_error (error);
  g_clear_object (result);
}

static void
save (LkKeyring  *keyring,
      const char *id,
      const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;

  begin_to_save (keyring, id, text, &result);
  end_saving (keyring, &result);
}

static GPtrArray *
load (LkKeyring  *keyring,
      const char *id,
      GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_keyring_load_async (keyring, LK_KEYRING_ACCOUNTS, id, NULL, lk_test_store_result, &result);
  return lk_keyring_load_finish (keyring, lk_test_await (&result), error);
}

static void
assert_locked (LkKeyring *keyring)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (load (keyring, "any", &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_KEYRING_LOCKED);
  g_assert_true (lk_keyring_get_locked (keyring));
}

/* @text: (nullable): nothing is there */
static void
assert_holds (LkKeyring  *keyring,
              const char *id,
              const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = load (keyring, id, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, text != NULL ? 1 : 0);
  if (text != NULL)
    g_assert_cmpstr (lk_secret_peek (((LkKeyringItem *) items->pdata[0])->text), ==, text);
}

/* As after a restart: what this process knows of the file is forgotten. */
static LkKeyring *
reopen (LkKeyring *keyring)
{
  g_object_unref (keyring);
  secret_service_disconnect ();
  return lk_keyring_new_in_file ();
}

static void
test_what_is_saved_at_once_is_all_there (void)
{
  g_autoptr (LkKeyring) keyring = lk_keyring_new_in_file ();
  GAsyncResult *results[N_CALLS] = { NULL };

  for (guint i = 0; i < N_CALLS; i++)
    {
      g_autofree char *id = g_strdup_printf ("at-once-%u", i);

      begin_to_save (keyring, id, id, &results[i]);
    }
  for (guint i = 0; i < N_CALLS; i++)
    end_saving (keyring, &results[i]);

  keyring = reopen (g_steal_pointer (&keyring));
  for (guint i = 0; i < N_CALLS; i++)
    {
      g_autofree char *id = g_strdup_printf ("at-once-%u", i);

      assert_holds (keyring, id, id);
    }
}

/* Refreshed quickly one after another: a session lives on with the newest token only. */
static void
test_the_newest_of_one_account_stays (void)
{
  g_autoptr (LkKeyring) keyring = lk_keyring_new_in_file ();
  GAsyncResult *results[N_CALLS] = { NULL };

  for (guint i = 0; i < N_CALLS; i++)
    {
      g_autofree char *text = g_strdup_printf ("token %u", i);

      begin_to_save (keyring, "newest", text, &results[i]);
    }
  for (guint i = 0; i < N_CALLS; i++)
    end_saving (keyring, &results[i]);

  keyring = reopen (g_steal_pointer (&keyring));
  assert_holds (keyring, "newest", "token 39");
}

static void
test_what_is_removed_between_saves_is_gone (void)
{
  g_autoptr (LkKeyring) keyring = lk_keyring_new_in_file ();
  g_autoptr (GAsyncResult) first = NULL, removed = NULL, second = NULL;
  g_autoptr (GError) error = NULL;

  save (keyring, "goes", "away");
  begin_to_save (keyring, "before", "1", &first);
  lk_keyring_remove_async (keyring, LK_KEYRING_ACCOUNTS, "goes", NULL, lk_test_store_result,
                           &removed);
  begin_to_save (keyring, "after", "2", &second);
  end_saving (keyring, &first);
  end_saving (keyring, &second);
  g_assert_true (lk_keyring_remove_finish (keyring, lk_test_await (&removed), &error));
  g_assert_no_error (error);

  keyring = reopen (g_steal_pointer (&keyring));
  assert_holds (keyring, "goes", NULL);
  assert_holds (keyring, "before", "1");
  assert_holds (keyring, "after", "2");
}

/* Closing the portal's question is “no”, and not “cancelled”, which nobody is told. */
static void
test_no_is_an_answer_until_the_person_wants_it (void)
{
  g_autoptr (LkKeyring) keyring = lk_keyring_new_in_file ();

  save (keyring, "any", "kept");
  portal_is_refused = TRUE;
  n_searches = 0;
  assert_locked (keyring);
  assert_locked (keyring);
  g_assert_cmpuint (n_searches, ==, 1);

  portal_is_refused = FALSE;
  lk_keyring_ask_again (keyring);
  assert_holds (keyring, "any", "kept");
  g_assert_false (lk_keyring_get_locked (keyring));
}

static void
test_person_is_asked_once_for_all (void)
{
  g_autoptr (LkKeyring) keyring = lk_keyring_new_in_file ();
  GAsyncResult *results[N_CALLS] = { NULL };

  portal_is_refused = TRUE;
  n_searches = 0;
  for (guint i = 0; i < N_CALLS; i++)
    lk_keyring_load_async (keyring, LK_KEYRING_ACCOUNTS, NULL, NULL, lk_test_store_result,
                           &results[i]);
  for (guint i = 0; i < N_CALLS; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (lk_keyring_load_finish (keyring, lk_test_await (&results[i]), &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_KEYRING_LOCKED);
      g_clear_object (&results[i]);
    }
  g_assert_cmpuint (n_searches, ==, 1);
  portal_is_refused = FALSE;
}

/* Looking asks nobody; opening the file would. */
static void
test_looking_does_not_open_it (void)
{
  g_autoptr (LkKeyring) keyring = lk_keyring_new_in_file ();

  n_searches = 0;
  lk_keyring_look (keyring);
  assert_holds (keyring, "nothing", NULL);
  g_assert_cmpuint (n_searches, ==, 1);
}

static void
test_who_is_cancelled_while_waiting_is_passed_over (void)
{
  g_autoptr (LkKeyring) keyring = lk_keyring_new_in_file ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) saved = NULL, cancelled = NULL;
  g_autoptr (GError) error = NULL;

  begin_to_save (keyring, "first", "1", &saved);
  lk_keyring_load_async (keyring, LK_KEYRING_ACCOUNTS, "first", cancellable, lk_test_store_result,
                         &cancelled);
  g_cancellable_cancel (cancellable);
  end_saving (keyring, &saved);
  g_assert_null (lk_keyring_load_finish (keyring, lk_test_await (&cancelled), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (lk_keyring_get_locked (keyring));
  assert_holds (keyring, "first", "1");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/keyring-in-file/what-is-saved-at-once-is-all-there",
                   test_what_is_saved_at_once_is_all_there);
  g_test_add_func ("/keyring-in-file/the-newest-of-one-account-stays",
                   test_the_newest_of_one_account_stays);
  g_test_add_func ("/keyring-in-file/what-is-removed-between-saves-is-gone",
                   test_what_is_removed_between_saves_is_gone);
  g_test_add_func ("/keyring-in-file/no-is-an-answer-until-the-person-wants-it",
                   test_no_is_an_answer_until_the_person_wants_it);
  g_test_add_func ("/keyring-in-file/person-is-asked-once-for-all",
                   test_person_is_asked_once_for_all);
  g_test_add_func ("/keyring-in-file/looking-does-not-open-it", test_looking_does_not_open_it);
  g_test_add_func ("/keyring-in-file/who-is-cancelled-while-waiting-is-passed-over",
                   test_who_is_cancelled_while_waiting_is_passed_over);

  return lk_test_run_with_file_keyring ();
}
