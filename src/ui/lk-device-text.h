/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-devices-api.h"

G_BEGIN_DECLS

/* A device in words, translated. All are plain text, never markup, and (transfer full). */
char *lk_device_text_name      (const LkDevice *device);
/* (nullable) when the server doesn't say; @now: seconds since 1970 */
char *lk_device_text_last_seen (const LkDevice *device,
                                gint64          now);
/* The same, and the ID; "" when there is nothing to say beside the name. */
char *lk_device_text_about     (const LkDevice *device,
                                gint64          now);

G_END_DECLS
