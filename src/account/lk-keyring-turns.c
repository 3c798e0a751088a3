/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error.h"
#include "lk-keyring-private.h"

/*
 * In a sandbox there is no keyring service. libsecret keeps the secrets in one file of the
 * program's own, encrypted with a password that it has from the Secret portal. It holds that file
 * in memory and writes it whole, so two calls at once are in each other's way: a write can be
 * refused because the file has just changed, or be overtaken by an older one, and a session would
 * be lost with the next start. So one call waits for the other.
 *
 * The first call makes the portal ask the person if their keyring is locked. Whoever waits
 * meanwhile gets that answer, too.
 */

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"

static void take_turn (LkKeyring *self);

static void
on_completed (GTask      *task,
              GParamSpec *pspec,
              LkKeyring  *self)
{
  gpointer first = g_queue_pop_head (&self->turns);

  g_assert (first == task);
  take_turn (self);
}

static void
on_portal_answered (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  GTask *task = user_data;
  LkKeyring *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GVariant) answer =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (answer != NULL)
    {
      self->needs_portal = FALSE;
      lk_keyring_search (task);
      return;
    }
  lk_keyring_return_error (task, error);
  g_object_unref (task);
}

static void
on_bus_got (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (bus != NULL)
    {
      g_dbus_connection_call (bus, PORTAL_NAME, PORTAL_PATH, "org.freedesktop.DBus.Peer", "Ping",
                              NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_portal_answered,
                              task);
      return;
    }
  lk_keyring_return_error (task, error);
  g_object_unref (task);
}

/* libsecret asks the portal for its version and stands still until it has the answer, with our
 * window: by then the portal has to be up. */
static void
wake_portal (GTask *task)
{
  LkKeyring *self = g_task_get_source_object (task);

  if (self->needs_portal)
    g_bus_get (G_BUS_TYPE_SESSION, NULL, on_bus_got, task);
  else
    lk_keyring_search (task);
}

static void
take_turn (LkKeyring *self)
{
  GTask *task = g_queue_peek_head (&self->turns);

  if (task == NULL)
    return;
  if (g_task_return_error_if_cancelled (task))
    g_object_unref (task);
  else if (self->is_refused)
    {
      lk_keyring_return_locked (task);
      g_object_unref (task);
    }
  else
    wake_portal (task);
}

/* (transfer full) @task: begins, at once or when it is its turn. */
void
lk_keyring_start (GTask *task)
{
  LkKeyring *self = g_task_get_source_object (task);

  if (!self->is_in_file)
    {
      lk_keyring_search (task);
      return;
    }
  g_signal_connect (task, "notify::completed", G_CALLBACK (on_completed), self);
  g_queue_push_tail (&self->turns, task);
  if (g_queue_get_length (&self->turns) == 1)
    take_turn (self);
}

/* (transfer none) (nullable): what may stop libsecret. A file is written or it isn't, and a
 * question of the portal that is cut off is answered twice: who cancels a call has only its answer
 * cut off. */
GCancellable *
lk_keyring_get_cancellable (GTask *task)
{
  LkKeyring *self = g_task_get_source_object (task);

  return self->is_in_file ? NULL : g_task_get_cancellable (task);
}
