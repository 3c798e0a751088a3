/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http.h"

G_BEGIN_DECLS

/**
 * LkUia:
 * @session: (nullable): names the attempt to the server
 * @flows: (element-type GStrv): the ways, each a list of stages; any one of them is enough
 * @completed: (not nullable): the stages that the server has accepted already
 * @params: (nullable): what the stages need to know, by their types
 *
 * What a server of the legacy API wants to be shown before it does as asked: its answer in the
 * user-interactive authentication API (spec §9.5). Never changed once made.
 */
typedef struct
{
  char       *session;
  GPtrArray  *flows;
  GStrv       completed;
  JsonObject *params;
} LkUia;

LkUia      *lk_uia_parse        (const LkHttpResponse *response,
                                 GError              **error);
void        lk_uia_free         (LkUia                *self);
/* @doable: the stages that the caller knows how to go through. (transfer full) (nullable) */
GStrv       lk_uia_stages_left  (const LkUia          *self,
                                 const char *const    *doable);
/* (transfer full) (nullable): the server's own page for @stage */
char       *lk_uia_fallback_url (const LkUia          *self,
                                 const char           *base_url,
                                 const char           *stage);
/* (transfer full): the member "auth" of the next try, to be completed; @type: (nullable) */
JsonObject *lk_uia_auth         (const LkUia          *self,
                                 const char           *type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkUia, lk_uia_free)

G_END_DECLS
