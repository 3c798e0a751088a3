/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-open-session.h"

#include "lk-back-off.h"
#include "lk-error.h"
#include "lk-revoke.h"

struct _LkOpenSession
{
  GObject            parent_instance;
  LkRevocation      *revocation;
  LkRevocationStore *store;
  LkHttp            *http;
  LkClock           *clock;
  GCancellable      *trying;   /* (nullable) while one try is under way */
  GError            *error;    /* (nullable) of the last one */
  LkBackOff          back_off;
  guint              wake_id;  /* 0 or the next try */
  gboolean           over;
};

G_DEFINE_FINAL_TYPE (LkOpenSession, lk_open_session, G_TYPE_OBJECT)

enum
{
  PROP_TRYING = 1,
  PROP_ERROR,
  PROP_OVER,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
lk_open_session_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  LkOpenSession *self = LK_OPEN_SESSION (object);

  switch (prop_id)
    {
    case PROP_TRYING:
      g_value_set_boolean (value, self->trying != NULL);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_OVER:
      g_value_set_boolean (value, self->over);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sleep_no_more (LkOpenSession *self)
{
  if (self->wake_id != 0)
    lk_clock_cancel (self->clock, self->wake_id);
  self->wake_id = 0;
}

static void
lk_open_session_dispose (GObject *object)
{
  sleep_no_more (LK_OPEN_SESSION (object));
  G_OBJECT_CLASS (lk_open_session_parent_class)->dispose (object);
}

static void
lk_open_session_finalize (GObject *object)
{
  LkOpenSession *self = LK_OPEN_SESSION (object);

  g_assert (self->trying == NULL);
  lk_revocation_unref (self->revocation);
  g_clear_object (&self->store);
  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (lk_open_session_parent_class)->finalize (object);
}

static void
lk_open_session_class_init (LkOpenSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = lk_open_session_get_property;
  object_class->dispose = lk_open_session_dispose;
  object_class->finalize = lk_open_session_finalize;

  /** LkOpenSession:trying: whether the server is being told just now. */
  props[PROP_TRYING] = g_param_spec_boolean ("trying", NULL, NULL, FALSE, flags);
  /** LkOpenSession:error: why it is still open. */
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  /** LkOpenSession:over: whether the server has confirmed that it is not open any more. */
  props[PROP_OVER] = g_param_spec_boolean ("over", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
lk_open_session_init (LkOpenSession *self)
{
}

/**
 * lk_open_session_new:
 * @revocation: what ends it
 * @store: where that is kept
 * @http: the client to send with
 * @clock: the time
 *
 * Returns: (transfer full): the session; nothing is tried yet
 */
LkOpenSession *
lk_open_session_new (LkRevocation      *revocation,
                     LkRevocationStore *store,
                     LkHttp            *http,
                     LkClock           *clock)
{
  LkOpenSession *self = g_object_new (LK_TYPE_OPEN_SESSION, NULL);

  self->revocation = lk_revocation_ref (revocation);
  self->store = g_object_ref (store);
  self->http = g_object_ref (http);
  self->clock = g_object_ref (clock);
  return self;
}

/** lk_open_session_get_revocation: Returns: (transfer none): what ends it */
LkRevocation *
lk_open_session_get_revocation (LkOpenSession *self)
{
  g_return_val_if_fail (LK_IS_OPEN_SESSION (self), NULL);

  return self->revocation;
}

/** lk_open_session_set_revocation: the same session, with newer tokens, or elsewhere. */
void
lk_open_session_set_revocation (LkOpenSession *self,
                                LkRevocation  *revocation)
{
  g_return_if_fail (LK_IS_OPEN_SESSION (self));

  lk_revocation_ref (revocation);
  lk_revocation_unref (self->revocation);
  self->revocation = revocation;
}

/** lk_open_session_get_clock: Returns: (transfer none): the time */
LkClock *
lk_open_session_get_clock (LkOpenSession *self)
{
  g_return_val_if_fail (LK_IS_OPEN_SESSION (self), NULL);

  return self->clock;
}

/** lk_open_session_get_error: Returns: (nullable): why it is still open */
const GError *
lk_open_session_get_error (LkOpenSession *self)
{
  g_return_val_if_fail (LK_IS_OPEN_SESSION (self), NULL);

  return self->error;
}

/** lk_open_session_get_trying: Returns: whether the server is being told just now */
gboolean
lk_open_session_get_trying (LkOpenSession *self)
{
  g_return_val_if_fail (LK_IS_OPEN_SESSION (self), FALSE);

  return self->trying != NULL;
}

/** lk_open_session_get_over: Returns: whether the server has confirmed */
gboolean
lk_open_session_get_over (LkOpenSession *self)
{
  g_return_val_if_fail (LK_IS_OPEN_SESSION (self), FALSE);

  return self->over;
}

/**
 * lk_open_session_error_is_refusal:
 * @error: (nullable): why a session is still open
 *
 * An answer that names its reason comes from the server itself, and will be the same in a minute;
 * one without may be a captive portal's.
 *
 * Returns: whether the server has understood and refuses (G5)
 */
gboolean
lk_open_session_error_is_refusal (const GError *error)
{
  return g_error_matches (error, LK_ERROR, LK_ERROR_REFUSED) &&
         lk_error_get_server_code (error) != NULL;
}

/* The next try. */

static void
on_woken (gpointer user_data)
{
  LkOpenSession *self = user_data;

  self->wake_id = 0;
  lk_open_session_try (self);
}

/* Never before the server wants it (G7). */
static void
try_later (LkOpenSession *self)
{
  if (lk_open_session_error_is_refusal (self->error))
    return;
  lk_back_off_fail (&self->back_off, self->clock, lk_error_get_retry_after (self->error));
  self->wake_id =
    lk_clock_wake_at (self->clock,
                      lk_clock_now (self->clock) +
                        lk_back_off_get_wait (&self->back_off, self->clock),
                      on_woken, self);
}

/* @error: (nullable) (transfer full) */
static void
set_error (LkOpenSession *self,
           GError        *error)
{
  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

static void
conclude (LkOpenSession *self,
          gboolean       over,
          GError        *error)
{
  if (over)
    {
      self->over = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OVER]);
      return;
    }
  if (lk_error_is_cancelled (error))
    {
      g_error_free (error);
      return;
    }
  set_error (self, error);
  try_later (self);
}

static void
on_tried (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (LkOpenSession) self = user_data;
  g_autoptr (LkRevocation) newest = NULL;
  GError *error = NULL;
  gboolean over = lk_revoke_finish (LK_HTTP (source), result, &newest, &error);

  lk_open_session_set_revocation (self, newest);
  g_clear_object (&self->trying);
  conclude (self, over, error);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TRYING]);
}

static void
save_renewed (gpointer             keeper,
              LkRevocation        *renewed,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  lk_revocation_store_save_async (keeper, renewed, NULL, callback, user_data);
}

/**
 * lk_open_session_try:
 * @self: a session
 *
 * Tells the server now, unless that is being done, or is done.
 */
void
lk_open_session_try (LkOpenSession *self)
{
  g_return_if_fail (LK_IS_OPEN_SESSION (self));

  if (self->trying != NULL || self->over)
    return;
  sleep_no_more (self);
  self->trying = g_cancellable_new ();
  lk_revoke_async (self->http, self->revocation, save_renewed, G_OBJECT (self->store), self->trying,
                   on_tried, g_object_ref (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TRYING]);
}

/**
 * lk_open_session_note_network:
 * @self: a session
 *
 * The network is there, or another one: whoever waits for it has waited long enough. A server that
 * has asked for time, or has refused, is left alone.
 */
void
lk_open_session_note_network (LkOpenSession *self)
{
  g_return_if_fail (LK_IS_OPEN_SESSION (self));

  if (self->wake_id == 0 || lk_error_get_retry_after (self->error) >= 0)
    return;
  lk_back_off_reset (&self->back_off);
  lk_open_session_try (self);
}

/**
 * lk_open_session_stop:
 * @self: a session
 *
 * Stops trying.
 */
void
lk_open_session_stop (LkOpenSession *self)
{
  g_return_if_fail (LK_IS_OPEN_SESSION (self));

  sleep_no_more (self);
  g_cancellable_cancel (self->trying);
}
