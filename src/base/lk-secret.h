/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define LK_TYPE_SECRET (lk_secret_get_type ())

/**
 * LkSecret:
 *
 * A string that nobody but its holder may learn: a token, a code, a verifier. Secrets travel
 * as #LkSecret and never as a string property, in a log or in an error. The memory is wiped
 * when the last holder lets go.
 */
typedef struct _LkSecret LkSecret;

GType       lk_secret_get_type (void);

LkSecret   *lk_secret_new      (const char     *text);
LkSecret   *lk_secret_new_len  (const char     *text,
                                gsize           length);
LkSecret   *lk_secret_ref      (LkSecret       *self);
void        lk_secret_unref    (LkSecret       *self);
const char *lk_secret_peek     (const LkSecret *self);
gboolean    lk_secret_equal    (const LkSecret *a,
                                const LkSecret *b);
void        lk_secret_wipe_string (char        *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkSecret, lk_secret_unref)

G_END_DECLS
