/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-ports.h"

G_DEFINE_BOXED_TYPE (LkPorts, lk_ports, lk_ports_ref, lk_ports_unref)

/**
 * lk_ports_new:
 * @store: where secrets are kept
 * @revocation_store: where sessions that are still to be ended are kept
 * @clock: the time
 * @data_dir: for the index and the cookie jars
 * @cache_dir: for avatars
 *
 * Returns: (transfer full): the ports, with an HTTP client and an index of their own. The
 *   optional fields may be set until the value is handed on.
 */
LkPorts *
lk_ports_new (LkAccountStore    *store,
              LkRevocationStore *revocation_store,
              LkClock           *clock,
              const char        *data_dir,
              const char        *cache_dir)
{
  g_autofree char *index_path = g_build_filename (data_dir, "accounts.ini", NULL);
  LkPorts *self = g_atomic_rc_box_new0 (LkPorts);

  self->http = lk_http_new ();
  self->clock = g_object_ref (clock);
  self->store = g_object_ref (store);
  self->index = lk_account_index_new (index_path);
  self->revocations = lk_revocations_new (revocation_store, self->http, self->clock);
  self->data_dir = g_strdup (data_dir);
  self->cache_dir = g_strdup (cache_dir);
  return self;
}

/** lk_ports_ref: Returns: (transfer full): @self */
LkPorts *
lk_ports_ref (LkPorts *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  LkPorts *self = data;

  g_clear_object (&self->revocations);
  g_clear_object (&self->network);
  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  g_clear_object (&self->store);
  g_clear_object (&self->index);
  g_clear_pointer (&self->static_clients, g_key_file_unref);
  g_strfreev (self->client_names);
  g_clear_pointer (&self->callback_pages, lk_callback_pages_unref);
  g_free (self->data_dir);
  g_free (self->cache_dir);
}

/** lk_ports_unref: lets go of @self. */
void
lk_ports_unref (LkPorts *self)
{
  g_atomic_rc_box_release_full (self, clear);
}
