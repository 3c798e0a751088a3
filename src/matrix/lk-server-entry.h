/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-transport.h"

G_BEGIN_DECLS

typedef enum
{
  LK_SERVER_ENTRY_NAME,    /* example.org, example.org:8448, [::1]:8448 */
  LK_SERVER_ENTRY_USER_ID, /* @alice:example.org */
  LK_SERVER_ENTRY_URL,     /* https://matrix.example.org/path */
} LkServerEntryKind;

/**
 * LkServerEntry:
 * @kind: what it was read as
 * @user_id: (nullable): the whole user ID, when one was typed
 * @server_name: (nullable): the server name as identifier (case kept); %NULL for a URL with a path
 * @well_known_url: (nullable): where to ask for the well-known file; %NULL for a URL with a path
 * @fallback_url: the base URL to try when there is no well-known file
 * @transport: how this server may be talked to
 *
 * What a person typed to name a homeserver, classified (spec §1.1). Never changed once made.
 */
typedef struct
{
  LkServerEntryKind kind;
  char             *user_id;
  char             *server_name;
  char             *well_known_url;
  char             *fallback_url;
  LkTransport       transport;
} LkServerEntry;

/* Errors: lk_error_is_bad_input(), a code for each class (e-mail address, user ID without
 * server, insecure http, not a name at all, empty). IDN is converted to A-labels (libidn2). */
LkServerEntry *lk_server_entry_parse (const char     *text,
                                      gboolean        allow_insecure,
                                      GError        **error);
/* (transfer full) (nullable): what to type instead of a link (lk-server-link.h) */
char          *lk_server_entry_resolve_link (const char *text);
void           lk_server_entry_free  (LkServerEntry  *self);
/* (nullable) the localpart and server of a user ID are checked: ^@[^:]+:.+, at most 255 bytes */
gboolean       lk_user_id_is_valid   (const char     *user_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkServerEntry, lk_server_entry_free)

G_END_DECLS
