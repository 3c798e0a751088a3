/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http.h"
#include "lk-secret.h"

G_BEGIN_DECLS

#define LK_TYPE_TOKENS (lk_tokens_get_type ())

/**
 * LkTokens:
 * @access_token: for the homeserver only
 * @refresh_token: (nullable): for the provider only
 * @expires_at: wall clock in seconds, 0 when the server didn't say (then never renewed ahead)
 * @obtained_at: wall clock in seconds at the start of the request
 *
 * A pair of tokens (spec §5.1). Never changed once made. Reference-counted.
 */
typedef struct
{
  LkSecret *access_token;
  LkSecret *refresh_token;
  gint64    expires_at;
  gint64    obtained_at;
} LkTokens;

GType     lk_tokens_get_type (void);
LkTokens *lk_tokens_new      (LkSecret             *access_token,
                              LkSecret             *refresh_token,
                              gint64                obtained_at,
                              gint64                expires_at);
/* @previous_refresh_token: (nullable): kept when the answer has none (F7).
 * Errors: LK_ERROR_PROTOCOL; LK_ERROR_REFUSED when the granted scope lacks the API (E10). When
 * the scope is refused but tokens did come, they are in @tokens_to_revoke (out) (optional). */
LkTokens *lk_tokens_parse    (const LkHttpResponse *response,
                              LkSecret             *previous_refresh_token,
                              LkTokens            **tokens_to_revoke,
                              GError              **error);
/* The same of the legacy API (spec §9.2, §9.4): milliseconds, no type, no scope. (nullable) without
 * error: there is no usable token. @started: as of LkHttpResponse. */
LkTokens *lk_tokens_read_legacy (JsonObject        *body,
                                 gint64             started,
                                 LkSecret          *previous_refresh_token);
LkTokens *lk_tokens_ref      (LkTokens             *self);
void      lk_tokens_unref    (LkTokens             *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkTokens, lk_tokens_unref)

G_END_DECLS
