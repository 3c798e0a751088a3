/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-error.h"
#include "lk-web-view.h"

G_BEGIN_DECLS

/**
 * LkDummyWebView:
 *
 * A web view without a web: a test says what page it shows and where it leads. This file also
 * stands in for lk-web-loader.c: whatever asks for a view gets a dummy.
 */
#define LK_TYPE_DUMMY_WEB_VIEW (lk_dummy_web_view_get_type ())
G_DECLARE_FINAL_TYPE (LkDummyWebView, lk_dummy_web_view, LK, DUMMY_WEB_VIEW, GtkWidget)

LkWebView  *lk_dummy_web_view_new             (const char     *jar);
/* The view made last, while it lives. (transfer none) (nullable) */
LkWebView  *lk_dummy_web_view_get_last        (void);
/* From now on the loader has no views to give, or has them again. */
void        lk_dummy_web_loader_set_broken    (gboolean        broken);

/* From now on keeping cookies never ends; FALSE ends it. */
void        lk_dummy_web_view_set_keeping_hangs (gboolean      hangs);

void        lk_dummy_web_view_set_origin      (LkWebView      *view,
                                               const char     *host,
                                               gboolean        secure);
void        lk_dummy_web_view_set_can_go_back (LkWebView      *view,
                                               gboolean        can_go_back);
/* The page can't be shown. */
void        lk_dummy_web_view_fail            (LkWebView      *view,
                                               LkErrorCode     code);
/* The page is there, but won't lead on here. */
void        lk_dummy_web_view_set_trouble     (LkWebView      *view,
                                               LkWebTrouble    trouble);
/* The provider sends the person back with this query; "{state}" becomes the page's state. */
void        lk_dummy_web_view_redirect_query  (LkWebView      *view,
                                               const char     *query);

/* The homeserver sends the person back from its single sign-on with this token. */
void        lk_dummy_web_view_redirect_sso    (LkWebView      *view,
                                               const char     *login_token);

/* The directory of the jar it was made with. (nullable) */
const char *lk_dummy_web_view_get_jar         (LkWebView      *view);
/* Where the cookies were kept last. (nullable) */
const char *lk_dummy_web_view_get_last_kept   (void);
guint       lk_dummy_web_view_get_n_reloads   (LkWebView      *view);
guint       lk_dummy_web_view_get_n_backs     (LkWebView      *view);

G_END_DECLS
