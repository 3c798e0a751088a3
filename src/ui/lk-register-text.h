/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-interview.h"

G_BEGIN_DECLS

/* What a homeserver has against a reply, in words for people: its own, where it has some, because
 * the rules are its own, too. Plain text, never markup. (transfer full) */
char *lk_register_text_problem (LkQuestion    question,
                                const GError *problem);

G_END_DECLS
