/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-crash-client.h"

#include <gio/gunixinputstream.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lk-account-private.h"
#include "lk-account-store-keyring.h"
#include "lk-client-api.h"
#include "lk-error.h"
#include "lk-fetch.h"
#include "lk-refresh.h"
#include "lk-revocation-store-keyring.h"
#include "lk-sign-in-legacy.h"
#include "lk-sign-in.h"
#include "lk-sign-out.h"

/* crash-client FOLDER VERB [ARGUMENT]: tests/e2e/crashes.py tells what the verbs are for. */

void
crash_client_store (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

GAsyncResult *
crash_client_await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

void
crash_client_say (const char *format,
                  ...)
{
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  g_print ("%s\n", line);
  fflush (stdout);
}

/* The loop goes on meanwhile. */
char *
crash_client_hear (CrashClient *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  char *line;

  g_data_input_stream_read_line_async (self->lines, G_PRIORITY_DEFAULT, NULL, crash_client_store,
                                       &result);
  line = g_data_input_stream_read_line_finish (self->lines, crash_client_await (&result), NULL,
                                               NULL);
  if (line == NULL)
    exit (EXIT_FAILURE); /* whoever started us is gone */
  return line;
}

static void
load (CrashClient *self)
{
  g_autoptr (GError) error = NULL;

  if (!lk_account_list_load (self->accounts, &error))
    g_error ("The index can't be read: %s", error->message);
}

/* The only one there is. (transfer full) */
static LkAccount *
get_account (CrashClient *self)
{
  LkAccount *account;

  load (self);
  account = g_list_model_get_item (G_LIST_MODEL (self->accounts), 0);
  if (account == NULL)
    g_error ("There is no account");
  return account;
}

/* An account that needs to sign in again, or a new one. (transfer full) */
static LkAccount *
get_account_to_sign_in (CrashClient *self)
{
  LkAccount *account;

  load (self);
  account = g_list_model_get_item (G_LIST_MODEL (self->accounts), 0);
  return account != NULL ? account : lk_account_new (self->ports, NULL);
}

static void
on_open_changed (LkAttempt *attempt)
{
  g_autofree char *uri = lk_attempt_dup_uri (attempt);

  if (lk_attempt_is_open (attempt))
    crash_client_say ("go-to %s", uri);
}

static gboolean
log_in (CrashClient  *self,
        LkAccount    *account,
        LkHomeserver *homeserver,
        GError      **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LkSecret) password = NULL;
  g_autofree char *user = NULL;
  g_autofree char *word = NULL;

  crash_client_say ("who");
  user = crash_client_hear (self);
  word = crash_client_hear (self);
  password = lk_secret_new (word);
  lk_sign_in_legacy_async (account, homeserver, user, NULL, password, NULL, crash_client_store,
                           &result);
  return lk_sign_in_legacy_finish (account, crash_client_await (&result), error);
}

/* As somebody who pastes the address at which their browser ended. */
static void
bring_back (CrashClient   *self,
            LkAttempt     *attempt,
            GAsyncResult **signed_in)
{
  g_autofree char *redirect = NULL;

  while (!lk_attempt_is_open (attempt) && *signed_in == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (*signed_in != NULL)
    return;
  redirect = crash_client_hear (self);
  lk_attempt_paste (attempt, redirect);
}

static gboolean
go_to_provider (CrashClient  *self,
                LkAccount    *account,
                LkHomeserver *homeserver,
                GError      **error)
{
  g_autoptr (LkAttempt) attempt = lk_attempt_new (self->ports);
  g_autoptr (GAsyncResult) result = NULL;

  g_signal_connect (attempt, "notify::open", G_CALLBACK (on_open_changed), NULL);
  lk_sign_in_async (account, homeserver, FALSE, attempt, NULL, crash_client_store, &result);
  bring_back (self, attempt, &result);
  return lk_sign_in_finish (account, crash_client_await (&result), error);
}

static int
sign_in (CrashClient *self,
         const char  *server)
{
  g_autoptr (LkAccount) account = get_account_to_sign_in (self);
  g_autoptr (LkHomeserver) homeserver = NULL;
  g_autoptr (GAsyncResult) discovered = NULL;
  g_autoptr (GError) error = NULL;
  gboolean signed_in;

  lk_discover_async (account, server, NULL, crash_client_store, &discovered);
  homeserver = lk_discover_finish (account, crash_client_await (&discovered), &error);
  if (homeserver == NULL)
    g_error ("There is no homeserver: %s", error->message);
  signed_in = homeserver->auth_api->metadata != NULL
                ? go_to_provider (self, account, homeserver, &error)
                : log_in (self, account, homeserver, &error);
  if (!signed_in)
    g_error ("The sign-in failed: %s", error->message);
  lk_account_list_add (self->accounts, account);
  crash_client_say ("signed-in %s", lk_account_get_record (account)->device_id);
  return EXIT_SUCCESS;
}

static void
load_tokens (LkAccount *account)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LkTokens) tokens = NULL;
  g_autoptr (GError) error = NULL;

  lk_account_load_tokens_async (account, NULL, crash_client_store, &result);
  tokens = lk_account_load_tokens_finish (account, crash_client_await (&result), &error);
  if (tokens == NULL)
    g_error ("There are no tokens: %s", error->message);
}

static int
refresh (CrashClient *self)
{
  g_autoptr (LkAccount) account = get_account (self);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *go = NULL;

  load_tokens (account);
  crash_client_say ("ready");
  go = crash_client_hear (self);
  lk_refresh_async (account, NULL, crash_client_store, &result);
  if (lk_refresh_finish (account, crash_client_await (&result), &error))
    crash_client_say ("renewed");
  else
    crash_client_say ("not-renewed %d %s", error->code, error->message);
  return EXIT_SUCCESS;
}

static int
sign_out (CrashClient  *self,
          LkSignOutMode mode)
{
  g_autoptr (LkAccount) account = get_account (self);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_sign_out_async (account, mode, NULL, crash_client_store, &result);
  if (!lk_sign_out_finish (account, crash_client_await (&result), &error))
    g_error ("The sign-out failed: %s", error->message);
  crash_client_say ("signed-out");
  return EXIT_SUCCESS;
}

static int
run (CrashClient *self,
     const char  *verb,
     const char  *argument)
{
  if (g_str_equal (verb, "sign-in"))
    return sign_in (self, argument);
  if (g_str_equal (verb, "refresh"))
    return refresh (self);
  if (g_str_equal (verb, "sign-out"))
    return sign_out (self, LK_SIGN_OUT_EVERYWHERE);
  if (g_str_equal (verb, "forget"))
    return sign_out (self, LK_SIGN_OUT_THIS_COMPUTER);
  if (g_str_equal (verb, "check"))
    return crash_check (self);
  if (g_str_equal (verb, "hammer"))
    return crash_hammer (self, (guint) g_ascii_strtoull (argument, NULL, 10));
  g_error ("There is no verb “%s”", verb);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (LkKeyring) keyring = lk_keyring_new ();
  g_autoptr (LkAccountStore) store = lk_account_store_keyring_new (keyring);
  g_autoptr (LkRevocationStore) revocation_store = lk_revocation_store_keyring_new (keyring);
  g_autoptr (LkClock) clock = lk_system_clock_new ();
  g_autoptr (LkPorts) ports = NULL;
  g_autoptr (LkAccountList) accounts = NULL;
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (input);
  g_autofree char *data = NULL;
  g_autofree char *cache = NULL;
  CrashClient self;

  setlocale (LC_ALL, "");
  if (argc < 3)
    g_error ("usage: crash-client FOLDER VERB [ARGUMENT]");
  data = g_build_filename (argv[1], "data", NULL);
  cache = g_build_filename (argv[1], "cache", NULL);
  ports = lk_ports_new (store, revocation_store, clock, data, cache);
  accounts = lk_account_list_new (ports);
  self = (CrashClient) { keyring, ports, accounts, lines };
  return run (&self, argv[2], argv[3]);
}
