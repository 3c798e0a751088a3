/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-device-row.h"

#include <glib/gi18n.h>

#include "lk-describe.h"
#include "lk-device-text.h"

/**
 * LkDeviceRow:
 *
 * One device of an account, and what can be done with it. Its buttons activate `devices.remove`
 * and `devices.rename` with the device's ID, which the list of devices has.
 */
struct _LkDeviceRow
{
  AdwActionRow parent_instance;
  char        *device_id;
  GtkWidget   *own_label;
  GtkWidget   *rename_button;
  GtkWidget   *remove_button;
  GtkWidget   *arrow;
};

G_DEFINE_FINAL_TYPE (LkDeviceRow, lk_device_row, ADW_TYPE_ACTION_ROW)

static void
lk_device_row_finalize (GObject *object)
{
  g_free (LK_DEVICE_ROW (object)->device_id);
  G_OBJECT_CLASS (lk_device_row_parent_class)->finalize (object);
}

static void
lk_device_row_class_init (LkDeviceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lk_device_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-device-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LkDeviceRow, own_label);
  gtk_widget_class_bind_template_child (widget_class, LkDeviceRow, rename_button);
  gtk_widget_class_bind_template_child (widget_class, LkDeviceRow, remove_button);
  gtk_widget_class_bind_template_child (widget_class, LkDeviceRow, arrow);
}

static void
lk_device_row_init (LkDeviceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_describe_rows (GTK_WIDGET (self));
}

static void
show_flags (LkDeviceRow     *self,
            LkDeviceRowFlags flags)
{
  gboolean has_page = (flags & LK_DEVICE_ROW_HAS_PAGE) != 0;

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), has_page);
  gtk_widget_set_visible (self->arrow, has_page);
  gtk_widget_set_visible (self->own_label, (flags & LK_DEVICE_ROW_IS_OWN) != 0);
  gtk_widget_set_visible (self->rename_button, (flags & LK_DEVICE_ROW_RENAMES) != 0);
  gtk_widget_set_visible (self->remove_button, (flags & LK_DEVICE_ROW_REMOVES) != 0);
}

/* Without the name, all these buttons would sound the same. */
static void
name_button (GtkWidget  *button,
             const char *format,
             const char *name)
{
  g_autoptr (GString) label = g_string_new (format);

  g_string_replace (label, "%s", name, 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label->str, -1);
}

static void
show_device (LkDeviceRow    *self,
             const LkDevice *device,
             gint64          now)
{
  g_autofree char *name = lk_device_text_name (device);
  g_autofree char *about = lk_device_text_about (device, now);
  g_autofree char *widget_name = g_strconcat ("device-row-", device->device_id, NULL);

  gtk_widget_set_name (GTK_WIDGET (self), widget_name);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), about);
  /* Translators: read out for a button; %s is the name of a device. */
  name_button (self->rename_button, _("Rename “%s”"), name);
  /* Translators: read out for a button; %s is the name of a device. */
  name_button (self->remove_button, _("Remove “%s”"), name);
}

/**
 * lk_device_row_new:
 * @device: which device
 * @flags: what is to be said of it, and what can be done
 * @now: seconds since 1970
 *
 * Returns: a row; `activated` is emitted when the person wants to see the page about the device
 */
GtkWidget *
lk_device_row_new (const LkDevice  *device,
                   LkDeviceRowFlags flags,
                   gint64           now)
{
  LkDeviceRow *self = g_object_new (LK_TYPE_DEVICE_ROW, NULL);

  self->device_id = g_strdup (device->device_id);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->rename_button), "s", device->device_id);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->remove_button), "s", device->device_id);
  show_device (self, device, now);
  show_flags (self, flags);
  return GTK_WIDGET (self);
}

/** lk_device_row_get_device_id: Returns: (transfer none): which device */
const char *
lk_device_row_get_device_id (LkDeviceRow *self)
{
  g_return_val_if_fail (LK_IS_DEVICE_ROW (self), NULL);

  return self->device_id;
}
