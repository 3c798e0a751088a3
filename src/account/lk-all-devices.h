/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account-list.h"
#include "lk-devices-note.h"
#include "lk-listed-device.h"

G_BEGIN_DECLS

/* So many accounts are asked at once. */
#define LK_ALL_DEVICES_AT_ONCE 4

/**
 * LkAllDevices:
 *
 * The devices of all accounts, as a list model of #LkListedDevice, in no particular order. What one
 * account's homeserver answers, or doesn't, changes nothing about the devices of the others.
 */
#define LK_TYPE_ALL_DEVICES (lk_all_devices_get_type ())
G_DECLARE_FINAL_TYPE (LkAllDevices, lk_all_devices, LK, ALL_DEVICES, GObject)

LkAllDevices *lk_all_devices_new        (LkAccountList       *accounts);
/* Of LkDevicesNote: the accounts whose devices can't be told, and why. (transfer none) */
GListModel   *lk_all_devices_get_notes  (LkAllDevices        *self);
/* Is there an account that is yet to answer? */
gboolean      lk_all_devices_get_busy   (LkAllDevices        *self);
/* Asks every account that has a session. What is there stays until the answer is there. */
void          lk_all_devices_refresh    (LkAllDevices        *self);
void          lk_all_devices_stop       (LkAllDevices        *self);
/* Asks one account anew. */
void          lk_all_devices_ask_async  (LkAllDevices        *self,
                                         LkAccount           *account,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
gboolean      lk_all_devices_ask_finish (LkAllDevices        *self,
                                         GAsyncResult        *result,
                                         GError             **error);

G_END_DECLS
