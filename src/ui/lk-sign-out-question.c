/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-sign-out-question.h"

#include <glib/gi18n.h>

#include "lk-dialogs.h"
#include "lk-end-session-question.h"
#include "lk-error-text.h"
#include "lk-error.h"
#include "lk-hold.h"
#include "lk-sign-out.h"

/*
 * Signing out, as a conversation with the person, in the order it happens: whether at all; then how
 * it went, in passing; then, where the provider has a page for that, whether to sign out there,
 * too. Only where the keyring can't keep what ends the session, and the server does not confirm
 * that it has ended, is there another question: nothing is dropped behind the person's back.
 */
static void ask      (GtkWidget *parent, LkAccount *account);
static void sign_out (GtkWidget *parent, LkAccount *account, LkSignOutMode mode);
static void tell     (GtkWindow *window, LkSignedOut outcome);
static void ask_more (GtkWidget *parent, LkAccount *account, const GError *error);

typedef struct
{
  GtkWidget *parent;
  LkAccount *account;
  GtkWindow *window; /* (nullable) (not owned) its page goes with the account, it stays */
  LkLeftJar *jar;    /* (nullable) what the provider's own page would need */
  LkHold    *hold;   /* (nullable) the program stays until the session is ended */
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_clear_weak_pointer (&self->window);
  g_clear_pointer (&self->jar, lk_left_jar_free);
  g_clear_object (&self->parent);
  g_clear_object (&self->account);
  g_clear_pointer (&self->hold, lk_hold_free);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static Question *
question_new (GtkWidget *parent,
              LkAccount *account)
{
  Question *self = g_new0 (Question, 1);

  self->parent = g_object_ref (parent);
  self->account = g_object_ref (account);
  return self;
}

static void
on_answered (const char *answer,
             gpointer    user_data)
{
  Question *self = user_data;

  if (g_str_equal (answer, "sign-out") || g_str_equal (answer, "try-again"))
    sign_out (self->parent, self->account, LK_SIGN_OUT_EVERYWHERE);
  else if (g_str_equal (answer, "this-computer"))
    sign_out (self->parent, self->account, LK_SIGN_OUT_THIS_COMPUTER);
}

static void
ask (GtkWidget *parent,
     LkAccount *account)
{
  const LkAnswer answers[] = {
    { "cancel", _("_Cancel"), LK_ANSWER_PLAIN },
    /* Translators: ends the session. */
    { "sign-out", _("_Sign Out"), LK_ANSWER_DESTRUCTIVE },
  };
  g_autofree char *who = lk_untrusted_text (lk_account_get_title (account), 100);
  g_autofree char *body = NULL;

  /* Translators: %s is the name of the person whose account it is. */
  body = g_strdup_printf (_("The session of %s on this computer ends. The account itself and its "
                            "other sessions stay."), who);
  lk_ask (parent, "sign-out-dialog", _("Sign Out?"), body, answers, G_N_ELEMENTS (answers),
          on_answered, question_new (parent, account), question_free);
}

static const char *
describe (LkSignedOut outcome)
{
  switch (outcome)
    {
    case LK_SIGNED_OUT_CONFIRMED:
      /* Translators: what has just happened: the session has ended. */
      return C_("sign-out", "Signed out");
    case LK_SIGNED_OUT_REFUSED:
      return _("Signed out here, but still open at the server");
    case LK_SIGNED_OUT_QUEUED:
    case LK_SIGNED_OUT_NOT:
    default:
      return _("Signed out here. The server will be told later.");
    }
}

static void
tell (GtkWindow   *window,
      LkSignedOut  outcome)
{
  if (window != NULL && gtk_widget_get_mapped (GTK_WIDGET (window)))
    gtk_widget_activate_action (GTK_WIDGET (window), "win.toast", "s", describe (outcome));
}

static void
ask_about_provider (Question *self)
{
  if (self->jar != NULL && LK_IS_WINDOW (self->window) &&
      gtk_widget_get_mapped (GTK_WIDGET (self->window)))
    lk_end_session_question (LK_WINDOW (self->window), self->account,
                             g_steal_pointer (&self->jar));
}

static void
on_signed_out (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (Question) self = user_data;
  g_autoptr (GError) error = NULL;
  LkSignedOut outcome = lk_sign_out_finish (LK_ACCOUNT (source), result, &error);

  if (outcome == LK_SIGNED_OUT_NOT)
    {
      if (self->jar != NULL)
        lk_left_jar_put_back (g_steal_pointer (&self->jar));
      if (!lk_error_is_cancelled (error))
        ask_more (self->parent, self->account, error);
      return;
    }
  tell (self->window, outcome);
  if (outcome != LK_SIGNED_OUT_QUEUED) /* one that is away would not show its page either */
    ask_about_provider (self);
}

static void
sign_out (GtkWidget     *parent,
          LkAccount     *account,
          LkSignOutMode  mode)
{
  Question *question;

  if (lk_account_get_state (account) == LK_AUTH_STATE_IDENTIFYING)
    {
      lk_account_give_up (account);
      return;
    }
  question = question_new (parent, account);
  question->hold = lk_hold_new (parent);
  g_set_weak_pointer (&question->window, GTK_WINDOW (gtk_widget_get_root (parent)));
  if (mode == LK_SIGN_OUT_EVERYWHERE && lk_end_session_is_offered (account))
    question->jar = lk_left_jar_new (account);
  lk_sign_out_async (account, mode, NULL, on_signed_out, question);
}

/* The session may have ended at the server already: what failed is on this computer. */
static gboolean
is_about_this_computer (const GError *error)
{
  return g_error_matches (error, LK_ERROR, LK_ERROR_KEYRING_LOCKED) ||
         g_error_matches (error, LK_ERROR, LK_ERROR_KEYRING_FAILED) ||
         g_error_matches (error, LK_ERROR, LK_ERROR_STORAGE_FAILED);
}

static void
ask_about_this_computer (GtkWidget  *parent,
                         LkAccount  *account,
                         const char *reason)
{
  const LkAnswer answers[] = {
    { "keep", _("_Keep the Account"), LK_ANSWER_PLAIN },
    { "try-again", _("_Try Again"), LK_ANSWER_SUGGESTED },
  };

  lk_ask (parent, "sign-out-failed-dialog", _("Couldn’t Sign Out"), reason, answers,
          G_N_ELEMENTS (answers), on_answered, question_new (parent, account), question_free);
}

static void
ask_more (GtkWidget    *parent,
          LkAccount    *account,
          const GError *error)
{
  const LkAnswer answers[] = {
    { "keep", _("_Keep the Account"), LK_ANSWER_PLAIN },
    { "this-computer", _("Sign Out on This Computer _Only"), LK_ANSWER_DESTRUCTIVE },
    { "try-again", _("_Try Again"), LK_ANSWER_SUGGESTED },
  };
  g_autofree char *reason = lk_error_text_sentence (error);
  g_autofree char *body = NULL;

  if (gtk_widget_get_root (parent) == NULL)
    return; /* the window has gone meanwhile, and the account is as it was */
  if (is_about_this_computer (error))
    {
      ask_about_this_computer (parent, account, reason);
      return;
    }

  /* Translators: %s is a sentence that says why. */
  body = g_strdup_printf (_("The server didn’t confirm that the session has ended. %s\n\nIf you "
                            "sign out on this computer only, the session goes on at the server "
                            "until you end it on your account page."), reason);
  lk_ask (parent, "sign-out-failed-dialog", _("Couldn’t Sign Out"), body, answers,
          G_N_ELEMENTS (answers), on_answered, question_new (parent, account), question_free);
}

/**
 * lk_sign_out_question:
 * @parent: the widget that asks
 * @account: who is to be signed out
 */
void
lk_sign_out_question (GtkWidget *parent,
                      LkAccount *account)
{
  g_return_if_fail (GTK_IS_WIDGET (parent));
  g_return_if_fail (LK_IS_ACCOUNT (account));

  ask (parent, account);
}
