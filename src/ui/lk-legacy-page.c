/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-legacy-page.h"

#include <glib/gi18n.h>

#include "lk-announce.h"
#include "lk-discover.h"
#include "lk-error.h"
#include "lk-focus.h"
#include "lk-password-form.h"
#include "lk-sso-button.h"

/**
 * LkLegacyPage:
 *
 * The ways into a homeserver that has no provider: a form for a password, the other sites that it
 * trusts, and whatever mix of them it offers.
 *
 * What was typed leaves with the signal `log-in` (string, LkSecret). The other ways are the actions
 * `sign-in.sso`, whose parameters are the ID of an identity provider, maybe empty, and whether to
 * create an account; and `sign-in.register`.
 */
struct _LkLegacyPage
{
  AdwBin          parent_instance;
  AdwStatusPage  *status_page;
  LkPasswordForm *form;
  GtkBox         *provider_box;
  GtkWidget      *continue_button;
  GtkWidget      *back_button;
  LkHomeserver   *homeserver; /* (nullable) */
  LkAccount      *account;    /* (nullable) */
};

G_DEFINE_FINAL_TYPE (LkLegacyPage, lk_legacy_page, ADW_TYPE_BIN)

enum
{
  PROP_HOMESERVER = 1,
  PROP_ACCOUNT,
  N_PROPS,
};

enum
{
  LOG_IN,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

/* What the homeserver offers. These are bound in the template. */

static LkLoginFlows *
get_flows (LkHomeserver *homeserver)
{
  return homeserver != NULL ? homeserver->auth_api->flows : NULL;
}

/* One that would rather have us come through its pages must not be asked in any other way
 * (spec §9.1). */
static gboolean
offers_password (LkLegacyPage *self,
                 LkHomeserver *homeserver)
{
  LkLoginFlows *flows = get_flows (homeserver);

  return flows != NULL && flows->password && !flows->oauth_aware;
}

static gboolean
offers_sso (LkLegacyPage *self,
            LkHomeserver *homeserver)
{
  LkLoginFlows *flows = get_flows (homeserver);

  return flows != NULL && flows->sso && !flows->oauth_aware;
}

static gboolean
offers_both (LkLegacyPage *self,
             LkHomeserver *homeserver)
{
  return offers_password (self, homeserver) && offers_sso (self, homeserver);
}

static gboolean
is_oauth_aware (LkLegacyPage *self,
                LkHomeserver *homeserver)
{
  LkLoginFlows *flows = get_flows (homeserver);

  return flows != NULL && flows->oauth_aware;
}

/* Who signs in again has an account. */
static gboolean
is_new (LkAccount *account)
{
  return account != NULL && lk_account_get_record (account)->user_id == NULL;
}

static gboolean
offers_create (LkLegacyPage *self,
               LkHomeserver *homeserver,
               LkAccount    *account)
{
  return is_oauth_aware (self, homeserver) && is_new (account);
}

static gboolean
offers_register (LkLegacyPage *self,
                 LkHomeserver *homeserver,
                 LkAccount    *account)
{
  return offers_password (self, homeserver) && is_new (account);
}

static gboolean
offers_nothing (LkLegacyPage *self,
                LkHomeserver *homeserver)
{
  LkLoginFlows *flows = get_flows (homeserver);

  return flows != NULL && !flows->password && !flows->sso;
}

static gboolean
has_warning (LkLegacyPage *self,
             LkHomeserver *homeserver)
{
  return homeserver != NULL && homeserver->warning != NULL;
}

static char *
title_text (LkLegacyPage *self,
            LkHomeserver *homeserver)
{
  g_autofree char *name = homeserver != NULL ? lk_homeserver_dup_name (homeserver) : NULL;

  return lk_untrusted_text (name, 255);
}

static char *
description_text (LkLegacyPage *self,
                  LkHomeserver *homeserver)
{
  if (get_flows (homeserver) == NULL)
    return NULL;
  if (offers_nothing (self, homeserver))
    return g_strdup (_("This homeserver’s way to sign in isn’t one that Latchkey knows."));
  if (is_oauth_aware (self, homeserver))
    return g_strdup (_("You sign in on this homeserver’s own page."));
  if (offers_both (self, homeserver))
    return g_strdup (_("Sign in with your password, or at another site."));
  if (offers_sso (self, homeserver))
    return g_strdup (_("You sign in at another site."));
  return g_strdup (_("Sign in with your password."));
}

static gboolean
is_idle (LkLegacyPage *self,
         LkAuthState   state)
{
  return state != LK_AUTH_STATE_EXCHANGING;
}

static void
on_log_in (LkLegacyPage *self,
           const char   *user,
           LkSecret     *password)
{
  g_signal_emit (self, signals[LOG_IN], 0, user, password);
}

/* Filling in. */

static void
clear_providers (LkLegacyPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->provider_box))) != NULL)
    gtk_box_remove (self->provider_box, child);
}

static void
add_provider (LkLegacyPage             *self,
              const LkIdentityProvider *provider)
{
  LkHttp *http = lk_account_get_ports (self->account)->http;

  gtk_box_append (self->provider_box,
                  lk_sso_button_new (http, self->homeserver->base_url, provider));
}

static void
fill_providers (LkLegacyPage *self)
{
  GPtrArray *providers;

  clear_providers (self);
  if (!offers_sso (self, self->homeserver) || self->account == NULL)
    return;
  providers = self->homeserver->auth_api->flows->providers;
  if (providers->len == 0)
    add_provider (self, NULL);
  for (guint i = 0; i < providers->len; i++)
    add_provider (self, providers->pdata[i]);
}

/* Who is known already need not say it again. */
static const char *
get_user (LkLegacyPage *self)
{
  const char *user = NULL;

  if (self->account != NULL)
    user = lk_account_get_record (self->account)->user_id;
  if (user == NULL && self->homeserver != NULL)
    user = self->homeserver->entry->user_id;
  return user;
}

static void
fill (LkLegacyPage *self)
{
  lk_password_form_begin (self->form, get_user (self));
  fill_providers (self);
}

static void
set_homeserver (LkLegacyPage *self,
                LkHomeserver *homeserver)
{
  if (homeserver == self->homeserver)
    return;

  g_clear_pointer (&self->homeserver, lk_homeserver_unref);
  self->homeserver = homeserver != NULL ? lk_homeserver_ref (homeserver) : NULL;
  fill (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOMESERVER]);
}

static void
set_account (LkLegacyPage *self,
             LkAccount    *account)
{
  if (!g_set_object (&self->account, account))
    return;

  fill (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACCOUNT]);
}

/* The widget. */

static void
lk_legacy_page_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  LkLegacyPage *self = LK_LEGACY_PAGE (object);

  switch (prop_id)
    {
    case PROP_HOMESERVER:
      g_value_set_boxed (value, self->homeserver);
      break;
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_legacy_page_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  LkLegacyPage *self = LK_LEGACY_PAGE (object);

  switch (prop_id)
    {
    case PROP_HOMESERVER:
      set_homeserver (self, g_value_get_boxed (value));
      break;
    case PROP_ACCOUNT:
      set_account (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
lk_legacy_page_grab_focus (GtkWidget *widget)
{
  LkLegacyPage *self = LK_LEGACY_PAGE (widget);
  GtkWidget *provider = gtk_widget_get_first_child (GTK_WIDGET (self->provider_box));

  if (offers_password (self, self->homeserver))
    return gtk_widget_grab_focus (GTK_WIDGET (self->form));
  if (is_oauth_aware (self, self->homeserver))
    return gtk_widget_grab_focus (self->continue_button);
  return gtk_widget_grab_focus (provider != NULL ? provider : self->back_button);
}

static void
lk_legacy_page_dispose (GObject *object)
{
  LkLegacyPage *self = LK_LEGACY_PAGE (object);

  g_clear_object (&self->account);
  G_OBJECT_CLASS (lk_legacy_page_parent_class)->dispose (object);
}

static void
lk_legacy_page_finalize (GObject *object)
{
  LkLegacyPage *self = LK_LEGACY_PAGE (object);

  g_clear_pointer (&self->homeserver, lk_homeserver_unref);
  G_OBJECT_CLASS (lk_legacy_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, LkLegacyPage, form);
  gtk_widget_class_bind_template_child (widget_class, LkLegacyPage, provider_box);
  gtk_widget_class_bind_template_child (widget_class, LkLegacyPage, continue_button);
  gtk_widget_class_bind_template_child (widget_class, LkLegacyPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, LkLegacyPage, status_page);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, offers_password);
  gtk_widget_class_bind_template_callback (widget_class, offers_sso);
  gtk_widget_class_bind_template_callback (widget_class, offers_both);
  gtk_widget_class_bind_template_callback (widget_class, offers_create);
  gtk_widget_class_bind_template_callback (widget_class, offers_register);
  gtk_widget_class_bind_template_callback (widget_class, offers_nothing);
  gtk_widget_class_bind_template_callback (widget_class, is_oauth_aware);
  gtk_widget_class_bind_template_callback (widget_class, has_warning);
  gtk_widget_class_bind_template_callback (widget_class, title_text);
  gtk_widget_class_bind_template_callback (widget_class, description_text);
  gtk_widget_class_bind_template_callback (widget_class, is_idle);
  gtk_widget_class_bind_template_callback (widget_class, on_log_in);
}

static void
lk_legacy_page_class_init (LkLegacyPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = lk_legacy_page_get_property;
  object_class->set_property = lk_legacy_page_set_property;
  object_class->dispose = lk_legacy_page_dispose;
  object_class->finalize = lk_legacy_page_finalize;
  widget_class->focus = lk_focus_child;
  widget_class->grab_focus = lk_legacy_page_grab_focus;

  /** LkLegacyPage:homeserver: (nullable): what was found */
  props[PROP_HOMESERVER] = g_param_spec_boxed ("homeserver", NULL, NULL, LK_TYPE_HOMESERVER,
                                               flags);
  /** LkLegacyPage:account: (nullable): which account is signing in */
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, LK_TYPE_ACCOUNT, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[LOG_IN] = g_signal_new ("log-in", LK_TYPE_LEGACY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 2, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE,
                                  LK_TYPE_SECRET | G_SIGNAL_TYPE_STATIC_SCOPE);

  g_type_ensure (LK_TYPE_PASSWORD_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-legacy-page.ui");
  bind_children (widget_class);
  bind_callbacks (widget_class);
}

static void
lk_legacy_page_init (LkLegacyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_announce_page (self->status_page);
}

/**
 * lk_legacy_page_set_error:
 * @self: the page
 * @error: of lk_legacy_login_can_be_mended()
 *
 * Shows at the form why what was typed did not lead in.
 */
void
lk_legacy_page_set_error (LkLegacyPage *self,
                          const GError *error)
{
  g_return_if_fail (LK_IS_LEGACY_PAGE (self));

  lk_password_form_set_error (self->form, error);
}
