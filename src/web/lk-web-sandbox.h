/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void     lk_web_sandbox_probe     (void);
gboolean lk_web_sandbox_is_broken (void);

G_END_DECLS
