/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-drop-down.h"

static void
on_selected_changed (GtkDropDown *drop_down)
{
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (drop_down));
  GtkStringObject *selected = gtk_drop_down_get_selected_item (drop_down);

  if (button != NULL && selected != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    gtk_string_object_get_string (selected), -1);
}

/**
 * lk_drop_down_tell:
 * @drop_down: a list of words to choose from, with a tooltip
 *
 * From now on, who comes by with the keyboard hears what is chosen here, which its tooltip says,
 * and what has been: it is a button inside that has the keyboard, and GTK gives that no words.
 */
void
lk_drop_down_tell (GtkDropDown *drop_down)
{
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (drop_down));

  g_return_if_fail (GTK_IS_DROP_DOWN (drop_down));

  if (button != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    gtk_widget_get_tooltip_text (GTK_WIDGET (drop_down)), -1);
  g_signal_connect (drop_down, "notify::selected-item", G_CALLBACK (on_selected_changed), NULL);
  on_selected_changed (drop_down);
}
