/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "lk-account-record.h"

G_BEGIN_DECLS

/* After an account was signed out: whether the provider's own session in the person's browser is to
 * end, too. Nothing happens where there is none to end. */
void lk_end_session_question (GtkWidget       *window,
                              LkAccountRecord *record,
                              gboolean         allow_insecure);

G_END_DECLS
