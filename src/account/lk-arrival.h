/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-tokens.h"

G_BEGIN_DECLS

/* Which way it came. */
typedef enum
{
  LK_ARRIVAL_BY_VIEW,
  LK_ARRIVAL_BY_BROWSER,
  LK_ARRIVAL_BY_PASTE,
  LK_ARRIVAL_BY_DEVICE,
} LkArrivalWay;

/**
 * LkArrival:
 * @way: which way it came
 * @redirect: (nullable): the whole address that the provider sent a browser to
 * @code: (nullable): what a person says is the code of such an address
 * @tokens: (nullable): what another device's confirmation brought
 *
 * What came back from a page that a person was sent to. One of the last three is set.
 */
typedef struct
{
  LkArrivalWay way;
  LkSecret    *redirect;
  LkSecret    *code;
  LkTokens    *tokens;
} LkArrival;

LkArrival *lk_arrival_new_redirect (LkArrivalWay  way,
                                    const char   *uri);
LkArrival *lk_arrival_new_tokens   (LkTokens     *tokens);
LkArrival *lk_arrival_new_pasted   (const char   *text,
                                    const char   *redirect_uri);
void       lk_arrival_free         (LkArrival    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkArrival, lk_arrival_free)

G_END_DECLS
