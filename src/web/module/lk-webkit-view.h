/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-web-view.h"

G_BEGIN_DECLS

#define LK_TYPE_WEBKIT_VIEW (lk_webkit_view_get_type ())
G_DECLARE_FINAL_TYPE (LkWebkitView, lk_webkit_view, LK, WEBKIT_VIEW, GtkWidget)

G_END_DECLS
