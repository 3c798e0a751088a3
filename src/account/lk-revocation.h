/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account-record.h"
#include "lk-tokens.h"

G_BEGIN_DECLS

#define LK_TYPE_REVOCATION (lk_revocation_get_type ())

/**
 * LkRevocation:
 *
 * A session that is to be ended at its server, and all that this takes once the account itself is
 * gone from this computer. Never changed once made. Reference-counted.
 */
typedef struct
{
  char         *id;                  /* of the account that it was */
  LkAuthApiKind auth_api;
  char         *server_name;
  char         *base_url;
  char         *user_id;             /* (nullable) when that was never known */
  char         *revocation_endpoint; /* (nullable) this and the next: of OAuth only */
  char         *client_id;
  char         *issuer;              /* (nullable) unknown to what earlier versions have kept */
  LkTokens     *tokens;
} LkRevocation;

GType         lk_revocation_get_type    (void);
/* Of the session that @record and @tokens are. */
LkRevocation *lk_revocation_new         (const LkAccountRecord *record,
                                         LkTokens              *tokens);
/* The same session, whose tokens have been renewed. */
LkRevocation *lk_revocation_renew       (const LkRevocation    *self,
                                         LkTokens              *tokens);
/* The same session, whose provider has moved the endpoint. */
LkRevocation *lk_revocation_move        (const LkRevocation    *self,
                                         const char            *revocation_endpoint);
LkRevocation *lk_revocation_ref         (LkRevocation          *self);
void          lk_revocation_unref       (LkRevocation          *self);

/* How it is written down in the keyring: JSON with a version. The ID is the item's. */
LkSecret     *lk_revocation_write       (const LkRevocation    *self);
/* Returns: (nullable) when it can't be read */
LkRevocation *lk_revocation_read        (const char            *id,
                                         const LkSecret        *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkRevocation, lk_revocation_unref)

G_END_DECLS
