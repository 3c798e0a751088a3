/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-account.h"

G_BEGIN_DECLS

#define LK_TYPE_PROFILE_HEADER (lk_profile_header_get_type ())
G_DECLARE_FINAL_TYPE (LkProfileHeader, lk_profile_header, LK, PROFILE_HEADER, AdwBin)

/* Asks the homeserver for the profile, and for what may be changed of it. */
void lk_profile_header_refresh      (LkProfileHeader *self);
/* What the person chose to be their picture. */
void lk_profile_header_take_picture (LkProfileHeader *self,
                                     GFile           *file);

G_END_DECLS
