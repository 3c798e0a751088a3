/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-account.h"

G_BEGIN_DECLS

#define LK_TYPE_DEVICES_GROUP (lk_devices_group_get_type ())
G_DECLARE_FINAL_TYPE (LkDevicesGroup, lk_devices_group, LK, DEVICES_GROUP, AdwPreferencesGroup)

GtkWidget *lk_devices_group_new            (LkAccount      *account);
/* Asks the homeserver for the devices anew. */
void       lk_devices_group_refresh        (LkDevicesGroup *self);
/* The person went elsewhere to change something: the list is asked for anew when they are back. */
void       lk_devices_group_expect_changes (LkDevicesGroup *self);

/* Asks the person how to call this device; nothing happens until it is known. */
void       lk_devices_group_rename_own     (LkDevicesGroup *self);

/* For the questions about one device: nothing else is done with it meanwhile. */
void       lk_devices_group_set_busy       (LkDevicesGroup *self,
                                            const char     *device_id,
                                            gboolean        busy);
/* Shows the homeserver's page on which the removal of a device is confirmed; when the person is
 * back, the removal goes on. */
void       lk_devices_group_show_page      (LkDevicesGroup *self,
                                            const char     *device_id,
                                            const char     *page,
                                            const char     *session);

G_END_DECLS
