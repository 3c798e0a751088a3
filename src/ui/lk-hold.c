/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-hold.h"

struct _LkHold
{
  GApplication *application; /* (nullable) (not owned), forgotten when it goes */
};

static GtkApplication *
application_of (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return GTK_IS_WINDOW (root) ? gtk_window_get_application (GTK_WINDOW (root)) : NULL;
}

/**
 * lk_hold_new:
 * @widget: a widget in a window of the program
 *
 * Returns: (transfer full): what keeps the program running until it is freed
 */
LkHold *
lk_hold_new (GtkWidget *widget)
{
  LkHold *self = g_new0 (LkHold, 1);
  GtkApplication *application = application_of (widget);

  g_set_weak_pointer (&self->application, G_APPLICATION (application));
  if (application != NULL)
    g_application_hold (self->application);
  return self;
}

/** lk_hold_free: lets the program end, as far as @self is concerned. */
void
lk_hold_free (LkHold *self)
{
  if (self->application != NULL)
    g_application_release (self->application);
  g_clear_weak_pointer (&self->application);
  g_free (self);
}

static void
on_busy_changed (GApplication *application,
                 GParamSpec   *pspec,
                 LkHttp       *http)
{
  if (lk_http_is_busy (http))
    g_application_hold (application);
  else
    g_application_release (application);
}

/**
 * lk_hold_while_busy:
 * @application: the program
 * @http: the client that it uses, with nothing under way yet
 *
 * Who closes the window leaves what is under way, but a server may be making a session just then:
 * the program stays, without a window, until that is known and given back.
 */
void
lk_hold_while_busy (GApplication *application,
                    LkHttp       *http)
{
  g_return_if_fail (G_IS_APPLICATION (application));
  g_return_if_fail (!lk_http_is_busy (http));

  g_signal_connect_object (http, "notify::busy", G_CALLBACK (on_busy_changed), application,
                           G_CONNECT_SWAPPED);
}
