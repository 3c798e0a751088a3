/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-e2e-keyring.h"

/* As tests/tools/session.py unlocks it at its start. */
#define PASSWORD "secret"

#define NAME       "org.freedesktop.secrets"
#define PATH       "/org/freedesktop/secrets"
#define COLLECTION PATH "/collection/login"

static GVariant *
call (const char *interface,
      const char *method,
      GVariant   *parameters)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;
  GVariant *answer = g_dbus_connection_call_sync (bus, NAME, PATH, interface, method, parameters,
                                                  NULL, G_DBUS_CALL_FLAGS_NONE, 10000, NULL,
                                                  &error);

  g_assert_no_error (error);
  return answer;
}

void
lk_e2e_keyring_lock (void)
{
  const char *const collections[] = { COLLECTION, NULL };
  g_autoptr (GVariant) answer =
    call ("org.freedesktop.Secret.Service", "Lock",
          g_variant_new ("(@ao)", g_variant_new_objv (collections, -1)));
  g_autoptr (GVariant) locked = g_variant_get_child_value (answer, 0);

  g_assert_cmpuint (g_variant_n_children (locked), ==, 1);
}

void
lk_e2e_keyring_unlock (void)
{
  g_autoptr (GVariant) opened =
    call ("org.freedesktop.Secret.Service", "OpenSession",
          g_variant_new ("(sv)", "plain", g_variant_new_string ("")));
  g_autoptr (GVariant) session = g_variant_get_child_value (opened, 1);
  GVariant *nothing = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, NULL, 0, 1);
  GVariant *password = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, PASSWORD,
                                                  sizeof (PASSWORD) - 1, 1);

  g_variant_unref (call ("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface",
                         "UnlockWithMasterPassword",
                         g_variant_new ("(o(o@ay@ays))", COLLECTION,
                                        g_variant_get_string (session, NULL), nothing, password,
                                        "text/plain")));
}
