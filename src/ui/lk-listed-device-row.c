/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-listed-device-row.h"

#include <glib/gi18n.h>

#include "lk-device-text.h"
#include "lk-error.h"

#define LONGEST_ID 255

/**
 * LkListedDeviceRow:
 *
 * One device in the list of all: which, whose, when it was seen last, and a mark to choose it by. A
 * list shows its devices in a few rows, one after the other.
 *
 * Signals: `toggled` when the person chose the device, or changed their mind.
 */
struct _LkListedDeviceRow
{
  AdwBin          parent_instance;
  LkListedDevice *device; /* (nullable) */
  GtkCheckButton *check_button;
  GtkLabel       *name_label;
  GtkLabel       *account_label;
  GtkLabel       *id_label;
  GtkLabel       *seen_label;
  GtkWidget      *own_label;
};

G_DEFINE_FINAL_TYPE (LkListedDeviceRow, lk_listed_device_row, ADW_TYPE_BIN)

enum
{
  TOGGLED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_toggled (LkListedDeviceRow *self)
{
  gboolean chosen = gtk_check_button_get_active (self->check_button);

  if (self->device == NULL || lk_listed_device_get_chosen (self->device) == chosen)
    return;
  lk_listed_device_set_chosen (self->device, chosen);
  g_signal_emit (self, signals[TOGGLED], 0);
}

static void
on_chosen_changed (LkListedDeviceRow *self)
{
  gtk_check_button_set_active (self->check_button, lk_listed_device_get_chosen (self->device));
}

static void
show_seen (LkListedDeviceRow *self,
           LkAccount         *account,
           const LkDevice    *device)
{
  gint64 now = lk_clock_seconds (lk_account_get_ports (account)->clock);
  g_autofree char *seen = lk_device_text_last_seen (device, now);

  gtk_label_set_label (self->seen_label, seen != NULL ? seen : "");
  gtk_widget_set_visible (GTK_WIDGET (self->seen_label), seen != NULL);
}

/* Without whose it is, all phones would sound the same. */
static void
name_check_button (LkListedDeviceRow *self,
                   const char        *name,
                   const char        *who)
{
  /* Translators: read out for a mark to choose a device by: its name, and the user ID of whose it
   * is. */
  g_autofree char *label = g_strdup_printf (C_("choose device", "%s of %s"), name, who);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* For tests, which look for a device's row. */
static void
name_widgets (LkListedDeviceRow *self,
              const char        *device_id)
{
  g_autofree char *row_name = g_strconcat ("listed-device-", device_id, NULL);
  g_autofree char *check_name = g_strconcat ("choose-", device_id, NULL);

  gtk_widget_set_name (GTK_WIDGET (self), row_name);
  gtk_widget_set_name (GTK_WIDGET (self->check_button), check_name);
}

static void
show_device (LkListedDeviceRow *self)
{
  const LkDevice *device = lk_listed_device_get_device (self->device);
  LkAccount *account = lk_listed_device_get_account (self->device);
  g_autofree char *name = lk_device_text_name (device);
  g_autofree char *who = lk_untrusted_text (lk_account_get_record (account)->user_id, LONGEST_ID);
  g_autofree char *id = lk_untrusted_text (device->device_id, LONGEST_ID);
  gboolean is_own = lk_listed_device_is_own (self->device);

  gtk_label_set_label (self->name_label, name);
  gtk_label_set_label (self->account_label, who != NULL ? who : "");
  gtk_label_set_label (self->id_label, id);
  gtk_widget_set_visible (GTK_WIDGET (self->id_label), !g_str_equal (id, name));
  gtk_widget_set_visible (self->own_label, is_own);
  gtk_widget_set_sensitive (GTK_WIDGET (self->check_button), !is_own);
  gtk_widget_set_opacity (GTK_WIDGET (self->check_button), is_own ? 0 : 1);
  name_check_button (self, name, who != NULL ? who : "");
  show_seen (self, account, device);
  name_widgets (self, device->device_id);
}

/* What is around a row has the keyboard, and gets its words. */
static void
lk_listed_device_row_root (GtkWidget *widget)
{
  LkListedDeviceRow *self = LK_LISTED_DEVICE_ROW (widget);

  GTK_WIDGET_CLASS (lk_listed_device_row_parent_class)->root (widget);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (gtk_widget_get_parent (widget)),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, self->name_label,
                                  self->account_label, NULL, -1);
}

static void
lk_listed_device_row_dispose (GObject *object)
{
  lk_listed_device_row_set_device (LK_LISTED_DEVICE_ROW (object), NULL);
  G_OBJECT_CLASS (lk_listed_device_row_parent_class)->dispose (object);
}

static void
lk_listed_device_row_class_init (LkListedDeviceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_listed_device_row_dispose;
  widget_class->root = lk_listed_device_row_root;
  signals[TOGGLED] = g_signal_new ("toggled", LK_TYPE_LISTED_DEVICE_ROW, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-listed-device-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LkListedDeviceRow, check_button);
  gtk_widget_class_bind_template_child (widget_class, LkListedDeviceRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, LkListedDeviceRow, account_label);
  gtk_widget_class_bind_template_child (widget_class, LkListedDeviceRow, id_label);
  gtk_widget_class_bind_template_child (widget_class, LkListedDeviceRow, seen_label);
  gtk_widget_class_bind_template_child (widget_class, LkListedDeviceRow, own_label);
  gtk_widget_class_bind_template_callback (widget_class, on_toggled);
}

static void
lk_listed_device_row_init (LkListedDeviceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** lk_listed_device_row_new: Returns: a row that shows nothing yet */
GtkWidget *
lk_listed_device_row_new (void)
{
  return g_object_new (LK_TYPE_LISTED_DEVICE_ROW, NULL);
}

static void
let_go (LkListedDeviceRow *self)
{
  if (self->device == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->device, self);
  g_clear_object (&self->device);
}

/**
 * lk_listed_device_row_set_device:
 * @self: the row
 * @device: (nullable): what it shows from now on
 */
void
lk_listed_device_row_set_device (LkListedDeviceRow *self,
                                 LkListedDevice    *device)
{
  g_return_if_fail (LK_IS_LISTED_DEVICE_ROW (self));

  let_go (self);
  if (device == NULL)
    return;
  self->device = g_object_ref (device);
  g_signal_connect_object (device, "notify::device", G_CALLBACK (show_device), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (device, "notify::chosen", G_CALLBACK (on_chosen_changed), self,
                           G_CONNECT_SWAPPED);
  show_device (self);
  on_chosen_changed (self);
}
