/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "lk-secret.h"

G_BEGIN_DECLS

/**
 * LkKeyringKind:
 * @LK_KEYRING_ACCOUNTS: the tokens of an account
 * @LK_KEYRING_REVOCATIONS: a session that is still to be ended at its server
 *
 * What an item of ours is.
 */
typedef enum
{
  LK_KEYRING_ACCOUNTS,
  LK_KEYRING_REVOCATIONS,
} LkKeyringKind;

/* One item, as it was found. */
typedef struct
{
  char     *id;
  LkSecret *text;
} LkKeyringItem;

void        lk_keyring_item_free     (LkKeyringItem       *self);

#define LK_TYPE_KEYRING (lk_keyring_get_type ())
G_DECLARE_FINAL_TYPE (LkKeyring, lk_keyring, LK, KEYRING, GObject)

/* One of the two, whichever this machine has: the second in a Flatpak, where its password comes
 * from the Secret portal. */
LkKeyring  *lk_keyring_new            (void);
LkKeyring  *lk_keyring_new_in_service (void);
LkKeyring  *lk_keyring_new_in_file    (void);

/* The property `locked`: what is kept here can't be read before the person unlocks it, as far as
 * was seen. */
gboolean    lk_keyring_get_locked    (LkKeyring           *self);
/* Looks whether it is, without asking anybody; what comes of it is seen at the property. */
void        lk_keyring_look          (LkKeyring           *self);

/* The next call that finds it locked asks the person once more, even if they said no before. */
void        lk_keyring_ask_again     (LkKeyring           *self);

/* (element-type LkKeyringItem). @id: (nullable): one of this kind, or all. An empty array without
 * error: the keyring is open and has nothing. Errors of all: LK_ERROR_KEYRING_LOCKED,
 * LK_ERROR_KEYRING_FAILED. */
void        lk_keyring_load_async    (LkKeyring           *self,
                                      LkKeyringKind        kind,
                                      const char          *id,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
GPtrArray  *lk_keyring_load_finish   (LkKeyring           *self,
                                      GAsyncResult        *result,
                                      GError             **error);
/* @label: what a keyring manager shows; no secret */
void        lk_keyring_save_async    (LkKeyring           *self,
                                      LkKeyringKind        kind,
                                      const char          *id,
                                      const char          *label,
                                      LkSecret            *text,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
gboolean    lk_keyring_save_finish   (LkKeyring           *self,
                                      GAsyncResult        *result,
                                      GError             **error);
void        lk_keyring_remove_async  (LkKeyring           *self,
                                      LkKeyringKind        kind,
                                      const char          *id,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
gboolean    lk_keyring_remove_finish (LkKeyring           *self,
                                      GAsyncResult        *result,
                                      GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkKeyringItem, lk_keyring_item_free)

G_END_DECLS
