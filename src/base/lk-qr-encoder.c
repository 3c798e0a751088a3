/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-qr-engine.h"

#include <gmodule.h>
#include <qrencode.h>

/* The only file that knows libqrencode: the engine behind lk-qr-code.c. */

/* Of a module's byte; the other bits are notes that the library makes for itself. */
#define IS_DARK 1

static guint8 *
take_modules (const QRcode *code)
{
  gsize n = (gsize) code->width * (gsize) code->width;
  guint8 *modules = g_new (guint8, n);

  for (gsize i = 0; i < n; i++)
    modules[i] = code->data[i] & IS_DARK;
  return modules;
}

/* The smallest version that holds @text. The second lowest level of correction (a
 * seventh may be lost) is what is usual for screens, which get neither dirty nor torn. */
static guint8 *
encode (const char *text,
        guint      *side)
{
  QRcode *code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, TRUE);
  guint8 *modules;

  if (code == NULL)
    return NULL;
  *side = (guint) code->width;
  modules = take_modules (code);
  QRcode_free (code);
  return modules;
}

G_MODULE_EXPORT const LkQrEngine lk_qr_engine = {
  .encode = encode,
};
