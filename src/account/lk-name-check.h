/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-ports.h"
#include "lk-user-registration.h"

G_BEGIN_DECLS

#define LK_TYPE_NAME_CHECK (lk_name_check_get_type ())
G_DECLARE_FINAL_TYPE (LkNameCheck, lk_name_check, LK, NAME_CHECK, GObject)

LkNameCheck  *lk_name_check_new         (LkPorts     *ports,
                                         const char  *base_url);
void          lk_name_check_set_name    (LkNameCheck *self,
                                         const char  *name);
void          lk_name_check_hurry       (LkNameCheck *self);
void          lk_name_check_forget      (LkNameCheck *self);
LkNameVerdict lk_name_check_get_verdict (LkNameCheck *self);
const GError *lk_name_check_get_refusal (LkNameCheck *self);

G_END_DECLS
