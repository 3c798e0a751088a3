/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-dialogs.h"

#include <adwaita.h>

#include "lk-announce.h"

/*
 * The dialogs that libadwaita has replaced by newer ones since our oldest supported version.
 * No other file but lk-dialogs-about.c knows them, so that these alone change when the floor rises.
 */

typedef struct
{
  LkAnswered     answered;       /* (nullable) */
  LkAnsweredText answered_text;  /* (nullable) */
  GtkEditable   *entry;          /* (nullable) (not owned) part of the dialog */
  gpointer       user_data;
  GDestroyNotify user_data_free; /* (nullable) */
} Question;

static void
question_free (gpointer  data,
               GClosure *closure)
{
  Question *self = data;

  if (self->user_data_free != NULL)
    self->user_data_free (self->user_data);
  g_free (self);
}

static void
on_response (GtkWidget  *dialog,
             const char *response,
             Question   *self)
{
  LkAnswered answered = g_steal_pointer (&self->answered);
  LkAnsweredText answered_text = g_steal_pointer (&self->answered_text);

  /* Closing the dialog is an answer, too, but not after another one. */
  if (answered != NULL)
    answered (response, self->user_data);
  if (answered_text != NULL)
    answered_text (response, gtk_editable_get_text (self->entry), self->user_data);
}

static AdwResponseAppearance
to_appearance (LkAnswerLook look)
{
  switch (look)
    {
    case LK_ANSWER_SUGGESTED:
      return ADW_RESPONSE_SUGGESTED;
    case LK_ANSWER_DESTRUCTIVE:
      return ADW_RESPONSE_DESTRUCTIVE;
    case LK_ANSWER_PLAIN:
    default:
      return ADW_RESPONSE_DEFAULT;
    }
}

static void
add_answer (AdwMessageDialog *dialog,
            const LkAnswer   *answer)
{
  adw_message_dialog_add_response (dialog, answer->id, answer->label);
  adw_message_dialog_set_response_appearance (dialog, answer->id, to_appearance (answer->look));
  if (answer->look == LK_ANSWER_SUGGESTED)
    adw_message_dialog_set_default_response (dialog, answer->id);
}

static GtkWindow *
window_of (GtkWidget *widget)
{
  GtkRoot *root = widget != NULL ? gtk_widget_get_root (widget) : NULL;

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/* (transfer none): a dialog that is not shown yet */
static AdwMessageDialog *
new_dialog (GtkWidget      *parent,
            const char     *name,
            const char     *heading,
            const char     *body,
            const LkAnswer *answers,
            gsize           n_answers)
{
  GtkWidget *dialog = adw_message_dialog_new (window_of (parent), heading, body);

  gtk_widget_set_name (dialog, name);
  gtk_window_set_title (GTK_WINDOW (dialog), heading); /* isn't shown, but read out */
  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  for (gsize i = 0; i < n_answers; i++)
    add_answer (ADW_MESSAGE_DIALOG (dialog), &answers[i]);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), answers[0].id);
  return ADW_MESSAGE_DIALOG (dialog);
}

static void
present (AdwMessageDialog *dialog,
         Question         *question)
{
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question, question_free,
                         G_CONNECT_DEFAULT);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * lk_ask:
 * @parent: (nullable): the widget that asks
 * @name: the dialog's widget name
 * @heading: the question, in plain text
 * @body: more about it, in plain text
 * @answers: (array length=n_answers): the answers; Esc is the first
 * @n_answers: how many
 * @answered: (nullable): called once, unless the parent goes away first
 * @user_data: for @answered
 * @user_data_free: (nullable): frees @user_data
 *
 * Asks a question in a dialog above the window of @parent.
 */
void
lk_ask (GtkWidget      *parent,
        const char     *name,
        const char     *heading,
        const char     *body,
        const LkAnswer *answers,
        gsize           n_answers,
        LkAnswered      answered,
        gpointer        user_data,
        GDestroyNotify  user_data_free)
{
  Question *self;

  g_return_if_fail (n_answers > 0);

  self = g_new0 (Question, 1);
  self->answered = answered;
  self->user_data = user_data;
  self->user_data_free = user_data_free;
  present (new_dialog (parent, name, heading, body, answers, n_answers), self);
}

static void
on_text_changed (GtkEditable      *entry,
                 GParamSpec       *pspec,
                 AdwMessageDialog *dialog)
{
  const char *needing = adw_message_dialog_get_default_response (dialog);

  adw_message_dialog_set_response_enabled (dialog, needing, *gtk_editable_get_text (entry) != '\0');
}

/* GTK's entries for passwords (4.8) still listen to their text when they are gone: it must not lose
 * the keyboard only then. */
static void
on_unmapped (GtkWindow *dialog)
{
  gtk_window_set_focus (dialog, NULL);
}

/* Not one of libadwaita's rows: in 1.2 they don't tell a screen reader that they have the
 * keyboard. */
static GtkWidget *
new_entry (const LkTextQuestion *question)
{
  GtkWidget *entry = question->is_secret ? gtk_password_entry_new () : gtk_entry_new ();

  gtk_widget_set_name (entry, "question-entry");
  g_object_set (entry, "activates-default", TRUE, NULL);
  if (question->is_secret)
    gtk_password_entry_set_show_peek_icon (GTK_PASSWORD_ENTRY (entry), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (entry), question->text != NULL ? question->text : "");
  return entry;
}

static GtkWidget *
new_entry_label (const LkTextQuestion *question,
                 GtkWidget            *entry)
{
  GtkWidget *label = gtk_label_new (question->label);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), entry);
  gtk_widget_add_css_class (label, "heading");
  return label;
}

static GtkWidget *
new_problem_label (const char *problem)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT,
                                   "name", "question-problem", "label", problem, "wrap", TRUE,
                                   "justify", GTK_JUSTIFY_CENTER, NULL);

  gtk_widget_add_css_class (label, "error");
  lk_announce_label (GTK_LABEL (label));
  return label;
}

/* Returns: (transfer none): the entry in it */
static GtkEditable *
add_entry (AdwMessageDialog     *dialog,
           const LkTextQuestion *question)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *entry = new_entry (question);

  if (question->problem != NULL)
    gtk_box_append (GTK_BOX (box), new_problem_label (question->problem));
  gtk_box_append (GTK_BOX (box), new_entry_label (question, entry));
  gtk_box_append (GTK_BOX (box), entry);
  adw_message_dialog_set_extra_child (dialog, box);
  g_signal_connect_object (entry, "notify::text", G_CALLBACK (on_text_changed), dialog,
                           G_CONNECT_DEFAULT);
  g_signal_connect (dialog, "unmap", G_CALLBACK (on_unmapped), NULL);
  on_text_changed (GTK_EDITABLE (entry), NULL, dialog);
  gtk_widget_grab_focus (entry);
  return GTK_EDITABLE (entry);
}

/**
 * lk_ask_for_text:
 * @parent: (nullable): the widget that asks
 * @name: the dialog's widget name
 * @heading: the question, in plain text
 * @body: (nullable): more about it, in plain text
 * @question: what is to be typed
 * @answers: (array length=n_answers): the answers; Esc is the first, the last needs the text
 * @n_answers: how many, at least two
 * @answered: called once, unless the parent goes away first
 * @user_data: for @answered
 * @user_data_free: (nullable): frees @user_data
 *
 * Asks for something to be typed, in a dialog above the window of @parent.
 */
void
lk_ask_for_text (GtkWidget            *parent,
                 const char           *name,
                 const char           *heading,
                 const char           *body,
                 const LkTextQuestion *question,
                 const LkAnswer       *answers,
                 gsize                 n_answers,
                 LkAnsweredText        answered,
                 gpointer              user_data,
                 GDestroyNotify        user_data_free)
{
  AdwMessageDialog *dialog;
  Question *self;

  g_return_if_fail (n_answers > 1);

  dialog = new_dialog (parent, name, heading, body, answers, n_answers);
  adw_message_dialog_set_default_response (dialog, answers[n_answers - 1].id);
  self = g_new0 (Question, 1);
  self->answered_text = answered;
  self->user_data = user_data;
  self->user_data_free = user_data_free;
  self->entry = add_entry (dialog, question);
  present (dialog, self);
}
