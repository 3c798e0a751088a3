/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "lk-account-list.h"

G_BEGIN_DECLS

#define LK_TYPE_ENDED_NOTICE (lk_ended_notice_get_type ())
G_DECLARE_FINAL_TYPE (LkEndedNotice, lk_ended_notice, LK, ENDED_NOTICE, GObject)

/* @application: not owned: it is to hold what is made here */
LkEndedNotice *lk_ended_notice_new (GtkApplication *application,
                                    LkAccountList  *accounts);

G_END_DECLS
