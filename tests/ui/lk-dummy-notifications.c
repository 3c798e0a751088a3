/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-dummy-notifications.h"

#define NAME "org.gtk.Notifications"
#define PATH "/org/gtk/Notifications"
#define SYNC "sync"

struct _LkDummyNotifications
{
  GDBusConnection *bus;   /* its own: what is sent goes through the bus */
  GHashTable      *shown; /* IDs */
  GVariant        *last;  /* (nullable) */
  guint            object_id;
  guint            n_sent;
  gboolean         is_in_sync;
};

static const char introspection[] =
  "<node><interface name='" NAME "'>"
  "<method name='AddNotification'><arg type='s'/><arg type='s'/><arg type='a{sv}'/></method>"
  "<method name='RemoveNotification'><arg type='s'/><arg type='s'/></method>"
  "</interface></node>";

static void
add (LkDummyNotifications *self,
     const char           *id,
     GVariant             *notification)
{
  if (g_str_equal (id, SYNC))
    {
      self->is_in_sync = TRUE;
      return;
    }
  self->n_sent++;
  g_hash_table_add (self->shown, g_strdup (id));
  g_clear_pointer (&self->last, g_variant_unref);
  self->last = g_variant_ref (notification);
}

static void
on_call (GDBusConnection       *bus,
         const char            *sender,
         const char            *path,
         const char            *interface,
         const char            *method,
         GVariant              *arguments,
         GDBusMethodInvocation *invocation,
         gpointer               user_data)
{
  LkDummyNotifications *self = user_data;
  g_autoptr (GVariant) notification = NULL;
  const char *id;

  g_variant_get_child (arguments, 1, "&s", &id);
  if (g_str_equal (method, "AddNotification"))
    {
      notification = g_variant_get_child_value (arguments, 2);
      add (self, id, notification);
    }
  else
    g_hash_table_remove (self->shown, id);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
take_name (LkDummyNotifications *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = NULL;
  guint32 status;

  answer = g_dbus_connection_call_sync (self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus", "RequestName",
                                        g_variant_new ("(su)", NAME, 0), NULL,
                                        G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  g_variant_get (answer, "(u)", &status);
  g_assert_cmpuint (status, ==, 1); /* its only owner */
}

LkDummyNotifications *
lk_dummy_notifications_new (void)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_call };
  LkDummyNotifications *self = g_new0 (LkDummyNotifications, 1);
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (introspection, NULL);
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;

  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  self->bus = g_dbus_connection_new_for_address_sync (
    address,
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);
  g_assert_no_error (error);
  self->object_id = g_dbus_connection_register_object (self->bus, PATH, info->interfaces[0],
                                                       &vtable, self, NULL, &error);
  g_assert_no_error (error);
  take_name (self);
  return self;
}

void
lk_dummy_notifications_free (LkDummyNotifications *self)
{
  g_dbus_connection_unregister_object (self->bus, self->object_id);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  g_hash_table_unref (self->shown);
  g_clear_pointer (&self->last, g_variant_unref);
  g_free (self);
}

guint
lk_dummy_notifications_get_n_sent (LkDummyNotifications *self)
{
  return self->n_sent;
}

guint
lk_dummy_notifications_get_n_shown (LkDummyNotifications *self)
{
  return g_hash_table_size (self->shown);
}

char *
lk_dummy_notifications_dup_last (LkDummyNotifications *self,
                                 const char           *field)
{
  char *value = NULL;

  if (self->last != NULL)
    g_variant_lookup (self->last, field, "s", &value);
  return value;
}

GVariant *
lk_dummy_notifications_dup_target (LkDummyNotifications *self)
{
  return self->last != NULL ? g_variant_lookup_value (self->last, "default-action-target", NULL)
                            : NULL;
}

char *
lk_dummy_notifications_dup_button (LkDummyNotifications *self,
                                   const char           *field)
{
  g_autoptr (GVariant) buttons = NULL;
  g_autoptr (GVariant) button = NULL;
  char *value = NULL;

  if (self->last == NULL || !g_variant_lookup (self->last, "buttons", "@aa{sv}", &buttons))
    return NULL;
  g_assert_cmpuint (g_variant_n_children (buttons), ==, 1);
  button = g_variant_get_child_value (buttons, 0);
  g_variant_lookup (button, field, "s", &value);
  return value;
}

void
lk_dummy_notifications_sync (LkDummyNotifications *self,
                             GApplication         *application)
{
  g_autoptr (GNotification) notification = g_notification_new (SYNC);

  self->is_in_sync = FALSE;
  g_application_send_notification (application, SYNC, notification);
  while (!self->is_in_sync)
    g_main_context_iteration (NULL, TRUE);
}
