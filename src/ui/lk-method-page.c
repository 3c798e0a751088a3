/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-method-page.h"

#include <glib/gi18n.h>

#include "lk-account-text.h"
#include "lk-discover.h"
#include "lk-error.h"

/**
 * LkMethodPage:
 *
 * Shows the homeserver that was found, and asks in which way the person wants in. The answer
 * goes to the action `sign-in.start`, whose parameter says whether to create an account.
 */
struct _LkMethodPage
{
  AdwBin        parent_instance;
  GtkWidget    *sign_in_button;
  LkHomeserver *homeserver; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (LkMethodPage, lk_method_page, ADW_TYPE_BIN)

enum
{
  PROP_HOMESERVER = 1,
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

  object_class->get_property = lk_method_page_get_property;
  object_class->set_property = lk_method_page_set_property;
  object_class->finalize = lk_method_page_finalize;
  widget_class->grab_focus = lk_method_page_grab_focus;

  /** LkMethodPage:homeserver: (nullable): what was found */
  props[PROP_HOMESERVER] = g_param_spec_boxed ("homeserver", NULL, NULL, LK_TYPE_HOMESERVER,
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                               G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-method-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkMethodPage, sign_in_button);
  gtk_widget_class_bind_template_callback (widget_class, title_text);
  gtk_widget_class_bind_template_callback (widget_class, description_markup);
  gtk_widget_class_bind_template_callback (widget_class, offers_create);
  gtk_widget_class_bind_template_callback (widget_class, has_warning);
}

static void
lk_method_page_init (LkMethodPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
