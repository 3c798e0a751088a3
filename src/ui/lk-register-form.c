/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-register-form.h"

#include <glib/gi18n.h>

#include "lk-announce.h"
#include "lk-focus.h"
#include "lk-register-text.h"
#include "lk-user-registration.h"

/**
 * LkRegisterForm:
 *
 * Asks for a name and, twice, for a password. While the name is typed, the homeserver is asked
 * whether it is free. Enter activates `register.submit`.
 */
struct _LkRegisterForm
{
  AdwBin        parent_instance;
  GtkEditable  *name_entry;
  GtkEditable  *password_entry;
  GtkEditable  *repeat_entry;
  GtkLabel     *name_note;
  GtkLabel     *password_note;
  LkInterview  *interview;    /* (nullable) */
  GSignalGroup *name_signals; /* of its name check */
};

G_DEFINE_FINAL_TYPE (LkRegisterForm, lk_register_form, ADW_TYPE_BIN)

/* Notes below the entries. */

static void
set_wrong (GtkEditable *entry,
           gboolean     wrong)
{
  if (wrong)
    {
      gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
      gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                                   GTK_ACCESSIBLE_INVALID_TRUE, -1);
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
      gtk_accessible_reset_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID);
    }
}

/* @text: (nullable) plain text */
static void
set_note (GtkLabel   *note,
          const char *text,
          const char *css_class)
{
  gtk_label_set_text (note, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (note), text != NULL);
  gtk_widget_remove_css_class (GTK_WIDGET (note), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (note), "success");
  gtk_widget_add_css_class (GTK_WIDGET (note), css_class);
}

static void
set_name_problem (LkRegisterForm *self,
                  const char     *text)
{
  set_note (self->name_note, text, "error");
  set_wrong (self->name_entry, text != NULL);
}

static void
set_password_problem (LkRegisterForm *self,
                      GtkEditable    *entry,
                      const char     *text)
{
  set_note (self->password_note, text, "error");
  set_wrong (self->password_entry, text != NULL && entry == self->password_entry);
  set_wrong (self->repeat_entry, text != NULL && entry == self->repeat_entry);
}

/* The name. */

static LkNameCheck *
get_check (LkRegisterForm *self)
{
  return self->interview != NULL ? lk_interview_get_name_check (self->interview) : NULL;
}

static char *
dup_name (LkRegisterForm *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->name_entry)));
}

static void
on_verdict_changed (LkRegisterForm *self)
{
  LkNameCheck *check = get_check (self);
  g_autofree char *problem = NULL;

  switch (lk_name_check_get_verdict (check))
    {
    case LK_NAME_FREE:
      set_name_problem (self, NULL);
      set_note (self->name_note, _("This name is free."), "success");
      break;
    case LK_NAME_REFUSED:
      problem = lk_register_text_problem (LK_QUESTION_IDENTITY, lk_name_check_get_refusal (check));
      set_name_problem (self, problem);
      break;
    case LK_NAME_UNKNOWN:
    default:
      set_name_problem (self, NULL);
    }
}

static void
on_name_changed (LkRegisterForm *self)
{
  g_autofree char *name = dup_name (self);

  set_name_problem (self, NULL);
  if (self->interview != NULL)
    lk_name_check_set_name (get_check (self), name);
}

static void
on_name_left (LkRegisterForm *self)
{
  if (self->interview != NULL)
    lk_name_check_hurry (get_check (self));
}

/* The password. */

static void
on_password_changed (LkRegisterForm *self)
{
  set_password_problem (self, NULL, NULL);
}

static gboolean
check_name (LkRegisterForm *self,
            const char     *name)
{
  if (*name != '\0')
    return TRUE;
  set_name_problem (self, _("Type the name that you want to have."));
  gtk_widget_grab_focus (GTK_WIDGET (self->name_entry));
  return FALSE;
}

static gboolean
check_password (LkRegisterForm *self)
{
  const char *password = gtk_editable_get_text (self->password_entry);
  const char *repeated = gtk_editable_get_text (self->repeat_entry);

  if (*password == '\0')
    {
      set_password_problem (self, self->password_entry, _("Type a password."));
      gtk_widget_grab_focus (GTK_WIDGET (self->password_entry));
      return FALSE;
    }
  if (g_str_equal (password, repeated))
    return TRUE;
  set_password_problem (self, self->repeat_entry,
                        *repeated == '\0' ? _("Type the password once more.")
                                          : _("The two passwords aren’t the same."));
  gtk_widget_grab_focus (GTK_WIDGET (self->repeat_entry));
  return FALSE;
}

static void
on_entry_activated (LkRegisterForm *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "register.submit", NULL);
}

/* The widget. */

static gboolean
lk_register_form_grab_focus (GtkWidget *widget)
{
  LkRegisterForm *self = LK_REGISTER_FORM (widget);
  GtkEditable *wrong = self->name_entry;

  if (gtk_widget_has_css_class (GTK_WIDGET (self->password_entry), "error"))
    wrong = self->password_entry;
  return gtk_widget_grab_focus (GTK_WIDGET (wrong));
}

static void
lk_register_form_dispose (GObject *object)
{
  LkRegisterForm *self = LK_REGISTER_FORM (object);

  g_clear_object (&self->name_signals);
  g_clear_object (&self->interview);
  G_OBJECT_CLASS (lk_register_form_parent_class)->dispose (object);
}

static void
lk_register_form_class_init (LkRegisterFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_register_form_dispose;
  widget_class->focus = lk_focus_child;
  widget_class->grab_focus = lk_register_form_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-register-form.ui");
  gtk_widget_class_bind_template_child (widget_class, LkRegisterForm, name_entry);
  gtk_widget_class_bind_template_child (widget_class, LkRegisterForm, password_entry);
  gtk_widget_class_bind_template_child (widget_class, LkRegisterForm, repeat_entry);
  gtk_widget_class_bind_template_child (widget_class, LkRegisterForm, name_note);
  gtk_widget_class_bind_template_child (widget_class, LkRegisterForm, password_note);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_name_left);
  gtk_widget_class_bind_template_callback (widget_class, on_password_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
}

static void
describe (GtkEditable *entry,
          GtkLabel    *note)
{
  gtk_accessible_update_relation (GTK_ACCESSIBLE (entry),
                                  GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, note, NULL, -1);
}

static void
lk_register_form_init (LkRegisterForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_announce_label (self->name_note);
  lk_announce_label (self->password_note);
  describe (self->name_entry, self->name_note);
  describe (self->password_entry, self->password_note);
  describe (self->repeat_entry, self->password_note);
  self->name_signals = g_signal_group_new (LK_TYPE_NAME_CHECK);
  g_signal_group_connect_swapped (self->name_signals, "changed",
                                  G_CALLBACK (on_verdict_changed), self);
}

/**
 * lk_register_form_set_interview:
 * @self: the form
 * @interview: (nullable): whose question it puts; the name stays from one to the next
 */
void
lk_register_form_set_interview (LkRegisterForm *self,
                                LkInterview    *interview)
{
  g_return_if_fail (LK_IS_REGISTER_FORM (self));

  if (!g_set_object (&self->interview, interview))
    return;
  g_signal_group_set_target (self->name_signals, get_check (self));
  lk_register_form_clear_secrets (self);
  set_name_problem (self, NULL);
}

/**
 * lk_register_form_take_problem:
 * @self: the form
 * @problem: (nullable): why what was typed is not accepted
 *
 * Shows @problem where it belongs. A password that is not accepted has to be typed anew.
 *
 * Returns: whether it belongs here
 */
gboolean
lk_register_form_take_problem (LkRegisterForm *self,
                               const GError   *problem)
{
  LkRegistrationFault fault = lk_user_registration_fault (problem);
  g_autofree char *text = NULL;

  g_return_val_if_fail (LK_IS_REGISTER_FORM (self), FALSE);

  if (problem != NULL)
    text = lk_register_text_problem (LK_QUESTION_IDENTITY, problem);
  if (fault == LK_REGISTRATION_FAULT_PASSWORD)
    {
      lk_register_form_clear_secrets (self);
      set_password_problem (self, self->password_entry, text);
    }
  else if (fault == LK_REGISTRATION_FAULT_NAME)
    set_name_problem (self, text);
  else
    return FALSE;
  return TRUE;
}

/**
 * lk_register_form_submit:
 * @self: the form
 *
 * Replies with what was typed, or says what is missing.
 */
void
lk_register_form_submit (LkRegisterForm *self)
{
  g_autofree char *name = NULL;
  g_autoptr (LkSecret) password = NULL;

  g_return_if_fail (LK_IS_REGISTER_FORM (self));

  name = dup_name (self);
  if (self->interview == NULL || !check_name (self, name) || !check_password (self))
    return;
  password = lk_secret_new (gtk_editable_get_text (self->password_entry));
  lk_interview_reply_identity (self->interview, name, password);
}

/** lk_register_form_clear_secrets: forgets the passwords. */
void
lk_register_form_clear_secrets (LkRegisterForm *self)
{
  g_return_if_fail (LK_IS_REGISTER_FORM (self));

  gtk_editable_set_text (self->password_entry, "");
  gtk_editable_set_text (self->repeat_entry, "");
}
