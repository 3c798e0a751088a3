/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-register-page.h"

#include <glib/gi18n.h>

#include "lk-announce.h"
#include "lk-error.h"
#include "lk-focus.h"
#include "lk-interview.h"
#include "lk-register-form.h"
#include "lk-register-terms.h"
#include "lk-register-text.h"
#include "lk-register-web.h"
#include "lk-shown-child.h"

/**
 * LkRegisterPage:
 *
 * Puts a homeserver's questions to somebody who wants an account there, one after the other, each
 * with what was wrong with the reply before. What to show follows from the interview alone.
 *
 * Action: `register.submit`. It is off while the server thinks, and while it wants to be left in
 * peace.
 */
struct _LkRegisterPage
{
  AdwBin           parent_instance;
  GtkStack        *places;
  GtkWidget       *back_button;
  GtkSpinner      *spinner;
  AdwStatusPage   *status_page;
  GtkStack        *stack;
  LkRegisterForm  *form;
  GtkEditable     *token_entry;
  LkRegisterTerms *terms;
  GtkLabel        *problem;
  GtkButton       *submit_button;
  LkRegisterWeb   *web;
  LkInterview     *interview; /* (nullable) */
  GSignalGroup    *signals;   /* of the interview */
  guint            wake_id;   /* of its clock: while the server wants to be left in peace */
};

G_DEFINE_FINAL_TYPE (LkRegisterPage, lk_register_page, ADW_TYPE_BIN)

enum
{
  PROP_INTERVIEW = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* The words for each question; the form's description names the server. */
static const struct
{
  const char *child;
  const char *icon;
  const char *title;
  const char *description; /* (nullable) */
  const char *button;
} looks[] = {
  [LK_QUESTION_IDENTITY] = {
    "form", "avatar-default-symbolic", N_("Create an Account"), NULL, N_("Create _Account")
  },
  [LK_QUESTION_TOKEN] = {
    "token", "dialog-password-symbolic", N_("Registration Token"),
    N_("This server takes in those who have a token. Its administrator gives them out."),
    N_("_Continue")
  },
  [LK_QUESTION_TERMS] = {
    "terms", "emblem-documents-symbolic", N_("Terms"),
    N_("To have an account on this server, you need to accept these documents."),
    N_("_Continue")
  },
};

static LkQuestion
get_question (LkRegisterPage *self)
{
  return self->interview != NULL ? lk_interview_get_question (self->interview) : LK_QUESTION_NONE;
}

/* @text: (nullable) plain text */
static void
set_problem (LkRegisterPage *self,
             const char     *text)
{
  gtk_label_set_text (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
  lk_register_web_set_problem (self->web, text);
}

static void
show_problem (LkRegisterPage *self)
{
  const GError *problem = lk_interview_get_problem (self->interview);
  LkQuestion question = get_question (self);
  g_autofree char *text = NULL;

  if (question == LK_QUESTION_IDENTITY && lk_register_form_take_problem (self->form, problem))
    problem = NULL;
  if (problem != NULL)
    text = lk_register_text_problem (question, problem);
  set_problem (self, text);
}

/* While the server wants to be left in peace. */

static void
stop_resting (LkRegisterPage *self)
{
  if (self->wake_id != 0)
    lk_clock_cancel (lk_interview_get_clock (self->interview), self->wake_id);
  self->wake_id = 0;
}

static void
on_rested (gpointer user_data)
{
  LkRegisterPage *self = user_data;

  self->wake_id = 0;
  set_problem (self, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "register.submit", TRUE);
}

static void
rest (LkRegisterPage *self)
{
  LkClock *clock = lk_interview_get_clock (self->interview);
  gint64 seconds = lk_error_get_retry_after (lk_interview_get_problem (self->interview));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "register.submit", seconds <= 0);
  if (seconds > 0)
    self->wake_id = lk_clock_wake_at (clock, lk_clock_now (clock) + seconds * G_USEC_PER_SEC,
                                      on_rested, self);
}

/* The questions. */

static void
describe (LkRegisterPage *self,
          LkQuestion      question)
{
  LkHomeserver *homeserver = lk_interview_get_homeserver (self->interview);
  g_autofree char *name = lk_homeserver_dup_name (homeserver);
  g_autofree char *plain_name = lk_untrusted_text (name, 255);
  g_autofree char *markup = NULL;

  if (looks[question].description != NULL)
    markup = g_markup_escape_text (_(looks[question].description), -1);
  else
    /* Translators: %s is a homeserver. */
    markup = g_markup_printf_escaped (_("Choose a name and a password for %s."), plain_name);
  adw_status_page_set_icon_name (self->status_page, looks[question].icon);
  adw_status_page_set_title (self->status_page, _(looks[question].title));
  adw_status_page_set_description (self->status_page, markup);
  gtk_button_set_label (self->submit_button, _(looks[question].button));
}

/* What was typed for other questions has been used. */
static void
clear_others (LkRegisterPage *self,
              LkQuestion      question)
{
  if (question != LK_QUESTION_IDENTITY)
    lk_register_form_clear_secrets (self->form);
  if (question != LK_QUESTION_TOKEN)
    gtk_editable_set_text (self->token_entry, "");
  if (question != LK_QUESTION_TERMS)
    lk_register_terms_set_policies (self->terms, NULL);
  if (question != LK_QUESTION_PAGE)
    lk_register_web_show (self->web, NULL);
}

static void
show_question (LkRegisterPage *self,
               LkQuestion      question)
{
  clear_others (self, question);
  if (question == LK_QUESTION_PAGE)
    {
      lk_register_web_show (self->web, lk_interview_get_page (self->interview));
      gtk_stack_set_visible_child_name (self->places, "web");
      return;
    }
  if (question == LK_QUESTION_TERMS)
    lk_register_terms_set_policies (self->terms, lk_interview_get_policies (self->interview));
  describe (self, question);
  gtk_stack_set_visible_child_name (self->stack, looks[question].child);
  gtk_stack_set_visible_child_name (self->places, "questions");
}

/* What has the keyboard must not become insensitive under it; the way out is all that is left. */
static void
move_focus (LkRegisterPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->stack)))
    gtk_widget_grab_focus (self->back_button);
}

static void
set_busy (LkRegisterPage *self,
          gboolean        busy)
{
  if (busy)
    move_focus (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->stack), !busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->stack), GTK_ACCESSIBLE_STATE_BUSY, busy, -1);
}

static void
on_question_changed (LkRegisterPage *self)
{
  LkQuestion question = get_question (self);

  stop_resting (self);
  set_busy (self, question == LK_QUESTION_NONE);
  if (question == LK_QUESTION_NONE)
    {
      set_problem (self, NULL);
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "register.submit", FALSE);
      return;
    }
  show_question (self, question);
  show_problem (self);
  rest (self);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* The replies. */

static void
submit_token (LkRegisterPage *self)
{
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (self->token_entry)));
  g_autoptr (LkSecret) token = NULL;

  if (*typed == '\0')
    {
      set_problem (self, _("Type the token."));
      return;
    }
  token = lk_secret_new (typed);
  lk_interview_reply_token (self->interview, token);
}

static void
submit_terms (LkRegisterPage *self)
{
  if (lk_register_terms_are_accepted (self->terms))
    lk_interview_reply_done (self->interview);
  else
    set_problem (self, _("Tick every box to go on."));
}

static void
on_submit_activated (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  LkRegisterPage *self = LK_REGISTER_PAGE (widget);

  switch (get_question (self))
    {
    case LK_QUESTION_IDENTITY:
      lk_register_form_submit (self->form);
      break;
    case LK_QUESTION_TOKEN:
      submit_token (self);
      break;
    case LK_QUESTION_TERMS:
      submit_terms (self);
      break;
    case LK_QUESTION_PAGE:
      lk_interview_reply_done (self->interview);
      break;
    case LK_QUESTION_NONE:
    default:
      break;
    }
}

static void
on_token_activated (LkRegisterPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "register.submit", NULL);
}

/* The widget. */

static void
set_interview (LkRegisterPage *self,
               LkInterview    *interview)
{
  if (interview == self->interview)
    return;
  stop_resting (self);
  g_set_object (&self->interview, interview);
  g_signal_group_set_target (self->signals, interview);
  lk_register_form_set_interview (self->form, interview);
  clear_others (self, LK_QUESTION_NONE);
  on_question_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_INTERVIEW]);
}

static void
lk_register_page_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  LkRegisterPage *self = LK_REGISTER_PAGE (object);

  switch (prop_id)
    {
    case PROP_INTERVIEW:
      g_value_set_object (value, self->interview);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_register_page_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  LkRegisterPage *self = LK_REGISTER_PAGE (object);

  switch (prop_id)
    {
    case PROP_INTERVIEW:
      set_interview (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
lk_register_page_grab_focus (GtkWidget *widget)
{
  LkRegisterPage *self = LK_REGISTER_PAGE (widget);

  switch (get_question (self))
    {
    case LK_QUESTION_IDENTITY:
      return gtk_widget_grab_focus (GTK_WIDGET (self->form));
    case LK_QUESTION_TOKEN:
      return gtk_widget_grab_focus (GTK_WIDGET (self->token_entry));
    case LK_QUESTION_TERMS:
      return gtk_widget_grab_focus (GTK_WIDGET (self->terms));
    case LK_QUESTION_PAGE:
      return gtk_widget_grab_focus (GTK_WIDGET (self->web));
    case LK_QUESTION_NONE:
    default:
      return FALSE;
    }
}

static void
lk_register_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (lk_register_page_parent_class)->map (widget);
  on_question_changed (LK_REGISTER_PAGE (widget));
}

/* Nobody looks any more: what was typed has been used, or is not wanted. */
static void
lk_register_page_unmap (GtkWidget *widget)
{
  clear_others (LK_REGISTER_PAGE (widget), LK_QUESTION_NONE);
  GTK_WIDGET_CLASS (lk_register_page_parent_class)->unmap (widget);
}

static void
lk_register_page_dispose (GObject *object)
{
  LkRegisterPage *self = LK_REGISTER_PAGE (object);

  stop_resting (self);
  g_clear_object (&self->signals);
  g_clear_object (&self->interview);
  G_OBJECT_CLASS (lk_register_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (LK_TYPE_REGISTER_FORM);
  g_type_ensure (LK_TYPE_REGISTER_TERMS);
  g_type_ensure (LK_TYPE_REGISTER_WEB);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-register-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkRegisterPage, places);
  gtk_widget_class_bind_template_child (widget_class, LkRegisterPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, LkRegisterPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, LkRegisterPage, status_page);
  gtk_widget_class_bind_template_child (widget_class, LkRegisterPage, stack);
  gtk_widget_class_bind_template_child (widget_class, LkRegisterPage, form);
  gtk_widget_class_bind_template_child (widget_class, LkRegisterPage, token_entry);
  gtk_widget_class_bind_template_child (widget_class, LkRegisterPage, terms);
  gtk_widget_class_bind_template_child (widget_class, LkRegisterPage, problem);
  gtk_widget_class_bind_template_child (widget_class, LkRegisterPage, submit_button);
  gtk_widget_class_bind_template_child (widget_class, LkRegisterPage, web);
  gtk_widget_class_bind_template_callback (widget_class, on_token_activated);
}

static void
lk_register_page_class_init (LkRegisterPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = lk_register_page_get_property;
  object_class->set_property = lk_register_page_set_property;
  object_class->dispose = lk_register_page_dispose;
  widget_class->focus = lk_focus_child;
  widget_class->grab_focus = lk_register_page_grab_focus;
  widget_class->map = lk_register_page_map;
  widget_class->unmap = lk_register_page_unmap;

  /** LkRegisterPage:interview: (nullable): whose questions are put */
  props[PROP_INTERVIEW] = g_param_spec_object ("interview", NULL, NULL, LK_TYPE_INTERVIEW,
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                               G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_install_action (widget_class, "register.submit", NULL, on_submit_activated);
  bind_template (widget_class);
}

static void
lk_register_page_init (LkRegisterPage *self)
{
  self->signals = g_signal_group_new (LK_TYPE_INTERVIEW);
  g_signal_group_connect_swapped (self->signals, "notify::question",
                                  G_CALLBACK (on_question_changed), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_shown_child_tell (self->places);
  lk_shown_child_tell (self->stack);
  lk_announce_page (self->status_page);
  lk_announce_label (self->problem);
}
