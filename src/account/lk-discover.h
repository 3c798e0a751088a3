/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"
#include "lk-auth-discovery.h"
#include "lk-server-entry.h"

G_BEGIN_DECLS

/**
 * LkHomeserver:
 * @entry: what was typed
 * @base_url: where the client-server API is, without trailing slash
 * @versions: what it speaks
 * @auth_api: how it lets people in
 * @warning: (nullable): the well-known file is broken; all went well without it
 *
 * A homeserver, found. Never changed once made. Reference-counted.
 */
#define LK_TYPE_HOMESERVER (lk_homeserver_get_type ())

typedef struct
{
  LkServerEntry *entry;
  char          *base_url;
  GStrv          versions;
  LkAuthApi     *auth_api;
  GError        *warning;
} LkHomeserver;

GType         lk_homeserver_get_type (void);
LkHomeserver *lk_homeserver_ref      (LkHomeserver *self);
void          lk_homeserver_unref    (LkHomeserver *self);
/* What to call it: the server name, else the host. (transfer full) */
char         *lk_homeserver_dup_name (LkHomeserver *self);

/* From what a person typed to a homeserver. The account walks from where it is to DISCOVERING,
 * then CHOOSING, or FAILED; cancelled, back. Bad input is an error before any state changes. */
void          lk_discover_async      (LkAccount           *account,
                                      const char          *text,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
LkHomeserver *lk_discover_finish     (LkAccount           *account,
                                      GAsyncResult        *result,
                                      GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkHomeserver, lk_homeserver_unref)

G_END_DECLS
