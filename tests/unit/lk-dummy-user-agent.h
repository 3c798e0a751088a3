/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-user-agent.h"

G_BEGIN_DECLS

/**
 * LkDummyUserAgent:
 *
 * A browser without a person: it writes down what was opened, and comes back with the redirects
 * that a test hands it, or with one that it makes itself.
 */
#define LK_TYPE_DUMMY_USER_AGENT (lk_dummy_user_agent_get_type ())
G_DECLARE_FINAL_TYPE (LkDummyUserAgent, lk_dummy_user_agent, LK, DUMMY_USER_AGENT, GObject)

LkUserAgent *lk_dummy_user_agent_new              (void);

/* From now on each page that is opened is answered at once with @code and the page's own state.
 * @code: (nullable): no longer */
void         lk_dummy_user_agent_answer_by_itself (LkUserAgent *self,
                                                   const char  *code);
/* The provider sends the person to @uri. Kept until somebody waits for it. */
void         lk_dummy_user_agent_redirect         (LkUserAgent *self,
                                                   const char  *uri);
/* The same, to the redirect URI of the page with this query; "{state}" becomes its state. */
void         lk_dummy_user_agent_redirect_query   (LkUserAgent *self,
                                                   const char  *query);

/* The homeserver sends the person back from its single sign-on, as it was asked to. */
void         lk_dummy_user_agent_redirect_sso     (LkUserAgent *self,
                                                   const char  *login_token);

guint        lk_dummy_user_agent_get_n_opened     (LkUserAgent *self);
/* A condition for lk_test_wait_until(). @self: the user agent */
gboolean     lk_dummy_user_agent_is_waiting       (gpointer     self);
/* Of the page opened last (nullable). */
const char  *lk_dummy_user_agent_get_uri          (LkUserAgent *self);
const char  *lk_dummy_user_agent_get_redirect_uri (LkUserAgent *self);
/* A parameter of the page opened last, decoded. (transfer full) (nullable) */
char        *lk_dummy_user_agent_dup_param        (LkUserAgent *self,
                                                   const char  *name);

G_END_DECLS
