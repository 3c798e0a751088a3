/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkQrEngine:
 * @encode: makes a QR code of @text. Returns (transfer full) (nullable): its modules, row after
 *   row, one byte each, which is 1 where it is dark and 0 where it is light, and writes to @side
 *   how many there are in a row; %NULL when @text does not fit into any QR code
 *
 * What knows how to draw QR codes. It is a module for the reason that the engine of HTTP is one
 * (lk-http-engine.h): the first frame shows no QR code. Programs that have it linked in, as tests
 * do, use that one.
 */
typedef struct
{
  guint8 *(*encode) (const char *text,
                     guint      *side);
} LkQrEngine;

#define LK_QR_ENGINE_MODULE "latchkey-qr"
#define LK_QR_ENGINE_SYMBOL "lk_qr_engine"
extern const LkQrEngine lk_qr_engine;

G_END_DECLS
