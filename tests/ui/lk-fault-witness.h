/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A witness, who hears all that is logged, by whatever way and whomever. A process can change its
 * log writer but once, so there is one witness.
 */

/* Once, before the first test. */
void     lk_fault_witness_init          (void);
/* Forgets what was said before. */
void     lk_fault_witness_begin         (void);
/* Somebody can read @text who must not see a secret. */
void     lk_fault_witness_say           (const char *text);
gboolean lk_fault_witness_has_heard     (const char *text);
void     lk_fault_witness_assert_unsaid (const char *secret);
guint    lk_fault_witness_get_n_warnings (void);

G_END_DECLS
