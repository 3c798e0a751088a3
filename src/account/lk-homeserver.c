/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-discover.h"

#include "lk-homeserver-private.h"

G_DEFINE_BOXED_TYPE (LkHomeserver, lk_homeserver, lk_homeserver_ref, lk_homeserver_unref)

/* (transfer full): an empty value, for the conversation that fills it in */
LkHomeserver *
lk_homeserver_new (void)
{
  return g_atomic_rc_box_new0 (LkHomeserver);
}

/** lk_homeserver_ref: Returns: (transfer full): @self */
LkHomeserver *
lk_homeserver_ref (LkHomeserver *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  LkHomeserver *self = data;

  g_clear_pointer (&self->entry, lk_server_entry_free);
  g_clear_pointer (&self->auth_api, lk_auth_api_free);
  g_free (self->base_url);
  g_strfreev (self->versions);
  g_clear_error (&self->warning);
}

/** lk_homeserver_unref: lets go of @self. */
void
lk_homeserver_unref (LkHomeserver *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * lk_homeserver_dup_name:
 * @self: a homeserver
 *
 * Returns: (transfer full): what to call it: the server name as it was typed, else the host
 */
char *
lk_homeserver_dup_name (LkHomeserver *self)
{
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->entry->server_name != NULL)
    return g_strdup (self->entry->server_name);
  uri = g_uri_parse (self->base_url, G_URI_FLAGS_NONE, NULL);
  return g_strdup (uri != NULL ? g_uri_get_host (uri) : self->base_url);
}
