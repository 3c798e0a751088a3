/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <webkit/webkit.h>

#include "lk-transport.h"
#include "lk-user-agent.h"
#include "lk-webkit-redirects.h"
#include "lk-webkit-trouble.h"
#include "lk-webkit-view.h"

G_BEGIN_DECLS

struct _LkWebkitView
{
  GtkWidget             parent_instance;
  WebKitNetworkSession *session;
  WebKitWebView        *page;         /* (nullable) our child, until disposed */
  LkWebkitRedirects    *redirects;
  LkWebkitTrouble      *observer;     /* (nullable) of the page, until disposed */
  LkTransport           transport;    /* follows from what was asked for */
  char                 *asked;        /* (nullable) */
  char                 *redirect_uri; /* (nullable) watched for */
  char                 *failed;       /* (nullable) what reload has to load */
  char                 *host;         /* (nullable) of the page that is there */
  gboolean              secure;       /* it, too */
  GError               *problem;      /* (nullable) */
  LkWebTrouble          trouble;
  guint                 patience;     /* seconds until a page must have begun to come */
  guint                 timeout;
  guint                 calm;         /* milliseconds that a page may stay blank */
};

void lk_webkit_view_set_page        (LkWebkitView         *self,
                                     const char           *uri,
                                     gboolean              secure);
void lk_webkit_view_set_problem     (LkWebkitView         *self,
                                     GError               *problem);

/* lk-webkit-ports.c */
void lk_webkit_view_web_view_init   (LkWebViewInterface   *iface);
void lk_webkit_view_user_agent_init (LkUserAgentInterface *iface);

/* lk-webkit-events.c */
void lk_webkit_view_listen          (LkWebkitView         *self);
void lk_webkit_view_expect_page     (LkWebkitView         *self);

G_END_DECLS
