/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-record.h"

#include "lk-error.h"
#include "lk-random.h"

#define FORMAT_VERSION 1

G_DEFINE_BOXED_TYPE (LkAccountRecord, lk_account_record,
                     lk_account_record_ref, lk_account_record_unref)

/* Which records can't do without a field. */
typedef enum
{
  NONE,
  OAUTH, /* a legacy session is renewed and ended at the homeserver itself */
  ALL,
} NeededBy;

/* The text fields and their names on disk, so that copying, reading, writing and freeing can't
 * forget one. */
static const struct
{
  const char *key;
  gsize       offset;
  NeededBy    needed_by;
} fields[] = {
  { "BaseUrl", G_STRUCT_OFFSET (LkAccountRecord, base_url), ALL },
  { "ServerName", G_STRUCT_OFFSET (LkAccountRecord, server_name), ALL },
  { "UserId", G_STRUCT_OFFSET (LkAccountRecord, user_id), NONE },
  { "DeviceId", G_STRUCT_OFFSET (LkAccountRecord, device_id), ALL },
  { "Issuer", G_STRUCT_OFFSET (LkAccountRecord, issuer), OAUTH },
  { "TokenEndpoint", G_STRUCT_OFFSET (LkAccountRecord, token_endpoint), OAUTH },
  { "RevocationEndpoint", G_STRUCT_OFFSET (LkAccountRecord, revocation_endpoint), OAUTH },
  { "ClientId", G_STRUCT_OFFSET (LkAccountRecord, client_id), OAUTH },
  { "EndSessionEndpoint", G_STRUCT_OFFSET (LkAccountRecord, end_session_endpoint), NONE },
  { "AccountManagementUri", G_STRUCT_OFFSET (LkAccountRecord, account_management_uri), NONE },
  { "DisplayName", G_STRUCT_OFFSET (LkAccountRecord, display_name), NONE },
  { "AvatarUri", G_STRUCT_OFFSET (LkAccountRecord, avatar_uri), NONE },
};

#define FIELD(record, i) (G_STRUCT_MEMBER (char *, (record), fields[i].offset))

static const char *const state_names[] = {
  [LK_RECORD_PENDING] = "pending",
  [LK_RECORD_ACTIVE] = "active",
  [LK_RECORD_NEEDS_SIGN_IN] = "needs-sign-in",
};

static const char *const api_names[] = {
  [LK_AUTH_API_OAUTH] = "oauth",
  [LK_AUTH_API_LEGACY] = "legacy",
};

/**
 * lk_account_record_new:
 *
 * Returns: (transfer full): an empty record with an ID of its own, to be filled in before it is
 *   handed on
 */
LkAccountRecord *
lk_account_record_new (void)
{
  LkAccountRecord *self = g_atomic_rc_box_new0 (LkAccountRecord);

  self->id = lk_random_string ("abcdefghijklmnopqrstuvwxyz0123456789", 16);
  self->account_management_actions = g_new0 (char *, 1);
  return self;
}

/* Without making up an ID: randomness is dear for a long list. */
static LkAccountRecord *
new_with_id (const char *id)
{
  LkAccountRecord *self = g_atomic_rc_box_new0 (LkAccountRecord);

  self->id = g_strdup (id);
  return self;
}

/** lk_account_record_copy: Returns: (transfer full): a copy to be changed */
LkAccountRecord *
lk_account_record_copy (const LkAccountRecord *self)
{
  LkAccountRecord *copy = g_atomic_rc_box_new0 (LkAccountRecord);

  copy->id = g_strdup (self->id);
  copy->state = self->state;
  copy->auth_api = self->auth_api;
  copy->signed_in_at = self->signed_in_at;
  copy->account_management_actions = g_strdupv (self->account_management_actions);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    FIELD (copy, i) = g_strdup (FIELD (self, i));
  return copy;
}

/**
 * lk_account_record_set_text:
 * @field: of a copy that nobody else has seen yet
 * @value: (nullable): what it says from now on
 */
void
lk_account_record_set_text (char       **field,
                            const char  *value)
{
  g_free (*field);
  *field = g_strdup (value);
}

/**
 * lk_account_record_set_provider:
 * @self: a copy that nobody else has seen yet
 * @metadata: (nullable): the provider's, or %NULL for a homeserver without one
 *
 * Sets all that is written down of the provider itself; nothing stays of the one before.
 */
void
lk_account_record_set_provider (LkAccountRecord      *self,
                                const LkAuthMetadata *metadata)
{
  static const LkAuthMetadata none = { 0 };
  const LkAuthMetadata *provider = metadata != NULL ? metadata : &none;

  lk_account_record_set_text (&self->issuer, provider->issuer);
  lk_account_record_set_text (&self->token_endpoint, provider->token_endpoint);
  lk_account_record_set_text (&self->revocation_endpoint, provider->revocation_endpoint);
  lk_account_record_set_text (&self->end_session_endpoint, provider->end_session_endpoint);
  lk_account_record_set_text (&self->account_management_uri, provider->account_management_uri);
  g_strfreev (self->account_management_actions);
  self->account_management_actions = metadata != NULL
                                       ? g_strdupv (metadata->account_management_actions)
                                       : g_new0 (char *, 1);
}

/** lk_account_record_ref: Returns: (transfer full): @self */
LkAccountRecord *
lk_account_record_ref (LkAccountRecord *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  LkAccountRecord *self = data;

  g_free (self->id);
  g_strfreev (self->account_management_actions);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    g_free (FIELD (self, i));
}

/** lk_account_record_unref: lets go of @self. */
void
lk_account_record_unref (LkAccountRecord *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static void
write_field (GKeyFile   *key_file,
             const char *id,
             const char *key,
             const char *value)
{
  if (value != NULL)
    g_key_file_set_string (key_file, id, key, value);
  else
    g_key_file_remove_key (key_file, id, key, NULL);
}

/**
 * lk_account_record_write:
 * @self: a record
 * @key_file: where its group, named by its ID, is written. One that is there already keeps its
 *   place: the order of the groups is the order of the accounts.
 */
void
lk_account_record_write (const LkAccountRecord *self,
                         GKeyFile              *key_file)
{
  GStrv actions = self->account_management_actions;

  g_key_file_set_integer (key_file, self->id, "Format", FORMAT_VERSION);
  g_key_file_set_string (key_file, self->id, "State", state_names[self->state]);
  g_key_file_set_string (key_file, self->id, "AuthApi", api_names[self->auth_api]);
  g_key_file_set_int64 (key_file, self->id, "SignedInAt", self->signed_in_at);
  g_key_file_set_string_list (key_file, self->id, "AccountManagementActions",
                              (const char *const *) actions, g_strv_length (actions));
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    write_field (key_file, self->id, fields[i].key, FIELD (self, i));
}

static int
index_of (const char *const *names,
          gsize              n_names,
          const char        *name)
{
  for (gsize i = 0; i < n_names; i++)
    if (g_strcmp0 (names[i], name) == 0)
      return (int) i;
  return -1;
}

static gboolean
read_enums (LkAccountRecord *self,
            GKeyFile        *key_file)
{
  g_autofree char *state = g_key_file_get_string (key_file, self->id, "State", NULL);
  g_autofree char *api = g_key_file_get_string (key_file, self->id, "AuthApi", NULL);
  int state_index = index_of (state_names, G_N_ELEMENTS (state_names), state);
  int api_index = index_of (api_names, G_N_ELEMENTS (api_names), api);

  if (state_index < 0 || api_index < 0)
    return FALSE;
  self->state = (LkRecordState) state_index;
  self->auth_api = (LkAuthApiKind) api_index;
  return TRUE;
}

static gboolean
is_needed (const LkAccountRecord *self,
           NeededBy               needed_by)
{
  return needed_by == ALL || (needed_by == OAUTH && self->auth_api == LK_AUTH_API_OAUTH);
}

static gboolean
read_fields (LkAccountRecord *self,
             GKeyFile        *key_file)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      FIELD (self, i) = g_key_file_get_string (key_file, self->id, fields[i].key, NULL);
      if (FIELD (self, i) == NULL && is_needed (self, fields[i].needed_by))
        return FALSE;
    }
  self->signed_in_at = g_key_file_get_int64 (key_file, self->id, "SignedInAt", NULL);
  self->account_management_actions =
    g_key_file_get_string_list (key_file, self->id, "AccountManagementActions", NULL, NULL);
  if (self->account_management_actions == NULL)
    self->account_management_actions = g_new0 (char *, 1);
  return self->state == LK_RECORD_PENDING || self->user_id != NULL;
}

/**
 * lk_account_record_read:
 * @key_file: the index
 * @id: which group
 * @error: return location for %LK_ERROR_STORAGE_FAILED: a newer format, or a damaged group
 *
 * Returns: (transfer full): the record
 */
LkAccountRecord *
lk_account_record_read (GKeyFile   *key_file,
                        const char *id,
                        GError    **error)
{
  g_autoptr (LkAccountRecord) self = new_with_id (id);
  int format = g_key_file_get_integer (key_file, id, "Format", NULL);

  if (format != FORMAT_VERSION || !read_enums (self, key_file) || !read_fields (self, key_file))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_STORAGE_FAILED,
                   "The stored account “%s” can't be read (format %d)", id, format);
      return NULL;
    }
  return g_steal_pointer (&self);
}
