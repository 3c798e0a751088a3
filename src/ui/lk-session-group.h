/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-account.h"

G_BEGIN_DECLS

#define LK_TYPE_SESSION_GROUP (lk_session_group_get_type ())
G_DECLARE_FINAL_TYPE (LkSessionGroup, lk_session_group, LK, SESSION_GROUP, AdwPreferencesGroup)

G_END_DECLS
