/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-dummy-web-view.h"
#include "lk-error-text.h"
#include "lk-ui-fixture.h"

/*
 * Whatever a server answers, the person gets a page with a sentence, and the program goes on:
 * when the server has been mended, trying again leads on.
 */

typedef enum { AT_ONCE, AFTER_SIGN_IN, AFTER_REDIRECT } When;

typedef struct
{
  const char *path; /* of the test: what is wrong, and with which answer */
  When        when;
  const char *key;  /* whose answer it is */
  guint       status;
  const char *body;
  LkErrorCode code; /* what the page says */
} Row;

#define METADATA(field) \
  "{\"issuer\":\"{url}/\",\"authorization_endpoint\":\"{url}/authorize\"," \
  "\"token_endpoint\":\"{url}/token\",\"revocation_endpoint\":\"{url}/revoke\"," \
  "\"registration_endpoint\":\"{url}/register\",\"response_types_supported\":[\"code\"]," \
  "\"grant_types_supported\":[\"authorization_code\",\"refresh_token\"]," \
  "\"response_modes_supported\":[\"query\",\"fragment\"]," field "}"

static const Row rows[] = {
  { "A7/well-known-names-no-web-address", AT_ONCE, LK_KEY_WELL_KNOWN, 200,
    "{\"m.homeserver\":{\"base_url\":\"ftp://x\"}}", LK_ERROR_MISCONFIGURED },
  { "A8/well-known-names-no-homeserver", AT_ONCE, LK_KEY_WELL_KNOWN, 200,
    "{\"m.homeserver\":{\"base_url\":\"{url}/elsewhere\"}}", LK_ERROR_MISCONFIGURED },
  { "A8/versions-are-a-page", AT_ONCE, LK_KEY_VERSIONS, 200, "<html>", LK_ERROR_MISCONFIGURED },
  { "A8/versions-are-empty", AT_ONCE, LK_KEY_VERSIONS, 200, "{}", LK_ERROR_MISCONFIGURED },
  { "A8/versions-are-a-string", AT_ONCE, LK_KEY_VERSIONS, 200, "{\"versions\":\"v1.1\"}",
    LK_ERROR_MISCONFIGURED },
  { "A8/versions-are-missing", AT_ONCE, LK_KEY_VERSIONS, 404, "", LK_ERROR_MISCONFIGURED },
  { "B6/metadata-fail", AT_ONCE, LK_KEY_METADATA, 500, "", LK_ERROR_SERVER_FAILED },
  { "B6/metadata-are-limited", AT_ONCE, LK_KEY_METADATA, 429, "", LK_ERROR_RATE_LIMITED },
  { "B6/metadata-are-refused", AT_ONCE, LK_KEY_METADATA, 403, "<html>", LK_ERROR_REFUSED },
  { "B7/metadata-are-a-page", AT_ONCE, LK_KEY_METADATA, 200, "<html>", LK_ERROR_MISCONFIGURED },
  { "B7/metadata-are-empty", AT_ONCE, LK_KEY_METADATA, 200, "{}", LK_ERROR_MISCONFIGURED },
  { "B8/metadata-without-s256", AT_ONCE, LK_KEY_METADATA, 200,
    METADATA ("\"code_challenge_methods_supported\":[\"plain\"]"), LK_ERROR_MISCONFIGURED },
  { "C7/registration-is-refused", AFTER_SIGN_IN, LK_KEY_REGISTER, 400,
    "{\"error\":\"invalid_client_metadata\",\"error_description\":\"<b>No</b>\"}",
    LK_ERROR_REFUSED },
  { "C8/registration-is-refused-in-matrix-form", AFTER_SIGN_IN, LK_KEY_REGISTER, 403,
    "{\"errcode\":\"M_FORBIDDEN\",\"error\":\"No\"}", LK_ERROR_REFUSED },
  { "C6/registration-without-an-id", AFTER_SIGN_IN, LK_KEY_REGISTER, 201, "{}",
    LK_ERROR_PROTOCOL },
  { "C11/registration-leads-elsewhere", AFTER_SIGN_IN, LK_KEY_REGISTER, 302, "",
    LK_ERROR_PROTOCOL },
  { "E2/token-of-another-type", AFTER_REDIRECT, LK_KEY_TOKEN, 200,
    "{\"access_token\":\"a\",\"token_type\":\"mac\"}", LK_ERROR_PROTOCOL },
  { "E3/token-is-missing", AFTER_REDIRECT, LK_KEY_TOKEN, 200, "{\"token_type\":\"Bearer\"}",
    LK_ERROR_PROTOCOL },
  { "E3/token-is-a-page", AFTER_REDIRECT, LK_KEY_TOKEN, 200, "<html>", LK_ERROR_PROTOCOL },
  { "E5/code-is-refused", AFTER_REDIRECT, LK_KEY_TOKEN, 400, "{\"error\":\"invalid_grant\"}",
    LK_ERROR_REFUSED },
};

static gboolean
says_title (const Row *row)
{
  g_autoptr (GError) error = g_error_new_literal (LK_ERROR, (int) row->code, "");

  if (row->body[0] == '<')
    lk_error_set_cause (error, LK_ERROR_CAUSE_WEB_PAGE);
  return lk_ui_says (lk_error_text_title (error));
}

/* Up to the step whose answer is malformed. */
static void
walk (LkUiFixture *self,
      When         when)
{
  lk_ui_fixture_show (self);
  lk_ui_type ("server-entry", lk_fake_server_get_url (self->world.server));
  lk_ui_click ("continue-button");
  if (when >= AFTER_SIGN_IN)
    lk_ui_click ("sign-in-button");
  if (when >= AFTER_REDIRECT)
    {
      lk_ui_wait_for ("web-page");
      lk_dummy_web_view_redirect_query (lk_dummy_web_view_get_last (), "code=c&state={state}");
    }
}

static void
test_it_gets_a_sentence (LkUiFixture  *self,
                         gconstpointer data)
{
  const Row *row = data;

  lk_account_fixture_script (&self->world, row->key, row->status, row->body);
  walk (self, row->when);
  lk_ui_wait_for ("try-again-button");
  g_assert_true (says_title (row));
  g_assert_false (lk_ui_find ("legacy-page") != NULL); /* never a downgrade */

  lk_ui_click ("failure-back-button");
  lk_ui_wait_for ("server-entry");
  g_assert_cmpuint (lk_account_fixture_count_records (&self->world), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/malformed/gets-a-sentence/", rows[i].path, NULL);

      g_test_add (path, LkUiFixture, &rows[i], lk_ui_fixture_set_up, test_it_gets_a_sentence,
                  lk_ui_fixture_tear_down);
    }

  return g_test_run ();
}
