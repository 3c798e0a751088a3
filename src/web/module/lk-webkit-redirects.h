/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "lk-secret.h"

G_BEGIN_DECLS

/**
 * LkWebkitRedirects:
 *
 * The redirects that came, and the one who waits for them.
 */
typedef struct _LkWebkitRedirects LkWebkitRedirects;

LkWebkitRedirects *lk_webkit_redirects_new    (void);
void               lk_webkit_redirects_free   (LkWebkitRedirects *self);
void               lk_webkit_redirects_add    (LkWebkitRedirects *self,
                                               const char        *uri);
void               lk_webkit_redirects_wait   (LkWebkitRedirects *self,
                                               GTask             *task);
void               lk_webkit_redirects_forget (LkWebkitRedirects *self);

G_END_DECLS
