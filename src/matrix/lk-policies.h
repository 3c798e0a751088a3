/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-transport.h"
#include "lk-uia.h"

G_BEGIN_DECLS

#define LK_STAGE_TERMS "m.login.terms"

/**
 * LkPolicy:
 * @name: what it calls itself; untrusted text, capped
 * @url: where it can be read; safe to be opened
 *
 * A document that the server wants to be agreed to.
 */
typedef struct
{
  char *name;
  char *url;
} LkPolicy;

/* (transfer full) (nullable) (element-type LkPolicy): NULL when they can't all be shown */
GPtrArray *lk_policies_read (const LkUia       *uia,
                             const char *const *languages,
                             LkTransport        transport);
void       lk_policy_free   (LkPolicy          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkPolicy, lk_policy_free)

G_END_DECLS
