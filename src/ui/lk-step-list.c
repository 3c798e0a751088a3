/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-step-list.h"

#include <glib/gi18n.h>

#include "lk-step-row.h"

/**
 * LkStepList:
 *
 * What happened, step by step, as a list that follows a trace. All rows are written anew with each
 * change, for what a step means depends on the others; but a row stays the same widget, so that the
 * keyboard stays where it is.
 */
struct _LkStepList
{
  AdwBin        parent_instance;
  GtkListBox   *list_box;
  LkTrace      *trace;       /* (nullable) */
  GSignalGroup *trace_signals;
};

G_DEFINE_FINAL_TYPE (LkStepList, lk_step_list, ADW_TYPE_BIN)

static void
update (LkStepList *self)
{
  guint length = self->trace != NULL ? lk_trace_length (self->trace) : 0;
  GtkListBoxRow *surplus;

  for (guint i = 0; i < length; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list_box, (int) i);

      if (row == NULL)
        {
          row = GTK_LIST_BOX_ROW (lk_step_row_new ());
          gtk_list_box_append (self->list_box, GTK_WIDGET (row));
        }
      lk_step_row_show (LK_STEP_ROW (row), self->trace, i);
    }
  while ((surplus = gtk_list_box_get_row_at_index (self->list_box, (int) length)) != NULL)
    gtk_list_box_remove (self->list_box, GTK_WIDGET (surplus));
  gtk_widget_set_visible (GTK_WIDGET (self), length > 0);
}

static void
lk_step_list_finalize (GObject *object)
{
  LkStepList *self = LK_STEP_LIST (object);

  g_clear_object (&self->trace_signals);
  g_clear_object (&self->trace);
  G_OBJECT_CLASS (lk_step_list_parent_class)->finalize (object);
}

static void
lk_step_list_class_init (LkStepListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_step_list_finalize;
}

static void
lk_step_list_init (LkStepList *self)
{
  GtkWidget *list_box = gtk_list_box_new ();

  self->list_box = GTK_LIST_BOX (list_box);
  gtk_list_box_set_selection_mode (self->list_box, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list_box, "boxed-list");
  gtk_widget_set_name (list_box, "step-list");
  gtk_widget_set_valign (list_box, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list_box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("What was done, step by step"), -1);
  adw_bin_set_child (ADW_BIN (self), list_box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);

  self->trace_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->trace_signals, "items-changed", G_CALLBACK (update), self);
}

/**
 * lk_step_list_set_trace:
 * @self: the list
 * @trace: (nullable): what happened
 *
 * Shows @trace, and what is still to happen in it.
 */
void
lk_step_list_set_trace (LkStepList *self,
                        LkTrace    *trace)
{
  g_return_if_fail (LK_IS_STEP_LIST (self));

  g_set_object (&self->trace, trace);
  g_signal_group_set_target (self->trace_signals, trace);
  update (self);
}
