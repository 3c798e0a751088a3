/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-devices-api.h"
#include "lk-devices-group.h"

G_BEGIN_DECLS

/* Asks what @device shall be called, and has it called so. */
void lk_rename_device_question (LkDevicesGroup *group,
                                LkAccount      *account,
                                const LkDevice *device);

G_END_DECLS
