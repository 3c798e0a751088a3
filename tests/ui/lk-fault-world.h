/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account-fixture.h"
#include "lk-fault-table.h"

G_BEGIN_DECLS

/**
 * LkFaultWorld:
 *
 * A good world, until it is broken in one place.
 */
typedef struct
{
  LkAccountFixture  base;
  const LkFault    *fault;
  LkFaultOperation  operation;
  LkFakeServer     *elsewhere; /* (nullable) a server that can't be trusted */
  int               silent;    /* a port where nobody listens, -1 for none */
} LkFaultWorld;

/* Once, before the first test. */
void        lk_fault_world_init         (void);
/* Some builds of the tests know no TLS. */
gboolean    lk_fault_world_can_make     (const LkFault    *fault);
void        lk_fault_world_set_up       (LkFaultWorld     *self,
                                         const LkFault    *fault,
                                         LkFaultOperation  operation);
void        lk_fault_world_tear_down    (LkFaultWorld     *self);

/* Where requests lead to instead of the server, as long as the fault lasts: "https://HOST:PORT".
 * (transfer full) (nullable): nowhere else */
char       *lk_fault_world_dup_place    (LkFaultWorld     *self);
/* Makes the fault, for requests of @key. */
void        lk_fault_world_break        (LkFaultWorld     *self,
                                         const char       *key);
/* Ends it. The server has other tokens by then: "access-3" and "refresh-3". */
void        lk_fault_world_heal         (LkFaultWorld     *self);

G_END_DECLS
