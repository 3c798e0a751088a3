/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-open-session.h"

#include "lk-error.h"

/* So long a person waits to hear whether the server has been told. */
#define PATIENCE (3 * G_USEC_PER_SEC)

/* Waiting for one try, as a person does. Whoever comes first, the server's answer or the end of the
 * patience, gives the answer and ends the waiting for the other. */
typedef struct
{
  LkClock *clock;
  gulong   handler_id;
  guint    wake_id;
} Waiting;

static void
waiting_free (Waiting *self)
{
  g_object_unref (self->clock);
  g_free (self);
}

static void
stop_waiting (GTask *task)
{
  Waiting *self = g_task_get_task_data (task);

  g_clear_signal_handler (&self->handler_id, g_task_get_source_object (task));
  if (self->wake_id != 0)
    lk_clock_cancel (self->clock, self->wake_id);
  self->wake_id = 0;
}

static void
on_trying_changed (LkOpenSession *session,
                   GParamSpec    *pspec,
                   GTask         *waiting)
{
  g_autoptr (GTask) task = NULL;
  const GError *error = lk_open_session_get_error (session);

  if (lk_open_session_get_trying (session))
    return;
  task = waiting;
  stop_waiting (task);
  if (lk_open_session_get_over (session))
    g_task_return_boolean (task, TRUE);
  else if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "It was stopped");
}

static void
on_patience_over (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Waiting *self = g_task_get_task_data (task);

  self->wake_id = 0;
  stop_waiting (task);
  g_task_return_new_error (task, LK_ERROR, LK_ERROR_TIMED_OUT, "The server has not answered yet");
}

/**
 * lk_open_session_try_async:
 * @self: a session
 * @callback: called when the server has confirmed, or has not, or lets wait
 * @user_data: for @callback
 */
void
lk_open_session_try_async (LkOpenSession       *self,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  LkClock *clock;
  GTask *task;
  Waiting *waiting;

  g_return_if_fail (LK_IS_OPEN_SESSION (self));

  clock = lk_open_session_get_clock (self);
  task = g_task_new (self, NULL, callback, user_data);
  waiting = g_new0 (Waiting, 1);
  g_task_set_source_tag (task, lk_open_session_try_async);
  g_task_set_task_data (task, waiting, (GDestroyNotify) waiting_free);
  waiting->clock = g_object_ref (clock);
  lk_open_session_try (self);
  waiting->handler_id =
    g_signal_connect (self, "notify::trying", G_CALLBACK (on_trying_changed), task);
  waiting->wake_id = lk_clock_wake_at (clock, lk_clock_now (clock) + PATIENCE, on_patience_over,
                                       task);
}

/**
 * lk_open_session_try_finish:
 * @error: return location for an error: why it may still be open; %LK_ERROR_TIMED_OUT when the
 *   server lets wait, which may be longer than we do here
 *
 * Returns: whether the server has confirmed
 */
gboolean
lk_open_session_try_finish (LkOpenSession *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
