/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-shortcuts.h"

#include <glib/gi18n.h>

/*
 * Every key that does something in the program beyond what GTK's widgets do by themselves. Who has
 * an action takes its keys from here, and the window that lists them does: so it can't lie.
 */

static const LkShortcut shortcuts[] = {
  { LK_SHORTCUTS_EVERYWHERE, N_("Add an account"), "win.add-account", { "<Control>n" } },
  { LK_SHORTCUTS_EVERYWHERE, N_("Preferences"), "app.preferences", { "<Control>comma" } },
  { LK_SHORTCUTS_EVERYWHERE, N_("Keyboard shortcuts"), "app.shortcuts", { "<Control>question" } },
  { LK_SHORTCUTS_EVERYWHERE, N_("Close the window"), "window.close", { "<Control>w" } },
  { LK_SHORTCUTS_EVERYWHERE, N_("Quit"), "app.quit", { "<Control>q" } },
  { LK_SHORTCUTS_OF_GTK, N_("Main menu"), "menu.popup", { "F10" } },
  { LK_SHORTCUTS_WINDOW, N_("Go back, or cancel"), "win.back", { "Escape", "<Alt>Left", "Back" } },
  { LK_SHORTCUTS_ACCOUNTS, N_("Search the accounts"), "accounts.search", { "<Control>f" } },
  { LK_SHORTCUTS_ALL_DEVICES, N_("Ask for the devices again"), "all-devices.refresh",
    { "<Control>r" } },
  { LK_SHORTCUTS_WEB, N_("Go back by one page"), "web.back", { "<Alt>Left" } },
  { LK_SHORTCUTS_WEB, N_("Load the page again"), "web.reload", { "<Control>r" } },
};

/** lk_shortcuts_get: Returns: (array length=n_shortcuts): all there are */
const LkShortcut *
lk_shortcuts_get (gsize *n_shortcuts)
{
  *n_shortcuts = G_N_ELEMENTS (shortcuts);
  return shortcuts;
}

/**
 * lk_shortcuts_set_accels:
 * @application: the program
 *
 * Sets the keys that work in every window.
 */
void
lk_shortcuts_set_accels (GtkApplication *application)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    {
      if (shortcuts[i].place == LK_SHORTCUTS_EVERYWHERE)
        gtk_application_set_accels_for_action (application, shortcuts[i].action,
                                               (const char *const *) shortcuts[i].keys);
    }
}

static void
bind_keys (GtkWidgetClass   *widget_class,
           const LkShortcut *shortcut)
{
  for (gsize i = 0; shortcut->keys[i] != NULL; i++)
    {
      GdkModifierType modifiers;
      guint key;

      if (gtk_accelerator_parse (shortcut->keys[i], &key, &modifiers))
        gtk_widget_class_add_binding_action (widget_class, key, modifiers, shortcut->action, NULL);
      else
        g_critical ("There is no key %s", shortcut->keys[i]);
    }
}

/**
 * lk_shortcuts_bind:
 * @widget_class: a class that has the actions
 * @place: where its instances are shown
 *
 * Binds the keys that work there.
 */
void
lk_shortcuts_bind (GtkWidgetClass  *widget_class,
                   LkShortcutPlace  place)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    {
      if (shortcuts[i].place == place)
        bind_keys (widget_class, &shortcuts[i]);
    }
}
