/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http.h"

G_BEGIN_DECLS

/* What an engine knows of a request; for nobody else. */
struct _LkHttpRequest
{
  const char *step;
  char       *method;
  char       *url;
  LkSecret   *bearer;     /* (nullable) */
  char       *json;       /* (nullable) */
  GString    *form;       /* (nullable) wiped */
  gsize       max_body;
  guint       timeout;    /* seconds for the whole of it */
};

/**
 * LkHttpEngine:
 * @start: (transfer full): makes a session, for all requests of one LkHttp
 * @send: sends @request (transfer full) and returns a LkHttpResponse, or an error, to @task
 *   (transfer full)
 * @stop: cuts off what is under way, and frees the session
 *
 * What speaks HTTP. It is a module, because libsoup and what it brings along would cost every
 * start of the program a few hundredths, and the list of accounts needs no network. Programs that
 * have it linked in, as tests do, use that one.
 */
typedef struct
{
  gpointer (*start) (void);
  void     (*send)  (gpointer       session,
                     LkHttpRequest *request,
                     GTask         *task);
  void     (*stop)  (gpointer       session);
} LkHttpEngine;

#define LK_HTTP_ENGINE_MODULE "latchkey-http"
#define LK_HTTP_ENGINE_SYMBOL "lk_http_engine"
extern const LkHttpEngine lk_http_engine;

G_END_DECLS
