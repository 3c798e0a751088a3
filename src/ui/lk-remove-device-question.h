/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-devices-api.h"
#include "lk-devices-group.h"

G_BEGIN_DECLS

/* Asks whether @device shall be removed, and removes it. */
void lk_remove_device_question       (LkDevicesGroup *group,
                                      LkAccount      *account,
                                      const LkDevice *device);
/* Goes on after the homeserver's page. */
void lk_remove_device_question_go_on (LkDevicesGroup *group,
                                      LkAccount      *account,
                                      const LkDevice *device,
                                      const char     *session);

G_END_DECLS
