/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-tokens.h"

G_BEGIN_DECLS

/* How tokens are written down in the keyring (spec §5.5): JSON with a version. */

/* @previous_refresh_token: (nullable). Returns: (transfer full) */
LkSecret *lk_stored_tokens_write (LkTokens        *tokens,
                                  LkSecret        *previous_refresh_token);
/* @previous_refresh_token: (out) (optional) (nullable) (transfer full). Returns: (nullable) when
 * it can't be read */
LkTokens *lk_stored_tokens_read  (const LkSecret  *text,
                                  LkSecret       **previous_refresh_token);

G_END_DECLS
