/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-sign-in-steps.h"

#include "lk-error.h"
#include "lk-jar-keeping.h"
#include "lk-legacy-login.h"
#include "lk-settings.h"
#include "lk-sign-in-steps-private.h"
#include "lk-sign-in-sso.h"
#include "lk-sign-in.h"
#include "lk-web-loader.h"

/**
 * LkSignInSteps:
 *
 * One person's attempt to sign in: the account that is to have a session, what was typed, what
 * was found, the stay at the provider's page, the homeserver's questions, and the conversations in
 * between. It has no widgets of its own; where things stand is the state of the account. The steps
 * that lead to no page are in lk-sign-in-steps-legacy.c.
 *
 * Signals: `bad-input` (GError) when what was typed can't be used; `signed-in` when all is done.
 */
G_DEFINE_FINAL_TYPE (LkSignInSteps, lk_sign_in_steps, G_TYPE_OBJECT)

enum
{
  PROP_ACCOUNT = 1,
  PROP_HOMESERVER,
  PROP_STAY,
  PROP_INTERVIEW,
  N_PROPS,
};

enum
{
  BAD_INPUT,
  SIGNED_IN,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
lk_sign_in_steps_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  LkSignInSteps *self = LK_SIGN_IN_STEPS (object);

  switch (prop_id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    case PROP_HOMESERVER:
      g_value_set_boxed (value, self->homeserver);
      break;
    case PROP_STAY:
      g_value_set_object (value, self->stay);
      break;
    case PROP_INTERVIEW:
      g_value_set_object (value, self->interview);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_sign_in_steps_finalize (GObject *object)
{
  LkSignInSteps *self = LK_SIGN_IN_STEPS (object);

  g_clear_object (&self->accounts);
  g_clear_object (&self->account);
  g_clear_object (&self->stay);
  g_clear_object (&self->interview);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->homeserver, lk_homeserver_unref);
  g_clear_pointer (&self->hold, lk_hold_free);
  g_free (self->text);
  g_free (self->provider_id);
  G_OBJECT_CLASS (lk_sign_in_steps_parent_class)->finalize (object);
}

static void
lk_sign_in_steps_class_init (LkSignInStepsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = lk_sign_in_steps_get_property;
  object_class->finalize = lk_sign_in_steps_finalize;

  /** LkSignInSteps:account: which account is signing in; always the same */
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, LK_TYPE_ACCOUNT, flags);
  /** LkSignInSteps:homeserver: (nullable): what was found for it */
  props[PROP_HOMESERVER] = g_param_spec_boxed ("homeserver", NULL, NULL, LK_TYPE_HOMESERVER,
                                               flags);
  /** LkSignInSteps:stay: the stay at the provider's page; always the same */
  props[PROP_STAY] = g_param_spec_object ("stay", NULL, NULL, LK_TYPE_SIGN_IN_STAY, flags);
  /** LkSignInSteps:interview: (nullable): a homeserver's questions to a new user */
  props[PROP_INTERVIEW] = g_param_spec_object ("interview", NULL, NULL, LK_TYPE_INTERVIEW, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[BAD_INPUT] = g_signal_new ("bad-input", LK_TYPE_SIGN_IN_STEPS, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[SIGNED_IN] = g_signal_new ("signed-in", LK_TYPE_SIGN_IN_STEPS, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lk_sign_in_steps_init (LkSignInSteps *self)
{
  self->stay = lk_sign_in_stay_new ();
}

/**
 * lk_sign_in_steps_new:
 * @accounts: the list that takes in who has signed in
 * @account: (nullable): one that signs in again; %NULL for a new one
 *
 * Returns: (transfer full): steps, none of them taken yet
 */
LkSignInSteps *
lk_sign_in_steps_new (LkAccountList *accounts,
                      LkAccount     *account)
{
  LkSignInSteps *self = g_object_new (LK_TYPE_SIGN_IN_STEPS, NULL);

  self->accounts = g_object_ref (accounts);
  self->again = account != NULL;
  self->account = account != NULL ? g_object_ref (account)
                                  : lk_account_new (lk_account_list_get_ports (accounts), NULL);
  return self;
}

/** lk_sign_in_steps_get_account: Returns: (transfer none): who is signing in */
LkAccount *
lk_sign_in_steps_get_account (LkSignInSteps *self)
{
  g_return_val_if_fail (LK_IS_SIGN_IN_STEPS (self), NULL);

  return self->account;
}

/** lk_sign_in_steps_get_homeserver: Returns: (transfer none) (nullable): what was found */
LkHomeserver *
lk_sign_in_steps_get_homeserver (LkSignInSteps *self)
{
  g_return_val_if_fail (LK_IS_SIGN_IN_STEPS (self), NULL);

  return self->homeserver;
}

/** lk_sign_in_steps_get_stay: Returns: (transfer none): the stay at the provider's page */
LkSignInStay *
lk_sign_in_steps_get_stay (LkSignInSteps *self)
{
  g_return_val_if_fail (LK_IS_SIGN_IN_STEPS (self), NULL);

  return self->stay;
}

/** lk_sign_in_steps_get_text: Returns: (nullable): what was asked to be found */
const char *
lk_sign_in_steps_get_text (LkSignInSteps *self)
{
  g_return_val_if_fail (LK_IS_SIGN_IN_STEPS (self), NULL);

  return self->text;
}

/** lk_sign_in_steps_is_again: Returns: whether the account was there before */
gboolean
lk_sign_in_steps_is_again (LkSignInSteps *self)
{
  g_return_val_if_fail (LK_IS_SIGN_IN_STEPS (self), FALSE);

  return self->again;
}

/** lk_sign_in_steps_offers_device: Returns: whether another device can let the person in */
gboolean
lk_sign_in_steps_offers_device (LkSignInSteps *self)
{
  g_return_val_if_fail (LK_IS_SIGN_IN_STEPS (self), FALSE);

  return self->homeserver != NULL && self->homeserver->auth_api->metadata != NULL &&
         self->homeserver->auth_api->metadata->device_authorization_endpoint != NULL;
}

/** lk_sign_in_steps_is_create: Returns: whether the person wants a new account */
gboolean
lk_sign_in_steps_is_create (LkSignInSteps *self)
{
  g_return_val_if_fail (LK_IS_SIGN_IN_STEPS (self), FALSE);

  return self->create;
}

/** lk_sign_in_steps_get_interview: Returns: (transfer none) (nullable): what is asked */
LkInterview *
lk_sign_in_steps_get_interview (LkSignInSteps *self)
{
  g_return_val_if_fail (LK_IS_SIGN_IN_STEPS (self), NULL);

  return self->interview;
}

/** lk_sign_in_steps_is_busy: Returns: whether something is under way */
gboolean
lk_sign_in_steps_is_busy (LkSignInSteps *self)
{
  g_return_val_if_fail (LK_IS_SIGN_IN_STEPS (self), FALSE);

  return self->hold != NULL;
}

/* Another device can't create an account (spec §8, D7). */
void
lk_sign_in_steps_set_create (LkSignInSteps *self,
                             gboolean       create)
{
  self->create = create;
  lk_sign_in_stay_set_offers_device (self->stay,
                                     !create && lk_sign_in_steps_offers_device (self));
}

static void
set_homeserver (LkSignInSteps *self,
                LkHomeserver  *homeserver)
{
  g_clear_pointer (&self->homeserver, lk_homeserver_unref);
  self->homeserver = homeserver;
  lk_sign_in_steps_set_create (self, FALSE);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOMESERVER]);
}

void
lk_sign_in_steps_set_interview (LkSignInSteps *self,
                                LkInterview   *interview)
{
  if (g_set_object (&self->interview, interview))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_INTERVIEW]);
}

GCancellable *
lk_sign_in_steps_begin (LkSignInSteps *self,
                        LkHold        *hold)
{
  g_clear_pointer (&self->hold, lk_hold_free);
  self->hold = hold;
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  return self->cancellable;
}

static void
end_conversation (LkSignInSteps *self)
{
  g_clear_pointer (&self->hold, lk_hold_free);
}

/* The steps, in the order in which they happen. */

static void
on_discovered (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (LkSignInSteps) self = user_data;
  g_autoptr (LkHold) hold = g_steal_pointer (&self->hold);
  g_autoptr (GError) error = NULL;
  LkHomeserver *homeserver = lk_discover_finish (LK_ACCOUNT (source), result, &error);

  if (lk_error_is_bad_input (error))
    g_signal_emit (self, signals[BAD_INPUT], 0, error);
  if (homeserver == NULL)
    return;
  set_homeserver (self, homeserver);
  /* Who signs in again has chosen already. */
  if (self->again && homeserver->auth_api->metadata != NULL)
    lk_sign_in_steps_start (self, FALSE, g_steal_pointer (&hold));
}

static void
discover (LkSignInSteps *self,
          LkHold        *hold)
{
  set_homeserver (self, NULL);
  lk_web_loader_warm ();
  lk_discover_async (self->account, self->text, lk_sign_in_steps_begin (self, hold),
                     on_discovered, g_object_ref (self));
}

/**
 * lk_sign_in_steps_discover:
 * @self: the steps
 * @text: what the person typed
 * @hold: (transfer full): kept while it is under way
 *
 * Looks for the homeserver. One who signs in again goes on to the provider from there.
 */
void
lk_sign_in_steps_discover (LkSignInSteps *self,
                           const char    *text,
                           LkHold        *hold)
{
  g_return_if_fail (LK_IS_SIGN_IN_STEPS (self));

  g_free (self->text);
  self->text = g_strdup (text);
  discover (self, hold);
}

static void
conclude (LkSignInSteps *self)
{
  lk_sign_in_stay_end (self->stay);
  end_conversation (self);
  g_signal_emit (self, signals[SIGNED_IN], 0);
}

static void
on_jar_kept (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (LkSignInSteps) self = user_data;

  lk_jar_keep_finish (LK_ACCOUNT (source), result);
  conclude (self);
}

/* Only the view that the person signed in with has the cookies of this account. */
static LkWebView *
get_jar_view (LkSignInSteps *self)
{
  g_autoptr (GSettings) settings = lk_settings_new ();

  if (self->place != PLACE_PAGE || lk_sign_in_stay_get_used_way (self->stay) != LK_WAY_EMBEDDED)
    return NULL;
  if (!lk_settings_keeps_cookies (settings))
    return NULL;
  return lk_sign_in_stay_get_view (self->stay);
}

void
lk_sign_in_steps_finish (LkSignInSteps *self,
                         gboolean       signed_in)
{
  LkWebView *view;

  /* Why it failed is the account's error. */
  if (!signed_in)
    {
      lk_sign_in_stay_end (self->stay);
      end_conversation (self);
      return;
    }
  lk_account_list_add (self->accounts, self->account);
  view = get_jar_view (self);
  if (view != NULL)
    lk_jar_keep_async (self->account, view, on_jar_kept, g_object_ref (self));
  else
    conclude (self);
}

static void
on_signed_in (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (LkSignInSteps) self = user_data;

  lk_sign_in_steps_finish (self, lk_sign_in_finish (LK_ACCOUNT (source), result, NULL));
}

static void
on_sso_signed_in (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (LkSignInSteps) self = user_data;

  lk_sign_in_steps_finish (self, lk_sign_in_sso_finish (LK_ACCOUNT (source), result, NULL));
}

/**
 * lk_sign_in_steps_start:
 * @self: the steps, with a homeserver
 * @create: whether the person wants to create an account
 * @hold: (transfer full): kept while it is under way
 *
 * Leads the person to the provider's page and from there to a session.
 */
void
lk_sign_in_steps_start (LkSignInSteps *self,
                        gboolean       create,
                        LkHold        *hold)
{
  LkAttempt *attempt;

  g_return_if_fail (LK_IS_SIGN_IN_STEPS (self));
  g_return_if_fail (self->homeserver != NULL);

  lk_sign_in_steps_set_create (self, create);
  self->place = PLACE_PAGE;
  attempt = lk_sign_in_stay_begin (self->stay, lk_account_get_ports (self->account));
  if (self->homeserver->auth_api->metadata != NULL)
    lk_sign_in_async (self->account, self->homeserver, create, attempt,
                      lk_sign_in_steps_begin (self, hold), on_signed_in, g_object_ref (self));
  else
    lk_sign_in_sso_async (self->account, self->homeserver, self->provider_id, create, attempt,
                          lk_sign_in_steps_begin (self, hold), on_sso_signed_in,
                          g_object_ref (self));
}

/**
 * lk_sign_in_steps_start_sso:
 * @self: the steps, with a homeserver that has a single sign-on
 * @provider_id: (nullable): where the person wants to prove who they are
 * @create: whether they want to create an account
 * @hold: (transfer full): kept while it is under way
 *
 * Leads the person through the homeserver's single sign-on to a session.
 */
void
lk_sign_in_steps_start_sso (LkSignInSteps *self,
                            const char    *provider_id,
                            gboolean       create,
                            LkHold        *hold)
{
  g_return_if_fail (LK_IS_SIGN_IN_STEPS (self));

  g_free (self->provider_id);
  self->provider_id = g_strdup (provider_id);
  lk_sign_in_steps_start (self, create, hold);
}

void
lk_sign_in_steps_choose_again (LkSignInSteps *self)
{
  lk_auth_machine_set_state (lk_account_get_machine (self->account), LK_AUTH_STATE_CHOOSING, NULL);
}

/** lk_sign_in_steps_is_at_form: Returns: whether what is tried was typed into a form of ours */
gboolean
lk_sign_in_steps_is_at_form (LkSignInSteps *self)
{
  g_return_val_if_fail (LK_IS_SIGN_IN_STEPS (self), FALSE);

  return self->place == PLACE_FORM;
}

/** lk_sign_in_steps_is_at_page: Returns: whether the person is, or was, sent to a page */
gboolean
lk_sign_in_steps_is_at_page (LkSignInSteps *self)
{
  g_return_val_if_fail (LK_IS_SIGN_IN_STEPS (self), FALSE);

  return self->place == PLACE_PAGE;
}

/* The homeserver does not know logins any more: it may have got a provider (J6). */
static gboolean
may_have_changed (LkSignInSteps *self)
{
  const GError *error = lk_auth_machine_get_error (lk_account_get_machine (self->account));
  const char *step = lk_error_get_step (error);

  return g_error_matches (error, LK_ERROR, LK_ERROR_SERVER_UNSUITABLE) &&
         (g_strcmp0 (step, LK_STEP_PASSWORD) == 0 || g_strcmp0 (step, LK_STEP_LOGIN_TOKEN) == 0);
}

/**
 * lk_sign_in_steps_retry:
 * @self: the steps, of which one failed
 * @hold: (transfer full): kept while it is under way
 *
 * Does once more what failed.
 */
void
lk_sign_in_steps_retry (LkSignInSteps *self,
                        LkHold        *hold)
{
  g_return_if_fail (LK_IS_SIGN_IN_STEPS (self));

  if (self->homeserver != NULL && self->place == PLACE_QUESTIONS)
    lk_sign_in_steps_register (self, hold);
  else if (self->homeserver == NULL || may_have_changed (self))
    discover (self, hold);
  else if (self->place == PLACE_FORM)
    {
      lk_sign_in_steps_choose_again (self);
      lk_hold_free (hold);
    }
  else
    lk_sign_in_steps_start (self, self->create, hold);
}

/** lk_sign_in_steps_cancel: stops what is under way; the account goes back to where it was. */
void
lk_sign_in_steps_cancel (LkSignInSteps *self)
{
  g_return_if_fail (LK_IS_SIGN_IN_STEPS (self));

  g_cancellable_cancel (self->cancellable);
}

/**
 * lk_sign_in_steps_go_back:
 * @self: the steps
 *
 * Who doesn't want to reply to the homeserver's questions is asked for another way in; anything
 * else that is under way is cancelled.
 */
void
lk_sign_in_steps_go_back (LkSignInSteps *self)
{
  g_return_if_fail (LK_IS_SIGN_IN_STEPS (self));

  if (self->interview == NULL || !lk_interview_leave (self->interview))
    lk_sign_in_steps_cancel (self);
}

/**
 * lk_sign_in_steps_abandon:
 * @self: the steps
 *
 * The window goes away: stops what is under way, and puts back what only waits for the person. But
 * a session that is safe already and only waits to be told its name is not thrown away: the next
 * start of the program goes on with it.
 */
void
lk_sign_in_steps_abandon (LkSignInSteps *self)
{
  g_return_if_fail (LK_IS_SIGN_IN_STEPS (self));

  if (!lk_sign_in_steps_is_busy (self))
    lk_account_leave_sign_in (self->account);
  else if (lk_account_get_state (self->account) < LK_AUTH_STATE_IDENTIFYING)
    lk_sign_in_steps_cancel (self);
  else
    end_conversation (self);
}
