/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-browser.h"

#include <glib/gi18n.h>

static void
on_launched (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GtkWidget) parent = user_data;
  g_autoptr (GError) error = NULL;

  if (g_app_info_launch_default_for_uri_finish (result, &error))
    return;
  /* The message may quote the address, and the address may hold a secret: it isn't logged. */
  gtk_widget_activate_action (parent, "win.toast", "s", _("No app could be opened for this"));
}

/**
 * lk_open_in_browser:
 * @parent: the widget that asks for it
 * @uri: what to open
 *
 * Opens @uri outside. In a sandbox, GIO goes through the portal by itself.
 */
void
lk_open_in_browser (GtkWidget  *parent,
                    const char *uri)
{
  g_autoptr (GdkAppLaunchContext) context = NULL;

  g_return_if_fail (GTK_IS_WIDGET (parent));
  g_return_if_fail (uri != NULL);

  context = gdk_display_get_app_launch_context (gtk_widget_get_display (parent));
  g_app_info_launch_default_for_uri_async (uri, G_APP_LAUNCH_CONTEXT (context), NULL, on_launched,
                                           g_object_ref (parent));
}
