/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"

G_BEGIN_DECLS

/**
 * LkDevicesNote:
 *
 * Why the devices of an account are not known, or may be out of date. Never changed once made.
 */
#define LK_TYPE_DEVICES_NOTE (lk_devices_note_get_type ())
G_DECLARE_FINAL_TYPE (LkDevicesNote, lk_devices_note, LK, DEVICES_NOTE, GObject)

/* @error: (nullable): %NULL when there is no session to ask with: its state says why */
LkDevicesNote *lk_devices_note_new         (LkAccount     *account,
                                            const GError  *error);
LkAccount     *lk_devices_note_get_account (LkDevicesNote *self);
const GError  *lk_devices_note_get_error   (LkDevicesNote *self);

G_END_DECLS
