/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <webkit/webkit.h>

G_BEGIN_DECLS

WebKitWebView *lk_webkit_page_new (WebKitNetworkSession *session);

G_END_DECLS
