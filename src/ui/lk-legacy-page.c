/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-legacy-page.h"

#include <glib/gi18n.h>

#include "lk-discover.h"
#include "lk-error.h"

/**
 * LkLegacyPage:
 *
 * Says that the homeserver has no OAuth 2.0, and which older ways in it has. To use them is not
 * possible yet.
 */
struct _LkLegacyPage
{
  AdwBin        parent_instance;
  GtkWidget    *back_button;
  LkHomeserver *homeserver; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (LkLegacyPage, lk_legacy_page, ADW_TYPE_BIN)

enum
{
  PROP_HOMESERVER = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static const char *
way_in_words (const LkLoginFlows *flows)
{
  if (flows->password && flows->sso)
    return _("It asks for a password, or for a single sign-on at another site.");
  if (flows->password)
    return _("It asks for a password.");
  if (flows->sso)
    return _("It asks for a single sign-on at another site.");
  return _("Its way to sign in has no name that Latchkey knows.");
}

/* Bound in the template. */
static char *
description_markup (LkLegacyPage *self,
                    LkHomeserver *homeserver)
{
  LkLoginFlows *flows = homeserver != NULL ? homeserver->auth_api->flows : NULL;
  g_autofree char *name = homeserver != NULL ? lk_homeserver_dup_name (homeserver) : NULL;
  g_autofree char *plain_name = lk_untrusted_text (name, 255);

  if (flows == NULL)
    return NULL;
  /* Translators: the first %s is a homeserver, the second a sentence about what it asks for. */
  return g_markup_printf_escaped (_("%s uses an older way to sign in. %s Latchkey can’t sign in "
                                    "there yet."), plain_name, way_in_words (flows));
}

static void
set_homeserver (LkLegacyPage *self,
                LkHomeserver *homeserver)
{
  if (homeserver == self->homeserver)
    return;

  g_clear_pointer (&self->homeserver, lk_homeserver_unref);
  self->homeserver = homeserver != NULL ? lk_homeserver_ref (homeserver) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOMESERVER]);
}

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
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
lk_legacy_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (LK_LEGACY_PAGE (widget)->back_button);
}

static void
lk_legacy_page_finalize (GObject *object)
{
  LkLegacyPage *self = LK_LEGACY_PAGE (object);

  g_clear_pointer (&self->homeserver, lk_homeserver_unref);
  G_OBJECT_CLASS (lk_legacy_page_parent_class)->finalize (object);
}

static void
lk_legacy_page_class_init (LkLegacyPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = lk_legacy_page_get_property;
  object_class->set_property = lk_legacy_page_set_property;
  object_class->finalize = lk_legacy_page_finalize;
  widget_class->grab_focus = lk_legacy_page_grab_focus;

  /** LkLegacyPage:homeserver: (nullable): what was found */
  props[PROP_HOMESERVER] = g_param_spec_boxed ("homeserver", NULL, NULL, LK_TYPE_HOMESERVER,
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                               G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-legacy-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkLegacyPage, back_button);
  gtk_widget_class_bind_template_callback (widget_class, description_markup);
}

static void
lk_legacy_page_init (LkLegacyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
