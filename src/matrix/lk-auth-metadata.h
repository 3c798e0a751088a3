/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http.h"
#include "lk-transport.h"

G_BEGIN_DECLS

/* The spelling of the Matrix scopes a server understands; they are never mixed (spec §4.3). */
typedef enum
{
  LK_SCOPES_STABLE,
  LK_SCOPES_UNSTABLE,
} LkScopes;

#define LK_TYPE_AUTH_METADATA (lk_auth_metadata_get_type ())

/**
 * LkAuthMetadata:
 *
 * What a provider says of itself (RFC 8414, spec §2.3), validated. Never changed once made: an
 * attempt to sign in holds on to the snapshot it started with. Reference-counted.
 */
typedef struct
{
  char       *issuer;
  char       *authorization_endpoint;
  char       *token_endpoint;
  char       *revocation_endpoint;
  char       *registration_endpoint;         /* (nullable) then a static client ID is needed */
  char       *device_authorization_endpoint; /* (nullable) set only when the grant is listed, too */
  char       *end_session_endpoint;          /* (nullable) no part of Matrix (spec §6.4) */
  char       *account_management_uri;        /* (nullable) */
  GStrv       account_management_actions;    /* (not nullable, may be empty) */
  gboolean    offers_create;                 /* prompt_values_supported has "create" */
  gboolean    sends_iss;                     /* RFC 9207 */
  LkScopes    scopes;
  LkTransport transport;
  gint64      fetched;                       /* wall clock, microseconds */
  gint64      max_age;                       /* seconds it may be kept: 0 = no-store, default 600 */
} LkAuthMetadata;

GType           lk_auth_metadata_get_type (void);
/* The message of the error names the bad field: LK_ERROR_MISCONFIGURED. */
LkAuthMetadata *lk_auth_metadata_parse    (const LkHttpResponse *response,
                                           LkTransport           transport,
                                           LkScopes              scopes,
                                           GError              **error);
/* With the account page to use if the metadata names none: the well-known file's (spec §7.1).
 * @account_uri: (nullable) */
LkAuthMetadata *lk_auth_metadata_parse_with_account (const LkHttpResponse *response,
                                                     LkTransport           transport,
                                                     LkScopes              scopes,
                                                     const char           *account_uri,
                                                     GError              **error);
LkAuthMetadata *lk_auth_metadata_ref      (LkAuthMetadata       *self);
void            lk_auth_metadata_unref    (LkAuthMetadata       *self);
gboolean        lk_auth_metadata_is_fresh (const LkAuthMetadata *self,
                                           gint64                now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkAuthMetadata, lk_auth_metadata_unref)

G_END_DECLS
