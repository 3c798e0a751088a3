/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LK_TYPE_AVATAR (lk_avatar_get_type ())
G_DECLARE_FINAL_TYPE (LkAvatar, lk_avatar, LK, AVATAR, AdwBin)

G_END_DECLS
