/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-store-keyring.h"

#include <libsecret/secret.h>

#include "lk-config.h"
#include "lk-error.h"
#include "lk-json.h"

/*
 * The person's keyring, through libsecret: GNOME Keyring, KWallet, or inside a Flatpak the Secret
 * portal. The only file that knows libsecret.
 *
 * libsecret 0.20 has a trap: a search by schema name in a locked ("cold") keyring finds nothing
 * and doesn't prompt, which would look like "signed out". So the schema's name isn't matched;
 * an attribute of our own keeps other programs' items apart instead, and the search is told to
 * unlock. What a search can't open is an error, never "nothing".
 */
static const SecretSchema schema = {
  LK_APP_ID, SECRET_SCHEMA_DONT_MATCH_NAME,
  {
    { "app-id", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "account", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

#define FORMAT_VERSION 1

struct _LkAccountStoreKeyring
{
  GObject parent_instance;
};

static void init_account_store (LkAccountStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LkAccountStoreKeyring, lk_account_store_keyring, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LK_TYPE_ACCOUNT_STORE, init_account_store))

static void
lk_account_store_keyring_class_init (LkAccountStoreKeyringClass *klass)
{
}

static void
lk_account_store_keyring_init (LkAccountStoreKeyring *self)
{
}

/** lk_account_store_keyring_new: Returns: (transfer full): the person's own keyring */
LkAccountStore *
lk_account_store_keyring_new (void)
{
  return g_object_new (LK_TYPE_ACCOUNT_STORE_KEYRING, NULL);
}

/* libsecret's errors end here. */
static void
return_error (GTask  *task,
              GError *foreign)
{
  if (lk_error_is_cancelled (foreign))
    {
      g_task_return_error (task, foreign);
      return;
    }
  if (g_error_matches (foreign, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_KEYRING_LOCKED, "The keyring is locked");
  else
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_KEYRING_FAILED,
                             "The keyring can't be used: %s", foreign->message);
  g_error_free (foreign);
}

static SecretValue *
serialize (LkTokens *tokens,
           LkSecret *previous_refresh_token)
{
  g_autoptr (JsonObject) object = json_object_new ();
  char *text;

  json_object_set_int_member (object, "format", FORMAT_VERSION);
  json_object_set_string_member (object, "access_token", lk_secret_peek (tokens->access_token));
  if (tokens->refresh_token != NULL)
    json_object_set_string_member (object, "refresh_token",
                                   lk_secret_peek (tokens->refresh_token));
  if (previous_refresh_token != NULL)
    json_object_set_string_member (object, "previous_refresh_token",
                                   lk_secret_peek (previous_refresh_token));
  json_object_set_int_member (object, "expires_at", tokens->expires_at);
  json_object_set_int_member (object, "obtained_at", tokens->obtained_at);

  text = lk_json_to_text (object);
  return secret_value_new_full (text, -1, "application/json",
                                (GDestroyNotify) lk_secret_wipe_string);
}

static LkTokens *
deserialize (SecretValue *value)
{
  gsize length;
  const char *text = secret_value_get (value, &length);
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, length);
  g_autoptr (JsonObject) object = lk_json_parse_object (bytes, NULL);
  g_autoptr (LkSecret) access_token = NULL;
  g_autoptr (LkSecret) refresh_token = NULL;
  const char *access = lk_json_get_string (object, "access_token");
  const char *refresh = lk_json_get_string (object, "refresh_token");
  gint64 format = 0;
  gint64 expires_at = 0;
  gint64 obtained_at = 0;

  if (!lk_json_get_integer (object, "format", &format) || format != FORMAT_VERSION ||
      access == NULL)
    return NULL;
  access_token = lk_secret_new (access);
  refresh_token = refresh != NULL ? lk_secret_new (refresh) : NULL;
  lk_json_get_integer (object, "expires_at", &expires_at);
  lk_json_get_integer (object, "obtained_at", &obtained_at);
  return lk_tokens_new (access_token, refresh_token, obtained_at, expires_at);
}

static void
return_value (GTask       *task,
              SecretValue *value)
{
  LkTokens *tokens = value != NULL ? deserialize (value) : NULL;

  g_clear_pointer (&value, secret_value_unref);
  if (tokens != NULL)
    g_task_return_pointer (task, tokens, (GDestroyNotify) lk_tokens_unref);
  else
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_KEYRING_FAILED,
                             "The secrets in the keyring can't be read");
}

static void
on_item_secret_retrieved (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  SecretValue *value =
    secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (source), result, &error);

  if (error != NULL)
    return_error (task, error);
  else
    return_value (task, value);
}

static gboolean
is_locked (gpointer item)
{
  return SECRET_IS_ITEM (item) && secret_item_get_locked (item);
}

static void
on_searched (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GList *items = secret_password_search_finish (result, &error);

  if (error != NULL)
    {
      return_error (task, error);
      return;
    }
  if (items == NULL)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  /* An item that is still locked was found but not opened: the person said no to the prompt. */
  if (is_locked (items->data))
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_KEYRING_LOCKED, "The keyring is locked");
  else
    secret_retrievable_retrieve_secret (items->data, g_task_get_cancellable (task),
                                        on_item_secret_retrieved, g_object_ref (task));
  g_list_free_full (items, g_object_unref);
}

static void
load_async (LkAccountStore      *store,
            const char          *account_id,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, load_async);
  secret_password_search (&schema, SECRET_SEARCH_UNLOCK, cancellable, on_searched, task,
                          "app-id", LK_APP_ID, "account", account_id, NULL);
}

static LkTokens *
load_finish (LkAccountStore *store,
             GAsyncResult   *result,
             GError        **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_stored (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    return_error (task, error);
}

static void
save_async (LkAccountStore      *store,
            const char          *account_id,
            const char          *label,
            LkTokens            *tokens,
            LkSecret            *previous_refresh_token,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);
  SecretValue *value = serialize (tokens, previous_refresh_token);

  g_task_set_source_tag (task, save_async);
  secret_password_store_binary (&schema, SECRET_COLLECTION_DEFAULT, label, value, cancellable,
                                on_stored, task,
                                "app-id", LK_APP_ID, "account", account_id, NULL);
  secret_value_unref (value);
}

static gboolean
save_finish (LkAccountStore *store,
             GAsyncResult   *result,
             GError        **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_cleared (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  /* FALSE without an error: there was nothing, which is what was wanted. */
  secret_password_clear_finish (result, &error);
  if (error != NULL)
    return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_found (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GList *items = secret_password_search_finish (result, &error);
  gboolean locked = FALSE;

  for (GList *l = items; l != NULL; l = l->next)
    locked |= is_locked (l->data);
  g_list_free_full (items, g_object_unref);

  if (error != NULL)
    return_error (task, error);
  else if (locked)
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_KEYRING_LOCKED, "The keyring is locked");
  else
    secret_password_clear (&schema, g_task_get_cancellable (task), on_cleared,
                           g_object_ref (task), "app-id", LK_APP_ID,
                           "account", g_task_get_task_data (task), NULL);
}

/* libsecret passes over locked items without a word, so they are looked for, and unlocked, first:
 * a secret that stays must not be called gone. */
static void
remove_async (LkAccountStore      *store,
              const char          *account_id,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, remove_async);
  g_task_set_task_data (task, g_strdup (account_id), g_free);
  secret_password_search (&schema, SECRET_SEARCH_ALL | SECRET_SEARCH_UNLOCK, cancellable,
                          on_found, task, "app-id", LK_APP_ID, "account", account_id, NULL);
}

static gboolean
remove_finish (LkAccountStore *store,
               GAsyncResult   *result,
               GError        **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
init_account_store (LkAccountStoreInterface *iface)
{
  iface->load_async = load_async;
  iface->load_finish = load_finish;
  iface->save_async = save_async;
  iface->save_finish = save_finish;
  iface->remove_async = remove_async;
  iface->remove_finish = remove_finish;
}
