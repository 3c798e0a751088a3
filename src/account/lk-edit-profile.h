/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account.h"

G_BEGIN_DECLS

/**
 * LkProfileRights:
 * @LK_PROFILE_RIGHT_NAME: the name
 * @LK_PROFILE_RIGHT_PICTURE: the picture
 *
 * What the homeserver lets a user change of their profile.
 */
typedef enum
{
  LK_PROFILE_RIGHT_NAME    = 1 << 0,
  LK_PROFILE_RIGHT_PICTURE = 1 << 1,
} LkProfileRights;

void            lk_ask_profile_rights_async  (LkAccount           *account,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
/* 0 and @error when there was no answer at all */
LkProfileRights lk_ask_profile_rights_finish (LkAccount           *account,
                                              GAsyncResult        *result,
                                              GError             **error);

/* Gives the person another name, and brings the account's profile up to date. */
void            lk_change_name_async         (LkAccount           *account,
                                              const char          *name,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
/* The same with the picture. @picture: (nullable) for none */
void            lk_change_picture_async      (LkAccount           *account,
                                              GBytes              *picture,
                                              const char          *content_type,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean        lk_change_profile_finish     (LkAccount           *account,
                                              GAsyncResult        *result,
                                              GError             **error);

G_END_DECLS
