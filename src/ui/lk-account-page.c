/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-page.h"

#include <glib/gi18n.h>

#include "lk-account-advice.h"
#include "lk-account-text.h"
#include "lk-contacts-group.h"
#include "lk-devices-group.h"
#include "lk-focus.h"
#include "lk-link-row.h"
#include "lk-profile-header.h"
#include "lk-session-group.h"
#include "lk-sign-out-question.h"

/**
 * LkAccountPage:
 *
 * One account: who, this session, the places in the provider's account management, the devices,
 * and the way out. All that it shows is bound to the account.
 *
 * Signals: `open-link` (string) with an address of the account management to be shown;
 * `sign-in-again` when the person wants that.
 */
struct _LkAccountPage
{
  AdwBin               parent_instance;
  LkAccount           *account;     /* set once */
  AdwPreferencesGroup *manage_group;
  GtkWidget           *home_row;    /* in it */
  LkProfileHeader     *profile_header;
  LkContactsGroup     *contacts_group;
  LkDevicesGroup      *devices_group;
  GtkWidget           *back_button;
};

G_DEFINE_FINAL_TYPE (LkAccountPage, lk_account_page, ADW_TYPE_BIN)

enum
{
  PROP_ACCOUNT = 1,
  N_PROPS,
};

enum
{
  OPEN_LINK,
  SIGN_IN_AGAIN,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

/* These are bound in the template. */

static gboolean
is_signing_out (LkAccountPage *self,
                LkAuthState    state)
{
  return state == LK_AUTH_STATE_SIGNING_OUT;
}

/* The group's description is markup. */
static char *
management_markup (LkAccountPage   *self,
                   LkAccountRecord *record)
{
  g_autofree char *issuer = lk_account_text_host (record->issuer);
  g_autofree char *manager = lk_account_text_host (record->account_management_uri);
  const char *host = issuer != NULL ? issuer : manager;

  if (host == NULL)
    /* Translators: of a homeserver of the old kind, which has no provider. */
    return g_strdup (_("This homeserver manages its accounts itself, without web pages for it. "
                       "Latchkey shows what it lets apps do."));
  if (record->account_management_uri != NULL)
    /* Translators: %s is the host of the provider. */
    return g_markup_printf_escaped (_("These are pages of %s."), host);
  /* Translators: %s is the host of the provider. */
  return g_markup_printf_escaped (_("%s doesn’t say where its account pages are. Look for them "
                                    "on its site."), host);
}

/* What the person does. */

static void
on_link (LkAccountPage *self,
         LkLinkRow     *row)
{
  g_autofree char *uri = lk_link_row_dup_uri (row);

  if (uri != NULL)
    g_signal_emit (self, signals[OPEN_LINK], 0, uri);
}

static void
on_device_link (LkAccountPage *self,
                const char    *uri)
{
  g_signal_emit (self, signals[OPEN_LINK], 0, uri);
}

static void
on_sign_out_activated (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  LkAccountPage *self = LK_ACCOUNT_PAGE (widget);

  lk_sign_out_question (widget, self->account);
}

static void
on_save_activated (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  lk_account_retry_saving_async (LK_ACCOUNT_PAGE (widget)->account, NULL, NULL);
}

static void
on_try_again_activated (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *parameter)
{
  LkAccountPage *self = LK_ACCOUNT_PAGE (widget);

  lk_account_hurry (self->account);
  lk_account_page_refresh (self);
}

static void
on_sign_in_again_activated (GtkWidget  *widget,
                            const char *action_name,
                            GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGN_IN_AGAIN], 0);
}

static void
on_state_changed (LkAccountPage *self)
{
  LkAuthState state = lk_account_get_state (self->account);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.sign-out",
                                 lk_auth_state_has_session (state) ||
                                 state == LK_AUTH_STATE_IDENTIFYING ||
                                 state == LK_AUTH_STATE_NEEDS_SIGN_IN);
}

static void
add_links (LkAccountPage *self)
{
  static const LkAccountLink links[] = {
    LK_ACCOUNT_LINK_HOME,   LK_ACCOUNT_LINK_PROFILE,        LK_ACCOUNT_LINK_DEVICES,
    LK_ACCOUNT_LINK_DEVICE, LK_ACCOUNT_LINK_RESET_IDENTITY, LK_ACCOUNT_LINK_DEACTIVATE,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    {
      GtkWidget *row = lk_link_row_new (self->account, links[i]);

      g_signal_connect_object (row, "open", G_CALLBACK (on_link), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "opened-outside",
                               G_CALLBACK (lk_devices_group_expect_changes), self->devices_group,
                               G_CONNECT_SWAPPED);
      adw_preferences_group_add (self->manage_group, row);
      if (links[i] == LK_ACCOUNT_LINK_HOME)
        self->home_row = row;
    }
}

/* Where there is no plain page, there is no other: no list is better than an empty one. The group
 * decides itself whenever a row is added, so this comes afterwards. */
static void
hide_list_without_links (LkAccountPage *self)
{
  GtkWidget *list = gtk_widget_get_parent (self->home_row);

  g_object_bind_property (self->home_row, "visible", list, "visible", G_BINDING_SYNC_CREATE);
}

/* What could not be asked for before can be now. */
static void
on_keyring_locked_changed (LkAccountPage *self)
{
  if (!lk_account_get_keyring_locked (self->account) && gtk_widget_get_mapped (GTK_WIDGET (self)))
    lk_account_page_refresh (self);
}

static void
lk_account_page_constructed (GObject *object)
{
  LkAccountPage *self = LK_ACCOUNT_PAGE (object);

  G_OBJECT_CLASS (lk_account_page_parent_class)->constructed (object);
  g_return_if_fail (self->account != NULL);
  add_links (self);
  hide_list_without_links (self);
  g_signal_connect_object (self->account, "notify::state", G_CALLBACK (on_state_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->account, "notify::keyring-locked",
                           G_CALLBACK (on_keyring_locked_changed), self, G_CONNECT_SWAPPED);
  on_state_changed (self);
}

static void
lk_account_page_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  LkAccountPage *self = LK_ACCOUNT_PAGE (object);

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
lk_account_page_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  LkAccountPage *self = LK_ACCOUNT_PAGE (object);

  switch (prop_id)
    {
    case PROP_ACCOUNT:
      self->account = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
lk_account_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (LK_ACCOUNT_PAGE (widget)->back_button);
}

static void
lk_account_page_finalize (GObject *object)
{
  LkAccountPage *self = LK_ACCOUNT_PAGE (object);

  g_clear_object (&self->account);
  G_OBJECT_CLASS (lk_account_page_parent_class)->finalize (object);
}

/* Once for the class, and not as the application's own style: the first frame has no use for it. */
static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/im/latchkey/Latchkey/lk-account-page.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (LK_TYPE_ACCOUNT_ADVICE);
  g_type_ensure (LK_TYPE_CONTACTS_GROUP);
  g_type_ensure (LK_TYPE_DEVICES_GROUP);
  g_type_ensure (LK_TYPE_PROFILE_HEADER);
  g_type_ensure (LK_TYPE_SESSION_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkAccountPage, manage_group);
  gtk_widget_class_bind_template_child (widget_class, LkAccountPage, profile_header);
  gtk_widget_class_bind_template_child (widget_class, LkAccountPage, contacts_group);
  gtk_widget_class_bind_template_child (widget_class, LkAccountPage, devices_group);
  gtk_widget_class_bind_template_child (widget_class, LkAccountPage, back_button);
  gtk_widget_class_bind_template_callback (widget_class, is_signing_out);
  gtk_widget_class_bind_template_callback (widget_class, management_markup);
  gtk_widget_class_bind_template_callback (widget_class, on_device_link);
  gtk_widget_class_bind_template_callback (widget_class, lk_devices_group_rename_own);
}

static void
lk_account_page_class_init (LkAccountPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = lk_account_page_constructed;
  object_class->get_property = lk_account_page_get_property;
  object_class->set_property = lk_account_page_set_property;
  object_class->finalize = lk_account_page_finalize;
  widget_class->focus = lk_focus_child;
  widget_class->grab_focus = lk_account_page_grab_focus;

  /** LkAccountPage:account: which account */
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, LK_TYPE_ACCOUNT,
                                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                             G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[OPEN_LINK] = g_signal_new ("open-link", LK_TYPE_ACCOUNT_PAGE, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGN_IN_AGAIN] = g_signal_new ("sign-in-again", LK_TYPE_ACCOUNT_PAGE, G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "account.sign-out", NULL, on_sign_out_activated);
  gtk_widget_class_install_action (widget_class, "account.save", NULL, on_save_activated);
  gtk_widget_class_install_action (widget_class, "account.try-again", NULL,
                                   on_try_again_activated);
  gtk_widget_class_install_action (widget_class, "account.sign-in-again", NULL,
                                   on_sign_in_again_activated);
  bind_template (widget_class);
  load_style ();
}

static void
lk_account_page_init (LkAccountPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * lk_account_page_new:
 * @account: which account
 *
 * Returns: a page about it
 */
GtkWidget *
lk_account_page_new (LkAccount *account)
{
  return g_object_new (LK_TYPE_ACCOUNT_PAGE, "account", account, NULL);
}

/** lk_account_page_get_account: Returns: (transfer none): which account it shows */
LkAccount *
lk_account_page_get_account (LkAccountPage *self)
{
  g_return_val_if_fail (LK_IS_ACCOUNT_PAGE (self), NULL);

  return self->account;
}

/**
 * lk_account_page_refresh:
 * @self: the page
 *
 * Asks the homeserver for the person's name, picture and addresses and for the devices, if there is
 * a session to ask with.
 */
void
lk_account_page_refresh (LkAccountPage *self)
{
  g_return_if_fail (LK_IS_ACCOUNT_PAGE (self));

  lk_profile_header_refresh (self->profile_header);
  lk_contacts_group_refresh (self->contacts_group);
  lk_devices_group_refresh (self->devices_group);
}
