/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"
#include "lk-clean-up.h"
#include "lk-error.h"

#define KEY_LIST "GET /_matrix/client/v3/devices"
#define A "{\"device_id\":\"A\"}"
#define B "{\"device_id\":\"B\"}"
#define C "{\"device_id\":\"C\"}"

static void
answer (LkAccountFixture *self,
        const char       *list)
{
  g_autofree char *body = g_strdup_printf ("{\"devices\":[%s]}", list);

  lk_account_fixture_script (self, KEY_LIST, 200, body);
}

static gboolean
is_idle (gpointer all)
{
  return !lk_all_devices_get_busy (all);
}

/* A walk through A, B and C of one account. */
static LkCleanUp *
begin (LkAccountFixture *self)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (LkAccountList) accounts = lk_account_list_new (self->ports);
  g_autoptr (LkAllDevices) all = lk_all_devices_new (accounts);
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (g_object_unref);

  lk_account_list_add (accounts, account);
  answer (self, A "," B "," C);
  lk_all_devices_refresh (all);
  lk_test_wait_until (is_idle, all);
  for (guint i = 0; i < 3; i++)
    g_ptr_array_add (devices, g_list_model_get_item (G_LIST_MODEL (all), i));
  return lk_clean_up_new (all, devices);
}

static gboolean
check (LkAccountFixture *self,
       LkCleanUp        *walk,
       GError          **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_clean_up_check_async (walk, self->cancellable, lk_test_store_result, &result);
  return lk_clean_up_check_finish (walk, lk_test_await (&result), error);
}

static void
assert_at (LkCleanUp  *walk,
           guint       position,
           const char *id,
           guint       n_gone)
{
  LkListedDevice *current = lk_clean_up_get_current (walk);

  g_assert_cmpuint (lk_clean_up_get_position (walk), ==, position);
  g_assert_cmpstr (current != NULL ? lk_listed_device_get_device (current)->device_id : NULL, ==,
                   id);
  g_assert_cmpuint (lk_clean_up_get_n_gone (walk), ==, n_gone);
}

static void
count_up (guint *n)
{
  (*n)++;
}

static void
test_it_goes_on_when_one_has_gone (LkAccountFixture *self,
                                   gconstpointer     data)
{
  g_autoptr (LkCleanUp) walk = begin (self);
  g_autoptr (GError) error = NULL;
  guint n_moves = 0;

  g_signal_connect_swapped (walk, "notify::position", G_CALLBACK (count_up), &n_moves);
  g_assert_cmpuint (lk_clean_up_get_n_devices (walk), ==, 3);
  assert_at (walk, 0, "A", 0);
  g_assert_false (check (self, walk, &error)); /* it is there still */
  g_assert_no_error (error);
  assert_at (walk, 0, "A", 0);
  g_assert_cmpuint (n_moves, ==, 0);
  answer (self, B "," C);
  g_assert_true (check (self, walk, &error));
  assert_at (walk, 1, "B", 1);
  g_assert_cmpuint (n_moves, ==, 1);
}

/* Who is at the provider's page may remove more than one there. */
static void
test_others_that_have_gone_are_passed_over (LkAccountFixture *self,
                                            gconstpointer     data)
{
  g_autoptr (LkCleanUp) walk = begin (self);

  answer (self, C);
  g_assert_true (check (self, walk, NULL));
  assert_at (walk, 2, "C", 2);
  answer (self, "");
  g_assert_true (check (self, walk, NULL));
  assert_at (walk, 3, NULL, 3);
}

static void
test_skipping_leaves_one_and_stopping_all (LkAccountFixture *self,
                                           gconstpointer     data)
{
  g_autoptr (LkCleanUp) walk = begin (self);

  lk_clean_up_skip (walk);
  assert_at (walk, 1, "B", 0);
  lk_clean_up_stop (walk);
  assert_at (walk, 3, NULL, 0);
  lk_clean_up_skip (walk); /* nowhere to go */
  lk_clean_up_stop (walk);
  assert_at (walk, 3, NULL, 0);
}

static void
test_what_was_skipped_counts_when_it_has_gone (LkAccountFixture *self,
                                               gconstpointer     data)
{
  g_autoptr (LkCleanUp) walk = begin (self);

  lk_clean_up_skip (walk);
  answer (self, B "," C);
  g_assert_false (check (self, walk, NULL));
  assert_at (walk, 1, "B", 1);
}

static void
test_not_knowing_is_not_gone (LkAccountFixture *self,
                              gconstpointer     data)
{
  g_autoptr (LkCleanUp) walk = begin (self);
  g_autoptr (GError) error = NULL;

  lk_account_fixture_script (self, KEY_LIST, 502, "<html>");
  g_assert_false (check (self, walk, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_SERVER_FAILED);
  assert_at (walk, 0, "A", 0);
}

static void
test_cancelled (LkAccountFixture *self,
                gconstpointer     data)
{
  g_autoptr (LkCleanUp) walk = begin (self);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_forget (self->server, KEY_LIST);
  lk_fake_server_hang (self->server, KEY_LIST);
  lk_clean_up_check_async (walk, self->cancellable, lk_test_store_result, &result);
  lk_account_fixture_wait_asked (self, KEY_LIST, 1);
  g_cancellable_cancel (self->cancellable);
  g_assert_false (lk_clean_up_check_finish (walk, lk_test_await (&result), &error));
  g_assert_true (lk_error_is_cancelled (error));
  assert_at (walk, 0, "A", 0);
}

/* Where a device is removed. */

typedef struct
{
  const char *path;
  const char *uri;     /* (nullable) of the account management */
  const char *actions; /* advertised, with commas */
  const char *page;    /* (nullable) what is opened */
} Page;

#define URI "https://account.example.org/?lang=en"

static const Page pages[] = {
  { "H1/its-removal", URI, "org.matrix.device_view,org.matrix.device_delete",
    URI "&action=org.matrix.device_delete&device_id=a%2Fb%3Dc%2B" },
  { "H1/its-removal-by-an-older-name", URI, "org.matrix.session_end",
    URI "&action=org.matrix.session_end&device_id=a%2Fb%3Dc%2B" },
  { "H1/its-page", URI, "org.matrix.device_view,org.matrix.devices_list",
    URI "&action=org.matrix.device_view&device_id=a%2Fb%3Dc%2B" },
  { "H1/the-list", URI, "org.matrix.devices_list", URI "&action=org.matrix.devices_list" },
  { "H1/the-plain-page", URI, "org.matrix.profile", URI },
  { "H3/nothing-but-https", "javascript:alert(1)", "org.matrix.device_delete", NULL },
  { "H4/nothing-without-an-address", NULL, "org.matrix.device_delete", NULL },
};

static void
test_page (LkAccountFixture *self,
           gconstpointer     data)
{
  const Page *page = data;
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));
  LkDevice *device = g_new0 (LkDevice, 1);
  g_autoptr (LkListedDevice) listed = NULL;
  g_autofree char *uri = NULL;

  g_free (record->account_management_uri);
  g_strfreev (record->account_management_actions);
  record->account_management_uri = g_strdup (page->uri);
  record->account_management_actions = g_strsplit (page->actions, ",", -1);
  lk_account_set_record (account, record);
  device->device_id = g_strdup ("a/b=c+");
  listed = lk_listed_device_new (account, device);
  uri = lk_clean_up_dup_page (listed);
  g_assert_cmpstr (uri, ==, page->page);
}

#define add(path, test) lk_account_fixture_add (path, NULL, test)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/clean-up/H5/it-goes-on-when-one-has-gone", test_it_goes_on_when_one_has_gone);
  add ("/clean-up/others-that-have-gone-are-passed-over",
       test_others_that_have_gone_are_passed_over);
  add ("/clean-up/skipping-leaves-one-and-stopping-all",
       test_skipping_leaves_one_and_stopping_all);
  add ("/clean-up/what-was-skipped-counts-when-it-has-gone",
       test_what_was_skipped_counts_when_it_has_gone);
  add ("/clean-up/not-knowing-is-not-gone", test_not_knowing_is_not_gone);
  add ("/clean-up/cancelled", test_cancelled);
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *path = g_strconcat ("/clean-up/page/", pages[i].path, NULL);

      lk_account_fixture_add (path, &pages[i], test_page);
    }

  return g_test_run ();
}
