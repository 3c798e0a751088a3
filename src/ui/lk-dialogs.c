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
  LkAnswered     answered;
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

  /* Closing the dialog is an answer, too, but not after another one. */
  if (answered != NULL)
    answered (response, self->user_data);
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
  GtkWidget *dialog = adw_message_dialog_new (window_of (parent), heading, body);
  Question *self = g_new0 (Question, 1);

  g_return_if_fail (n_answers > 0);

  self->answered = answered;
  self->user_data = user_data;
  self->user_data_free = user_data_free;

  gtk_widget_set_name (dialog, name);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  for (gsize i = 0; i < n_answers; i++)
    add_answer (ADW_MESSAGE_DIALOG (dialog), &answers[i]);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), answers[0].id);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), self, question_free,
                         G_CONNECT_DEFAULT);
  gtk_window_present (GTK_WINDOW (dialog));
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
