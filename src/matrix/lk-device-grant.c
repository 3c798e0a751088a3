/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-device-grant-private.h"

/**
 * LkDeviceGrant:
 *
 * Signing in with another device (RFC 8628, spec §8): IDLE, until somebody starts it. STARTING
 * asks the provider for a code. WAITING shows it, and polls the provider for tokens: the first
 * time after one interval, then one interval after each answer, so polls never overlap. The person
 * opens an address elsewhere, types the code, and the next poll brings the tokens: GRANTED. Or the
 * person says no, or doesn't come in time: FAILED, from where a new start gets a new code.
 *
 * Nothing here has a prompt: creating an account is not for this way (D7).
 *
 * Signals: `granted` (LkTokens), once, before the state is notified.
 */
G_DEFINE_FINAL_TYPE (LkDeviceGrant, lk_device_grant, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (LkDeviceGrantState, lk_device_grant_state,
                    G_DEFINE_ENUM_VALUE (LK_DEVICE_GRANT_IDLE, "idle"),
                    G_DEFINE_ENUM_VALUE (LK_DEVICE_GRANT_STARTING, "starting"),
                    G_DEFINE_ENUM_VALUE (LK_DEVICE_GRANT_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (LK_DEVICE_GRANT_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (LK_DEVICE_GRANT_GRANTED, "granted"))

enum
{
  PROP_STATE = 1,
  PROP_ERROR,
  PROP_USER_CODE,
  PROP_VERIFICATION_URI,
  PROP_VERIFICATION_URI_COMPLETE,
  PROP_EXPIRES_AT,
  N_PROPS,
};

enum
{
  GRANTED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

/**
 * lk_device_grant_set_code:
 * @self: a grant
 * @code: (transfer full) (nullable): what to show
 * @expires_at: wall clock in seconds, 0 for %NULL
 */
void
lk_device_grant_set_code (LkDeviceGrant *self,
                          LkDeviceCode  *code,
                          gint64         expires_at)
{
  if (self->code == code)
    return;
  g_clear_pointer (&self->code, lk_device_code_free);
  self->code = code;
  self->expires_at = expires_at;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_USER_CODE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VERIFICATION_URI]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VERIFICATION_URI_COMPLETE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXPIRES_AT]);
}

static void
set_error (LkDeviceGrant *self,
           GError        *error)
{
  if (self->error == error)
    return;
  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

/**
 * lk_device_grant_enter:
 * @self: a grant
 * @state: where it goes
 * @error: (transfer full) (nullable): why it failed
 *
 * Goes on to @state; a code to wait for is taken in before.
 */
void
lk_device_grant_enter (LkDeviceGrant     *self,
                       LkDeviceGrantState state,
                       GError            *error)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (state != LK_DEVICE_GRANT_WAITING)
    lk_device_grant_set_code (self, NULL, 0);
  set_error (self, error);
  if (self->state != state)
    {
      self->state = state;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * lk_device_grant_finish:
 * @self: a grant
 * @tokens: what came
 *
 * Hands out @tokens. Whoever goes away on seeing the state has them by then.
 */
void
lk_device_grant_finish (LkDeviceGrant *self,
                        LkTokens      *tokens)
{
  g_object_freeze_notify (G_OBJECT (self));
  lk_device_grant_enter (self, LK_DEVICE_GRANT_GRANTED, NULL);
  g_signal_emit (self, signals[GRANTED], 0, tokens);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
lk_device_grant_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  LkDeviceGrant *self = LK_DEVICE_GRANT (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_USER_CODE:
      g_value_set_string (value, lk_device_grant_get_user_code (self));
      break;
    case PROP_VERIFICATION_URI:
      g_value_set_string (value, lk_device_grant_get_verification_uri (self));
      break;
    case PROP_VERIFICATION_URI_COMPLETE:
      g_value_set_string (value, lk_device_grant_get_verification_uri_complete (self));
      break;
    case PROP_EXPIRES_AT:
      g_value_set_int64 (value, self->expires_at);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_device_grant_dispose (GObject *object)
{
  lk_device_grant_let_go (LK_DEVICE_GRANT (object));
  G_OBJECT_CLASS (lk_device_grant_parent_class)->dispose (object);
}

static void
lk_device_grant_finalize (GObject *object)
{
  LkDeviceGrant *self = LK_DEVICE_GRANT (object);

  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->metadata, lk_auth_metadata_unref);
  g_free (self->client_id);
  g_free (self->scope);
  g_clear_error (&self->error);
  g_clear_pointer (&self->code, lk_device_code_free);
  G_OBJECT_CLASS (lk_device_grant_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  /** LkDeviceGrant:state: how far it is */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, LK_TYPE_DEVICE_GRANT_STATE,
                                         LK_DEVICE_GRANT_IDLE, flags);
  /** LkDeviceGrant:error: (nullable): why it failed */
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  /** LkDeviceGrant:user-code: (nullable): what the person types on the other device */
  props[PROP_USER_CODE] = g_param_spec_string ("user-code", NULL, NULL, NULL, flags);
  /** LkDeviceGrant:verification-uri: (nullable): where to type it */
  props[PROP_VERIFICATION_URI] =
    g_param_spec_string ("verification-uri", NULL, NULL, NULL, flags);
  /** LkDeviceGrant:verification-uri-complete: (nullable): the same with the code in it */
  props[PROP_VERIFICATION_URI_COMPLETE] =
    g_param_spec_string ("verification-uri-complete", NULL, NULL, NULL, flags);
  /** LkDeviceGrant:expires-at: wall clock in seconds, 0 while there is no code */
  props[PROP_EXPIRES_AT] = g_param_spec_int64 ("expires-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
lk_device_grant_class_init (LkDeviceGrantClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = lk_device_grant_get_property;
  object_class->dispose = lk_device_grant_dispose;
  object_class->finalize = lk_device_grant_finalize;
  install_properties (object_class);

  signals[GRANTED] = g_signal_new ("granted", LK_TYPE_DEVICE_GRANT, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, LK_TYPE_TOKENS);
}

static void
lk_device_grant_init (LkDeviceGrant *self)
{
}

/**
 * lk_device_grant_is_offered:
 * @metadata: of the provider
 * @registration: (nullable): what the provider made of our registration
 *
 * Providers that have the grant switched off drop it from the registration in silence, so what
 * they advertise is not enough (I1, C10).
 *
 * Returns: whether another device can be used to sign in
 */
gboolean
lk_device_grant_is_offered (const LkAuthMetadata       *metadata,
                            const LkClientRegistration *registration)
{
  g_return_val_if_fail (metadata != NULL, FALSE);

  return metadata->device_authorization_endpoint != NULL &&
         registration != NULL && registration->device_grant;
}

/**
 * lk_device_grant_new:
 * @http: the client to send with
 * @clock: the time
 * @metadata: of a provider that offers the grant
 * @client_id: as registered
 * @scope: what to ask for (spec §4.3)
 *
 * Returns: (transfer full): a grant that has not begun
 */
LkDeviceGrant *
lk_device_grant_new (LkHttp         *http,
                     LkClock        *clock,
                     LkAuthMetadata *metadata,
                     const char     *client_id,
                     const char     *scope)
{
  LkDeviceGrant *self;

  g_return_val_if_fail (metadata->device_authorization_endpoint != NULL, NULL);

  self = g_object_new (LK_TYPE_DEVICE_GRANT, NULL);
  self->http = g_object_ref (http);
  self->clock = g_object_ref (clock);
  self->metadata = lk_auth_metadata_ref (metadata);
  self->client_id = g_strdup (client_id);
  self->scope = g_strdup (scope);
  return self;
}

/**
 * lk_device_grant_start:
 * @self: a grant
 *
 * Asks for a code, a new one after a failure, and polls until the person has confirmed. Does
 * nothing while that is under way.
 */
void
lk_device_grant_start (LkDeviceGrant *self)
{
  g_return_if_fail (LK_IS_DEVICE_GRANT (self));

  if (self->state != LK_DEVICE_GRANT_IDLE && self->state != LK_DEVICE_GRANT_FAILED)
    return;
  lk_device_grant_ask_for_code (self);
  lk_device_grant_enter (self, LK_DEVICE_GRANT_STARTING, NULL);
}

/**
 * lk_device_grant_stop:
 * @self: a grant
 *
 * Stops polling (I7). A poll under way isn't cut off: what it still brings is given back to the
 * provider. Does nothing once the tokens have been handed out.
 */
void
lk_device_grant_stop (LkDeviceGrant *self)
{
  g_return_if_fail (LK_IS_DEVICE_GRANT (self));

  if (self->state == LK_DEVICE_GRANT_GRANTED)
    return;
  lk_device_grant_let_go (self);
  lk_device_grant_enter (self, LK_DEVICE_GRANT_IDLE, NULL);
}

/** lk_device_grant_get_state: Returns: how far it is */
LkDeviceGrantState
lk_device_grant_get_state (LkDeviceGrant *self)
{
  g_return_val_if_fail (LK_IS_DEVICE_GRANT (self), LK_DEVICE_GRANT_IDLE);

  return self->state;
}

/** lk_device_grant_get_error: Returns: (transfer none) (nullable): why it failed */
const GError *
lk_device_grant_get_error (LkDeviceGrant *self)
{
  g_return_val_if_fail (LK_IS_DEVICE_GRANT (self), NULL);

  return self->error;
}

/** lk_device_grant_get_user_code: Returns: (nullable): what the person types elsewhere */
const char *
lk_device_grant_get_user_code (LkDeviceGrant *self)
{
  g_return_val_if_fail (LK_IS_DEVICE_GRANT (self), NULL);

  return self->code != NULL ? self->code->user_code : NULL;
}

/** lk_device_grant_get_verification_uri: Returns: (nullable): where to type it */
const char *
lk_device_grant_get_verification_uri (LkDeviceGrant *self)
{
  g_return_val_if_fail (LK_IS_DEVICE_GRANT (self), NULL);

  return self->code != NULL ? self->code->verification_uri : NULL;
}

/** lk_device_grant_get_verification_uri_complete: Returns: (nullable): the same with the code */
const char *
lk_device_grant_get_verification_uri_complete (LkDeviceGrant *self)
{
  g_return_val_if_fail (LK_IS_DEVICE_GRANT (self), NULL);

  return self->code != NULL ? self->code->verification_uri_complete : NULL;
}

/** lk_device_grant_get_expires_at: Returns: wall clock in seconds, 0 while there is no code */
gint64
lk_device_grant_get_expires_at (LkDeviceGrant *self)
{
  g_return_val_if_fail (LK_IS_DEVICE_GRANT (self), 0);

  return self->expires_at;
}

/** lk_device_grant_get_clock: Returns: (transfer none): what its times are of */
LkClock *
lk_device_grant_get_clock (LkDeviceGrant *self)
{
  g_return_val_if_fail (LK_IS_DEVICE_GRANT (self), NULL);

  return self->clock;
}
