/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"

#include "lk-edit-profile.h"
#include "lk-error.h"

#include <string.h>

#define KEY_CAPABILITIES "GET /_matrix/client/v3/capabilities"
#define KEY_PROFILE  "GET /_matrix/client/v3/profile/@ada:example.org" /* decoded by the server */
#define KEY_NAME     "PUT /_matrix/client/v3/profile/@ada:example.org/displayname"
#define KEY_PICTURE  "PUT /_matrix/client/v3/profile/@ada:example.org/avatar_url"
#define KEY_REMOVE   "DELETE /_matrix/client/v3/profile/@ada:example.org/avatar_url"
#define KEY_LIMIT    "GET /_matrix/client/v1/media/config"
#define KEY_OLD_LIMIT "GET /_matrix/media/v3/config"
#define KEY_UPLOAD   "POST /_matrix/media/v3/upload"

#define UPLOADED "{\"content_uri\":\"mxc://example.org/new\"}"

static guint
count (LkAccountFixture *self,
       const char       *key)
{
  return lk_fake_server_count (self->server, key);
}

static LkProfileRights
ask_rights (LkAccountFixture *self,
            GError          **error)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GAsyncResult) result = NULL;

  lk_ask_profile_rights_async (account, self->cancellable, lk_test_store_result, &result);
  return lk_ask_profile_rights_finish (account, lk_test_await (&result), error);
}

static gboolean
change_name (LkAccountFixture *self,
             LkAccount        *account,
             const char       *name,
             GError          **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_change_name_async (account, name, self->cancellable, lk_test_store_result, &result);
  return lk_change_profile_finish (account, lk_test_await (&result), error);
}

/* @picture: (nullable) for none */
static gboolean
change_picture (LkAccountFixture *self,
                LkAccount        *account,
                const char       *picture,
                GError          **error)
{
  g_autoptr (GBytes) bytes = picture != NULL ? g_bytes_new (picture, strlen (picture)) : NULL;
  g_autoptr (GAsyncResult) result = NULL;

  lk_change_picture_async (account, bytes, picture != NULL ? "image/png" : NULL,
                           self->cancellable, lk_test_store_result, &result);
  return lk_change_profile_finish (account, lk_test_await (&result), error);
}

static void
be_good (LkAccountFixture *self)
{
  lk_account_fixture_script (self, KEY_LIMIT, 200, "{\"m.upload.size\":10}");
  lk_account_fixture_script (self, KEY_UPLOAD, 200, UPLOADED);
  lk_account_fixture_script (self, KEY_PICTURE, 200, "{}");
  lk_account_fixture_script (self, KEY_NAME, 200, "{}");
  lk_account_fixture_script (self, KEY_REMOVE, 200, "{}");
  lk_account_fixture_script (self, KEY_PROFILE, 200,
                             "{\"displayname\":\"Countess\","
                             "\"avatar_url\":\"mxc://example.org/new\"}");
}

static void
test_rights_are_what_the_server_says (LkAccountFixture *self,
                                      gconstpointer     data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_json (self->server, KEY_CAPABILITIES,
                       "{\"capabilities\":{\"m.set_displayname\":{\"enabled\":false}}}");
  g_assert_cmpint (ask_rights (self, &error), ==, LK_PROFILE_RIGHT_PICTURE);
  g_assert_no_error (error);
}

static void
test_rights_that_are_not_told_are_there (LkAccountFixture *self,
                                         gconstpointer     data)
{
  g_assert_cmpint (ask_rights (self, NULL), ==,
                   LK_PROFILE_RIGHT_NAME | LK_PROFILE_RIGHT_PICTURE); /* 404 */
}

/* Nobody can be asked: nothing is offered that would fail. */
static void
test_without_an_answer_there_are_no_rights (LkAccountFixture *self,
                                            gconstpointer     data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_reset (self->server, KEY_CAPABILITIES);
  g_assert_cmpint (ask_rights (self, &error), ==, 0);
  g_assert_error (error, LK_ERROR, LK_ERROR_OFFLINE);
}

static void
test_a_name_is_changed_and_shown (LkAccountFixture *self,
                                  gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GError) error = NULL;

  be_good (self);
  g_assert_true (change_name (self, account, "Countess", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (lk_fake_server_last_body (self->server, KEY_NAME), ==,
                   "{\"displayname\":\"Countess\"}");
  g_assert_cmpstr (lk_fake_server_last_header (self->server, KEY_NAME, "Authorization"), ==,
                   "Bearer access-1");
  g_assert_cmpstr (lk_account_get_title (account), ==, "Countess");
}

static void
test_a_picture_is_uploaded_then_set (LkAccountFixture *self,
                                     gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GError) error = NULL;

  be_good (self);
  g_assert_true (change_picture (self, account, "0123456789", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (lk_fake_server_last_body (self->server, KEY_UPLOAD), ==, "0123456789");
  g_assert_cmpstr (lk_fake_server_last_header (self->server, KEY_UPLOAD, "Content-Type"), ==,
                   "image/png");
  g_assert_null (lk_fake_server_last_query (self->server, KEY_UPLOAD));
  g_assert_cmpstr (lk_fake_server_last_body (self->server, KEY_PICTURE), ==,
                   "{\"avatar_url\":\"mxc://example.org/new\"}");
  g_assert_cmpstr (lk_account_get_record (account)->avatar_uri, ==, "mxc://example.org/new");
}

static void
test_what_is_too_large_is_not_sent (LkAccountFixture *self,
                                    gconstpointer     data)
{
  const char *key = data;
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GError) error = NULL;

  be_good (self);
  lk_fake_server_forget (self->server, KEY_LIMIT);
  lk_account_fixture_script (self, key, 200, "{\"m.upload.size\":10}");
  g_assert_false (change_picture (self, account, "0123456789A", &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_REFUSED);
  g_assert_cmpstr (lk_error_get_step (error), ==, "upload");
  g_assert_cmpstr (lk_error_get_server_code (error), ==, "M_TOO_LARGE");
  g_assert_cmpuint (count (self, KEY_UPLOAD), ==, 0);
  g_assert_cmpuint (count (self, KEY_PICTURE), ==, 0);
}

/* Then the server itself may say that it is too large. */
static void
test_without_a_limit_it_is_sent (LkAccountFixture *self,
                                 gconstpointer     data)
{
  const char *body = data;
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);

  be_good (self);
  lk_account_fixture_script (self, KEY_LIMIT, body != NULL ? 200 : 500, body);
  g_assert_true (change_picture (self, account, "0123456789A", NULL));
  g_assert_cmpuint (count (self, KEY_UPLOAD), ==, 1);
  g_assert_cmpuint (count (self, KEY_OLD_LIMIT), ==, 0);
}

/* A token of five minutes may end just then: the whole of it is sent once more. */
static void
test_an_expired_token_costs_nothing (LkAccountFixture *self,
                                     gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);

  be_good (self);
  lk_fake_server_forget (self->server, KEY_UPLOAD);
  lk_fake_server_answer (self->server, KEY_UPLOAD, 401, "application/json",
                         "{\"errcode\":\"M_UNKNOWN_TOKEN\"}");
  lk_fake_server_json (self->server, KEY_UPLOAD, UPLOADED);
  g_assert_true (change_picture (self, account, "PNG", NULL));
  g_assert_cmpuint (count (self, KEY_UPLOAD), ==, 2);
  g_assert_cmpstr (lk_fake_server_last_body (self->server, KEY_UPLOAD), ==, "PNG");
  g_assert_cmpstr (lk_fake_server_last_header (self->server, KEY_UPLOAD, "Authorization"), ==,
                   "Bearer access-2");
}

static void
test_a_picture_is_removed (LkAccountFixture *self,
                           gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);

  be_good (self);
  g_assert_true (change_picture (self, account, NULL, NULL));
  g_assert_cmpuint (count (self, KEY_REMOVE), ==, 1);
  g_assert_cmpuint (count (self, KEY_PICTURE), ==, 0);
  g_assert_cmpuint (count (self, KEY_UPLOAD), ==, 0);
}

static void
test_an_older_server_is_told_in_its_way (LkAccountFixture *self,
                                         gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);

  be_good (self);
  lk_account_fixture_script (self, KEY_REMOVE, 405, "{\"errcode\":\"M_UNRECOGNIZED\"}");
  g_assert_true (change_picture (self, account, NULL, NULL));
  g_assert_cmpstr (lk_fake_server_last_body (self->server, KEY_PICTURE), ==,
                   "{\"avatar_url\":\"\"}");
}

typedef struct
{
  const char *path;
  const char *key;
  guint       status;
  const char *body;
  int         code;
} Refusal;

static const Refusal refusals[] = {
  { "upload/too-large", KEY_UPLOAD, 413, "<html>", LK_ERROR_REFUSED },
  { "upload/nonsense", KEY_UPLOAD, 200, "{\"content_uri\":\"x\"}", LK_ERROR_PROTOCOL },
  { "upload/a-fault", KEY_UPLOAD, 500, "", LK_ERROR_SERVER_FAILED },
  { "set/refused", KEY_PICTURE, 403, "{\"errcode\":\"M_FORBIDDEN\"}", LK_ERROR_REFUSED },
  { "set/missing", KEY_PICTURE, 404, "{\"errcode\":\"M_UNRECOGNIZED\"}",
    LK_ERROR_SERVER_UNSUITABLE },
  { "set/locked", KEY_PICTURE, 401, "{\"errcode\":\"M_USER_LOCKED\",\"soft_logout\":true}",
    LK_ERROR_USER_LOCKED },
};

/* Nothing changes, and the session stays. */
static void
test_a_refusal_is_an_error (LkAccountFixture *self,
                            gconstpointer     data)
{
  const Refusal *refusal = data;
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GError) error = NULL;

  be_good (self);
  lk_account_fixture_script (self, refusal->key, refusal->status, refusal->body);
  g_assert_false (change_picture (self, account, "PNG", &error));
  g_assert_error (error, LK_ERROR, refusal->code);
  g_assert_null (lk_account_get_record (account)->avatar_uri);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
}

/* It is changed, even if we don't get to see it now. */
static void
test_a_profile_that_can_not_be_seen_is_changed (LkAccountFixture *self,
                                                gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);

  be_good (self);
  lk_account_fixture_script (self, KEY_PROFILE, 500, "");
  g_assert_true (change_name (self, account, "Countess", NULL));
}

/* Cancelling, as a dimension: at which question. */
static void
test_cancelled (LkAccountFixture *self,
                gconstpointer     data)
{
  const char *key = data;
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("PNG", 3);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  be_good (self);
  lk_fake_server_forget (self->server, key);
  lk_fake_server_hang (self->server, key);
  lk_change_picture_async (account, bytes, "image/png", self->cancellable, lk_test_store_result,
                           &result);
  lk_account_fixture_wait_asked (self, key, 1);
  g_cancellable_cancel (self->cancellable);
  g_assert_false (lk_change_profile_finish (account, lk_test_await (&result), &error));
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

  add ("/edit-profile/K4/rights-are-what-the-server-says", test_rights_are_what_the_server_says);
  add ("/edit-profile/K4/rights-that-are-not-told-are-there",
       test_rights_that_are_not_told_are_there);
  add ("/edit-profile/without-an-answer-there-are-no-rights",
       test_without_an_answer_there_are_no_rights);
  add ("/edit-profile/a-name-is-changed-and-shown", test_a_name_is_changed_and_shown);
  add ("/edit-profile/a-picture-is-uploaded-then-set", test_a_picture_is_uploaded_then_set);
  add_with ("/edit-profile/what-is-too-large-is-not-sent/today", KEY_LIMIT,
            test_what_is_too_large_is_not_sent);
  add_with ("/edit-profile/what-is-too-large-is-not-sent/old", KEY_OLD_LIMIT,
            test_what_is_too_large_is_not_sent);
  add_with ("/edit-profile/without-a-limit-it-is-sent/none-told", "{}",
            test_without_a_limit_it_is_sent);
  add_with ("/edit-profile/without-a-limit-it-is-sent/nonsense", "<html>",
            test_without_a_limit_it_is_sent);
  add_with ("/edit-profile/without-a-limit-it-is-sent/a-fault", NULL,
            test_without_a_limit_it_is_sent);
  add ("/edit-profile/F1/an-expired-token-costs-nothing", test_an_expired_token_costs_nothing);
  add ("/edit-profile/a-picture-is-removed", test_a_picture_is_removed);
  add ("/edit-profile/an-older-server-is-told-in-its-way",
       test_an_older_server_is_told_in_its_way);
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strconcat ("/edit-profile/refused/", refusals[i].path, NULL);

      add_with (path, &refusals[i], test_a_refusal_is_an_error);
    }
  add ("/edit-profile/a-profile-that-can-not-be-seen-is-changed",
       test_a_profile_that_can_not_be_seen_is_changed);
  add_with ("/edit-profile/cancelled/limit", KEY_LIMIT, test_cancelled);
  add_with ("/edit-profile/cancelled/upload", KEY_UPLOAD, test_cancelled);
  add_with ("/edit-profile/cancelled/set", KEY_PICTURE, test_cancelled);
  add_with ("/edit-profile/cancelled/profile", KEY_PROFILE, test_cancelled);

  return g_test_run ();
}
