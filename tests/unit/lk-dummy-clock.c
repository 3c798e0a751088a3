/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-dummy-clock.h"

typedef struct
{
  guint           id;
  gint64          when;
  GSourceOnceFunc func;
  gpointer        user_data;
} Wake;

struct _LkDummyClock
{
  GObject    parent_instance;
  gint64     now;
  gint64     set_by;  /* how far the wall clock was set, microseconds */
  guint      last_id;
  GPtrArray *wakes; /* Wake */
};

static void init_clock (LkClockInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LkDummyClock, lk_dummy_clock, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LK_TYPE_CLOCK, init_clock))

static void
lk_dummy_clock_finalize (GObject *object)
{
  g_ptr_array_unref (LK_DUMMY_CLOCK (object)->wakes);
  G_OBJECT_CLASS (lk_dummy_clock_parent_class)->finalize (object);
}

static void
lk_dummy_clock_class_init (LkDummyClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_dummy_clock_finalize;
}

static void
lk_dummy_clock_init (LkDummyClock *self)
{
  self->wakes = g_ptr_array_new_with_free_func (g_free);
}

LkClock *
lk_dummy_clock_new (gint64 now)
{
  LkDummyClock *self = g_object_new (LK_TYPE_DUMMY_CLOCK, NULL);

  self->now = now != 0 ? now * G_USEC_PER_SEC : g_get_real_time ();
  return LK_CLOCK (self);
}

static Wake *
first_wake (LkDummyClock *self)
{
  Wake *first = NULL;

  for (guint i = 0; i < self->wakes->len; i++)
    {
      Wake *wake = self->wakes->pdata[i];

      if (first == NULL || wake->when < first->when)
        first = wake;
    }
  return first;
}

static gboolean
fire_first (LkDummyClock *self,
            gint64        until)
{
  Wake *first = first_wake (self);
  g_autofree Wake *wake = NULL;
  guint index;

  if (first == NULL || first->when > until)
    return FALSE;

  g_ptr_array_find (self->wakes, first, &index);
  wake = g_ptr_array_steal_index (self->wakes, index);
  self->now = MAX (self->now, wake->when);
  wake->func (wake->user_data);
  return TRUE;
}

static gint64
now (LkClock *clock)
{
  return LK_DUMMY_CLOCK (clock)->now;
}

static gint64
uptime (LkClock *clock)
{
  LkDummyClock *self = LK_DUMMY_CLOCK (clock);

  return self->now - self->set_by;
}

static gboolean
on_due (gpointer user_data)
{
  LkDummyClock *self = user_data;

  fire_first (self, self->now);
  return G_SOURCE_REMOVE;
}

static guint
wake_at (LkClock        *clock,
         gint64          when,
         GSourceOnceFunc func,
         gpointer        user_data)
{
  LkDummyClock *self = LK_DUMMY_CLOCK (clock);
  Wake *wake = g_new0 (Wake, 1);

  wake->id = ++self->last_id;
  wake->when = when;
  wake->func = func;
  wake->user_data = user_data;
  g_ptr_array_add (self->wakes, wake);
  if (when <= self->now)
    g_idle_add_full (G_PRIORITY_DEFAULT, on_due, g_object_ref (self), g_object_unref);
  return wake->id;
}

static void
cancel (LkClock *clock,
        guint    id)
{
  LkDummyClock *self = LK_DUMMY_CLOCK (clock);

  for (guint i = 0; i < self->wakes->len; i++)
    if (((Wake *) self->wakes->pdata[i])->id == id)
      {
        g_ptr_array_remove_index (self->wakes, i);
        return;
      }
  g_error ("Nobody is to be woken by the ID %u", id);
}

static void
init_clock (LkClockInterface *iface)
{
  iface->now = now;
  iface->uptime = uptime;
  iface->wake_at = wake_at;
  iface->cancel = cancel;
}

void
lk_dummy_clock_advance (LkClock *clock,
                        gint64   seconds)
{
  LkDummyClock *self = LK_DUMMY_CLOCK (clock);
  gint64 until = self->now + seconds * G_USEC_PER_SEC;

  while (fire_first (self, until))
    ;
  self->now = until;
}

void
lk_dummy_clock_set_by (LkClock *clock,
                       gint64   seconds)
{
  LkDummyClock *self = LK_DUMMY_CLOCK (clock);
  gint64 by = seconds * G_USEC_PER_SEC;

  self->now += by;
  self->set_by += by;
  for (guint i = 0; i < self->wakes->len; i++)
    ((Wake *) self->wakes->pdata[i])->when += by;
}

guint
lk_dummy_clock_get_n_wakes (LkClock *clock)
{
  return LK_DUMMY_CLOCK (clock)->wakes->len;
}

gint64
lk_dummy_clock_next_wake (LkClock *clock)
{
  LkDummyClock *self = LK_DUMMY_CLOCK (clock);
  Wake *first = first_wake (self);

  return first != NULL ? (first->when - self->now) / G_USEC_PER_SEC : -1;
}
