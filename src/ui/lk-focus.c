/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-focus.h"

/**
 * lk_focus_child:
 * @widget: a widget with one child
 * @direction: where to
 *
 * The `focus` of whoever says in `grab_focus` where the keyboard begins. GTK's own asks that one
 * whenever the keyboard comes by: Tab would go from the last button back to that place for ever,
 * and never to what is before it, such as the header bar.
 *
 * Returns: whether the focus went anywhere
 */
gboolean
lk_focus_child (GtkWidget        *widget,
                GtkDirectionType  direction)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  return child != NULL && gtk_widget_child_focus (child, direction);
}
