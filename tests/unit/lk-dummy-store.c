/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-dummy-store.h"

typedef struct
{
  LkTokens *tokens;
  LkSecret *previous; /* (nullable) */
} Item;

typedef struct
{
  LkDummyStoreCall call;
  char            *account_id;
  Item            *item;      /* (nullable) what to save */
  GSource         *cancelled; /* (nullable) while it hangs */
} Job;

struct _LkDummyStore
{
  GObject     parent_instance;
  GHashTable *items;   /* account ID → Item */
  GPtrArray  *hanging; /* GTask */
  char       *label;   /* (nullable) */
  guint       counts[LK_DUMMY_STORE_N_CALLS];
  guint       n_asked_again;
  guint       n_looks;
  gboolean    is_locked;
  LkErrorCode codes[LK_DUMMY_STORE_N_CALLS];
  int         failures[LK_DUMMY_STORE_N_CALLS]; /* still to come, -1 for all */
  gboolean    hangs[LK_DUMMY_STORE_N_CALLS];
};

static void init_account_store (LkAccountStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LkDummyStore, lk_dummy_store, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LK_TYPE_ACCOUNT_STORE, init_account_store))

static void
item_free (Item *item)
{
  lk_tokens_unref (item->tokens);
  g_clear_pointer (&item->previous, lk_secret_unref);
  g_free (item);
}

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
  g_free (job->account_id);
  g_clear_pointer (&job->item, item_free);
  g_free (job);
}

static void
lk_dummy_store_finalize (GObject *object)
{
  LkDummyStore *self = LK_DUMMY_STORE (object);

  g_hash_table_unref (self->items);
  g_ptr_array_unref (self->hanging);
  g_free (self->label);
  G_OBJECT_CLASS (lk_dummy_store_parent_class)->finalize (object);
}

enum
{
  PROP_LOCKED = 1,
};

static void
lk_dummy_store_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  g_assert_cmpuint (prop_id, ==, PROP_LOCKED);
  g_value_set_boolean (value, LK_DUMMY_STORE (object)->is_locked);
}

static void
lk_dummy_store_class_init (LkDummyStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = lk_dummy_store_get_property;
  object_class->finalize = lk_dummy_store_finalize;
  g_object_class_override_property (object_class, PROP_LOCKED, "locked");
}

static void
lk_dummy_store_init (LkDummyStore *self)
{
  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) item_free);
  self->hanging = g_ptr_array_new_with_free_func (g_object_unref);
}

LkAccountStore *
lk_dummy_store_new (void)
{
  return g_object_new (LK_TYPE_DUMMY_STORE, NULL);
}

static Item *
item_new (LkTokens *tokens,
          LkSecret *previous)
{
  Item *item = g_new0 (Item, 1);

  item->tokens = lk_tokens_ref (tokens);
  item->previous = previous != NULL ? lk_secret_ref (previous) : NULL;
  return item;
}

static void
do_job (GTask *task)
{
  LkDummyStore *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  Item *item = g_hash_table_lookup (self->items, job->account_id);

  stop_hanging (job);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->failures[job->call] != 0)
    {
      if (self->failures[job->call] > 0)
        self->failures[job->call]--;
      g_task_return_new_error (task, LK_ERROR, self->codes[job->call], "The test said so");
    }
  else if (job->call == LK_DUMMY_STORE_LOAD)
    g_task_return_pointer (task, item != NULL ? item_new (item->tokens, item->previous) : NULL,
                           (GDestroyNotify) item_free);
  else
    {
      if (job->call == LK_DUMMY_STORE_SAVE)
        g_hash_table_replace (self->items, g_strdup (job->account_id),
                              g_steal_pointer (&job->item));
      else
        g_hash_table_remove (self->items, job->account_id);
      g_task_return_boolean (task, TRUE);
    }
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
  LkDummyStore *self = g_task_get_source_object (task);

  if (g_ptr_array_remove (self->hanging, task))
    do_job (task);
  return G_SOURCE_REMOVE;
}

static void
hang (LkDummyStore *self,
      GTask        *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Job *job = g_task_get_task_data (task);

  g_ptr_array_add (self->hanging, g_object_ref (task));
  if (cancellable == NULL)
    return;
  job->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (job->cancelled, G_SOURCE_FUNC (on_cancelled), task, NULL);
  g_source_attach (job->cancelled, NULL);
}

static void
begin (LkAccountStore     *store,
       LkDummyStoreCall    call,
       const char         *account_id,
       Item               *item,
       GCancellable       *cancellable,
       GAsyncReadyCallback callback,
       gpointer            user_data)
{
  LkDummyStore *self = LK_DUMMY_STORE (store);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GSource) idle = NULL;
  Job *job = g_new0 (Job, 1);

  job->call = call;
  job->account_id = g_strdup (account_id);
  job->item = item;
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  self->counts[call]++;
  if (self->hangs[call])
    {
      self->hangs[call] = FALSE;
      hang (self, task);
      return;
    }
  idle = g_idle_source_new ();
  g_task_attach_source (task, idle, on_idle);
}

static void
load_async (LkAccountStore      *store,
            const char          *account_id,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  begin (store, LK_DUMMY_STORE_LOAD, account_id, NULL, cancellable, callback, user_data);
}

static LkTokens *
load_finish (LkAccountStore  *store,
             GAsyncResult    *result,
             LkSecret       **previous_refresh_token,
             GError         **error)
{
  Item *item = g_task_propagate_pointer (G_TASK (result), error);
  LkTokens *tokens = item != NULL ? lk_tokens_ref (item->tokens) : NULL;

  if (previous_refresh_token != NULL)
    *previous_refresh_token = item != NULL ? g_steal_pointer (&item->previous) : NULL;
  g_clear_pointer (&item, item_free);
  return tokens;
}

static void
save_async (LkAccountStore      *store,
            const char          *account_id,
            const char          *label,
            LkTokens            *tokens,
            LkSecret            *previous_refresh_token,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  LkDummyStore *self = LK_DUMMY_STORE (store);

  g_free (self->label);
  self->label = g_strdup (label);
  begin (store, LK_DUMMY_STORE_SAVE, account_id, item_new (tokens, previous_refresh_token),
         cancellable, callback, user_data);
}

static void
remove_async (LkAccountStore      *store,
              const char          *account_id,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  begin (store, LK_DUMMY_STORE_REMOVE, account_id, NULL, cancellable, callback, user_data);
}

static gboolean
finish_boolean (LkAccountStore *store,
                GAsyncResult   *result,
                GError        **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
ask_again (LkAccountStore *store)
{
  LK_DUMMY_STORE (store)->n_asked_again++;
}

static void
look (LkAccountStore *store)
{
  LK_DUMMY_STORE (store)->n_looks++;
}

static void
init_account_store (LkAccountStoreInterface *iface)
{
  iface->load_async = load_async;
  iface->load_finish = load_finish;
  iface->save_async = save_async;
  iface->save_finish = finish_boolean;
  iface->remove_async = remove_async;
  iface->remove_finish = finish_boolean;
  iface->ask_again = ask_again;
  iface->look = look;
}

void
lk_dummy_store_set_locked (LkAccountStore *self,
                           gboolean        is_locked)
{
  LK_DUMMY_STORE (self)->is_locked = is_locked;
  g_object_notify (G_OBJECT (self), "locked");
}

guint
lk_dummy_store_get_n_looks (LkAccountStore *self)
{
  return LK_DUMMY_STORE (self)->n_looks;
}

guint
lk_dummy_store_get_n_asked_again (LkAccountStore *self)
{
  return LK_DUMMY_STORE (self)->n_asked_again;
}

void
lk_dummy_store_put (LkAccountStore *self,
                    const char     *account_id,
                    LkTokens       *tokens)
{
  g_hash_table_replace (LK_DUMMY_STORE (self)->items, g_strdup (account_id),
                        item_new (tokens, NULL));
}

void
lk_dummy_store_fail (LkAccountStore  *self,
                     LkDummyStoreCall call,
                     LkErrorCode      code,
                     int              times)
{
  LK_DUMMY_STORE (self)->codes[call] = code;
  LK_DUMMY_STORE (self)->failures[call] = times;
}

void
lk_dummy_store_hang (LkAccountStore  *self,
                     LkDummyStoreCall call)
{
  LK_DUMMY_STORE (self)->hangs[call] = TRUE;
}

gboolean
lk_dummy_store_is_hanging (gpointer self)
{
  return LK_DUMMY_STORE (self)->hanging->len > 0;
}

void
lk_dummy_store_release (LkAccountStore *self)
{
  GPtrArray *hanging = LK_DUMMY_STORE (self)->hanging;

  while (hanging->len > 0)
    {
      g_autoptr (GTask) task = g_ptr_array_steal_index (hanging, 0);

      do_job (task);
    }
}

guint
lk_dummy_store_count (LkAccountStore  *self,
                      LkDummyStoreCall call)
{
  return LK_DUMMY_STORE (self)->counts[call];
}

guint
lk_dummy_store_get_n_kept (LkAccountStore *self)
{
  return g_hash_table_size (LK_DUMMY_STORE (self)->items);
}

LkTokens *
lk_dummy_store_peek (LkAccountStore *self,
                     const char     *account_id)
{
  Item *item = g_hash_table_lookup (LK_DUMMY_STORE (self)->items, account_id);

  return item != NULL ? item->tokens : NULL;
}

LkSecret *
lk_dummy_store_peek_previous (LkAccountStore *self,
                              const char     *account_id)
{
  Item *item = g_hash_table_lookup (LK_DUMMY_STORE (self)->items, account_id);

  return item != NULL ? item->previous : NULL;
}

const char *
lk_dummy_store_get_label (LkAccountStore *self)
{
  return LK_DUMMY_STORE (self)->label;
}
