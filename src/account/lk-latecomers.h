/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-ports.h"

G_BEGIN_DECLS

/**
 * LkLatecomers:
 *
 * Receives browsers that come to a redirect address of an earlier run of the program (D20). They
 * get a polite page; what they bring is not looked at, and nothing comes of it. Each address is
 * attended to once, and not for longer than its quarter of an hour.
 */
#define LK_TYPE_LATECOMERS (lk_latecomers_get_type ())
G_DECLARE_FINAL_TYPE (LkLatecomers, lk_latecomers, LK, LATECOMERS, GObject)

LkLatecomers *lk_latecomers_new (LkPorts *ports);

G_END_DECLS
