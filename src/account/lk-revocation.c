/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-revocation.h"

#include <string.h>

#include "lk-json.h"

/* A change that older programs can't read gets a new number, a reader for the number before, and a
 * line in the test of all formats. */
#define FORMAT_VERSION 1

G_DEFINE_BOXED_TYPE (LkRevocation, lk_revocation, lk_revocation_ref, lk_revocation_unref)

/* The text fields and their names in the keyring, so that nothing forgets one. */
static const struct
{
  const char *name;
  gsize       offset;
} fields[] = {
  { "server_name", G_STRUCT_OFFSET (LkRevocation, server_name) },
  { "base_url", G_STRUCT_OFFSET (LkRevocation, base_url) },
  { "user_id", G_STRUCT_OFFSET (LkRevocation, user_id) },
  { "revocation_endpoint", G_STRUCT_OFFSET (LkRevocation, revocation_endpoint) },
  { "client_id", G_STRUCT_OFFSET (LkRevocation, client_id) },
  { "issuer", G_STRUCT_OFFSET (LkRevocation, issuer) },
};

#define FIELD(revocation, i) (G_STRUCT_MEMBER (char *, (revocation), fields[i].offset))

static const char *const api_names[] = {
  [LK_AUTH_API_OAUTH] = "oauth",
  [LK_AUTH_API_LEGACY] = "legacy",
};

/**
 * lk_revocation_new:
 * @record: what the index has of the session
 * @tokens: the newest ones
 *
 * Returns: (transfer full): what ends the session
 */
LkRevocation *
lk_revocation_new (const LkAccountRecord *record,
                   LkTokens              *tokens)
{
  LkRevocation *self = g_atomic_rc_box_new0 (LkRevocation);

  self->id = g_strdup (record->id);
  self->auth_api = record->auth_api;
  self->server_name = g_strdup (record->server_name);
  self->base_url = g_strdup (record->base_url);
  self->user_id = g_strdup (record->user_id);
  self->revocation_endpoint = g_strdup (record->revocation_endpoint);
  self->client_id = g_strdup (record->client_id);
  self->issuer = g_strdup (record->issuer);
  self->tokens = lk_tokens_ref (tokens);
  return self;
}

static LkRevocation *
copy (const LkRevocation *self)
{
  LkRevocation *other = g_atomic_rc_box_new0 (LkRevocation);

  other->id = g_strdup (self->id);
  other->auth_api = self->auth_api;
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    FIELD (other, i) = g_strdup (FIELD (self, i));
  other->tokens = lk_tokens_ref (self->tokens);
  return other;
}

/**
 * lk_revocation_renew:
 * @self: what ends a session
 * @tokens: its tokens from now on
 *
 * Returns: (transfer full): the same with @tokens
 */
LkRevocation *
lk_revocation_renew (const LkRevocation *self,
                     LkTokens           *tokens)
{
  LkRevocation *renewed = copy (self);

  lk_tokens_unref (renewed->tokens);
  renewed->tokens = lk_tokens_ref (tokens);
  return renewed;
}

/**
 * lk_revocation_move:
 * @self: what ends a session
 * @revocation_endpoint: where that is done from now on
 *
 * Returns: (transfer full): the same with @revocation_endpoint
 */
LkRevocation *
lk_revocation_move (const LkRevocation *self,
                    const char         *revocation_endpoint)
{
  LkRevocation *moved = copy (self);

  g_free (moved->revocation_endpoint);
  moved->revocation_endpoint = g_strdup (revocation_endpoint);
  return moved;
}

/** lk_revocation_ref: Returns: (transfer full): @self */
LkRevocation *
lk_revocation_ref (LkRevocation *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  LkRevocation *self = data;

  g_free (self->id);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    g_free (FIELD (self, i));
  g_clear_pointer (&self->tokens, lk_tokens_unref);
}

/** lk_revocation_unref: lets go of @self. */
void
lk_revocation_unref (LkRevocation *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* Writing. */

static void
set_secret (JsonObject *object,
            const char *name,
            LkSecret   *secret)
{
  if (secret != NULL)
    json_object_set_string_member (object, name, lk_secret_peek (secret));
}

/** lk_revocation_write: Returns: (transfer full): the text to store */
LkSecret *
lk_revocation_write (const LkRevocation *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  LkSecret *secret;
  char *text;

  json_object_set_int_member (object, "format", FORMAT_VERSION);
  json_object_set_string_member (object, "auth_api", api_names[self->auth_api]);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (FIELD (self, i) != NULL)
      json_object_set_string_member (object, fields[i].name, FIELD (self, i));
  set_secret (object, "access_token", self->tokens->access_token);
  set_secret (object, "refresh_token", self->tokens->refresh_token);
  json_object_set_int_member (object, "expires_at", self->tokens->expires_at);
  json_object_set_int_member (object, "obtained_at", self->tokens->obtained_at);

  text = lk_json_to_text (object);
  secret = lk_secret_new (text);
  lk_secret_wipe_string (text);
  return secret;
}

/* Reading. */

static gboolean
read_auth_api (LkRevocation *self,
               JsonObject   *object)
{
  const char *name = lk_json_get_string (object, "auth_api");

  for (gsize i = 0; i < G_N_ELEMENTS (api_names); i++)
    if (g_strcmp0 (api_names[i], name) == 0)
      {
        self->auth_api = (LkAuthApiKind) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_tokens (LkRevocation *self,
             JsonObject   *object)
{
  const char *access = lk_json_get_string (object, "access_token");
  const char *refresh = lk_json_get_string (object, "refresh_token");
  g_autoptr (LkSecret) access_token = access != NULL ? lk_secret_new (access) : NULL;
  g_autoptr (LkSecret) refresh_token = refresh != NULL ? lk_secret_new (refresh) : NULL;
  gint64 expires_at = 0;
  gint64 obtained_at = 0;

  if (access_token == NULL)
    return FALSE;
  lk_json_get_integer (object, "expires_at", &expires_at);
  lk_json_get_integer (object, "obtained_at", &obtained_at);
  self->tokens = lk_tokens_new (access_token, refresh_token, obtained_at, expires_at);
  return TRUE;
}

/* What can't be done without. */
static gboolean
is_complete (const LkRevocation *self)
{
  if (self->server_name == NULL || self->base_url == NULL)
    return FALSE;
  return self->auth_api == LK_AUTH_API_LEGACY ||
         (self->revocation_endpoint != NULL && self->client_id != NULL);
}

static gboolean
is_of_known_format (JsonObject *object)
{
  gint64 format = 0;

  return object != NULL && lk_json_get_integer (object, "format", &format) &&
         format == FORMAT_VERSION;
}

/**
 * lk_revocation_read:
 * @id: the item's
 * @text: what was stored, by this version or an earlier one
 *
 * Returns: (transfer full) (nullable): what ends the session; %NULL when it is damaged or of a
 *   later format
 */
LkRevocation *
lk_revocation_read (const char     *id,
                    const LkSecret *text)
{
  const char *peeked = lk_secret_peek (text);
  g_autoptr (GBytes) bytes = g_bytes_new_static (peeked, strlen (peeked));
  g_autoptr (JsonObject) object = lk_json_parse_object (bytes, NULL);
  g_autoptr (LkRevocation) self = NULL;

  if (id == NULL || !is_of_known_format (object))
    return NULL;
  self = g_atomic_rc_box_new0 (LkRevocation);
  self->id = g_strdup (id);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    FIELD (self, i) = g_strdup (lk_json_get_string (object, fields[i].name));
  if (!read_auth_api (self, object) || !read_tokens (self, object) || !is_complete (self))
    return NULL;
  return g_steal_pointer (&self);
}
