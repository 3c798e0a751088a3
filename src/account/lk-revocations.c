/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-revocations.h"

#include "lk-back-off.h"
#include "lk-error.h"

struct _LkRevocations
{
  GObject            parent_instance;
  LkRevocationStore *store;
  LkHttp            *http;
  LkClock           *clock;
  GNetworkMonitor   *network;  /* (nullable) */
  GPtrArray         *sessions; /* LkOpenSession */
  GPtrArray         *listed;   /* LkOpenSession, those of them that are shown */
  GCancellable      *loading;  /* (nullable) */
  LkBackOff          back_off; /* of a keyring that can't be read */
  guint              wake_id;  /* 0 or when it is looked at again */
};

static void init_list_model (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LkRevocations, lk_revocations, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, init_list_model))

enum
{
  FOUND,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* The list. */

static GType
get_item_type (GListModel *model)
{
  return LK_TYPE_OPEN_SESSION;
}

static guint
get_n_items (GListModel *model)
{
  return LK_REVOCATIONS (model)->listed->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  LkRevocations *self = LK_REVOCATIONS (model);

  return position < self->listed->len ? g_object_ref (self->listed->pdata[position]) : NULL;
}

static void
init_list_model (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
list (LkRevocations *self,
      LkOpenSession *session)
{
  if (g_ptr_array_find (self->listed, session, NULL))
    return;
  g_ptr_array_add (self->listed, g_object_ref (session));
  g_list_model_items_changed (G_LIST_MODEL (self), self->listed->len - 1, 0, 1);
}

static void
unlist (LkRevocations *self,
        LkOpenSession *session)
{
  guint position;

  if (!g_ptr_array_find (self->listed, session, &position))
    return;
  g_ptr_array_remove_index (self->listed, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/* (transfer none) (nullable) */
static LkOpenSession *
find (LkRevocations *self,
      const char    *id)
{
  for (guint i = 0; i < self->sessions->len; i++)
    {
      LkRevocation *revocation = lk_open_session_get_revocation (self->sessions->pdata[i]);

      if (g_str_equal (revocation->id, id))
        return self->sessions->pdata[i];
    }
  return NULL;
}

/* Whose error it is has to be seen. */
static void
on_error_changed (LkRevocations *self,
                  GParamSpec    *pspec,
                  LkOpenSession *session)
{
  list (self, session);
}

static void
drop (LkRevocations *self,
      LkOpenSession *session)
{
  g_autoptr (LkOpenSession) kept = g_object_ref (session);

  g_signal_handlers_disconnect_by_data (session, self);
  lk_open_session_stop (session);
  g_ptr_array_remove (self->sessions, session);
  unlist (self, session);
}

static void
on_removed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  /* The next start finds it and tells the server once more, which doesn't mind. */
  if (!lk_revocation_store_remove_finish (LK_REVOCATION_STORE (source), result, &error))
    g_debug ("A session that has ended can't be removed from the keyring: %s", error->message);
}

static void
on_over (LkRevocations *self,
         GParamSpec    *pspec,
         LkOpenSession *session)
{
  lk_revocation_store_remove_async (self->store, lk_open_session_get_revocation (session)->id, NULL,
                                    on_removed, NULL);
  drop (self, session);
}

static LkOpenSession *
add (LkRevocations *self,
     LkRevocation  *revocation)
{
  LkOpenSession *session =
    lk_open_session_new (revocation, self->store, self->http, self->clock);

  g_signal_connect_object (session, "notify::error", G_CALLBACK (on_error_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::over", G_CALLBACK (on_over), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->sessions, session);
  return session;
}

/* The object. */

static void
lk_revocations_dispose (GObject *object)
{
  LkRevocations *self = LK_REVOCATIONS (object);

  g_cancellable_cancel (self->loading);
  if (self->wake_id != 0)
    lk_clock_cancel (self->clock, self->wake_id);
  self->wake_id = 0;
  while (self->sessions->len > 0)
    drop (self, self->sessions->pdata[self->sessions->len - 1]);
  G_OBJECT_CLASS (lk_revocations_parent_class)->dispose (object);
}

static void
lk_revocations_finalize (GObject *object)
{
  LkRevocations *self = LK_REVOCATIONS (object);

  g_clear_object (&self->store);
  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  g_clear_object (&self->network);
  g_clear_object (&self->loading);
  g_ptr_array_unref (self->sessions);
  g_ptr_array_unref (self->listed);
  G_OBJECT_CLASS (lk_revocations_parent_class)->finalize (object);
}

static void
lk_revocations_class_init (LkRevocationsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lk_revocations_dispose;
  object_class->finalize = lk_revocations_finalize;

  /**
   * LkRevocations::found:
   * @id: which session
   *
   * An earlier life left this one behind. Whoever still has its account sees to both of them, and
   * returns %TRUE; else the server is told now.
   */
  signals[FOUND] = g_signal_new ("found", LK_TYPE_REVOCATIONS, G_SIGNAL_RUN_LAST, 0,
                                 g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1,
                                 G_TYPE_STRING);
}

static void
lk_revocations_init (LkRevocations *self)
{
  self->sessions = g_ptr_array_new_with_free_func (g_object_unref);
  self->listed = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * lk_revocations_new:
 * @store: where they are kept
 * @http: the client to send with
 * @clock: the time
 *
 * Returns: (transfer full): an empty list; the store is not looked into yet
 */
LkRevocations *
lk_revocations_new (LkRevocationStore *store,
                    LkHttp            *http,
                    LkClock           *clock)
{
  LkRevocations *self = g_object_new (LK_TYPE_REVOCATIONS, NULL);

  self->store = g_object_ref (store);
  self->http = g_object_ref (http);
  self->clock = g_object_ref (clock);
  return self;
}

/* What an earlier life left behind. */
static void load (LkRevocations *self);

static void
resume (LkRevocations *self,
        LkRevocation  *revocation)
{
  LkOpenSession *session;
  gboolean is_handled = FALSE;

  if (lk_revocations_has (self, revocation->id))
    return;
  session = add (self, revocation);
  g_signal_emit (self, signals[FOUND], 0, revocation->id, &is_handled);
  if (is_handled)
    return;
  list (self, session);
  lk_open_session_try (session);
}

static void
on_time_to_load (gpointer user_data)
{
  LkRevocations *self = user_data;

  self->wake_id = 0;
  load (self);
}

static void
load_later (LkRevocations *self)
{
  lk_back_off_fail (&self->back_off, self->clock, -1);
  self->wake_id = lk_clock_wake_at (self->clock,
                                    lk_clock_now (self->clock) +
                                      lk_back_off_get_wait (&self->back_off, self->clock),
                                    on_time_to_load, self);
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GPtrArray) revocations = NULL;
  g_autoptr (GError) error = NULL;
  LkRevocations *self = user_data;

  revocations = lk_revocation_store_load_finish (LK_REVOCATION_STORE (source), result, &error);
  if (lk_error_is_cancelled (error))
    return; /* there is no list any more */
  g_clear_object (&self->loading);
  if (revocations == NULL)
    {
      g_debug ("The sessions that are to be ended can't be read: %s", error->message);
      load_later (self);
      return;
    }
  for (guint i = 0; i < revocations->len; i++)
    resume (self, revocations->pdata[i]);
}

static void
load (LkRevocations *self)
{
  self->loading = g_cancellable_new ();
  lk_revocation_store_load_async (self->store, self->loading, on_loaded, self);
}

static void
on_network_changed (LkRevocations *self,
                    gboolean       is_available)
{
  if (!is_available)
    return;
  for (guint i = self->sessions->len; i-- > 0;)
    lk_open_session_note_network (self->sessions->pdata[i]);
}

/**
 * lk_revocations_start:
 * @self: a list that has not been started
 * @network: (nullable): tells when the network changes
 *
 * Goes on with what an earlier life left behind.
 */
void
lk_revocations_start (LkRevocations   *self,
                      GNetworkMonitor *network)
{
  g_return_if_fail (LK_IS_REVOCATIONS (self));

  if (self->loading != NULL || self->wake_id != 0)
    return;
  if (network != NULL && self->network == NULL)
    {
      self->network = g_object_ref (network);
      g_signal_connect_object (network, "network-changed", G_CALLBACK (on_network_changed), self,
                               G_CONNECT_SWAPPED);
    }
  load (self);
}

/** lk_revocations_has: Returns: whether the session @id is to be ended */
gboolean
lk_revocations_has (LkRevocations *self,
                    const char    *id)
{
  g_return_val_if_fail (LK_IS_REVOCATIONS (self), FALSE);

  return find (self, id) != NULL;
}

/* Putting one in. */

static void
take_in (LkRevocations *self,
         LkRevocation  *revocation)
{
  LkOpenSession *session = find (self, revocation->id);

  if (session != NULL)
    lk_open_session_set_revocation (session, revocation);
  else
    add (self, revocation);
}

static void
on_put (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!lk_revocation_store_save_finish (LK_REVOCATION_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  take_in (g_task_get_source_object (task), g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

/**
 * lk_revocations_put_async:
 * @self: the list
 * @revocation: a session that is to be ended; one with its ID is replaced
 * @callback: called when it is safe, or not
 * @user_data: for @callback
 */
void
lk_revocations_put_async (LkRevocations       *self,
                          LkRevocation        *revocation,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (LK_IS_REVOCATIONS (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, lk_revocations_put_async);
  g_task_set_task_data (task, lk_revocation_ref (revocation),
                        (GDestroyNotify) lk_revocation_unref);
  lk_revocation_store_save_async (self->store, revocation, NULL, on_put, task);
}

/** lk_revocations_put_finish: Returns: whether it is safe */
gboolean
lk_revocations_put_finish (LkRevocations *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Trying one now. */

static void
on_tried (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  LkRevocations *self = g_task_get_source_object (task);
  LkOpenSession *session = LK_OPEN_SESSION (source);
  GError *error = NULL;

  if (lk_open_session_try_finish (session, result, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (!lk_error_is_cancelled (error))
    list (self, session);
  g_task_return_error (task, error);
}

/**
 * lk_revocations_try_async:
 * @self: the list
 * @id: one of it
 * @callback: called when the server has confirmed, or has not, or lets wait
 * @user_data: for @callback
 */
void
lk_revocations_try_async (LkRevocations       *self,
                          const char          *id,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  LkOpenSession *session;
  GTask *task;

  g_return_if_fail (LK_IS_REVOCATIONS (self));
  session = find (self, id);
  g_return_if_fail (session != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, lk_revocations_try_async);
  lk_open_session_try_async (session, on_tried, task);
}

/**
 * lk_revocations_try_finish:
 * @error: return location for an error: why it may still be open; %LK_ERROR_TIMED_OUT when the
 *   server lets wait, which may be longer than we do here
 *
 * Returns: whether the server has confirmed
 */
gboolean
lk_revocations_try_finish (LkRevocations *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Forgetting one. */

static void
on_forgotten (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  LkRevocations *self = g_task_get_source_object (task);
  LkOpenSession *session = find (self, g_task_get_task_data (task));
  GError *error = NULL;

  if (!lk_revocation_store_remove_finish (LK_REVOCATION_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (session != NULL)
    drop (self, session);
  g_task_return_boolean (task, TRUE);
}

/**
 * lk_revocations_forget_async:
 * @self: the list
 * @id: one of it
 * @callback: called when it is forgotten, or not
 * @user_data: for @callback
 */
void
lk_revocations_forget_async (LkRevocations       *self,
                             const char          *id,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (LK_IS_REVOCATIONS (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, lk_revocations_forget_async);
  g_task_set_task_data (task, g_strdup (id), g_free);
  lk_revocation_store_remove_async (self->store, id, NULL, on_forgotten, task);
}

/**
 * lk_revocations_forget_finish:
 * @error: return location for an error: then it is kept, and tried as before
 *
 * Returns: whether it is forgotten
 */
gboolean
lk_revocations_forget_finish (LkRevocations *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
