/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-latecomers.h"

#include "lk-loopback-notes.h"
#include "lk-loopback-private.h"

struct _LkLatecomers
{
  GObject    parent_instance;
  LkPorts   *ports;
  GPtrArray *doors; /* Door */
};

G_DEFINE_FINAL_TYPE (LkLatecomers, lk_latecomers, G_TYPE_OBJECT)

/* One address of before. */
typedef struct
{
  LkPorts        *ports;
  GPtrArray      *doors; /* where it is in */
  LkHttpListener *listener;
  guint           end;   /* wakes up when nobody has to come any more */
} Door;

static void
door_free (gpointer data)
{
  Door *door = data;

  lk_http_listener_close (door->listener);
  g_object_unref (door->listener);
  if (door->end != 0)
    lk_clock_cancel (door->ports->clock, door->end);
  lk_ports_unref (door->ports);
  g_free (door);
}

/* For good: a later run has nothing to do there either. */
static void
shut (Door *door)
{
  lk_loopback_notes_drop (door->ports->data_dir, lk_http_listener_get_port (door->listener),
                          lk_clock_seconds (door->ports->clock));
  g_ptr_array_remove_fast (door->doors, door);
}

static void
on_visit (LkHttpListener *listener,
          LkHttpVisit    *visit,
          Door           *door)
{
  lk_loopback_answer_visit (door->ports, visit, LK_LOOPBACK_PAGE_STRAY);
  shut (door);
}

static void
on_end (gpointer user_data)
{
  Door *door = user_data;

  door->end = 0;
  shut (door);
}

static void
open_door (LkLatecomers         *self,
           const LkLoopbackNote *note)
{
  g_autoptr (GError) error = NULL;
  LkHttpListener *listener = lk_loopback_listen (self->ports, note->port, &error);
  Door *door;

  if (listener == NULL) /* somebody else has it by now */
    {
      g_debug ("Nobody is received at port %u: %s", note->port, error->message);
      return;
    }
  door = g_new0 (Door, 1);
  door->ports = lk_ports_ref (self->ports);
  door->doors = self->doors;
  door->listener = listener;
  door->end = lk_clock_wake_at (self->ports->clock,
                                (note->began + LK_LOOPBACK_LIFETIME) * G_USEC_PER_SEC, on_end,
                                door);
  g_signal_connect (listener, "visit", G_CALLBACK (on_visit), door);
  g_ptr_array_add (self->doors, door);
}

static void
lk_latecomers_finalize (GObject *object)
{
  LkLatecomers *self = LK_LATECOMERS (object);

  g_ptr_array_unref (self->doors);
  g_clear_pointer (&self->ports, lk_ports_unref);
  G_OBJECT_CLASS (lk_latecomers_parent_class)->finalize (object);
}

static void
lk_latecomers_class_init (LkLatecomersClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_latecomers_finalize;
}

static void
lk_latecomers_init (LkLatecomers *self)
{
  self->doors = g_ptr_array_new_with_free_func (door_free);
}

/**
 * lk_latecomers_new:
 * @ports: the world outside
 *
 * Receives whoever may still come, as long as it lives. To be made once, at the start of the
 * program, before there is an attempt: it takes what is noted for ports of an earlier run. Where
 * nothing is noted it does nothing.
 *
 * Returns: (transfer full): who receives them
 */
LkLatecomers *
lk_latecomers_new (LkPorts *ports)
{
  LkLatecomers *self = g_object_new (LK_TYPE_LATECOMERS, NULL);
  g_autoptr (GArray) notes =
    lk_loopback_notes_load (ports->data_dir, lk_clock_seconds (ports->clock));

  self->ports = lk_ports_ref (ports);
  for (guint i = 0; i < notes->len; i++)
    open_door (self, &g_array_index (notes, LkLoopbackNote, i));
  return self;
}
