/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "lk-account.h"

G_BEGIN_DECLS

/* Asks whether to sign @account out, does it, and says in passing how that went; asks again when
 * neither keyring nor server could do their part. */
void lk_sign_out_question (GtkWidget *parent,
                           LkAccount *account);

G_END_DECLS
