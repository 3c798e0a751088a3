/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-revocations.h"

G_BEGIN_DECLS

#define LK_TYPE_OPEN_SESSIONS_GROUP (lk_open_sessions_group_get_type ())
G_DECLARE_FINAL_TYPE (LkOpenSessionsGroup, lk_open_sessions_group, LK, OPEN_SESSIONS_GROUP, AdwBin)

void lk_open_sessions_group_set_sessions (LkOpenSessionsGroup *self,
                                          LkRevocations       *sessions);

G_END_DECLS
