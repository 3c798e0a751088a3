/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void lk_high_contrast_follow (AdwStyleManager *manager);

G_END_DECLS
