/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"

G_BEGIN_DECLS

/* An account in words, as pure functions. */
const char *lk_account_text_session  (LkAuthState            state,
                                      gboolean               offline,
                                      gboolean               keyring_locked);
const char *lk_account_text_advice   (LkAuthState            state,
                                      gboolean               offline,
                                      gboolean               keyring_locked,
                                      gboolean               unsaved);
char       *lk_account_text_summary  (const LkAccountRecord *record,
                                      const char            *session);
/* What to call the person when there is no room for the whole user ID */
char       *lk_account_text_name     (const LkAccountRecord *record);
char       *lk_account_text_moment   (gint64                 seconds);
/* "auth.example.org" or "127.0.0.1:8080"; (nullable) when @uri is no address */
char       *lk_account_text_host     (const char            *uri);

G_END_DECLS
