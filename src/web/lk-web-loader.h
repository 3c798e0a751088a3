/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-web-view.h"

G_BEGIN_DECLS

/* The one symbol of the module. @jar: (nullable): the directory of an account's cookie jar; NULL
 * makes a view that forgets everything. */
typedef LkWebView *(*LkWebModuleNewView) (const char *jar);
#define LK_WEB_MODULE_NEW_VIEW "lk_web_module_new_view"
LkWebView *lk_web_module_new_view (const char *jar);

/* Loads the module ahead of its use, when idle: costs a few frames, not the person's patience.
 * Called while discovery runs. Does nothing the second time. */
void       lk_web_loader_warm     (void);
/* A new view (floating), or LK_ERROR_PAGE_FAILED when the module can't be loaded. */
LkWebView *lk_web_loader_new_view (const char  *jar,
                                   GError     **error);
/* Is the module in memory? For tests. */
gboolean   lk_web_loader_is_loaded (void);

G_END_DECLS
