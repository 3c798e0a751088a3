/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For how many seconds a browser is waited for (spec §4.8). */
#define LK_LOOPBACK_LIFETIME (15 * 60)

/* A port that a browser may still come to, and since when, in seconds since 1970. */
typedef struct
{
  guint16 port;
  gint64  began;
} LkLoopbackNote;

GArray *lk_loopback_notes_load (const char *data_dir,
                                gint64      now);
void    lk_loopback_notes_put  (const char *data_dir,
                                guint16     port,
                                gint64      began);
void    lk_loopback_notes_drop (const char *data_dir,
                                guint16     port,
                                gint64      now);

G_END_DECLS
