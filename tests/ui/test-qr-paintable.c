/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-qr-paintable.h"

#include "lk-error.h"
#include "lk-qr-code.h"

#define TEXT "https://account.example.org/link"

#define NOTHING 0x00000000u
#define LIGHT   0xffffffffu
#define DARK    0xff000000u

static cairo_surface_t *
render (GdkPaintable *paintable,
        int           width,
        int           height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  g_clear_pointer (&node, gsk_render_node_unref);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static guint32
get_pixel (cairo_surface_t *surface,
           int              x,
           int              y)
{
  const guchar *data = cairo_image_surface_get_data (surface);
  const guchar *row = data + y * cairo_image_surface_get_stride (surface);

  return ((const guint32 *) (gconstpointer) row)[x];
}

/* What belongs at @x, @y, counted from the corner of the quiet zone. */
static guint32
expected (const LkQrCode *code,
          int             x,
          int             y,
          int             module)
{
  int side = (int) lk_qr_code_get_side (code);
  int column = x / module - LK_QR_QUIET_ZONE;
  int row = y / module - LK_QR_QUIET_ZONE;

  if (x < 0 || y < 0 || column >= side + LK_QR_QUIET_ZONE || row >= side + LK_QR_QUIET_ZONE)
    return NOTHING;
  if (column < 0 || row < 0 || column >= side || row >= side)
    return LIGHT;
  return lk_qr_code_is_dark (code, (guint) column, (guint) row) ? DARK : LIGHT;
}

static const struct
{
  int width;
  int height;
  int module; /* its side */
} sizes[] = {
  { 37, 37, 1 },
  { 38, 38, 1 },
  { 73, 200, 1 },
  { 74, 74, 2 },
  { 200, 200, 5 },
  { 201, 333, 5 },
  { 334, 202, 5 },
  { 400, 371, 10 },
};

/* Pixel by pixel: the light square with its quiet zone in the middle, each module as large as all
 * others, and no grey anywhere. */
static void
test_whole_pixels_at_any_size (void)
{
  g_autoptr (GdkPaintable) paintable = lk_qr_paintable_new (TEXT, NULL);
  g_autoptr (LkQrCode) code = lk_qr_code_new (TEXT, NULL);
  int n = (int) lk_qr_code_get_side (code) + 2 * LK_QR_QUIET_ZONE;

  g_assert_cmpint (n, ==, 37);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      cairo_surface_t *surface = render (paintable, sizes[i].width, sizes[i].height);
      int left = (sizes[i].width - n * sizes[i].module) / 2;
      int top = (sizes[i].height - n * sizes[i].module) / 2;

      g_test_message ("%d×%d", sizes[i].width, sizes[i].height);
      for (int y = 0; y < sizes[i].height; y++)
        for (int x = 0; x < sizes[i].width; x++)
          g_assert_cmphex (get_pixel (surface, x, y), ==,
                           expected (code, x - left, y - top, sizes[i].module));
      cairo_surface_destroy (surface);
    }
}

static void
test_too_little_room_is_left_empty (void)
{
  g_autoptr (GdkPaintable) paintable = lk_qr_paintable_new (TEXT, NULL);
  cairo_surface_t *surface = render (paintable, 36, 100);

  for (int y = 0; y < 100; y++)
    for (int x = 0; x < 36; x++)
      g_assert_cmphex (get_pixel (surface, x, y), ==, NOTHING);
  cairo_surface_destroy (surface);
}

static void
test_it_is_a_square_that_stays (void)
{
  g_autoptr (GdkPaintable) paintable = lk_qr_paintable_new (TEXT, NULL);

  g_assert_cmpint (gdk_paintable_get_intrinsic_width (paintable), ==, 37 * 5);
  g_assert_cmpint (gdk_paintable_get_intrinsic_height (paintable), ==, 37 * 5);
  g_assert_cmpfloat (gdk_paintable_get_intrinsic_aspect_ratio (paintable), ==, 1);
  g_assert_cmpint (gdk_paintable_get_flags (paintable), ==,
                   GDK_PAINTABLE_STATIC_CONTENTS | GDK_PAINTABLE_STATIC_SIZE);
  g_assert_finalize_object (g_steal_pointer (&paintable));
}

static void
test_what_does_not_fit_is_an_error (void)
{
  g_autofree char *text = g_strnfill (1000, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_qr_paintable_new (text, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add_func ("/qr-paintable/whole-pixels-at-any-size", test_whole_pixels_at_any_size);
  g_test_add_func ("/qr-paintable/too-little-room-is-left-empty",
                   test_too_little_room_is_left_empty);
  g_test_add_func ("/qr-paintable/it-is-a-square-that-stays", test_it_is_a_square_that_stays);
  g_test_add_func ("/qr-paintable/what-does-not-fit-is-an-error",
                   test_what_does_not_fit_is_an_error);

  return g_test_run ();
}
