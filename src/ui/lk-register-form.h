/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-interview.h"

G_BEGIN_DECLS

#define LK_TYPE_REGISTER_FORM (lk_register_form_get_type ())
G_DECLARE_FINAL_TYPE (LkRegisterForm, lk_register_form, LK, REGISTER_FORM, AdwBin)

/* @interview: (nullable): whose question it puts */
void     lk_register_form_set_interview (LkRegisterForm *self,
                                         LkInterview    *interview);
/* Returns whether it is about something in the form */
gboolean lk_register_form_take_problem  (LkRegisterForm *self,
                                         const GError   *problem);
void     lk_register_form_submit        (LkRegisterForm *self);
void     lk_register_form_clear_secrets (LkRegisterForm *self);

G_END_DECLS
