/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-contacts.h"

#include "lk-fetch.h"

static void
on_listed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  GPtrArray *contacts = NULL;
  GError *error = NULL;

  response = lk_fetch_finish (LK_ACCOUNT (source), result, &error);
  if (response != NULL)
    contacts = lk_contacts_parse (response, &error);
  if (contacts != NULL)
    g_task_return_pointer (task, contacts, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * lk_list_contacts_async:
 * @account: an account with a session
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Asks the homeserver at which addresses it reaches the person (spec §10.1).
 */
void
lk_list_contacts_async (LkAccount           *account,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (LK_IS_ACCOUNT (account));

  task = g_task_new (account, cancellable, callback, user_data);
  g_task_set_source_tag (task, lk_list_contacts_async);
  lk_fetch_async (account, lk_contacts_api_list (lk_account_get_record (account)->base_url),
                  cancellable, on_listed, task);
}

/**
 * lk_list_contacts_finish:
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type LkContact): the addresses, in the server's order
 */
GPtrArray *
lk_list_contacts_finish (LkAccount    *account,
                         GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, account), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
