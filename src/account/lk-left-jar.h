/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"

G_BEGIN_DECLS

/**
 * LkLeftJar:
 *
 * The cookie jar of an account that leaves, put aside so that the person can end the provider's own
 * session with it afterwards (spec §6.4). It is deleted with this; whatever an earlier life left
 * behind is deleted at the next start.
 */
typedef struct _LkLeftJar LkLeftJar;

LkLeftJar  *lk_left_jar_new      (LkAccount       *account);
/* The directory. (nullable): there were no cookies */
const char *lk_left_jar_get_path (const LkLeftJar *self);
/* The account stays after all. @self: (transfer full) */
void        lk_left_jar_put_back (LkLeftJar       *self);
void        lk_left_jar_free     (LkLeftJar       *self);
/* What an earlier life left behind. */
void        lk_left_jars_clear   (LkPorts         *ports);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkLeftJar, lk_left_jar_free)

G_END_DECLS
