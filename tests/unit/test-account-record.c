/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-record.h"
#include "lk-error.h"

#include <string.h>

/* A record with something in every field, and what breaks files in some of them. */
static LkAccountRecord *
new_full (void)
{
  static const char *const actions[] = { "org.matrix.profile", "a;b", NULL };
  LkAccountRecord *record = lk_account_record_new ();

  record->state = LK_RECORD_ACTIVE;
  record->auth_api = LK_AUTH_API_LEGACY;
  record->base_url = g_strdup ("https://matrix.example.org/path");
  record->server_name = g_strdup ("example.org:8448");
  record->user_id = g_strdup ("@ada:example.org:8448");
  record->device_id = g_strdup (" starts.with a space");
  record->issuer = g_strdup ("https://account.example.org/?a=b;c#d");
  record->token_endpoint = g_strdup ("https://account.example.org/token");
  record->revocation_endpoint = g_strdup ("https://account.example.org/revoke");
  record->client_id = g_strdup ("01J44Q10GR4AMTFZEEF936DTCM");
  record->end_session_endpoint = g_strdup ("https://account.example.org/logout");
  record->account_management_uri = g_strdup ("https://account.example.org/account?x=\\n");
  g_strfreev (record->account_management_actions);
  record->account_management_actions = g_strdupv ((GStrv) actions);
  record->display_name = g_strdup ("[Ada]\nLovelace=é 🗝");
  record->avatar_uri = g_strdup ("mxc://example.org/abc");
  record->signed_in_at = G_GINT64_CONSTANT (4102444800);
  return record;
}

static void
assert_same (LkAccountRecord *a,
             LkAccountRecord *b)
{
  g_assert_cmpstr (a->id, ==, b->id);
  g_assert_cmpint (a->state, ==, b->state);
  g_assert_cmpint (a->auth_api, ==, b->auth_api);
  g_assert_cmpstr (a->base_url, ==, b->base_url);
  g_assert_cmpstr (a->server_name, ==, b->server_name);
  g_assert_cmpstr (a->user_id, ==, b->user_id);
  g_assert_cmpstr (a->device_id, ==, b->device_id);
  g_assert_cmpstr (a->issuer, ==, b->issuer);
  g_assert_cmpstr (a->token_endpoint, ==, b->token_endpoint);
  g_assert_cmpstr (a->revocation_endpoint, ==, b->revocation_endpoint);
  g_assert_cmpstr (a->client_id, ==, b->client_id);
  g_assert_cmpstr (a->end_session_endpoint, ==, b->end_session_endpoint);
  g_assert_cmpstr (a->account_management_uri, ==, b->account_management_uri);
  g_assert_cmpstrv (a->account_management_actions, b->account_management_actions);
  g_assert_cmpstr (a->display_name, ==, b->display_name);
  g_assert_cmpstr (a->avatar_uri, ==, b->avatar_uri);
  g_assert_cmpint (a->signed_in_at, ==, b->signed_in_at);
}

/* Through the text of a file, not only through a GKeyFile in memory. */
static GKeyFile *
through_text (GKeyFile *key_file)
{
  GKeyFile *read = g_key_file_new ();
  g_autofree char *text = g_key_file_to_data (key_file, NULL, NULL);

  g_assert_true (g_key_file_load_from_data (read, text, -1, G_KEY_FILE_NONE, NULL));
  return read;
}

static void
test_every_field_comes_back (void)
{
  g_autoptr (LkAccountRecord) record = new_full ();
  g_autoptr (LkAccountRecord) copy = lk_account_record_copy (record);
  g_autoptr (LkAccountRecord) read = NULL;
  g_autoptr (GKeyFile) key_file = g_key_file_new ();
  g_autoptr (GKeyFile) stored = NULL;
  g_autoptr (GError) error = NULL;

  assert_same (copy, record);
  lk_account_record_write (record, key_file);
  stored = through_text (key_file);
  read = lk_account_record_read (stored, record->id, &error);
  g_assert_no_error (error);
  assert_same (read, record);
}

static void
test_every_state_comes_back (void)
{
  for (int state = LK_RECORD_PENDING; state <= LK_RECORD_NEEDS_SIGN_IN; state++)
    {
      g_autoptr (LkAccountRecord) record = new_full ();
      g_autoptr (LkAccountRecord) read = NULL;
      g_autoptr (GKeyFile) key_file = g_key_file_new ();
      g_autoptr (GError) error = NULL;

      record->state = state;
      lk_account_record_write (record, key_file);
      read = lk_account_record_read (key_file, record->id, &error);
      g_assert_no_error (error);
      g_assert_cmpint (read->state, ==, state);
    }
}

/* What is gone from a record is gone from the file, too. */
static void
test_optional_fields_may_be_missing (void)
{
  g_autoptr (LkAccountRecord) record = new_full ();
  g_autoptr (LkAccountRecord) read = NULL;
  g_autoptr (GKeyFile) key_file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  lk_account_record_write (record, key_file);
  g_clear_pointer (&record->account_management_uri, g_free);
  g_clear_pointer (&record->display_name, g_free);
  g_clear_pointer (&record->avatar_uri, g_free);
  g_clear_pointer (&record->user_id, g_free);
  g_strfreev (record->account_management_actions);
  record->account_management_actions = g_new0 (char *, 1);
  record->state = LK_RECORD_PENDING;
  lk_account_record_write (record, key_file);
  read = lk_account_record_read (key_file, record->id, &error);
  g_assert_no_error (error);
  assert_same (read, record);
}

static void
test_missing_required_field_is_an_error (gconstpointer data)
{
  const char *key = data;
  g_autoptr (LkAccountRecord) record = new_full ();
  g_autoptr (LkAccountRecord) read = NULL;
  g_autoptr (GKeyFile) key_file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  record->auth_api = LK_AUTH_API_OAUTH;
  lk_account_record_write (record, key_file);
  g_assert_true (g_key_file_remove_key (key_file, record->id, key, NULL));
  read = lk_account_record_read (key_file, record->id, &error);
  g_assert_null (read);
  g_assert_error (error, LK_ERROR, LK_ERROR_STORAGE_FAILED);
}

/* A legacy session has no provider. */
static void
test_legacy_records_need_no_provider (void)
{
  g_autoptr (LkAccountRecord) record = new_full ();
  g_autoptr (LkAccountRecord) read = NULL;
  g_autoptr (GKeyFile) key_file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&record->issuer, g_free);
  g_clear_pointer (&record->token_endpoint, g_free);
  g_clear_pointer (&record->revocation_endpoint, g_free);
  g_clear_pointer (&record->client_id, g_free);
  lk_account_record_write (record, key_file);
  read = lk_account_record_read (key_file, record->id, &error);
  g_assert_no_error (error);
  assert_same (read, record);
}

static void
test_nothing_stays_of_the_provider_before (void)
{
  g_autoptr (LkAccountRecord) full = new_full ();
  g_autoptr (LkAccountRecord) moved = lk_account_record_copy (full);
  g_autoptr (LkAccountRecord) without = lk_account_record_copy (full);
  LkAuthMetadata metadata = {
    .issuer = (char *) "https://new.example.org/",
    .token_endpoint = (char *) "https://new.example.org/token",
    .revocation_endpoint = (char *) "https://new.example.org/revoke",
    .account_management_actions = (char *[]) { (char *) "org.matrix.devices_list", NULL },
  };

  lk_account_record_set_provider (moved, &metadata);
  g_assert_cmpstr (moved->issuer, ==, metadata.issuer);
  g_assert_cmpstr (moved->token_endpoint, ==, metadata.token_endpoint);
  g_assert_cmpstr (moved->revocation_endpoint, ==, metadata.revocation_endpoint);
  g_assert_null (moved->end_session_endpoint);
  g_assert_null (moved->account_management_uri);
  g_assert_cmpstrv (moved->account_management_actions, metadata.account_management_actions);
  g_assert_cmpstr (moved->client_id, ==, full->client_id);

  lk_account_record_set_provider (without, NULL);
  g_assert_null (without->issuer);
  g_assert_null (without->token_endpoint);
  g_assert_null (without->revocation_endpoint);
  g_assert_null (without->end_session_endpoint);
  g_assert_null (without->account_management_uri);
  g_assert_cmpuint (g_strv_length (without->account_management_actions), ==, 0);
}

static void
test_strange_value_is_an_error (void)
{
  static const char *const values[][2] = {
    { "Format", "2" }, { "Format", "x" }, { "State", "retired" }, { "AuthApi", "saml" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (LkAccountRecord) record = new_full ();
      g_autoptr (GKeyFile) key_file = g_key_file_new ();
      g_autoptr (GError) error = NULL;

      lk_account_record_write (record, key_file);
      g_key_file_set_string (key_file, record->id, values[i][0], values[i][1]);
      g_assert_null (lk_account_record_read (key_file, record->id, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_STORAGE_FAILED);
    }
}

static void
test_ids_are_their_own (void)
{
  g_autoptr (LkAccountRecord) a = lk_account_record_new ();
  g_autoptr (LkAccountRecord) b = lk_account_record_new ();

  g_assert_cmpstr (a->id, !=, b->id);
  g_assert_cmpuint (strlen (a->id), ==, 16);
}

/* One for every kind of group that was ever written. None of them is changed: a new one is a new
 * line. */
typedef struct
{
  const char   *name;
  const char   *text;
  LkAuthApiKind auth_api;
  const char   *end_session_endpoint; /* (nullable) */
} Format;

#define FORMAT_1_OAUTH \
  "[abc]\nFormat=1\nState=active\nAuthApi=oauth\nSignedInAt=1700000000\n" \
  "AccountManagementActions=org.matrix.profile;\nBaseUrl=https://matrix.example.org\n" \
  "ServerName=example.org\nUserId=@ada:example.org\nDeviceId=ABCDEFGHIJKL\n" \
  "Issuer=https://account.example.org/\nTokenEndpoint=https://account.example.org/token\n" \
  "RevocationEndpoint=https://account.example.org/revoke\nClientId=client-1\n"

static const Format formats[] = {
  { "1", FORMAT_1_OAUTH, LK_AUTH_API_OAUTH, NULL },
  { "1-with-the-end-of-the-providers-session",
    FORMAT_1_OAUTH "EndSessionEndpoint=https://account.example.org/logout\n",
    LK_AUTH_API_OAUTH, "https://account.example.org/logout" },
  { "1-legacy",
    "[abc]\nFormat=1\nState=active\nAuthApi=legacy\nSignedInAt=1700000000\n"
    "AccountManagementActions=\nBaseUrl=https://matrix.example.org\nServerName=example.org\n"
    "UserId=@ada:example.org\nDeviceId=ABCDEFGHIJKL\n",
    LK_AUTH_API_LEGACY, NULL },
};

static void
test_format_is_read (gconstpointer data)
{
  const Format *format = data;
  g_autoptr (GKeyFile) key_file = g_key_file_new ();
  g_autoptr (LkAccountRecord) read = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_key_file_load_from_data (key_file, format->text, -1, G_KEY_FILE_NONE, NULL));
  read = lk_account_record_read (key_file, "abc", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read->user_id, ==, "@ada:example.org");
  g_assert_cmpstr (read->device_id, ==, "ABCDEFGHIJKL");
  g_assert_cmpint (read->auth_api, ==, format->auth_api);
  g_assert_cmpint (read->signed_in_at, ==, 1700000000);
  g_assert_cmpstr (read->end_session_endpoint, ==, format->end_session_endpoint);
}

int
main (int   argc,
      char *argv[])
{
  static const char *const required[] = {
    "Format", "State", "AuthApi", "BaseUrl", "ServerName", "UserId", "DeviceId", "Issuer",
    "TokenEndpoint", "RevocationEndpoint", "ClientId",
  };

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/account-record/every-field-comes-back", test_every_field_comes_back);
  g_test_add_func ("/account-record/every-state-comes-back", test_every_state_comes_back);
  g_test_add_func ("/account-record/optional-fields-may-be-missing",
                   test_optional_fields_may_be_missing);
  for (gsize i = 0; i < G_N_ELEMENTS (required); i++)
    {
      g_autofree char *path =
        g_strconcat ("/account-record/missing-required-field-is-an-error/", required[i], NULL);

      g_test_add_data_func (path, required[i], test_missing_required_field_is_an_error);
    }
  g_test_add_func ("/account-record/legacy-records-need-no-provider",
                   test_legacy_records_need_no_provider);
  g_test_add_func ("/account-record/nothing-stays-of-the-provider-before",
                   test_nothing_stays_of_the_provider_before);
  g_test_add_func ("/account-record/strange-value-is-an-error", test_strange_value_is_an_error);
  g_test_add_func ("/account-record/ids-are-their-own", test_ids_are_their_own);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *path =
        g_strconcat ("/account-record/format-is-read/", formats[i].name, NULL);

      g_test_add_data_func (path, &formats[i], test_format_is_read);
    }

  return g_test_run ();
}
