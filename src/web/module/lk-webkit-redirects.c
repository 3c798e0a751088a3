/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-webkit-redirects.h"

/* More than an honest provider ever sends before somebody waits; a page can't fill our memory. */
#define MAX_KEPT 8

struct _LkWebkitRedirects
{
  GQueue   kept;      /* LkSecret, the oldest first */
  GTask   *waiting;   /* (nullable) */
  GSource *cancelled; /* (nullable) of @waiting */
};

/** lk_webkit_redirects_new: Returns: (transfer full): an empty one */
LkWebkitRedirects *
lk_webkit_redirects_new (void)
{
  LkWebkitRedirects *self = g_new0 (LkWebkitRedirects, 1);

  g_queue_init (&self->kept);
  return self;
}

static GTask *
stop_waiting (LkWebkitRedirects *self)
{
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
  return g_steal_pointer (&self->waiting);
}

/** lk_webkit_redirects_free: frees @self; who still waits is told that it was cancelled. */
void
lk_webkit_redirects_free (LkWebkitRedirects *self)
{
  g_autoptr (GTask) task = stop_waiting (self);

  if (task != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The page was closed");
  lk_webkit_redirects_forget (self);
  g_free (self);
}

/** lk_webkit_redirects_forget: drops what came for an attempt that is over. */
void
lk_webkit_redirects_forget (LkWebkitRedirects *self)
{
  g_queue_clear_full (&self->kept, (GDestroyNotify) lk_secret_unref);
}

/**
 * lk_webkit_redirects_add:
 * @uri: the whole redirect
 *
 * Hands @uri to who waits, or keeps it for the next to wait.
 */
void
lk_webkit_redirects_add (LkWebkitRedirects *self,
                         const char        *uri)
{
  LkSecret *secret = lk_secret_new (uri);
  g_autoptr (GTask) task = stop_waiting (self);

  if (task != NULL)
    g_task_return_pointer (task, secret, (GDestroyNotify) lk_secret_unref);
  else if (self->kept.length < MAX_KEPT)
    g_queue_push_tail (&self->kept, secret);
  else
    lk_secret_unref (secret);
}

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  g_autoptr (GTask) task = stop_waiting (user_data);

  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
watch_cancelling (LkWebkitRedirects *self)
{
  GCancellable *cancellable = g_task_get_cancellable (self->waiting);

  if (cancellable == NULL)
    return;
  self->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), self, NULL);
  g_source_attach (self->cancelled, g_task_get_context (self->waiting));
}

/**
 * lk_webkit_redirects_wait:
 * @task: (transfer full): returns the next redirect as #LkSecret
 */
void
lk_webkit_redirects_wait (LkWebkitRedirects *self,
                          GTask             *task)
{
  g_autoptr (GTask) owned = task;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->waiting != NULL)
    {
      g_critical ("Somebody waits for the redirect already");
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "Somebody waits already");
      return;
    }
  if (self->kept.length > 0)
    {
      g_task_return_pointer (task, g_queue_pop_head (&self->kept),
                             (GDestroyNotify) lk_secret_unref);
      return;
    }
  self->waiting = g_steal_pointer (&owned);
  watch_cancelling (self);
}
