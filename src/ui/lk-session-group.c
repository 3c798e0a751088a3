/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-session-group.h"

#include <glib/gi18n.h>

#include "lk-account-details.h"
#include "lk-account-text.h"
#include "lk-describe.h"
#include "lk-dialogs.h"
#include "lk-error-text.h"
#include "lk-error.h"
#include "lk-refresh.h"

#define LONGEST 255

/**
 * LkSessionGroup:
 *
 * The session of an account on this computer: how it is, and what it is called, where and since
 * when it is. While it can be seen, it keeps telling how long ago the access was renewed.
 *
 * Signals: `rename` when the person wants to call the session otherwise.
 */
struct _LkSessionGroup
{
  AdwPreferencesGroup parent_instance;
  LkAccount          *account;     /* (nullable) set once */
  char               *device_name; /* (nullable) until known; "" when it has none */
  GCancellable       *cancellable; /* of what is asked while the group is there */
  guint               wake_id;     /* 0 or when the words for the state change */
  AdwActionRow       *state_row;
  AdwActionRow       *name_row;
  GtkWidget          *renew_button;
  GtkWidget          *copy_button;
  gboolean            had_keyboard; /* the button, until it could not be pressed for a while */
};

G_DEFINE_FINAL_TYPE (LkSessionGroup, lk_session_group, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  PROP_ACCOUNT = 1,
  PROP_DEVICE_NAME,
  N_PROPS,
};

enum
{
  RENAME,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

/* These are bound in the template. What servers wrote is made harmless here, and shown as plain
 * text there. */

static char *
device_text (LkSessionGroup  *self,
             LkAccountRecord *record)
{
  return lk_untrusted_text (record->device_id, LONGEST);
}

static char *
homeserver_text (LkSessionGroup  *self,
                 LkAccountRecord *record)
{
  g_autofree char *host = lk_account_text_host (record->base_url);
  g_autofree char *name = lk_untrusted_text (record->server_name, LONGEST);

  if (host == NULL || g_strcmp0 (host, name) == 0)
    return g_steal_pointer (&name);
  /* Translators: the name of a homeserver, and the host on which it runs. */
  return g_strdup_printf (C_("homeserver", "%s (on %s)"), name, host);
}

static char *
provider_text (LkSessionGroup  *self,
               LkAccountRecord *record)
{
  return lk_account_text_host (record->issuer);
}

static char *
since_text (LkSessionGroup  *self,
            LkAccountRecord *record)
{
  return lk_account_text_moment (record->signed_in_at);
}

static gboolean
has_provider (LkSessionGroup  *self,
              LkAccountRecord *record)
{
  return record->issuer != NULL;
}

/* How the session is. */

static LkClock *
get_clock (LkSessionGroup *self)
{
  return lk_account_get_ports (self->account)->clock;
}

static void
stop_waiting (LkSessionGroup *self)
{
  if (self->wake_id != 0)
    lk_clock_cancel (get_clock (self), self->wake_id);
  self->wake_id = 0;
}

/* (nullable): what is to be said about the access, if it is in use */
static char *
dup_renewed (LkSessionGroup *self)
{
  if (!lk_auth_state_has_session (lk_account_get_state (self->account)))
    return NULL;
  return lk_account_text_renewed (lk_account_get_renewed_at (self->account),
                                  lk_clock_seconds (get_clock (self)));
}

static void
show_state (LkSessionGroup *self)
{
  const char *session = lk_account_text_session (lk_account_get_state (self->account),
                                                 lk_account_get_offline (self->account),
                                                 lk_account_get_keyring_locked (self->account));
  g_autofree char *renewed = dup_renewed (self);
  g_autofree char *text = g_strjoin ("\n", session, renewed, NULL);

  adw_action_row_set_subtitle (self->state_row, text);
}

static void on_woken (gpointer user_data);

static void
wait_for_other_words (LkSessionGroup *self)
{
  gint64 renewed_at = lk_account_get_renewed_at (self->account);
  gint64 until;

  stop_waiting (self);
  if (renewed_at == 0 || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  until = lk_account_text_renewed_until (renewed_at, lk_clock_seconds (get_clock (self)));
  self->wake_id = lk_clock_wake_at (get_clock (self), until * G_USEC_PER_SEC, on_woken, self);
}

static void
keep_telling (LkSessionGroup *self)
{
  show_state (self);
  wait_for_other_words (self);
}

static void
on_woken (gpointer user_data)
{
  LkSessionGroup *self = user_data;

  self->wake_id = 0;
  keep_telling (self);
}

/* A button that can't be pressed for a while loses the keyboard, and gets it back. */
static void
set_can_renew (LkSessionGroup *self,
               gboolean        can_renew)
{
  GtkRoot *root = gtk_widget_get_root (self->renew_button);

  self->had_keyboard |= gtk_widget_is_focus (self->renew_button);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "session.renew", can_renew);
  if (!can_renew)
    return;
  if (self->had_keyboard && root != NULL && gtk_root_get_focus (root) == NULL)
    gtk_widget_grab_focus (self->renew_button);
  self->had_keyboard = FALSE;
}

static void
on_state_changed (LkSessionGroup *self)
{
  LkAuthState state = lk_account_get_state (self->account);

  gtk_widget_set_visible (self->renew_button, lk_auth_state_has_session (state));
  set_can_renew (self, state == LK_AUTH_STATE_SIGNED_IN);
  keep_telling (self);
}

/* What the person does. */

/* The account itself says when the session is over. Without a step, nobody was asked: there is
 * nothing to renew the access with. */
static void
tell_failure (LkSessionGroup *self,
              const GError   *error)
{
  const LkAnswer answers[] = { { "close", _("_Close"), LK_ANSWER_PLAIN } };
  gboolean was_asked = lk_error_get_step (error) != NULL;
  g_autofree char *sentence =
    g_error_matches (error, LK_ERROR, LK_ERROR_REFUSED) && !was_asked
      ? g_strdup (_("The server gave this session nothing to renew it with. It goes on until you "
                    "sign out."))
      : lk_error_text_sentence (error);

  if (g_error_matches (error, LK_ERROR, LK_ERROR_EXPIRED))
    return;
  lk_ask (GTK_WIDGET (self), "renew-failed-dialog", _("Couldn’t Renew Access"), sentence, answers,
          G_N_ELEMENTS (answers), NULL, NULL, NULL);
}

static void
on_renewed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  LkSessionGroup *self = user_data;
  gboolean is_renewed = lk_refresh_finish (LK_ACCOUNT (source), result, &error);

  if (lk_error_is_cancelled (error))
    return; /* there may be no group any more */
  if (is_renewed)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("Access renewed"));
  else
    tell_failure (self, error);
}

static void
on_renew_activated (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  LkSessionGroup *self = LK_SESSION_GROUP (widget);

  lk_refresh_async (self->account, self->cancellable, on_renewed, self);
}

static void
on_rename_activated (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  g_signal_emit (widget, signals[RENAME], 0);
}

static void
on_copy_activated (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  g_autofree char *text = lk_account_details (LK_SESSION_GROUP (widget)->account);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  gtk_widget_activate_action (widget, "win.toast", "s", _("Details copied"));
}

/* The object. */

static void
set_account (LkSessionGroup *self,
             LkAccount      *account)
{
  if (account == NULL || account == self->account)
    return;
  g_return_if_fail (self->account == NULL);

  self->account = g_object_ref (account);
  g_signal_connect_object (account, "notify::state", G_CALLBACK (on_state_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::offline", G_CALLBACK (show_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::keyring-locked", G_CALLBACK (show_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::renewed-at", G_CALLBACK (keep_telling), self,
                           G_CONNECT_SWAPPED);
  on_state_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACCOUNT]);
}

static void
set_device_name (LkSessionGroup *self,
                 const char     *name)
{
  if (g_strcmp0 (name, self->device_name) == 0)
    return;
  g_free (self->device_name);
  self->device_name = g_strdup (name);
  /* Translators: of a session that nobody gave a name. */
  adw_action_row_set_subtitle (self->name_row, name != NULL && *name != '\0' ? name :
                                                C_("name of a session", "None"));
  gtk_widget_set_visible (GTK_WIDGET (self->name_row), name != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DEVICE_NAME]);
}

static void
lk_session_group_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  LkSessionGroup *self = LK_SESSION_GROUP (object);

  switch (prop_id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    case PROP_DEVICE_NAME:
      g_value_set_string (value, self->device_name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_session_group_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  LkSessionGroup *self = LK_SESSION_GROUP (object);

  switch (prop_id)
    {
    case PROP_ACCOUNT:
      set_account (self, g_value_get_object (value));
      break;
    case PROP_DEVICE_NAME:
      set_device_name (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_session_group_map (GtkWidget *widget)
{
  LkSessionGroup *self = LK_SESSION_GROUP (widget);

  GTK_WIDGET_CLASS (lk_session_group_parent_class)->map (widget);
  if (self->account != NULL)
    keep_telling (self);
}

static void
lk_session_group_unmap (GtkWidget *widget)
{
  LkSessionGroup *self = LK_SESSION_GROUP (widget);

  if (self->account != NULL)
    stop_waiting (self);
  GTK_WIDGET_CLASS (lk_session_group_parent_class)->unmap (widget);
}

static void
lk_session_group_dispose (GObject *object)
{
  g_cancellable_cancel (LK_SESSION_GROUP (object)->cancellable);
  G_OBJECT_CLASS (lk_session_group_parent_class)->dispose (object);
}

static void
lk_session_group_finalize (GObject *object)
{
  LkSessionGroup *self = LK_SESSION_GROUP (object);

  g_clear_object (&self->account);
  g_clear_object (&self->cancellable);
  g_free (self->device_name);
  G_OBJECT_CLASS (lk_session_group_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  /** LkSessionGroup:account: whose session */
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, LK_TYPE_ACCOUNT, flags);
  /** LkSessionGroup:device-name: (nullable): what it is called, "" when it has no name */
  props[PROP_DEVICE_NAME] = g_param_spec_string ("device-name", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-session-group.ui");
  gtk_widget_class_bind_template_child (widget_class, LkSessionGroup, state_row);
  gtk_widget_class_bind_template_child (widget_class, LkSessionGroup, name_row);
  gtk_widget_class_bind_template_child (widget_class, LkSessionGroup, renew_button);
  gtk_widget_class_bind_template_child (widget_class, LkSessionGroup, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, device_text);
  gtk_widget_class_bind_template_callback (widget_class, homeserver_text);
  gtk_widget_class_bind_template_callback (widget_class, provider_text);
  gtk_widget_class_bind_template_callback (widget_class, since_text);
  gtk_widget_class_bind_template_callback (widget_class, has_provider);
}

static void
lk_session_group_class_init (LkSessionGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = lk_session_group_get_property;
  object_class->set_property = lk_session_group_set_property;
  object_class->dispose = lk_session_group_dispose;
  object_class->finalize = lk_session_group_finalize;
  widget_class->map = lk_session_group_map;
  widget_class->unmap = lk_session_group_unmap;

  install_properties (object_class);
  signals[RENAME] = g_signal_new ("rename", LK_TYPE_SESSION_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "session.renew", NULL, on_renew_activated);
  gtk_widget_class_install_action (widget_class, "session.rename", NULL, on_rename_activated);
  gtk_widget_class_install_action (widget_class, "session.copy", NULL, on_copy_activated);
  bind_template (widget_class);
}

static void
lk_session_group_init (LkSessionGroup *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_keep_name (self->copy_button);
  lk_describe_rows (GTK_WIDGET (self));
}
