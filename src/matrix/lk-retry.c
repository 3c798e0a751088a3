/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-retry.h"

#include "lk-error.h"

guint lk_retry_pause = 1000;

typedef struct
{
  GTask       *task;
  LkRetryStep  step;
} Pause;

/**
 * lk_retry_is_soon:
 * @error: why another try is needed
 *
 * Returns: whether the server asks for no longer a wait than a person has patience for
 */
gboolean
lk_retry_is_soon (const GError *error)
{
  return lk_error_get_retry_after (error) <= LK_RETRY_LONGEST_WAIT;
}

static gboolean
on_pause_over (gpointer user_data)
{
  Pause *pause = user_data;
  g_autoptr (GTask) task = pause->task;

  if (!g_task_return_error_if_cancelled (task))
    pause->step (g_steal_pointer (&task));
  return G_SOURCE_REMOVE;
}

static guint
pause_length (const GError *error)
{
  gint seconds = lk_error_get_retry_after (error);

  return seconds >= 0 ? (guint) seconds * 1000 : lk_retry_pause;
}

/**
 * lk_retry_later:
 * @task: (transfer full): the conversation
 * @error: why another try is needed; its Retry-After is honoured
 * @step: what to do after the pause
 *
 * Pauses, then goes on with @step. Cancelling @task ends the pause and the conversation.
 */
void
lk_retry_later (GTask        *task,
                const GError *error,
                LkRetryStep   step)
{
  g_autoptr (GSource) timeout = g_timeout_source_new (pause_length (error));
  Pause *pause = g_new (Pause, 1);

  pause->task = task;
  pause->step = step;
  if (g_task_get_cancellable (task) != NULL)
    {
      g_autoptr (GSource) cancelled = g_cancellable_source_new (g_task_get_cancellable (task));

      /* The child only makes the time-out ready at once. */
      g_source_set_dummy_callback (cancelled);
      g_source_add_child_source (timeout, cancelled);
    }
  g_source_set_callback (timeout, on_pause_over, pause, g_free);
  g_source_attach (timeout, g_task_get_context (task));
}
