/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-jar-keeping.h"

/* The session is there: cookies that can't be kept must not stand in its way for long. */
#define PATIENCE (5 * G_USEC_PER_SEC)

typedef struct
{
  GTask   *task; /* (nullable) once the person has gone on */
  LkClock *clock;
  guint    wake_id;
} Keeping;

static void
keeping_free (Keeping *self)
{
  if (self->wake_id != 0)
    lk_clock_cancel (self->clock, self->wake_id);
  g_clear_object (&self->task);
  g_object_unref (self->clock);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Keeping, keeping_free)

static void
on_late (gpointer user_data)
{
  Keeping *self = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  self->wake_id = 0;
  g_task_return_boolean (task, TRUE);
}

static void
on_kept (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (Keeping) self = user_data;
  g_autoptr (GError) error = NULL;

  /* Without its cookies, the account's pages ask to sign in once more: a pity, not a failure. */
  if (!lk_web_view_keep_jar_finish (LK_WEB_VIEW (source), result, &error))
    g_debug ("The cookies were not kept: %s", error->message);
  if (self->task != NULL)
    g_task_return_boolean (self->task, TRUE);
}

/**
 * lk_jar_keep_async:
 * @account: an account that has just got its session
 * @view: in which the person has signed in
 * @callback: called when the cookies are kept, or when that takes too long
 * @user_data: for @callback
 *
 * Keeps the cookies, so that the account's pages know the person.
 */
void
lk_jar_keep_async (LkAccount           *account,
                   LkWebView           *view,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  Keeping *self = g_new0 (Keeping, 1);
  g_autofree char *jar = lk_account_get_jar (account);

  g_return_if_fail (LK_IS_WEB_VIEW (view));

  self->task = g_task_new (account, NULL, callback, user_data);
  g_task_set_source_tag (self->task, lk_jar_keep_async);
  self->clock = g_object_ref (lk_account_get_ports (account)->clock);
  self->wake_id = lk_clock_wake_at (self->clock, lk_clock_now (self->clock) + PATIENCE, on_late,
                                    self);
  lk_web_view_keep_jar_async (view, jar, NULL, on_kept, self);
}

/** lk_jar_keep_finish: whether they could be kept is of no concern any more. */
void
lk_jar_keep_finish (LkAccount    *account,
                    GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, account));

  g_task_propagate_boolean (G_TASK (result), NULL);
}
