/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where the person's phone numbers are dialled. (transfer full) (nullable) */
char *lk_country_dup       (void);
/* Pure, for tests. @locale: (nullable): such as "en_GB.UTF-8" */
char *lk_country_of_locale (const char *locale);

G_END_DECLS
