/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-method-page.h"

#include <glib/gi18n.h>

#include "lk-account-text.h"
#include "lk-announce.h"
#include "lk-describe.h"
#include "lk-discover.h"
#include "lk-error.h"
#include "lk-focus.h"
#include "lk-sign-in-stay.h"

/**
 * LkMethodPage:
 *
 * Shows the homeserver that was found, and asks in which way the person wants in. The answer
 * goes to the action `sign-in.start`, whose parameter says whether to create an account, or to
 * `sign-in.start-by`, whose parameter is another way than the one used last.
 */
struct _LkMethodPage
{
  AdwBin        parent_instance;
  AdwStatusPage *status_page;
  GtkWidget    *sign_in_button;
  LkHomeserver *homeserver; /* (nullable) */
  LkSignInStay *stay;       /* (nullable) */
};

G_DEFINE_FINAL_TYPE (LkMethodPage, lk_method_page, ADW_TYPE_BIN)

enum
{
  PROP_HOMESERVER = 1,
  PROP_STAY,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* These are bound in the template. */

static char *
title_text (LkMethodPage *self,
            LkHomeserver *homeserver)
{
  g_autofree char *name = homeserver != NULL ? lk_homeserver_dup_name (homeserver) : NULL;

  return lk_untrusted_text (name, 255);
}

static char *
description_markup (LkMethodPage *self,
                    LkHomeserver *homeserver)
{
  LkAuthMetadata *metadata = homeserver != NULL ? homeserver->auth_api->metadata : NULL;
  g_autofree char *host = lk_account_text_host (metadata != NULL ? metadata->issuer : NULL);

  if (host == NULL)
    return NULL;
  /* Translators: %s is the host of the provider, where the person signs in. */
  return g_markup_printf_escaped (_("You sign in at %s, the provider of this homeserver."), host);
}

static gboolean
offers_create (LkMethodPage *self,
               LkHomeserver *homeserver)
{
  LkAuthMetadata *metadata = homeserver != NULL ? homeserver->auth_api->metadata : NULL;

  return metadata != NULL && metadata->offers_create;
}

/* Nobody can know whether there is a registration where it isn't advertised (spec §4.6). */
static gboolean
lacks_create (LkMethodPage *self,
              LkHomeserver *homeserver)
{
  return homeserver != NULL && !offers_create (self, homeserver);
}

static char *
hint_text (LkMethodPage *self,
           LkWay         way)
{
  switch (way)
    {
    case LK_WAY_BROWSER:
      return g_strdup (_("This opens your browser, as last time."));
    case LK_WAY_DEVICE:
      return g_strdup (_("This uses another device, as last time."));
    case LK_WAY_PASTE:
      return g_strdup (_("This asks for an address to paste, as last time."));
    case LK_WAY_EMBEDDED:
    default:
      return NULL;
    }
}

static gboolean
has_hint (LkMethodPage *self,
          LkWay         way)
{
  return way != LK_WAY_EMBEDDED;
}

/* The way used last is what the button above is for. */
static gboolean
offers_way (LkMethodPage *self,
            const char   *nick,
            LkWay         current,
            gboolean      offers_device)
{
  LkWay way;

  return lk_way_from_nick (nick, &way) && way != current &&
         (way != LK_WAY_DEVICE || offers_device);
}

static gboolean
has_warning (LkMethodPage *self,
             LkHomeserver *homeserver)
{
  return homeserver != NULL && homeserver->warning != NULL;
}

static void
set_homeserver (LkMethodPage *self,
                LkHomeserver *homeserver)
{
  if (homeserver == self->homeserver)
    return;

  g_clear_pointer (&self->homeserver, lk_homeserver_unref);
  self->homeserver = homeserver != NULL ? lk_homeserver_ref (homeserver) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOMESERVER]);
}

static void
lk_method_page_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  LkMethodPage *self = LK_METHOD_PAGE (object);

  switch (prop_id)
    {
    case PROP_HOMESERVER:
      g_value_set_boxed (value, self->homeserver);
      break;
    case PROP_STAY:
      g_value_set_object (value, self->stay);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_method_page_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  LkMethodPage *self = LK_METHOD_PAGE (object);

  switch (prop_id)
    {
    case PROP_HOMESERVER:
      set_homeserver (self, g_value_get_boxed (value));
      break;
    case PROP_STAY:
      if (g_set_object (&self->stay, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
lk_method_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (LK_METHOD_PAGE (widget)->sign_in_button);
}

static void
lk_method_page_dispose (GObject *object)
{
  LkMethodPage *self = LK_METHOD_PAGE (object);

  g_clear_object (&self->stay);
  G_OBJECT_CLASS (lk_method_page_parent_class)->dispose (object);
}

static void
lk_method_page_finalize (GObject *object)
{
  LkMethodPage *self = LK_METHOD_PAGE (object);

  g_clear_pointer (&self->homeserver, lk_homeserver_unref);
  G_OBJECT_CLASS (lk_method_page_parent_class)->finalize (object);
}

static void
lk_method_page_class_init (LkMethodPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = lk_method_page_get_property;
  object_class->set_property = lk_method_page_set_property;
  object_class->dispose = lk_method_page_dispose;
  object_class->finalize = lk_method_page_finalize;
  widget_class->focus = lk_focus_child;
  widget_class->grab_focus = lk_method_page_grab_focus;

  /** LkMethodPage:homeserver: (nullable): what was found */
  props[PROP_HOMESERVER] = g_param_spec_boxed ("homeserver", NULL, NULL, LK_TYPE_HOMESERVER,
                                               flags);
  /** LkMethodPage:stay: (nullable): the stay at the provider's page, to begin */
  props[PROP_STAY] = g_param_spec_object ("stay", NULL, NULL, LK_TYPE_SIGN_IN_STAY, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (LK_TYPE_SIGN_IN_STAY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-method-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkMethodPage, sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, LkMethodPage, status_page);
  gtk_widget_class_bind_template_callback (widget_class, title_text);
  gtk_widget_class_bind_template_callback (widget_class, description_markup);
  gtk_widget_class_bind_template_callback (widget_class, offers_create);
  gtk_widget_class_bind_template_callback (widget_class, lacks_create);
  gtk_widget_class_bind_template_callback (widget_class, hint_text);
  gtk_widget_class_bind_template_callback (widget_class, has_hint);
  gtk_widget_class_bind_template_callback (widget_class, offers_way);
  gtk_widget_class_bind_template_callback (widget_class, has_warning);
}

static void
lk_method_page_init (LkMethodPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_announce_page (self->status_page);
  lk_describe_rows (GTK_WIDGET (self));
}
