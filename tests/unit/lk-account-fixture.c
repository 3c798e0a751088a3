/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"

#include "lk-client-api.h"
#include "lk-fetch.h"
#include "lk-files.h"
#include "lk-retry.h"
#include "lk-sign-in.h"

static void
script_everything (LkFakeServer *server)
{
  lk_fake_server_json (server, LK_KEY_WELL_KNOWN, "{\"m.homeserver\":{\"base_url\":\"{url}/\"}}");
  lk_fake_server_json (server, LK_KEY_VERSIONS, "{\"versions\":[\"v1.1\",\"v1.12\"]}");
  lk_fake_server_json (server, LK_KEY_METADATA, LK_METADATA);
  lk_fake_server_answer (server, LK_KEY_REGISTER, 201, "application/json",
                         "{\"client_id\":\"client-2\"}");
  lk_fake_server_json (server, LK_KEY_TOKEN,
                       "{\"access_token\":\"access-2\",\"refresh_token\":\"refresh-2\","
                       "\"token_type\":\"Bearer\",\"expires_in\":300}");
  lk_fake_server_json (server, LK_KEY_WHOAMI, "{\"user_id\":\"" LK_USER_ID "\"}");
  lk_fake_server_answer (server, LK_KEY_REVOKE, 200, NULL, NULL);
}

LkPorts *
lk_account_fixture_new_ports (LkAccountFixture *self)
{
  g_autofree char *data_dir = g_build_filename (self->dir, "data", NULL);
  g_autofree char *cache_dir = g_build_filename (self->dir, "cache", NULL);

  return lk_ports_new (self->store, self->revocations, self->clock, data_dir, cache_dir);
}

void
lk_account_fixture_set_up (LkAccountFixture *self,
                           gconstpointer     data)
{
  g_autoptr (GError) error = NULL;

  lk_retry_pause = 1;
  self->dir = g_dir_make_tmp ("lk-test-XXXXXX", &error);
  g_assert_no_error (error);
  self->server = lk_fake_server_new ();
  self->store = lk_dummy_store_new ();
  self->revocations = lk_dummy_revocation_store_new ();
  self->clock = lk_dummy_clock_new (0);
  self->agent = lk_dummy_user_agent_new ();
  self->ports = lk_account_fixture_new_ports (self);
  self->cancellable = g_cancellable_new ();
  self->states = g_string_new (NULL);
  lk_dummy_user_agent_answer_by_itself (self->agent, "code-1");
  script_everything (self->server);
}

void
lk_account_fixture_tear_down (LkAccountFixture *self,
                              gconstpointer     data)
{
  g_clear_object (&self->result);
  lk_test_drain ();
  g_clear_object (&self->cancellable);
  lk_ports_unref (self->ports);
  lk_test_drain ();
  g_assert_cmpuint (lk_dummy_clock_get_n_wakes (self->clock), ==, 0);
  lk_fake_server_free (self->server);
  g_assert_finalize_object (self->agent);
  g_assert_finalize_object (self->clock);
  g_assert_finalize_object (self->store);
  g_assert_finalize_object (self->revocations);
  g_string_free (self->states, TRUE);
  lk_remove_tree (self->dir);
  g_free (self->dir);
}

void
lk_account_fixture_script (LkAccountFixture *self,
                           const char       *key,
                           guint             status,
                           const char       *body)
{
  lk_fake_server_forget (self->server, key);
  lk_fake_server_answer (self->server, key, status, "application/json", body);
}

static void
on_state_changed (LkAccount        *account,
                  GParamSpec       *pspec,
                  LkAccountFixture *self)
{
  g_autoptr (GEnumClass) states = g_type_class_ref (LK_TYPE_AUTH_STATE);

  g_string_append_printf (self->states, "%s ",
                          g_enum_get_value (states, lk_account_get_state (account))->value_nick);
}

void
lk_account_fixture_watch (LkAccountFixture *self,
                          LkAccount        *account)
{
  g_signal_connect (account, "notify::state", G_CALLBACK (on_state_changed), self);
}

LkAccount *
lk_account_fixture_new_account (LkAccountFixture *self)
{
  LkAccount *account = lk_account_new (self->ports, NULL);

  lk_account_fixture_watch (self, account);
  return account;
}

LkAccountRecord *
lk_account_fixture_new_record (LkAccountFixture *self,
                               LkRecordState     state)
{
  LkAccountRecord *record = lk_account_record_new ();
  const char *url = lk_fake_server_get_url (self->server);

  record->state = state;
  record->base_url = g_strdup (url);
  record->server_name = g_strdup ("example.org");
  record->user_id = g_strdup (state == LK_RECORD_PENDING ? NULL : LK_USER_ID);
  record->device_id = g_strdup ("DEVICEDEVICE");
  record->issuer = g_strconcat (url, "/", NULL);
  record->token_endpoint = g_strconcat (url, "/token", NULL);
  record->revocation_endpoint = g_strconcat (url, "/revoke", NULL);
  record->client_id = g_strdup ("client-1");
  record->signed_in_at = 1700000000;
  return record;
}

static LkAccount *
store (LkAccountFixture *self,
       LkAccountRecord  *record)
{
  g_autoptr (GError) error = NULL;

  lk_account_index_put (self->ports->index, record, &error);
  g_assert_no_error (error);
  return lk_account_new (self->ports, record);
}

static LkAccount *
new_stored (LkAccountFixture *self,
            LkRecordState     state)
{
  g_autoptr (LkAccountRecord) record = lk_account_fixture_new_record (self, state);

  return store (self, record);
}

void
lk_account_fixture_be_legacy (LkAccountFixture *self,
                              const char       *flows)
{
  g_autofree char *body = g_strdup_printf ("{\"flows\":[%s]}", flows);

  lk_fake_server_forget (self->server, LK_KEY_METADATA);
  lk_account_fixture_script (self, LK_KEY_LOGIN, 200, body);
  lk_account_fixture_script (self, LK_KEY_LOG_IN, 200, "{" LK_LOGIN_MEMBERS "}");
  lk_account_fixture_script (self, LK_KEY_REFRESH, 200,
                             "{\"access_token\":\"access-3\",\"refresh_token\":\"refresh-3\","
                             "\"expires_in_ms\":300000}");
  lk_account_fixture_script (self, LK_KEY_LOGOUT, 200, "{}");
}

LkAccount *
lk_account_fixture_new_legacy (LkAccountFixture *self,
                               gint64            expires_in,
                               gboolean          has_refresh)
{
  g_autoptr (LkAccountRecord) record = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  gint64 now = lk_clock_seconds (self->clock);
  g_autoptr (LkTokens) tokens = lk_test_tokens ("access-1", has_refresh ? "refresh-1" : NULL, now,
                                                expires_in != 0 ? now + expires_in : 0);
  LkAccount *account;

  record->auth_api = LK_AUTH_API_LEGACY;
  g_clear_pointer (&record->issuer, g_free);
  g_clear_pointer (&record->token_endpoint, g_free);
  g_clear_pointer (&record->revocation_endpoint, g_free);
  g_clear_pointer (&record->client_id, g_free);
  account = store (self, record);
  lk_dummy_store_put (self->store, lk_account_get_id (account), tokens);
  lk_account_fixture_watch (self, account);
  return account;
}

LkAccount *
lk_account_fixture_new_session (LkAccountFixture *self,
                                gint64            expires_in)
{
  LkAccount *account = new_stored (self, LK_RECORD_ACTIVE);
  gint64 now = lk_clock_seconds (self->clock);
  g_autoptr (LkTokens) tokens =
    lk_test_tokens ("access-1", "refresh-1", now, expires_in != 0 ? now + expires_in : 0);

  lk_dummy_store_put (self->store, lk_account_get_id (account), tokens);
  lk_account_fixture_watch (self, account);
  return account;
}

LkAccount *
lk_account_fixture_new_expired (LkAccountFixture *self)
{
  LkAccount *account = new_stored (self, LK_RECORD_NEEDS_SIGN_IN);

  lk_account_fixture_watch (self, account);
  return account;
}

LkHomeserver *
lk_account_fixture_discover (LkAccountFixture *self,
                             LkAccount        *account)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  LkHomeserver *homeserver;

  lk_discover_async (account, lk_fake_server_get_url (self->server), self->cancellable,
                     lk_test_store_result, &result);
  homeserver = lk_discover_finish (account, lk_test_await (&result), &error);
  g_assert_no_error (error);
  return homeserver;
}

void
lk_account_fixture_sign_in (LkAccountFixture *self,
                            LkAccount        *account,
                            LkHomeserver     *homeserver)
{
  g_autoptr (LkAttempt) attempt = lk_attempt_new (self->ports);

  g_clear_object (&self->result);
  lk_attempt_set_user_agent (attempt, self->agent);
  lk_sign_in_async (account, homeserver, FALSE, attempt, self->cancellable,
                    lk_test_store_result, &self->result);
}

gboolean
lk_account_fixture_signed_in (LkAccountFixture *self,
                              LkAccount        *account,
                              GError          **error)
{
  g_autoptr (GAsyncResult) result = g_object_ref (lk_test_await (&self->result));

  g_clear_object (&self->result);
  return lk_sign_in_finish (account, result, error);
}

void
lk_account_fixture_start_fetch (LkAccountFixture *self,
                                LkAccount        *account,
                                GAsyncResult    **result)
{
  lk_fetch_async (account, lk_client_api_whoami (lk_account_get_record (account)->base_url), NULL,
                  lk_test_store_result, result);
}

guint
lk_account_fixture_fetch (LkAccountFixture *self,
                          LkAccount        *account,
                          GError          **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LkHttpResponse) response = NULL;

  lk_account_fixture_start_fetch (self, account, &result);
  response = lk_fetch_finish (account, lk_test_await (&result), error);
  return response != NULL ? response->status : 0;
}

typedef struct
{
  LkFakeServer *server;
  const char   *key;
  guint         times;
} Asked;

static gboolean
was_asked (gpointer user_data)
{
  Asked *asked = user_data;

  return lk_fake_server_count (asked->server, asked->key) >= asked->times;
}

void
lk_account_fixture_wait_asked (LkAccountFixture *self,
                               const char       *key,
                               guint             times)
{
  Asked asked = { self->server, key, times };

  lk_test_wait_until (was_asked, &asked);
}

typedef struct
{
  LkAccount   *account;
  LkAuthState  state;
} Entered;

static gboolean
has_entered (gpointer user_data)
{
  Entered *entered = user_data;

  return lk_account_get_state (entered->account) == entered->state;
}

void
lk_test_wait_state (LkAccount   *account,
                    LkAuthState  state)
{
  Entered entered = { account, state };

  lk_test_wait_until (has_entered, &entered);
}

static GPtrArray *
read_records (LkAccountFixture *self)
{
  g_autoptr (LkPorts) ports = lk_account_fixture_new_ports (self);
  g_autoptr (GError) error = NULL;
  GPtrArray *records = lk_account_index_load (ports->index, &error);

  g_assert_no_error (error);
  return records;
}

LkAccountRecord *
lk_account_fixture_read_record (LkAccountFixture *self,
                                const char       *id)
{
  g_autoptr (GPtrArray) records = read_records (self);

  for (guint i = 0; i < records->len; i++)
    {
      LkAccountRecord *record = records->pdata[i];

      if (g_str_equal (record->id, id))
        return lk_account_record_ref (record);
    }
  return NULL;
}

guint
lk_account_fixture_count_records (LkAccountFixture *self)
{
  g_autoptr (GPtrArray) records = read_records (self);

  return records->len;
}

void
lk_account_fixture_assert_kept (LkAccountFixture *self,
                                LkAccount        *account,
                                const char       *access_token,
                                const char       *refresh_token)
{
  LkTokens *tokens = lk_dummy_store_peek (self->store, lk_account_get_id (account));

  if (access_token == NULL)
    {
      g_assert_null (tokens);
      return;
    }
  g_assert_nonnull (tokens);
  g_assert_cmpstr (lk_secret_peek (tokens->access_token), ==, access_token);
  if (refresh_token == NULL)
    g_assert_null (tokens->refresh_token);
  else
    g_assert_cmpstr (lk_secret_peek (tokens->refresh_token), ==, refresh_token);
}

LkTokens *
lk_test_tokens (const char *access_token,
                const char *refresh_token,
                gint64      obtained_at,
                gint64      expires_at)
{
  g_autoptr (LkSecret) access = lk_secret_new (access_token);
  g_autoptr (LkSecret) refresh = refresh_token != NULL ? lk_secret_new (refresh_token) : NULL;

  return lk_tokens_new (access, refresh, obtained_at, expires_at);
}

void
lk_test_touch (const char *path)
{
  g_autoptr (GBytes) contents = g_bytes_new_static ("x", 1);
  g_autoptr (GError) error = NULL;

  lk_write_private (path, contents, &error);
  g_assert_no_error (error);
}

void
lk_test_assert_same_record (LkAccountRecord *a,
                            LkAccountRecord *b)
{
  g_autoptr (GKeyFile) file_a = g_key_file_new ();
  g_autoptr (GKeyFile) file_b = g_key_file_new ();
  g_autofree char *text_a = NULL;
  g_autofree char *text_b = NULL;

  lk_account_record_write (a, file_a);
  lk_account_record_write (b, file_b);
  text_a = g_key_file_to_data (file_a, NULL, NULL);
  text_b = g_key_file_to_data (file_b, NULL, NULL);
  g_assert_cmpstr (text_a, ==, text_b);
}

void
lk_account_fixture_add (const char   *path,
                        gconstpointer data,
                        void        (*test) (LkAccountFixture *, gconstpointer))
{
  g_test_add (path, LkAccountFixture, data, lk_account_fixture_set_up, test,
              lk_account_fixture_tear_down);
}
