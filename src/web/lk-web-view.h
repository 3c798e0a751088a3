/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "lk-user-agent.h"

G_BEGIN_DECLS

/**
 * LkWebTrouble:
 * @LK_WEB_TROUBLE_NONE: all seems well
 * @LK_WEB_TROUBLE_BLANK: the page has shown nothing for some seconds
 * @LK_WEB_TROUBLE_REFUSED: the page says that it doesn't work in other programs than browsers
 * @LK_WEB_TROUBLE_PASSKEY: the page takes nothing but a passkey, which this view can't give
 *
 * Why a page that is there may not lead on here, though it would in a browser.
 */
typedef enum
{
  LK_WEB_TROUBLE_NONE,
  LK_WEB_TROUBLE_BLANK,
  LK_WEB_TROUBLE_REFUSED,
  LK_WEB_TROUBLE_PASSKEY,
} LkWebTrouble;

#define LK_TYPE_WEB_TROUBLE (lk_web_trouble_get_type ())
GType lk_web_trouble_get_type (void);

/**
 * LkWebView:
 *
 * A provider's page in our window, as a port: this header knows no WebKit. The implementation is
 * in the module, which is loaded when a page must be shown (lk-web-loader.h). Every LkWebView
 * is a GtkWidget and an #LkUserAgent, too.
 *
 * Properties, all read-only and notifying:
 *  - host (string, nullable): the host of the page, in a form that can't deceive
 *  - secure (boolean): whether the page came over verified TLS
 *  - loading (boolean), progress (double, 0 to 1)
 *  - can-go-back (boolean)
 *  - problem (GError, nullable): why there is no page: LK_ERROR_OFFLINE, LK_ERROR_TLS (a bad
 *    certificate, or plain http), LK_ERROR_TIMED_OUT or LK_ERROR_PAGE_FAILED (the web process
 *    died, or what came is no web page); cleared by load, reload, back and by the next page
 *  - trouble (LkWebTrouble): why the page that is there may not lead on here
 *
 * Signals:
 *  - external (string uri): the person clicked an address that is not a web page (mailto: …);
 *    nothing has been done with it
 *
 * No property and no signal ever carries the redirect or the page's full address.
 */
#define LK_TYPE_WEB_VIEW (lk_web_view_get_type ())
G_DECLARE_INTERFACE (LkWebView, lk_web_view, LK, WEB_VIEW, GtkWidget)

struct _LkWebViewInterface
{
  GTypeInterface parent;

  void     (*load)            (LkWebView           *self,
                               const char          *uri);
  void     (*go_back)         (LkWebView           *self);
  void     (*reload)          (LkWebView           *self);
  char    *(*dup_uri)         (LkWebView           *self);
  void     (*keep_jar_async)  (LkWebView           *self,
                               const char          *directory,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data);
  gboolean (*keep_jar_finish) (LkWebView           *self,
                               GAsyncResult        *result,
                               GError             **error);
};

/* Shows @uri (an account page): https, or loopback http in development. */
void     lk_web_view_load            (LkWebView           *self,
                                      const char          *uri);
void     lk_web_view_go_back         (LkWebView           *self);
/* Loads the page again, also after a problem. */
void     lk_web_view_reload          (LkWebView           *self);
/* The address to open in the person's own browser instead: what was asked for, not where the
 * provider's own session has led since. (transfer full) (nullable) */
char    *lk_web_view_dup_uri         (LkWebView           *self);
/* Copies the cookies of a view into the jar at @directory (made with mode 0700) in place of what
 * was there, so that the account's later views are signed in at the provider. Cookies without an
 * end get one, two weeks ahead. LK_ERROR_STORAGE_FAILED. */
void     lk_web_view_keep_jar_async  (LkWebView           *self,
                                      const char          *directory,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
gboolean lk_web_view_keep_jar_finish (LkWebView           *self,
                                      GAsyncResult        *result,
                                      GError             **error);

G_END_DECLS
