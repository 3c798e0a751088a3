/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-first-frame.h"

#include <unistd.h>

static void
on_painted (GdkFrameClock *clock)
{
  /* What comes after the first frame, tidying up included, is not measured. */
  _exit (0);
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
