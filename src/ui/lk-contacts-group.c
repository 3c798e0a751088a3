/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-contacts-group.h"

#include <glib/gi18n.h>

#include "lk-account-text.h"
#include "lk-contacts.h"
#include "lk-error.h"

/**
 * LkContactsGroup:
 *
 * The e-mail addresses and phone numbers of an account, to be looked at, and where to change them.
 * It can be seen once they are known: a homeserver that doesn't tell them is nothing to tell.
 */
struct _LkContactsGroup
{
  AdwPreferencesGroup parent_instance;
  LkAccount          *account; /* (nullable) set once */
  GPtrArray          *rows;    /* GtkWidget, not owned */
  GCancellable       *loading; /* (nullable) of the question under way */
  gboolean            is_known;
};

G_DEFINE_FINAL_TYPE (LkContactsGroup, lk_contacts_group, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  PROP_ACCOUNT = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* The group's description is markup. */
static char *
where_markup (LkContactsGroup *self,
              LkAccountRecord *record)
{
  g_autofree char *issuer = lk_account_text_host (record->issuer);
  g_autofree char *manager = lk_account_text_host (record->account_management_uri);

  if (manager != NULL)
    /* Translators: of e-mail addresses and phone numbers; %s is the host of the provider. */
    return g_markup_printf_escaped (_("You can change these on your profile page at %s."),
                                    issuer != NULL ? issuer : manager);
  if (issuer != NULL)
    /* Translators: of e-mail addresses and phone numbers; %s is the host of the provider. */
    return g_markup_printf_escaped (_("You can change these at %s."), issuer);
  /* Translators: of e-mail addresses and phone numbers; the homeserver has no web page for it. */
  return g_strdup (_("You can change these in an app for chatting."));
}

static void
add_row (LkContactsGroup *self,
         const char      *title,
         const char      *text)
{
  GtkWidget *row = adw_action_row_new ();

  gtk_widget_set_name (row, "contact-row");
  gtk_widget_add_css_class (row, "property");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
add_contact (LkContactsGroup *self,
             const LkContact *contact)
{
  add_row (self, contact->kind == LK_CONTACT_EMAIL ? _("E-Mail Address") : _("Phone Number"),
           contact->address);
}

static void
show_visibility (LkContactsGroup *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self),
                          self->is_known &&
                          lk_auth_state_has_session (lk_account_get_state (self->account)));
}

static void
show_contacts (LkContactsGroup *self,
               GPtrArray       *contacts)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);

  for (guint i = 0; i < contacts->len; i++)
    add_contact (self, contacts->pdata[i]);
  if (contacts->len == 0)
    /* Translators: there are no e-mail addresses and phone numbers. */
    add_row (self, _("E-Mail Addresses and Phone Numbers"), C_("contacts", "None"));
  self->is_known = TRUE;
  show_visibility (self);
}

static void
on_listed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) contacts = lk_list_contacts_finish (LK_ACCOUNT (source), result, &error);
  LkContactsGroup *self = user_data;

  if (lk_error_is_cancelled (error))
    return; /* there may be no group any more, or a newer question */
  g_clear_object (&self->loading);
  if (contacts != NULL)
    show_contacts (self, contacts);
  else
    g_debug ("The addresses were not listed: %s", error->message);
}

static void
stop_loading (LkContactsGroup *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

static void
set_account (LkContactsGroup *self,
             LkAccount       *account)
{
  if (account == NULL || account == self->account)
    return;
  g_return_if_fail (self->account == NULL);

  self->account = g_object_ref (account);
  g_signal_connect_object (account, "notify::state", G_CALLBACK (show_visibility), self,
                           G_CONNECT_SWAPPED);
  show_visibility (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACCOUNT]);
}

static void
lk_contacts_group_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, LK_CONTACTS_GROUP (object)->account);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_contacts_group_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_ACCOUNT:
      set_account (LK_CONTACTS_GROUP (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_contacts_group_dispose (GObject *object)
{
  stop_loading (LK_CONTACTS_GROUP (object));
  G_OBJECT_CLASS (lk_contacts_group_parent_class)->dispose (object);
}

static void
lk_contacts_group_finalize (GObject *object)
{
  LkContactsGroup *self = LK_CONTACTS_GROUP (object);

  g_clear_object (&self->account);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (lk_contacts_group_parent_class)->finalize (object);
}

static void
lk_contacts_group_class_init (LkContactsGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = lk_contacts_group_get_property;
  object_class->set_property = lk_contacts_group_set_property;
  object_class->dispose = lk_contacts_group_dispose;
  object_class->finalize = lk_contacts_group_finalize;

  /** LkContactsGroup:account: whose addresses */
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, LK_TYPE_ACCOUNT,
                                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                             G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-contacts-group.ui");
  gtk_widget_class_bind_template_callback (widget_class, where_markup);
}

static void
lk_contacts_group_init (LkContactsGroup *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * lk_contacts_group_refresh:
 * @self: the group
 *
 * Asks the homeserver for the addresses, if there is a session to ask with. What is shown stays
 * until the answer is there.
 */
void
lk_contacts_group_refresh (LkContactsGroup *self)
{
  g_return_if_fail (LK_IS_CONTACTS_GROUP (self));

  if (self->account == NULL || !lk_auth_state_has_session (lk_account_get_state (self->account)))
    return;
  stop_loading (self);
  self->loading = g_cancellable_new ();
  lk_list_contacts_async (self->account, self->loading, on_listed, self);
}
