/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-sign-in-sso.h"

#include "lk-account-private.h"
#include "lk-legacy-settle.h"
#include "lk-legacy-sso.h"

/*
 * The conversation that signs a person in through a single sign-on, in the order it happens. It
 * does not know by which way the person goes there and what comes back comes: that is LkAttempt's.
 */
static void open_page     (GTask *task, const char *provider_id, gboolean create);
static void await_arrival (GTask *task);
static void exchange      (GTask *task, LkSecret *login_token);

typedef struct
{
  LkHomeserver *homeserver;
  LkAttempt    *attempt;
  LkLegacySso  *sso;
} SignIn;

static void
sign_in_free (SignIn *self)
{
  lk_homeserver_unref (self->homeserver);
  g_clear_object (&self->attempt);
  lk_legacy_sso_free (self->sso);
  g_free (self);
}

static void
fail (GTask  *task,
      GError *error)
{
  SignIn *self = g_task_get_task_data (task);

  lk_attempt_fail (self->attempt, error);
  lk_account_fail (g_task_get_source_object (task), error);
  g_task_return_error (task, error);
}

/**
 * lk_sign_in_sso_async:
 * @account: an account in %LK_AUTH_STATE_CHOOSING, or one whose sign-in failed
 * @homeserver: what lk_discover_async() found for it: one with a single sign-on
 * @provider_id: (nullable): where the person wants to prove who they are; %NULL lets the
 *   homeserver decide
 * @create: whether the person wants to create an account
 * @attempt: the person's stay at the pages of the sign-on, in whatever way
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Signs in with a single sign-on (spec §9.3).
 */
void
lk_sign_in_sso_async (LkAccount           *account,
                      LkHomeserver        *homeserver,
                      const char          *provider_id,
                      gboolean             create,
                      LkAttempt           *attempt,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  GTask *task;
  SignIn *self;

  g_return_if_fail (LK_IS_ACCOUNT (account));
  g_return_if_fail (homeserver->auth_api->flows != NULL);

  task = g_task_new (account, cancellable, callback, user_data);
  self = g_new0 (SignIn, 1);
  g_task_set_source_tag (task, lk_sign_in_sso_async);
  g_task_set_check_cancellable (task, FALSE); /* the state and the result never disagree */
  g_task_set_task_data (task, self, (GDestroyNotify) sign_in_free);
  self->homeserver = lk_homeserver_ref (homeserver);
  self->attempt = g_object_ref (attempt);
  self->sso = lk_legacy_sso_new (lk_attempt_get_redirect_uri (attempt));

  if (lk_account_get_state (account) == LK_AUTH_STATE_FAILED)
    lk_account_enter (account, LK_AUTH_STATE_CHOOSING, NULL);
  lk_account_enter (account, LK_AUTH_STATE_AUTHORIZING, NULL);
  open_page (task, provider_id, create);
}

static void
open_page (GTask      *task,
           const char *provider_id,
           gboolean    create)
{
  SignIn *self = g_task_get_task_data (task);
  char *uri = lk_legacy_sso_build_uri (self->sso, self->homeserver->base_url, provider_id, create);

  lk_attempt_open (self->attempt, uri, lk_attempt_get_redirect_uri (self->attempt));
  lk_secret_wipe_string (uri);
  await_arrival (task);
}

/* Only a whole address has the nonce: a token without one may be anybody's (J5). */
static LkRedirectVerdict
judge (SignIn     *self,
       LkArrival  *arrival,
       LkSecret  **login_token,
       GError    **error)
{
  LkRedirectVerdict verdict = LK_REDIRECT_STRAY;

  if (arrival->redirect != NULL)
    verdict = lk_legacy_sso_take_redirect (self->sso, lk_secret_peek (arrival->redirect),
                                           login_token, error);
  lk_attempt_judge (self->attempt, verdict);
  return verdict;
}

static void
on_arrived (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkArrival) arrival = NULL;
  g_autoptr (LkSecret) login_token = NULL;
  GError *error = NULL;

  arrival = lk_attempt_wait_finish (LK_ATTEMPT (source), result, &error);
  if (arrival == NULL)
    {
      fail (task, error);
      return;
    }

  switch (judge (g_task_get_task_data (task), arrival, &login_token, &error))
    {
    case LK_REDIRECT_STRAY:
      await_arrival (g_steal_pointer (&task));
      break;
    case LK_REDIRECT_CODE:
      exchange (g_steal_pointer (&task), login_token);
      break;
    case LK_REDIRECT_REFUSED:
    default:
      fail (task, error);
      break;
    }
}

static void
await_arrival (GTask *task)
{
  SignIn *self = g_task_get_task_data (task);

  lk_attempt_wait_async (self->attempt, g_task_get_cancellable (task), on_arrived, task);
}

static void
on_logged_in (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (lk_legacy_log_in_finish (LK_ACCOUNT (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The token is good for a few seconds, on some servers for two (J5). */
static void
exchange (GTask    *task,
          LkSecret *login_token)
{
  SignIn *self = g_task_get_task_data (task);
  LkAccount *account = g_task_get_source_object (task);

  lk_attempt_close (self->attempt);
  lk_account_enter (account, LK_AUTH_STATE_EXCHANGING, NULL);
  lk_legacy_log_in_async (account, self->homeserver,
                          lk_legacy_login_with_token (self->homeserver->base_url, login_token,
                                                      lk_legacy_get_device_id (account)),
                          g_task_get_cancellable (task), on_logged_in, task);
}

/**
 * lk_sign_in_sso_finish:
 * @error: return location for an error
 *
 * Returns: whether @account has a session now
 */
gboolean
lk_sign_in_sso_finish (LkAccount    *account,
                       GAsyncResult *result,
                       GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, account), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
