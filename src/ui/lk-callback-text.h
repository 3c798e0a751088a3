/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-callback-pages.h"

G_BEGIN_DECLS

/* What a browser is shown that comes back from the provider, in the person's language. */
LkCallbackPages *lk_callback_text_make_pages (void);

/* For tests: the tag that HTML wants for a name of a locale. (transfer full) */
char            *lk_callback_text_language   (const char *locale);

G_END_DECLS
