/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-all-devices-page.h"

#include <glib/gi18n.h>

#include "lk-announce.h"
#include "lk-devices-note-row.h"
#include "lk-drop-down.h"
#include "lk-focus.h"
#include "lk-last-seen.h"
#include "lk-listed-device-row.h"
#include "lk-shortcuts.h"
#include "lk-shown-child.h"

/**
 * LkAllDevicesPage:
 *
 * The devices of all accounts in one list, sorted and filtered by when they were seen last, and
 * which of them are to go. Only those that are shown count as chosen: nothing is cleaned up that
 * the person doesn't see.
 *
 * Signals: `clean-up` when the person wants those chosen gone; `open-account` (LkAccount).
 */
struct _LkAllDevicesPage
{
  AdwBin              parent_instance;
  LkAllDevices       *all;    /* (nullable) set once */
  LkClock            *clock;  /* (nullable) set once */
  GtkFilterListModel *filtered;
  GtkSortListModel   *sorted;
  GtkFilter          *filter; /* owned by the model, as is the next one */
  GtkSorter          *sorter;
  GtkWidget          *back_button;
  AdwWindowTitle     *window_title;
  GtkWidget          *spinner;
  GtkDropDown        *unseen_drop_down;
  GtkDropDown        *order_drop_down;
  GtkMenuButton      *notes_button;
  GtkLabel           *notes_label;
  GtkListView        *notes_view;
  GtkStack           *stack;
  AdwStatusPage      *empty_page;
  GtkListView        *list_view;
  GtkLabel           *chosen_label;
  GtkButton          *choose_all_button;
  guint               idle_id; /* 0 or the source that counts */
  gboolean            is_first; /* the round under way began with nothing */
};

G_DEFINE_FINAL_TYPE (LkAllDevicesPage, lk_all_devices_page, ADW_TYPE_BIN)

enum
{
  CLEAN_UP,
  OPEN_ACCOUNT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Which are shown, in which order. */

static gboolean
fits (gpointer item,
      gpointer user_data)
{
  LkAllDevicesPage *self = user_data;

  return lk_last_seen_fits (lk_listed_device_get_device (item),
                            gtk_drop_down_get_selected (self->unseen_drop_down),
                            lk_clock_seconds (self->clock));
}

static int
compare (gconstpointer one,
         gconstpointer other,
         gpointer      user_data)
{
  LkAllDevicesPage *self = user_data;

  return lk_last_seen_compare ((gpointer) one, (gpointer) other,
                               gtk_drop_down_get_selected (self->order_drop_down));
}

static void
on_unseen_changed (LkAllDevicesPage *self)
{
  if (self->filter != NULL)
    gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
on_order_changed (LkAllDevicesPage *self)
{
  if (self->sorter != NULL)
    gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
}

/* What there is. */

static guint
count_shown (LkAllDevicesPage *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
}

typedef void (*Visit) (LkListedDevice *device,
                       gpointer        user_data);

static void
visit_shown (LkAllDevicesPage *self,
             Visit             visit,
             gpointer          user_data)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->sorted)); i++)
    {
      g_autoptr (LkListedDevice) device =
        g_list_model_get_item (G_LIST_MODEL (self->sorted), i);

      visit (device, user_data);
    }
}

typedef struct
{
  guint n_chosen, n_choosable;
} Count;

static void
count_one (LkListedDevice *device,
           gpointer        user_data)
{
  Count *count = user_data;

  count->n_chosen += lk_listed_device_get_chosen (device) ? 1 : 0;
  count->n_choosable += lk_listed_device_is_own (device) ? 0 : 1;
}

static void
show_chosen (LkAllDevicesPage *self,
             const Count      *count)
{
  guint n = count->n_chosen;
  /* Translators: how many devices the person has chosen. */
  g_autofree char *text = g_strdup_printf (ngettext ("%u selected", "%u selected", n), n);
  gboolean has_all = n > 0 && n == count->n_choosable;

  gtk_label_set_label (self->chosen_label, n > 0 ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->chosen_label), n > 0);
  /* Translators: of the devices that are shown. */
  gtk_button_set_label (self->choose_all_button, has_all ? _("Select _None") : _("Select _All"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "all-devices.choose-all",
                                 count->n_choosable > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "all-devices.clean-up", n > 0);
}

static void
show_number (LkAllDevicesPage *self)
{
  guint n = count_shown (self);
  g_autofree char *text = g_strdup_printf (ngettext ("%u device", "%u devices", n), n);

  adw_window_title_set_subtitle (self->window_title, n > 0 ? text : "");
}

static void
show_emptiness (LkAllDevicesPage *self)
{
  gboolean is_filtered = gtk_drop_down_get_selected (self->unseen_drop_down) != LK_UNSEEN_ANY;

  adw_status_page_set_title (self->empty_page, is_filtered ? _("None That Old") : _("No Devices"));
  adw_status_page_set_description (self->empty_page,
                                   is_filtered ? _("All devices have been seen since then.")
                                               : _("No homeserver has told of any device."));
}

static void
show_child (LkAllDevicesPage *self)
{
  const char *child = "list";

  if (count_shown (self) == 0)
    child = lk_all_devices_get_busy (self->all) ? "loading" : "empty";
  show_emptiness (self);
  gtk_stack_set_visible_child_name (self->stack, child);
}

static void
update (LkAllDevicesPage *self)
{
  Count count = { 0 };

  visit_shown (self, count_one, &count);
  show_chosen (self, &count);
  show_number (self);
  show_child (self);
}

static gboolean
on_idle (gpointer user_data)
{
  LkAllDevicesPage *self = user_data;

  self->idle_id = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

/* A long list is counted once for many changes. */
static void
queue_update (LkAllDevicesPage *self)
{
  if (self->idle_id == 0)
    self->idle_id = g_idle_add (on_idle, self);
}

/* Those that came later were put before those that were there: the list starts in the middle.
 * Whoever is in it already wants to stay where they are. */
static void
scroll_to_start (LkAllDevicesPage *self)
{
  if (gtk_widget_get_focus_child (GTK_WIDGET (self->list_view)) == NULL && count_shown (self) > 0)
    gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", 0);
}

static void
on_busy_changed (LkAllDevicesPage *self)
{
  gboolean is_busy = lk_all_devices_get_busy (self->all);

  gtk_widget_set_visible (self->spinner, is_busy);
  queue_update (self);
  if (is_busy)
    self->is_first = count_shown (self) == 0;
  else if (self->is_first)
    scroll_to_start (self);
}

static void
on_notes_changed (LkAllDevicesPage *self)
{
  guint n = g_list_model_get_n_items (lk_all_devices_get_notes (self->all));
  /* Translators: the devices of so many accounts can't be shown; opens a list of these. */
  g_autofree char *text = g_strdup_printf (ngettext ("%u account is missing",
                                                     "%u accounts are missing", n), n);

  gtk_label_set_label (self->notes_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->notes_button), n > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->notes_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* Rows. */

static void
on_setup (LkAllDevicesPage *self,
          GtkListItem      *list_item)
{
  GtkWidget *row = lk_listed_device_row_new ();

  g_signal_connect_object (row, "toggled", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  gtk_list_item_set_child (list_item, row);
}

static void
on_bind (LkAllDevicesPage *self,
         GtkListItem      *list_item)
{
  lk_listed_device_row_set_device (LK_LISTED_DEVICE_ROW (gtk_list_item_get_child (list_item)),
                                   gtk_list_item_get_item (list_item));
}

static void
on_unbind (LkAllDevicesPage *self,
           GtkListItem      *list_item)
{
  lk_listed_device_row_set_device (LK_LISTED_DEVICE_ROW (gtk_list_item_get_child (list_item)),
                                   NULL);
}

static void
on_note_setup (LkAllDevicesPage *self,
               GtkListItem      *list_item)
{
  gtk_list_item_set_child (list_item, lk_devices_note_row_new ());
}

static void
on_note_bind (LkAllDevicesPage *self,
              GtkListItem      *list_item)
{
  lk_devices_note_row_set_note (LK_DEVICES_NOTE_ROW (gtk_list_item_get_child (list_item)),
                                gtk_list_item_get_item (list_item));
}

/* As GTK's own, but words that are long in some language are cut where the window is narrow. */

static void
on_choice_setup (GtkSignalListItemFactory *factory,
                 GtkListItem              *list_item)
{
  gtk_list_item_set_child (list_item, g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "ellipsize",
                                                    PANGO_ELLIPSIZE_END, NULL));
}

static void
on_choice_bind (GtkSignalListItemFactory *factory,
                GtkListItem              *list_item)
{
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (list_item)),
                       gtk_string_object_get_string (gtk_list_item_get_item (list_item)));
}

/* What the person does. */

static void
on_row_activated (LkAllDevicesPage *self,
                  guint             position)
{
  g_autoptr (LkListedDevice) device = g_list_model_get_item (G_LIST_MODEL (self->sorted), position);

  lk_listed_device_set_chosen (device, !lk_listed_device_get_chosen (device));
  queue_update (self);
}

static void
on_note_activated (LkAllDevicesPage *self,
                   guint             position)
{
  g_autoptr (LkDevicesNote) note =
    g_list_model_get_item (lk_all_devices_get_notes (self->all), position);

  gtk_menu_button_popdown (self->notes_button);
  g_signal_emit (self, signals[OPEN_ACCOUNT], 0, lk_devices_note_get_account (note));
}

static void
on_refresh_activated (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  lk_all_devices_refresh (LK_ALL_DEVICES_PAGE (widget)->all);
}

static void
choose (LkListedDevice *device,
        gpointer        chosen)
{
  lk_listed_device_set_chosen (device, GPOINTER_TO_INT (chosen));
}

static void
on_choose_all_activated (GtkWidget  *widget,
                         const char *action_name,
                         GVariant   *parameter)
{
  LkAllDevicesPage *self = LK_ALL_DEVICES_PAGE (widget);
  Count count = { 0 };

  visit_shown (self, count_one, &count);
  visit_shown (self, choose, GINT_TO_POINTER (count.n_chosen < count.n_choosable));
  update (self);
}

static void
on_clean_up_activated (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  g_signal_emit (widget, signals[CLEAN_UP], 0);
}

static gboolean
lk_all_devices_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (LK_ALL_DEVICES_PAGE (widget)->back_button);
}

static void
lk_all_devices_page_dispose (GObject *object)
{
  LkAllDevicesPage *self = LK_ALL_DEVICES_PAGE (object);

  g_clear_handle_id (&self->idle_id, g_source_remove);
  if (self->list_view != NULL)
    gtk_list_view_set_model (self->list_view, NULL);
  if (self->notes_view != NULL)
    gtk_list_view_set_model (self->notes_view, NULL);
  self->filter = NULL;
  self->sorter = NULL;
  g_clear_object (&self->sorted);
  g_clear_object (&self->filtered);
  G_OBJECT_CLASS (lk_all_devices_page_parent_class)->dispose (object);
}

static void
lk_all_devices_page_finalize (GObject *object)
{
  LkAllDevicesPage *self = LK_ALL_DEVICES_PAGE (object);

  g_clear_object (&self->all);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (lk_all_devices_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-all-devices-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkAllDevicesPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, LkAllDevicesPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, LkAllDevicesPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, LkAllDevicesPage, unseen_drop_down);
  gtk_widget_class_bind_template_child (widget_class, LkAllDevicesPage, order_drop_down);
  gtk_widget_class_bind_template_child (widget_class, LkAllDevicesPage, notes_button);
  gtk_widget_class_bind_template_child (widget_class, LkAllDevicesPage, notes_label);
  gtk_widget_class_bind_template_child (widget_class, LkAllDevicesPage, notes_view);
  gtk_widget_class_bind_template_child (widget_class, LkAllDevicesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, LkAllDevicesPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, LkAllDevicesPage, list_view);
  gtk_widget_class_bind_template_child (widget_class, LkAllDevicesPage, chosen_label);
  gtk_widget_class_bind_template_child (widget_class, LkAllDevicesPage, choose_all_button);
  gtk_widget_class_bind_template_callback (widget_class, on_unseen_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_order_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_bind_template_callback (widget_class, on_note_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_note_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_choice_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_choice_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_note_activated);
}

static void
lk_all_devices_page_class_init (LkAllDevicesPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = lk_all_devices_page_dispose;
  object_class->finalize = lk_all_devices_page_finalize;
  widget_class->focus = lk_focus_child;
  widget_class->grab_focus = lk_all_devices_page_grab_focus;

  signals[CLEAN_UP] = g_signal_new ("clean-up", LK_TYPE_ALL_DEVICES_PAGE, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[OPEN_ACCOUNT] = g_signal_new ("open-account", LK_TYPE_ALL_DEVICES_PAGE,
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                        LK_TYPE_ACCOUNT);
  gtk_widget_class_install_action (widget_class, "all-devices.refresh", NULL,
                                   on_refresh_activated);
  gtk_widget_class_install_action (widget_class, "all-devices.choose-all", NULL,
                                   on_choose_all_activated);
  gtk_widget_class_install_action (widget_class, "all-devices.clean-up", NULL,
                                   on_clean_up_activated);
  lk_shortcuts_bind (widget_class, LK_SHORTCUTS_ALL_DEVICES);
  bind_template (widget_class);
}

static void
lk_all_devices_page_init (LkAllDevicesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_shown_child_tell (self->stack);
  lk_announce_title (self->window_title);
  lk_announce_label (self->chosen_label);
  lk_announce_page (self->empty_page);
  lk_drop_down_tell (self->unseen_drop_down);
  lk_drop_down_tell (self->order_drop_down);
}

static void
set_up_models (LkAllDevicesPage *self)
{
  g_autoptr (GtkSelectionModel) shown = NULL;
  g_autoptr (GtkSelectionModel) notes = NULL;

  self->filter = GTK_FILTER (gtk_custom_filter_new (fits, self, NULL));
  self->sorter = GTK_SORTER (gtk_custom_sorter_new (compare, self, NULL));
  self->filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->all)),
                                              self->filter);
  self->sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->filtered)),
                                          self->sorter);
  shown = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->sorted))));
  gtk_list_view_set_model (self->list_view, shown);
  notes = GTK_SELECTION_MODEL (
    gtk_no_selection_new (g_object_ref (lk_all_devices_get_notes (self->all))));
  gtk_list_view_set_model (self->notes_view, notes);
}

/**
 * lk_all_devices_page_new:
 * @all: what it shows
 * @clock: says how long ago something was
 *
 * Returns: a page about them
 */
GtkWidget *
lk_all_devices_page_new (LkAllDevices *all,
                         LkClock      *clock)
{
  LkAllDevicesPage *self = g_object_new (LK_TYPE_ALL_DEVICES_PAGE, NULL);

  self->all = g_object_ref (all);
  self->clock = g_object_ref (clock);
  set_up_models (self);
  g_signal_connect_object (self->sorted, "items-changed", G_CALLBACK (queue_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (lk_all_devices_get_notes (all), "items-changed",
                           G_CALLBACK (on_notes_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (all, "notify::busy", G_CALLBACK (on_busy_changed), self,
                           G_CONNECT_SWAPPED);
  on_busy_changed (self);
  on_notes_changed (self);
  update (self);
  return GTK_WIDGET (self);
}

static void
add_if_chosen (LkListedDevice *device,
               gpointer        chosen)
{
  if (lk_listed_device_get_chosen (device))
    g_ptr_array_add (chosen, g_object_ref (device));
}

/**
 * lk_all_devices_page_dup_chosen:
 * @self: the page
 *
 * Returns: (transfer full) (element-type LkListedDevice): those that are chosen and shown, in the
 *   order in which they are shown
 */
GPtrArray *
lk_all_devices_page_dup_chosen (LkAllDevicesPage *self)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (LK_IS_ALL_DEVICES_PAGE (self), chosen);

  visit_shown (self, add_if_chosen, chosen);
  return chosen;
}
