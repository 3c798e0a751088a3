/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a new device is called until its person calls it otherwise. (transfer full) */
char *lk_device_name_new      (void);
/* The same on another machine. @host: its name */
char *lk_device_name_for_host (const char *host);

G_END_DECLS
