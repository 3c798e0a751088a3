/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"

#include "lk-fetch.h"

#include <glib/gstdio.h>
#include <string.h>

#define KEY_PROFILE "GET /_matrix/client/v3/profile/@ada:example.org" /* decoded by the server */
#define KEY_PICTURE "GET /_matrix/client/v1/media/thumbnail/example.org/picture1"
#define KEY_OLD_PICTURE "GET /_matrix/media/v3/thumbnail/example.org/picture1"
#define PROFILE "{\"displayname\":\"Ada\",\"avatar_url\":\"mxc://example.org/picture1\"}"

static gboolean
fetch_profile (LkAccountFixture *self,
               LkAccount        *account,
               GError          **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_fetch_profile_async (account, self->cancellable, lk_test_store_result, &result);
  return lk_fetch_profile_finish (account, lk_test_await (&result), error);
}

/* @expected: (nullable) */
static void
assert_picture (LkAccount  *account,
                const char *expected)
{
  g_autofree char *path = lk_account_get_avatar_path (account);
  g_autofree char *contents = NULL;

  g_file_get_contents (path, &contents, NULL, NULL);
  g_assert_cmpstr (contents, ==, expected);
}

static guint
count (LkAccountFixture *self,
       const char       *key)
{
  return lk_fake_server_count (self->server, key);
}

static void
on_notify (GObject    *object,
           GParamSpec *pspec,
           guint      *n)
{
  (*n)++;
}

static void
test_name_and_picture_are_kept (LkAccountFixture *self,
                                gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (LkAccountRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  guint n_titles = 0, n_records = 0;

  g_signal_connect (account, "notify::title", G_CALLBACK (on_notify), &n_titles);
  g_signal_connect (account, "notify::record", G_CALLBACK (on_notify), &n_records);
  lk_fake_server_json (self->server, KEY_PROFILE, PROFILE);
  lk_fake_server_answer (self->server, KEY_PICTURE, 200, "image/png", "PNG");
  fetch_profile (self, account, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (lk_account_get_title (account), ==, "Ada");
  assert_picture (account, "PNG");
  g_assert_cmpuint (n_titles, ==, 1);
  g_assert_cmpuint (n_records, ==, 2); /* the name, then the picture */
  g_assert_cmpstr (lk_fake_server_last_header (self->server, KEY_PICTURE, "Authorization"), ==,
                   "Bearer access-1");
  record = lk_account_fixture_read_record (self, lk_account_get_id (account));
  g_assert_cmpstr (record->display_name, ==, "Ada");
  g_assert_cmpstr (record->avatar_uri, ==, "mxc://example.org/picture1");
}

static void
test_unchanged_is_not_notified_as_a_new_name (LkAccountFixture *self,
                                              gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  guint n_titles = 0;

  lk_fake_server_json (self->server, KEY_PROFILE, "{\"displayname\":\"Ada\"}");
  g_assert_true (fetch_profile (self, account, NULL));
  g_signal_connect (account, "notify", G_CALLBACK (on_notify), &n_titles);
  g_assert_true (fetch_profile (self, account, NULL));
  g_assert_cmpuint (n_titles, ==, 0);
}

/* What an address stands for never changes: it is asked for once, and again only if it got lost. */
static void
test_a_picture_that_is_there_is_not_asked_for (LkAccountFixture *self,
                                               gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autofree char *path = lk_account_get_avatar_path (account);

  lk_fake_server_json (self->server, KEY_PROFILE, PROFILE);
  lk_fake_server_answer (self->server, KEY_PICTURE, 200, "image/png", "PNG");
  for (guint i = 0; i < 2; i++)
    g_assert_true (fetch_profile (self, account, NULL));
  g_assert_cmpuint (count (self, KEY_PICTURE), ==, 1);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_true (fetch_profile (self, account, NULL));
  g_assert_cmpuint (count (self, KEY_PICTURE), ==, 2);
  assert_picture (account, "PNG");
}

/* As large as any answer may be, and no larger. */
static void
test_a_huge_picture_is_not_kept (LkAccountFixture *self,
                                 gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GBytes) huge = g_bytes_new_take (g_malloc0 (LK_HTTP_MAX_BODY + 1),
                                              LK_HTTP_MAX_BODY + 1);
  g_autoptr (GError) error = NULL;

  lk_fake_server_json (self->server, KEY_PROFILE, PROFILE);
  lk_fake_server_bytes (self->server, KEY_PICTURE, 200, huge);
  g_assert_false (fetch_profile (self, account, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
  assert_picture (account, NULL);
}

/* K5: authenticated first; the old one only where there is no other, and without the token. */
static void
test_old_media_only_where_there_is_no_other (LkAccountFixture *self,
                                             gconstpointer     data)
{
  static const struct
  {
    guint       status;
    const char *body;
    gboolean    falls_back;
  } cases[] = {
    { 404, "{\"errcode\":\"M_UNRECOGNIZED\"}", TRUE },
    { 404, "<html>", TRUE },
    { 400, "{\"errcode\":\"M_UNRECOGNIZED\"}", TRUE },
    { 404, "{\"errcode\":\"M_NOT_FOUND\"}", FALSE },
    { 403, "{\"errcode\":\"M_FORBIDDEN\"}", FALSE },
    { 500, "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);

      lk_account_fixture_script (self, KEY_PROFILE, 200, PROFILE);
      lk_account_fixture_script (self, KEY_PICTURE, cases[i].status, cases[i].body);
      lk_account_fixture_script (self, KEY_OLD_PICTURE, 200, "OLD");
      g_assert_true (fetch_profile (self, account, NULL) == cases[i].falls_back);
      g_assert_cmpuint (count (self, KEY_OLD_PICTURE), ==, cases[i].falls_back);
      assert_picture (account, cases[i].falls_back ? "OLD" : NULL);
      g_assert_null (lk_fake_server_last_header (self->server, KEY_OLD_PICTURE, "Authorization"));
      g_assert_cmpstr (lk_account_get_title (account), ==, "Ada");
    }
}

static void
test_hostile_name_is_made_harmless (LkAccountFixture *self,
                                    gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autofree char *flood = g_strnfill (10000, 'x');
  g_autofree char *body =
    g_strdup_printf ("{\"displayname\":\"\\u202eadA\\n<b>%s\",\"avatar_url\":\"mxc://a/../b\"}",
                     flood);
  const char *title;

  lk_fake_server_json (self->server, KEY_PROFILE, body);
  g_assert_true (fetch_profile (self, account, NULL));
  title = lk_account_get_title (account);
  g_assert_true (g_str_has_prefix (title, "adA <b>xxx"));
  g_assert_cmpint (g_utf8_strlen (title, -1), <=, 101);
  g_assert_null (lk_account_get_record (account)->avatar_uri);
  g_assert_cmpuint (count (self, NULL), ==, 1);
}

static void
test_gone_picture_is_dropped (LkAccountFixture *self,
                              gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (LkAccountRecord) record = NULL;

  lk_fake_server_json (self->server, KEY_PROFILE, PROFILE);
  lk_fake_server_json (self->server, KEY_PROFILE, "{}");
  lk_fake_server_answer (self->server, KEY_PICTURE, 200, "image/png", "PNG");
  g_assert_true (fetch_profile (self, account, NULL));
  assert_picture (account, "PNG");
  g_assert_true (fetch_profile (self, account, NULL));
  assert_picture (account, NULL);
  g_assert_cmpstr (lk_account_get_title (account), ==, LK_USER_ID);
  record = lk_account_fixture_read_record (self, lk_account_get_id (account));
  g_assert_null (record->display_name);
  g_assert_null (record->avatar_uri);
}

/* Another picture that can't be had: the old one would be somebody else's face. */
static void
test_picture_of_before_is_not_shown_for_another (LkAccountFixture *self,
                                                 gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);

  lk_fake_server_json (self->server, KEY_PROFILE, PROFILE);
  lk_fake_server_json (self->server, KEY_PROFILE, "{\"avatar_url\":\"mxc://example.org/other\"}");
  lk_fake_server_answer (self->server, KEY_PICTURE, 200, "image/png", "PNG");
  g_assert_true (fetch_profile (self, account, NULL));
  assert_picture (account, "PNG");
  g_assert_false (fetch_profile (self, account, NULL));
  assert_picture (account, NULL);
}

static void
test_profile_that_is_refused_changes_nothing (LkAccountFixture *self,
                                              gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GError) error = NULL;

  lk_fake_server_json (self->server, KEY_PROFILE, PROFILE);
  lk_fake_server_answer (self->server, KEY_PROFILE, 403, "application/json",
                         "{\"errcode\":\"M_FORBIDDEN\"}");
  lk_fake_server_answer (self->server, KEY_PICTURE, 200, "image/png", "PNG");
  g_assert_true (fetch_profile (self, account, NULL));
  g_assert_false (fetch_profile (self, account, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_REFUSED);
  g_assert_cmpstr (lk_account_get_title (account), ==, "Ada");
  assert_picture (account, "PNG");
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
}

/* The session ends while the question is on its way: nothing is written behind its back. */
static void
test_answer_after_the_end_leaves_no_trace (LkAccountFixture *self,
                                           gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_json (self->server, KEY_PROFILE, PROFILE);
  lk_fake_server_answer (self->server, KEY_PICTURE, 200, "image/png", "PNG");
  lk_fake_server_hold (self->server, KEY_PICTURE);
  lk_fetch_profile_async (account, NULL, lk_test_store_result, &result);
  lk_account_fixture_wait_asked (self, KEY_PICTURE, 1);
  lk_account_enter (account, LK_AUTH_STATE_SIGNING_OUT, NULL);
  lk_account_enter (account, LK_AUTH_STATE_SIGNED_OUT, NULL);
  lk_account_index_remove (self->ports->index, lk_account_get_id (account), &error);
  lk_fake_server_release (self->server);
  lk_test_await (&result);
  assert_picture (account, NULL);
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 0);
}

/* Cancelling, as a dimension: at which question. */
static void
test_cancelled (LkAccountFixture *self,
                gconstpointer     data)
{
  const char *key = data;
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_json (self->server, KEY_PROFILE, PROFILE);
  if (!g_str_equal (key, KEY_OLD_PICTURE))
    lk_fake_server_json (self->server, KEY_PICTURE, "{}");
  lk_fake_server_forget (self->server, key);
  lk_fake_server_hang (self->server, key);
  lk_fetch_profile_async (account, self->cancellable, lk_test_store_result, &result);
  lk_account_fixture_wait_asked (self, key, 1);
  g_cancellable_cancel (self->cancellable);
  g_assert_false (lk_fetch_profile_finish (account, lk_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
}

#define add_with lk_account_fixture_add
#define add(path, test) add_with (path, NULL, test)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/fetch-profile/name-and-picture-are-kept", test_name_and_picture_are_kept);
  add ("/fetch-profile/unchanged-is-not-notified-as-a-new-name",
       test_unchanged_is_not_notified_as_a_new_name);
  add ("/fetch-profile/a-picture-that-is-there-is-not-asked-for",
       test_a_picture_that_is_there_is_not_asked_for);
  add ("/fetch-profile/a-huge-picture-is-not-kept", test_a_huge_picture_is_not_kept);
  add ("/fetch-profile/K5/old-media-only-where-there-is-no-other",
       test_old_media_only_where_there_is_no_other);
  add ("/fetch-profile/K9/hostile-name-is-made-harmless", test_hostile_name_is_made_harmless);
  add ("/fetch-profile/gone-picture-is-dropped", test_gone_picture_is_dropped);
  add ("/fetch-profile/picture-of-before-is-not-shown-for-another",
       test_picture_of_before_is_not_shown_for_another);
  add ("/fetch-profile/profile-that-is-refused-changes-nothing",
       test_profile_that_is_refused_changes_nothing);
  add ("/fetch-profile/answer-after-the-end-leaves-no-trace",
       test_answer_after_the_end_leaves_no_trace);
  add_with ("/fetch-profile/cancelled/profile", KEY_PROFILE, test_cancelled);
  add_with ("/fetch-profile/cancelled/picture", KEY_PICTURE, test_cancelled);
  add_with ("/fetch-profile/cancelled/old-picture", KEY_OLD_PICTURE, test_cancelled);

  return g_test_run ();
}
