/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-debug-info.h"

#include <adwaita.h>

#include "lk-config.h"

/*
 * For developers, so in English. Neither accounts nor servers are in it, nor the name of the person
 * or of a folder: it is to be put where everybody can read it.
 */

#define FLATPAK_INFO "/.flatpak-info"

static const char *
find_sandbox (void)
{
  if (g_file_test (FLATPAK_INFO, G_FILE_TEST_EXISTS))
    return "Flatpak";
  return g_getenv ("SNAP") != NULL ? "Snap" : "none";
}

static const char *
or_unknown (const char *text)
{
  return text != NULL ? text : "unknown";
}

static void
add_versions (GString *text)
{
  g_string_append_printf (text, "Latchkey %s\n\n", LK_VERSION);
  g_string_append_printf (text, "GTK %u.%u.%u\n", gtk_get_major_version (),
                          gtk_get_minor_version (), gtk_get_micro_version ());
  g_string_append_printf (text, "libadwaita %u.%u.%u\n", adw_get_major_version (),
                          adw_get_minor_version (), adw_get_micro_version ());
  g_string_append_printf (text, "GLib %u.%u.%u\n", glib_major_version, glib_minor_version,
                          glib_micro_version);
  g_string_append_printf (text, "Built with %s\n\n", LK_BUILT_WITH);
}

static void
add_surroundings (GString    *text,
                  GdkDisplay *display)
{
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  gboolean is_rtl = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;
  AdwStyleManager *style = adw_style_manager_get_default ();

  g_string_append_printf (text, "System: %s\n", or_unknown (system));
  g_string_append_printf (text, "Sandbox: %s\n", find_sandbox ());
  g_string_append_printf (text, "Desktop: %s\n", or_unknown (g_getenv ("XDG_CURRENT_DESKTOP")));
  g_string_append_printf (text, "Display: %s\n", G_OBJECT_TYPE_NAME (display));
  g_string_append_printf (text, "Language: %s, %s\n", g_get_language_names ()[0],
                          is_rtl ? "right-to-left" : "left-to-right");
  g_string_append_printf (text, "Style: %s%s\n",
                          adw_style_manager_get_dark (style) ? "dark" : "light",
                          adw_style_manager_get_high_contrast (style) ? ", high contrast" : "");
}

/**
 * lk_debug_info_dup:
 * @display: where the program is shown
 *
 * Returns: (transfer full): the versions of what it is built upon, and where it runs
 */
char *
lk_debug_info_dup (GdkDisplay *display)
{
  GString *text = g_string_new (NULL);

  add_versions (text);
  add_surroundings (text, display);
  return g_string_free (text, FALSE);
}
