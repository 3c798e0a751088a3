/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-step-row.h"

#include <glib/gi18n.h>

#include "lk-describe.h"
#include "lk-diagnosis-text.h"
#include "lk-shown-child.h"
#include "lk-verdict.h"

/**
 * LkStepRow:
 *
 * One step of what happened: how it went, what was asked, what it means and whose job it is to
 * mend it.
 */
struct _LkStepRow
{
  GtkListBoxRow parent_instance;
  GtkStack     *mark;
  GtkImage     *icon;
  GtkLabel     *title_label;
  GtkLabel     *facts_label;
  GtkLabel     *remarks_label;
  GtkLabel     *verdict_label;
};

G_DEFINE_FINAL_TYPE (LkStepRow, lk_step_row, GTK_TYPE_LIST_BOX_ROW)

static const struct
{
  const char *icon;
  const char *style; /* (nullable) */
  const char *words;
} marks[] = {
  [LK_VERDICT_RUNNING] = { "content-loading-symbolic", NULL, N_("Under way") },
  [LK_VERDICT_FINE] = { "object-select-symbolic", "success", N_("Fine") },
  [LK_VERDICT_PASSED] = { "content-loading-symbolic", "dim-label", N_("Not needed") },
  [LK_VERDICT_WARNING] = { "dialog-warning-symbolic", "warning", N_("Warning") },
  [LK_VERDICT_FAULT] = { "dialog-error-symbolic", "error", N_("Fault") },
};

static void
lk_step_row_class_init (LkStepRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-step-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LkStepRow, mark);
  gtk_widget_class_bind_template_child (widget_class, LkStepRow, icon);
  gtk_widget_class_bind_template_child (widget_class, LkStepRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, LkStepRow, facts_label);
  gtk_widget_class_bind_template_child (widget_class, LkStepRow, remarks_label);
  gtk_widget_class_bind_template_child (widget_class, LkStepRow, verdict_label);
}

static void
lk_step_row_init (LkStepRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_shown_child_tell (self->mark);
}

/** lk_step_row_new: Returns: a row that shows nothing yet */
GtkWidget *
lk_step_row_new (void)
{
  return g_object_new (LK_TYPE_STEP_ROW, NULL);
}

static void
set_text (GtkLabel   *label,
          const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
show_mark (LkStepRow     *self,
           LkVerdictKind  kind)
{
  const char *classes[] = { marks[kind].style, NULL };
  const char *words = _(marks[kind].words);

  gtk_stack_set_visible_child_name (self->mark,
                                    kind == LK_VERDICT_RUNNING ? "running" : "done");
  gtk_image_set_from_icon_name (self->icon, marks[kind].icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->mark), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  words, -1);
}

static void
describe (LkStepRow *self,
          LkVerdict *verdict)
{
  g_autofree char *text = g_strjoin ("\n", _(marks[verdict->kind].words), verdict->text, NULL);

  lk_describe (GTK_WIDGET (self), text);
}

/**
 * lk_step_row_show:
 * @self: the row
 * @trace: what happened
 * @position: of a step in it
 *
 * Shows a step as it stands now.
 */
void
lk_step_row_show (LkStepRow *self,
                  LkTrace   *trace,
                  guint      position)
{
  LkTraceStep *step = lk_trace_peek (trace, position);
  g_autoptr (LkVerdict) verdict = lk_verdict_new (trace, position);
  g_autofree char *facts = lk_diagnosis_text_facts (step);
  g_autofree char *remarks = lk_diagnosis_text_remarks (step);

  g_return_if_fail (LK_IS_STEP_ROW (self));

  show_mark (self, verdict->kind);
  set_text (self->title_label, lk_diagnosis_text_title (step));
  set_text (self->facts_label, facts);
  set_text (self->remarks_label, remarks);
  set_text (self->verdict_label, verdict->text);
  describe (self, verdict);
}
