/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-sign-out-all-page.h"

#include <glib/gi18n.h>

#include "lk-announce.h"
#include "lk-dialogs.h"
#include "lk-error-text.h"
#include "lk-error.h"
#include "lk-hold.h"

/**
 * LkSignOutAllPage:
 *
 * Shows how all accounts are signed out, one after the other, and in the end which ones are still
 * there and why. What has been begun is finished also when the page, or the window, goes.
 */
struct _LkSignOutAllPage
{
  AdwBin         parent_instance;
  AdwStatusPage *status_page;
  GtkWidget     *progress_bar;
  GtkWidget     *failures_group;
  GtkListBox    *failures_list;
  GtkWidget     *stop_button;
  GtkWidget     *done_button;
  LkSignOutAll  *all;
  LkHold        *hold; /* (nullable) while it is under way */
};

G_DEFINE_FINAL_TYPE (LkSignOutAllPage, lk_sign_out_all_page, ADW_TYPE_BIN)

static void
show_progress (LkSignOutAllPage *self)
{
  guint n_done = lk_sign_out_all_get_n_done (self->all);
  guint n_all = lk_sign_out_all_get_n_all (self->all);
  g_autofree char *text = NULL;

  /* Translators: how far it is: the first number of accounts is done, the second is all of them. */
  text = g_strdup_printf (_("%u of %u"), n_done, n_all);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress_bar),
                                 n_all > 0 ? (double) n_done / n_all : 1);
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (self->progress_bar), text);
}

/* Who is busy is so by the person's own doing, and no server has answered anything. */
static char *
dup_reason (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PENDING))
    return g_strdup (_("This account is just being signed in or out."));
  return lk_error_text_sentence (error);
}

static void
add_failure (LkSignOutAllPage       *self,
             const LkSignOutFailure *failure)
{
  g_autofree char *who = lk_untrusted_text (lk_account_get_title (failure->account), 100);
  g_autofree char *reason = dup_reason (failure->error);
  GtkWidget *row = adw_action_row_new ();

  g_object_set (row,
                "use-markup", FALSE,
                "title", who != NULL ? who : "",
                "subtitle", reason,
                "subtitle-lines", 0,
                NULL);
  gtk_list_box_append (self->failures_list, row);
}

static guint
count_signed_out (LkSignOutAllPage *self)
{
  return lk_sign_out_all_get_n_done (self->all) - lk_sign_out_all_get_failures (self->all)->len;
}

static char *
describe_end (LkSignOutAllPage *self)
{
  guint n_out = count_signed_out (self);

  return g_strdup_printf (ngettext ("%u account is signed out on this computer.",
                                    "%u accounts are signed out on this computer.", n_out), n_out);
}

/* Somebody may be left also because the person has stopped it. */
static const char *
title_of_end (LkSignOutAllPage *self)
{
  return count_signed_out (self) == lk_sign_out_all_get_n_all (self->all) ? _("Signed Out")
                                                                          : _("Not All Signed Out");
}

static void
show_end (LkSignOutAllPage *self)
{
  GPtrArray *failures = lk_sign_out_all_get_failures (self->all);
  g_autofree char *text = describe_end (self);

  for (guint i = 0; i < failures->len; i++)
    add_failure (self, failures->pdata[i]);
  adw_status_page_set_title (self->status_page, title_of_end (self));
  adw_status_page_set_description (self->status_page, text);
  gtk_widget_set_visible (self->progress_bar, FALSE);
  gtk_widget_set_visible (self->stop_button, FALSE);
  gtk_widget_set_visible (self->failures_group, failures->len > 0);
  gtk_widget_set_visible (self->done_button, TRUE);
  gtk_widget_grab_focus (self->done_button);
  g_clear_pointer (&self->hold, lk_hold_free);
}

static void
update (LkSignOutAllPage *self)
{
  show_progress (self);
  if (lk_sign_out_all_get_over (self->all))
    show_end (self);
}

static void
on_stop_activated (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  LkSignOutAllPage *self = LK_SIGN_OUT_ALL_PAGE (widget);

  gtk_widget_set_sensitive (self->stop_button, FALSE);
  lk_sign_out_all_stop (self->all);
}

static void
lk_sign_out_all_page_dispose (GObject *object)
{
  g_clear_pointer (&LK_SIGN_OUT_ALL_PAGE (object)->hold, lk_hold_free);
  G_OBJECT_CLASS (lk_sign_out_all_page_parent_class)->dispose (object);
}

static void
lk_sign_out_all_page_finalize (GObject *object)
{
  g_clear_object (&LK_SIGN_OUT_ALL_PAGE (object)->all);
  G_OBJECT_CLASS (lk_sign_out_all_page_parent_class)->finalize (object);
}

static void
lk_sign_out_all_page_class_init (LkSignOutAllPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = lk_sign_out_all_page_dispose;
  object_class->finalize = lk_sign_out_all_page_finalize;

  gtk_widget_class_install_action (widget_class, "sign-out-all.stop", NULL, on_stop_activated);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-sign-out-all-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkSignOutAllPage, status_page);
  gtk_widget_class_bind_template_child (widget_class, LkSignOutAllPage, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, LkSignOutAllPage, failures_group);
  gtk_widget_class_bind_template_child (widget_class, LkSignOutAllPage, failures_list);
  gtk_widget_class_bind_template_child (widget_class, LkSignOutAllPage, stop_button);
  gtk_widget_class_bind_template_child (widget_class, LkSignOutAllPage, done_button);
}

static void
lk_sign_out_all_page_init (LkSignOutAllPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_announce_page (self->status_page);
}

static void
on_realize (LkSignOutAllPage *self)
{
  if (self->hold == NULL && !lk_sign_out_all_get_over (self->all))
    self->hold = lk_hold_new (GTK_WIDGET (self));
}

/**
 * lk_sign_out_all_page_new:
 * @all: what it shows
 *
 * Returns: a page, which starts @all unless that is over
 */
GtkWidget *
lk_sign_out_all_page_new (LkSignOutAll *all)
{
  LkSignOutAllPage *self = g_object_new (LK_TYPE_SIGN_OUT_ALL_PAGE, NULL);

  self->all = g_object_ref (all);
  g_signal_connect (self, "realize", G_CALLBACK (on_realize), NULL);
  lk_sign_out_all_start (all);
  g_signal_connect_object (all, "notify::n-done", G_CALLBACK (show_progress), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (all, "notify::over", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

/** lk_sign_out_all_page_is_over: Returns: whether nothing is under way any more */
gboolean
lk_sign_out_all_page_is_over (LkSignOutAllPage *self)
{
  g_return_val_if_fail (LK_IS_SIGN_OUT_ALL_PAGE (self), TRUE);

  return lk_sign_out_all_get_over (self->all);
}

/** lk_sign_out_all_page_stop: Returns: whether nothing is under way any more */
gboolean
lk_sign_out_all_page_stop (LkSignOutAllPage *self)
{
  g_return_val_if_fail (LK_IS_SIGN_OUT_ALL_PAGE (self), TRUE);

  if (lk_sign_out_all_page_is_over (self))
    return TRUE;
  on_stop_activated (GTK_WIDGET (self), NULL, NULL);
  return FALSE;
}

/* Asking. */

typedef struct
{
  GSourceOnceFunc answered;
  gpointer        user_data;
} Question;

static void
on_answered (const char *answer,
             gpointer    user_data)
{
  Question *question = user_data;

  if (g_str_equal (answer, "sign-out-all"))
    question->answered (question->user_data);
}

/**
 * lk_sign_out_all_ask:
 * @window: the window that asks
 * @n_accounts: how many there are
 * @answered: (scope async): called when the answer is yes
 * @user_data: for @answered
 */
void
lk_sign_out_all_ask (GtkWidget       *window,
                     guint            n_accounts,
                     GSourceOnceFunc  answered,
                     gpointer         user_data)
{
  const LkAnswer answers[] = {
    { "cancel", _("_Cancel"), LK_ANSWER_PLAIN },
    /* Translators: ends the sessions of all accounts. */
    { "sign-out-all", _("_Sign Out"), LK_ANSWER_DESTRUCTIVE },
  };
  Question *question = g_new (Question, 1);
  g_autofree char *body = NULL;

  question->answered = answered;
  question->user_data = user_data;
  body = g_strdup_printf (ngettext ("The session of %u account on this computer ends. The account "
                                    "itself and its other sessions stay.",
                                    "The sessions of %u accounts on this computer end. The "
                                    "accounts themselves and their other sessions stay.",
                                    n_accounts), n_accounts);
  lk_ask (window, "sign-out-all-dialog", _("Sign Out of All Accounts?"), body, answers,
          G_N_ELEMENTS (answers), on_answered, question, g_free);
}
