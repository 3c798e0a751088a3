/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-sign-in-steps-private.h"

#include "lk-country.h"
#include "lk-legacy-login.h"
#include "lk-register.h"
#include "lk-sign-in-legacy.h"

/*
 * The steps of LkSignInSteps that lead to no page, because the homeserver has none: a password that
 * is typed here, and the homeserver's questions to a new user.
 */

static void
on_logged_in (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (LkSignInSteps) self = user_data;
  g_autoptr (GError) error = NULL;

  lk_sign_in_steps_finish (self, lk_sign_in_legacy_finish (LK_ACCOUNT (source), result, &error));
  if (lk_legacy_login_can_be_mended (error))
    lk_sign_in_steps_choose_again (self);
}

/**
 * lk_sign_in_steps_log_in:
 * @self: the steps, with a homeserver that takes passwords
 * @user: what the person typed to say who they are
 * @password: theirs; it is not kept
 * @hold: (transfer full): kept while it is under way
 *
 * Signs in with a password. What can be mended by typing something else is an error of the account
 * for a moment only; then it waits for that.
 */
void
lk_sign_in_steps_log_in (LkSignInSteps *self,
                         const char    *user,
                         LkSecret      *password,
                         LkHold        *hold)
{
  g_autofree char *country = lk_country_dup ();

  g_return_if_fail (LK_IS_SIGN_IN_STEPS (self));
  g_return_if_fail (self->homeserver != NULL);

  lk_sign_in_steps_set_create (self, FALSE);
  self->place = PLACE_FORM;
  lk_sign_in_legacy_async (self->account, self->homeserver, user, country, password,
                           lk_sign_in_steps_begin (self, hold), on_logged_in,
                           g_object_ref (self));
}

static void
on_registered (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (LkSignInSteps) self = user_data;
  gboolean registered = lk_register_finish (LK_ACCOUNT (source), result, NULL);

  lk_sign_in_steps_set_interview (self, NULL);
  lk_sign_in_steps_set_create (self, registered);
  /* Why is the account's error; whoever went back is free to choose anew. */
  if (!registered && lk_account_get_state (self->account) != LK_AUTH_STATE_FAILED)
    self->place = PLACE_PAGE;
  lk_sign_in_steps_finish (self, registered);
}

/**
 * lk_sign_in_steps_register:
 * @self: the steps, with a homeserver that has no provider
 * @hold: (transfer full): kept while it is under way
 *
 * Leads the person through the homeserver's questions to a new user, and a session.
 */
void
lk_sign_in_steps_register (LkSignInSteps *self,
                           LkHold        *hold)
{
  g_autoptr (LkInterview) interview = NULL;

  g_return_if_fail (LK_IS_SIGN_IN_STEPS (self));
  g_return_if_fail (self->homeserver != NULL);

  lk_sign_in_steps_set_create (self, TRUE);
  self->place = PLACE_QUESTIONS;
  interview = lk_interview_new (lk_account_get_ports (self->account), self->homeserver);
  lk_sign_in_steps_set_interview (self, interview);
  lk_register_async (self->account, interview, lk_sign_in_steps_begin (self, hold),
                     on_registered, g_object_ref (self));
}
