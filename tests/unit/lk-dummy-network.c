/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-dummy-network.h"

struct _LkDummyNetwork
{
  GObject  parent_instance;
  gboolean is_available;
};

enum
{
  PROP_NETWORK_AVAILABLE = 1,
  PROP_NETWORK_METERED,
  PROP_CONNECTIVITY,
};

static gboolean
initable_init (GInitable    *initable,
               GCancellable *cancellable,
               GError      **error)
{
  return TRUE;
}

static void
init_initable (GInitableIface *iface)
{
  iface->init = initable_init;
}

static void
init_network_monitor (GNetworkMonitorInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (LkDummyNetwork, lk_dummy_network, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, init_initable)
                               G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR,
                                                      init_network_monitor))

static void
lk_dummy_network_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  LkDummyNetwork *self = LK_DUMMY_NETWORK (object);

  switch (prop_id)
    {
    case PROP_NETWORK_AVAILABLE:
      g_value_set_boolean (value, self->is_available);
      break;
    case PROP_NETWORK_METERED:
      g_value_set_boolean (value, FALSE);
      break;
    case PROP_CONNECTIVITY:
      g_value_set_enum (value, self->is_available ? G_NETWORK_CONNECTIVITY_FULL
                                                  : G_NETWORK_CONNECTIVITY_LOCAL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_dummy_network_class_init (LkDummyNetworkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = lk_dummy_network_get_property;
  g_object_class_override_property (object_class, PROP_NETWORK_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_NETWORK_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
lk_dummy_network_init (LkDummyNetwork *self)
{
  self->is_available = TRUE;
}

GNetworkMonitor *
lk_dummy_network_new (void)
{
  return g_object_new (LK_TYPE_DUMMY_NETWORK, NULL);
}

void
lk_dummy_network_change (GNetworkMonitor *self,
                         gboolean         is_available)
{
  LK_DUMMY_NETWORK (self)->is_available = is_available;
  g_object_notify (G_OBJECT (self), "network-available");
  g_signal_emit_by_name (self, "network-changed", is_available);
}
