/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-http.h"

G_BEGIN_DECLS

typedef enum
{
  LK_CONTACT_EMAIL,
  LK_CONTACT_PHONE,
} LkContactKind;

/**
 * LkContact:
 * @kind: what it is
 * @address: harmless and capped; a phone number begins with "+"
 *
 * An address at which a homeserver reaches a user (spec §10.1). Never changed once made.
 */
typedef struct
{
  LkContactKind kind;
  char         *address;
} LkContact;

/* More than anybody has. */
#define LK_CONTACTS_MAX 100

void           lk_contact_free      (LkContact            *self);
/* (transfer full) (element-type LkContact) */
GPtrArray     *lk_contacts_parse    (const LkHttpResponse *response,
                                     GError              **error);

/* The request for them, ready to be given a token and sent. They are only ever read: changing them
 * is the provider's (H6). */
LkHttpRequest *lk_contacts_api_list (const char           *base_url);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkContact, lk_contact_free)

G_END_DECLS
