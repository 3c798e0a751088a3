/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-account.h"

G_BEGIN_DECLS

#define LK_TYPE_CONTACTS_GROUP (lk_contacts_group_get_type ())
G_DECLARE_FINAL_TYPE (LkContactsGroup, lk_contacts_group, LK, CONTACTS_GROUP, AdwPreferencesGroup)

/* Asks the homeserver for the addresses anew. */
void lk_contacts_group_refresh (LkContactsGroup *self);

G_END_DECLS
