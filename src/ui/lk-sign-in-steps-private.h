/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-sign-in-steps.h"

G_BEGIN_DECLS

/* Where the person says who they are. */
typedef enum
{
  PLACE_PAGE,      /* a page that they are sent to */
  PLACE_FORM,      /* a form of ours, with their password */
  PLACE_QUESTIONS, /* the homeserver's questions to a new user */
} Place;

struct _LkSignInSteps
{
  GObject        parent_instance;
  LkAccountList *accounts;
  LkAccount     *account;
  LkHomeserver  *homeserver;  /* (nullable) until found */
  LkSignInStay  *stay;
  LkInterview   *interview;   /* (nullable) while the homeserver asks its questions */
  char          *text;        /* (nullable) what was asked to be found */
  GCancellable  *cancellable; /* (nullable) of the conversation under way, or the last one */
  LkHold        *hold;        /* (nullable) while one is under way */
  gboolean       again;       /* the account was there before */
  gboolean       create;      /* what the person chose */
  char          *provider_id; /* (nullable) where, at a homeserver without a provider of its own */
  Place          place;       /* where it is tried, or was last */
};

/* @hold: (transfer full): until the conversation that begins is finished */
GCancellable *lk_sign_in_steps_begin         (LkSignInSteps *self,
                                              LkHold        *hold);
/* The end of every conversation that leads to a session, or doesn't. */
void          lk_sign_in_steps_finish        (LkSignInSteps *self,
                                              gboolean       signed_in);
/* Back to where the person can choose, and type. */
void          lk_sign_in_steps_choose_again  (LkSignInSteps *self);
void          lk_sign_in_steps_set_create    (LkSignInSteps *self,
                                              gboolean       create);
/* @interview: (nullable) */
void          lk_sign_in_steps_set_interview (LkSignInSteps *self,
                                              LkInterview   *interview);

G_END_DECLS
