/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-devices.h"

#include "lk-client-api.h"
#include "lk-error.h"
#include "lk-fetch.h"

/*
 * The devices of an account: asking for them, and giving one another name. Any session may.
 * Removing one is a conversation of its own (lk-remove-device.c).
 */

static void
on_listed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  GPtrArray *devices = NULL;
  GError *error = NULL;

  response = lk_fetch_finish (LK_ACCOUNT (source), result, &error);
  if (response != NULL)
    devices = lk_devices_parse (response, &error);
  if (devices != NULL)
    g_task_return_pointer (task, devices, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * lk_list_devices_async:
 * @account: an account with a session
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Asks the homeserver where @account is signed in (spec §10.1).
 */
void
lk_list_devices_async (LkAccount           *account,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (LK_IS_ACCOUNT (account));

  task = g_task_new (account, cancellable, callback, user_data);
  g_task_set_source_tag (task, lk_list_devices_async);
  lk_fetch_async (account, lk_devices_api_list (lk_account_get_record (account)->base_url),
                  cancellable, on_listed, task);
}

/**
 * lk_list_devices_finish:
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type LkDevice): the devices, in the server's order
 */
GPtrArray *
lk_list_devices_finish (LkAccount    *account,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, account), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_renamed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  GError *error = NULL;

  response = lk_fetch_finish (LK_ACCOUNT (source), result, &error);
  if (response != NULL && response->status != 200)
    error = lk_client_api_to_error (response);
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * lk_rename_device_async:
 * @account: an account with a session
 * @device_id: one of its devices
 * @display_name: what to call it
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Gives a device another name (spec §10.1).
 */
void
lk_rename_device_async (LkAccount           *account,
                        const char          *device_id,
                        const char          *display_name,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (LK_IS_ACCOUNT (account));
  g_return_if_fail (device_id != NULL && display_name != NULL);

  task = g_task_new (account, cancellable, callback, user_data);
  g_task_set_source_tag (task, lk_rename_device_async);
  lk_fetch_async (account,
                  lk_devices_api_rename (lk_account_get_record (account)->base_url, device_id,
                                         display_name),
                  cancellable, on_renamed, task);
}

/**
 * lk_rename_device_finish:
 * @error: return location for an error
 *
 * Returns: whether the device is called so now
 */
gboolean
lk_rename_device_finish (LkAccount    *account,
                         GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, account), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
