/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "lk-secret.h"
#include "lk-trace.h"

G_BEGIN_DECLS

#define LK_HTTP_MAX_BODY (1024 * 1024)
#define LK_HTTP_TIMEOUT  30

/* How long a second is for whoever waits for an answer, in milliseconds; tests shorten it. */
extern guint lk_http_second;

/**
 * LkHttpRequest:
 *
 * One request, built up by its setters and then sent once.
 */
typedef struct _LkHttpRequest LkHttpRequest;

LkHttpRequest *lk_http_request_new          (const char    *step,
                                             const char    *method,
                                             const char    *url);
LkHttpRequest *lk_http_request_copy         (const LkHttpRequest *self);
void           lk_http_request_free         (LkHttpRequest *self);
void           lk_http_request_set_bearer   (LkHttpRequest *self,
                                             LkSecret      *token);
void           lk_http_request_set_json     (LkHttpRequest *self,
                                             const char    *text);
void           lk_http_request_set_bytes    (LkHttpRequest *self,
                                             const char    *content_type,
                                             GBytes        *bytes);
void           lk_http_request_add_field    (LkHttpRequest *self,
                                             const char    *name,
                                             const char    *value);
void           lk_http_request_set_limits   (LkHttpRequest *self,
                                             gsize          max_body,
                                             guint          timeout);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkHttpRequest, lk_http_request_free)

/**
 * LkHttpResponse:
 * @status: the HTTP status, whatever it is
 * @body: what came, within the limit
 * @url: what was asked in the end, after redirects; redacted
 * @step: the step of the request
 * @started: the wall clock when the request was started, microseconds since 1970
 * @retry_after: what `Retry-After` asks, in seconds, or -1
 * @max_age: how long the answer may be kept, in seconds: 0 for `no-store`, -1 when not said
 *
 * An answer, never changed once made.
 */
typedef struct
{
  guint       status;
  GBytes     *body;
  char       *url;
  const char *step;
  gint64      started;
  gint        retry_after;
  gint64      max_age;
} LkHttpResponse;

void        lk_http_response_free         (LkHttpResponse       *self);
JsonObject *lk_http_response_parse_object (const LkHttpResponse *self,
                                           GError              **error);
GError     *lk_http_response_to_error     (const LkHttpResponse *self);
void        lk_http_response_locate_error (const LkHttpResponse *self,
                                           GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkHttpResponse, lk_http_response_free)

#define LK_TYPE_HTTP (lk_http_get_type ())
G_DECLARE_FINAL_TYPE (LkHttp, lk_http, LK, HTTP, GObject)

LkHttp         *lk_http_new         (void);
/* A client that writes down in @trace what it is asked to send; it shares the connections of
 * @parent, which stays alive as long. */
LkHttp         *lk_http_new_traced  (LkHttp              *parent,
                                     LkTrace             *trace);
/* (transfer none) (nullable): where it writes that down */
LkTrace        *lk_http_get_trace   (LkHttp              *self);
/* Is something under way that nobody can stop? The property `busy` */
gboolean        lk_http_is_busy     (LkHttp              *self);
void            lk_http_send_async  (LkHttp              *self,
                                     LkHttpRequest       *request,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
LkHttpResponse *lk_http_send_finish (LkHttp              *self,
                                     GAsyncResult        *result,
                                     GError             **error);

G_END_DECLS
