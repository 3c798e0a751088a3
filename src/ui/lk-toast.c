/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-toast.h"

#include <glib/gi18n.h>

/* (transfer none) (nullable): the button that closes the toast around @widget, or below it */
static GtkWidget *
find_button (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_BUTTON (widget) && gtk_widget_get_visible (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_button (child);
  return found;
}

/* libadwaita 1.2 has no words for the icon. */
static void
on_mapped (GtkWidget *label)
{
  GtkWidget *button = NULL;

  for (GtkWidget *above = gtk_widget_get_parent (label);
       above != NULL && button == NULL && !ADW_IS_TOAST_OVERLAY (above);
       above = gtk_widget_get_parent (above))
    button = find_button (above);
  if (button != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _("Close"), -1);
}

static GtkWidget *
new_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  g_signal_connect (label, "map", G_CALLBACK (on_mapped), NULL);
  return label;
}

/**
 * lk_toast_new:
 * @text: what to say, in plain text
 *
 * A passing message. The title of a toast is one line, which a narrow window cuts: this one wraps.
 *
 * Returns: (transfer full): a toast
 */
AdwToast *
lk_toast_new (const char *text)
{
  AdwToast *toast = adw_toast_new ("");

  adw_toast_set_custom_title (toast, new_label (text));
  return toast;
}
