/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"
#include "lk-error.h"
#include "lk-revoke.h"

static LkRevocation *
new_revocation (LkAccountFixture *self,
                LkAuthApiKind     auth_api,
                const char       *refresh_token)
{
  g_autoptr (LkAccountRecord) record = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autoptr (LkTokens) tokens = lk_test_tokens ("access-1", refresh_token, 1, 2);

  record->auth_api = auth_api;
  return lk_revocation_new (record, tokens);
}

/* A session of the provider, which has left the endpoint that is known. */
static LkRevocation *
new_moved (LkAccountFixture *self)
{
  g_autoptr (LkRevocation) revocation = new_revocation (self, LK_AUTH_API_OAUTH, "refresh-1");
  g_autofree char *nowhere = g_strconcat (lk_fake_server_get_url (self->server), "/old", NULL);

  return lk_revocation_move (revocation, nowhere);
}

/* @newest: (out) (optional) */
static gboolean
end_session (LkAccountFixture *self,
             LkRevocation     *revocation,
             LkRevokeSave      save,
             LkRevocation    **newest,
             GError          **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_revoke_async (self->ports->http, revocation, save, G_OBJECT (self->revocations),
                   self->cancellable, lk_test_store_result, &result);
  return lk_revoke_finish (self->ports->http, lk_test_await (&result), newest, error);
}

static guint
count (LkAccountFixture *self,
       const char       *key)
{
  return lk_fake_server_count (self->server, key);
}

static void
test_moved_endpoint_is_found_again (LkAccountFixture *self,
                                    gconstpointer     data)
{
  g_autoptr (LkRevocation) revocation = new_moved (self);
  g_autoptr (LkRevocation) newest = NULL;
  g_autofree char *token = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (end_session (self, revocation, NULL, &newest, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count (self, "POST /old"), ==, 1);
  g_assert_cmpuint (count (self, LK_KEY_METADATA), ==, 1);
  token = lk_fake_server_last_field (self->server, LK_KEY_REVOKE, "token");
  g_assert_cmpstr (token, ==, "refresh-1");
  g_assert_true (g_str_has_suffix (newest->revocation_endpoint, "/revoke"));
  g_assert_cmpstr (newest->id, ==, revocation->id);
}

/* It is still not there: that is looked for once a try, not for ever. */
static void
test_endpoint_that_is_nowhere_fails (LkAccountFixture *self,
                                     gconstpointer     data)
{
  g_autoptr (LkRevocation) revocation = new_revocation (self, LK_AUTH_API_OAUTH, "refresh-1");
  g_autoptr (LkRevocation) newest = NULL;
  g_autoptr (GError) error = NULL;

  lk_account_fixture_script (self, LK_KEY_REVOKE, 410, NULL);
  g_assert_false (end_session (self, revocation, NULL, &newest, &error));
  g_assert_cmpuint (lk_error_get_status (error), ==, 410);
  g_assert_cmpuint (count (self, LK_KEY_METADATA), ==, 1);
  g_assert_cmpuint (count (self, LK_KEY_REVOKE), ==, 1);
}

static void
test_endpoint_that_moved_to_nowhere_fails (LkAccountFixture *self,
                                           gconstpointer     data)
{
  g_autoptr (LkRevocation) revocation = new_moved (self);
  g_autoptr (GError) error = NULL;

  lk_account_fixture_script (self, LK_KEY_REVOKE, 404, NULL);
  g_assert_false (end_session (self, revocation, NULL, NULL, &error));
  g_assert_cmpuint (lk_error_get_status (error), ==, 404);
  g_assert_cmpuint (count (self, LK_KEY_METADATA), ==, 1);
  g_assert_cmpuint (count (self, LK_KEY_REVOKE), ==, 1);
}

/* Another provider must not get this one's token; nor is one asked for where it is not known
 * whose the session is, as earlier versions have kept them. */
static void
test_another_issuer_gets_no_token (LkAccountFixture *self,
                                   gconstpointer     data)
{
  const char *issuer = data;
  g_autoptr (LkRevocation) revocation = new_moved (self);
  g_autoptr (GError) error = NULL;

  g_free (revocation->issuer);
  revocation->issuer = g_strdup (issuer);
  g_assert_false (end_session (self, revocation, NULL, NULL, &error));
  g_assert_cmpuint (lk_error_get_status (error), ==, 404);
  g_assert_cmpuint (count (self, LK_KEY_REVOKE), ==, 0);
  g_assert_cmpuint (count (self, LK_KEY_METADATA), ==, issuer != NULL ? 1 : 0);
}

static void
test_cancelled_while_it_is_looked_for (LkAccountFixture *self,
                                       gconstpointer     data)
{
  g_autoptr (LkRevocation) revocation = new_moved (self);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_hold (self->server, LK_KEY_METADATA);
  lk_revoke_async (self->ports->http, revocation, NULL, NULL, self->cancellable,
                   lk_test_store_result, &result);
  lk_account_fixture_wait_asked (self, LK_KEY_METADATA, 1);
  g_cancellable_cancel (self->cancellable);
  lk_fake_server_release (self->server);
  g_assert_false (lk_revoke_finish (self->ports->http, lk_test_await (&result), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count (self, LK_KEY_REVOKE), ==, 0);
}

/* Legacy. */

static void
refuse_old_token (LkAccountFixture *self)
{
  lk_account_fixture_be_legacy (self, "");
  lk_account_fixture_script (self, LK_KEY_LOGOUT, 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\"}");
  lk_account_fixture_script (self, LK_KEY_REFRESH, 200, "{\"access_token\":\"access-2\"}");
}

static void
save (gpointer             keeper,
      LkRevocation        *renewed,
      GAsyncReadyCallback  callback,
      gpointer             user_data)
{
  lk_revocation_store_save_async (keeper, renewed, NULL, callback, user_data);
}

static guint
n_kept (LkAccountFixture *self)
{
  return lk_dummy_revocation_store_get_n_kept (self->revocations);
}

/* … and without a place to save the new one: nobody else gets to see it. */
static void
test_old_token_is_renewed_for_it (LkAccountFixture *self,
                                  gconstpointer     data)
{
  gboolean saves = GPOINTER_TO_INT (data);
  g_autoptr (LkRevocation) revocation = new_revocation (self, LK_AUTH_API_LEGACY, "refresh-1");
  g_autoptr (LkRevocation) newest = NULL;
  g_autoptr (GError) error = NULL;

  refuse_old_token (self);
  lk_fake_server_json (self->server, LK_KEY_LOGOUT, "{}");
  g_assert_true (end_session (self, revocation, saves ? save : NULL, &newest, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count (self, LK_KEY_REFRESH), ==, 1);
  g_assert_cmpuint (count (self, LK_KEY_LOGOUT), ==, 2);
  g_assert_cmpstr (lk_fake_server_last_header (self->server, LK_KEY_LOGOUT, "Authorization"), ==,
                   "Bearer access-2");
  g_assert_cmpuint (n_kept (self), ==, saves ? 1 : 0);
  g_assert_cmpstr (lk_secret_peek (newest->tokens->access_token), ==, "access-2");
}

/* A full disk keeps no session alive. */
static void
test_new_token_that_can_not_be_saved_is_used (LkAccountFixture *self,
                                              gconstpointer     data)
{
  g_autoptr (LkRevocation) revocation = new_revocation (self, LK_AUTH_API_LEGACY, "refresh-1");

  refuse_old_token (self);
  lk_fake_server_json (self->server, LK_KEY_LOGOUT, "{}");
  lk_dummy_revocation_store_fail (self->revocations, LK_DUMMY_REVOCATION_STORE_SAVE,
                                  LK_ERROR_KEYRING_FAILED, 1);
  g_assert_true (end_session (self, revocation, save, NULL, NULL));
  g_assert_cmpuint (count (self, LK_KEY_LOGOUT), ==, 2);
  g_assert_cmpuint (n_kept (self), ==, 0);
}

/* Neither without a refresh token nor for ever: the homeserver knows of no such session. */
static void
test_old_token_is_renewed_once (LkAccountFixture *self,
                                gconstpointer     data)
{
  const char *refresh_token = data;
  guint renewals = refresh_token != NULL ? 1 : 0;
  g_autoptr (LkRevocation) revocation = new_revocation (self, LK_AUTH_API_LEGACY, refresh_token);

  refuse_old_token (self);
  g_assert_true (end_session (self, revocation, NULL, NULL, NULL));
  g_assert_cmpuint (count (self, LK_KEY_REFRESH), ==, renewals);
  g_assert_cmpuint (count (self, LK_KEY_LOGOUT), ==, renewals + 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, data, func) lk_account_fixture_add (path, data, func)
  ADD ("/revoke/moved-endpoint-is-found-again", NULL, test_moved_endpoint_is_found_again);
  ADD ("/revoke/endpoint-that-is-nowhere-fails", NULL, test_endpoint_that_is_nowhere_fails);
  ADD ("/revoke/endpoint-that-moved-to-nowhere-fails", NULL,
       test_endpoint_that_moved_to_nowhere_fails);
  ADD ("/revoke/another-issuer-gets-no-token", "https://before.example.org/",
       test_another_issuer_gets_no_token);
  ADD ("/revoke/unknown-issuer-gets-no-token", NULL, test_another_issuer_gets_no_token);
  ADD ("/revoke/cancelled-while-it-is-looked-for", NULL, test_cancelled_while_it_is_looked_for);
  ADD ("/revoke/old-token-is-renewed-for-it", GINT_TO_POINTER (FALSE),
       test_old_token_is_renewed_for_it);
  ADD ("/revoke/new-token-is-saved-before-it-is-used", GINT_TO_POINTER (TRUE),
       test_old_token_is_renewed_for_it);
  ADD ("/revoke/new-token-that-can-not-be-saved-is-used", NULL,
       test_new_token_that_can_not_be_saved_is_used);
  ADD ("/revoke/old-token-is-renewed-once", "refresh-1", test_old_token_is_renewed_once);
  ADD ("/revoke/old-token-alone-is-not-renewed", NULL, test_old_token_is_renewed_once);

  return g_test_run ();
}
