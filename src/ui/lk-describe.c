/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-describe.h"

/**
 * lk_plain_text:
 * @markup: (nullable): Pango's markup
 *
 * Returns: (transfer full): what people see of it
 */
char *
lk_plain_text (const char *markup)
{
  char *text = NULL;

  if (markup == NULL || !pango_parse_markup (markup, -1, 0, NULL, &text, NULL, NULL))
    return g_strdup (markup != NULL ? markup : "");
  return text;
}

/**
 * lk_describe:
 * @widget: what is described
 * @text: (nullable): plain text
 *
 * Says what a screen reader reads out after the name of @widget. GTK 4.8 does not read out what a
 * widget is related to by “described-by”.
 */
void
lk_describe (GtkWidget  *widget,
             const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (text != NULL && *text != '\0')
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    text, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

static void
on_row_changed (AdwActionRow *row)
{
  const char *subtitle = adw_action_row_get_subtitle (row);
  g_autofree char *text = adw_preferences_row_get_use_markup (ADW_PREFERENCES_ROW (row))
                            ? lk_plain_text (subtitle)
                            : g_strdup (subtitle != NULL ? subtitle : "");

  lk_describe (GTK_WIDGET (row), text);
}

/**
 * lk_describe_rows:
 * @top: a row, or what has rows in it
 *
 * Lets each row's subtitle be its description, from now on; its title is its name already.
 */
void
lk_describe_rows (GtkWidget *top)
{
  g_return_if_fail (GTK_IS_WIDGET (top));

  if (ADW_IS_ACTION_ROW (top))
    {
      g_signal_connect (top, "notify::subtitle", G_CALLBACK (on_row_changed), NULL);
      on_row_changed (ADW_ACTION_ROW (top));
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (top); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    lk_describe_rows (child);
}

/**
 * lk_keep_name:
 * @widget: what something else gives a name, too
 *
 * Lets @widget have the name of its own. A row names what it activates after its title, say, and
 * newer GTK reads out nothing else then.
 */
void
lk_keep_name (GtkWidget *widget)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

/* (transfer full): without what marks a key in it */
static char *
without_mnemonic (const char *label)
{
  g_auto (GStrv) parts = g_strsplit (label, "_", 2);

  return g_strjoinv ("", parts);
}

static void
name_items (GtkWidget *top)
{
  if (g_str_equal (G_OBJECT_TYPE_NAME (top), "GtkModelButton"))
    {
      g_autofree char *text = NULL;
      g_autofree char *name = NULL;

      g_object_get (top, "text", &text, NULL);
      name = without_mnemonic (text != NULL ? text : "");
      lk_keep_name (top);
      gtk_accessible_update_property (GTK_ACCESSIBLE (top), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                      -1);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (top); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_items (child);
}

/**
 * lk_name_items:
 * @button: a button with a menu
 *
 * Lets the items of the menu have names. GTK names them after labels that GTK 4.18 doesn't read.
 */
void
lk_name_items (GtkMenuButton *button)
{
  GtkPopover *menu = gtk_menu_button_get_popover (button);

  if (menu != NULL)
    name_items (GTK_WIDGET (menu));
}
