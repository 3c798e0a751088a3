/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-failure-page.h"

#include <glib/gi18n.h>

#include "lk-announce.h"
#include "lk-diagnosis-text.h"
#include "lk-error-text.h"
#include "lk-focus.h"
#include "lk-step-list.h"

/**
 * LkFailurePage:
 *
 * A step of signing in failed: which, why, whose fault it looks like and what to do; and for
 * those who want to help, all steps until there, and the details as text.
 */
struct _LkFailurePage
{
  AdwBin         parent_instance;
  AdwStatusPage *status_page;
  GtkLabel      *step_label;
  GtkLabel      *details_label;
  GtkExpander   *expander;
  GtkWidget     *retry_button;
  LkStepList    *step_list;
  LkTrace       *trace;        /* (nullable) */
};

G_DEFINE_FINAL_TYPE (LkFailurePage, lk_failure_page, ADW_TYPE_BIN)

static void
on_copy_clicked (LkFailurePage *self)
{
  g_autofree char *steps = self->trace != NULL ? lk_diagnosis_text_steps (self->trace) : NULL;
  g_autofree char *text =
    g_strjoin ("\n\n", gtk_label_get_text (self->details_label), steps, NULL);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("Details copied"));
}

static gboolean
lk_failure_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (LK_FAILURE_PAGE (widget)->retry_button);
}

static void
lk_failure_page_finalize (GObject *object)
{
  g_clear_object (&LK_FAILURE_PAGE (object)->trace);
  G_OBJECT_CLASS (lk_failure_page_parent_class)->finalize (object);
}

static void
lk_failure_page_class_init (LkFailurePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lk_failure_page_finalize;
  widget_class->focus = lk_focus_child;
  widget_class->grab_focus = lk_failure_page_grab_focus;

  g_type_ensure (LK_TYPE_STEP_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-failure-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkFailurePage, status_page);
  gtk_widget_class_bind_template_child (widget_class, LkFailurePage, step_label);
  gtk_widget_class_bind_template_child (widget_class, LkFailurePage, details_label);
  gtk_widget_class_bind_template_child (widget_class, LkFailurePage, expander);
  gtk_widget_class_bind_template_child (widget_class, LkFailurePage, retry_button);
  gtk_widget_class_bind_template_child (widget_class, LkFailurePage, step_list);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
}

static void
lk_failure_page_init (LkFailurePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_announce_page (self->status_page);
}

/**
 * lk_failure_page_set_error:
 * @self: the page
 * @error: (nullable): what went wrong
 *
 * Says which failure is shown.
 */
void
lk_failure_page_set_error (LkFailurePage *self,
                           const GError  *error)
{
  g_autofree char *markup = lk_error_text_markup (error);
  g_autofree char *details = lk_error_text_details (error);
  const char *step = lk_error_text_step (error);

  g_return_if_fail (LK_IS_FAILURE_PAGE (self));

  adw_status_page_set_icon_name (self->status_page, lk_error_text_icon (error));
  adw_status_page_set_title (self->status_page, lk_error_text_title (error));
  adw_status_page_set_description (self->status_page, markup);
  gtk_label_set_text (self->step_label, step != NULL ? step : "");
  gtk_widget_set_visible (GTK_WIDGET (self->step_label), step != NULL);
  gtk_label_set_text (self->details_label, details);
  gtk_expander_set_expanded (self->expander, FALSE);
}

/**
 * lk_failure_page_set_trace:
 * @self: the page
 * @trace: (nullable): what was done until it failed
 *
 * Says which steps the details show.
 */
void
lk_failure_page_set_trace (LkFailurePage *self,
                           LkTrace       *trace)
{
  g_return_if_fail (LK_IS_FAILURE_PAGE (self));

  g_set_object (&self->trace, trace);
  lk_step_list_set_trace (self->step_list, trace);
}
