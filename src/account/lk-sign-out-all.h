/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account-list.h"

G_BEGIN_DECLS

/**
 * LkSignOutAll:
 *
 * Signs out all accounts of a list, some at a time. Its properties `n-done` and `over` tell how far
 * it is.
 */
#define LK_TYPE_SIGN_OUT_ALL (lk_sign_out_all_get_type ())
G_DECLARE_FINAL_TYPE (LkSignOutAll, lk_sign_out_all, LK, SIGN_OUT_ALL, GObject)

/* An account that is still there, and why. */
typedef struct
{
  LkAccount *account;
  GError    *error;
} LkSignOutFailure;

LkSignOutAll *lk_sign_out_all_new          (LkAccountList *accounts);
void          lk_sign_out_all_start        (LkSignOutAll  *self);
/* No further account is begun with; those under way are finished. */
void          lk_sign_out_all_stop         (LkSignOutAll  *self);
guint         lk_sign_out_all_get_n_all    (LkSignOutAll  *self);
/* With those that could not be signed out. */
guint         lk_sign_out_all_get_n_done   (LkSignOutAll  *self);
gboolean      lk_sign_out_all_get_over     (LkSignOutAll  *self);
/* (element-type LkSignOutFailure) (transfer none) */
GPtrArray    *lk_sign_out_all_get_failures (LkSignOutAll  *self);

G_END_DECLS
