/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-qr-paintable.h"

#include "lk-qr-code.h"

/* Of a module, in pixels, when nobody says how large the whole is to be. */
#define USUAL_MODULE 5

/**
 * LkQrPaintable:
 *
 * A text as a QR code, in the middle of whatever room there is, as large as whole pixels allow:
 * a module is never smoothed, and none is larger than another. It is dark on light in dark mode,
 * too, with its quiet zone, for that is what scanners look for. Where there is less than a pixel
 * for a module, nothing is drawn.
 */
struct _LkQrPaintable
{
  GObject   parent_instance;
  LkQrCode *code;
};

static void init_paintable (GdkPaintableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LkQrPaintable, lk_qr_paintable, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, init_paintable))

static const GdkRGBA light = { 1, 1, 1, 1 };
static const GdkRGBA dark = { 0, 0, 0, 1 };

static int
count_modules (LkQrPaintable *self)
{
  return (int) lk_qr_code_get_side (self->code) + 2 * LK_QR_QUIET_ZONE;
}

/* From @column on: how many modules in a row are dark. */
static guint
dark_run (const LkQrCode *code,
          guint           column,
          guint           row)
{
  guint end = column;

  while (end < lk_qr_code_get_side (code) && lk_qr_code_is_dark (code, end, row))
    end++;
  return end - column;
}

static void
draw_row (LkQrPaintable *self,
          GtkSnapshot   *snapshot,
          guint          row,
          int            x,
          int            y,
          int            module)
{
  guint side = lk_qr_code_get_side (self->code);
  guint run;

  for (guint column = 0; column < side; column += MAX (run, 1))
    {
      run = dark_run (self->code, column, row);
      if (run > 0)
        gtk_snapshot_append_color (snapshot, &dark,
                                   &GRAPHENE_RECT_INIT (x + (int) column * module, y,
                                                        (int) run * module, module));
    }
}

static void
lk_qr_paintable_snapshot (GdkPaintable *paintable,
                          GtkSnapshot  *snapshot,
                          double        width,
                          double        height)
{
  LkQrPaintable *self = LK_QR_PAINTABLE (paintable);
  int n = count_modules (self);
  int module = (int) MIN (width, height) / n;
  int x = ((int) width - n * module) / 2;
  int y = ((int) height - n * module) / 2;

  if (module < 1)
    return;
  gtk_snapshot_append_color (snapshot, &light,
                             &GRAPHENE_RECT_INIT (x, y, n * module, n * module));
  for (guint row = 0; row < lk_qr_code_get_side (self->code); row++)
    draw_row (self, snapshot, row, x + LK_QR_QUIET_ZONE * module,
              y + (LK_QR_QUIET_ZONE + (int) row) * module, module);
}

static int
lk_qr_paintable_get_side (GdkPaintable *paintable)
{
  return count_modules (LK_QR_PAINTABLE (paintable)) * USUAL_MODULE;
}

static double
lk_qr_paintable_get_aspect_ratio (GdkPaintable *paintable)
{
  return 1;
}

static GdkPaintableFlags
lk_qr_paintable_get_flags (GdkPaintable *paintable)
{
  return GDK_PAINTABLE_STATIC_CONTENTS | GDK_PAINTABLE_STATIC_SIZE;
}

static void
init_paintable (GdkPaintableInterface *iface)
{
  iface->snapshot = lk_qr_paintable_snapshot;
  iface->get_intrinsic_width = lk_qr_paintable_get_side;
  iface->get_intrinsic_height = lk_qr_paintable_get_side;
  iface->get_intrinsic_aspect_ratio = lk_qr_paintable_get_aspect_ratio;
  iface->get_flags = lk_qr_paintable_get_flags;
}

static void
lk_qr_paintable_finalize (GObject *object)
{
  g_clear_pointer (&LK_QR_PAINTABLE (object)->code, lk_qr_code_free);
  G_OBJECT_CLASS (lk_qr_paintable_parent_class)->finalize (object);
}

static void
lk_qr_paintable_class_init (LkQrPaintableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_qr_paintable_finalize;
}

static void
lk_qr_paintable_init (LkQrPaintable *self)
{
}

/**
 * lk_qr_paintable_new:
 * @text: what a scanner is to read
 * @error: return location for an error: those of lk_qr_code_new()
 *
 * Returns: (transfer full): a picture of @text
 */
GdkPaintable *
lk_qr_paintable_new (const char  *text,
                     GError     **error)
{
  g_autoptr (LkQrCode) code = lk_qr_code_new (text, error);
  LkQrPaintable *self;

  if (code == NULL)
    return NULL;
  self = g_object_new (LK_TYPE_QR_PAINTABLE, NULL);
  self->code = g_steal_pointer (&code);
  return GDK_PAINTABLE (self);
}
