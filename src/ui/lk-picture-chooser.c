/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-picture.h"

#include <glib/gi18n.h>

/*
 * The desktop's own dialog for files, which is the only one that a sandbox has. GTK has another API
 * for it since 4.10; no other file knows this one.
 */

static GtkFileFilter *
new_filter (void)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  /* Translators: the kind of files that can be chosen. */
  gtk_file_filter_set_name (filter, _("Pictures"));
  gtk_file_filter_add_mime_type (filter, "image/png");
  gtk_file_filter_add_mime_type (filter, "image/jpeg");
  gtk_file_filter_add_mime_type (filter, "image/gif");
  gtk_file_filter_add_mime_type (filter, "image/webp");
  return filter;
}

/**
 * lk_picture_chooser_new:
 * @parent: the window above which it is to be shown
 *
 * Returns: (transfer full): a dialog in which a picture is chosen, not shown yet;
 *   gtk_native_dialog_destroy() it
 */
GtkNativeDialog *
lk_picture_chooser_new (GtkWindow *parent)
{
  g_autoptr (GtkFileFilter) filter = new_filter ();
  GtkFileChooserNative *chooser =
    gtk_file_chooser_native_new (_("Choose a Picture"), parent, GTK_FILE_CHOOSER_ACTION_OPEN,
                                 /* Translators: takes the chosen picture. */
                                 _("_Choose"), _("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  return GTK_NATIVE_DIALOG (chooser);
}

/**
 * lk_picture_chooser_dup_file:
 * @chooser: of lk_picture_chooser_new()
 * @response: with which it has responded
 *
 * Returns: (transfer full) (nullable): the chosen file
 */
GFile *
lk_picture_chooser_dup_file (GtkNativeDialog *chooser,
                             int              response)
{
  return response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser))
                                         : NULL;
}
