/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-authorization.h"

G_BEGIN_DECLS

/**
 * LkLegacySso:
 *
 * One attempt at the single sign-on of a legacy homeserver (spec §9.3): where its answer comes
 * back, and the nonce by which that is known. It judges the redirect that comes back, once.
 */
typedef struct _LkLegacySso LkLegacySso;

LkLegacySso      *lk_legacy_sso_new           (const char   *redirect_uri);
void              lk_legacy_sso_free          (LkLegacySso  *self);
/* @provider_id: (nullable): the homeserver asks which, or has only one. (transfer full): it holds
 * the nonce */
char             *lk_legacy_sso_build_uri     (LkLegacySso  *self,
                                               const char   *base_url,
                                               const char   *provider_id,
                                               gboolean      create);
/* @login_token: (out) (transfer full): when the verdict is %LK_REDIRECT_CODE */
LkRedirectVerdict lk_legacy_sso_take_redirect (LkLegacySso  *self,
                                               const char   *uri,
                                               LkSecret    **login_token,
                                               GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkLegacySso, lk_legacy_sso_free)

G_END_DECLS
