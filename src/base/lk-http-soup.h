/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http-engine.h"

G_BEGIN_DECLS

/* The listening half of the engine, for its other half only. */
void lk_http_soup_serve  (GIOStream      *stream,
                          LkHttpAskedFunc asked,
                          GDestroyNotify  gone,
                          gpointer        user_data);
void lk_http_soup_answer (gpointer        request,
                          guint           status,
                          const char     *page);

G_END_DECLS
