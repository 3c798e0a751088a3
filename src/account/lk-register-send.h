/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-user-registration.h"

G_BEGIN_DECLS

/* Sends a try to register, for a person who may go away: when cancelled it returns at once, and
 * the session of a user that is created all the same is given back. @request: (transfer full) */
void            lk_register_send_async  (LkHttp              *http,
                                         const char          *base_url,
                                         LkHttpRequest       *request,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
LkHttpResponse *lk_register_send_finish (LkHttp              *http,
                                         GAsyncResult        *result,
                                         GError             **error);

G_END_DECLS
