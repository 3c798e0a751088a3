/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-ways-button.h"

#include "lk-describe.h"
#include "lk-sign-in-stay.h"

/**
 * LkWaysButton:
 *
 * The button with the menu of the ways to the provider's page, for the header bars of the pages
 * that belong to a way. The way that is gone is marked; the choice goes to the action
 * `sign-in.way`.
 */
struct _LkWaysButton
{
  AdwBin         parent_instance;
  GtkMenuButton *button;
  LkSignInStay  *stay; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (LkWaysButton, lk_ways_button, ADW_TYPE_BIN)

enum
{
  PROP_STAY = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static GMenuModel *
new_menu (LkSignInStay *stay)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  for (LkWay way = 0; way < LK_N_WAYS; way++)
    {
      g_autoptr (GMenuItem) item = NULL;

      if (!lk_sign_in_stay_offers (stay, way))
        continue;
      item = g_menu_item_new (lk_way_get_label (way), NULL);
      g_menu_item_set_action_and_target (item, "sign-in.way", "s", lk_way_get_nick (way));
      g_menu_append_item (menu, item);
    }
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

/* The menu is made when it is opened: what is offered may have changed. */
static void
create_popup (GtkMenuButton *button,
              gpointer       user_data)
{
  LkWaysButton *self = user_data;
  g_autoptr (GMenuModel) menu = self->stay != NULL ? new_menu (self->stay) : NULL;

  gtk_menu_button_set_menu_model (button, menu);
  lk_name_items (button);
}

static void
lk_ways_button_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  LkWaysButton *self = LK_WAYS_BUTTON (object);

  switch (prop_id)
    {
    case PROP_STAY:
      g_value_set_object (value, self->stay);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_ways_button_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  LkWaysButton *self = LK_WAYS_BUTTON (object);

  switch (prop_id)
    {
    case PROP_STAY:
      if (g_set_object (&self->stay, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_ways_button_dispose (GObject *object)
{
  LkWaysButton *self = LK_WAYS_BUTTON (object);

  g_clear_object (&self->stay);
  G_OBJECT_CLASS (lk_ways_button_parent_class)->dispose (object);
}

static void
lk_ways_button_class_init (LkWaysButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = lk_ways_button_get_property;
  object_class->set_property = lk_ways_button_set_property;
  object_class->dispose = lk_ways_button_dispose;

  /** LkWaysButton:stay: (nullable): whose ways */
  props[PROP_STAY] = g_param_spec_object ("stay", NULL, NULL, LK_TYPE_SIGN_IN_STAY,
                                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                          G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-ways-button.ui");
  gtk_widget_class_bind_template_child (widget_class, LkWaysButton, button);
}

static void
lk_ways_button_init (LkWaysButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->button, create_popup, self, NULL);
}
