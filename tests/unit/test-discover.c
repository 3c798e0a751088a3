/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"

#include <string.h>

#define KEY_UNSTABLE "GET /_matrix/client/unstable/org.matrix.msc2965/auth_metadata"
#define WITH_LOGIN "{\"flows\":[{\"type\":\"m.login.password\"}]}"

static LkHomeserver *
discover (LkAccountFixture *self,
          LkAccount        *account,
          const char       *text,
          GError          **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_discover_async (account, text, self->cancellable, lk_test_store_result, &result);
  return lk_discover_finish (account, lk_test_await (&result), error);
}

/* Of a server that answers as it was told: nothing is found, and @account says why. */
static void
assert_fails (LkAccountFixture *self,
              LkErrorCode       code,
              const char       *step)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (GError) error = NULL;
  LkAuthMachine *machine = lk_account_get_machine (account);

  g_assert_null (discover (self, account, lk_fake_server_get_url (self->server), &error));
  g_assert_error (error, LK_ERROR, (int) code);
  g_assert_cmpstr (lk_error_get_step (error), ==, step);
  g_assert_cmpstr (self->states->str, ==, "discovering failed ");
  g_assert_error (lk_auth_machine_get_error (machine), LK_ERROR, (int) code);
}

static void
test_oauth_server_costs_three_requests (LkAccountFixture *self,
                                        gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkHomeserver) found = lk_account_fixture_discover (self, account);
  g_autofree char *name = lk_homeserver_dup_name (found);

  g_assert_cmpstr (found->base_url, ==, lk_fake_server_get_url (self->server));
  g_assert_cmpstr (found->versions[1], ==, "v1.12");
  g_assert_nonnull (found->auth_api->metadata);
  g_assert_null (found->auth_api->flows);
  g_assert_null (found->warning);
  g_assert_true (g_str_has_prefix (name, "127.0.0.1:"));
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 3);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_LOGIN), ==, 0);
  g_assert_cmpstr (self->states->str, ==, "discovering choosing ");
}

/* Neither waits for the other: two round trips in all. */
static void
test_versions_and_metadata_go_side_by_side (LkAccountFixture *self,
                                            gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LkHomeserver) found = NULL;

  lk_fake_server_hold (self->server, LK_KEY_VERSIONS);
  lk_fake_server_hold (self->server, LK_KEY_METADATA);
  lk_discover_async (account, lk_fake_server_get_url (self->server), NULL, lk_test_store_result,
                     &result);
  lk_account_fixture_wait_asked (self, LK_KEY_VERSIONS, 1);
  lk_account_fixture_wait_asked (self, LK_KEY_METADATA, 1);
  g_assert_null (result);
  lk_fake_server_release (self->server);
  found = lk_discover_finish (account, lk_test_await (&result), NULL);
  g_assert_nonnull (found);
}

/* The person doesn't wait for the other of the two when there is no homeserver. */
static void
test_a_failed_homeserver_is_enough (LkAccountFixture *self,
                                    gconstpointer     data)
{
  lk_account_fixture_script (self, LK_KEY_VERSIONS, 500, "");
  lk_fake_server_hold (self->server, LK_KEY_METADATA);
  assert_fails (self, LK_ERROR_SERVER_FAILED, "versions");
}

/* Whichever of the two fails first, what is no homeserver is told as such. */
static void
test_without_a_homeserver_nothing_else_is_told (LkAccountFixture *self,
                                                gconstpointer     data)
{
  lk_account_fixture_script (self, LK_KEY_METADATA, 500, "");
  lk_account_fixture_script (self, LK_KEY_VERSIONS, 503, "");
  assert_fails (self, LK_ERROR_SERVER_FAILED, "versions");
}

/* The file is not needed once there is a homeserver: what fails there is the homeserver's. */
static void
test_broken_well_known_does_not_explain_the_homeserver (LkAccountFixture *self,
                                                        gconstpointer     data)
{
  lk_account_fixture_script (self, LK_KEY_WELL_KNOWN, 200, "<html>");
  lk_account_fixture_script (self, LK_KEY_METADATA, 500, "");
  assert_fails (self, LK_ERROR_SERVER_FAILED, "auth-metadata");
}

/* A new search begins a new trace. */
static void
test_the_trace_is_of_the_last_search (LkAccountFixture *self,
                                      gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  LkTrace *trace = lk_account_get_trace (account);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkHomeserver) found = NULL;

  lk_account_fixture_script (self, LK_KEY_VERSIONS, 500, "");
  g_assert_null (discover (self, account, lk_fake_server_get_url (self->server), &error));
  g_assert_error (lk_trace_find (trace, "versions")->error, LK_ERROR, LK_ERROR_SERVER_FAILED);
  lk_account_fixture_script (self, LK_KEY_VERSIONS, 200, "{\"versions\":[\"v1.1\"]}");
  found = lk_account_fixture_discover (self, account);
  g_assert_cmpuint (lk_trace_length (trace), ==, 4);
  for (guint i = 0; i < lk_trace_length (trace); i++)
    g_assert_no_error (lk_trace_peek (trace, i)->error);
}

static void
test_port_stays_with_the_server_name (LkAccountFixture *self,
                                      gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (GError) error = NULL;

  /* Nobody listens there: the port is in the address that could not be reached. */
  g_assert_null (discover (self, account, "@ada:127.0.0.1:1", &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_OFFLINE);
  g_assert_true (g_str_has_prefix (lk_error_get_url (error), "https://127.0.0.1:1/_matrix/"));
}

static void
test_missing_well_known_leads_to_the_name_itself (LkAccountFixture *self,
                                                  gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkHomeserver) found = NULL;

  lk_fake_server_forget (self->server, LK_KEY_WELL_KNOWN);
  found = lk_account_fixture_discover (self, account);
  g_assert_cmpstr (found->base_url, ==, lk_fake_server_get_url (self->server));
  g_assert_null (found->warning);
}

static void
test_broken_well_known_is_a_warning (LkAccountFixture *self,
                                     gconstpointer     data)
{
  static const struct
  {
    guint       status;
    const char *body;
    LkErrorCode code;
  } cases[] = {
    { 500, "{}", LK_ERROR_SERVER_FAILED },
    { 403, "no", LK_ERROR_REFUSED },
    { 200, "", LK_ERROR_MISCONFIGURED },
    { 200, "<html>", LK_ERROR_MISCONFIGURED },
    { 200, "{\"m.homeserver\":{\"base_url\":7}}", LK_ERROR_MISCONFIGURED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
      g_autoptr (LkHomeserver) found = NULL;

      lk_account_fixture_script (self, LK_KEY_WELL_KNOWN, cases[i].status, cases[i].body);
      found = lk_account_fixture_discover (self, account);
      g_assert_error (found->warning, LK_ERROR, (int) cases[i].code);
      g_assert_cmpstr (lk_error_get_step (found->warning), ==, "well-known");
    }
}

/* … and when the name itself leads nowhere either, it is the better explanation. */
static void
test_broken_well_known_explains_why_nothing_was_found (LkAccountFixture *self,
                                                       gconstpointer     data)
{
  lk_account_fixture_script (self, LK_KEY_WELL_KNOWN, 200, "[]");
  lk_fake_server_forget (self->server, LK_KEY_VERSIONS);
  lk_fake_server_forget (self->server, LK_KEY_METADATA);
  assert_fails (self, LK_ERROR_MISCONFIGURED, "well-known");
}

/* Valid, but it names something unusable: no guessing. */
static void
test_unusable_base_url_stops (LkAccountFixture *self,
                              gconstpointer     data)
{
  lk_account_fixture_script (self, LK_KEY_WELL_KNOWN, 200,
                             "{\"m.homeserver\":{\"base_url\":\"ftp://example.org\"}}");
  assert_fails (self, LK_ERROR_MISCONFIGURED, "well-known");
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 1);
}

/* The file that named it has to be mended; without one, the person has to choose another name. */
static void
test_what_is_no_homeserver_stops (LkAccountFixture *self,
                                  gconstpointer     data)
{
  static const struct
  {
    guint       status;
    const char *body;
  } cases[] = {
    { 404, "{\"errcode\":\"M_UNRECOGNIZED\"}" },
    { 200, "<html>Welcome</html>" },
    { 200, "{}" },
    { 200, "{\"versions\":\"v1.1\"}" },
  };
  gboolean is_named = GPOINTER_TO_INT (data);
  LkErrorCode code = is_named ? LK_ERROR_MISCONFIGURED : LK_ERROR_SERVER_UNSUITABLE;

  if (!is_named)
    lk_fake_server_forget (self->server, LK_KEY_WELL_KNOWN);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      lk_account_fixture_script (self, LK_KEY_VERSIONS, cases[i].status, cases[i].body);
      g_string_truncate (self->states, 0);
      assert_fails (self, code, "versions");
    }
}

static void
test_url_without_well_known_is_the_base (LkAccountFixture *self,
                                         gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autofree char *text =
    g_strconcat ("  ", lk_fake_server_get_url (self->server), "/matrix/ ", NULL);
  g_autoptr (LkHomeserver) found = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_json (self->server, "GET /matrix/_matrix/client/versions",
                       "{\"versions\":[\"v1.1\"]}");
  lk_fake_server_json (self->server, "GET /matrix/_matrix/client/v1/auth_metadata", LK_METADATA);
  found = discover (self, account, text, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (found->base_url, "/matrix"));
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_WELL_KNOWN), ==, 0);
}

static void
test_bad_input_changes_nothing (LkAccountFixture *self,
                                gconstpointer     data)
{
  static const struct
  {
    const char *text;
    LkErrorCode code;
  } inputs[] = {
    { "ada@example.org", LK_ERROR_INPUT_IS_EMAIL },
    { "@ada", LK_ERROR_INPUT_LACKS_SERVER },
    { "http://example.org", LK_ERROR_INPUT_INSECURE },
    { "", LK_ERROR_INVALID_INPUT },
    { "not a name", LK_ERROR_INVALID_INPUT },
    { "example.org:99999", LK_ERROR_INVALID_INPUT },
  };
  g_autoptr (LkAccount) fresh = lk_account_fixture_new_account (self);
  g_autoptr (LkAccount) expired = lk_account_fixture_new_expired (self);

  for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (discover (self, fresh, inputs[i].text, &error));
      g_assert_error (error, LK_ERROR, (int) inputs[i].code);
      g_clear_error (&error);
      g_assert_null (discover (self, expired, inputs[i].text, &error));
      g_assert_error (error, LK_ERROR, (int) inputs[i].code);
    }
  g_assert_cmpstr (self->states->str, ==, "");
  g_assert_null (lk_auth_machine_get_error (lk_account_get_machine (fresh)));
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 0);
}

static void
test_oauth_by_the_unstable_place (LkAccountFixture *self,
                                  gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkHomeserver) found = NULL;

  lk_fake_server_forget (self->server, LK_KEY_METADATA);
  lk_fake_server_json (self->server, KEY_UNSTABLE, LK_METADATA);
  found = lk_account_fixture_discover (self, account);
  g_assert_cmpint (found->auth_api->metadata->scopes, ==, LK_SCOPES_UNSTABLE);
}

static void
test_legacy_server_is_known_as_one (LkAccountFixture *self,
                                    gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkHomeserver) found = NULL;

  lk_fake_server_forget (self->server, LK_KEY_METADATA);
  lk_fake_server_json (self->server, LK_KEY_LOGIN, WITH_LOGIN);
  found = lk_account_fixture_discover (self, account);
  g_assert_null (found->auth_api->metadata);
  g_assert_nonnull (found->auth_api->flows);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_CHOOSING);
}

/* A passing fault never shows a password box to people whose passwords belong elsewhere. */
static void
test_never_a_downgrade (LkAccountFixture *self,
                        gconstpointer     data)
{
  static const struct
  {
    guint       status; /* 0: the connection is cut */
    LkErrorCode code;
  } cases[] = {
    { 500, LK_ERROR_SERVER_FAILED },
    { 503, LK_ERROR_SERVER_FAILED },
    { 429, LK_ERROR_RATE_LIMITED },
    { 403, LK_ERROR_REFUSED },
    { 0, LK_ERROR_OFFLINE },
  };

  lk_fake_server_json (self->server, LK_KEY_LOGIN, WITH_LOGIN);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      lk_fake_server_forget (self->server, LK_KEY_METADATA);
      if (cases[i].status == 0)
        lk_fake_server_reset (self->server, LK_KEY_METADATA);
      else
        lk_fake_server_answer (self->server, LK_KEY_METADATA, cases[i].status, "text/html", "Oh");
      g_string_truncate (self->states, 0);
      assert_fails (self, cases[i].code, "auth-metadata");
    }
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_LOGIN), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->server, KEY_UNSTABLE), ==, 0);
}

static void
test_broken_metadata_is_no_password_box (LkAccountFixture *self,
                                         gconstpointer     data)
{
  lk_fake_server_json (self->server, LK_KEY_LOGIN, WITH_LOGIN);
  lk_account_fixture_script (self, LK_KEY_METADATA, 200, "{\"issuer\":\"http://x\"}");
  assert_fails (self, LK_ERROR_MISCONFIGURED, "auth-metadata");
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_LOGIN), ==, 0);
}

static void
test_failed_can_be_tried_again (LkAccountFixture *self,
                                gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autoptr (LkHomeserver) found = NULL;
  g_autoptr (GError) error = NULL;

  lk_account_fixture_script (self, LK_KEY_VERSIONS, 500, "");
  g_assert_null (discover (self, account, lk_fake_server_get_url (self->server), &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_SERVER_FAILED);
  lk_account_fixture_script (self, LK_KEY_VERSIONS, 200, "{\"versions\":[\"v1.1\"]}");
  found = lk_account_fixture_discover (self, account);
  g_assert_nonnull (found);
  g_assert_null (lk_auth_machine_get_error (lk_account_get_machine (account)));
  g_assert_cmpstr (self->states->str, ==, "discovering failed discovering choosing ");
}

/* Cancelling, as a dimension: at which step, and by which account. */
typedef enum { BEFORE_START, WELL_KNOWN, VERSIONS, METADATA, ALL_AT_ONCE, N_STEPS } Step;

static const char *const step_names[N_STEPS] = {
  "before-start", "well-known", "versions", "metadata", "versions-and-metadata",
};

static void
hang (LkAccountFixture *self,
      const char       *key)
{
  lk_fake_server_forget (self->server, key);
  lk_fake_server_hang (self->server, key);
}

static void
wait_for_step (LkAccountFixture *self,
               Step              step)
{
  if (step == WELL_KNOWN)
    lk_account_fixture_wait_asked (self, LK_KEY_WELL_KNOWN, 1);
  if (step == VERSIONS || step == ALL_AT_ONCE)
    lk_account_fixture_wait_asked (self, LK_KEY_VERSIONS, 1);
  if (step == METADATA || step == ALL_AT_ONCE)
    lk_account_fixture_wait_asked (self, LK_KEY_METADATA, 1);
}

static void
cancel_at (LkAccountFixture *self,
           Step              step,
           LkAccount        *account)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (step == WELL_KNOWN)
    hang (self, LK_KEY_WELL_KNOWN);
  if (step == VERSIONS || step == ALL_AT_ONCE)
    hang (self, LK_KEY_VERSIONS);
  if (step == METADATA || step == ALL_AT_ONCE)
    hang (self, LK_KEY_METADATA);
  if (step == BEFORE_START)
    g_cancellable_cancel (self->cancellable);
  lk_discover_async (account, lk_fake_server_get_url (self->server), self->cancellable,
                     lk_test_store_result, &result);
  wait_for_step (self, step);
  g_assert_null (result);
  g_cancellable_cancel (self->cancellable);
  g_assert_null (lk_discover_finish (account, lk_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (lk_auth_machine_get_error (lk_account_get_machine (account)));
}

static void
test_cancelled_new_account_is_signed_out (LkAccountFixture *self,
                                          gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);

  cancel_at (self, GPOINTER_TO_INT (data), account);
  g_assert_cmpstr (self->states->str, ==, "discovering signed-out ");
}

static void
test_cancelled_expired_account_still_needs_to_sign_in (LkAccountFixture *self,
                                                       gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_expired (self);

  cancel_at (self, GPOINTER_TO_INT (data), account);
  g_assert_cmpstr (self->states->str, ==, "discovering needs-sign-in ");
}

/* The way of the one that came from NEEDS_SIGN_IN is remembered past a failure. */
static void
test_cancelled_after_a_failure_returns_to_the_origin (LkAccountFixture *self,
                                                      gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_expired (self);
  g_autoptr (GError) error = NULL;

  lk_account_fixture_script (self, LK_KEY_VERSIONS, 500, "");
  g_assert_null (discover (self, account, lk_fake_server_get_url (self->server), &error));
  lk_account_fixture_script (self, LK_KEY_VERSIONS, 200, "{\"versions\":[\"v1.1\"]}");
  cancel_at (self, METADATA, account);
  g_assert_cmpstr (self->states->str, ==, "discovering failed discovering needs-sign-in ");
}

#define add_with lk_account_fixture_add
#define add(path, test) add_with (path, NULL, test)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/discover/B1/oauth-server-costs-three-requests", test_oauth_server_costs_three_requests);
  add ("/discover/versions-and-metadata-go-side-by-side",
       test_versions_and_metadata_go_side_by_side);
  add ("/discover/a-failed-homeserver-is-enough", test_a_failed_homeserver_is_enough);
  add ("/discover/without-a-homeserver-nothing-else-is-told",
       test_without_a_homeserver_nothing_else_is_told);
  add ("/discover/A4/broken-well-known-does-not-explain-the-homeserver",
       test_broken_well_known_does_not_explain_the_homeserver);
  add ("/discover/the-trace-is-of-the-last-search", test_the_trace_is_of_the_last_search);
  add ("/discover/A1/port-stays-with-the-server-name", test_port_stays_with_the_server_name);
  add ("/discover/A3/missing-well-known-leads-to-the-name-itself",
       test_missing_well_known_leads_to_the_name_itself);
  add ("/discover/A4/broken-well-known-is-a-warning", test_broken_well_known_is_a_warning);
  add ("/discover/A4/broken-well-known-explains-why-nothing-was-found",
       test_broken_well_known_explains_why_nothing_was_found);
  add ("/discover/A7/unusable-base-url-stops", test_unusable_base_url_stops);
  add_with ("/discover/A8/what-is-no-homeserver-stops/named-by-the-well-known-file",
            GINT_TO_POINTER (TRUE), test_what_is_no_homeserver_stops);
  add_with ("/discover/A8/what-is-no-homeserver-stops/typed", GINT_TO_POINTER (FALSE),
            test_what_is_no_homeserver_stops);
  add ("/discover/A15/url-without-well-known-is-the-base",
       test_url_without_well_known_is_the_base);
  add ("/discover/A17/bad-input-changes-nothing", test_bad_input_changes_nothing);
  add ("/discover/B2/oauth-by-the-unstable-place", test_oauth_by_the_unstable_place);
  add ("/discover/B5/legacy-server-is-known-as-one", test_legacy_server_is_known_as_one);
  add ("/discover/B6/never-a-downgrade", test_never_a_downgrade);
  add ("/discover/B7/broken-metadata-is-no-password-box", test_broken_metadata_is_no_password_box);
  add ("/discover/failed-can-be-tried-again", test_failed_can_be_tried_again);
  for (int step = 0; step < N_STEPS; step++)
    {
      g_autofree char *fresh =
        g_strconcat ("/discover/cancelled-new-account-is-signed-out/", step_names[step], NULL);
      g_autofree char *expired =
        g_strconcat ("/discover/cancelled-expired-account-still-needs-to-sign-in/",
                     step_names[step], NULL);

      add_with (fresh, GINT_TO_POINTER (step), test_cancelled_new_account_is_signed_out);
      add_with (expired, GINT_TO_POINTER (step),
                test_cancelled_expired_account_still_needs_to_sign_in);
    }
  add ("/discover/cancelled-after-a-failure-returns-to-the-origin",
       test_cancelled_after_a_failure_returns_to_the_origin);

  return g_test_run ();
}
