/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-clean-up.h"

#include "lk-account-links.h"

struct _LkCleanUp
{
  GObject       parent_instance;
  LkAllDevices *all;
  GPtrArray    *devices; /* LkListedDevice */
  guint         position;
};

G_DEFINE_FINAL_TYPE (LkCleanUp, lk_clean_up, G_TYPE_OBJECT)

enum
{
  PROP_POSITION = 1,
  PROP_N_GONE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
move_to (LkCleanUp *self,
         guint      position)
{
  while (position < self->devices->len &&
         lk_listed_device_get_gone (self->devices->pdata[position]))
    position++;
  if (position == self->position)
    return;
  self->position = position;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_POSITION]);
}

static void
on_gone (LkCleanUp *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_GONE]);
  move_to (self, self->position);
}

static void
lk_clean_up_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  LkCleanUp *self = LK_CLEAN_UP (object);

  switch (prop_id)
    {
    case PROP_POSITION:
      g_value_set_uint (value, self->position);
      break;
    case PROP_N_GONE:
      g_value_set_uint (value, lk_clean_up_get_n_gone (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_clean_up_finalize (GObject *object)
{
  LkCleanUp *self = LK_CLEAN_UP (object);

  g_clear_object (&self->all);
  g_ptr_array_unref (self->devices);
  G_OBJECT_CLASS (lk_clean_up_parent_class)->finalize (object);
}

static void
lk_clean_up_class_init (LkCleanUpClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = lk_clean_up_get_property;
  object_class->finalize = lk_clean_up_finalize;

  /** LkCleanUp:position: which device it is at, from 0 */
  props[PROP_POSITION] = g_param_spec_uint ("position", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /** LkCleanUp:n-gone: how many of the devices have gone */
  props[PROP_N_GONE] = g_param_spec_uint ("n-gone", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
lk_clean_up_init (LkCleanUp *self)
{
  self->devices = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * lk_clean_up_new:
 * @all: the list that the devices are from
 * @devices: (element-type LkListedDevice): which ones, in the order of the walk
 *
 * Returns: (transfer full): a walk that is at the first of them
 */
LkCleanUp *
lk_clean_up_new (LkAllDevices *all,
                 GPtrArray    *devices)
{
  LkCleanUp *self = g_object_new (LK_TYPE_CLEAN_UP, NULL);

  self->all = g_object_ref (all);
  for (guint i = 0; i < devices->len; i++)
    {
      g_ptr_array_add (self->devices, g_object_ref (devices->pdata[i]));
      g_signal_connect_object (devices->pdata[i], "notify::gone", G_CALLBACK (on_gone), self,
                               G_CONNECT_SWAPPED);
    }
  move_to (self, 0);
  return self;
}

/** lk_clean_up_get_n_devices: Returns: how many devices there are to go through */
guint
lk_clean_up_get_n_devices (LkCleanUp *self)
{
  g_return_val_if_fail (LK_IS_CLEAN_UP (self), 0);

  return self->devices->len;
}

/** lk_clean_up_get_n_gone: Returns: how many of them have gone */
guint
lk_clean_up_get_n_gone (LkCleanUp *self)
{
  guint n = 0;

  g_return_val_if_fail (LK_IS_CLEAN_UP (self), 0);

  for (guint i = 0; i < self->devices->len; i++)
    n += lk_listed_device_get_gone (self->devices->pdata[i]) ? 1 : 0;
  return n;
}

/** lk_clean_up_get_position: Returns: from 0; the number of devices at the end */
guint
lk_clean_up_get_position (LkCleanUp *self)
{
  g_return_val_if_fail (LK_IS_CLEAN_UP (self), 0);

  return self->position;
}

/** lk_clean_up_get_current: Returns: (transfer none) (nullable): which device is next to go */
LkListedDevice *
lk_clean_up_get_current (LkCleanUp *self)
{
  g_return_val_if_fail (LK_IS_CLEAN_UP (self), NULL);

  return self->position < self->devices->len ? self->devices->pdata[self->position] : NULL;
}

/** lk_clean_up_skip: leaves the current device as it is, and goes on. */
void
lk_clean_up_skip (LkCleanUp *self)
{
  g_return_if_fail (LK_IS_CLEAN_UP (self));

  if (self->position < self->devices->len)
    move_to (self, self->position + 1);
}

/** lk_clean_up_stop: leaves all others as they are. */
void
lk_clean_up_stop (LkCleanUp *self)
{
  g_return_if_fail (LK_IS_CLEAN_UP (self));

  move_to (self, self->devices->len);
}

static void
on_asked (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (lk_all_devices_ask_finish (LK_ALL_DEVICES (source), result, &error))
    g_task_return_boolean (task, lk_listed_device_get_gone (g_task_get_task_data (task)));
  else
    g_task_return_error (task, error);
}

/**
 * lk_clean_up_check_async:
 * @self: a walk that isn't at its end
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Asks the homeserver of the current device for the devices of its account (H5). If it has gone,
 * the walk has moved on when @callback is called.
 */
void
lk_clean_up_check_async (LkCleanUp           *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  LkListedDevice *current;
  GTask *task;

  g_return_if_fail (LK_IS_CLEAN_UP (self));
  g_return_if_fail (self->position < self->devices->len);

  current = lk_clean_up_get_current (self);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lk_clean_up_check_async);
  g_task_set_task_data (task, g_object_ref (current), g_object_unref);
  lk_all_devices_ask_async (self->all, lk_listed_device_get_account (current), cancellable,
                            on_asked, task);
}

/**
 * lk_clean_up_check_finish:
 * @error: return location for an error: not known whether it has gone
 *
 * Returns: whether the device has gone; %FALSE without an error when it is there still
 */
gboolean
lk_clean_up_check_finish (LkCleanUp    *self,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * lk_clean_up_dup_page:
 * @device: a device
 *
 * Returns: (transfer full) (nullable): the address where a person removes @device at its provider,
 *   as near to it as the provider advertises; %NULL when it has no such pages
 */
char *
lk_clean_up_dup_page (LkListedDevice *device)
{
  static const LkAccountLink links[] = {
    LK_ACCOUNT_LINK_DELETE_DEVICE, LK_ACCOUNT_LINK_DEVICE, LK_ACCOUNT_LINK_DEVICES,
  };
  LkAccount *account = lk_listed_device_get_account (device);
  LkAccountRecord *record = lk_account_get_record (account);
  const char *const *actions = (const char *const *) record->account_management_actions;
  gboolean allow_insecure = lk_account_get_ports (account)->allow_insecure;
  LkAccountLink link = LK_ACCOUNT_LINK_HOME;

  for (gsize i = G_N_ELEMENTS (links); i-- > 0;)
    if (lk_account_link_is_advertised (links[i], actions))
      link = links[i];
  return lk_account_link_build (link, record->account_management_uri, actions,
                                lk_transport_for_url (record->base_url, allow_insecure),
                                lk_listed_device_get_device (device)->device_id);
}
