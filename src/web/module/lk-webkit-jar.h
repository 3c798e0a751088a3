/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <webkit/webkit.h>

G_BEGIN_DECLS

WebKitNetworkSession *lk_webkit_jar_open  (const char           *directory);
void                  lk_webkit_jar_close (WebKitNetworkSession *session);
void                  lk_webkit_jar_keep  (WebKitNetworkSession *session,
                                           const char           *directory,
                                           GTask                *task);

G_END_DECLS
