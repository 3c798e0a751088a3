/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-transport.h"

G_BEGIN_DECLS

/* The places in a provider's account management (MSC4191, spec §7.2). */
typedef enum
{
  LK_ACCOUNT_LINK_HOME, /* the plain page */
  LK_ACCOUNT_LINK_PROFILE,
  LK_ACCOUNT_LINK_DEVICES,
  LK_ACCOUNT_LINK_DEVICE,
  LK_ACCOUNT_LINK_DELETE_DEVICE,
  LK_ACCOUNT_LINK_DEACTIVATE,
  LK_ACCOUNT_LINK_RESET_IDENTITY,
} LkAccountLink;

#define LK_ACCOUNT_LINK_N (LK_ACCOUNT_LINK_RESET_IDENTITY + 1)

/* Is @link advertised, by its stable name or an alias? HOME always is, when there is a @uri. */
gboolean lk_account_link_is_advertised (LkAccountLink      link,
                                        const char *const *actions);
/* The address of @link: its stable name if advertised, else an advertised alias, else the bare
 * address. (nullable) when there is no usable @uri (none, not https, javascript: …).
 * @uri, @actions, @device_id: (nullable) */
char    *lk_account_link_build         (LkAccountLink      link,
                                        const char        *uri,
                                        const char *const *actions,
                                        LkTransport        transport,
                                        const char        *device_id);

/* Where a person ends the provider's own session (RP-initiated logout, spec §6.4). (nullable) when
 * there is no usable @endpoint. @endpoint: (nullable) */
char    *lk_end_session_build          (const char        *endpoint,
                                        LkTransport        transport,
                                        const char        *client_id);

G_END_DECLS
