/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-password-form.h"

#include "lk-announce.h"
#include "lk-error-text.h"
#include "lk-focus.h"
#include "lk-shown-child.h"

/**
 * LkPasswordForm:
 *
 * Asks who somebody is and for their password, and says beside it what was wrong with either. Where
 * the server asks to wait, the form does.
 *
 * What was typed leaves with the signal `log-in` (string, LkSecret); the password is not kept here.
 */
struct _LkPasswordForm
{
  AdwBin       parent_instance;
  GtkEditable *user_entry;
  GtkEditable *password_entry;
  GtkWidget   *sign_in_button;
  GtkStack    *button_stack;
  GtkLabel    *problem_label;
  GtkLabel    *words_label;
  LkAccount   *account;    /* (nullable) */
  GError      *error;      /* (nullable) what is shown */
  LkClock     *clock;      /* (nullable) while the person is asked to wait */
  guint        wake_id;    /* 0 or of @clock */
  gint64       wait_until; /* microseconds since 1970; 0: now */
};

G_DEFINE_FINAL_TYPE (LkPasswordForm, lk_password_form, ADW_TYPE_BIN)

enum
{
  PROP_ACCOUNT = 1,
  N_PROPS,
};

enum
{
  LOG_IN,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

/* These are bound in the template. */

static char *
button_page (LkPasswordForm *self,
             LkAuthState     state)
{
  return g_strdup (state == LK_AUTH_STATE_EXCHANGING ? "busy" : "idle");
}

static gboolean
is_idle (LkPasswordForm *self,
         LkAuthState     state)
{
  return state != LK_AUTH_STATE_EXCHANGING;
}

/* Who signs in again can't be anybody else. */
static gboolean
is_open_to_anybody (LkPasswordForm *self,
                    LkAuthState     state,
                    LkAccount      *account)
{
  return is_idle (self, state) &&
         (account == NULL || lk_account_get_record (account)->user_id == NULL);
}

static gboolean
is_filled_in (GtkEditable *editable)
{
  return *gtk_editable_get_text (editable) != '\0';
}

static void
update_button (LkPasswordForm *self)
{
  gtk_widget_set_sensitive (self->sign_in_button, is_filled_in (self->user_entry) &&
                                                  is_filled_in (self->password_entry) &&
                                                  self->wait_until == 0);
}

/* The entry's buffer wipes what it lets go of. */
static void
forget_password (LkPasswordForm *self)
{
  gtk_editable_set_text (self->password_entry, "");
}

static void
show_problem (LkPasswordForm *self)
{
  g_autofree char *sentence =
    self->error != NULL ? lk_error_text_sentence (self->error) : NULL;
  g_autofree char *words = lk_error_text_words (self->error);

  gtk_label_set_text (self->problem_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), sentence != NULL);
  gtk_label_set_text (self->words_label, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->words_label), words != NULL);
}

static void
stop_waiting (LkPasswordForm *self)
{
  if (self->wake_id != 0)
    lk_clock_cancel (self->clock, self->wake_id);
  self->wake_id = 0;
  self->wait_until = 0;
  g_clear_object (&self->clock);
  update_button (self);
}

static void
forget_problem (LkPasswordForm *self)
{
  g_clear_error (&self->error);
  show_problem (self);
}

static void count_down (gpointer user_data);

/* Once a second there is another number to be read. */
static void
tick (LkPasswordForm *self)
{
  gint64 left = self->wait_until - lk_clock_now (self->clock);

  if (left <= 0)
    {
      stop_waiting (self);
      forget_problem (self);
      return;
    }
  lk_error_set_retry_after (self->error, (gint) ((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC));
  show_problem (self);
  self->wake_id = lk_clock_wake_at (self->clock,
                                    lk_clock_now (self->clock) + MIN (left, G_USEC_PER_SEC),
                                    count_down, self);
}

static void
count_down (gpointer user_data)
{
  LkPasswordForm *self = user_data;

  self->wake_id = 0;
  tick (self);
}

static void
start_waiting (LkPasswordForm *self,
               gint64          seconds)
{
  self->clock = g_object_ref (lk_account_get_ports (self->account)->clock);
  self->wait_until = lk_clock_now (self->clock) + seconds * G_USEC_PER_SEC;
  tick (self);
  update_button (self);
}

static void
submit (LkPasswordForm *self)
{
  g_autofree char *user = NULL;
  g_autoptr (LkSecret) password = NULL;

  if (!gtk_widget_get_sensitive (self->sign_in_button) || self->account == NULL ||
      lk_account_get_state (self->account) == LK_AUTH_STATE_EXCHANGING)
    return;
  user = g_strdup (gtk_editable_get_text (self->user_entry));
  password = lk_secret_new (gtk_editable_get_text (self->password_entry));
  forget_password (self);
  forget_problem (self);
  gtk_widget_grab_focus (GTK_WIDGET (self)); /* the button is about to go */
  g_signal_emit (self, signals[LOG_IN], 0, user, password);
}

static void
on_text_changed (LkPasswordForm *self)
{
  if (self->wait_until == 0 && self->error != NULL && is_filled_in (self->password_entry))
    forget_problem (self);
  update_button (self);
}

static void
on_user_entered (LkPasswordForm *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->password_entry));
}

/* The widget. */

static void
set_account (LkPasswordForm *self,
             LkAccount      *account)
{
  if (g_set_object (&self->account, account))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACCOUNT]);
}

static void
lk_password_form_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  LkPasswordForm *self = LK_PASSWORD_FORM (object);

  switch (prop_id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_password_form_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  LkPasswordForm *self = LK_PASSWORD_FORM (object);

  switch (prop_id)
    {
    case PROP_ACCOUNT:
      set_account (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
lk_password_form_grab_focus (GtkWidget *widget)
{
  LkPasswordForm *self = LK_PASSWORD_FORM (widget);

  return gtk_widget_grab_focus (is_filled_in (self->user_entry) ? GTK_WIDGET (self->password_entry)
                                                              : GTK_WIDGET (self->user_entry));
}

/* Whoever comes back finds nothing that they typed in secret. */
static void
lk_password_form_unmap (GtkWidget *widget)
{
  LkPasswordForm *self = LK_PASSWORD_FORM (widget);

  forget_password (self);
  if (self->wait_until == 0)
    forget_problem (self);
  GTK_WIDGET_CLASS (lk_password_form_parent_class)->unmap (widget);
}

static void
lk_password_form_dispose (GObject *object)
{
  LkPasswordForm *self = LK_PASSWORD_FORM (object);

  if (self->wake_id != 0)
    lk_clock_cancel (self->clock, self->wake_id);
  self->wake_id = 0;
  g_clear_object (&self->clock);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (lk_password_form_parent_class)->dispose (object);
}

static void
lk_password_form_finalize (GObject *object)
{
  g_clear_error (&LK_PASSWORD_FORM (object)->error);
  G_OBJECT_CLASS (lk_password_form_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-password-form.ui");
  gtk_widget_class_bind_template_child (widget_class, LkPasswordForm, user_entry);
  gtk_widget_class_bind_template_child (widget_class, LkPasswordForm, password_entry);
  gtk_widget_class_bind_template_child (widget_class, LkPasswordForm, sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, LkPasswordForm, button_stack);
  gtk_widget_class_bind_template_child (widget_class, LkPasswordForm, problem_label);
  gtk_widget_class_bind_template_child (widget_class, LkPasswordForm, words_label);
  gtk_widget_class_bind_template_callback (widget_class, button_page);
  gtk_widget_class_bind_template_callback (widget_class, is_idle);
  gtk_widget_class_bind_template_callback (widget_class, is_open_to_anybody);
  gtk_widget_class_bind_template_callback (widget_class, submit);
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_user_entered);
}

static void
lk_password_form_class_init (LkPasswordFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = lk_password_form_get_property;
  object_class->set_property = lk_password_form_set_property;
  object_class->dispose = lk_password_form_dispose;
  object_class->finalize = lk_password_form_finalize;
  widget_class->focus = lk_focus_child;
  widget_class->grab_focus = lk_password_form_grab_focus;
  widget_class->unmap = lk_password_form_unmap;

  /** LkPasswordForm:account: (nullable): which account is signing in */
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, LK_TYPE_ACCOUNT,
                                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                             G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[LOG_IN] = g_signal_new ("log-in", LK_TYPE_PASSWORD_FORM, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 2,
                                  G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE,
                                  LK_TYPE_SECRET | G_SIGNAL_TYPE_STATIC_SCOPE);
  bind_template (widget_class);
}

static void
lk_password_form_init (LkPasswordForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_shown_child_tell (self->button_stack);
  lk_announce_label (self->problem_label);
  update_button (self);
}

/**
 * lk_password_form_begin:
 * @self: the form
 * @user: (nullable): who is known to sign in
 *
 * Begins anew: all that was typed or shown is gone.
 */
void
lk_password_form_begin (LkPasswordForm *self,
                        const char     *user)
{
  g_return_if_fail (LK_IS_PASSWORD_FORM (self));

  stop_waiting (self);
  forget_problem (self);
  forget_password (self);
  gtk_editable_set_text (self->user_entry, user != NULL ? user : "");
}

/**
 * lk_password_form_set_error:
 * @self: the form
 * @error: of lk_legacy_login_can_be_mended()
 *
 * Shows why what was typed did not lead in, until something else is typed.
 */
void
lk_password_form_set_error (LkPasswordForm *self,
                            const GError   *error)
{
  g_return_if_fail (LK_IS_PASSWORD_FORM (self));
  g_return_if_fail (error != NULL);

  stop_waiting (self);
  g_clear_error (&self->error);
  self->error = g_error_copy (error);
  if (error->code == LK_ERROR_RATE_LIMITED && lk_error_get_retry_after (error) > 0 &&
      self->account != NULL)
    start_waiting (self, lk_error_get_retry_after (error));
  else
    show_problem (self);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}
