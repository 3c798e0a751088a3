/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-web-view.h"

G_BEGIN_DECLS

/* What the page is shown for. */
typedef enum
{
  LK_WEB_PURPOSE_SIGN_IN, /* leaving it is cancelling; the browser is another way to sign in */
  LK_WEB_PURPOSE_MANAGE,  /* leaving it is being done */
  LK_WEB_PURPOSE_REGISTER, /* leaving it is cancelling; any browser will do */
} LkWebPurpose;

#define LK_TYPE_WEB_PAGE (lk_web_page_get_type ())
G_DECLARE_FINAL_TYPE (LkWebPage, lk_web_page, LK, WEB_PAGE, AdwBin)

GtkWidget *lk_web_page_new (LkWebView    *view,
                            LkWebPurpose  purpose);

G_END_DECLS
