/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-rediscover.h"

#include "lk-account-private.h"
#include "lk-auth-discovery.h"
#include "lk-error.h"

/**
 * lk_rediscover_may_help:
 * @account: an account with a session
 * @error: (nullable): why an endpoint of its provider could not be used
 *
 * Returns: whether there is nothing any more where the endpoint was
 */
gboolean
lk_rediscover_may_help (LkAccount    *account,
                        const GError *error)
{
  guint status = error != NULL ? lk_error_get_status (error) : 0;

  return lk_account_get_record (account)->auth_api == LK_AUTH_API_OAUTH &&
         (status == 404 || status == 410);
}

static void
replace (char       **field,
         const char  *value)
{
  g_free (*field);
  *field = g_strdup (value);
}

static void
write_down (LkAccount            *account,
            const LkAuthMetadata *metadata)
{
  g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));

  replace (&record->token_endpoint, metadata->token_endpoint);
  replace (&record->revocation_endpoint, metadata->revocation_endpoint);
  replace (&record->end_session_endpoint, metadata->end_session_endpoint);
  replace (&record->account_management_uri, metadata->account_management_uri);
  g_strfreev (record->account_management_actions);
  record->account_management_actions = g_strdupv (metadata->account_management_actions);
  lk_account_put_record (account, record);
}

static gboolean
has_moved (const LkAccountRecord *record,
           const LkAuthMetadata  *metadata)
{
  return g_strcmp0 (record->token_endpoint, metadata->token_endpoint) != 0 ||
         g_strcmp0 (record->revocation_endpoint, metadata->revocation_endpoint) != 0;
}

static void
on_discovered (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkAuthApi) api = NULL;
  LkAccount *account = g_task_get_source_object (task);
  LkAccountRecord *record = lk_account_get_record (account);
  GError *error = NULL;

  api = lk_auth_discovery_run_finish (LK_HTTP (source), result, &error);
  if (api == NULL)
    g_task_return_error (task, error);
  /* Another provider is given none of this one's tokens (spec §2.4). */
  else if (api->metadata == NULL || g_strcmp0 (api->metadata->issuer, record->issuer) != 0)
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_MISCONFIGURED,
                             "The homeserver names another provider than the session has");
  else if (!has_moved (record, api->metadata))
    g_task_return_boolean (task, FALSE);
  else
    {
      write_down (account, api->metadata);
      g_task_return_boolean (task, TRUE);
    }
}

/**
 * lk_rediscover_async:
 * @account: an account with a session at a provider
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Discovers the provider's endpoints anew (spec §2.4). It can't be cancelled; each of its requests
 * is bounded.
 */
void
lk_rediscover_async (LkAccount           *account,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  LkPorts *ports = lk_account_get_ports (account);
  const char *base_url = lk_account_get_record (account)->base_url;
  GTask *task = g_task_new (account, NULL, callback, user_data);

  g_task_set_source_tag (task, lk_rediscover_async);
  lk_auth_discovery_run_async (ports->http, base_url,
                               lk_transport_for_url (base_url, ports->allow_insecure), NULL, NULL,
                               NULL, on_discovered, task);
}

/**
 * lk_rediscover_finish:
 * @error: return location for an error; the account goes on with the endpoints that it knows
 *
 * Returns: whether the endpoints have moved
 */
gboolean
lk_rediscover_finish (LkAccount    *account,
                      GAsyncResult *result,
                      GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, account), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
