/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account-index.h"
#include "lk-account-store.h"
#include "lk-callback-pages.h"
#include "lk-clock.h"
#include "lk-http.h"
#include "lk-revocations.h"

G_BEGIN_DECLS

/**
 * LkPorts:
 *
 * All that an account needs of the world outside, handed in once. Never changed once made.
 * Reference-counted.
 */
#define LK_TYPE_PORTS (lk_ports_get_type ())

typedef struct
{
  LkHttp         *http;
  LkClock        *clock;
  LkAccountStore *store;
  LkAccountIndex *index;
  LkRevocations  *revocations;    /* sessions that are still to be ended */
  GNetworkMonitor *network;       /* (nullable) until the first frame: it takes a while */
  GKeyFile       *static_clients; /* (nullable) issuer → client ID */
  GStrv           client_names;   /* (nullable) pairs of language tag and client name */
  LkCallbackPages *callback_pages; /* (nullable) what a browser is shown; else plain English */
  char           *data_dir;       /* index and cookie jars */
  char           *cache_dir;      /* avatars */
  gboolean        allow_insecure; /* the developer's switch (spec §1.1) */
} LkPorts;

GType    lk_ports_get_type (void);
LkPorts *lk_ports_new      (LkAccountStore    *store,
                            LkRevocationStore *revocation_store,
                            LkClock           *clock,
                            const char        *data_dir,
                            const char        *cache_dir);
LkPorts *lk_ports_ref      (LkPorts           *self);
void     lk_ports_unref    (LkPorts           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkPorts, lk_ports_unref)

G_END_DECLS
