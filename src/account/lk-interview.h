/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-discover.h"
#include "lk-name-check.h"
#include "lk-policies.h"

G_BEGIN_DECLS

/**
 * LkQuestion:
 * @LK_QUESTION_NONE: nothing at the moment: the server thinks, or it is over
 * @LK_QUESTION_IDENTITY: a name and a password
 * @LK_QUESTION_TOKEN: the token that somebody gave to those who may register
 * @LK_QUESTION_TERMS: to agree to documents
 * @LK_QUESTION_PAGE: to do what a page of the server's says
 *
 * What a homeserver asks of somebody who wants an account.
 */
typedef enum
{
  LK_QUESTION_NONE,
  LK_QUESTION_IDENTITY,
  LK_QUESTION_TOKEN,
  LK_QUESTION_TERMS,
  LK_QUESTION_PAGE,
} LkQuestion;

#define LK_TYPE_QUESTION (lk_question_get_type ())
GType lk_question_get_type (void);

/**
 * LkReply:
 * @name: (nullable): to %LK_QUESTION_IDENTITY
 * @secret: (nullable): the password, or the token
 *
 * A person's reply; to the other questions it is enough that there is one.
 */
typedef struct
{
  char     *name;
  LkSecret *secret;
} LkReply;

void lk_reply_free (LkReply *self);

#define LK_TYPE_INTERVIEW (lk_interview_get_type ())
G_DECLARE_FINAL_TYPE (LkInterview, lk_interview, LK, INTERVIEW, GObject)

LkInterview  *lk_interview_new            (LkPorts             *ports,
                                           LkHomeserver        *homeserver);

/* For the conversation. */
void          lk_interview_set_policies   (LkInterview         *self,
                                           GPtrArray           *policies);
void          lk_interview_set_page       (LkInterview         *self,
                                           const char          *uri);
void          lk_interview_ask_async      (LkInterview         *self,
                                           LkQuestion           question,
                                           const GError        *problem,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
LkReply      *lk_interview_ask_finish     (LkInterview         *self,
                                           GAsyncResult        *result,
                                           GError             **error);

/* For those who put the questions to the person. */
LkQuestion    lk_interview_get_question   (LkInterview         *self);
const GError *lk_interview_get_problem    (LkInterview         *self);
GPtrArray    *lk_interview_get_policies   (LkInterview         *self);
const char   *lk_interview_get_page       (LkInterview         *self);
LkHomeserver *lk_interview_get_homeserver (LkInterview         *self);
LkClock      *lk_interview_get_clock      (LkInterview         *self);
LkNameCheck  *lk_interview_get_name_check (LkInterview         *self);
void          lk_interview_reply_identity (LkInterview         *self,
                                           const char          *name,
                                           LkSecret            *password);
void          lk_interview_reply_token    (LkInterview         *self,
                                           LkSecret            *token);
void          lk_interview_reply_done     (LkInterview         *self);
gboolean      lk_interview_leave          (LkInterview         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkReply, lk_reply_free)

G_END_DECLS
