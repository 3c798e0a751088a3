/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

/* How many living processes below this one have a name that begins with @name; one of them in
 * @last (out) (optional). The kernel keeps the first 15 characters of a name. */
guint lk_find_processes (const char *name,
                         int        *last);

/* From now on what this process starts may complain without ending by that, as it may when no test
 * is running: WebKit's helpers warn when a page is closed while it is opened, or where no portal
 * is, and would take the next page with them. For this process G_DEBUG is in force already. */
void  lk_keep_fatal_to_ourselves (void);

/* (transfer full): the living processes below this one, a line each: which, how it is, its name
 * and its parent. */
char *lk_dup_process_list        (void);
