/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"

#include "lk-refresh.h"
#include "lk-sign-in-legacy.h"
#include "lk-sign-in-sso.h"
#include "lk-sign-in.h"
#include "lk-sign-out.h"

#include <glib/gstdio.h>
#include <string.h>

/*
 * A whole life of an account, with all messages on. Whatever a log, an error, the index, a
 * property or a file name says is written down; then none of it may hold a secret.
 */
typedef struct
{
  LkAccountFixture fixture;
  LkAccount       *account;
  GString         *said;
  GPtrArray       *secrets; /* char * */
} Life;

static void
say (Life       *self,
     const char *text)
{
  g_string_append (self->said, text != NULL ? text : "(null)");
  g_string_append_c (self->said, '\n');
}

static GLogWriterOutput
write_log (GLogLevelFlags   log_level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      g_autofree char *value = fields[i].length < 0
                                 ? g_strdup (fields[i].value)
                                 : g_strndup (fields[i].value, (gsize) fields[i].length);

      say (user_data, fields[i].key);
      say (user_data, value);
    }
  return G_LOG_WRITER_HANDLED;
}

static void
on_log (const char    *domain,
        GLogLevelFlags log_level,
        const char    *message,
        gpointer       user_data)
{
  say (user_data, domain);
  say (user_data, message);
}

/* All that an error can say, to whoever shows it or copies it. */
static void
say_error (Life         *self,
           const GError *error)
{
  g_assert_nonnull (error);
  say (self, error->message);
  say (self, lk_error_get_step (error));
  say (self, lk_error_get_url (error));
  say (self, lk_error_get_server_code (error));
  say (self, lk_error_get_server_text (error));
}

static void
say_record (Life            *self,
            LkAccountRecord *record)
{
  g_autoptr (GKeyFile) key_file = g_key_file_new ();
  g_autofree char *text = NULL;

  lk_account_record_write (record, key_file);
  text = g_key_file_to_data (key_file, NULL, NULL);
  say (self, text);
}

static void
say_property (Life       *self,
              GObject    *object,
              GParamSpec *pspec)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *text = NULL;

  g_object_get_property (object, pspec->name, &value);
  text = g_strdup_value_contents (&value);
  say (self, pspec->name);
  say (self, text);
  g_assert_false (g_type_is_a (pspec->value_type, LK_TYPE_SECRET));
  g_assert_false (g_type_is_a (pspec->value_type, LK_TYPE_TOKENS));
  if (pspec->value_type == G_TYPE_ERROR && g_value_get_boxed (&value) != NULL)
    say_error (self, g_value_get_boxed (&value));
}

static void
say_object (Life    *self,
            GObject *object)
{
  guint n;
  g_autofree GParamSpec **specs =
    g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n);

  for (guint i = 0; i < n; i++)
    say_property (self, object, specs[i]);
}

static void
say_files (Life       *self,
           const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autofree char *text = NULL;
  const char *name;

  say (self, path);
  if (g_file_get_contents (path, &text, NULL, NULL))
    say (self, text);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      say_files (self, child);
    }
}

/* Looks around: what can be seen now, by anybody who may see the account? */
static void
look_around (Life *self)
{
  say_object (self, G_OBJECT (self->account));
  say_object (self, G_OBJECT (lk_account_get_machine (self->account)));
  say_record (self, lk_account_get_record (self->account));
  say (self, lk_account_get_title (self->account));
  say_files (self, self->fixture.dir);
  say (self, lk_dummy_store_get_label (self->fixture.store));
}

static void
on_notify (GObject    *object,
           GParamSpec *pspec,
           Life       *self)
{
  say_property (self, object, pspec);
}

static void
add_secret (Life *self,
            char *secret)
{
  g_assert_nonnull (secret);
  g_assert_cmpuint (strlen (secret), >=, 8);
  g_ptr_array_add (self->secrets, secret);
}

static void
add_secret_sent (Life       *self,
                 const char *key,
                 const char *field)
{
  add_secret (self, lk_fake_server_last_field (self->fixture.server, key, field));
}

static void
set_up (Life         *self,
        gconstpointer data)
{
  lk_account_fixture_set_up (&self->fixture, data);
  self->account = lk_account_new (self->fixture.ports, NULL);
  self->said = g_string_new (NULL);
  self->secrets = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect (self->account, "notify", G_CALLBACK (on_notify), self);
}

static void
tear_down (Life         *self,
           gconstpointer data)
{
  lk_test_drain ();
  g_assert_finalize_object (self->account);
  g_string_free (self->said, TRUE);
  g_ptr_array_unref (self->secrets);
  lk_account_fixture_tear_down (&self->fixture, data);
}

static void
answer_token (Life *self,
              int   n)
{
  g_autofree char *access = g_strdup_printf ("mat_topsecret_access_%d", n);
  g_autofree char *refresh = g_strdup_printf ("mar_topsecret_refresh_%d", n);
  g_autofree char *body =
    g_strdup_printf ("{\"access_token\":\"%s\",\"refresh_token\":\"%s\","
                     "\"token_type\":\"Bearer\",\"expires_in\":300}", access, refresh);

  lk_account_fixture_script (&self->fixture, LK_KEY_TOKEN, 200, body);
  add_secret (self, g_steal_pointer (&access));
  add_secret (self, g_steal_pointer (&refresh));
}

static void
sign_in (Life       *self,
         const char *code)
{
  g_autoptr (LkHomeserver) homeserver =
    lk_account_fixture_discover (&self->fixture, self->account);
  g_autoptr (GError) error = NULL;

  lk_dummy_user_agent_answer_by_itself (self->fixture.agent, code);
  lk_account_fixture_sign_in (&self->fixture, self->account, homeserver);
  if (!lk_account_fixture_signed_in (&self->fixture, self->account, &error))
    say_error (self, error);
  add_secret (self, lk_dummy_user_agent_dup_param (self->fixture.agent, "state"));
  add_secret_sent (self, LK_KEY_TOKEN, "code_verifier");
  add_secret (self, g_strdup (code));
  look_around (self);
}

static void
refresh (Life *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_refresh_async (self->account, NULL, lk_test_store_result, &result);
  if (!lk_refresh_finish (self->account, lk_test_await (&result), &error))
    say_error (self, error);
  look_around (self);
}

static void
sign_out (Life *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_sign_out_async (self->account, LK_SIGN_OUT_EVERYWHERE, NULL, lk_test_store_result, &result);
  if (!lk_sign_out_finish (self->account, lk_test_await (&result), &error))
    say_error (self, error);
  look_around (self);
}

static void
live (Life *self)
{
  g_autoptr (GError) error = NULL;

  /* A code that is refused, then a sign-in that works although the keyring refuses. */
  lk_account_fixture_script (&self->fixture, LK_KEY_TOKEN, 400, "{\"error\":\"invalid_grant\"}");
  sign_in (self, "topsecret-code-1");
  lk_dummy_store_fail (self->fixture.store, LK_DUMMY_STORE_SAVE, LK_ERROR_KEYRING_LOCKED, 1);
  answer_token (self, 1);
  sign_in (self, "topsecret-code-2");
  g_assert_cmpint (lk_account_get_state (self->account), ==, LK_AUTH_STATE_SIGNED_IN);

  /* Renewals that fail and work. */
  lk_account_fixture_script (&self->fixture, LK_KEY_TOKEN, 503, "<html>");
  refresh (self);
  lk_fake_server_forget (self->fixture.server, LK_KEY_TOKEN);
  lk_fake_server_reset (self->fixture.server, LK_KEY_TOKEN);
  refresh (self);
  answer_token (self, 2);
  refresh (self);
  lk_account_fixture_script (&self->fixture, LK_KEY_WHOAMI, 401,
                             "{\"errcode\":\"M_UNKNOWN_TOKEN\"}");
  answer_token (self, 3);
  lk_account_fixture_fetch (&self->fixture, self->account, NULL);

  /* A sign-out that fails, an end by the server, a sign-in as somebody else, the end. */
  lk_account_fixture_script (&self->fixture, LK_KEY_REVOKE, 401, "{\"error\":\"invalid_client\"}");
  lk_dummy_revocation_store_fail (self->fixture.revocations, LK_DUMMY_REVOCATION_STORE_SAVE,
                                  LK_ERROR_KEYRING_FAILED, 1);
  sign_out (self);
  lk_account_fixture_script (&self->fixture, LK_KEY_TOKEN, 400, "{\"error\":\"invalid_grant\"}");
  refresh (self);
  g_assert_cmpint (lk_account_get_state (self->account), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);
  answer_token (self, 4);
  lk_account_fixture_script (&self->fixture, LK_KEY_WHOAMI, 200,
                             "{\"user_id\":\"@eve:example.org\"}");
  sign_in (self, "topsecret-code-3");
  lk_account_fixture_script (&self->fixture, LK_KEY_REVOKE, 200, "");
  lk_account_fixture_script (&self->fixture, LK_KEY_WHOAMI, 200,
                             "{\"user_id\":\"" LK_USER_ID "\"}");
  answer_token (self, 5);
  sign_in (self, "topsecret-code-4");
  g_assert_cmpint (lk_account_get_state (self->account), ==, LK_AUTH_STATE_SIGNED_IN);
  sign_out (self);
  g_assert_cmpint (lk_account_get_state (self->account), ==, LK_AUTH_STATE_SIGNED_OUT);
}

/* The same at a homeserver without a provider. */

static void
answer_login (Life       *self,
              const char *key,
              int         n)
{
  g_autofree char *access = g_strdup_printf ("mct_topsecret_access_%d", n);
  g_autofree char *again = g_strdup_printf ("mcr_topsecret_refresh_%d", n);
  g_autofree char *body =
    g_strdup_printf ("{\"access_token\":\"%s\",\"refresh_token\":\"%s\",\"device_id\":\"%s\","
                     "\"expires_in_ms\":300000,\"user_id\":\"" LK_USER_ID "\"}", access, again,
                     lk_account_get_record (self->account)->device_id);

  lk_account_fixture_script (&self->fixture, key, 200, body);
  add_secret (self, g_steal_pointer (&access));
  add_secret (self, g_steal_pointer (&again));
}

static void
log_in (Life       *self,
        const char *text)
{
  g_autoptr (LkHomeserver) homeserver =
    lk_account_fixture_discover (&self->fixture, self->account);
  g_autoptr (LkSecret) password = lk_secret_new (text);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  add_secret (self, g_strdup (text));
  lk_sign_in_legacy_async (self->account, homeserver, "ada", NULL, password, NULL,
                           lk_test_store_result, &result);
  if (!lk_sign_in_legacy_finish (self->account, lk_test_await (&result), &error))
    say_error (self, error);
  look_around (self);
}

static void
sign_on (Life       *self,
         const char *token)
{
  LkUserAgent *agent = self->fixture.agent;
  g_autoptr (LkHomeserver) homeserver =
    lk_account_fixture_discover (&self->fixture, self->account);
  g_autoptr (LkAttempt) attempt = lk_attempt_new (self->fixture.ports);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *redirect = NULL;

  lk_dummy_user_agent_answer_by_itself (agent, NULL);
  lk_attempt_set_user_agent (attempt, agent);
  lk_sign_in_sso_async (self->account, homeserver, NULL, FALSE, attempt, NULL,
                        lk_test_store_result, &result);
  redirect = lk_dummy_user_agent_dup_param (agent, "redirectUrl");
  add_secret (self, g_strdup (strstr (redirect, "nonce=") + strlen ("nonce=")));
  if (*token != '\0')
    add_secret (self, g_strdup (token));
  say_object (self, G_OBJECT (attempt));
  look_around (self);
  lk_dummy_user_agent_redirect_sso (agent, token);
  if (!lk_sign_in_sso_finish (self->account, lk_test_await (&result), &error))
    say_error (self, error);
  look_around (self);
}

static void
live_without_a_provider (Life *self)
{
  lk_account_fixture_be_legacy (&self->fixture, "{\"type\":\"m.login.password\"},"
                                                "{\"type\":\"m.login.sso\"}");
  /* A password that is refused, one whose answer is lost, one that works. */
  lk_account_fixture_script (&self->fixture, LK_KEY_LOG_IN, 403,
                             "{\"errcode\":\"M_FORBIDDEN\",\"error\":\"Invalid\"}");
  log_in (self, "topsecret-password-1");
  lk_fake_server_forget (self->fixture.server, LK_KEY_LOG_IN);
  lk_fake_server_reset (self->fixture.server, LK_KEY_LOG_IN);
  log_in (self, "topsecret-password-2");
  answer_login (self, LK_KEY_LOG_IN, 6);
  log_in (self, "topsecret \"password\" 3");
  g_assert_cmpint (lk_account_get_state (self->account), ==, LK_AUTH_STATE_SIGNED_IN);

  /* Renewals, and an end by the server. */
  answer_login (self, LK_KEY_REFRESH, 7);
  refresh (self);
  lk_account_fixture_script (&self->fixture, LK_KEY_REFRESH, 403,
                             "{\"errcode\":\"M_FORBIDDEN\"}");
  refresh (self);
  g_assert_cmpint (lk_account_get_state (self->account), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);

  /* A sign-on without a token, one that comes too late, one as somebody else, the right one. */
  sign_on (self, "");
  lk_account_fixture_script (&self->fixture, LK_KEY_LOG_IN, 403,
                             "{\"errcode\":\"M_FORBIDDEN\"}");
  sign_on (self, "topsecret-login-token-1");
  answer_login (self, LK_KEY_LOG_IN, 8);
  lk_account_fixture_script (&self->fixture, LK_KEY_WHOAMI, 200,
                             "{\"user_id\":\"@eve:example.org\"}");
  sign_on (self, "topsecret-login-token-2");
  lk_account_fixture_script (&self->fixture, LK_KEY_WHOAMI, 200,
                             "{\"user_id\":\"" LK_USER_ID "\"}");
  sign_on (self, "topsecret-login-token-3");
  g_assert_cmpint (lk_account_get_state (self->account), ==, LK_AUTH_STATE_SIGNED_IN);

  /* A sign-out that fails, and the end. */
  lk_account_fixture_script (&self->fixture, LK_KEY_LOGOUT, 404,
                             "{\"errcode\":\"M_UNRECOGNIZED\"}");
  sign_out (self);
  lk_account_fixture_script (&self->fixture, LK_KEY_LOGOUT, 200, "{}");
  sign_out (self);
  g_assert_cmpint (lk_account_get_state (self->account), ==, LK_AUTH_STATE_SIGNED_OUT);
}

static void
test_nothing_says_a_secret (Life         *self,
                            gconstpointer data)
{
  /* Both ways to log; a process can change its writer but once. */
  g_log_set_writer_func (write_log, self, NULL);
  g_log_set_default_handler (on_log, self);
  live (self);
  live_without_a_provider (self);
  g_log_set_default_handler (g_log_default_handler, NULL);

  say_files (self, self->fixture.dir);
  /* Something was said at all, also by the libraries below us. */
  g_assert_nonnull (strstr (self->said->str, LK_USER_ID));
  g_assert_nonnull (strstr (self->said->str, "GSocketClient"));
  g_assert_cmpuint (self->secrets->len, ==, 5 * 2 + 4 * 3 + 3 * 2 + 3 + 4 + 3);
  for (guint i = 0; i < self->secrets->len; i++)
    {
      const char *secret = self->secrets->pdata[i];

      if (strstr (self->said->str, secret) != NULL)
        g_error ("A secret was said: %s", secret);
    }
  g_assert_null (strstr (self->said->str, "topsecret"));
}

int
main (int   argc,
      char *argv[])
{
  /* Before anything reads it: all messages, those of the libraries included. */
  g_setenv ("G_MESSAGES_DEBUG", "all", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/secrets-stay-secret/D21/J6/nothing-says-a-secret", Life, NULL, set_up,
              test_nothing_says_a_secret, tear_down);

  return g_test_run ();
}
