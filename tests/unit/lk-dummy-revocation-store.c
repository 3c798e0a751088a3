/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-dummy-revocation-store.h"

typedef struct
{
  LkDummyRevocationStoreCall call;
  char                      *id;   /* (nullable) */
  LkSecret                  *text; /* (nullable) what to save */
  GSource                   *cancelled; /* (nullable) while it hangs */
} Job;

struct _LkDummyRevocationStore
{
  GObject     parent_instance;
  GHashTable *items;   /* ID → LkSecret */
  GPtrArray  *hanging; /* GTask */
  guint       counts[LK_DUMMY_REVOCATION_STORE_N_CALLS];
  LkErrorCode codes[LK_DUMMY_REVOCATION_STORE_N_CALLS];
  int         failures[LK_DUMMY_REVOCATION_STORE_N_CALLS]; /* still to come, -1 for all */
  gboolean    hangs[LK_DUMMY_REVOCATION_STORE_N_CALLS];
};

static void init_revocation_store (LkRevocationStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LkDummyRevocationStore, lk_dummy_revocation_store, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LK_TYPE_REVOCATION_STORE,
                                                      init_revocation_store))

static void
stop_hanging (Job *job)
{
  if (job->cancelled != NULL)
    g_source_destroy (job->cancelled);
  g_clear_pointer (&job->cancelled, g_source_unref);
}

static void
job_free (Job *job)
{
  stop_hanging (job);
  g_free (job->id);
  g_clear_pointer (&job->text, lk_secret_unref);
  g_free (job);
}

static void
lk_dummy_revocation_store_finalize (GObject *object)
{
  LkDummyRevocationStore *self = LK_DUMMY_REVOCATION_STORE (object);

  g_hash_table_unref (self->items);
  g_ptr_array_unref (self->hanging);
  G_OBJECT_CLASS (lk_dummy_revocation_store_parent_class)->finalize (object);
}

static void
lk_dummy_revocation_store_class_init (LkDummyRevocationStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_dummy_revocation_store_finalize;
}

static void
lk_dummy_revocation_store_init (LkDummyRevocationStore *self)
{
  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) lk_secret_unref);
  self->hanging = g_ptr_array_new_with_free_func (g_object_unref);
}

LkRevocationStore *
lk_dummy_revocation_store_new (void)
{
  return g_object_new (LK_TYPE_DUMMY_REVOCATION_STORE, NULL);
}

static GPtrArray *
read_all (LkDummyRevocationStore *self)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_revocation_unref);
  GHashTableIter iter;
  gpointer id, text;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &id, &text))
    {
      LkRevocation *revocation = lk_revocation_read (id, text);

      g_assert_nonnull (revocation);
      g_ptr_array_add (all, revocation);
    }
  return all;
}

static void
do_job (GTask *task)
{
  LkDummyRevocationStore *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);

  stop_hanging (job);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->failures[job->call] != 0)
    {
      if (self->failures[job->call] > 0)
        self->failures[job->call]--;
      g_task_return_new_error (task, LK_ERROR, self->codes[job->call], "The test said so");
      return;
    }
  if (job->call == LK_DUMMY_REVOCATION_STORE_LOAD)
    {
      g_task_return_pointer (task, read_all (self), (GDestroyNotify) g_ptr_array_unref);
      return;
    }
  if (job->call == LK_DUMMY_REVOCATION_STORE_SAVE)
    g_hash_table_replace (self->items, g_strdup (job->id), g_steal_pointer (&job->text));
  else
    g_hash_table_remove (self->items, job->id);
  g_task_return_boolean (task, TRUE);
}

static gboolean
on_idle (gpointer user_data)
{
  do_job (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  LkDummyRevocationStore *self = g_task_get_source_object (task);

  g_ptr_array_remove (self->hanging, task);
  do_job (task);
  return G_SOURCE_REMOVE;
}

/* @task: (transfer full) */
static void
hang (LkDummyRevocationStore *self,
      GTask                  *task)
{
  Job *job = g_task_get_task_data (task);

  self->hangs[job->call] = FALSE;
  if (g_task_get_cancellable (task) != NULL)
    {
      job->cancelled = g_cancellable_source_new (g_task_get_cancellable (task));
      g_task_attach_source (task, job->cancelled, G_SOURCE_FUNC (on_cancelled));
    }
  g_ptr_array_add (self->hanging, task);
}

static void
start (LkRevocationStore          *store,
       LkDummyRevocationStoreCall  call,
       const char                 *id,
       LkRevocation               *revocation,
       GCancellable               *cancellable,
       GAsyncReadyCallback         callback,
       gpointer                    user_data)
{
  LkDummyRevocationStore *self = LK_DUMMY_REVOCATION_STORE (store);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->call = call;
  job->id = g_strdup (id);
  job->text = revocation != NULL ? lk_revocation_write (revocation) : NULL;
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  self->counts[call]++;
  if (self->hangs[call])
    hang (self, task);
  else
    g_idle_add_full (G_PRIORITY_DEFAULT, on_idle, task, g_object_unref);
}

static void
load_async (LkRevocationStore   *store,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  start (store, LK_DUMMY_REVOCATION_STORE_LOAD, NULL, NULL, cancellable, callback, user_data);
}

static GPtrArray *
load_finish (LkRevocationStore *store,
             GAsyncResult      *result,
             GError           **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
save_async (LkRevocationStore   *store,
            LkRevocation        *revocation,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  start (store, LK_DUMMY_REVOCATION_STORE_SAVE, revocation->id, revocation, cancellable, callback,
         user_data);
}

static void
remove_async (LkRevocationStore   *store,
              const char          *id,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  start (store, LK_DUMMY_REVOCATION_STORE_REMOVE, id, NULL, cancellable, callback, user_data);
}

static gboolean
finish_boolean (LkRevocationStore *store,
                GAsyncResult      *result,
                GError           **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
init_revocation_store (LkRevocationStoreInterface *iface)
{
  iface->load_async = load_async;
  iface->load_finish = load_finish;
  iface->save_async = save_async;
  iface->save_finish = finish_boolean;
  iface->remove_async = remove_async;
  iface->remove_finish = finish_boolean;
}

/* For the test. */

void
lk_dummy_revocation_store_put (LkRevocationStore *self,
                               LkRevocation      *revocation)
{
  g_hash_table_replace (LK_DUMMY_REVOCATION_STORE (self)->items, g_strdup (revocation->id),
                        lk_revocation_write (revocation));
}

void
lk_dummy_revocation_store_fail (LkRevocationStore          *self,
                                LkDummyRevocationStoreCall  call,
                                LkErrorCode                 code,
                                int                         times)
{
  LK_DUMMY_REVOCATION_STORE (self)->codes[call] = code;
  LK_DUMMY_REVOCATION_STORE (self)->failures[call] = times;
}

void
lk_dummy_revocation_store_hang (LkRevocationStore          *self,
                                LkDummyRevocationStoreCall  call)
{
  LK_DUMMY_REVOCATION_STORE (self)->hangs[call] = TRUE;
}

gboolean
lk_dummy_revocation_store_is_hanging (gpointer self)
{
  return LK_DUMMY_REVOCATION_STORE (self)->hanging->len > 0;
}

void
lk_dummy_revocation_store_release (LkRevocationStore *self)
{
  GPtrArray *hanging = LK_DUMMY_REVOCATION_STORE (self)->hanging;

  while (hanging->len > 0)
    {
      g_autoptr (GTask) task = g_ptr_array_steal_index (hanging, 0);

      do_job (task);
    }
}

guint
lk_dummy_revocation_store_count (LkRevocationStore          *self,
                                 LkDummyRevocationStoreCall  call)
{
  return LK_DUMMY_REVOCATION_STORE (self)->counts[call];
}

guint
lk_dummy_revocation_store_get_n_kept (LkRevocationStore *self)
{
  return g_hash_table_size (LK_DUMMY_REVOCATION_STORE (self)->items);
}

LkRevocation *
lk_dummy_revocation_store_peek (LkRevocationStore *self,
                                const char        *id)
{
  LkSecret *text = g_hash_table_lookup (LK_DUMMY_REVOCATION_STORE (self)->items, id);

  return text != NULL ? lk_revocation_read (id, text) : NULL;
}
