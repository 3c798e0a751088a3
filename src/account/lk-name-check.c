/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-name-check.h"

/* As long as it takes to type the next letter. */
#define PAUSE (700 * G_TIME_SPAN_MILLISECOND)

/**
 * LkNameCheck:
 *
 * Asks a homeserver whether a name is free while somebody types it: after a pause, or at once
 * when they go on. An answer about a name that has changed since is dropped.
 *
 * Signals: `changed` when there is another verdict.
 */
struct _LkNameCheck
{
  GObject       parent_instance;
  LkPorts      *ports;
  char         *base_url;
  char         *name;        /* (nullable) what the verdict is about */
  guint         wake_id;     /* of the clock: 0 when nothing is to be asked */
  GCancellable *asking;      /* (nullable) while the server is asked */
  LkNameVerdict verdict;
  GError       *refusal;     /* (nullable) with LK_NAME_REFUSED */
};

G_DEFINE_FINAL_TYPE (LkNameCheck, lk_name_check, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
stop (LkNameCheck *self)
{
  if (self->wake_id != 0)
    lk_clock_cancel (self->ports->clock, self->wake_id);
  self->wake_id = 0;
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
}

static void
lk_name_check_dispose (GObject *object)
{
  stop (LK_NAME_CHECK (object));
  G_OBJECT_CLASS (lk_name_check_parent_class)->dispose (object);
}

static void
lk_name_check_finalize (GObject *object)
{
  LkNameCheck *self = LK_NAME_CHECK (object);

  lk_ports_unref (self->ports);
  g_free (self->base_url);
  g_free (self->name);
  g_clear_error (&self->refusal);
  G_OBJECT_CLASS (lk_name_check_parent_class)->finalize (object);
}

static void
lk_name_check_class_init (LkNameCheckClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lk_name_check_dispose;
  G_OBJECT_CLASS (klass)->finalize = lk_name_check_finalize;

  signals[CHANGED] = g_signal_new ("changed", LK_TYPE_NAME_CHECK, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
lk_name_check_init (LkNameCheck *self)
{
}

/**
 * lk_name_check_new:
 * @ports: the world outside
 * @base_url: of the homeserver
 *
 * Returns: (transfer full): one that knows no name yet
 */
LkNameCheck *
lk_name_check_new (LkPorts    *ports,
                   const char *base_url)
{
  LkNameCheck *self = g_object_new (LK_TYPE_NAME_CHECK, NULL);

  self->ports = lk_ports_ref (ports);
  self->base_url = g_strdup (base_url);
  return self;
}

/* @refusal: (transfer full) (nullable) */
static void
judge (LkNameCheck  *self,
       LkNameVerdict verdict,
       GError       *refusal)
{
  gboolean changed = verdict != self->verdict || refusal != NULL;

  self->verdict = verdict;
  g_clear_error (&self->refusal);
  self->refusal = refusal;
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (LkNameCheck) self = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  GError *refusal = NULL;
  LkNameVerdict verdict;

  response = lk_http_send_finish (LK_HTTP (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* another name by now */
  g_clear_object (&self->asking);
  if (response == NULL)
    return;
  verdict = lk_user_registration_judge_name (response, &refusal);
  judge (self, verdict, refusal);
}

static void
ask (LkNameCheck *self)
{
  self->asking = g_cancellable_new ();
  lk_http_send_async (self->ports->http, lk_user_registration_ask_name (self->base_url, self->name),
                      self->asking, on_answered, g_object_ref (self));
}

static void
on_woken (gpointer user_data)
{
  LkNameCheck *self = user_data;

  self->wake_id = 0;
  ask (self);
}

/**
 * lk_name_check_set_name:
 * @self: the check
 * @name: what has been typed by now; empty when there is nothing to ask
 *
 * Forgets the verdict, and asks for another after a pause.
 */
void
lk_name_check_set_name (LkNameCheck *self,
                        const char  *name)
{
  g_return_if_fail (LK_IS_NAME_CHECK (self));

  if (g_strcmp0 (name, self->name) == 0)
    return;
  stop (self);
  g_free (self->name);
  self->name = g_strdup (name);
  judge (self, LK_NAME_UNKNOWN, NULL);
  if (*name != '\0')
    self->wake_id = lk_clock_wake_at (self->ports->clock,
                                      lk_clock_now (self->ports->clock) + PAUSE, on_woken, self);
}

/** lk_name_check_hurry: the pause is over: whoever typed has gone on. */
void
lk_name_check_hurry (LkNameCheck *self)
{
  g_return_if_fail (LK_IS_NAME_CHECK (self));

  if (self->wake_id == 0)
    return;
  stop (self);
  ask (self);
}

/** lk_name_check_forget: nothing more is asked; the registration itself will tell. */
void
lk_name_check_forget (LkNameCheck *self)
{
  g_return_if_fail (LK_IS_NAME_CHECK (self));

  stop (self);
  g_clear_pointer (&self->name, g_free);
  judge (self, LK_NAME_UNKNOWN, NULL);
}

/** lk_name_check_get_verdict: Returns: what the server says of the name, as far as is known */
LkNameVerdict
lk_name_check_get_verdict (LkNameCheck *self)
{
  g_return_val_if_fail (LK_IS_NAME_CHECK (self), LK_NAME_UNKNOWN);

  return self->verdict;
}

/** lk_name_check_get_refusal: Returns: (nullable): its own word, with %LK_NAME_REFUSED */
const GError *
lk_name_check_get_refusal (LkNameCheck *self)
{
  g_return_val_if_fail (LK_IS_NAME_CHECK (self), NULL);

  return self->refusal;
}
