/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-auth-machine.h"

/**
 * LkAuthMachine:
 *
 * Where an account stands, for its whole life: one state, one error, one table of the edges
 * between the states, and one function that writes.
 *
 * The story of a failed and a retried login, arrow by arrow. Ada opens the server page: her new
 * account is SIGNED_OUT. She types “exmaple.org” and presses Enter: DISCOVERING. No such
 * server: FAILED, with an error that names the step. She reads it, mends the name and presses
 * Enter again: DISCOVERING once more, and the error is gone; this time a provider is found:
 * CHOOSING. She clicks “Sign in”: REGISTERING, a moment later AUTHORIZING, and the provider's
 * page is there. She can't find her password and presses Esc: a cancelled step is not a
 * failure, so a new account goes back to SIGNED_OUT. After lunch she starts anew: DISCOVERING →
 * CHOOSING → REGISTERING → AUTHORIZING; the right password, and the redirect brings a code:
 * EXCHANGING; the tokens are saved: IDENTIFYING; the homeserver says whose they are: SIGNED_IN.
 *
 * At a homeserver that has no provider, whose own form takes her password, there is nobody to
 * introduce ourselves to and no page to go to: CHOOSING → EXCHANGING. With its single sign-on, or
 * when it asks its questions to a new user, there is a page: CHOOSING → AUTHORIZING → EXCHANGING.
 * One who doesn't want to answer those goes back to choose another way: AUTHORIZING → CHOOSING. And
 * a wrong password is mended where it was typed: EXCHANGING → FAILED → CHOOSING.
 *
 * Every few minutes of use: SIGNED_IN → REFRESHING → SIGNED_IN. One day her provider has ended
 * the session: REFRESHING → NEEDS_SIGN_IN, and the same account walks from DISCOVERING to
 * SIGNED_IN again; had she cancelled on the way, it would be back at NEEDS_SIGN_IN, never lost.
 * In the end she signs out: SIGNING_OUT → SIGNED_OUT. When the server can't confirm that and
 * she chooses to keep the account for now, it returns to where it was.
 *
 * Effects live outside, in the conversations (discover, sign in, refresh, sign out); this
 * object knows no I/O. What can be true together with a state, such as being offline or having
 * a locked keyring, is a property of #LkAccount and not a state.
 */
struct _LkAuthMachine
{
  GObject     parent_instance;
  LkAuthState state;
  GError     *error; /* (nullable) why the state is FAILED or NEEDS_SIGN_IN */
};

G_DEFINE_ENUM_TYPE (LkAuthState, lk_auth_state,
                    G_DEFINE_ENUM_VALUE (LK_AUTH_STATE_SIGNED_OUT, "signed-out"),
                    G_DEFINE_ENUM_VALUE (LK_AUTH_STATE_DISCOVERING, "discovering"),
                    G_DEFINE_ENUM_VALUE (LK_AUTH_STATE_CHOOSING, "choosing"),
                    G_DEFINE_ENUM_VALUE (LK_AUTH_STATE_REGISTERING, "registering"),
                    G_DEFINE_ENUM_VALUE (LK_AUTH_STATE_AUTHORIZING, "authorizing"),
                    G_DEFINE_ENUM_VALUE (LK_AUTH_STATE_EXCHANGING, "exchanging"),
                    G_DEFINE_ENUM_VALUE (LK_AUTH_STATE_IDENTIFYING, "identifying"),
                    G_DEFINE_ENUM_VALUE (LK_AUTH_STATE_SIGNED_IN, "signed-in"),
                    G_DEFINE_ENUM_VALUE (LK_AUTH_STATE_REFRESHING, "refreshing"),
                    G_DEFINE_ENUM_VALUE (LK_AUTH_STATE_NEEDS_SIGN_IN, "needs-sign-in"),
                    G_DEFINE_ENUM_VALUE (LK_AUTH_STATE_SIGNING_OUT, "signing-out"),
                    G_DEFINE_ENUM_VALUE (LK_AUTH_STATE_FAILED, "failed"))

G_DEFINE_FINAL_TYPE (LkAuthMachine, lk_auth_machine, G_TYPE_OBJECT)

#define TO(state) (1u << LK_AUTH_STATE_##state)

/* Every step of signing in may fail; a cancelled one goes back to where the account came from. */
#define OR_ENDS (TO (FAILED) | TO (SIGNED_OUT) | TO (NEEDS_SIGN_IN))

/* The whole machine: for every state, the set of states that may follow. */
static const guint may_enter[LK_AUTH_N_STATES] = {
  [LK_AUTH_STATE_SIGNED_OUT]    = TO (DISCOVERING),
  [LK_AUTH_STATE_DISCOVERING]   = TO (CHOOSING) | OR_ENDS,
  [LK_AUTH_STATE_CHOOSING]      = TO (REGISTERING) | TO (AUTHORIZING) | TO (EXCHANGING) | OR_ENDS,
  [LK_AUTH_STATE_REGISTERING]   = TO (AUTHORIZING) | OR_ENDS,
  [LK_AUTH_STATE_AUTHORIZING]   = TO (EXCHANGING) | TO (CHOOSING) | OR_ENDS,
  [LK_AUTH_STATE_EXCHANGING]    = TO (IDENTIFYING) | OR_ENDS,
  [LK_AUTH_STATE_IDENTIFYING]   = TO (SIGNED_IN) | OR_ENDS,
  [LK_AUTH_STATE_SIGNED_IN]     = TO (REFRESHING) | TO (NEEDS_SIGN_IN) | TO (SIGNING_OUT),
  [LK_AUTH_STATE_REFRESHING]    = TO (SIGNED_IN) | TO (NEEDS_SIGN_IN),
  [LK_AUTH_STATE_NEEDS_SIGN_IN] = TO (DISCOVERING) | TO (SIGNING_OUT),
  [LK_AUTH_STATE_SIGNING_OUT]   = TO (SIGNED_OUT) | TO (SIGNED_IN) | TO (NEEDS_SIGN_IN),
  [LK_AUTH_STATE_FAILED]        = TO (DISCOVERING) | TO (CHOOSING) | TO (SIGNED_OUT)
                                | TO (NEEDS_SIGN_IN),
};

enum
{
  PROP_STATE = 1,
  PROP_ERROR,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
lk_auth_machine_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  LkAuthMachine *self = LK_AUTH_MACHINE (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_auth_machine_finalize (GObject *object)
{
  LkAuthMachine *self = LK_AUTH_MACHINE (object);

  g_clear_error (&self->error);
  G_OBJECT_CLASS (lk_auth_machine_parent_class)->finalize (object);
}

static void
lk_auth_machine_class_init (LkAuthMachineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = lk_auth_machine_get_property;
  object_class->finalize = lk_auth_machine_finalize;

  /**
   * LkAuthMachine:state:
   *
   * Where the account stands.
   */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, LK_TYPE_AUTH_STATE,
                                         LK_AUTH_STATE_SIGNED_OUT, flags);
  /**
   * LkAuthMachine:error:
   *
   * Why: set with %LK_AUTH_STATE_FAILED and, where the server said so, with
   * %LK_AUTH_STATE_NEEDS_SIGN_IN.
   */
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
lk_auth_machine_init (LkAuthMachine *self)
{
}

/**
 * lk_auth_machine_new:
 * @initial: %LK_AUTH_STATE_SIGNED_OUT for a new account, else where a stored one stands
 *
 * Returns: (transfer full): a machine
 */
LkAuthMachine *
lk_auth_machine_new (LkAuthState initial)
{
  LkAuthMachine *self = g_object_new (LK_TYPE_AUTH_MACHINE, NULL);

  self->state = initial;
  return self;
}

/** lk_auth_machine_get_state: Returns: where the account stands */
LkAuthState
lk_auth_machine_get_state (LkAuthMachine *self)
{
  g_return_val_if_fail (LK_IS_AUTH_MACHINE (self), LK_AUTH_STATE_SIGNED_OUT);

  return self->state;
}

/** lk_auth_machine_get_error: Returns: (transfer none) (nullable): why */
const GError *
lk_auth_machine_get_error (LkAuthMachine *self)
{
  g_return_val_if_fail (LK_IS_AUTH_MACHINE (self), NULL);

  return self->error;
}

/** lk_auth_machine_may_enter: Returns: whether there is an edge from the state to @next */
gboolean
lk_auth_machine_may_enter (LkAuthMachine *self,
                           LkAuthState    next)
{
  g_return_val_if_fail (LK_IS_AUTH_MACHINE (self), FALSE);

  return (may_enter[self->state] & (1u << next)) != 0;
}

static gboolean
take_error (LkAuthMachine *self,
            const GError  *error)
{
  if (self->error == NULL && error == NULL)
    return FALSE;

  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  return TRUE;
}

/**
 * lk_auth_machine_set_state:
 * @self: a machine
 * @next: the state to enter; a missing edge is a bug of the caller's and changes nothing
 * @error: (nullable): why, copied
 *
 * The only writer.
 */
void
lk_auth_machine_set_state (LkAuthMachine *self,
                           LkAuthState    next,
                           const GError  *error)
{
  g_return_if_fail (LK_IS_AUTH_MACHINE (self));

  if (!lk_auth_machine_may_enter (self, next))
    {
      g_critical ("There is no edge from state %d to state %d", self->state, next);
      return;
    }

  g_object_freeze_notify (G_OBJECT (self));
  self->state = next;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  if (take_error (self, error))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
  g_object_thaw_notify (G_OBJECT (self));
}

/** lk_auth_state_has_session: Returns: whether there is a session that can be used */
gboolean
lk_auth_state_has_session (LkAuthState state)
{
  return state == LK_AUTH_STATE_SIGNED_IN || state == LK_AUTH_STATE_REFRESHING;
}
