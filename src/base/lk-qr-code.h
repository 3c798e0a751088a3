/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many light modules belong around a QR code, on each side (ISO/IEC 18004 §5.3.8). */
#define LK_QR_QUIET_ZONE 4

/**
 * LkQrCode:
 *
 * A text as a square of dark and light modules, without the quiet zone. Never changed once made.
 */
typedef struct _LkQrCode LkQrCode;

LkQrCode *lk_qr_code_new      (const char     *text,
                               GError        **error);
void      lk_qr_code_free     (LkQrCode       *self);
guint     lk_qr_code_get_side (const LkQrCode *self);
gboolean  lk_qr_code_is_dark  (const LkQrCode *self,
                               guint           column,
                               guint           row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkQrCode, lk_qr_code_free)

G_END_DECLS
