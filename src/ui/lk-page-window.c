/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-page-window.h"

#include <adwaita.h>

/*
 * A window beside the program's one, for a page that a person looks at and closes again. What
 * libadwaita has for preferences is deprecated, and its successor newer than what we build on.
 */

#define WIDTH 480
#define HEIGHT 600
#define LEAST_WIDTH 360
#define LEAST_HEIGHT 294

/**
 * lk_page_window_present:
 * @name: the widget name of a window
 *
 * Returns: whether it is open; then it is in front now
 */
gboolean
lk_page_window_present (const char *name)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

      if (!g_str_equal (gtk_widget_get_name (window), name))
        continue;
      gtk_window_present (GTK_WINDOW (window));
      return TRUE;
    }
  return FALSE;
}

static void
close_by_escape (GtkWidget *window)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcut *shortcut = gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                            gtk_named_action_new ("window.close"));

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
  gtk_widget_add_controller (window, controller);
}

static GtkWidget *
new_content (GtkWidget *page)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_vexpand (page, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), page);
  return box;
}

/* No wider than the window below it: that one may be as narrow as a phone. */
static int
find_width (GtkWindow *parent)
{
  int width = parent != NULL ? gtk_widget_get_width (GTK_WIDGET (parent)) : 0;

  return width > 0 ? CLAMP (width, LEAST_WIDTH, WIDTH) : WIDTH;
}

/**
 * lk_page_window_show:
 * @parent: (nullable): the window above which it is shown
 * @name: its widget name
 * @title: its title
 * @page: (transfer floating): what it shows
 */
void
lk_page_window_show (GtkWindow  *parent,
                     const char *name,
                     const char *title,
                     GtkWidget  *page)
{
  GtkWidget *window = g_object_new (ADW_TYPE_WINDOW,
                                    "name", name,
                                    "title", title,
                                    "transient-for", parent,
                                    "destroy-with-parent", TRUE,
                                    "modal", parent != NULL,
                                    "default-width", find_width (parent),
                                    "default-height", HEIGHT,
                                    "width-request", LEAST_WIDTH,
                                    "height-request", LEAST_HEIGHT,
                                    "content", new_content (page),
                                    NULL);

  close_by_escape (window);
  gtk_window_present (GTK_WINDOW (window));
}
