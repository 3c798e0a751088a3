/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The person's browser, as the desktop knows one for http: it shows nothing and tells the test
 * which addresses it was given.
 */

/* Makes it the default browser of this program. Before GTK is initialised. */
void        lk_dummy_browser_install  (void);
/* Waits until it was opened so often since the program began, or since it was told to forget. */
void        lk_dummy_browser_wait     (guint times);
guint       lk_dummy_browser_count    (void);
/* (nullable): the address opened last */
const char *lk_dummy_browser_get_last (void);
void        lk_dummy_browser_forget   (void);

G_END_DECLS
