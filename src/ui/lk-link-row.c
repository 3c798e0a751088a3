/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-link-row.h"

#include <glib/gi18n.h>

#include "lk-browser.h"
#include "lk-describe.h"
#include "lk-link-question.h"

/**
 * LkLinkRow:
 *
 * Leads to one place in the provider's account management; visible only while the provider
 * offers that place, or may well have it on its plain page. Where much can be lost it asks first.
 *
 * Signals: `open` when the person wants to go there; `opened-outside` when they went there in a
 * browser.
 */
struct _LkLinkRow
{
  AdwActionRow  parent_instance;
  LkAccount    *account;
  LkAccountLink link;
};

G_DEFINE_FINAL_TYPE (LkLinkRow, lk_link_row, ADW_TYPE_ACTION_ROW)

enum
{
  OPEN,
  OPENED_OUTSIDE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const struct
{
  const char *name; /* of the widget */
  const char *title;
  const char *subtitle;
  const char *on_plain_page; /* (nullable) the subtitle where there is no page of its own */
} places[LK_ACCOUNT_LINK_N] = {
  [LK_ACCOUNT_LINK_HOME] = {
    "manage-home-row", N_("Account Page"), N_("All settings at the provider"),
  },
  [LK_ACCOUNT_LINK_PROFILE] = {
    "manage-profile-row", N_("Profile"), N_("Name, picture, password"),
  },
  [LK_ACCOUNT_LINK_DEVICES] = {
    "manage-devices-row", N_("All Devices"), N_("Where this account is signed in"),
  },
  [LK_ACCOUNT_LINK_DEVICE] = {
    "manage-device-row", N_("This Device"), N_("This session, as the provider sees it"),
  },
  [LK_ACCOUNT_LINK_DELETE_DEVICE] = { "manage-delete-device-row", NULL, NULL },
  [LK_ACCOUNT_LINK_RESET_IDENTITY] = {
    "manage-reset-identity-row", N_("Reset Identity"),
    N_("If you lost all your devices and your recovery key"),
  },
  [LK_ACCOUNT_LINK_DEACTIVATE] = {
    "manage-deactivate-row", N_("Deactivate Account"), N_("For good, on all devices"),
    /* Translators: of deactivating an account: on the provider's page there may be a button. */
    N_("For good, if the account page offers it"),
  },
};

/** lk_link_row_dup_uri: Returns: (transfer full) (nullable): where the row leads to */
char *
lk_link_row_dup_uri (LkLinkRow *self)
{
  LkAccountRecord *record;
  gboolean allow_insecure;

  g_return_val_if_fail (LK_IS_LINK_ROW (self), NULL);

  record = lk_account_get_record (self->account);
  allow_insecure = lk_account_get_ports (self->account)->allow_insecure;
  return lk_account_link_build (self->link, record->account_management_uri,
                                (const char *const *) record->account_management_actions,
                                lk_transport_for_url (record->base_url, allow_insecure),
                                record->device_id);
}

/* Big providers let people deactivate their account on the plain page and don't say so (H4). */
static void
on_record_changed (LkLinkRow *self)
{
  LkAccountRecord *record = lk_account_get_record (self->account);
  const char *const *actions = (const char *const *) record->account_management_actions;
  gboolean is_advertised = lk_account_link_is_advertised (self->link, actions);
  const char *on_plain_page = places[self->link].on_plain_page;
  g_autofree char *uri = lk_link_row_dup_uri (self);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self),
                               is_advertised ? _(places[self->link].subtitle)
                                             : on_plain_page != NULL ? _(on_plain_page) : "");
  gtk_widget_set_visible (GTK_WIDGET (self),
                          uri != NULL && (is_advertised || on_plain_page != NULL));
}

static void
open_here (GtkWidget *widget)
{
  g_signal_emit (widget, signals[OPEN], 0);
}

static void
lk_link_row_activate (AdwActionRow *row)
{
  ADW_ACTION_ROW_CLASS (lk_link_row_parent_class)->activate (row);
  lk_link_question (GTK_WIDGET (row), LK_LINK_ROW (row)->link, open_here);
}

static void
open_outside (GtkWidget *widget)
{
  g_autofree char *uri = lk_link_row_dup_uri (LK_LINK_ROW (widget));

  if (uri == NULL)
    return;
  lk_open_in_browser (widget, uri);
  g_signal_emit (widget, signals[OPENED_OUTSIDE], 0);
}

static void
on_browser_activated (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  lk_link_question (widget, LK_LINK_ROW (widget)->link, open_outside);
}

static void
lk_link_row_finalize (GObject *object)
{
  LkLinkRow *self = LK_LINK_ROW (object);

  g_clear_object (&self->account);
  G_OBJECT_CLASS (lk_link_row_parent_class)->finalize (object);
}

static void
lk_link_row_class_init (LkLinkRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lk_link_row_finalize;
  ADW_ACTION_ROW_CLASS (klass)->activate = lk_link_row_activate;
  signals[OPEN] = g_signal_new ("open", LK_TYPE_LINK_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  signals[OPENED_OUTSIDE] = g_signal_new ("opened-outside", LK_TYPE_LINK_ROW, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "link.open-in-browser", NULL,
                                   on_browser_activated);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-link-row.ui");
}

static void
lk_link_row_init (LkLinkRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_describe_rows (GTK_WIDGET (self));
}

/**
 * lk_link_row_new:
 * @account: whose account management
 * @link: which place there
 *
 * Returns: a row; `open` is emitted when the person wants to go there
 */
GtkWidget *
lk_link_row_new (LkAccount     *account,
                 LkAccountLink  link)
{
  LkLinkRow *self = g_object_new (LK_TYPE_LINK_ROW, NULL);

  g_return_val_if_fail (places[link].title != NULL, NULL);

  self->account = g_object_ref (account);
  self->link = link;
  gtk_widget_set_name (GTK_WIDGET (self), places[link].name);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _(places[link].title));
  g_signal_connect_object (account, "notify::record", G_CALLBACK (on_record_changed), self,
                           G_CONNECT_SWAPPED);
  on_record_changed (self);
  return GTK_WIDGET (self);
}
