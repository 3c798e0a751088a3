/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http.h"
#include "lk-revocation.h"

G_BEGIN_DECLS

/**
 * LkRevokeSave:
 * @keeper: who keeps the session
 * @renewed: the session with its new pair
 * @callback: called when that is safe, or can't be
 * @user_data: for @callback
 */
typedef void (*LkRevokeSave) (gpointer             keeper,
                              LkRevocation        *renewed,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data);

/* One try to end a session, through the API that made it and never through the other (spec §6.1,
 * §6.3). Errors: of lk_oauth_revoke_async() and lk_legacy_logout_async(); then the session may
 * still be alive. */
void     lk_revoke_async  (LkHttp               *http,
                           LkRevocation         *revocation,
                           LkRevokeSave          save,
                           GObject              *keeper,
                           GCancellable         *cancellable,
                           GAsyncReadyCallback   callback,
                           gpointer              user_data);
/* @newest: (out) (optional) (transfer full): what is to be used the next time */
gboolean lk_revoke_finish (LkHttp               *http,
                           GAsyncResult         *result,
                           LkRevocation        **newest,
                           GError              **error);

G_END_DECLS
