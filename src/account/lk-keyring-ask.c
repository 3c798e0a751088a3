/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-keyring-private.h"

/* Asking the person. */

/* Whoever waited looks again. @has_asked: what is still locked then has been refused */
static void
release_waiting (LkKeyring *self,
                 gboolean   has_asked)
{
  gsize n_waiting;
  g_autofree gpointer *waiting = g_ptr_array_steal (self->waiting, &n_waiting);

  for (gsize i = 0; i < n_waiting; i++)
    {
      GTask *task = waiting[i];

      ((LkKeyringCall *) g_task_get_task_data (task))->has_asked = has_asked;
      if (g_task_return_error_if_cancelled (task))
        g_object_unref (task);
      else
        lk_keyring_search (task);
    }
}

static void
on_asked (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (LkKeyring) self = user_data;
  g_autoptr (GError) error = NULL;
  int n_unlocked = secret_service_unlock_finish (NULL, result, NULL, &error);

  self->is_asking = FALSE;
  self->is_refused = n_unlocked <= 0;
  if (error != NULL)
    g_debug ("The keyring could not ask: %s", error->message);
  release_waiting (self, TRUE);
}

/* Somebody else has unlocked it: the answer to our question, if there ever is one, is not waited
 * for. */
void
lk_keyring_note_open (LkKeyring *self)
{
  self->is_refused = FALSE;
  lk_keyring_set_locked (self, FALSE);
  release_waiting (self, TRUE);
}

/**
 * lk_keyring_ask_again:
 * @self: a keyring
 *
 * The person wants it to be unlocked: whoever needs that may ask once more, and who waits for an
 * answer looks whether it is still needed.
 */
void
lk_keyring_ask_again (LkKeyring *self)
{
  g_return_if_fail (LK_IS_KEYRING (self));

  self->is_refused = FALSE;
  release_waiting (self, FALSE);
}

void
lk_keyring_ask (GTask *task,
                GList *locked)
{
  LkKeyring *self = g_task_get_source_object (task);

  g_ptr_array_add (self->waiting, task);
  if (self->is_asking)
    return;
  self->is_asking = TRUE;
  secret_service_unlock (NULL, locked, NULL, on_asked, g_object_ref (self));
}

gboolean
lk_keyring_may_ask (LkKeyring *self,
                    GTask     *task)
{
  return !self->is_refused && !((LkKeyringCall *) g_task_get_task_data (task))->has_asked;
}

GList *
lk_keyring_find_locked (GList *items)
{
  GList *locked = NULL;

  for (GList *l = items; l != NULL; l = l->next)
    if (SECRET_IS_ITEM (l->data) && secret_item_get_locked (l->data))
      locked = g_list_prepend (locked, l->data);
  return locked;
}
