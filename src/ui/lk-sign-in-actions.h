/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-secret.h"
#include "lk-sign-in-flow.h"

G_BEGIN_DECLS

/* What a person does on the pages of the flow; called by it alone. */
void lk_sign_in_actions_install (GtkWidgetClass *widget_class);
void lk_sign_in_actions_log_in  (LkSignInFlow   *self,
                                 const char     *user,
                                 LkSecret       *password);
void lk_sign_in_actions_cancel  (LkSignInFlow   *self);

G_END_DECLS
