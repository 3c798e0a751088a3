/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"
#include "lk-all-devices.h"
#include "lk-error.h"

#define OWN   "{\"device_id\":\"DEVICEDEVICE\",\"display_name\":\"Latchkey\"}"
#define PHONE "{\"device_id\":\"PHONE\",\"display_name\":\"Phone\",\"last_seen_ts\":1000000}"
#define LATER "{\"device_id\":\"PHONE\",\"display_name\":\"Phone\",\"last_seen_ts\":2000000}"
#define OLD   "{\"device_id\":\"OLD\",\"display_name\":\"Old\"}"

/* Some homeservers, which are paths of the one server that there is. */

static char *
key_of (const char *name)
{
  return g_strdup_printf ("GET /%s/_matrix/client/v3/devices", name);
}

/* What @name answers from now on. @list: what is in the brackets; (nullable): 502 */
static void
answer (LkAccountFixture *self,
        const char       *name,
        const char       *list)
{
  g_autofree char *key = key_of (name);
  g_autofree char *body = g_strdup_printf ("{\"devices\":[%s]}", list);

  lk_account_fixture_script (self, key, list != NULL ? 200 : 502, list != NULL ? body : "<html>");
}

/* (transfer none): the list's */
static LkAccount *
add_account (LkAccountFixture *self,
             LkAccountList    *accounts,
             const char       *name)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));

  g_free (record->base_url);
  g_free (record->user_id);
  record->base_url = g_strdup_printf ("%s/%s", lk_fake_server_get_url (self->server), name);
  record->user_id = g_strdup_printf ("@%s:example.org", name);
  lk_account_set_record (account, record);
  lk_account_list_add (accounts, account);
  return account;
}

static gboolean
is_idle (gpointer all)
{
  return !lk_all_devices_get_busy (all);
}

static void
refresh (LkAllDevices *all)
{
  lk_all_devices_refresh (all);
  lk_test_wait_until (is_idle, all);
}

static guint
count (gpointer model)
{
  return g_list_model_get_n_items (model);
}

/* (transfer none): the list's */
static LkListedDevice *
get_device (LkAllDevices *all,
            guint         position)
{
  g_autoptr (LkListedDevice) device = g_list_model_get_item (G_LIST_MODEL (all), position);

  g_assert_nonnull (device);
  return device;
}

/* (transfer none): the list's */
static LkDevicesNote *
get_note (LkAllDevices *all,
          guint         position)
{
  g_autoptr (LkDevicesNote) note = g_list_model_get_item (lk_all_devices_get_notes (all), position);

  g_assert_nonnull (note);
  return note;
}

static void
assert_note (LkAllDevices *all,
             guint         position,
             LkAccount    *account,
             LkErrorCode   code)
{
  LkDevicesNote *note = get_note (all, position);

  g_assert_true (lk_devices_note_get_account (note) == account);
  g_assert_error (lk_devices_note_get_error (note), LK_ERROR, (int) code);
}

static LkAllDevices *
ask_one (LkAccountFixture *self,
         LkAccountList    *accounts,
         const char       *list)
{
  LkAllDevices *all;

  add_account (self, accounts, "a");
  answer (self, "a", list);
  all = lk_all_devices_new (accounts);
  refresh (all);
  return all;
}

static void
test_they_are_in_one_list (LkAccountFixture *self,
                           gconstpointer     data)
{
  g_autoptr (LkAccountList) accounts = lk_account_list_new (self->ports);
  LkAccount *first = add_account (self, accounts, "a");
  LkAccount *second = add_account (self, accounts, "b");
  g_autoptr (LkAllDevices) all = lk_all_devices_new (accounts);
  guint n_first = 0;

  answer (self, "a", OWN "," PHONE);
  answer (self, "b", OWN);
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 0); /* nobody is asked unasked */
  refresh (all);
  g_assert_cmpuint (count (all), ==, 3);
  g_assert_cmpuint (count (lk_all_devices_get_notes (all)), ==, 0);
  for (guint i = 0; i < 3; i++)
    {
      LkAccount *account = lk_listed_device_get_account (get_device (all, i));

      g_assert_true (account == first || account == second);
      n_first += account == first ? 1 : 0;
    }
  g_assert_cmpuint (n_first, ==, 2);
}

static void
test_without_accounts_it_is_empty_at_once (LkAccountFixture *self,
                                           gconstpointer     data)
{
  g_autoptr (LkAccountList) accounts = lk_account_list_new (self->ports);
  g_autoptr (LkAllDevices) all = lk_all_devices_new (accounts);

  lk_all_devices_refresh (all);
  g_assert_false (lk_all_devices_get_busy (all));
  g_assert_cmpuint (count (all), ==, 0);
}

static void
test_what_fails_for_one_hides_no_other (LkAccountFixture *self,
                                        gconstpointer     data)
{
  g_autoptr (LkAccountList) accounts = lk_account_list_new (self->ports);
  LkAccount *broken = add_account (self, accounts, "a");
  LkAccount *ended = add_account (self, accounts, "b");
  LkAccount *good = add_account (self, accounts, "c");
  g_autoptr (LkAllDevices) all = lk_all_devices_new (accounts);

  answer (self, "a", NULL);
  answer (self, "c", PHONE);
  lk_account_enter (ended, LK_AUTH_STATE_NEEDS_SIGN_IN, NULL);
  refresh (all);
  g_assert_cmpuint (count (all), ==, 1);
  g_assert_true (lk_listed_device_get_account (get_device (all, 0)) == good);
  g_assert_cmpuint (count (lk_all_devices_get_notes (all)), ==, 2);
  g_assert_true (lk_devices_note_get_account (get_note (all, 0)) == ended);
  g_assert_no_error (lk_devices_note_get_error (get_note (all, 0)));
  assert_note (all, 1, broken, LK_ERROR_SERVER_FAILED);

  answer (self, "a", OWN); /* and then it works */
  refresh (all);
  g_assert_cmpuint (count (all), ==, 2);
  g_assert_cmpuint (count (lk_all_devices_get_notes (all)), ==, 1);
}

/* What was known stays, beside the note. */
static void
test_a_failure_makes_nothing_gone (LkAccountFixture *self,
                                   gconstpointer     data)
{
  g_autoptr (LkAccountList) accounts = lk_account_list_new (self->ports);
  g_autoptr (LkAllDevices) all = ask_one (self, accounts, OWN "," PHONE);

  answer (self, "a", NULL);
  refresh (all);
  g_assert_cmpuint (count (all), ==, 2);
  g_assert_false (lk_listed_device_get_gone (get_device (all, 1)));
  g_assert_cmpuint (count (lk_all_devices_get_notes (all)), ==, 1);
}

static gboolean
has_asked_all_it_may (gpointer user_data)
{
  LkAccountFixture *self = user_data;

  return lk_fake_server_count (self->server, NULL) == LK_ALL_DEVICES_AT_ONCE;
}

static void
test_only_some_are_asked_at_once (LkAccountFixture *self,
                                  gconstpointer     data)
{
  static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g" };
  g_autoptr (LkAccountList) accounts = lk_account_list_new (self->ports);
  g_autoptr (LkAllDevices) all = lk_all_devices_new (accounts);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *key = key_of (names[i]);

      add_account (self, accounts, names[i]);
      answer (self, names[i], PHONE);
      lk_fake_server_hold (self->server, key);
    }
  lk_all_devices_refresh (all);
  lk_test_wait_until (has_asked_all_it_may, self);
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, LK_ALL_DEVICES_AT_ONCE);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      lk_fake_server_release (self->server);
      lk_test_drain ();
    }
  while (lk_all_devices_get_busy (all))
    {
      lk_fake_server_release (self->server);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_cmpuint (count (all), ==, G_N_ELEMENTS (names));
}

/* The person said no once: that is enough. Whose tokens are in memory needs no keyring. */
static void
test_a_locked_keyring_is_not_knocked_at_for_each (LkAccountFixture *self,
                                                  gconstpointer     data)
{
  g_autoptr (LkAccountList) accounts = lk_account_list_new (self->ports);
  g_autoptr (LkAllDevices) all = lk_all_devices_new (accounts);
  g_autoptr (LkTokens) tokens = lk_test_tokens ("access-1", NULL, 0, 0);
  LkAccount *last = NULL;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%u", i);

      last = add_account (self, accounts, name);
      answer (self, name, PHONE);
    }
  lk_account_take_tokens (last, tokens, NULL);
  lk_dummy_store_fail (self->store, LK_DUMMY_STORE_LOAD, LK_ERROR_KEYRING_LOCKED, -1);
  refresh (all);
  g_assert_cmpuint (lk_dummy_store_count (self->store, LK_DUMMY_STORE_LOAD), <=,
                    LK_ALL_DEVICES_AT_ONCE);
  g_assert_cmpuint (count (lk_all_devices_get_notes (all)), ==, 19);
  for (guint i = 0; i < 19; i++)
    g_assert_error (lk_devices_note_get_error (get_note (all, i)), LK_ERROR,
                    LK_ERROR_KEYRING_LOCKED);
  g_assert_cmpuint (count (all), ==, 1);
  g_assert_true (lk_listed_device_get_account (get_device (all, 0)) == last);
}

typedef struct
{
  guint position, n_removed, n_added, n_changes;
} Changes;

static void
on_items_changed (GListModel *model,
                  guint       position,
                  guint       n_removed,
                  guint       n_added,
                  Changes    *changes)
{
  changes->position = position;
  changes->n_removed = n_removed;
  changes->n_added = n_added;
  changes->n_changes++;
}

static void
test_what_is_not_listed_any_more_is_gone (LkAccountFixture *self,
                                          gconstpointer     data)
{
  g_autoptr (LkAccountList) accounts = lk_account_list_new (self->ports);
  g_autoptr (LkAllDevices) all = ask_one (self, accounts, OWN "," PHONE "," OLD);
  g_autoptr (LkListedDevice) phone = g_object_ref (get_device (all, 1));
  LkListedDevice *old = get_device (all, 2);
  Changes changes = { 0 };

  g_signal_connect (all, "items-changed", G_CALLBACK (on_items_changed), &changes);
  answer (self, "a", OWN "," OLD);
  refresh (all);
  g_assert_true (lk_listed_device_get_gone (phone));
  g_assert_cmpuint (count (all), ==, 2);
  g_assert_true (get_device (all, 1) == old); /* the same object, with all that is known of it */
  g_assert_false (lk_listed_device_get_gone (old));
  g_assert_cmpuint (changes.n_changes, ==, 1);
  g_assert_cmpuint (changes.position, ==, 1);
  g_assert_cmpuint (changes.n_removed, ==, 1);
  g_assert_cmpuint (changes.n_added, ==, 0);
}

static void
test_news_are_taken_in_place (LkAccountFixture *self,
                              gconstpointer     data)
{
  g_autoptr (LkAccountList) accounts = lk_account_list_new (self->ports);
  g_autoptr (LkAllDevices) all = ask_one (self, accounts, OWN "," PHONE);
  LkListedDevice *phone = get_device (all, 1);
  Changes changes = { 0 };

  lk_listed_device_set_chosen (phone, TRUE);
  g_signal_connect (all, "items-changed", G_CALLBACK (on_items_changed), &changes);
  refresh (all); /* nothing new */
  g_assert_cmpuint (changes.n_changes, ==, 0);
  answer (self, "a", LATER "," OLD "," OWN);
  refresh (all);
  g_assert_true (get_device (all, 1) == phone);
  g_assert_true (lk_listed_device_get_chosen (phone));
  g_assert_cmpint (lk_listed_device_get_device (phone)->last_seen_at, ==, 2000);
  g_assert_cmpuint (changes.n_changes, ==, 2); /* one that changed, one that came */
  g_assert_cmpuint (count (all), ==, 3);
}

static void
count_up (guint *n)
{
  (*n)++;
}

static void
test_ones_own_device_is_never_chosen (LkAccountFixture *self,
                                      gconstpointer     data)
{
  g_autoptr (LkAccountList) accounts = lk_account_list_new (self->ports);
  g_autoptr (LkAllDevices) all = ask_one (self, accounts, OWN "," PHONE);
  guint n = 0;

  for (guint i = 0; i < 2; i++)
    g_signal_connect_swapped (get_device (all, i), "notify::chosen", G_CALLBACK (count_up), &n);
  g_assert_true (lk_listed_device_is_own (get_device (all, 0)));
  lk_listed_device_set_chosen (get_device (all, 0), TRUE);
  g_assert_false (lk_listed_device_get_chosen (get_device (all, 0)));
  g_assert_cmpuint (n, ==, 0);

  g_assert_false (lk_listed_device_is_own (get_device (all, 1)));
  g_assert_false (lk_listed_device_get_chosen (get_device (all, 1)));
  lk_listed_device_set_chosen (get_device (all, 1), TRUE);
  lk_listed_device_set_chosen (get_device (all, 1), TRUE);
  g_assert_cmpuint (n, ==, 1);
}

/* Not known to be gone: there is nobody any more to ask. */
static void
test_an_account_that_leaves_takes_all_along (LkAccountFixture *self,
                                             gconstpointer     data)
{
  g_autoptr (LkAccountList) accounts = lk_account_list_new (self->ports);
  LkAccount *leaving = add_account (self, accounts, "a");
  LkAccount *failing = add_account (self, accounts, "b");
  LkAccount *staying = add_account (self, accounts, "c");
  g_autoptr (LkAllDevices) all = lk_all_devices_new (accounts);
  g_autoptr (LkListedDevice) device = NULL;

  answer (self, "a", OWN "," PHONE);
  answer (self, "b", NULL);
  answer (self, "c", OWN);
  refresh (all);
  for (guint i = 0; i < 3; i++)
    if (lk_listed_device_get_account (get_device (all, i)) == leaving)
      g_set_object (&device, get_device (all, i));
  lk_account_enter (leaving, LK_AUTH_STATE_SIGNING_OUT, NULL);
  lk_account_enter (leaving, LK_AUTH_STATE_SIGNED_OUT, NULL);
  lk_account_enter (failing, LK_AUTH_STATE_SIGNING_OUT, NULL);
  lk_account_enter (failing, LK_AUTH_STATE_SIGNED_OUT, NULL);
  g_assert_cmpuint (count (all), ==, 1);
  g_assert_true (lk_listed_device_get_account (get_device (all, 0)) == staying);
  g_assert_cmpuint (count (lk_all_devices_get_notes (all)), ==, 0);
  g_assert_false (lk_listed_device_get_gone (device));
}

static void
test_an_answer_for_one_that_left_is_dropped (LkAccountFixture *self,
                                             gconstpointer     data)
{
  g_autoptr (LkAccountList) accounts = lk_account_list_new (self->ports);
  LkAccount *account = add_account (self, accounts, "a");
  g_autoptr (LkAllDevices) all = lk_all_devices_new (accounts);
  g_autofree char *key = key_of ("a");

  answer (self, "a", PHONE);
  lk_fake_server_hold (self->server, key);
  lk_all_devices_refresh (all);
  lk_account_fixture_wait_asked (self, key, 1);
  lk_account_enter (account, LK_AUTH_STATE_SIGNING_OUT, NULL);
  lk_account_enter (account, LK_AUTH_STATE_SIGNED_OUT, NULL);
  lk_fake_server_release (self->server);
  lk_test_wait_until (is_idle, all);
  g_assert_cmpuint (count (all), ==, 0);
  g_assert_cmpuint (count (lk_all_devices_get_notes (all)), ==, 0);
}

/* A round under way, and a question in between that is answered sooner. */
static void
test_an_older_answer_overrules_no_newer_one (LkAccountFixture *self,
                                             gconstpointer     data)
{
  g_autoptr (LkAccountList) accounts = lk_account_list_new (self->ports);
  g_autoptr (LkAllDevices) all = ask_one (self, accounts, OWN "," PHONE);
  g_autoptr (LkListedDevice) phone = g_object_ref (get_device (all, 1));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *key = key_of ("a");

  lk_fake_server_json (self->server, key, "{\"devices\":[" OWN "," PHONE "]}");
  lk_fake_server_hold (self->server, key);
  lk_fake_server_json (self->server, key, "{\"devices\":[" OWN "]}");
  lk_all_devices_refresh (all);
  lk_account_fixture_wait_asked (self, key, 2);
  lk_all_devices_ask_async (all, lk_listed_device_get_account (phone), NULL, lk_test_store_result,
                            &result);
  g_assert_true (lk_all_devices_ask_finish (all, lk_test_await (&result), &error));
  g_assert_no_error (error);
  g_assert_true (lk_listed_device_get_gone (phone));
  lk_fake_server_release (self->server);
  lk_test_wait_until (is_idle, all);
  g_assert_cmpuint (count (all), ==, 1);
}

static void
test_stopping_leaves_what_is_there (LkAccountFixture *self,
                                    gconstpointer     data)
{
  g_autoptr (LkAccountList) accounts = lk_account_list_new (self->ports);
  g_autoptr (LkAllDevices) all = ask_one (self, accounts, OWN "," PHONE);
  g_autofree char *key = key_of ("a");

  lk_fake_server_forget (self->server, key);
  lk_fake_server_hang (self->server, key);
  lk_all_devices_refresh (all);
  lk_account_fixture_wait_asked (self, key, 1);
  g_assert_true (lk_all_devices_get_busy (all));
  lk_all_devices_stop (all);
  g_assert_false (lk_all_devices_get_busy (all));
  lk_test_drain ();
  g_assert_cmpuint (count (all), ==, 2);
  g_assert_cmpuint (count (lk_all_devices_get_notes (all)), ==, 0); /* cancelled is no failure */

  answer (self, "a", OWN);
  refresh (all); /* and it can be asked again */
  g_assert_cmpuint (count (all), ==, 1);
}

static void
test_a_session_that_has_ended_is_told (LkAccountFixture *self,
                                       gconstpointer     data)
{
  g_autoptr (LkAccountList) accounts = lk_account_list_new (self->ports);
  LkAccount *account = add_account (self, accounts, "a");
  g_autoptr (LkAllDevices) all = lk_all_devices_new (accounts);
  g_autofree char *key = key_of ("a");

  lk_account_fixture_script (self, key, 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\"}");
  lk_account_fixture_script (self, LK_KEY_TOKEN, 400, "{\"error\":\"invalid_grant\"}");
  refresh (all);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);
  assert_note (all, 0, account, LK_ERROR_EXPIRED);
}

/* The machine that holds a thousand accounts isn't kept busy for long. */
static void
test_a_thousand_accounts (LkAccountFixture *self,
                          gconstpointer     data)
{
  g_autoptr (LkAccountList) accounts = lk_account_list_new (self->ports);
  g_autoptr (LkAllDevices) all = lk_all_devices_new (accounts);
  g_autoptr (LkTokens) tokens = lk_test_tokens ("access-1", NULL, 0, 0);
  g_autoptr (GString) list = g_string_new (OWN);

  for (guint i = 0; i < 9; i++)
    g_string_append_printf (list, ",{\"device_id\":\"D%u\",\"last_seen_ts\":%u000}", i, i + 1);
  answer (self, "s", list->str);
  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (LkAccountRecord) record = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
      g_autoptr (LkAccount) account = NULL;

      g_free (record->base_url);
      g_free (record->user_id);
      record->base_url = g_strconcat (lk_fake_server_get_url (self->server), "/s", NULL);
      record->user_id = g_strdup_printf ("@u%u:example.org", i);
      account = lk_account_new (self->ports, record);
      lk_account_take_tokens (account, tokens, NULL);
      lk_account_list_add (accounts, account);
    }
  refresh (all);
  g_assert_cmpuint (count (all), ==, 10000);
  g_assert_cmpuint (count (lk_all_devices_get_notes (all)), ==, 0);
}

#define add(path, test) lk_account_fixture_add (path, NULL, test)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/all-devices/they-are-in-one-list", test_they_are_in_one_list);
  add ("/all-devices/without-accounts-it-is-empty-at-once",
       test_without_accounts_it_is_empty_at_once);
  add ("/all-devices/what-fails-for-one-hides-no-other", test_what_fails_for_one_hides_no_other);
  add ("/all-devices/a-failure-makes-nothing-gone", test_a_failure_makes_nothing_gone);
  add ("/all-devices/only-some-are-asked-at-once", test_only_some_are_asked_at_once);
  add ("/all-devices/a-locked-keyring-is-not-knocked-at-for-each",
       test_a_locked_keyring_is_not_knocked_at_for_each);
  add ("/all-devices/H5/what-is-not-listed-any-more-is-gone",
       test_what_is_not_listed_any_more_is_gone);
  add ("/all-devices/news-are-taken-in-place", test_news_are_taken_in_place);
  add ("/all-devices/ones-own-device-is-never-chosen", test_ones_own_device_is_never_chosen);
  add ("/all-devices/an-account-that-leaves-takes-all-along",
       test_an_account_that_leaves_takes_all_along);
  add ("/all-devices/an-answer-for-one-that-left-is-dropped",
       test_an_answer_for_one_that_left_is_dropped);
  add ("/all-devices/an-older-answer-overrules-no-newer-one",
       test_an_older_answer_overrules_no_newer_one);
  add ("/all-devices/stopping-leaves-what-is-there", test_stopping_leaves_what_is_there);
  add ("/all-devices/a-session-that-has-ended-is-told", test_a_session_that_has_ended_is_told);
  add ("/all-devices/a-thousand-accounts", test_a_thousand_accounts);

  return g_test_run ();
}
