/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-qr-code.h"

#include "lk-error.h"
#include "lk-module.h"
#include "lk-qr-engine.h"

/* Here only if the program has the engine linked in; else its address is NULL. */
#pragma weak lk_qr_engine

/* A larger one, for more than about 400 bytes, is too fine to be read off a screen. */
#define MAX_SIDE 77

struct _LkQrCode
{
  guint8 *modules; /* row after row, 1 is dark */
  guint   side;
};

static const LkQrEngine *
find_engine (GError **error)
{
  const LkQrEngine *linked = &lk_qr_engine;

  if (linked != NULL)
    return linked;
  return lk_module_load (LK_QR_ENGINE_MODULE, LK_QR_ENGINE_SYMBOL, error);
}

/**
 * lk_qr_code_new:
 * @text: what a scanner is to read
 * @error: return location for an error: %LK_ERROR_PROTOCOL when @text is empty or too long to be
 *   read off a screen; %LK_ERROR_STORAGE_FAILED when the program is not installed whole
 *
 * Returns: (transfer full): @text as a QR code
 */
LkQrCode *
lk_qr_code_new (const char  *text,
                GError     **error)
{
  g_autoptr (LkQrCode) self = NULL;
  const LkQrEngine *engine;

  g_return_val_if_fail (text != NULL, NULL);

  engine = find_engine (error);
  if (engine == NULL)
    return NULL;

  self = g_new0 (LkQrCode, 1);
  self->modules = engine->encode (text, &self->side);
  if (self->modules != NULL && self->side <= MAX_SIDE)
    return g_steal_pointer (&self);

  g_set_error_literal (error, LK_ERROR, LK_ERROR_PROTOCOL, "This text makes no QR code");
  return NULL;
}

/** lk_qr_code_free: frees @self. */
void
lk_qr_code_free (LkQrCode *self)
{
  g_free (self->modules);
  g_free (self);
}

/** lk_qr_code_get_side: Returns: how many modules are in a row, and how many rows there are */
guint
lk_qr_code_get_side (const LkQrCode *self)
{
  return self->side;
}

/** lk_qr_code_is_dark: Returns: whether the module is dark; both numbers count from 0 */
gboolean
lk_qr_code_is_dark (const LkQrCode *self,
                    guint           column,
                    guint           row)
{
  g_return_val_if_fail (column < self->side && row < self->side, FALSE);

  return self->modules[row * self->side + column] != 0;
}
