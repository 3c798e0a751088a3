/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-legacy-page.h"

#include <glib/gi18n.h>

#include "lk-discover.h"
#include "lk-error-text.h"
#include "lk-sso-button.h"

/**
 * LkLegacyPage:
 *
 * The ways into a homeserver that has no provider: its own form for a password, the other sites
 * that it trusts, and whatever mix of them it offers.
 *
 * What was typed leaves with the signal `log-in` (string, LkSecret); it is not kept here, nor by
 * anybody else. The other ways are the actions `sign-in.sso`, whose parameters are the ID of an
 * identity provider, maybe empty, and whether to create an account; and `sign-in.register`, if
 * there is one.
 */
struct _LkLegacyPage
{
  AdwBin         parent_instance;
  GtkEditable   *user_row;
  GtkEditable   *password_row;
  GtkWidget     *sign_in_button;
  GtkLabel      *problem_label;
  GtkLabel      *words_label;
  GtkBox        *provider_box;
  GtkWidget     *continue_button;
  GtkWidget     *register_button;
  GtkWidget     *back_button;
  LkHomeserver  *homeserver; /* (nullable) */
  LkAccount     *account;    /* (nullable) */
  GError        *error;      /* (nullable) what is shown beside the form */
  LkClock       *clock;      /* (nullable) while the person is asked to wait */
  guint          wake_id;    /* 0 or of @clock */
  gint64         wait_until; /* microseconds since 1970; 0: now */
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
offers_create (LkLegacyPage *self,
               LkHomeserver *homeserver,
               LkAccount    *account)
{
  return is_oauth_aware (self, homeserver) && account != NULL &&
         lk_account_get_record (account)->user_id == NULL;
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

static char *
button_page (LkLegacyPage *self,
             LkAuthState   state)
{
  return g_strdup (state == LK_AUTH_STATE_EXCHANGING ? "busy" : "idle");
}

static gboolean
is_idle (LkLegacyPage *self,
         LkAuthState   state)
{
  return state != LK_AUTH_STATE_EXCHANGING;
}

/* Who signs in again can't be anybody else. */
static gboolean
is_open_to_anybody (LkLegacyPage *self,
                    LkAuthState   state,
                    LkAccount    *account)
{
  return is_idle (self, state) &&
         (account == NULL || lk_account_get_record (account)->user_id == NULL);
}

/* The form. */

static gboolean
is_filled_in (GtkEditable *editable)
{
  return *gtk_editable_get_text (editable) != '\0';
}

static void
update_button (LkLegacyPage *self)
{
  gtk_widget_set_sensitive (self->sign_in_button, is_filled_in (self->user_row) &&
                                                  is_filled_in (self->password_row) &&
                                                  self->wait_until == 0);
}

/* The row's buffer wipes what it lets go of. */
static void
forget_password (LkLegacyPage *self)
{
  gtk_editable_set_text (self->password_row, "");
}

static void
show_problem (LkLegacyPage *self)
{
  g_autofree char *sentence =
    self->error != NULL ? lk_error_text_sentence (self->error) : NULL;
  const char *words = lk_error_text_is_answer (self->error)
                        ? lk_error_get_server_text (self->error) : NULL;
  /* Translators: %s is what a server wrote, in whatever language. */
  g_autofree char *quoted = words != NULL ? g_strdup_printf (_("The server says: “%s”"), words)
                                          : NULL;

  gtk_label_set_text (self->problem_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), sentence != NULL);
  gtk_label_set_text (self->words_label, quoted != NULL ? quoted : "");
  gtk_widget_set_visible (GTK_WIDGET (self->words_label), quoted != NULL);
}

static void
stop_waiting (LkLegacyPage *self)
{
  if (self->wake_id != 0)
    lk_clock_cancel (self->clock, self->wake_id);
  self->wake_id = 0;
  self->wait_until = 0;
  g_clear_object (&self->clock);
  update_button (self);
}

static void
forget_problem (LkLegacyPage *self)
{
  g_clear_error (&self->error);
  show_problem (self);
}

static void count_down (gpointer user_data);

/* Once a second there is another number to be read. */
static void
tick (LkLegacyPage *self)
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
  LkLegacyPage *self = user_data;

  self->wake_id = 0;
  tick (self);
}

static void
start_waiting (LkLegacyPage *self,
               int           seconds)
{
  self->clock = g_object_ref (lk_account_get_ports (self->account)->clock);
  self->wait_until = lk_clock_now (self->clock) + seconds * G_USEC_PER_SEC;
  tick (self);
  update_button (self);
}

static void
submit (LkLegacyPage *self)
{
  g_autofree char *user = NULL;
  g_autoptr (LkSecret) password = NULL;

  if (!gtk_widget_get_sensitive (self->sign_in_button) || self->account == NULL ||
      lk_account_get_state (self->account) == LK_AUTH_STATE_EXCHANGING)
    return;
  user = g_strdup (gtk_editable_get_text (self->user_row));
  password = lk_secret_new (gtk_editable_get_text (self->password_row));
  forget_password (self);
  forget_problem (self);
  gtk_widget_grab_focus (GTK_WIDGET (self)); /* the button is about to go */
  g_signal_emit (self, signals[LOG_IN], 0, user, password);
}

static void
on_text_changed (LkLegacyPage *self)
{
  if (self->wait_until == 0 && self->error != NULL && is_filled_in (self->password_row))
    forget_problem (self);
  update_button (self);
}

static void
on_user_entered (LkLegacyPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
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
static void
fill_user (LkLegacyPage *self)
{
  const char *user = NULL;

  if (self->account != NULL)
    user = lk_account_get_record (self->account)->user_id;
  if (user == NULL && self->homeserver != NULL)
    user = self->homeserver->entry->user_id;
  gtk_editable_set_text (self->user_row, user != NULL ? user : "");
}

static gboolean
class_has_action (GtkWidgetClass *klass,
                  const char     *name)
{
  const GVariantType *type;
  const char *action, *property;
  GType owner;

  for (guint i = 0; gtk_widget_class_query_action (klass, i, &owner, &action, &type, &property); i++)
    {
      if (g_str_equal (action, name))
        return TRUE;
    }
  return FALSE;
}

/* Whether a new user can be made here is not for this page to know. */
static gboolean
has_action (GtkWidget  *widget,
            const char *name)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    {
      if (class_has_action (GTK_WIDGET_GET_CLASS (widget), name))
        return TRUE;
    }
  return FALSE;
}

static void
fill_register (LkLegacyPage *self)
{
  gboolean fresh = self->account != NULL &&
                   lk_account_get_record (self->account)->user_id == NULL;

  gtk_widget_set_visible (self->register_button,
                          fresh && offers_password (self, self->homeserver) &&
                          has_action (GTK_WIDGET (self), "sign-in.register"));
}

static void
fill (LkLegacyPage *self)
{
  stop_waiting (self);
  forget_problem (self);
  forget_password (self);
  fill_user (self);
  fill_providers (self);
  fill_register (self);
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
    return gtk_widget_grab_focus (is_filled_in (self->user_row) ? GTK_WIDGET (self->password_row)
                                                                : GTK_WIDGET (self->user_row));
  if (is_oauth_aware (self, self->homeserver))
    return gtk_widget_grab_focus (self->continue_button);
  return gtk_widget_grab_focus (provider != NULL ? provider : self->back_button);
}

static void
lk_legacy_page_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (lk_legacy_page_parent_class)->root (widget);
  fill_register (LK_LEGACY_PAGE (widget));
}

/* Whoever comes back finds nothing that they typed in secret. */
static void
lk_legacy_page_unmap (GtkWidget *widget)
{
  LkLegacyPage *self = LK_LEGACY_PAGE (widget);

  forget_password (self);
  if (self->wait_until == 0)
    forget_problem (self);
  GTK_WIDGET_CLASS (lk_legacy_page_parent_class)->unmap (widget);
}

static void
lk_legacy_page_dispose (GObject *object)
{
  LkLegacyPage *self = LK_LEGACY_PAGE (object);

  if (self->wake_id != 0)
    lk_clock_cancel (self->clock, self->wake_id);
  self->wake_id = 0;
  g_clear_object (&self->clock);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (lk_legacy_page_parent_class)->dispose (object);
}

static void
lk_legacy_page_finalize (GObject *object)
{
  LkLegacyPage *self = LK_LEGACY_PAGE (object);

  g_clear_pointer (&self->homeserver, lk_homeserver_unref);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (lk_legacy_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, LkLegacyPage, user_row);
  gtk_widget_class_bind_template_child (widget_class, LkLegacyPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, LkLegacyPage, sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, LkLegacyPage, problem_label);
  gtk_widget_class_bind_template_child (widget_class, LkLegacyPage, words_label);
  gtk_widget_class_bind_template_child (widget_class, LkLegacyPage, provider_box);
  gtk_widget_class_bind_template_child (widget_class, LkLegacyPage, continue_button);
  gtk_widget_class_bind_template_child (widget_class, LkLegacyPage, register_button);
  gtk_widget_class_bind_template_child (widget_class, LkLegacyPage, back_button);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, offers_password);
  gtk_widget_class_bind_template_callback (widget_class, offers_sso);
  gtk_widget_class_bind_template_callback (widget_class, offers_both);
  gtk_widget_class_bind_template_callback (widget_class, offers_create);
  gtk_widget_class_bind_template_callback (widget_class, offers_nothing);
  gtk_widget_class_bind_template_callback (widget_class, is_oauth_aware);
  gtk_widget_class_bind_template_callback (widget_class, has_warning);
  gtk_widget_class_bind_template_callback (widget_class, title_text);
  gtk_widget_class_bind_template_callback (widget_class, description_text);
  gtk_widget_class_bind_template_callback (widget_class, button_page);
  gtk_widget_class_bind_template_callback (widget_class, is_idle);
  gtk_widget_class_bind_template_callback (widget_class, is_open_to_anybody);
  gtk_widget_class_bind_template_callback (widget_class, submit);
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_user_entered);
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
  widget_class->grab_focus = lk_legacy_page_grab_focus;
  widget_class->root = lk_legacy_page_root;
  widget_class->unmap = lk_legacy_page_unmap;

  /** LkLegacyPage:homeserver: (nullable): what was found */
  props[PROP_HOMESERVER] = g_param_spec_boxed ("homeserver", NULL, NULL, LK_TYPE_HOMESERVER,
                                               flags);
  /** LkLegacyPage:account: (nullable): which account is signing in */
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, LK_TYPE_ACCOUNT, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[LOG_IN] = g_signal_new ("log-in", LK_TYPE_LEGACY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 2, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE,
                                  LK_TYPE_SECRET | G_SIGNAL_TYPE_STATIC_SCOPE);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-legacy-page.ui");
  bind_children (widget_class);
  bind_callbacks (widget_class);
}

static void
lk_legacy_page_init (LkLegacyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update_button (self);
}

/**
 * lk_legacy_page_set_error:
 * @self: the page
 * @error: of lk_legacy_login_can_be_mended()
 *
 * Shows beside the form why what was typed did not lead in, until something else is typed. Where
 * the server asks to wait, the form does.
 */
void
lk_legacy_page_set_error (LkLegacyPage *self,
                          const GError *error)
{
  g_return_if_fail (LK_IS_LEGACY_PAGE (self));
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
