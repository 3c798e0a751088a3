/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-rediscover.h"

#include "lk-account-private.h"
#include "lk-auth-discovery.h"
#include "lk-error.h"

/**
 * lk_rediscover_may_help:
 * @error: (nullable): why an endpoint of a provider could not be used
 *
 * Returns: whether there is nothing any more where the endpoint was
 */
gboolean
lk_rediscover_may_help (const GError *error)
{
  guint status = error != NULL ? lk_error_get_status (error) : 0;

  return status == 404 || status == 410;
}

static void
on_discovered (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkAuthApi) api = NULL;
  const char *issuer = g_task_get_task_data (task);
  GError *error = NULL;

  api = lk_auth_discovery_run_finish (LK_HTTP (source), result, &error);
  if (api == NULL)
    g_task_return_error (task, error);
  /* Another provider is given none of this one's tokens (spec §2.4). */
  else if (api->metadata == NULL || g_strcmp0 (api->metadata->issuer, issuer) != 0)
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_MISCONFIGURED,
                             "The homeserver names another provider than the session has");
  else
    g_task_return_pointer (task, lk_auth_metadata_ref (api->metadata),
                           (GDestroyNotify) lk_auth_metadata_unref);
}

/**
 * lk_rediscover_async:
 * @http: the client to send with
 * @base_url: of the homeserver
 * @issuer: the provider that a session is of
 * @transport: how it may be reached
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Discovers the provider's endpoints anew (spec §2.4). It can't be cancelled; each of its requests
 * is bounded.
 */
void
lk_rediscover_async (LkHttp              *http,
                     const char          *base_url,
                     const char          *issuer,
                     LkTransport          transport,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  GTask *task = g_task_new (http, NULL, callback, user_data);

  g_task_set_source_tag (task, lk_rediscover_async);
  g_task_set_task_data (task, g_strdup (issuer), g_free);
  lk_auth_discovery_run_async (http, base_url, transport, NULL, NULL, NULL, on_discovered, task);
}

/**
 * lk_rediscover_finish:
 * @error: return location for an error; then the endpoints are those that were known
 *
 * Returns: (transfer full): where they are
 */
LkAuthMetadata *
lk_rediscover_finish (LkHttp        *http,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
has_moved (const LkAccountRecord *record,
           const LkAuthMetadata  *metadata)
{
  return g_strcmp0 (record->token_endpoint, metadata->token_endpoint) != 0 ||
         g_strcmp0 (record->revocation_endpoint, metadata->revocation_endpoint) != 0;
}

/**
 * lk_rediscover_note:
 * @account: an account with a session
 * @metadata: what lk_rediscover_finish() gave
 *
 * Returns: whether anything has moved
 */
gboolean
lk_rediscover_note (LkAccount            *account,
                    const LkAuthMetadata *metadata)
{
  LkAccountRecord *known = lk_account_get_record (account);
  g_autoptr (LkAccountRecord) record = NULL;

  if (!has_moved (known, metadata))
    return FALSE;
  record = lk_account_record_copy (known);
  lk_account_record_set_provider (record, metadata);
  lk_account_put_record (account, record);
  return TRUE;
}
