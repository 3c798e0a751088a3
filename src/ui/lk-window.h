/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-account-list.h"
#include "lk-left-jar.h"

G_BEGIN_DECLS

#define LK_TYPE_WINDOW (lk_window_get_type ())
G_DECLARE_FINAL_TYPE (LkWindow, lk_window, LK, WINDOW, AdwApplicationWindow)

/* @application, @suggestions: (nullable) */
LkWindow *lk_window_new         (GtkApplication    *application,
                                 LkAccountList     *accounts,
                                 const char *const *suggestions);
/* Asks for a homeserver. @text: (nullable): fills the entry in */
void      lk_window_add_account (LkWindow          *self,
                                 const char        *text);
/* Takes what was given to the program from outside: a server, a user ID, a link. */
void      lk_window_open        (LkWindow          *self,
                                 const char        *text);
/* Signs one of the accounts in again, unless it needs none or another sign-in is under way. */
void      lk_window_sign_in_again (LkWindow        *self,
                                 LkAccount         *account);
/* Shows the page of one of the accounts. */
void      lk_window_show_account (LkWindow         *self,
                                 LkAccount         *account);
/* Does the person look at the page of @account? */
gboolean  lk_window_is_showing  (LkWindow          *self,
                                 LkAccount         *account);
/* Opens the page that ends a provider's own session, with the cookies of an account that has left.
 * @jar: (transfer full) */
void      lk_window_end_session (LkWindow          *self,
                                 const char        *uri,
                                 LkLeftJar         *jar);
/* Shows what a page has to say in passing. @text: plain text */
void      lk_window_toast       (LkWindow          *self,
                                 const char        *text);

G_END_DECLS
