/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-text-check.h"

#include <adwaita.h>

#define LEFT_MARK 0x27e6 /* ⟦, as tests/tools/pseudo.py writes it */

typedef struct
{
  const char  *stop;
  LkCatalogue *catalogue; /* (nullable) */
  GRegex      *data;      /* (nullable) */
} Check;

/* One after the other: a person mends them all at once. */
static void
complain (const Check *self,
          const char  *what,
          const char  *text)
{
  g_printerr ("%s: %s: %s\n", self->stop, what, text);
  g_test_fail ();
}

/* A name of somebody may be cut, and a tooltip or another page has all of it; our words may not. */
static gboolean
is_cut (GtkLabel *label)
{
  return pango_layout_is_ellipsized (gtk_label_get_layout (label));
}

/* Text that is larger than the room it got is painted over its neighbours, or not at all. */
static gboolean
is_clipped (GtkLabel *label)
{
  int width;
  int height;

  if (gtk_label_get_ellipsize (label) != PANGO_ELLIPSIZE_NONE)
    return FALSE;
  pango_layout_get_pixel_size (gtk_label_get_layout (label), &width, &height);
  return width > gtk_widget_get_width (GTK_WIDGET (label)) + 1 ||
         height > gtk_widget_get_height (GTK_WIDGET (label)) + 1;
}

static void
look_for_mark (const Check *self,
               const char  *text)
{
  if (g_utf8_strchr (text, -1, LEFT_MARK) == NULL && !g_regex_match (self->data, text, 0, NULL))
    complain (self, "not marked", text);
}

static void
look_at_label (const Check *self,
               GtkLabel    *label)
{
  const char *text = gtk_label_get_text (label);

  if (*text == '\0')
    return;
  /* The names of keys are GTK's, whose catalogues need not be there. */
  if (gtk_widget_has_css_class (GTK_WIDGET (label), "key"))
    {
      if (is_clipped (label))
        complain (self, "clipped", text);
      return;
    }
  if (self->data != NULL)
    {
      look_for_mark (self, text);
      return;
    }
  if (lk_catalogue_is_original (self->catalogue, text))
    complain (self, "not translated", text);
  if (is_cut (label) && lk_catalogue_is_translation (self->catalogue, text))
    complain (self, "cut", text);
  if (is_clipped (label))
    complain (self, "clipped", text);
}

/* Nobody should have to push a page sideways to read it. */
static void
look_at_scrolled (const Check       *self,
                  GtkScrolledWindow *scrolled)
{
  GtkAdjustment *sideways = gtk_scrolled_window_get_hadjustment (scrolled);

  if (gtk_adjustment_get_upper (sideways) - gtk_adjustment_get_lower (sideways) >
      gtk_adjustment_get_page_size (sideways) + 1)
    complain (self, "wider than the window", G_OBJECT_TYPE_NAME (scrolled));
}

static void
look_at (const Check *self,
         GtkWidget   *widget)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_child_visible (widget))
    return;
  if (GTK_IS_LABEL (widget))
    look_at_label (self, GTK_LABEL (widget));
  else if (GTK_IS_SCROLLED_WINDOW (widget) && self->catalogue != NULL)
    look_at_scrolled (self, GTK_SCROLLED_WINDOW (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    look_at (self, child);
}

static void
look_at_all (const Check *self,
             int          width)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      /* Most words of that one are libadwaita's, whose catalogues need not be there. */
      if (!gtk_widget_get_mapped (toplevel) || ADW_IS_ABOUT_WINDOW (toplevel))
        continue;
      if (gtk_widget_get_width (toplevel) > width)
        complain (self, "too wide", G_OBJECT_TYPE_NAME (toplevel));
      look_at (self, toplevel);
    }
}

void
lk_text_check (LkCatalogue *catalogue,
               const char  *stop,
               int          width)
{
  const Check check = { .stop = stop, .catalogue = catalogue };

  look_at_all (&check, width);
}

void
lk_text_check_marked (GRegex     *data,
                      const char *stop)
{
  const Check check = { .stop = stop, .data = data };

  look_at_all (&check, G_MAXINT);
}
