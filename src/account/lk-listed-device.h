/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"
#include "lk-devices-api.h"

G_BEGIN_DECLS

/**
 * LkListedDevice:
 *
 * A device of one of the accounts, and what is known of it here: whether the person wants it gone,
 * and whether it is.
 */
#define LK_TYPE_LISTED_DEVICE (lk_listed_device_get_type ())
G_DECLARE_FINAL_TYPE (LkListedDevice, lk_listed_device, LK, LISTED_DEVICE, GObject)

/* @device: (transfer full) */
LkListedDevice *lk_listed_device_new         (LkAccount      *account,
                                              LkDevice       *device);
LkAccount      *lk_listed_device_get_account (LkListedDevice *self);
const LkDevice *lk_listed_device_get_device  (LkListedDevice *self);
/* Is it the one that this program signed in with? */
gboolean        lk_listed_device_is_own      (LkListedDevice *self);
/* Chosen by the person to be cleaned up. This program's own device never is. */
gboolean        lk_listed_device_get_chosen  (LkListedDevice *self);
void            lk_listed_device_set_chosen  (LkListedDevice *self,
                                              gboolean        chosen);
/* The homeserver doesn't list it any more. */
gboolean        lk_listed_device_get_gone    (LkListedDevice *self);

/* For the list (lk-all-devices.c) alone. */
/* Takes in what the homeserver says of it now. @device: (transfer full). Returns whether that is
 * news. */
gboolean        lk_listed_device_update      (LkListedDevice *self,
                                              LkDevice       *device);
void            lk_listed_device_set_gone    (LkListedDevice *self);

G_END_DECLS
