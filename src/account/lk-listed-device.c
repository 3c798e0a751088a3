/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-listed-device.h"

struct _LkListedDevice
{
  GObject    parent_instance;
  LkAccount *account;
  LkDevice  *device;
  gboolean   chosen;
  gboolean   gone;
};

G_DEFINE_FINAL_TYPE (LkListedDevice, lk_listed_device, G_TYPE_OBJECT)

enum
{
  PROP_DEVICE = 1,
  PROP_CHOSEN,
  PROP_GONE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
lk_listed_device_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  LkListedDevice *self = LK_LISTED_DEVICE (object);

  switch (prop_id)
    {
    case PROP_DEVICE:
      g_value_set_pointer (value, self->device);
      break;
    case PROP_CHOSEN:
      g_value_set_boolean (value, self->chosen);
      break;
    case PROP_GONE:
      g_value_set_boolean (value, self->gone);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_listed_device_finalize (GObject *object)
{
  LkListedDevice *self = LK_LISTED_DEVICE (object);

  g_clear_object (&self->account);
  g_clear_pointer (&self->device, lk_device_free);
  G_OBJECT_CLASS (lk_listed_device_parent_class)->finalize (object);
}

static void
lk_listed_device_class_init (LkListedDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = lk_listed_device_get_property;
  object_class->finalize = lk_listed_device_finalize;

  /** LkListedDevice:device: what the homeserver said of it last: an #LkDevice. */
  props[PROP_DEVICE] = g_param_spec_pointer ("device", NULL, NULL, flags);
  /** LkListedDevice:chosen: the person wants it gone. */
  props[PROP_CHOSEN] = g_param_spec_boolean ("chosen", NULL, NULL, FALSE, flags);
  /** LkListedDevice:gone: the homeserver doesn't list it any more. */
  props[PROP_GONE] = g_param_spec_boolean ("gone", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
lk_listed_device_init (LkListedDevice *self)
{
}

/**
 * lk_listed_device_new:
 * @account: whose device
 * @device: (transfer full): what the homeserver says of it
 *
 * Returns: (transfer full): a device that is there, and not chosen
 */
LkListedDevice *
lk_listed_device_new (LkAccount *account,
                      LkDevice  *device)
{
  LkListedDevice *self = g_object_new (LK_TYPE_LISTED_DEVICE, NULL);

  self->account = g_object_ref (account);
  self->device = device;
  return self;
}

/** lk_listed_device_get_account: Returns: (transfer none): whose device */
LkAccount *
lk_listed_device_get_account (LkListedDevice *self)
{
  g_return_val_if_fail (LK_IS_LISTED_DEVICE (self), NULL);

  return self->account;
}

/** lk_listed_device_get_device: Returns: (transfer none): what the homeserver said of it last */
const LkDevice *
lk_listed_device_get_device (LkListedDevice *self)
{
  g_return_val_if_fail (LK_IS_LISTED_DEVICE (self), NULL);

  return self->device;
}

/** lk_listed_device_is_own: Returns: whether it is the device of the account's session here */
gboolean
lk_listed_device_is_own (LkListedDevice *self)
{
  g_return_val_if_fail (LK_IS_LISTED_DEVICE (self), FALSE);

  return g_strcmp0 (self->device->device_id,
                    lk_account_get_record (self->account)->device_id) == 0;
}

/** lk_listed_device_get_chosen: Returns: whether the person wants it gone */
gboolean
lk_listed_device_get_chosen (LkListedDevice *self)
{
  g_return_val_if_fail (LK_IS_LISTED_DEVICE (self), FALSE);

  return self->chosen;
}

/**
 * lk_listed_device_set_chosen:
 * @self: a device
 * @chosen: whether the person wants it gone
 *
 * The device of the session here can't be chosen: it goes by signing out.
 */
void
lk_listed_device_set_chosen (LkListedDevice *self,
                             gboolean        chosen)
{
  g_return_if_fail (LK_IS_LISTED_DEVICE (self));

  chosen = chosen && !lk_listed_device_is_own (self);
  if (chosen == self->chosen)
    return;
  self->chosen = chosen;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CHOSEN]);
}

/** lk_listed_device_get_gone: Returns: whether the homeserver has stopped to list it */
gboolean
lk_listed_device_get_gone (LkListedDevice *self)
{
  g_return_val_if_fail (LK_IS_LISTED_DEVICE (self), FALSE);

  return self->gone;
}

static gboolean
is_same (const LkDevice *one,
         const LkDevice *other)
{
  return one->last_seen_at == other->last_seen_at &&
         g_strcmp0 (one->display_name, other->display_name) == 0 &&
         g_strcmp0 (one->last_seen_ip, other->last_seen_ip) == 0;
}

/**
 * lk_listed_device_update:
 * @self: a device
 * @device: (transfer full): what the homeserver says of it now; of the same ID
 *
 * Returns: whether that is news
 */
gboolean
lk_listed_device_update (LkListedDevice *self,
                         LkDevice       *device)
{
  gboolean is_news;

  g_return_val_if_fail (LK_IS_LISTED_DEVICE (self), FALSE);

  is_news = !is_same (self->device, device);
  lk_device_free (self->device);
  self->device = device;
  if (is_news)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DEVICE]);
  return is_news;
}

/** lk_listed_device_set_gone: the homeserver doesn't list it any more. */
void
lk_listed_device_set_gone (LkListedDevice *self)
{
  g_return_if_fail (LK_IS_LISTED_DEVICE (self));

  if (self->gone)
    return;
  self->gone = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GONE]);
}
