/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "lk-http.h"

/* What the file that sends knows of the messages; for nobody else. */
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

/* What `Retry-After` asks for, in seconds, or -1 (a number of seconds, or a date). */
gint   lk_http_parse_retry_after (SoupMessageHeaders *headers);
/* How long an answer may be kept, in seconds: 0 for no-store and no-cache, -1 when not said. */
gint64 lk_http_parse_max_age     (SoupMessageHeaders *headers);
