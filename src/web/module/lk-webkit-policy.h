/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "lk-transport.h"

G_BEGIN_DECLS

/**
 * LkWebkitVerdict:
 * @LK_WEBKIT_TAKE: it is the redirect: keep it, load nothing
 * @LK_WEBKIT_ALLOW: a web page that may be shown
 * @LK_WEBKIT_FRAME_ONLY: may fill a part of a page, but may not be the page
 * @LK_WEBKIT_EXTERNAL: not a web page; another program's
 * @LK_WEBKIT_UNPROTECTED: a web page that anybody on the way could have written
 * @LK_WEBKIT_REFUSE: never
 *
 * What becomes of an address that the page wants to go to.
 */
typedef enum
{
  LK_WEBKIT_TAKE,
  LK_WEBKIT_ALLOW,
  LK_WEBKIT_FRAME_ONLY,
  LK_WEBKIT_EXTERNAL,
  LK_WEBKIT_UNPROTECTED,
  LK_WEBKIT_REFUSE,
} LkWebkitVerdict;

LkWebkitVerdict lk_webkit_judge         (const char    *uri,
                                         const char    *redirect_uri,
                                         LkTransport    transport);
GError         *lk_webkit_verdict_error (LkWebkitVerdict verdict,
                                         const char    *uri);
gboolean        lk_webkit_error_matters (const GError  *foreign);
GError         *lk_webkit_convert_error (const GError  *foreign,
                                         const char    *uri);
GError         *lk_webkit_error_new     (int            code,
                                         const char    *message,
                                         const char    *uri);
char           *lk_webkit_dup_host      (const char    *uri);

G_END_DECLS
