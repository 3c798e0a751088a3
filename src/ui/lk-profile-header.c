/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-profile-header.h"

#include <glib/gi18n.h>

#include "lk-announce.h"
#include "lk-avatar.h"
#include "lk-describe.h"
#include "lk-dialogs.h"
#include "lk-edit-profile.h"
#include "lk-error-text.h"
#include "lk-fetch.h"
#include "lk-picture.h"

#define LONGEST 255

/**
 * LkProfileHeader:
 *
 * Who the person is for others: picture, name, user ID. The first two can be changed, where the
 * homeserver lets people do that.
 */
struct _LkProfileHeader
{
  AdwBin           parent_instance;
  LkAccount       *account;     /* (nullable) set once */
  GCancellable    *cancellable; /* of what is asked while the header is there */
  GCancellable    *refreshing;  /* (nullable) of the last question for the profile */
  GtkNativeDialog *chooser;     /* (nullable) while a picture is being chosen */
  LkProfileRights  rights;      /* what may be changed, as far as known */
  gboolean         is_busy;     /* something is being changed */
  GtkWidget       *picture_button;
  GtkWidget       *name_button;
  GtkWidget       *busy_box;
  GtkLabel        *busy_label;
  GtkLabel        *name_label;
};

G_DEFINE_FINAL_TYPE (LkProfileHeader, lk_profile_header, ADW_TYPE_BIN)

enum
{
  PROP_ACCOUNT = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* These are bound in the template. What servers wrote is made harmless here, and shown as plain
 * text there. */

static char *
plain (LkProfileHeader *self,
       const char      *text)
{
  return lk_untrusted_text (text, LONGEST);
}

static char *
user_id_text (LkProfileHeader *self,
              LkAccountRecord *record)
{
  return lk_untrusted_text (record->user_id, LONGEST);
}

/* What can be done. */

static void
show_rights (LkProfileHeader *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean has_session = lk_auth_state_has_session (lk_account_get_state (self->account));
  gboolean may_name = has_session && (self->rights & LK_PROFILE_RIGHT_NAME) != 0;
  gboolean may_picture = has_session && (self->rights & LK_PROFILE_RIGHT_PICTURE) != 0;
  gboolean has_picture = lk_account_get_record (self->account)->avatar_uri != NULL;

  gtk_widget_set_visible (self->name_button, may_name);
  gtk_widget_set_visible (self->picture_button, may_picture);
  gtk_widget_set_visible (self->busy_box, self->is_busy);
  gtk_widget_set_sensitive (self->picture_button, !self->is_busy);
  gtk_widget_action_set_enabled (widget, "profile.change-name", may_name && !self->is_busy);
  gtk_widget_action_set_enabled (widget, "profile.choose-picture", may_picture && !self->is_busy);
  gtk_widget_action_set_enabled (widget, "profile.remove-picture",
                                 may_picture && has_picture && !self->is_busy);
}

static void
stop_refreshing (LkProfileHeader *self)
{
  g_cancellable_cancel (self->refreshing);
  g_clear_object (&self->refreshing);
}

/* An answer of before a change must not come after it. */
static void
set_busy (LkProfileHeader *self,
          gboolean         is_busy)
{
  if (is_busy)
    stop_refreshing (self);
  self->is_busy = is_busy;
  show_rights (self);
}

static void
tell_failure (LkProfileHeader *self,
              const char      *heading,
              const char      *body)
{
  const LkAnswer answers[] = { { "close", _("_Close"), LK_ANSWER_PLAIN } };

  lk_ask (GTK_WIDGET (self), "profile-failed-dialog", heading, body, answers,
          G_N_ELEMENTS (answers), NULL, NULL, NULL);
}

/* Returns: whether @self may still be touched */
static gboolean
is_there (LkProfileHeader *self,
          const GError    *error)
{
  return !lk_error_is_cancelled (error);
}

/* The name. */

static void ask_for_name (LkProfileHeader *self, const char *name, const char *problem);

typedef struct
{
  LkProfileHeader *header;
  char            *name;
} Naming;

static void
naming_free (gpointer data)
{
  Naming *self = data;

  g_object_unref (self->header);
  g_free (self->name);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Naming, naming_free)

/* A name that wasn't taken is not to be typed again. */
static void
on_named (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (Naming) naming = user_data;
  LkProfileHeader *self = naming->header;
  g_autoptr (GError) error = NULL;
  g_autofree char *problem = NULL;

  lk_change_profile_finish (LK_ACCOUNT (source), result, &error);
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return; /* the page has gone meanwhile */
  set_busy (self, FALSE);
  if (error == NULL)
    return;
  problem = lk_error_text_answer (error);
  ask_for_name (self, naming->name, problem);
}

/* Who leaves the page has still changed their name. */
static void
on_name_answered (const char *answer,
                  const char *text,
                  gpointer    user_data)
{
  LkProfileHeader *self = user_data;
  Naming *naming;

  if (!g_str_equal (answer, "change") || self->is_busy)
    return;
  naming = g_new0 (Naming, 1);
  naming->header = g_object_ref (self);
  naming->name = g_strdup (text);
  set_busy (self, TRUE);
  lk_change_name_async (self->account, text, NULL, on_named, naming);
}

/* @name, @problem: (nullable) */
static void
ask_for_name (LkProfileHeader *self,
              const char      *name,
              const char      *problem)
{
  const LkAnswer answers[] = {
    { "cancel", _("_Cancel"), LK_ANSWER_PLAIN },
    /* Translators: gives the person another name. */
    { "change", _("C_hange"), LK_ANSWER_SUGGESTED },
  };
  const LkTextQuestion entry = { C_("person", "Name"), name, problem, FALSE };

  lk_ask_for_text (GTK_WIDGET (self), "change-name-dialog", _("Change Your Name"),
                   _("Everybody in your rooms sees this name."), &entry, answers,
                   G_N_ELEMENTS (answers), on_name_answered, g_object_ref (self), g_object_unref);
}

static void
on_change_name_activated (GtkWidget  *widget,
                          const char *action_name,
                          GVariant   *parameter)
{
  LkProfileHeader *self = LK_PROFILE_HEADER (widget);

  ask_for_name (self, lk_account_get_record (self->account)->display_name, NULL);
}

/* The picture. */

static void
on_picture_changed (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  LkProfileHeader *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *body = NULL;

  lk_change_profile_finish (LK_ACCOUNT (source), result, &error);
  if (!is_there (self, error))
    return;
  set_busy (self, FALSE);
  if (error == NULL)
    return;
  body = lk_error_text_answer (error);
  tell_failure (self, _("Couldn’t Change the Picture"), body);
}

/* @picture, @content_type: (nullable) for none */
static void
change_picture (LkProfileHeader *self,
                GBytes          *picture,
                const char      *content_type)
{
  set_busy (self, TRUE);
  lk_change_picture_async (self->account, picture, content_type, self->cancellable,
                           on_picture_changed, self);
}

static void
on_picture_loaded (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  LkProfileHeader *self = user_data;
  g_autoptr (GError) error = NULL;
  const char *content_type = NULL;
  g_autoptr (GBytes) picture = lk_picture_load_finish (result, &content_type, &error);

  if (!is_there (self, error))
    return;
  if (picture != NULL)
    {
      change_picture (self, picture, content_type);
      return;
    }
  set_busy (self, FALSE);
  tell_failure (self, _("Couldn’t Use This Picture"),
                g_error_matches (error, LK_ERROR, LK_ERROR_STORAGE_FAILED)
                  ? _("The file can’t be read.")
                  : _("This isn’t a picture that Latchkey can use. Choose a PNG, JPEG, GIF or WebP "
                      "file of a usual size."));
}

static void
on_chooser_response (LkProfileHeader *self,
                     int              response,
                     GtkNativeDialog *chooser)
{
  g_autoptr (GFile) file = lk_picture_chooser_dup_file (chooser, response);

  gtk_native_dialog_destroy (chooser);
  g_clear_object (&self->chooser);
  if (file != NULL)
    lk_profile_header_take_picture (self, file);
}

static void
on_choose_picture_activated (GtkWidget  *widget,
                             const char *action_name,
                             GVariant   *parameter)
{
  LkProfileHeader *self = LK_PROFILE_HEADER (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (self->chooser != NULL)
    return;
  self->chooser = lk_picture_chooser_new (GTK_WINDOW (root));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chooser_response), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (self->chooser);
}

static void
on_remove_picture_activated (GtkWidget  *widget,
                             const char *action_name,
                             GVariant   *parameter)
{
  change_picture (LK_PROFILE_HEADER (widget), NULL, NULL);
}

/* The object. */

static void
set_account (LkProfileHeader *self,
             LkAccount       *account)
{
  if (account == NULL || account == self->account)
    return;
  g_return_if_fail (self->account == NULL);

  self->account = g_object_ref (account);
  g_signal_connect_object (account, "notify::state", G_CALLBACK (show_rights), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::record", G_CALLBACK (show_rights), self,
                           G_CONNECT_SWAPPED);
  show_rights (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACCOUNT]);
}

static void
lk_profile_header_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, LK_PROFILE_HEADER (object)->account);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_profile_header_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_ACCOUNT:
      set_account (LK_PROFILE_HEADER (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_profile_header_dispose (GObject *object)
{
  LkProfileHeader *self = LK_PROFILE_HEADER (object);

  g_cancellable_cancel (self->cancellable);
  stop_refreshing (self);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (self->chooser);
  g_clear_object (&self->chooser);
  G_OBJECT_CLASS (lk_profile_header_parent_class)->dispose (object);
}

static void
lk_profile_header_finalize (GObject *object)
{
  LkProfileHeader *self = LK_PROFILE_HEADER (object);

  g_clear_object (&self->account);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (lk_profile_header_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (LK_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-profile-header.ui");
  gtk_widget_class_bind_template_child (widget_class, LkProfileHeader, picture_button);
  gtk_widget_class_bind_template_child (widget_class, LkProfileHeader, name_button);
  gtk_widget_class_bind_template_child (widget_class, LkProfileHeader, busy_box);
  gtk_widget_class_bind_template_child (widget_class, LkProfileHeader, busy_label);
  gtk_widget_class_bind_template_child (widget_class, LkProfileHeader, name_label);
  gtk_widget_class_bind_template_callback (widget_class, plain);
  gtk_widget_class_bind_template_callback (widget_class, user_id_text);
}

static void
lk_profile_header_class_init (LkProfileHeaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = lk_profile_header_get_property;
  object_class->set_property = lk_profile_header_set_property;
  object_class->dispose = lk_profile_header_dispose;
  object_class->finalize = lk_profile_header_finalize;

  /** LkProfileHeader:account: whose profile */
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, LK_TYPE_ACCOUNT,
                                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                             G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_install_action (widget_class, "profile.change-name", NULL,
                                   on_change_name_activated);
  gtk_widget_class_install_action (widget_class, "profile.choose-picture", NULL,
                                   on_choose_picture_activated);
  gtk_widget_class_install_action (widget_class, "profile.remove-picture", NULL,
                                   on_remove_picture_activated);
  bind_template (widget_class);
}

static void
lk_profile_header_init (LkProfileHeader *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_name_items (GTK_MENU_BUTTON (self->picture_button));
  lk_announce_label (self->busy_label);
  lk_announce_label (self->name_label);
}

static void
on_profile_fetched (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  /* What it means for the session, such as being offline, the account knows and shows. */
  if (!lk_fetch_profile_finish (LK_ACCOUNT (source), result, &error) &&
      !lk_error_is_cancelled (error))
    g_debug ("The profile was not fetched: %s", error->message);
}

/* Without an answer it stays as it was. */
static void
on_rights (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  LkProfileHeader *self = user_data;
  g_autoptr (GError) error = NULL;
  LkProfileRights rights = lk_ask_profile_rights_finish (LK_ACCOUNT (source), result, &error);

  if (error != NULL)
    return;
  self->rights = rights;
  show_rights (self);
}

/**
 * lk_profile_header_refresh:
 * @self: the header
 *
 * Asks the homeserver for the person's name and picture, and whether they may be changed, if there
 * is a session to ask with.
 */
void
lk_profile_header_refresh (LkProfileHeader *self)
{
  g_return_if_fail (LK_IS_PROFILE_HEADER (self));

  if (self->account == NULL || !lk_auth_state_has_session (lk_account_get_state (self->account)))
    return;
  if (!self->is_busy) /* a change ends by asking */
    {
      stop_refreshing (self);
      self->refreshing = g_cancellable_new ();
      lk_fetch_profile_async (self->account, self->refreshing, on_profile_fetched, NULL);
    }
  lk_ask_profile_rights_async (self->account, self->cancellable, on_rights, self);
}

/**
 * lk_profile_header_take_picture:
 * @self: the header
 * @file: a picture
 *
 * Makes @file the person's picture, unless something is being changed already.
 */
void
lk_profile_header_take_picture (LkProfileHeader *self,
                                GFile           *file)
{
  g_return_if_fail (LK_IS_PROFILE_HEADER (self));

  if (self->is_busy)
    return;
  set_busy (self, TRUE);
  lk_picture_load_async (file, self->cancellable, on_picture_loaded, self);
}
