/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-browser.h"

#include <glib/gi18n.h>

#include "lk-dialogs.h"

/* An address on its way out of the window. */
typedef struct
{
  GtkWidget *parent;
  char      *uri;
} Outside;

static void
outside_free (gpointer data)
{
  Outside *self = data;

  g_clear_object (&self->parent);
  g_free (self->uri);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Outside, outside_free)

/**
 * lk_copy_address:
 * @parent: a widget in the window that says that it was copied
 * @uri: an address
 */
void
lk_copy_address (GtkWidget  *parent,
                 const char *uri)
{
  g_return_if_fail (GTK_IS_WIDGET (parent));
  g_return_if_fail (uri != NULL);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (parent), uri);
  gtk_widget_activate_action (parent, "win.toast", "s", _("Address copied"));
}

static void
on_answered (const char *answer,
             gpointer    user_data)
{
  Outside *self = user_data;

  if (g_str_equal (answer, "copy"))
    lk_copy_address (self->parent, self->uri);
}

/* The way out is still open: by hand (spec §4.8, D15). */
static void
offer_to_copy (Outside *self)
{
  const LkAnswer answers[] = {
    { "close", _("_Close"), LK_ANSWER_PLAIN },
    { "copy", _("Copy _Address"), LK_ANSWER_SUGGESTED },
  };

  lk_ask (self->parent, "no-browser-dialog", _("No App Could Be Opened"),
          _("There is no app for this address, or it didn’t start. Copy the address and open it "
            "yourself, in any browser."),
          answers, G_N_ELEMENTS (answers), on_answered, self, outside_free);
}

static void
on_launched (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;

  /* The message may quote the address, and the address may hold a secret: it isn't kept. */
  if (g_app_info_launch_default_for_uri_finish (result, NULL))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "No app opened the address");
}

/**
 * lk_browser_open_async:
 * @parent: the widget that asks for it
 * @uri: what to open
 * @cancellable: (nullable): to no longer want to know
 * @callback: called when it was opened, or could not be
 * @user_data: for @callback
 *
 * Opens @uri outside. In a sandbox, GIO goes through the portal by itself. @parent is not kept:
 * looking for an app may outlast a window.
 */
void
lk_browser_open_async (GtkWidget           *parent,
                       const char          *uri,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (GdkAppLaunchContext) context = NULL;
  GTask *task;

  g_return_if_fail (GTK_IS_WIDGET (parent));
  g_return_if_fail (uri != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, lk_browser_open_async);
  context = gdk_display_get_app_launch_context (gtk_widget_get_display (parent));
  g_app_info_launch_default_for_uri_async (uri, G_APP_LAUNCH_CONTEXT (context), NULL, on_launched,
                                           task);
}

/**
 * lk_browser_open_finish:
 * @error: return location for an error; cancelling is %G_IO_ERROR_CANCELLED
 *
 * Returns: whether something opens the address
 */
gboolean
lk_browser_open_finish (GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (Outside) self = user_data;

  if (!lk_browser_open_finish (result, NULL) &&
      gtk_widget_get_root (self->parent) != NULL)
    offer_to_copy (g_steal_pointer (&self));
}

/**
 * lk_open_in_browser:
 * @parent: the widget that asks for it
 * @uri: what to open
 *
 * Opens @uri outside. When nothing can be opened the person is offered the address to copy.
 */
void
lk_open_in_browser (GtkWidget  *parent,
                    const char *uri)
{
  Outside *self;

  g_return_if_fail (GTK_IS_WIDGET (parent));
  g_return_if_fail (uri != NULL);

  self = g_new0 (Outside, 1);
  self->parent = g_object_ref (parent);
  self->uri = g_strdup (uri);
  lk_browser_open_async (parent, uri, NULL, on_opened, self);
}
