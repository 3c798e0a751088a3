/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-user-agent.h"

G_DEFINE_INTERFACE (LkUserAgent, lk_user_agent, G_TYPE_OBJECT)

static void
lk_user_agent_default_init (LkUserAgentInterface *iface)
{
}

/**
 * lk_user_agent_open:
 * @self: a user agent
 * @authorization_uri: the provider's page for this attempt (spec §4.2)
 * @redirect_uri: where the provider will send the person afterwards
 *
 * Shows the page and begins to watch for the redirect.
 */
void
lk_user_agent_open (LkUserAgent *self,
                    const char  *authorization_uri,
                    const char  *redirect_uri)
{
  g_return_if_fail (LK_IS_USER_AGENT (self));

  LK_USER_AGENT_GET_IFACE (self)->open (self, authorization_uri, redirect_uri);
}

/**
 * lk_user_agent_wait_async:
 * @self: a user agent that was opened
 * @cancellable: (nullable): to stop waiting
 * @callback: called when a redirect came
 * @user_data: for @callback
 */
void
lk_user_agent_wait_async (LkUserAgent         *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_return_if_fail (LK_IS_USER_AGENT (self));

  LK_USER_AGENT_GET_IFACE (self)->wait_async (self, cancellable, callback, user_data);
}

/**
 * lk_user_agent_wait_finish:
 * @error: return location for an error; cancelling is %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the redirect's whole address
 */
LkSecret *
lk_user_agent_wait_finish (LkUserAgent  *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (LK_IS_USER_AGENT (self), NULL);

  return LK_USER_AGENT_GET_IFACE (self)->wait_finish (self, result, error);
}
