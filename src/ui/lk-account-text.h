/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"

G_BEGIN_DECLS

/* What a person can do about an account at once. */
typedef enum
{
  LK_REMEDY_NONE,
  LK_REMEDY_SIGN_IN_AGAIN,
  LK_REMEDY_UNLOCK,    /* the keyring */
  LK_REMEDY_SAVE,      /* what is in memory only */
  LK_REMEDY_TRY_AGAIN, /* to reach the server */
} LkRemedy;

/* An account in words, as pure functions. */
const char *lk_account_text_session  (LkAuthState            state,
                                      gboolean               offline,
                                      gboolean               keyring_locked);
const char *lk_account_text_advice   (LkAuthState            state,
                                      gboolean               offline,
                                      gboolean               keyring_locked,
                                      gboolean               unsaved,
                                      const GError          *error,
                                      LkRemedy              *remedy);
char       *lk_account_text_summary  (const LkAccountRecord *record,
                                      const char            *session);
/* What to call the person when there is no room for the whole user ID */
char       *lk_account_text_name     (const LkAccountRecord *record);
char       *lk_account_text_moment   (gint64                 seconds);
/* "Access renewed 2 minutes ago"; (nullable) when @renewed_at is 0 */
char       *lk_account_text_renewed  (gint64                 renewed_at,
                                      gint64                 now);
/* When it says something else. */
gint64      lk_account_text_renewed_until (gint64            renewed_at,
                                      gint64                 now);
/* "auth.example.org" or "127.0.0.1:8080"; (nullable) when @uri is no address */
char       *lk_account_text_host     (const char            *uri);

G_END_DECLS
