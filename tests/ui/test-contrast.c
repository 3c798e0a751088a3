/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "lk-account-page.h"
#include "lk-high-contrast.h"
#include "lk-shortcuts-page.h"
#include "lk-ui-fixture.h"

/* Text whose colours are ours stands out from what is behind it as WCAG wants it (AA, 4.5 to 1): by
 * what is drawn, in light and dark, and with high contrast where the environment says so. */

#define ENOUGH 4.5

static double
channel (guint8 value)
{
  double part = value / 255.0;

  return part <= 0.04045 ? part / 12.92 : pow ((part + 0.055) / 1.055, 2.4);
}

/* As WCAG has it; a pixel is blue, green, red, alpha, as GDK downloads it on this machine. */
static double
luminance (const guint8 *pixel)
{
  return 0.2126 * channel (pixel[2]) + 0.7152 * channel (pixel[1]) + 0.0722 * channel (pixel[0]);
}

static GdkTexture *
draw (GtkWindow *window)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (window));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;

  gdk_paintable_snapshot (paintable, GDK_SNAPSHOT (snapshot),
                          gtk_widget_get_width (GTK_WIDGET (window)),
                          gtk_widget_get_height (GTK_WIDGET (window)));
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  return gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
}

/* In letters so large that thin strokes aren't blurred. */
#define DPI (3 * 96 * 1024)

/* The strokes are as dark, or as light, as anything in the label gets; the rest is behind them. */
static double
contrast (GtkWidget *label,
          GtkWindow *window)
{
  g_autoptr (GdkTexture) texture = draw (window);
  int width = gdk_texture_get_width (texture);
  int height = gdk_texture_get_height (texture);
  g_autofree guint8 *pixels = g_malloc ((gsize) width * (gsize) height * 4);
  graphene_rect_t bounds;
  double lightest = 0;
  double darkest = 1;

  gdk_texture_download (texture, pixels, (gsize) width * 4);
  g_assert_true (gtk_widget_compute_bounds (label, GTK_WIDGET (window), &bounds));
  for (int y = MAX (0, (int) bounds.origin.y);
       y < MIN (height, (int) (bounds.origin.y + bounds.size.height)); y++)
    for (int x = MAX (0, (int) bounds.origin.x);
         x < MIN (width, (int) (bounds.origin.x + bounds.size.width)); x++)
      {
        double here = luminance (pixels + ((gsize) y * (gsize) width + (gsize) x) * 4);

        lightest = MAX (lightest, here);
        darkest = MIN (darkest, here);
      }
  return (lightest + 0.05) / (darkest + 0.05);
}

static gboolean
is_in_view (GtkWidget *label,
            GtkWindow *window)
{
  graphene_rect_t bounds;

  return gtk_widget_get_mapped (label) &&
         gtk_widget_compute_bounds (label, GTK_WIDGET (window), &bounds) &&
         bounds.origin.y >= 0 &&
         bounds.origin.y + bounds.size.height <=
           (float) gtk_widget_get_height (GTK_WIDGET (window));
}

static void
check_labels (GtkWidget  *widget,
              GtkWindow  *window,
              const char *css_class)
{
  if (GTK_IS_LABEL (widget) && is_in_view (widget, window) &&
      gtk_widget_has_css_class (widget, css_class) &&
      *gtk_label_get_text (GTK_LABEL (widget)) != '\0')
    {
      double ratio = contrast (widget, window);

      g_test_message ("%s: %.1f", gtk_label_get_text (GTK_LABEL (widget)), ratio);
      g_assert_cmpfloat (ratio, >=, ENOUGH);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_labels (child, window, css_class);
}

/* (transfer none): with the first frame drawn */
static GtkWindow *
show (GtkWidget *page)
{
  GtkWindow *window = GTK_WINDOW (adw_window_new ());

  adw_window_set_content (ADW_WINDOW (window), page);
  gtk_window_set_default_size (window, 800, 1600);
  gtk_window_present (window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  return window;
}

static void
check_page (GtkWidget  *page,
            const char *css_class)
{
  GtkWindow *window = show (page);

  check_labels (GTK_WIDGET (window), window, css_class);
  gtk_window_destroy (window);
  lk_test_drain ();
}

static void
check_scheme (LkUiFixture    *self,
              AdwColorScheme  scheme)
{
  LkAccount *account = lk_ui_fixture_add_session (self);

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), scheme);
  check_page (lk_account_page_new (account), "title");
  check_page (lk_account_page_new (account), "subtitle");
  check_page (lk_shortcuts_page_new (), "key");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

static void
test_light (LkUiFixture  *self,
            gconstpointer data)
{
  check_scheme (self, ADW_COLOR_SCHEME_FORCE_LIGHT);
}

static void
test_dark (LkUiFixture  *self,
           gconstpointer data)
{
  check_scheme (self, ADW_COLOR_SCHEME_FORCE_DARK);
}

static int
width_below (GtkWidget *widget)
{
  GtkBorder border;

  gtk_style_context_get_border (gtk_widget_get_style_context (widget), &border);
  return border.bottom;
}

/* Between the accounts, where the usual shade is too faint. */
static void
test_lines_with_high_contrast_alone (LkUiFixture  *self,
                                     gconstpointer data)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWindow *window;

  lk_high_contrast_follow (manager);
  gtk_widget_set_name (list, "account-list");
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  window = show (list);
  g_assert_cmpint (width_below (row), ==, adw_style_manager_get_high_contrast (manager) ? 1 : 0);
  gtk_window_destroy (window);
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", DPI, NULL);

  LK_UI_ADD ("/contrast/light", test_light);
  LK_UI_ADD ("/contrast/dark", test_dark);
  LK_UI_ADD ("/contrast/lines-with-high-contrast-alone", test_lines_with_high_contrast_alone);

  return g_test_run ();
}
