/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-diagnosis-page.h"

#include <glib/gi18n.h>

#include "lk-announce.h"
#include "lk-diagnose.h"
#include "lk-diagnosis-text.h"
#include "lk-focus.h"
#include "lk-shown-child.h"
#include "lk-step-list.h"

/**
 * LkDiagnosisPage:
 *
 * Looks at a server for a person who can't get in, or wants to know beforehand: the steps as they
 * happen, then whether a sign-in could start, and if not, whose job it is to mend that.
 */
struct _LkDiagnosisPage
{
  AdwBin        parent_instance;
  GtkWidget    *back_button;
  GtkStack     *heading_stack;
  GtkLabel     *heading_label;
  GtkLabel     *conclusion_label;
  GtkWidget    *copy_button;
  LkStepList   *step_list;

  GCancellable *cancellable; /* (nullable) while it looks */
  LkDiagnosis  *diagnosis;   /* (nullable) until it is done */
};

G_DEFINE_FINAL_TYPE (LkDiagnosisPage, lk_diagnosis_page, ADW_TYPE_BIN)

static void
update (LkDiagnosisPage *self)
{
  LkDiagnosis *diagnosis = self->diagnosis;
  g_autofree char *conclusion = NULL;

  gtk_stack_set_visible_child_name (self->heading_stack, diagnosis != NULL ? "done" : "running");
  gtk_widget_set_sensitive (self->copy_button, diagnosis != NULL);
  if (diagnosis != NULL)
    {
      conclusion = lk_diagnosis_text_conclusion (diagnosis->trace, diagnosis->error);
      gtk_label_set_text (self->heading_label,
                          lk_diagnosis_text_heading (diagnosis->could_start));
    }
  gtk_label_set_text (self->conclusion_label, conclusion != NULL ? conclusion : "");
  gtk_widget_set_visible (GTK_WIDGET (self->conclusion_label), conclusion != NULL);
}

static void
on_copy_clicked (LkDiagnosisPage *self)
{
  g_autofree char *text =
    lk_diagnosis_text_whole (self->diagnosis->trace, self->diagnosis->could_start,
                             self->diagnosis->error);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("Details copied"));
}

static gboolean
lk_diagnosis_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (LK_DIAGNOSIS_PAGE (widget)->back_button);
}

static void
lk_diagnosis_page_unroot (GtkWidget *widget)
{
  lk_diagnosis_page_stop (LK_DIAGNOSIS_PAGE (widget));
  GTK_WIDGET_CLASS (lk_diagnosis_page_parent_class)->unroot (widget);
}

static void
lk_diagnosis_page_finalize (GObject *object)
{
  LkDiagnosisPage *self = LK_DIAGNOSIS_PAGE (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->diagnosis, lk_diagnosis_free);
  G_OBJECT_CLASS (lk_diagnosis_page_parent_class)->finalize (object);
}

static void
lk_diagnosis_page_class_init (LkDiagnosisPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lk_diagnosis_page_finalize;
  widget_class->focus = lk_focus_child;
  widget_class->grab_focus = lk_diagnosis_page_grab_focus;
  widget_class->unroot = lk_diagnosis_page_unroot;

  g_type_ensure (LK_TYPE_STEP_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-diagnosis-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkDiagnosisPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, LkDiagnosisPage, heading_stack);
  gtk_widget_class_bind_template_child (widget_class, LkDiagnosisPage, heading_label);
  gtk_widget_class_bind_template_child (widget_class, LkDiagnosisPage, conclusion_label);
  gtk_widget_class_bind_template_child (widget_class, LkDiagnosisPage, copy_button);
  gtk_widget_class_bind_template_child (widget_class, LkDiagnosisPage, step_list);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
}

static void
lk_diagnosis_page_init (LkDiagnosisPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_shown_child_tell (self->heading_stack);
  lk_announce_label (self->heading_label);
}

/* What was stopped, or overtaken by another look, comes to nothing. */
static void
on_diagnosed (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (LkDiagnosisPage) self = user_data;
  LkDiagnosis *diagnosis = lk_diagnose_finish (result, NULL);

  if (diagnosis == NULL)
    return;
  g_clear_object (&self->cancellable);
  self->diagnosis = diagnosis;
  update (self);
}

/**
 * lk_diagnosis_page_run:
 * @self: the page
 * @ports: the world outside, of which only the network is used
 * @text: what the person typed
 *
 * Looks at the server that @text names.
 */
void
lk_diagnosis_page_run (LkDiagnosisPage *self,
                       LkPorts         *ports,
                       const char      *text)
{
  g_autoptr (LkTrace) trace = NULL;

  g_return_if_fail (LK_IS_DIAGNOSIS_PAGE (self));

  lk_diagnosis_page_stop (self);
  g_clear_pointer (&self->diagnosis, lk_diagnosis_free);
  update (self);
  self->cancellable = g_cancellable_new ();
  trace = lk_diagnose_async (ports, text, self->cancellable, on_diagnosed, g_object_ref (self));
  lk_step_list_set_trace (self->step_list, trace);
}

/** lk_diagnosis_page_stop: stops looking; what is there stays. */
void
lk_diagnosis_page_stop (LkDiagnosisPage *self)
{
  g_return_if_fail (LK_IS_DIAGNOSIS_PAGE (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}
