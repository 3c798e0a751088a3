/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-open-session-row.h"

#include <glib/gi18n.h>

#include "lk-describe.h"
#include "lk-dialogs.h"
#include "lk-error-text.h"
#include "lk-error.h"
#include "lk-open-session-text.h"
#include "lk-shown-child.h"

/**
 * LkOpenSessionRow:
 *
 * A session that is still open at its server: whose, where and why, in words; to be tried once
 * more, or to be forgotten.
 */
struct _LkOpenSessionRow
{
  AdwActionRow   parent_instance;
  GtkStack      *stack;
  GtkSpinner    *spinner;
  LkRevocations *sessions; /* set once */
  LkOpenSession *session;  /* set once */
};

G_DEFINE_FINAL_TYPE (LkOpenSessionRow, lk_open_session_row, ADW_TYPE_ACTION_ROW)

static LkRevocation *
get_revocation (LkOpenSessionRow *self)
{
  return lk_open_session_get_revocation (self->session);
}

static void
update (LkOpenSessionRow *self)
{
  gboolean trying = lk_open_session_get_trying (self->session);
  g_autofree char *reason =
    lk_open_session_text_reason (get_revocation (self), lk_open_session_get_error (self->session),
                                 trying);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), reason);
  gtk_stack_set_visible_child_name (self->stack, trying ? "trying" : "idle");
  gtk_spinner_set_spinning (self->spinner, trying);
}

static void
on_retry_activated (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  lk_open_session_try (LK_OPEN_SESSION_ROW (widget)->session);
}

/* Forgetting. */

static void
on_forgotten (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GtkWidget) widget = user_data;
  g_autoptr (GError) error = NULL;

  if (!lk_revocations_forget_finish (LK_REVOCATIONS (source), result, &error))
    gtk_widget_activate_action (widget, "win.toast", "s", lk_error_text_title (error));
}

static void
on_answered (const char *answer,
             gpointer    user_data)
{
  LkOpenSessionRow *self = user_data;

  if (g_str_equal (answer, "forget"))
    lk_revocations_forget_async (self->sessions, get_revocation (self)->id, on_forgotten,
                                 g_object_ref (self));
}

static void
on_forget_activated (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  const LkAnswer answers[] = {
    { "cancel", _("_Cancel"), LK_ANSWER_PLAIN },
    /* Translators: no longer tries to end a session at its server. */
    { "forget", _("_Forget"), LK_ANSWER_DESTRUCTIVE },
  };
  LkOpenSessionRow *self = LK_OPEN_SESSION_ROW (widget);
  g_autofree char *who = lk_open_session_text_title (get_revocation (self));
  g_autofree char *server = lk_untrusted_text (get_revocation (self)->server_name, 100);
  g_autofree char *body = NULL;

  /* Translators: the first %s is a user ID, the second the name of a homeserver. */
  body = g_strdup_printf (_("The session of %s stays open at %s, and Latchkey no longer tries to "
                            "end it. You can still end it on your account page."), who, server);
  lk_ask (widget, "forget-session-dialog", _("Forget This Session?"), body, answers,
          G_N_ELEMENTS (answers), on_answered, g_object_ref (self), g_object_unref);
}

static void
lk_open_session_row_finalize (GObject *object)
{
  LkOpenSessionRow *self = LK_OPEN_SESSION_ROW (object);

  g_clear_object (&self->sessions);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lk_open_session_row_parent_class)->finalize (object);
}

static void
lk_open_session_row_class_init (LkOpenSessionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lk_open_session_row_finalize;

  gtk_widget_class_install_action (widget_class, "open-session.retry", NULL, on_retry_activated);
  gtk_widget_class_install_action (widget_class, "open-session.forget", NULL,
                                   on_forget_activated);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-open-session-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LkOpenSessionRow, stack);
  gtk_widget_class_bind_template_child (widget_class, LkOpenSessionRow, spinner);
}

static void
lk_open_session_row_init (LkOpenSessionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_shown_child_tell (self->stack);
  lk_describe_rows (GTK_WIDGET (self));
}

/**
 * lk_open_session_row_new:
 * @sessions: the list it is in
 * @session: which one
 *
 * Returns: a row for it
 */
GtkWidget *
lk_open_session_row_new (LkRevocations *sessions,
                         LkOpenSession *session)
{
  LkOpenSessionRow *self = g_object_new (LK_TYPE_OPEN_SESSION_ROW, NULL);
  g_autofree char *title = lk_open_session_text_title (lk_open_session_get_revocation (session));

  self->sessions = g_object_ref (sessions);
  self->session = g_object_ref (session);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  g_signal_connect_object (session, "notify::trying", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::error", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
