/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-attempt.h"

#include "lk-error.h"
#include "lk-loopback.h"

/**
 * LkAttempt:
 *
 * One attempt's stay at the provider's page, whichever way the person goes there. The
 * conversation opens it with the page's address and waits for what comes back; meanwhile the
 * person may go from the embedded view to their own browser, to another device, to pasting the
 * address, and back: the attempt stays the same, and what arrives in any way counts.
 *
 * Each arrival is judged by the conversation, which alone knows what was asked for; the judgement
 * goes back to where it came from, so that a browser can be told “you can close this tab” and a
 * person who pasted the wrong address is told so.
 *
 * Properties: `open`: whether there is a page to go to; `listening`: whether a browser's redirect
 * reaches us by itself. Signals: `judged` (LkRedirectVerdict) for what was pasted.
 */
struct _LkAttempt
{
  GObject        parent_instance;
  LkPorts       *ports;
  LkUserAgent   *agent;           /* (nullable) what of ours shows the page now */
  LkLoopback    *loopback;        /* (nullable) where a browser is sent back to */
  LkDeviceGrant *device_grant;    /* (nullable) where another device may confirm */
  GCancellable  *agent_waiting;   /* (nullable) while @agent is waited for */
  char          *uri;             /* (nullable) of the page; holds the state: never a property */
  char          *redirect_uri;    /* (nullable) */
  GQueue        *arrivals;        /* LkArrival, not handed on yet */
  GTask         *waiting;         /* (nullable) the conversation */
  GSource       *cancelled;       /* (nullable) while it waits */
  LkArrivalWay   way;             /* of what was handed on last */
};

G_DEFINE_FINAL_TYPE (LkAttempt, lk_attempt, G_TYPE_OBJECT)

enum
{
  PROP_OPEN = 1,
  PROP_LISTENING,
  N_PROPS,
};

enum
{
  JUDGED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
lk_attempt_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_OPEN:
      g_value_set_boolean (value, lk_attempt_is_open (LK_ATTEMPT (object)));
      break;
    case PROP_LISTENING:
      g_value_set_boolean (value, lk_attempt_is_listening (LK_ATTEMPT (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
leave_agent (LkAttempt *self)
{
  g_cancellable_cancel (self->agent_waiting);
  g_clear_object (&self->agent_waiting);
}

static void
lk_attempt_dispose (GObject *object)
{
  LkAttempt *self = LK_ATTEMPT (object);

  lk_attempt_abandon (self);
  g_clear_object (&self->agent);
  g_clear_object (&self->device_grant);
  G_OBJECT_CLASS (lk_attempt_parent_class)->dispose (object);
}

static void
lk_attempt_finalize (GObject *object)
{
  LkAttempt *self = LK_ATTEMPT (object);

  g_assert (self->waiting == NULL); /* one who waits keeps us alive */
  g_queue_free_full (self->arrivals, (GDestroyNotify) lk_arrival_free);
  lk_secret_wipe_string (self->uri);
  g_free (self->redirect_uri);
  lk_ports_unref (self->ports);
  G_OBJECT_CLASS (lk_attempt_parent_class)->finalize (object);
}

static void
lk_attempt_class_init (LkAttemptClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = lk_attempt_get_property;
  object_class->dispose = lk_attempt_dispose;
  object_class->finalize = lk_attempt_finalize;

  /** LkAttempt:open: whether there is a page to go to */
  props[PROP_OPEN] = g_param_spec_boolean ("open", NULL, NULL, FALSE, flags);
  /** LkAttempt:listening: whether a browser's redirect reaches us by itself */
  props[PROP_LISTENING] = g_param_spec_boolean ("listening", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[JUDGED] = g_signal_new ("judged", LK_TYPE_ATTEMPT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, LK_TYPE_REDIRECT_VERDICT);
}

static void
lk_attempt_init (LkAttempt *self)
{
  self->arrivals = g_queue_new ();
}

/**
 * lk_attempt_new:
 * @ports: the world outside
 *
 * Returns: (transfer full): an attempt; nothing to go to yet
 */
LkAttempt *
lk_attempt_new (LkPorts *ports)
{
  LkAttempt *self = g_object_new (LK_TYPE_ATTEMPT, NULL);

  self->ports = lk_ports_ref (ports);
  return self;
}

/* What comes back. */

static GTask *
stop_waiting (LkAttempt *self)
{
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
  return g_steal_pointer (&self->waiting);
}

static void
hand_on (LkAttempt *self)
{
  g_autoptr (GTask) task = NULL;
  LkArrival *arrival;

  if (self->waiting == NULL || g_queue_is_empty (self->arrivals))
    return;
  task = stop_waiting (self);
  arrival = g_queue_pop_head (self->arrivals);
  self->way = arrival->way;
  g_task_return_pointer (task, arrival, (GDestroyNotify) lk_arrival_free);
}

/* @arrival: (transfer full) */
static void
take (LkAttempt *self,
      LkArrival *arrival)
{
  g_queue_push_tail (self->arrivals, arrival);
  hand_on (self);
}

static void
on_redirected (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (LkAttempt) self = user_data;
  g_autoptr (LkSecret) uri = NULL;
  GError *error = NULL;

  uri = lk_user_agent_wait_finish (LK_USER_AGENT (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (error); /* somebody else shows the page now */
      return;
    }
  g_clear_object (&self->agent_waiting);
  if (uri != NULL)
    take (self, lk_arrival_new_redirect (LK_ARRIVAL_BY_VIEW, lk_secret_peek (uri)));
  else if (self->waiting != NULL)
    {
      g_autoptr (GTask) task = stop_waiting (self);

      g_task_return_error (task, g_steal_pointer (&error));
    }
  g_clear_error (&error);
}

static void
wait_for_agent (LkAttempt *self)
{
  if (self->agent == NULL || self->agent_waiting != NULL || self->waiting == NULL)
    return;
  self->agent_waiting = g_cancellable_new ();
  lk_user_agent_wait_async (self->agent, self->agent_waiting, on_redirected, g_object_ref (self));
}

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  LkAttempt *self = user_data;
  g_autoptr (GTask) task = stop_waiting (self);

  leave_agent (self);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/* What nobody will take any more. */
static void
drop (LkAttempt *self,
      LkArrival *arrival)
{
  if (arrival->tokens != NULL)
    lk_device_grant_return_tokens (self->device_grant, arrival->tokens);
  lk_arrival_free (arrival);
}

/**
 * lk_attempt_wait_async:
 * @self: an attempt that is open
 * @cancellable: (nullable): to stop waiting
 * @callback: called when something came back
 * @user_data: for @callback
 *
 * Waits for what comes back next, in whatever way.
 */
void
lk_attempt_wait_async (LkAttempt           *self,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_return_if_fail (LK_IS_ATTEMPT (self));
  g_return_if_fail (self->waiting == NULL);

  self->waiting = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->waiting, lk_attempt_wait_async);
  g_task_set_check_cancellable (self->waiting, FALSE); /* finish() does, and loses no tokens */
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), self, NULL);
      g_source_attach (self->cancelled, g_task_get_context (self->waiting));
    }
  hand_on (self);
  wait_for_agent (self);
}

/**
 * lk_attempt_wait_finish:
 * @error: return location for an error; cancelling is %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): what came back, to be judged
 */
LkArrival *
lk_attempt_wait_finish (LkAttempt     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  LkArrival *arrival;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  arrival = g_task_propagate_pointer (G_TASK (result), error);
  if (arrival == NULL ||
      !g_cancellable_set_error_if_cancelled (g_task_get_cancellable (G_TASK (result)), error))
    return arrival;
  drop (self, arrival);
  return NULL;
}

/**
 * lk_attempt_judge:
 * @self: an attempt
 * @verdict: on what lk_attempt_wait_finish() returned last
 *
 * Tells the way by which it came what it was worth.
 */
void
lk_attempt_judge (LkAttempt         *self,
                  LkRedirectVerdict  verdict)
{
  static const LkLoopbackPage pages[] = {
    [LK_REDIRECT_CODE] = LK_LOOPBACK_PAGE_DONE,
    [LK_REDIRECT_STRAY] = LK_LOOPBACK_PAGE_STRAY,
    [LK_REDIRECT_REFUSED] = LK_LOOPBACK_PAGE_REFUSED,
  };

  g_return_if_fail (LK_IS_ATTEMPT (self));

  if (self->way == LK_ARRIVAL_BY_PASTE)
    g_signal_emit (self, signals[JUDGED], 0, verdict);
  else if (self->way == LK_ARRIVAL_BY_BROWSER && self->loopback != NULL)
    lk_loopback_answer (self->loopback, pages[verdict]);
}

/* The page. */

static void
on_browser_redirected (LkAttempt *self,
                       LkSecret  *uri)
{
  take (self, lk_arrival_new_redirect (LK_ARRIVAL_BY_BROWSER, lk_secret_peek (uri)));
}

static void
drop_loopback (LkAttempt *self)
{
  if (self->loopback == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->loopback, self);
  g_clear_object (&self->loopback);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LISTENING]);
}

static void
listen_for_browser (LkAttempt *self)
{
  g_autoptr (GError) error = NULL;

  self->loopback = lk_loopback_new (self->ports, &error);
  if (self->loopback == NULL)
    {
      /* The other ways are still there; a browser's address can be pasted. */
      g_warning ("No browser can come back by itself: %s", error->message);
      self->redirect_uri = lk_authorization_make_redirect_uri ();
      return;
    }
  self->redirect_uri = g_strdup (lk_loopback_get_redirect_uri (self->loopback));
  g_signal_connect_swapped (self->loopback, "redirect", G_CALLBACK (on_browser_redirected), self);
  g_signal_connect_swapped (self->loopback, "expired", G_CALLBACK (drop_loopback), self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LISTENING]);
}

/**
 * lk_attempt_get_redirect_uri:
 * @self: an attempt
 *
 * Returns: where the provider is to send the person: an address of this attempt alone
 */
const char *
lk_attempt_get_redirect_uri (LkAttempt *self)
{
  g_return_val_if_fail (LK_IS_ATTEMPT (self), NULL);

  if (self->redirect_uri == NULL)
    listen_for_browser (self);
  return self->redirect_uri;
}

static void
show (LkAttempt *self)
{
  if (self->agent == NULL || self->uri == NULL)
    return;
  lk_user_agent_open (self->agent, self->uri, self->redirect_uri);
  wait_for_agent (self);
}

/**
 * lk_attempt_open:
 * @self: an attempt
 * @uri: the page that the person is to go to
 * @redirect_uri: what an arrival begins with, of lk_attempt_get_redirect_uri()
 *
 * From now on there is a page to go to.
 */
void
lk_attempt_open (LkAttempt  *self,
                 const char *uri,
                 const char *redirect_uri)
{
  g_return_if_fail (LK_IS_ATTEMPT (self));
  g_return_if_fail (self->uri == NULL);

  self->uri = g_strdup (uri);
  if (redirect_uri != self->redirect_uri)
    {
      g_free (self->redirect_uri);
      self->redirect_uri = g_strdup (redirect_uri);
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OPEN]);
  show (self);
}

static void
on_device_granted (LkAttempt *self,
                   LkTokens  *tokens)
{
  take (self, lk_arrival_new_tokens (tokens));
}

/**
 * lk_attempt_offer_device:
 * @self: an attempt
 * @grant: to be started when the person goes to another device
 *
 * The attempt may be confirmed on another device, too (spec §8).
 */
void
lk_attempt_offer_device (LkAttempt     *self,
                         LkDeviceGrant *grant)
{
  g_return_if_fail (LK_IS_ATTEMPT (self));
  g_return_if_fail (self->device_grant == NULL);

  self->device_grant = g_object_ref (grant);
  g_signal_connect_object (grant, "granted", G_CALLBACK (on_device_granted), self,
                           G_CONNECT_SWAPPED);
}

/** lk_attempt_get_device_grant: Returns: (transfer none) (nullable): for another device */
LkDeviceGrant *
lk_attempt_get_device_grant (LkAttempt *self)
{
  g_return_val_if_fail (LK_IS_ATTEMPT (self), NULL);

  return self->device_grant;
}

/**
 * lk_attempt_close:
 * @self: an attempt
 *
 * It has come to its end: nothing more is waited for.
 */
void
lk_attempt_close (LkAttempt *self)
{
  g_return_if_fail (LK_IS_ATTEMPT (self));

  if (self->loopback != NULL)
    lk_loopback_close (self->loopback);
  lk_attempt_abandon (self);
}

static void
drop_arrivals (LkAttempt *self)
{
  LkArrival *arrival;

  while ((arrival = g_queue_pop_head (self->arrivals)) != NULL)
    drop (self, arrival);
}

/**
 * lk_attempt_abandon:
 * @self: an attempt
 *
 * Nobody waits for its end any more. A browser may still come with it: the next run of the program
 * has a word for that (see #LkLatecomers).
 */
void
lk_attempt_abandon (LkAttempt *self)
{
  g_return_if_fail (LK_IS_ATTEMPT (self));

  leave_agent (self);
  drop_loopback (self);
  if (self->device_grant != NULL)
    lk_device_grant_stop (self->device_grant);
  drop_arrivals (self);
  if (self->uri == NULL)
    return;
  g_clear_pointer (&self->uri, lk_secret_wipe_string);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OPEN]);
}

/**
 * lk_attempt_fail:
 * @self: an attempt
 * @error: why it does not lead to a session: closed by that, or abandoned by the person
 */
void
lk_attempt_fail (LkAttempt    *self,
                 const GError *error)
{
  if (lk_error_is_cancelled (error))
    lk_attempt_abandon (self);
  else
    lk_attempt_close (self);
}

/** lk_attempt_is_open: Returns: whether there is a page to go to */
gboolean
lk_attempt_is_open (LkAttempt *self)
{
  g_return_val_if_fail (LK_IS_ATTEMPT (self), FALSE);

  return self->uri != NULL;
}

/** lk_attempt_is_listening: Returns: whether a browser's redirect reaches us by itself */
gboolean
lk_attempt_is_listening (LkAttempt *self)
{
  g_return_val_if_fail (LK_IS_ATTEMPT (self), FALSE);

  return self->loopback != NULL;
}

/**
 * lk_attempt_dup_uri:
 * @self: an attempt
 *
 * Returns: (transfer full) (nullable): the page to go to; it holds the state, so it may be shown to
 *   the person and to nobody else
 */
char *
lk_attempt_dup_uri (LkAttempt *self)
{
  g_return_val_if_fail (LK_IS_ATTEMPT (self), NULL);

  return g_strdup (self->uri);
}

/**
 * lk_attempt_set_user_agent:
 * @self: an attempt
 * @agent: (nullable): what of ours shows the page from now on; %NULL when the person is elsewhere
 *
 * The person goes another way. What was shown before is no longer waited for.
 */
void
lk_attempt_set_user_agent (LkAttempt   *self,
                           LkUserAgent *agent)
{
  g_return_if_fail (LK_IS_ATTEMPT (self));

  if (agent == self->agent)
    return;
  leave_agent (self);
  g_set_object (&self->agent, agent);
  show (self);
}

/**
 * lk_attempt_paste:
 * @self: an attempt
 * @text: what the person pasted: the redirect's whole address, its query, or the code
 *
 * Takes it as if the browser had brought it. The signal `judged` says what became of it.
 */
void
lk_attempt_paste (LkAttempt  *self,
                  const char *text)
{
  LkArrival *arrival;

  g_return_if_fail (LK_IS_ATTEMPT (self));

  if (self->uri == NULL)
    return;
  arrival = lk_arrival_new_pasted (text, self->redirect_uri);
  if (arrival != NULL)
    take (self, arrival);
  else
    g_signal_emit (self, signals[JUDGED], 0, LK_REDIRECT_STRAY);
}

/**
 * lk_attempt_get_arrival_way:
 * @self: an attempt that has brought something
 *
 * Returns: which way it came what was handed on last
 */
LkArrivalWay
lk_attempt_get_arrival_way (LkAttempt *self)
{
  g_return_val_if_fail (LK_IS_ATTEMPT (self), LK_ARRIVAL_BY_VIEW);

  return self->way;
}
