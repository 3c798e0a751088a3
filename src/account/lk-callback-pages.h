/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * LkLoopbackPage:
 * @LK_LOOPBACK_PAGE_DONE: the redirect was taken; the app goes on with it
 * @LK_LOOPBACK_PAGE_REFUSED: the person said no, or the provider refuses
 * @LK_LOOPBACK_PAGE_STRAY: not for the attempt that is under way, if there is one
 * @LK_LOOPBACK_PAGE_MISSING: no redirect at all
 *
 * What a browser is shown that was sent back to this machine.
 */
typedef enum
{
  LK_LOOPBACK_PAGE_DONE,
  LK_LOOPBACK_PAGE_REFUSED,
  LK_LOOPBACK_PAGE_STRAY,
  LK_LOOPBACK_PAGE_MISSING,
} LkLoopbackPage;

#define LK_LOOPBACK_N_PAGES (LK_LOOPBACK_PAGE_MISSING + 1)

/* What a page says, as plain text. */
typedef struct
{
  const char *title;
  const char *text;
} LkCallbackText;

/**
 * LkCallbackPages:
 *
 * The pages as HTML: static, in one piece, with nothing to load and nothing to run, light or dark
 * as the browser is. Never changed once made. Reference-counted.
 */
#define LK_TYPE_CALLBACK_PAGES (lk_callback_pages_get_type ())

typedef struct _LkCallbackPages LkCallbackPages;

GType            lk_callback_pages_get_type    (void);
LkCallbackPages *lk_callback_pages_new         (const char            *language,
                                                gboolean               right_to_left,
                                                const LkCallbackText  *texts);
LkCallbackPages *lk_callback_pages_new_default (void);
LkCallbackPages *lk_callback_pages_ref         (LkCallbackPages       *self);
void             lk_callback_pages_unref       (LkCallbackPages       *self);
const char      *lk_callback_pages_get         (LkCallbackPages       *self,
                                                LkLoopbackPage         page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCallbackPages, lk_callback_pages_unref)

G_END_DECLS
