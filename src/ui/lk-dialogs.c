/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-dialogs.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "lk-config.h"

/*
 * The dialogs that libadwaita has replaced by newer ones since our oldest supported version.
 * No other file knows them, so that this one alone changes when the floor rises.
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

/* libadwaita's rows for passwords (1.2) still listen to their text when they are gone: it must not
 * lose the keyboard only then. */
static void
on_unmapped (GtkWindow *dialog)
{
  gtk_window_set_focus (dialog, NULL);
}

static GtkWidget *
new_entry_row (const LkTextQuestion *question)
{
  GtkWidget *row = question->is_secret ? adw_password_entry_row_new () : adw_entry_row_new ();

  gtk_widget_set_name (row, "question-entry");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), question->label);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (row), question->text != NULL ? question->text : "");
  return row;
}

static GtkWidget *
new_problem_label (const char *problem)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT,
                                   "name", "question-problem", "label", problem, "wrap", TRUE,
                                   "justify", GTK_JUSTIFY_CENTER, NULL);

  gtk_widget_add_css_class (label, "error");
  return label;
}

/* Returns: (transfer none): the entry in it */
static GtkEditable *
add_entry (AdwMessageDialog     *dialog,
           const LkTextQuestion *question)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *list_box = gtk_list_box_new ();
  GtkWidget *row = new_entry_row (question);

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list_box), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list_box, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list_box), row);
  if (question->problem != NULL)
    gtk_box_append (GTK_BOX (box), new_problem_label (question->problem));
  gtk_box_append (GTK_BOX (box), list_box);
  adw_message_dialog_set_extra_child (dialog, box);
  g_signal_connect_object (row, "notify::text", G_CALLBACK (on_text_changed), dialog,
                           G_CONNECT_DEFAULT);
  g_signal_connect (dialog, "unmap", G_CALLBACK (on_unmapped), NULL);
  on_text_changed (GTK_EDITABLE (row), NULL, dialog);
  gtk_widget_grab_focus (row);
  return GTK_EDITABLE (row);
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

/**
 * lk_show_about:
 * @parent: (nullable): the window above which it is shown
 *
 * Tells what this program is.
 */
void
lk_show_about (GtkWindow *parent)
{
  static const char *const developers[] = { "The Latchkey developers", NULL };

  adw_show_about_window (parent,
                         "application-name", "Latchkey",
                         "application-icon", LK_APP_ID,
                         "version", LK_VERSION,
                         "website", LK_CLIENT_URI,
                         "comments", _("The key to your homeservers"),
                         "developer-name", _("The Latchkey developers"),
                         "developers", developers,
                         /* Translators: your own name, as it is to be shown in the credits. */
                         "translator-credits", _("translator-credits"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         NULL);
}
