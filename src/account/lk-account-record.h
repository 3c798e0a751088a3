/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "lk-auth-metadata.h"

G_BEGIN_DECLS

/* Which API the session speaks; the two are never mixed (spec §0 rule 1). */
typedef enum
{
  LK_AUTH_API_OAUTH,
  LK_AUTH_API_LEGACY,
} LkAuthApiKind;

/* How the session stood when it was written. */
typedef enum
{
  LK_RECORD_PENDING,       /* tokens saved, not yet known whose they are */
  LK_RECORD_ACTIVE,
  LK_RECORD_NEEDS_SIGN_IN, /* the server ended it */
} LkRecordState;

/**
 * LkAccountRecord:
 *
 * What the account index keeps of an account: everything but the secrets (design.md "What is
 * stored where"). Never changed once made: a change is a changed copy. Reference-counted.
 */
#define LK_TYPE_ACCOUNT_RECORD (lk_account_record_get_type ())

typedef struct
{
  char         *id;           /* ours, random; names the keyring item, the jar, the avatar */
  LkRecordState state;
  LkAuthApiKind auth_api;
  char         *base_url;
  char         *server_name;
  char         *user_id;      /* (nullable) while pending */
  char         *device_id;
  char         *issuer;              /* (nullable) this and the next three: of OAuth only */
  char         *token_endpoint;
  char         *revocation_endpoint;
  char         *client_id;
  char         *end_session_endpoint;       /* (nullable) */
  char         *account_management_uri;     /* (nullable) */
  GStrv         account_management_actions; /* (not nullable) */
  char         *display_name; /* (nullable) */
  char         *avatar_uri;   /* (nullable) mxc: */
  gint64        signed_in_at; /* seconds since 1970 */
} LkAccountRecord;

GType            lk_account_record_get_type  (void);
LkAccountRecord *lk_account_record_new       (void);
LkAccountRecord *lk_account_record_copy      (const LkAccountRecord *self);
/* Of a copy: sets one of its text fields. @value: (nullable) */
void             lk_account_record_set_text  (char                 **field,
                                              const char            *value);
/* Of a copy: the provider is the one of @metadata (nullable: there is none), and is where that
 * says. */
void             lk_account_record_set_provider (LkAccountRecord      *self,
                                                 const LkAuthMetadata *metadata);
LkAccountRecord *lk_account_record_ref       (LkAccountRecord       *self);
void             lk_account_record_unref     (LkAccountRecord       *self);
void             lk_account_record_write     (const LkAccountRecord *self,
                                              GKeyFile              *key_file);
LkAccountRecord *lk_account_record_read      (GKeyFile              *key_file,
                                              const char            *id,
                                              GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkAccountRecord, lk_account_record_unref)

G_END_DECLS
