/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-crash-client.h"

#include <stdlib.h>

#include "lk-account-private.h"
#include "lk-client-api.h"
#include "lk-error.h"
#include "lk-fetch.h"
#include "lk-refresh.h"

/*
 * What a person finds when they start the program again, a line each:
 *
 *   account DEVICE usable              it has been used, renewed and used again
 *   account DEVICE over                “sign in again”: the server said so, or it has no secrets
 *   account DEVICE pending             an interrupted sign-in that does not go on
 *   account DEVICE trouble TEXT        it can't be used, and nobody is told why
 *   secrets ID, jar ID                 of an account that is not in the list
 *   queued ID                          a session that is still to be ended
 */

/* How long what was interrupted has to come to its end, in seconds: no server is away here. */
#define PATIENCE 15

static gboolean
on_time_is_over (gpointer user_data)
{
  gboolean *is_over = user_data;

  *is_over = TRUE;
  return G_SOURCE_REMOVE;
}

static GPtrArray *
read_keyring (CrashClient  *self,
              LkKeyringKind kind,
              GError      **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_keyring_load_async (self->keyring, kind, NULL, NULL, crash_client_store, &result);
  return lk_keyring_load_finish (self->keyring, crash_client_await (&result), error);
}

static gboolean
is_any_queued (CrashClient *self)
{
  g_autoptr (GPtrArray) items = read_keyring (self, LK_KEYRING_REVOCATIONS, NULL);

  return items == NULL || items->len > 0;
}

static gboolean
is_any_busy (CrashClient *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (LkAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (lk_account_get_state (account) == LK_AUTH_STATE_IDENTIFYING ||
          lk_account_get_state (account) == LK_AUTH_STATE_SIGNING_OUT)
        return TRUE;
    }
  return FALSE;
}

static void
resume (CrashClient *self)
{
  gboolean is_over = FALSE;
  guint timeout = g_timeout_add_seconds (PATIENCE, on_time_is_over, &is_over);

  lk_account_list_resume (self->accounts);
  while ((is_any_busy (self) || is_any_queued (self)) && !is_over)
    g_main_context_iteration (NULL, TRUE);
  if (!is_over)
    g_source_remove (timeout);
}

static gboolean
ask (LkAccount *account,
     GError   **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LkHttpResponse) response = NULL;
  const char *base_url = lk_account_get_record (account)->base_url;

  lk_fetch_async (account, lk_client_api_whoami (base_url), NULL, crash_client_store, &result);
  response = lk_fetch_finish (account, crash_client_await (&result), error);
  if (response == NULL)
    return FALSE;
  if (response->status == 200)
    return TRUE;
  g_propagate_error (error, lk_client_api_to_error (response));
  return FALSE;
}

static gboolean
renew (LkAccount *account,
       GError   **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_refresh_async (account, NULL, crash_client_store, &result);
  return lk_refresh_finish (account, crash_client_await (&result), error);
}

static void
say (LkAccount  *account,
     const char *how)
{
  const char *device_id = lk_account_get_record (account)->device_id;

  crash_client_say ("account %s %s", device_id != NULL ? device_id : "-", how);
}

static gboolean
is_over (LkAccount    *account,
         const GError *error)
{
  return lk_account_get_state (account) == LK_AUTH_STATE_NEEDS_SIGN_IN &&
         (g_error_matches (error, LK_ERROR, LK_ERROR_EXPIRED) ||
          g_error_matches (error, LK_ERROR, LK_ERROR_SECRETS_MISSING));
}

static void
look_at (LkAccount *account)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *how = NULL;
  LkAuthState before = lk_account_get_state (account);

  if (before == LK_AUTH_STATE_SIGNED_IN && ask (account, &error) && renew (account, &error) &&
      ask (account, &error))
    how = g_strdup ("usable");
  else if (before == LK_AUTH_STATE_IDENTIFYING)
    how = g_strdup ("pending");
  else if (before == LK_AUTH_STATE_NEEDS_SIGN_IN || is_over (account, error))
    how = g_strdup ("over");
  else
    how = g_strdup_printf ("trouble in state %d: %s", lk_account_get_state (account),
                           error != NULL ? error->message : "");
  say (account, how);
}

static gboolean
has_account (CrashClient *self,
             const char  *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (LkAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (g_str_equal (lk_account_get_id (account), id))
        return TRUE;
    }
  return FALSE;
}

/* What is worthless is removed while nobody waits for it, and may be so just now: then it is found
 * but can't be read, once. */
static void
look_for_secrets (CrashClient *self)
{
  g_autoptr (GPtrArray) items = read_keyring (self, LK_KEYRING_ACCOUNTS, NULL);
  g_autoptr (GError) error = NULL;

  if (items == NULL)
    items = read_keyring (self, LK_KEYRING_ACCOUNTS, &error);
  if (items == NULL)
    g_error ("The keyring can't be read: %s", error->message);
  for (guint i = 0; i < items->len; i++)
    {
      LkKeyringItem *item = items->pdata[i];

      if (!has_account (self, item->id))
        crash_client_say ("secrets %s", item->id);
    }
}

static void
look_for_queued (CrashClient *self)
{
  g_autoptr (GPtrArray) items = read_keyring (self, LK_KEYRING_REVOCATIONS, NULL);

  for (guint i = 0; items != NULL && i < items->len; i++)
    crash_client_say ("queued %s", ((LkKeyringItem *) items->pdata[i])->id);
}

static void
look_for_jars (CrashClient *self)
{
  g_autofree char *path = g_build_filename (self->ports->data_dir, "jars", NULL);
  g_autoptr (GDir) jars = g_dir_open (path, 0, NULL);
  const char *name;

  while (jars != NULL && (name = g_dir_read_name (jars)) != NULL)
    if (!has_account (self, name))
      crash_client_say ("jar %s", name);
}

int
crash_check (CrashClient *self)
{
  g_autoptr (GError) error = NULL;

  if (!lk_account_list_load (self->accounts, &error))
    g_error ("The index can't be read: %s", error->message);
  resume (self);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (LkAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      look_at (account);
    }
  look_for_secrets (self);
  look_for_queued (self);
  look_for_jars (self);
  return EXIT_SUCCESS;
}
