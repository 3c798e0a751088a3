/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The widest and highest that a picture is sent: what any program shows of a person. */
#define LK_PICTURE_SIDE 512

/* Reads a picture that the person chose, and makes of it one that can be sent: small, upright, and
 * without what cameras write into it, such as the place. Errors: LK_ERROR_INVALID_INPUT when it is
 * no picture to be used, LK_ERROR_STORAGE_FAILED when it can't be read. */
void    lk_picture_load_async  (GFile               *file,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data);
/* @content_type: (out): a static string. (transfer full) */
GBytes *lk_picture_load_finish (GAsyncResult        *result,
                                const char         **content_type,
                                GError             **error);

/* The dialog in which one is chosen. (transfer full) */
GtkNativeDialog *lk_picture_chooser_new      (GtkWindow       *parent);
/* (transfer full) (nullable): the file that was chosen, once the dialog has responded so */
GFile           *lk_picture_chooser_dup_file (GtkNativeDialog *chooser,
                                              int              response);

G_END_DECLS
