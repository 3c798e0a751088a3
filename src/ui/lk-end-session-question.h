/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-left-jar.h"
#include "lk-window.h"

G_BEGIN_DECLS

/* Whether the account's provider has a page that ends its own session. */
gboolean lk_end_session_is_offered (LkAccount *account);
/* Asks whether to end it, too, and leads there: in our own view as long as there are cookies, or in
 * the browser when that is where the person signed in. @account: has been signed out;
 * @jar: (transfer full): its cookies */
void     lk_end_session_question   (LkWindow  *window,
                                    LkAccount *account,
                                    LkLeftJar *jar);

G_END_DECLS
