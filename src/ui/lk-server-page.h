/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-revocations.h"

G_BEGIN_DECLS

#define LK_TYPE_SERVER_PAGE (lk_server_page_get_type ())
G_DECLARE_FINAL_TYPE (LkServerPage, lk_server_page, LK, SERVER_PAGE, AdwBin)

void lk_server_page_set_text        (LkServerPage      *self,
                                     const char        *text);
/* The same, for a person who may want to type something else. */
void lk_server_page_set_default     (LkServerPage      *self,
                                     const char        *text);
/* @servers: what is offered below the entry, without repetition */
void lk_server_page_set_suggestions (LkServerPage      *self,
                                     const char *const *servers);
/* @problem: (nullable): a sentence about what was typed, in plain text */
void lk_server_page_set_problem     (LkServerPage      *self,
                                     const char        *problem);
/* @notice: (nullable): a sentence about who has filled it in, in plain text */
void lk_server_page_set_notice      (LkServerPage      *self,
                                     const char        *notice);
/* What is still open at servers though the accounts are gone: shown on the welcome page. */
void lk_server_page_set_sessions    (LkServerPage      *self,
                                     LkRevocations     *sessions);

G_END_DECLS
