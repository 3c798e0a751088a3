/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-first-frame.h"

#include <string.h>
#include <unistd.h>

/* Long enough for all that is made after the first frame when nothing else is to be done. */
#define SECONDS_TO_REST 2

static gboolean
print_memory (gpointer user_data)
{
  g_autofree char *rollup = NULL;
  g_autoptr (GError) error = NULL;
  const char *line = NULL;

  if (!g_file_get_contents ("/proc/self/smaps_rollup", &rollup, NULL, &error))
    g_error ("The memory can't be measured: %s", error->message);
  line = strstr (rollup, "\nPss:");
  g_print ("%" G_GUINT64_FORMAT "\n", g_ascii_strtoull (line + strlen ("\nPss:"), NULL, 10));
  _exit (0);
}

static void
on_painted (GdkFrameClock *clock)
{
  /* What comes after the first frame, tidying up included, is not measured… */
  if (g_getenv ("LK_MEASURE_AT_REST") == NULL)
    _exit (0);
  /* …unless it is what was asked for. */
  g_signal_handlers_disconnect_by_func (clock, on_painted, NULL);
  g_timeout_add_seconds (SECONDS_TO_REST, print_memory, NULL);
}

static void
on_realized (GtkWidget *window)
{
  g_signal_connect_after (gtk_widget_get_frame_clock (window), "after-paint",
                          G_CALLBACK (on_painted), NULL);
}

static void
on_window_added (GtkApplication *app,
                 GtkWindow      *window)
{
  if (gtk_widget_get_realized (GTK_WIDGET (window)))
    on_realized (GTK_WIDGET (window));
  else
    g_signal_connect (window, "realize", G_CALLBACK (on_realized), NULL);
}

void
lk_first_frame_ends (GtkApplication *app)
{
  g_signal_connect (app, "window-added", G_CALLBACK (on_window_added), NULL);
}
