/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"
#include "lk-devices.h"
#include "lk-error.h"
#include "lk-json.h"

#include <string.h>

#define KEY_LIST   "GET /_matrix/client/v3/devices"
#define KEY_RENAME "PUT /_matrix/client/v3/devices/a/b=c+" /* decoded by the server */
#define KEY_REMOVE "DELETE /_matrix/client/v3/devices/a/b=c+"
#define ODD_ID "a/b=c+"

#define WANTS(flows, more) "{\"session\":\"s1\",\"params\":{},\"flows\":[" flows "]" more "}"
#define PASSWORD "{\"stages\":[\"m.login.password\"]}"
#define SSO "{\"stages\":[\"m.login.sso\"]}"
#define WRONG ",\"errcode\":\"M_FORBIDDEN\",\"error\":\"Wrong\""

static LkAccount *
new_legacy_session (LkAccountFixture *self)
{
  LkAccount *account = lk_account_fixture_new_session (self, 0);
  g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));

  record->auth_api = LK_AUTH_API_LEGACY;
  g_clear_pointer (&record->issuer, g_free);
  g_clear_pointer (&record->token_endpoint, g_free);
  g_clear_pointer (&record->revocation_endpoint, g_free);
  g_clear_pointer (&record->client_id, g_free);
  lk_account_set_record (account, record);
  return account;
}

static void
answer (LkAccountFixture *self,
        guint             status,
        const char       *body)
{
  lk_fake_server_answer (self->server, KEY_REMOVE, status, "application/json", body);
}

static guint
count (LkAccountFixture *self,
       const char       *key)
{
  return lk_fake_server_count (self->server, key);
}

/* @password, @session: (nullable) */
static LkRemoval *
remove_device (LkAccountFixture *self,
               LkAccount        *account,
               const char       *password,
               const char       *session,
               GError          **error)
{
  g_autoptr (LkSecret) secret = password != NULL ? lk_secret_new (password) : NULL;
  g_autoptr (GAsyncResult) result = NULL;

  lk_remove_device_async (account, ODD_ID, secret, session, self->cancellable,
                          lk_test_store_result, &result);
  return lk_remove_device_finish (account, lk_test_await (&result), error);
}

/* What was last shown to the server: a member of "auth", or of its identifier. */
static char *
last_shown (LkAccountFixture *self,
            const char       *member)
{
  const char *text = lk_fake_server_last_body (self->server, KEY_REMOVE);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (JsonObject) body = lk_json_parse_object (bytes, NULL);
  JsonObject *auth = lk_json_get_object (body, "auth");

  if (g_str_equal (member, "user"))
    auth = lk_json_get_object (auth, "identifier");
  return g_strdup (lk_json_get_string (auth, member));
}

static void
assert_shown (LkAccountFixture *self,
              const char       *member,
              const char       *expected)
{
  g_autofree char *shown = last_shown (self, member);

  g_assert_cmpstr (shown, ==, expected);
}

static void
test_devices_are_listed_for_any_account (LkAccountFixture *self,
                                         gconstpointer     data)
{
  g_autoptr (LkAccount) account =
    data != NULL ? new_legacy_session (self) : lk_account_fixture_new_session (self, 0);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_json (self->server, KEY_LIST, "{\"devices\":[{\"device_id\":\"A\"}]}");
  lk_list_devices_async (account, self->cancellable, lk_test_store_result, &result);
  devices = lk_list_devices_finish (account, lk_test_await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (devices->len, ==, 1);
  g_assert_cmpstr (lk_fake_server_last_header (self->server, KEY_LIST, "Authorization"), ==,
                   "Bearer access-1");
}

static void
test_a_list_that_is_refused_is_an_error (LkAccountFixture *self,
                                         gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_account_fixture_script (self, KEY_LIST, 403, "{\"errcode\":\"M_FORBIDDEN\"}");
  lk_list_devices_async (account, self->cancellable, lk_test_store_result, &result);
  g_assert_null (lk_list_devices_finish (account, lk_test_await (&result), &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_REFUSED);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
}

static void
test_a_device_is_renamed (LkAccountFixture *self,
                          gconstpointer     data)
{
  g_autoptr (LkAccount) account = new_legacy_session (self);

  lk_fake_server_json (self->server, KEY_RENAME, "{}");
  lk_fake_server_answer (self->server, KEY_RENAME, 404, "application/json",
                         "{\"errcode\":\"M_NOT_FOUND\"}");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      lk_rename_device_async (account, ODD_ID, "Phone", self->cancellable, lk_test_store_result,
                              &result);
      g_assert_true (lk_rename_device_finish (account, lk_test_await (&result), &error) ==
                     (i == 0));
      g_assert_cmpstr (lk_fake_server_last_body (self->server, KEY_RENAME), ==,
                       "{\"display_name\":\"Phone\"}");
      g_assert_true ((error == NULL) == (i == 0));
    }
}

/* H6, G4: whatever the server would say to it. Nor a session of the legacy API at a server that
 * has a provider by now. */
static void
test_nothing_is_removed_that_is_the_providers (LkAccountFixture *self,
                                               gconstpointer     data)
{
  g_autoptr (LkAccount) account =
    data != NULL ? new_legacy_session (self) : lk_account_fixture_new_session (self, 0);
  g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));
  g_autoptr (GError) error = NULL;

  record->account_management_uri = g_strdup (data);
  lk_account_set_record (account, record);
  answer (self, 200, "{}");
  g_assert_false (lk_account_removes_devices (account));
  g_assert_null (remove_device (self, account, "hunter2", NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_SERVER_UNSUITABLE);
  g_assert_cmpuint (count (self, NULL), ==, 0);
}

typedef struct
{
  const char   *path;
  guint         status;
  const char   *body;
  LkRemovalStep step;
  const char   *page; /* (nullable) a part of it */
} Outcome;

/* What one question without more brings. */
static const Outcome outcomes[] = {
  { "done", 200, "{}", LK_REMOVAL_DONE, NULL },
  { "gone-already", 404, "{\"errcode\":\"M_NOT_FOUND\"}", LK_REMOVAL_DONE, NULL },
  { "no-such-function", 404, "{\"errcode\":\"M_UNRECOGNIZED\"}", LK_REMOVAL_NO_WAY, NULL },
  { "no-such-page", 404, "<html>", LK_REMOVAL_NO_WAY, NULL },
  { "wrong-method", 405, "", LK_REMOVAL_NO_WAY, NULL },
  { "password", 401, WANTS (PASSWORD, ""), LK_REMOVAL_PASSWORD, NULL },
  { "password-with-a-needless-code", 401, WANTS (PASSWORD, WRONG), LK_REMOVAL_PASSWORD, NULL },
  { "password-or-page", 401, WANTS (SSO "," PASSWORD, ""), LK_REMOVAL_PASSWORD, NULL },
  { "page", 401, WANTS (SSO, ""), LK_REMOVAL_PAGE,
    "/_matrix/client/v3/auth/m.login.sso/fallback/web?session=s1" },
  { "page-without-a-session", 401, "{\"flows\":[" SSO "]}", LK_REMOVAL_NO_WAY, NULL },
  { "no-flows", 401, WANTS ("", ""), LK_REMOVAL_NO_WAY, NULL },
  { "nothing-left", 401, WANTS ("{\"stages\":[]}", ""), LK_REMOVAL_NO_WAY, NULL },
};

static void
test_what_is_wanted_is_an_outcome (LkAccountFixture *self,
                                   gconstpointer     data)
{
  const Outcome *outcome = data;
  g_autoptr (LkAccount) account = new_legacy_session (self);
  g_autoptr (LkRemoval) removal = NULL;
  g_autoptr (GError) error = NULL;

  answer (self, outcome->status, outcome->body);
  g_assert_true (lk_account_removes_devices (account));
  removal = remove_device (self, account, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (removal->step, ==, outcome->step);
  g_assert_true ((removal->page != NULL) == (outcome->page != NULL));
  g_assert_cmpstr (removal->session, ==, outcome->page != NULL ? "s1" : NULL);
  if (outcome->page != NULL)
    g_assert_true (g_str_has_suffix (removal->page, outcome->page));
  g_assert_cmpuint (count (self, KEY_REMOVE), ==, 1);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
}

static void
test_the_password_is_shown_where_it_is_wanted (LkAccountFixture *self,
                                               gconstpointer     data)
{
  g_autoptr (LkAccount) account = new_legacy_session (self);
  g_autoptr (LkRemoval) removal = NULL;
  g_autoptr (GError) error = NULL;

  answer (self, 401, WANTS (SSO "," PASSWORD, ""));
  answer (self, 200, "{}");
  removal = remove_device (self, account, "hunter2", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (removal->step, ==, LK_REMOVAL_DONE);
  g_assert_cmpuint (count (self, KEY_REMOVE), ==, 2);
  assert_shown (self, "type", "m.login.password");
  assert_shown (self, "session", "s1");
  assert_shown (self, "user", LK_USER_ID);
  assert_shown (self, "password", "hunter2");
}

/* A password that isn't asked for stays here. */
static void
test_the_password_is_not_shown_unasked (LkAccountFixture *self,
                                        gconstpointer     data)
{
  g_autoptr (LkAccount) account = new_legacy_session (self);
  g_autoptr (LkRemoval) removal = NULL;

  answer (self, 401, WANTS (SSO, ""));
  removal = remove_device (self, account, "hunter2", NULL, NULL);
  g_assert_cmpint (removal->step, ==, LK_REMOVAL_PAGE);
  g_assert_cmpstr (lk_fake_server_last_body (self->server, KEY_REMOVE), ==, "{}");
  g_assert_cmpuint (count (self, KEY_REMOVE), ==, 1);
}

static void
test_a_wrong_password_is_told (LkAccountFixture *self,
                               gconstpointer     data)
{
  static const struct
  {
    guint       status;
    const char *body;
  } refusals[] = {
    { 401, WANTS (PASSWORD, WRONG) },
    { 403, "{\"errcode\":\"M_FORBIDDEN\",\"error\":\"Wrong\"}" },
    { 401, WANTS (PASSWORD, "") }, /* says nothing, wants it again: no circles */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (LkAccount) account = new_legacy_session (self);
      g_autoptr (GError) error = NULL;

      lk_fake_server_forget (self->server, KEY_REMOVE);
      answer (self, 401, WANTS (PASSWORD, ""));
      answer (self, refusals[i].status, refusals[i].body);
      g_assert_null (remove_device (self, account, "hunter3", NULL, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_REFUSED);
      g_assert_cmpstr (lk_error_get_server_code (error), ==, "M_FORBIDDEN");
      g_assert_cmpuint (count (self, KEY_REMOVE), ==, 2);
      g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
    }
}

static void
test_a_dummy_needs_nobody (LkAccountFixture *self,
                           gconstpointer     data)
{
  g_autoptr (LkAccount) account = new_legacy_session (self);
  g_autoptr (LkRemoval) removal = NULL;
  g_autoptr (GError) error = NULL;

  answer (self, 401, WANTS ("{\"stages\":[\"m.login.dummy\",\"m.login.password\"]}", ""));
  answer (self, 401, WANTS ("{\"stages\":[\"m.login.dummy\",\"m.login.password\"]}",
                            ",\"completed\":[\"m.login.dummy\"]"));
  answer (self, 200, "{}");
  removal = remove_device (self, account, "hunter2", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (removal->step, ==, LK_REMOVAL_DONE);
  g_assert_cmpuint (count (self, KEY_REMOVE), ==, 3);
  assert_shown (self, "type", "m.login.password");
}

/* A server that wants a dummy for ever. */
static void
test_a_dummy_goes_not_in_circles (LkAccountFixture *self,
                                  gconstpointer     data)
{
  g_autoptr (LkAccount) account = new_legacy_session (self);
  g_autoptr (GError) error = NULL;

  answer (self, 401, WANTS ("{\"stages\":[\"m.login.dummy\"]}", ""));
  g_assert_null (remove_device (self, account, NULL, NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_REFUSED);
  g_assert_cmpuint (count (self, KEY_REMOVE), ==, 2);
}

static void
test_after_the_page_it_goes_on_with_the_session (LkAccountFixture *self,
                                                 gconstpointer     data)
{
  g_autoptr (LkAccount) account = new_legacy_session (self);
  g_autoptr (LkRemoval) removal = NULL;
  g_autoptr (GError) error = NULL;

  answer (self, 200, "{}");
  removal = remove_device (self, account, NULL, "s1", &error);
  g_assert_no_error (error);
  g_assert_cmpint (removal->step, ==, LK_REMOVAL_DONE);
  g_assert_cmpstr (lk_fake_server_last_body (self->server, KEY_REMOVE), ==,
                   "{\"auth\":{\"session\":\"s1\"}}");
}

/* The page first, then the password: what was done on the page isn't lost. */
static void
test_a_session_in_which_something_was_done_is_kept (LkAccountFixture *self,
                                                    gconstpointer     data)
{
  g_autoptr (LkAccount) account = new_legacy_session (self);
  g_autoptr (LkRemoval) removal = NULL;

  answer (self, 401, WANTS ("{\"stages\":[\"m.login.sso\",\"m.login.password\"]}",
                            ",\"completed\":[\"m.login.sso\"]"));
  removal = remove_device (self, account, NULL, "s1", NULL);
  g_assert_cmpint (removal->step, ==, LK_REMOVAL_PASSWORD);
  g_assert_cmpstr (removal->session, ==, "s1");
}

static void
test_a_page_that_was_left_undone_is_wanted_again (LkAccountFixture *self,
                                                  gconstpointer     data)
{
  g_autoptr (LkAccount) account = new_legacy_session (self);
  g_autoptr (LkRemoval) removal = NULL;

  answer (self, 401, WANTS (SSO, ""));
  removal = remove_device (self, account, NULL, "s1", NULL);
  g_assert_cmpint (removal->step, ==, LK_REMOVAL_PAGE);
  g_assert_cmpuint (count (self, KEY_REMOVE), ==, 1);
}

/* The token, not the person: that is told apart, and renewed. */
static void
test_an_expired_session_is_not_taken_for_a_wish (LkAccountFixture *self,
                                                 gconstpointer     data)
{
  g_autoptr (LkAccount) account = new_legacy_session (self);
  g_autoptr (LkTokens) tokens = lk_test_tokens ("access-1", NULL, 0, 0);
  g_autoptr (GError) error = NULL;

  lk_dummy_store_put (self->store, lk_account_get_id (account), tokens);
  answer (self, 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\"}");
  g_assert_null (remove_device (self, account, NULL, NULL, &error));
  g_assert_cmpstr (lk_error_get_server_code (error), ==, "M_UNKNOWN_TOKEN");
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);
}

static void
collect_line (const char     *domain,
              GLogLevelFlags  level,
              const char     *message,
              gpointer        user_data)
{
  g_string_append_printf (user_data, "%s: %s\n", domain, message);
}

/* Nor the session, which is as good as the password once that was right. */
static void
test_the_password_is_in_no_log_or_error (LkAccountFixture *self,
                                         gconstpointer     data)
{
  g_autoptr (LkAccount) account = new_legacy_session (self);
  g_autoptr (GString) lines = g_string_new (NULL);
  GLogFunc before = g_log_set_default_handler (collect_line, lines);
  g_autoptr (GError) error = NULL;

  answer (self, 401, WANTS (PASSWORD, ""));
  answer (self, 401, WANTS (PASSWORD, WRONG));
  g_assert_null (remove_device (self, account, "hunter2", NULL, &error));
  g_debug ("Heard");
  g_log_set_default_handler (before, NULL);
  g_string_append_printf (lines, "%s %s %s", error->message, lk_error_get_url (error),
                          lk_error_get_server_text (error));
  g_assert_nonnull (strstr (lines->str, "Heard"));
  g_assert_null (strstr (lines->str, "hunter2"));
  g_assert_null (strstr (lines->str, "s1"));
}

/* Cancelling, as a dimension: at the question, or when the password was shown. */
static void
test_cancelled (LkAccountFixture *self,
                gconstpointer     data)
{
  guint at = GPOINTER_TO_UINT (data);
  g_autoptr (LkAccount) account = new_legacy_session (self);
  g_autoptr (LkSecret) password = lk_secret_new ("hunter2");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i < at; i++)
    answer (self, 401, WANTS (PASSWORD, ""));
  lk_fake_server_hang (self->server, KEY_REMOVE);
  lk_remove_device_async (account, ODD_ID, password, NULL, self->cancellable,
                          lk_test_store_result, &result);
  lk_account_fixture_wait_asked (self, KEY_REMOVE, at);
  g_cancellable_cancel (self->cancellable);
  g_assert_null (lk_remove_device_finish (account, lk_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
}

static void
test_a_list_is_cancelled (LkAccountFixture *self,
                          gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (self, 0);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_hang (self->server, KEY_LIST);
  lk_list_devices_async (account, self->cancellable, lk_test_store_result, &result);
  lk_account_fixture_wait_asked (self, KEY_LIST, 1);
  g_cancellable_cancel (self->cancellable);
  g_assert_null (lk_list_devices_finish (account, lk_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define add_with lk_account_fixture_add
#define add(path, test) add_with (path, NULL, test)

static void
add_outcomes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      g_autofree char *path = g_strconcat ("/devices/outcome/", outcomes[i].path, NULL);

      add_with (path, &outcomes[i], test_what_is_wanted_is_an_outcome);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/devices/listed/oauth", test_devices_are_listed_for_any_account);
  add_with ("/devices/listed/legacy", "", test_devices_are_listed_for_any_account);
  add ("/devices/a-list-that-is-refused-is-an-error", test_a_list_that_is_refused_is_an_error);
  add ("/devices/K6/a-device-is-renamed", test_a_device_is_renamed);
  add ("/devices/H6/nothing-is-removed-of-an-oauth-account",
       test_nothing_is_removed_that_is_the_providers);
  add_with ("/devices/H6/nothing-is-removed-where-there-is-a-provider-by-now",
            "https://account.example.org/", test_nothing_is_removed_that_is_the_providers);
  add_outcomes ();
  add ("/devices/K6/the-password-is-shown-where-it-is-wanted",
       test_the_password_is_shown_where_it_is_wanted);
  add ("/devices/the-password-is-not-shown-unasked", test_the_password_is_not_shown_unasked);
  add ("/devices/a-wrong-password-is-told", test_a_wrong_password_is_told);
  add ("/devices/the-password-is-in-no-log-or-error", test_the_password_is_in_no_log_or_error);
  add ("/devices/a-dummy-needs-nobody", test_a_dummy_needs_nobody);
  add ("/devices/a-dummy-goes-not-in-circles", test_a_dummy_goes_not_in_circles);
  add ("/devices/after-the-page-it-goes-on-with-the-session",
       test_after_the_page_it_goes_on_with_the_session);
  add ("/devices/a-session-in-which-something-was-done-is-kept",
       test_a_session_in_which_something_was_done_is_kept);
  add ("/devices/a-page-that-was-left-undone-is-wanted-again",
       test_a_page_that_was_left_undone_is_wanted_again);
  add ("/devices/an-expired-session-is-not-taken-for-a-wish",
       test_an_expired_session_is_not_taken_for_a_wish);
  add ("/devices/cancelled/list", test_a_list_is_cancelled);
  add_with ("/devices/cancelled/question", GUINT_TO_POINTER (1), test_cancelled);
  add_with ("/devices/cancelled/password", GUINT_TO_POINTER (2), test_cancelled);

  return g_test_run ();
}
