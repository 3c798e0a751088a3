/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-account.h"

G_BEGIN_DECLS

#define LK_TYPE_PASSWORD_FORM (lk_password_form_get_type ())
G_DECLARE_FINAL_TYPE (LkPasswordForm, lk_password_form, LK, PASSWORD_FORM, AdwBin)

/* @user: (nullable) */
void lk_password_form_begin     (LkPasswordForm *self,
                                 const char     *user);
void lk_password_form_set_error (LkPasswordForm *self,
                                 const GError   *error);

G_END_DECLS
