/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <webkit/webkit.h>

#include "lk-fake-server.h"
#include "lk-web-view.h"

G_BEGIN_DECLS

/* What the tests of the web view share: a view in a window, a server, and hands in the page. */

void           lk_web_test_init        (int          *argc,
                                        char       ***argv);

/**
 * LkWebTest:
 *
 * A view with a jar (or none) in a window, and a server. The fixture data is unused.
 */
typedef struct
{
  LkFakeServer *server;
  GtkWindow    *window;
  LkWebView    *view;     /* owned by @window */
} LkWebTest;

void           lk_web_test_set_up      (LkWebTest    *self,
                                        gconstpointer data);
void           lk_web_test_tear_down   (LkWebTest    *self,
                                        gconstpointer data);
#define LK_WEB_TEST_ADD(path, func) \
  g_test_add (path, LkWebTest, NULL, lk_web_test_set_up, func, lk_web_test_tear_down)

/* Another view in a window of its own; destroy the window to be rid of both. */
GtkWindow     *lk_web_test_show        (const char   *jar,
                                        LkWebView   **view);

WebKitWebView *lk_web_test_get_page    (LkWebView    *view);
/* The address of @path at the server. Returns: (transfer full) */
char          *lk_web_test_url         (LkWebTest    *self,
                                        const char   *path);
/* Scripts a page with @title and @body for GET @path. "{url}" is the server's. */
void           lk_web_test_page        (LkWebTest    *self,
                                        const char   *path,
                                        const char   *title,
                                        const char   *body);
void           lk_web_test_redirect    (LkWebTest    *self,
                                        const char   *key,
                                        const char   *to);
void           lk_web_test_load        (LkWebTest    *self,
                                        const char   *path);
/* Runs @script in the page, as if the person had done it; does not wait. */
void           lk_web_test_act         (LkWebView    *view,
                                        const char   *script);
/* What @script evaluates to, as text. Returns: (transfer full) */
char          *lk_web_test_evaluate    (LkWebView    *view,
                                        const char   *script);

void           lk_web_test_await_title (LkWebView    *view,
                                        const char   *title);
void           lk_web_test_await_problem (LkWebView  *view,
                                        int           code);
void           lk_web_test_assert_no_problem (LkWebView *view);

/* Waits for what happens outside of the main loop: in a file, in another process. */
void           lk_web_test_poll_until  (gboolean    (*condition) (gpointer),
                                        gpointer      user_data);

/* Waits until no process of a page is left. */
void           lk_web_test_await_no_processes (void);

/* A port that counts who connects to it: where no request may be made. */
typedef struct
{
  GSocketService *service;
  guint16         port;
  guint           connected;
} LkTripwire;

LkTripwire    *lk_tripwire_new         (void);
void           lk_tripwire_free        (LkTripwire   *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkTripwire, lk_tripwire_free)

G_END_DECLS
