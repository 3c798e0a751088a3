/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-name-device.h"

#include "lk-device-name.h"
#include "lk-devices.h"
#include "lk-error.h"

static void
on_named (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!lk_rename_device_finish (LK_ACCOUNT (source), result, &error))
    g_debug ("The device has the name that the server gave it: %s", error->message);
}

/**
 * lk_name_device:
 * @account: an account that has just signed in as a new device
 *
 * A legacy homeserver is told the name with the login; with a provider nobody can tell it before
 * there is a session (spec §10.1).
 */
void
lk_name_device (LkAccount *account)
{
  g_autofree char *name = NULL;

  g_return_if_fail (LK_IS_ACCOUNT (account));

  name = lk_device_name_new ();
  lk_rename_device_async (account, lk_account_get_record (account)->device_id, name, NULL, on_named,
                          NULL);
}
