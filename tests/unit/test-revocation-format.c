/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"
#include "lk-revocation.h"

/* One for every format that was ever written. None of them is changed: a new format is a new
 * line. */
typedef struct
{
  const char   *name;
  const char   *text;
  LkAuthApiKind auth_api;
  const char   *refresh_token; /* (nullable) */
  const char   *issuer;        /* (nullable) */
} Format;

static const Format formats[] = {
  { "1-oauth",
    "{\"format\":1,\"auth_api\":\"oauth\",\"server_name\":\"example.org\","
    "\"base_url\":\"https://matrix.example.org\",\"user_id\":\"@ada:example.org\","
    "\"revocation_endpoint\":\"https://account.example.org/revoke\",\"client_id\":\"client-1\","
    "\"access_token\":\"mat_a\",\"refresh_token\":\"mar_b\",\"expires_at\":300,"
    "\"obtained_at\":100}",
    LK_AUTH_API_OAUTH, "mar_b", NULL },
  { "1-legacy-without-a-refresh-token",
    "{\"format\":1,\"auth_api\":\"legacy\",\"server_name\":\"example.org\","
    "\"base_url\":\"https://matrix.example.org\",\"user_id\":\"@ada:example.org\","
    "\"access_token\":\"mat_a\",\"expires_at\":300,\"obtained_at\":100}",
    LK_AUTH_API_LEGACY, NULL, NULL },
  { "1-oauth-with-its-issuer",
    "{\"format\":1,\"auth_api\":\"oauth\",\"server_name\":\"example.org\","
    "\"base_url\":\"https://matrix.example.org\",\"user_id\":\"@ada:example.org\","
    "\"revocation_endpoint\":\"https://account.example.org/revoke\",\"client_id\":\"client-1\","
    "\"issuer\":\"https://account.example.org/\",\"access_token\":\"mat_a\","
    "\"refresh_token\":\"mar_b\",\"expires_at\":300,\"obtained_at\":100}",
    LK_AUTH_API_OAUTH, "mar_b", "https://account.example.org/" },
};

static const char *
peek (const LkSecret *secret)
{
  return secret != NULL ? lk_secret_peek (secret) : NULL;
}

static void
test_format_is_read (gconstpointer data)
{
  const Format *format = data;
  gboolean is_oauth = format->auth_api == LK_AUTH_API_OAUTH;
  g_autoptr (LkSecret) text = lk_secret_new (format->text);
  g_autoptr (LkRevocation) self = lk_revocation_read ("abc", text);

  g_assert_nonnull (self);
  g_assert_cmpstr (self->id, ==, "abc");
  g_assert_cmpint (self->auth_api, ==, format->auth_api);
  g_assert_cmpstr (self->server_name, ==, "example.org");
  g_assert_cmpstr (self->base_url, ==, "https://matrix.example.org");
  g_assert_cmpstr (self->user_id, ==, "@ada:example.org");
  g_assert_cmpstr (self->revocation_endpoint, ==,
                   is_oauth ? "https://account.example.org/revoke" : NULL);
  g_assert_cmpstr (self->client_id, ==, is_oauth ? "client-1" : NULL);
  g_assert_cmpstr (self->issuer, ==, format->issuer);
  g_assert_cmpstr (peek (self->tokens->access_token), ==, "mat_a");
  g_assert_cmpstr (peek (self->tokens->refresh_token), ==, format->refresh_token);
  g_assert_cmpint (self->tokens->expires_at, ==, 300);
  g_assert_cmpint (self->tokens->obtained_at, ==, 100);
}

static LkAccountRecord *
new_record (void)
{
  LkAccountRecord *record = lk_account_record_new ();

  record->server_name = g_strdup ("ex\"ample.org");
  record->base_url = g_strdup ("https://matrix.example.org/a\\b");
  record->revocation_endpoint = g_strdup ("https://account.example.org/revoke?a=ä");
  record->client_id = g_strdup ("client\n1");
  record->issuer = g_strdup ("https://account.example.org/\\");
  return record;
}

/* … also when it was never known whose session it is. */
static void
test_what_is_written_is_read (void)
{
  g_autoptr (LkAccountRecord) record = new_record ();
  g_autoptr (LkTokens) tokens = lk_test_tokens ("mat_\"\\\n", "mar_ä", 1, 2);
  g_autoptr (LkRevocation) written = lk_revocation_new (record, tokens);
  g_autoptr (LkSecret) text = lk_revocation_write (written);
  g_autoptr (LkRevocation) self = lk_revocation_read (record->id, text);

  g_assert_nonnull (self);
  g_assert_cmpstr (self->id, ==, record->id);
  g_assert_cmpstr (self->server_name, ==, record->server_name);
  g_assert_cmpstr (self->base_url, ==, record->base_url);
  g_assert_null (self->user_id);
  g_assert_cmpstr (self->revocation_endpoint, ==, record->revocation_endpoint);
  g_assert_cmpstr (self->client_id, ==, record->client_id);
  g_assert_cmpstr (self->issuer, ==, record->issuer);
  g_assert_true (lk_secret_equal (self->tokens->access_token, tokens->access_token));
  g_assert_true (lk_secret_equal (self->tokens->refresh_token, tokens->refresh_token));
}

static void
test_renewed_is_the_same_session (void)
{
  g_autoptr (LkAccountRecord) record = new_record ();
  g_autoptr (LkTokens) older = lk_test_tokens ("a", "b", 1, 2);
  g_autoptr (LkTokens) newer = lk_test_tokens ("c", "d", 3, 4);
  g_autoptr (LkRevocation) self = lk_revocation_new (record, older);
  g_autoptr (LkRevocation) renewed = lk_revocation_renew (self, newer);

  g_assert_cmpstr (renewed->id, ==, self->id);
  g_assert_cmpint (renewed->auth_api, ==, self->auth_api);
  g_assert_cmpstr (renewed->base_url, ==, self->base_url);
  g_assert_cmpstr (renewed->revocation_endpoint, ==, self->revocation_endpoint);
  g_assert_cmpstr (renewed->client_id, ==, self->client_id);
  g_assert_true (renewed->tokens == newer);
  g_assert_true (self->tokens == older);
}

static void
test_moved_is_the_same_session_elsewhere (void)
{
  g_autoptr (LkAccountRecord) record = new_record ();
  g_autoptr (LkTokens) tokens = lk_test_tokens ("a", "b", 1, 2);
  g_autoptr (LkRevocation) self = lk_revocation_new (record, tokens);
  g_autoptr (LkRevocation) moved = lk_revocation_move (self, "https://new.example.org/revoke");

  g_assert_cmpstr (moved->id, ==, self->id);
  g_assert_cmpstr (moved->issuer, ==, self->issuer);
  g_assert_cmpstr (moved->revocation_endpoint, ==, "https://new.example.org/revoke");
  g_assert_true (moved->tokens == tokens);
}

#define OAUTH(members) \
  "{\"format\":1,\"auth_api\":\"oauth\",\"server_name\":\"a\",\"base_url\":\"b\"" members "}"
#define ENDPOINT ",\"revocation_endpoint\":\"c\",\"client_id\":\"d\""

static const char *const unreadable[] = {
  "", "not JSON", "[]", "{}", "{\"format\":1}",
  OAUTH (ENDPOINT),                                        /* no token */
  OAUTH (",\"access_token\":\"a\""),                       /* nowhere to send it */
  OAUTH (",\"access_token\":\"a\",\"client_id\":\"d\""),
  OAUTH (ENDPOINT ",\"access_token\":5"),
  "{\"format\":1,\"auth_api\":\"new\",\"server_name\":\"a\",\"base_url\":\"b\","
  "\"access_token\":\"a\"}",
  "{\"format\":1,\"auth_api\":\"legacy\",\"server_name\":\"a\",\"access_token\":\"a\"}",
  "{\"format\":2,\"auth_api\":\"legacy\",\"server_name\":\"a\",\"base_url\":\"b\","
  "\"access_token\":\"of the future\"}",
};

static void
test_what_cannot_be_read_is_nothing (void)
{
  g_autoptr (LkSecret) good = lk_secret_new (OAUTH (ENDPOINT ",\"access_token\":\"a\""));
  g_autoptr (LkRevocation) read = lk_revocation_read ("id", good);

  g_assert_nonnull (read);
  g_assert_null (lk_revocation_read (NULL, good));
  for (gsize i = 0; i < G_N_ELEMENTS (unreadable); i++)
    {
      g_autoptr (LkSecret) text = lk_secret_new (unreadable[i]);

      g_assert_null (lk_revocation_read ("id", text));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *path =
        g_strconcat ("/revocation-format/format-is-read/", formats[i].name, NULL);

      g_test_add_data_func (path, &formats[i], test_format_is_read);
    }
  g_test_add_func ("/revocation-format/what-is-written-is-read", test_what_is_written_is_read);
  g_test_add_func ("/revocation-format/renewed-is-the-same-session",
                   test_renewed_is_the_same_session);
  g_test_add_func ("/revocation-format/moved-is-the-same-session-elsewhere",
                   test_moved_is_the_same_session_elsewhere);
  g_test_add_func ("/revocation-format/what-cannot-be-read-is-nothing",
                   test_what_cannot_be_read_is_nothing);

  return g_test_run ();
}
