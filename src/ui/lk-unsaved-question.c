/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-unsaved-question.h"

#include <glib/gi18n.h>

#include "lk-dialogs.h"
#include "lk-error.h"

/*
 * Tokens that could not be saved die with the program, and with them the session: who closes the
 * window is asked, and the way out that loses nothing is the one at hand.
 */
typedef struct
{
  GtkWidget     *window;
  LkAccountList *accounts;
  void         (*may_close) (GtkWidget *window);
  guint          n_retrying;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_clear_object (&self->window);
  g_clear_object (&self->accounts);
  g_free (self);
}

static Question *
question_new (GtkWidget     *window,
              LkAccountList *accounts,
              GCallback      may_close)
{
  Question *self = g_new0 (Question, 1);

  self->window = g_object_ref (window);
  self->accounts = g_object_ref (accounts);
  self->may_close = (void (*) (GtkWidget *)) may_close;
  return self;
}

static GPtrArray *
find_unsaved (LkAccountList *accounts)
{
  GPtrArray *unsaved = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (accounts));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LkAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), i);

      if (lk_account_get_unsaved (account))
        g_ptr_array_add (unsaved, g_steal_pointer (&account));
    }
  return unsaved;
}

static void
conclude (Question *self)
{
  g_autoptr (GPtrArray) unsaved = find_unsaved (self->accounts);

  if (unsaved->len == 0)
    self->may_close (self->window);
  else
    gtk_widget_activate_action (self->window, "win.toast", "s",
                                _("It still can’t be saved. Is the keyring locked?"));
}

static void
on_retried (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Question *self = user_data;

  lk_account_retry_saving_finish (LK_ACCOUNT (source), result, NULL);
  if (--self->n_retrying == 0)
    {
      conclude (self);
      question_free (self);
    }
}

static void
save_and_close (Question *question)
{
  g_autoptr (GPtrArray) unsaved = find_unsaved (question->accounts);
  Question *self = question_new (question->window, question->accounts,
                                 G_CALLBACK (question->may_close));

  self->n_retrying = unsaved->len;
  for (guint i = 0; i < unsaved->len; i++)
    lk_account_retry_saving_async (unsaved->pdata[i], on_retried, self);
  if (unsaved->len > 0)
    return;
  conclude (self); /* saved while the question was open */
  question_free (self);
}

static void
on_answered (const char *answer,
             gpointer    user_data)
{
  Question *self = user_data;

  if (g_str_equal (answer, "save"))
    save_and_close (self);
  else if (g_str_equal (answer, "quit"))
    self->may_close (self->window);
}

static char *
make_body (GPtrArray *unsaved)
{
  g_autofree char *who = NULL;

  if (unsaved->len > 1)
    return g_strdup_printf (ngettext ("%u account could not be saved to your keyring. If you quit "
                                      "now, you have to sign in to it again.",
                                      "%u accounts could not be saved to your keyring. If you "
                                      "quit now, you have to sign in to them again.",
                                      unsaved->len), unsaved->len);
  who = lk_untrusted_text (lk_account_get_title (unsaved->pdata[0]), 100);
  /* Translators: %s is the name of the person whose account it is. */
  return g_strdup_printf (_("The newest sign-in of %s could not be saved to your keyring. If you "
                            "quit now, you have to sign in again."), who);
}

/**
 * lk_unsaved_question:
 * @window: what is to be closed
 * @accounts: all accounts
 * @may_close: (scope async): `void (*) (GtkWidget *window)`, called when it may be closed after all
 *
 * Returns: whether the person is asked; %FALSE when all is saved and the window may be closed now
 */
gboolean
lk_unsaved_question (GtkWidget     *window,
                     LkAccountList *accounts,
                     GCallback      may_close)
{
  const LkAnswer answers[] = {
    { "stay", _("_Keep Open"), LK_ANSWER_PLAIN },
    { "quit", _("_Quit Anyway"), LK_ANSWER_DESTRUCTIVE },
    /* Translators: writes the sign-ins to the keyring, which may have to be unlocked for that. */
    { "save", _("_Save and Quit"), LK_ANSWER_SUGGESTED },
  };
  g_autoptr (GPtrArray) unsaved = find_unsaved (accounts);
  g_autofree char *body = NULL;

  if (unsaved->len == 0)
    return FALSE;
  body = make_body (unsaved);
  lk_ask (window, "unsaved-dialog", _("Quit Without Saving?"), body, answers,
          G_N_ELEMENTS (answers), on_answered, question_new (window, accounts, may_close),
          question_free);
  return TRUE;
}
