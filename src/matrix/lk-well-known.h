/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http.h"
#include "lk-server-entry.h"

G_BEGIN_DECLS

/* What the specification says to do with a well-known answer (spec §1.2). */
typedef enum
{
  LK_WELL_KNOWN_FOUND,
  LK_WELL_KNOWN_IGNORE,      /* there is none: try the name itself */
  LK_WELL_KNOWN_FAIL_PROMPT, /* broken: try the name itself, and say so */
  LK_WELL_KNOWN_FAIL_ERROR,  /* valid, but it names something unusable: stop */
} LkWellKnownOutcome;

/**
 * LkWellKnown:
 * @outcome: what to do
 * @base_url: (nullable): the homeserver's base URL without trailing slash, when FOUND
 * @issuer: (nullable): `org.matrix.msc2965.authentication`'s issuer (spec §2.1 D)
 * @account_uri: (nullable): and its account page
 * @problem: (nullable): an LkError of what is wrong, for the FAIL outcomes, with step and URL
 */
typedef struct
{
  LkWellKnownOutcome outcome;
  char              *base_url;
  char              *issuer;
  char              *account_uri;
  GError            *problem;
} LkWellKnown;

LkWellKnown *lk_well_known_parse        (const LkHttpResponse *response,
                                         LkTransport           transport);
/* What such a file, or the same object elsewhere, says is the base URL: (nullable) when there is
 * none that may be used. (transfer full) */
char        *lk_well_known_dup_base_url (JsonObject           *object,
                                         LkTransport           transport);
void         lk_well_known_free         (LkWellKnown          *self);
/* Never fails but by cancellation: a network error, a time-out (10 s) or a body over 64 KiB is a
 * FAIL_PROMPT with its problem (spec §1.2 i, A13). */
void         lk_well_known_fetch_async  (LkHttp               *http,
                                         const char           *url,
                                         LkTransport           transport,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
/* The same within another time, in seconds: for tests. */
void         lk_well_known_fetch_within_async (LkHttp              *http,
                                               const char          *url,
                                               LkTransport          transport,
                                               guint                timeout,
                                               GCancellable        *cancellable,
                                               GAsyncReadyCallback  callback,
                                               gpointer             user_data);
LkWellKnown *lk_well_known_fetch_finish (LkHttp               *http,
                                         GAsyncResult         *result,
                                         GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkWellKnown, lk_well_known_free)

G_END_DECLS
