/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-fetch.h"

#include "lk-account-private.h"
#include "lk-client-api.h"
#include "lk-error.h"
#include "lk-files.h"

/*
 * The person's name and picture, in the order they are asked for: profile → picture, from the
 * authenticated media API, or from the old one where there is no other.
 */
static void ask_profile (GTask *task);
static void ask_picture (GTask *task, gboolean authenticated);

/* Twice the largest size at which it is drawn, for dense screens. */
#define AVATAR_SIZE 192

/**
 * lk_fetch_profile_async:
 * @account: an account with a session
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Brings the display name and the avatar of @account up to date (spec §10.1).
 */
void
lk_fetch_profile_async (LkAccount           *account,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task = g_task_new (account, cancellable, callback, user_data);

  g_return_if_fail (LK_IS_ACCOUNT (account));

  g_task_set_source_tag (task, lk_fetch_profile_async);
  ask_profile (task);
}

static void
drop_picture (LkAccount *account)
{
  g_autofree char *path = lk_account_get_avatar_path (account);

  lk_remove_tree (path);
}

static void
keep_profile (LkAccount       *account,
              const LkProfile *profile)
{
  g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));

  if (g_strcmp0 (record->display_name, profile->display_name) == 0 &&
      g_strcmp0 (record->avatar_uri, profile->avatar_uri) == 0)
    return;
  /* The picture of before must not stand for another that can't be had. */
  if (g_strcmp0 (record->avatar_uri, profile->avatar_uri) != 0)
    drop_picture (account);
  g_free (record->display_name);
  g_free (record->avatar_uri);
  record->display_name = g_strdup (profile->display_name);
  record->avatar_uri = g_strdup (profile->avatar_uri);
  /* The session may have ended while the question was on its way. */
  if (lk_auth_state_has_session (lk_account_get_state (account)))
    lk_account_put_record (account, record);
}

/* What an mxc: URI stands for never changes. */
static gboolean
has_picture (LkAccount  *account,
             const char *uri)
{
  g_autofree char *path = lk_account_get_avatar_path (account);

  return g_strcmp0 (lk_account_get_record (account)->avatar_uri, uri) == 0 &&
         g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
on_profile_answered (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  g_autoptr (LkProfile) profile = NULL;
  LkAccount *account = LK_ACCOUNT (source);
  GError *error = NULL;

  response = lk_fetch_finish (account, result, &error);
  if (response != NULL)
    profile = lk_profile_parse (response, &error);
  if (profile == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  keep_profile (account, profile);
  if (profile->avatar_uri != NULL && !has_picture (account, profile->avatar_uri))
    {
      ask_picture (g_steal_pointer (&task), TRUE);
      return;
    }
  g_task_return_boolean (task, TRUE);
}

static void
ask_profile (GTask *task)
{
  LkAccount *account = g_task_get_source_object (task);
  LkAccountRecord *record = lk_account_get_record (account);

  lk_fetch_async (account, lk_client_api_profile (record->base_url, record->user_id),
                  g_task_get_cancellable (task), on_profile_answered, task);
}

static void
keep_picture (GTask                *task,
              const LkHttpResponse *response)
{
  LkAccount *account = g_task_get_source_object (task);
  g_autofree char *path = lk_account_get_avatar_path (account);
  GError *error = NULL;

  if (response->status != 200)
    error = lk_client_api_to_error (response);
  else if (lk_auth_state_has_session (lk_account_get_state (account)))
    lk_write_private (path, response->body, &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_object_notify (G_OBJECT (account), "record"); /* there is a picture to be shown */
  g_task_return_boolean (task, TRUE);
}

static void
on_authenticated_picture (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  GError *error = NULL;

  response = lk_fetch_finish (LK_ACCOUNT (source), result, &error);
  if (response == NULL)
    g_task_return_error (task, error);
  else if (lk_client_api_is_missing (response))
    ask_picture (g_steal_pointer (&task), FALSE);
  else
    keep_picture (task, response);
}

static void
on_open_picture (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  GError *error = NULL;

  response = lk_http_send_finish (LK_HTTP (source), result, &error);
  if (response == NULL)
    g_task_return_error (task, error);
  else
    keep_picture (task, response);
}

static void
ask_picture (GTask    *task,
             gboolean  authenticated)
{
  LkAccount *account = g_task_get_source_object (task);
  LkAccountRecord *record = lk_account_get_record (account);
  LkHttpRequest *request = NULL;

  if (record->avatar_uri != NULL)
    request = lk_client_api_thumbnail (record->base_url, record->avatar_uri, AVATAR_SIZE,
                                       authenticated);
  if (request == NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  if (authenticated)
    lk_fetch_async (account, request, g_task_get_cancellable (task), on_authenticated_picture,
                    task);
  else
    lk_http_send_async (lk_account_get_ports (account)->http, request,
                        g_task_get_cancellable (task), on_open_picture, task);
}

/**
 * lk_fetch_profile_finish:
 * @error: return location for an error
 *
 * Returns: whether all that there is was brought up to date
 */
gboolean
lk_fetch_profile_finish (LkAccount    *account,
                         GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, account), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
