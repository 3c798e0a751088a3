/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Hands @uri to whatever program the person chose for it. When there is none, the window of
 * @parent says so. */
void     lk_open_in_browser     (GtkWidget           *parent,
                                 const char          *uri);
/* The same for those who say so themselves. */
void     lk_browser_open_async  (GtkWidget           *parent,
                                 const char          *uri,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
gboolean lk_browser_open_finish (GAsyncResult        *result,
                                 GError             **error);
/* Puts @uri on the clipboard, and says so in passing. */
void     lk_copy_address        (GtkWidget           *parent,
                                 const char          *uri);

G_END_DECLS
