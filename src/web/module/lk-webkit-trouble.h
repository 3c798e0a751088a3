/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <webkit/webkit.h>

#include "lk-web-view.h"

G_BEGIN_DECLS

typedef struct _LkWebkitTrouble LkWebkitTrouble;

/* Called when what there is to tell of the page has changed. */
typedef void (*LkWebkitTroubleFunc) (LkWebTrouble trouble,
                                     gpointer     user_data);

LkWebkitTrouble *lk_webkit_trouble_new   (WebKitWebView       *page,
                                          LkWebkitTroubleFunc  func,
                                          gpointer             user_data);
void             lk_webkit_trouble_free  (LkWebkitTrouble     *self);
/* @pause: milliseconds between the first looks at a page */
void             lk_webkit_trouble_watch (LkWebkitTrouble     *self,
                                          guint                pause);
void             lk_webkit_trouble_look  (LkWebkitTrouble     *self);

G_END_DECLS
