/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-high-contrast.h"

/*
 * libadwaita would load a style for high contrast by itself, but newer ones complain of it, and the
 * media queries that they want instead are nothing to GTK 4.8.
 */

static void
on_high_contrast_changed (AdwStyleManager *manager,
                          GParamSpec      *pspec,
                          GtkCssProvider  *provider)
{
  GdkDisplay *display = adw_style_manager_get_display (manager);

  if (display == NULL)
    display = gdk_display_get_default ();
  if (adw_style_manager_get_high_contrast (manager))
    {
      gtk_css_provider_load_from_resource (provider, "/im/latchkey/Latchkey/lk-high-contrast.css");
      gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                                  GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
    }
  else
    gtk_style_context_remove_provider_for_display (display, GTK_STYLE_PROVIDER (provider));
}

/**
 * lk_high_contrast_follow:
 * @manager: what knows how the person wants to see things
 *
 * From now on, draws what is ours with high contrast whenever the desktop asks for that.
 */
void
lk_high_contrast_follow (AdwStyleManager *manager)
{
  GtkCssProvider *provider;

  g_return_if_fail (ADW_IS_STYLE_MANAGER (manager));

  provider = gtk_css_provider_new ();
  g_signal_connect_data (manager, "notify::high-contrast", G_CALLBACK (on_high_contrast_changed),
                         provider, (GClosureNotify) (GCallback) g_object_unref, 0);
  if (adw_style_manager_get_high_contrast (manager))
    on_high_contrast_changed (manager, NULL, provider);
}
