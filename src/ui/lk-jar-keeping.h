/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"
#include "lk-web-view.h"

G_BEGIN_DECLS

/* Keeps the cookies of @view in the jar of @account. The session is there already, so they must not
 * stand in its way: @callback is called a few seconds later at the latest, and nothing fails. */
void lk_jar_keep_async  (LkAccount           *account,
                         LkWebView           *view,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data);
void lk_jar_keep_finish (LkAccount           *account,
                         GAsyncResult        *result);

G_END_DECLS
