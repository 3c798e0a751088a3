/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-dialogs.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "lk-config.h"
#include "lk-debug-info.h"

/* What is told of the program; the last of the dialogs that only lk-dialogs*.c know. */

#define RELEASE_NOTES "/im/latchkey/Latchkey/release-notes.xml"
#define UNTRANSLATED_CREDITS "translator-credits"

/* What it is built upon. Names and licences are as the libraries themselves say. */
static const struct
{
  const char *name;
  const char *copyright;
  GtkLicense  license_type;
  const char *license; /* (nullable): not one of GTK's list */
} libraries[] = {
  { "GTK", "© The GTK Team", GTK_LICENSE_LGPL_2_1, NULL },
  { "libadwaita", "© The libadwaita authors", GTK_LICENSE_LGPL_2_1, NULL },
  { "GLib", "© The GLib authors", GTK_LICENSE_LGPL_2_1, NULL },
  { "libsoup", "© The libsoup authors", GTK_LICENSE_CUSTOM,
    N_("GNU Library General Public License, version 2 or later") },
  { "json-glib", "© Emmanuele Bassi, OpenedHand, Intel", GTK_LICENSE_LGPL_2_1, NULL },
  { "libsecret", "© The libsecret authors", GTK_LICENSE_LGPL_2_1, NULL },
  { "WebKitGTK", "© Apple, Igalia, the KDE project and others", GTK_LICENSE_CUSTOM,
    N_("GNU Library General Public License, version 2 or later, and BSD 2-Clause License") },
  { "libqrencode", "© Kentaro Fukuchi", GTK_LICENSE_LGPL_2_1, NULL },
  { "libidn2", "© Simon Josefsson, Tim Rühsen", GTK_LICENSE_CUSTOM,
    N_("GNU Lesser General Public License, version 3 or later, or GNU General Public License, "
       "version 2 or later") },
};

static void
add_libraries (AdwAboutWindow *about)
{
  for (gsize i = 0; i < G_N_ELEMENTS (libraries); i++)
    adw_about_window_add_legal_section (about, libraries[i].name, libraries[i].copyright,
                                        libraries[i].license_type,
                                        libraries[i].license != NULL ? _(libraries[i].license)
                                                                     : NULL);
}

/* Made of NEWS.md, which is in English. */
static void
add_release_notes (AdwAboutWindow *about)
{
  g_autoptr (GBytes) notes = g_resources_lookup_data (RELEASE_NOTES, 0, NULL);

  if (notes == NULL)
    return;
  adw_about_window_set_release_notes_version (about, LK_VERSION);
  adw_about_window_set_release_notes (about, g_bytes_get_data (notes, NULL));
}

static void
add_translators (AdwAboutWindow *about)
{
  /* Translators: your own name, as it is to be shown in the credits. */
  const char *credits = _("translator-credits");

  if (!g_str_equal (credits, UNTRANSLATED_CREDITS))
    adw_about_window_set_translator_credits (about, credits);
}

/* (transfer none) (nullable) */
static GtkWidget *
find_below (GtkWidget *widget,
            GType      type)
{
  GtkWidget *found = NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = G_TYPE_CHECK_INSTANCE_TYPE (child, type) ? child : find_below (child, type);
  return found;
}

/* In libadwaita 1.2, those with words of their own in them have no name: that of the version. */
static void
name_buttons (GtkWidget *widget)
{
  GtkWidget *label = GTK_IS_BUTTON (widget) ? find_below (widget, GTK_TYPE_LABEL) : NULL;

  if (label != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    gtk_label_get_text (GTK_LABEL (label)), -1);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_buttons (child);
}

/**
 * lk_show_about:
 * @parent: (nullable): the window above which it is shown
 *
 * Tells what this program is: who made it, what it is built upon, what is new, and what a report of
 * a bug should tell.
 */
void
lk_show_about (GtkWindow *parent)
{
  static const char *const developers[] = { "Latchkey contributors", NULL };
  g_autofree char *debug_info = lk_debug_info_dup (gdk_display_get_default ());
  GtkWidget *about = g_object_new (ADW_TYPE_ABOUT_WINDOW,
                                   "name", "about-window",
                                   "transient-for", parent,
                                   "destroy-with-parent", TRUE,
                                   "modal", parent != NULL,
                                   "application-name", "Latchkey",
                                   "application-icon", LK_APP_ID,
                                   "version", LK_VERSION,
                                   "website", LK_CLIENT_URI,
                                   "comments", _("The key to your homeservers"),
                                   "developer-name", _("Latchkey contributors"),
                                   "developers", developers,
                                   "copyright", "© 2026 Latchkey contributors",
                                   "license-type", GTK_LICENSE_GPL_3_0,
                                   "debug-info", debug_info,
                                   "debug-info-filename", "latchkey-debug-info.txt",
                                   NULL);

  add_translators (ADW_ABOUT_WINDOW (about));
  add_libraries (ADW_ABOUT_WINDOW (about));
  add_release_notes (ADW_ABOUT_WINDOW (about));
  name_buttons (about);
  gtk_window_present (GTK_WINDOW (about));
}
