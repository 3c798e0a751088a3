/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-all-devices.h"

#include "lk-account-private.h"
#include "lk-devices.h"
#include "lk-error.h"

struct _LkAllDevices
{
  GObject        parent_instance;
  LkAccountList *accounts;
  GPtrArray     *devices;     /* LkListedDevice */
  GListStore    *notes;       /* LkDevicesNote */
  GHashTable    *answered;    /* LkAccount → which question of it was answered last */
  GQueue        *waiting;     /* LkAccount: yet to be asked in this round */
  GCancellable  *cancellable; /* (nullable) of this round */
  GError        *locked;      /* (nullable) the keyring didn't open in this round */
  guint          n_asked;     /* and not answered yet, in this round */
  guint          n_questions; /* in all */
};

static void init_list_model (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LkAllDevices, lk_all_devices, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, init_list_model))

enum
{
  PROP_BUSY = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* The list model. */

static GType
get_item_type (GListModel *model)
{
  return LK_TYPE_LISTED_DEVICE;
}

static guint
get_n_items (GListModel *model)
{
  return LK_ALL_DEVICES (model)->devices->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  LkAllDevices *self = LK_ALL_DEVICES (model);

  return position < self->devices->len ? g_object_ref (self->devices->pdata[position]) : NULL;
}

static void
init_list_model (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

typedef gboolean (*Leaves) (LkListedDevice *device,
                            gpointer        user_data);

/* In runs, so that a whole account leaves in one change. */
static void
remove_if (LkAllDevices *self,
           Leaves        leaves,
           gpointer      user_data)
{
  for (guint end = self->devices->len; end > 0; end--)
    {
      guint start = end;

      while (start > 0 && leaves (self->devices->pdata[start - 1], user_data))
        start--;
      if (start == end)
        continue;
      g_ptr_array_remove_range (self->devices, start, end - start);
      g_list_model_items_changed (G_LIST_MODEL (self), start, end - start, 0);
      end = start + 1;
    }
}

/* Why an account is missing. */

static void
remove_note (LkAllDevices *self,
             LkAccount    *account)
{
  GListModel *notes = G_LIST_MODEL (self->notes);

  for (guint i = g_list_model_get_n_items (notes); i-- > 0;)
    {
      g_autoptr (LkDevicesNote) note = g_list_model_get_item (notes, i);

      if (lk_devices_note_get_account (note) == account)
        g_list_store_remove (self->notes, i);
    }
}

/* @error: (nullable) */
static void
put_note (LkAllDevices *self,
          LkAccount    *account,
          const GError *error)
{
  g_autoptr (LkDevicesNote) note = lk_devices_note_new (account, error);

  remove_note (self, account);
  g_list_store_append (self->notes, note);
}

/* What an account's homeserver says. */

typedef struct
{
  LkAccount  *account;
  GHashTable *said; /* device ID → LkDevice: what hasn't been taken in yet */
  GPtrArray  *gone; /* LkListedDevice */
} Answer;

/* Takes in what is said of the devices that are here already: what isn't, has gone. */
static gboolean
is_said_no_more (LkListedDevice *device,
                 gpointer        user_data)
{
  Answer *answer = user_data;
  const char *id = lk_listed_device_get_device (device)->device_id;

  if (lk_listed_device_get_account (device) != answer->account ||
      g_hash_table_contains (answer->said, id))
    return FALSE;
  g_ptr_array_add (answer->gone, g_object_ref (device));
  return TRUE;
}

/* The order may depend on what is news: to whoever sorts, the device has been replaced. */
static void
update_devices (LkAllDevices *self,
                Answer       *answer)
{
  for (guint i = 0; i < self->devices->len; i++)
    {
      LkListedDevice *device = self->devices->pdata[i];
      gpointer said;

      if (lk_listed_device_get_account (device) == answer->account &&
          g_hash_table_steal_extended (answer->said,
                                       lk_listed_device_get_device (device)->device_id, NULL,
                                       &said) &&
          lk_listed_device_update (device, said))
        g_list_model_items_changed (G_LIST_MODEL (self), i, 1, 1);
    }
}

/* @devices keeps the order of the server; those that are left in @said are new. */
static void
append_devices (LkAllDevices *self,
                Answer       *answer,
                GPtrArray    *devices)
{
  guint n_before = self->devices->len;

  for (guint i = 0; i < devices->len; i++)
    {
      LkDevice *device = devices->pdata[i];

      if (g_hash_table_steal (answer->said, device->device_id))
        g_ptr_array_add (self->devices, lk_listed_device_new (answer->account, device));
    }
  if (self->devices->len > n_before)
    g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, self->devices->len - n_before);
}

/* Told when the list is as it is now: who hears of it may look. */
static void
tell_gone (GPtrArray *gone)
{
  for (guint i = 0; i < gone->len; i++)
    lk_listed_device_set_gone (gone->pdata[i]);
}

/* Those that the homeserver lists twice it has told apart by itself (lk-devices-api.c). */
static void
take_devices (LkAllDevices *self,
              LkAccount    *account,
              GPtrArray    *devices)
{
  g_autoptr (GHashTable) said = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_object_unref);
  Answer answer = { account, said, gone };

  g_ptr_array_set_free_func (devices, NULL); /* each goes over to its place in the list */
  for (guint i = 0; i < devices->len; i++)
    g_hash_table_insert (said, ((LkDevice *) devices->pdata[i])->device_id, devices->pdata[i]);
  remove_if (self, is_said_no_more, &answer);
  update_devices (self, &answer);
  append_devices (self, &answer, devices);
  tell_gone (gone);
}

/* Asking one account. */

typedef struct
{
  LkAccount *account;
  guint      number; /* of the question */
} Question;

static void
question_free (Question *self)
{
  g_object_unref (self->account);
  g_free (self);
}

/* A later question may have been answered sooner: what it said is the newer truth. */
static gboolean
is_out_of_date (LkAllDevices *self,
                Question     *question)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->answered, question->account)) >
         question->number;
}

static gboolean
is_listed (LkAllDevices *self,
           LkAccount    *account)
{
  GListModel *accounts = G_LIST_MODEL (self->accounts);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (LkAccount) listed = g_list_model_get_item (accounts, i);

      if (listed == account)
        return TRUE;
    }
  return FALSE;
}

/* @devices: (nullable); @error: (nullable): of a cancelled question nothing is known */
static void
take_answer (LkAllDevices *self,
             Question     *question,
             GPtrArray    *devices,
             const GError *error)
{
  if (lk_error_is_cancelled (error) || is_out_of_date (self, question) ||
      !is_listed (self, question->account))
    return;
  g_hash_table_insert (self->answered, g_object_ref (question->account),
                       GUINT_TO_POINTER (question->number));
  if (devices != NULL)
    {
      remove_note (self, question->account);
      take_devices (self, question->account, devices);
    }
  else
    put_note (self, question->account, error);
}

static void
on_listed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) devices = NULL;
  GError *error = NULL;

  devices = lk_list_devices_finish (LK_ACCOUNT (source), result, &error);
  take_answer (g_task_get_source_object (task), g_task_get_task_data (task), devices, error);
  if (devices != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * lk_all_devices_ask_async:
 * @self: the list
 * @account: one of its accounts
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Asks @account's homeserver for its devices, and takes the answer in before @callback is called:
 * what isn't listed any more is gone (H5). An error becomes the account's note.
 */
void
lk_all_devices_ask_async (LkAllDevices        *self,
                          LkAccount           *account,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;
  Question *question;

  g_return_if_fail (LK_IS_ALL_DEVICES (self));
  g_return_if_fail (LK_IS_ACCOUNT (account));

  task = g_task_new (self, cancellable, callback, user_data);
  question = g_new0 (Question, 1);
  question->account = g_object_ref (account);
  question->number = ++self->n_questions;
  g_task_set_source_tag (task, lk_all_devices_ask_async);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  lk_list_devices_async (account, cancellable, on_listed, task);
}

/**
 * lk_all_devices_ask_finish:
 * @error: return location for an error
 *
 * Returns: whether the devices of the account are known now
 */
gboolean
lk_all_devices_ask_finish (LkAllDevices *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Asking all: a round. */

static void ask_next (LkAllDevices *self);

static void
on_asked (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  LkAllDevices *self = LK_ALL_DEVICES (source);
  g_autoptr (GCancellable) round = user_data;
  g_autoptr (GError) error = NULL;

  lk_all_devices_ask_finish (self, result, &error);
  if (round != self->cancellable)
    return; /* that one was stopped */
  self->n_asked--;
  if (g_error_matches (error, LK_ERROR, LK_ERROR_KEYRING_LOCKED) && self->locked == NULL)
    self->locked = g_steal_pointer (&error);
  ask_next (self);
}

static void
ask (LkAllDevices *self,
     LkAccount    *account)
{
  self->n_asked++;
  lk_all_devices_ask_async (self, account, self->cancellable, on_asked,
                            g_object_ref (self->cancellable));
}

/* A person who didn't open the keyring for one account isn't asked again for each of the others. */
static gboolean
is_behind_lock (LkAllDevices *self,
                LkAccount    *account)
{
  return self->locked != NULL && lk_account_get_tokens (account) == NULL;
}

static void
ask_next (LkAllDevices *self)
{
  while (self->n_asked < LK_ALL_DEVICES_AT_ONCE && !g_queue_is_empty (self->waiting))
    {
      g_autoptr (LkAccount) account = g_queue_pop_head (self->waiting);

      if (!lk_auth_state_has_session (lk_account_get_state (account)))
        continue; /* it ended meanwhile, or is being ended */
      if (is_behind_lock (self, account))
        put_note (self, account, self->locked);
      else
        ask (self, account);
    }
  if (self->n_asked == 0)
    lk_all_devices_stop (self);
}

/* One that is leaving needs no word. */
static gboolean
is_leaving (LkAuthState state)
{
  return state == LK_AUTH_STATE_SIGNING_OUT || state == LK_AUTH_STATE_SIGNED_OUT;
}

static void
queue (LkAllDevices *self,
       LkAccount    *account)
{
  LkAuthState state = lk_account_get_state (account);

  if (lk_auth_state_has_session (state))
    g_queue_push_tail (self->waiting, g_object_ref (account));
  else if (is_leaving (state))
    remove_note (self, account);
  else
    put_note (self, account, NULL);
}

/**
 * lk_all_devices_refresh:
 * @self: the list
 *
 * Asks the homeserver of every account that has a session, a few at once; the others get a note. A
 * round that is under way ends.
 */
void
lk_all_devices_refresh (LkAllDevices *self)
{
  GListModel *accounts;

  g_return_if_fail (LK_IS_ALL_DEVICES (self));

  lk_all_devices_stop (self);
  accounts = G_LIST_MODEL (self->accounts);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (LkAccount) account = g_list_model_get_item (accounts, i);

      queue (self, account);
    }
  self->cancellable = g_cancellable_new ();
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
  ask_next (self);
}

/**
 * lk_all_devices_stop:
 * @self: the list
 *
 * Asks nobody any more. What has been answered stays.
 */
void
lk_all_devices_stop (LkAllDevices *self)
{
  g_autoptr (GCancellable) cancellable = NULL;

  g_return_if_fail (LK_IS_ALL_DEVICES (self));

  cancellable = g_steal_pointer (&self->cancellable);
  g_queue_clear_full (self->waiting, g_object_unref);
  g_clear_error (&self->locked);
  self->n_asked = 0;
  if (cancellable == NULL)
    return;
  g_cancellable_cancel (cancellable);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

/** lk_all_devices_get_busy: Returns: whether there is an account that is yet to answer */
gboolean
lk_all_devices_get_busy (LkAllDevices *self)
{
  g_return_val_if_fail (LK_IS_ALL_DEVICES (self), FALSE);

  return self->cancellable != NULL;
}

/* The accounts come and go. */

static gboolean
is_orphaned (LkListedDevice *device,
             gpointer        accounts)
{
  return !g_hash_table_contains (accounts, lk_listed_device_get_account (device));
}

static void
remove_orphaned_notes (LkAllDevices *self,
                       GHashTable   *accounts)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->notes)); i-- > 0;)
    {
      g_autoptr (LkDevicesNote) note = g_list_model_get_item (G_LIST_MODEL (self->notes), i);

      if (!g_hash_table_contains (accounts, lk_devices_note_get_account (note)))
        g_list_store_remove (self->notes, i);
    }
}

static gboolean
is_missing (gpointer account,
            gpointer number,
            gpointer accounts)
{
  return !g_hash_table_contains (accounts, account);
}

/* What becomes of the devices of an account that leaves is not known here, so they aren't gone. */
static void
on_accounts_changed (LkAllDevices *self,
                     guint         position,
                     guint         n_removed,
                     guint         n_added,
                     GListModel   *model)
{
  g_autoptr (GHashTable) accounts = NULL;

  if (n_removed == 0)
    return;
  accounts = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_hash_table_add (accounts, g_list_model_get_item (model, i));
  remove_if (self, is_orphaned, accounts);
  remove_orphaned_notes (self, accounts);
  g_hash_table_foreach_remove (self->answered, is_missing, accounts);
}

static void
lk_all_devices_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, lk_all_devices_get_busy (LK_ALL_DEVICES (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_all_devices_finalize (GObject *object)
{
  LkAllDevices *self = LK_ALL_DEVICES (object);

  g_clear_object (&self->accounts);
  g_ptr_array_unref (self->devices);
  g_clear_object (&self->notes);
  g_hash_table_unref (self->answered);
  g_queue_free_full (self->waiting, g_object_unref);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->locked);
  G_OBJECT_CLASS (lk_all_devices_parent_class)->finalize (object);
}

static void
lk_all_devices_class_init (LkAllDevicesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = lk_all_devices_get_property;
  object_class->finalize = lk_all_devices_finalize;

  /** LkAllDevices:busy: there is an account that is yet to answer. */
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                                           G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
lk_all_devices_init (LkAllDevices *self)
{
  self->devices = g_ptr_array_new_with_free_func (g_object_unref);
  self->notes = g_list_store_new (LK_TYPE_DEVICES_NOTE);
  self->answered = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->waiting = g_queue_new ();
}

/**
 * lk_all_devices_new:
 * @accounts: whose devices
 *
 * Returns: (transfer full): an empty list; nobody is asked yet
 */
LkAllDevices *
lk_all_devices_new (LkAccountList *accounts)
{
  LkAllDevices *self = g_object_new (LK_TYPE_ALL_DEVICES, NULL);

  self->accounts = g_object_ref (accounts);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (on_accounts_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * lk_all_devices_get_notes:
 * @self: the list
 *
 * Returns: (transfer none): a list model of #LkDevicesNote
 */
GListModel *
lk_all_devices_get_notes (LkAllDevices *self)
{
  g_return_val_if_fail (LK_IS_ALL_DEVICES (self), NULL);

  return G_LIST_MODEL (self->notes);
}
