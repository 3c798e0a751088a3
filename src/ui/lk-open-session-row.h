/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-revocations.h"

G_BEGIN_DECLS

#define LK_TYPE_OPEN_SESSION_ROW (lk_open_session_row_get_type ())
G_DECLARE_FINAL_TYPE (LkOpenSessionRow, lk_open_session_row, LK, OPEN_SESSION_ROW, AdwActionRow)

/* @sessions: the list it is in, which is told when it is to be forgotten */
GtkWidget *lk_open_session_row_new (LkRevocations *sessions,
                                    LkOpenSession *session);

G_END_DECLS
