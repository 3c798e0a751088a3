/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <adwaita.h>

#include "lk-first-frame.h"

/* What any libadwaita program must pay: a window with a title in its header bar, and one entry with
 * a word in it. */

static void
on_activate (GtkApplication *app)
{
  GtkWidget *window = adw_application_window_new (app);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *entry = gtk_entry_new ();

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), "Homeserver or user ID");
  gtk_box_append (GTK_BOX (box), entry);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), "Bare Window");
  gtk_window_set_default_size (GTK_WINDOW (window), 480, 680);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (AdwApplication) app =
    adw_application_new ("im.latchkey.BareWindow", G_APPLICATION_DEFAULT_FLAGS);

  g_signal_connect (app, "activate", G_CALLBACK (on_activate), NULL);
  lk_first_frame_ends (GTK_APPLICATION (app));
  return g_application_run (G_APPLICATION (app), argc, argv);
}
