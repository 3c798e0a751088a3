/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "lk-clock.h"
#include "lk-secret.h"

G_BEGIN_DECLS

/**
 * LkHttpVisit:
 *
 * Somebody's browser that came to the listener's path and waits for a page. It gets one even when
 * the listener is closed or gone before: the listener's own, when nobody else answers.
 * Reference-counted.
 */
#define LK_TYPE_HTTP_VISIT (lk_http_visit_get_type ())

typedef struct _LkHttpVisit LkHttpVisit;

GType        lk_http_visit_get_type  (void);
LkHttpVisit *lk_http_visit_ref       (LkHttpVisit *self);
void         lk_http_visit_unref     (LkHttpVisit *self);
LkSecret    *lk_http_visit_get_query (LkHttpVisit *self);
void         lk_http_visit_answer    (LkHttpVisit *self,
                                      guint        status,
                                      const char  *page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkHttpVisit, lk_http_visit_unref)

/**
 * LkHttpListener:
 *
 * Waits on this machine, and for this machine only, for a browser that comes to one path (spec
 * §4.8). What is not such a visit gets its answer here and nobody hears of it.
 *
 * Signals:
 *  - visit (LkHttpVisit visit): a browser came; keep a reference to answer it later
 */
#define LK_TYPE_HTTP_LISTENER (lk_http_listener_get_type ())
G_DECLARE_FINAL_TYPE (LkHttpListener, lk_http_listener, LK, HTTP_LISTENER, GObject)

/* Of the request line and the header, in bytes. */
#define LK_HTTP_LISTENER_MAX_HEADER (16 * 1024)
/* For how many seconds a connection may be silent or slow before it is cut. */
#define LK_HTTP_LISTENER_PATIENCE 30

LkHttpListener *lk_http_listener_new      (LkClock         *clock,
                                           const char      *path,
                                           guint16          port,
                                           const char      *own_page,
                                           GError         **error);
guint16         lk_http_listener_get_port (LkHttpListener  *self);
void            lk_http_listener_close    (LkHttpListener  *self);

/* For tests: do browsers go there? Those that they refuse end with 10080. */
gboolean        lk_http_listener_is_port_good (guint16      port);

G_END_DECLS
