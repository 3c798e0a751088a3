/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-sso-button.h"

#include <glib/gi18n.h>

#include "lk-provider-icon.h"

/* An underscore in a name is no mnemonic; the first letter of the name is. */
static char *
mark_mnemonic (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "_", -1);
  g_autofree char *escaped = g_strjoinv ("__", parts);

  return g_strconcat (*name != '_' ? "_" : "", escaped, NULL);
}

static GtkWidget *
new_label (const char *text)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  return label;
}

static GtkWidget *
new_content (LkHttp                   *http,
             const char               *base_url,
             const LkIdentityProvider *provider)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  g_autofree char *name = mark_mnemonic (provider->name);
  /* Translators: %s is the name of another site, where people prove who they are. */
  g_autofree char *text = g_strdup_printf (_("Continue with %s"), name);

  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), lk_provider_icon_new (http, base_url, provider->icon));
  gtk_box_append (GTK_BOX (box), new_label (text));
  return box;
}

static void
describe (GtkWidget  *button,
          const char *name)
{
  g_autofree char *text = g_strdup_printf (_("Continue with %s"), name);

  gtk_widget_set_tooltip_text (button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/**
 * lk_sso_button_new:
 * @http: the client, for the provider's picture
 * @base_url: of the homeserver
 * @provider: (nullable): where to; %NULL for a homeserver that names none
 *
 * Returns: a button
 */
GtkWidget *
lk_sso_button_new (LkHttp                   *http,
                   const char               *base_url,
                   const LkIdentityProvider *provider)
{
  GtkWidget *button;
  g_autofree char *name = g_strconcat ("sso-button-", provider != NULL ? provider->id : "", NULL);

  if (provider == NULL)
    /* Translators: proving who one is at another site, for all sites that trust it. */
    button = gtk_button_new_with_mnemonic (_("Single Sign-_On"));
  else
    {
      button = gtk_button_new ();
      gtk_button_set_child (GTK_BUTTON (button), new_content (http, base_url, provider));
      describe (button, provider->name);
    }
  gtk_widget_set_name (button, name);
  gtk_widget_add_css_class (button, "pill");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(sb)",
                                    provider != NULL ? provider->id : "", FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "sign-in.sso");
  return button;
}
