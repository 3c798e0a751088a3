/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-all-devices.h"

G_BEGIN_DECLS

/**
 * LkCleanUp:
 *
 * A walk through devices that the person wants gone, one after the other. Where each is removed is
 * up to whoever asks the person; whether it has gone is what its homeserver says. A device that has
 * gone is passed over, however that came.
 */
#define LK_TYPE_CLEAN_UP (lk_clean_up_get_type ())
G_DECLARE_FINAL_TYPE (LkCleanUp, lk_clean_up, LK, CLEAN_UP, GObject)

/* @devices: (element-type LkListedDevice) */
LkCleanUp      *lk_clean_up_new           (LkAllDevices        *all,
                                           GPtrArray           *devices);
guint           lk_clean_up_get_n_devices (LkCleanUp           *self);
guint           lk_clean_up_get_n_gone    (LkCleanUp           *self);
/* From 0; the number of devices when it is at its end. */
guint           lk_clean_up_get_position  (LkCleanUp           *self);
/* (transfer none) (nullable): %NULL at the end */
LkListedDevice *lk_clean_up_get_current   (LkCleanUp           *self);
void            lk_clean_up_skip          (LkCleanUp           *self);
void            lk_clean_up_stop          (LkCleanUp           *self);
/* Asks the homeserver whether the current device is there still. */
void            lk_clean_up_check_async   (LkCleanUp           *self,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
gboolean        lk_clean_up_check_finish  (LkCleanUp           *self,
                                           GAsyncResult        *result,
                                           GError             **error);

/* Where a person removes @device at its provider: its own page, else the list of devices, else the
 * plain page (spec §7.2). (transfer full) (nullable) when there is none. */
char           *lk_clean_up_dup_page      (LkListedDevice      *device);

G_END_DECLS
