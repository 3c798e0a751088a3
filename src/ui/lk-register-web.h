/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LK_TYPE_REGISTER_WEB (lk_register_web_get_type ())
G_DECLARE_FINAL_TYPE (LkRegisterWeb, lk_register_web, LK, REGISTER_WEB, AdwBin)

/* @uri: (nullable): the page to show; NULL ends showing one */
void lk_register_web_show        (LkRegisterWeb *self,
                                  const char    *uri);
/* @problem: (nullable): what to say in place of the usual, in plain text */
void lk_register_web_set_problem (LkRegisterWeb *self,
                                  const char    *problem);

G_END_DECLS
