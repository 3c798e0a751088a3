/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkCatalogue:
 *
 * A compiled catalogue (.mo), to ask of a text in the window whether it is one of the program's
 * messages: in English, as nobody translated it, or in the catalogue's language. Placeholders stand
 * for anything, and a mnemonic's underscore for nothing.
 */
typedef struct _LkCatalogue LkCatalogue;

LkCatalogue *lk_catalogue_new            (const char  *path);
void         lk_catalogue_free           (LkCatalogue *self);
/* Whether @text is a message that has a translation, which @text is not. */
gboolean     lk_catalogue_is_original    (LkCatalogue *self,
                                          const char  *text);
/* Whether @text is a translated message. */
gboolean     lk_catalogue_is_translation (LkCatalogue *self,
                                          const char  *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCatalogue, lk_catalogue_free)

G_END_DECLS
