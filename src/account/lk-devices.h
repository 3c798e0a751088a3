/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"
#include "lk-devices-api.h"

G_BEGIN_DECLS

/**
 * LkRemovalStep:
 * @LK_REMOVAL_DONE: the device is removed
 * @LK_REMOVAL_PASSWORD: the server wants the person's password
 * @LK_REMOVAL_PAGE: the server wants the person on a page of its own
 * @LK_REMOVAL_NO_WAY: the server doesn't let programs remove devices
 *
 * How far the removal of a device has come, or what is next.
 */
typedef enum
{
  LK_REMOVAL_DONE,
  LK_REMOVAL_PASSWORD,
  LK_REMOVAL_PAGE,
  LK_REMOVAL_NO_WAY,
} LkRemovalStep;

/* What came of it. The page's address names the session: neither is for logs. Never changed once
 * made. */
typedef struct
{
  LkRemovalStep step;
  char         *page;    /* (nullable) there for LK_REMOVAL_PAGE */
  char         *session; /* (nullable) what to go on with */
} LkRemoval;

void       lk_removal_free             (LkRemoval           *self);

/* The devices of the account, of any kind of account. (element-type LkDevice) */
void       lk_list_devices_async       (LkAccount           *account,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
GPtrArray *lk_list_devices_finish      (LkAccount           *account,
                                        GAsyncResult        *result,
                                        GError             **error);

/* Gives a device another name. */
void       lk_rename_device_async      (LkAccount           *account,
                                        const char          *device_id,
                                        const char          *display_name,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
gboolean   lk_rename_device_finish     (LkAccount           *account,
                                        GAsyncResult        *result,
                                        GError             **error);

/* Whether devices are removed here, and not at a provider (H6). */
gboolean   lk_account_removes_devices  (LkAccount           *account);
/* @password, @session: (nullable) */
void       lk_remove_device_async      (LkAccount           *account,
                                        const char          *device_id,
                                        LkSecret            *password,
                                        const char          *session,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
LkRemoval *lk_remove_device_finish     (LkAccount           *account,
                                        GAsyncResult        *result,
                                        GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkRemoval, lk_removal_free)

G_END_DECLS
