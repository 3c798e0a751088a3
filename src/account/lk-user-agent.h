/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "lk-secret.h"

G_BEGIN_DECLS

#define LK_TYPE_USER_AGENT (lk_user_agent_get_type ())
G_DECLARE_INTERFACE (LkUserAgent, lk_user_agent, LK, USER_AGENT, GObject)

/**
 * LkUserAgentInterface:
 * @open: shows @authorization_uri to the person and watches for @redirect_uri
 * @wait_async: waits for the next redirect; a late one from before is delivered at once
 * @wait_finish: the whole redirect address (it holds a code: a secret), or an error
 *
 * What shows the provider's page to a person in our own window and catches the redirect, as a port.
 * #LkAttempt is the one that waits; the other ways (a browser, a pasted address, another device)
 * reach it without one. A redirect that turns out not to be for this attempt is waited past: wait
 * is called again.
 */
struct _LkUserAgentInterface
{
  GTypeInterface parent;

  void      (*open)        (LkUserAgent         *self,
                            const char          *authorization_uri,
                            const char          *redirect_uri);
  void      (*wait_async)  (LkUserAgent         *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data);
  LkSecret *(*wait_finish) (LkUserAgent         *self,
                            GAsyncResult        *result,
                            GError             **error);
};

void      lk_user_agent_open        (LkUserAgent         *self,
                                     const char          *authorization_uri,
                                     const char          *redirect_uri);
void      lk_user_agent_wait_async  (LkUserAgent         *self,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
LkSecret *lk_user_agent_wait_finish (LkUserAgent         *self,
                                     GAsyncResult        *result,
                                     GError             **error);

G_END_DECLS
