/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-main-menu.h"

#include "lk-describe.h"

/**
 * LkMainMenu:
 *
 * The button with the main menu, for the header bars of the pages where a person may start.
 */
struct _LkMainMenu
{
  AdwBin         parent_instance;
  GtkMenuButton *button;
  GMenuModel    *primary_menu;
};

G_DEFINE_FINAL_TYPE (LkMainMenu, lk_main_menu, ADW_TYPE_BIN)

/* The menu's widgets are made when it is opened: the first frame doesn't show them. */
static void
create_popup (GtkMenuButton *button,
              gpointer       user_data)
{
  LkMainMenu *self = user_data;

  if (gtk_menu_button_get_popover (button) == NULL)
    {
      gtk_menu_button_set_menu_model (button, self->primary_menu);
      lk_name_items (button);
    }
}

static void
lk_main_menu_class_init (LkMainMenuClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-main-menu.ui");
  gtk_widget_class_bind_template_child (widget_class, LkMainMenu, button);
  gtk_widget_class_bind_template_child (widget_class, LkMainMenu, primary_menu);
}

static void
lk_main_menu_init (LkMainMenu *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->button, create_popup, self, NULL);
}
