/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-keyring.h"

#include <libsecret/secret.h>

#include "lk-config.h"
#include "lk-crash-point.h"
#include "lk-error.h"

/**
 * LkKeyring:
 *
 * The person's keyring, through libsecret: GNOME Keyring, KWallet, or inside a Flatpak the Secret
 * portal. The only file that knows libsecret.
 *
 * libsecret 0.20 has a trap: a search by schema name in a locked ("cold") keyring finds nothing
 * and doesn't prompt, which would look like "signed out". So the schema's name isn't matched;
 * an attribute of our own keeps other programs' items apart instead, and what is found locked is
 * unlocked. What can't be opened is an error, never "nothing".
 *
 * A locked keyring asks the person, and that happens once: whoever else finds it locked meanwhile
 * waits for the same answer, and after a “no” nobody asks again until lk_keyring_ask_again(). With
 * a hundred accounts it would be a hundred questions otherwise.
 */
struct _LkKeyring
{
  GObject    parent_instance;
  GPtrArray *waiting;    /* GTask: for the person's answer */
  gboolean   is_asking;
  gboolean   is_refused; /* the person said no */
  gboolean   is_locked;  /* as far as was seen */
};

G_DEFINE_FINAL_TYPE (LkKeyring, lk_keyring, G_TYPE_OBJECT)

enum
{
  PROP_LOCKED = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static const SecretSchema schema = {
  LK_APP_ID, SECRET_SCHEMA_DONT_MATCH_NAME,
  {
    { "app-id", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "account", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "revocation", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

/* The attribute that names an item of this kind. */
static const char *const id_attributes[] = {
  [LK_KEYRING_ACCOUNTS] = "account",
  [LK_KEYRING_REVOCATIONS] = "revocation",
};

static void
lk_keyring_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_LOCKED:
      g_value_set_boolean (value, LK_KEYRING (object)->is_locked);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_keyring_finalize (GObject *object)
{
  g_ptr_array_unref (LK_KEYRING (object)->waiting);
  G_OBJECT_CLASS (lk_keyring_parent_class)->finalize (object);
}

static void
lk_keyring_class_init (LkKeyringClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = lk_keyring_get_property;
  object_class->finalize = lk_keyring_finalize;

  /** LkKeyring:locked: the person has to unlock it before anything can be read. */
  props[PROP_LOCKED] =
    g_param_spec_boolean ("locked", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
lk_keyring_init (LkKeyring *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

/** lk_keyring_new: Returns: (transfer full): the person's own keyring */
LkKeyring *
lk_keyring_new (void)
{
  return g_object_new (LK_TYPE_KEYRING, NULL);
}

/** lk_keyring_get_locked: Returns: whether it was found locked the last time */
gboolean
lk_keyring_get_locked (LkKeyring *self)
{
  g_return_val_if_fail (LK_IS_KEYRING (self), FALSE);

  return self->is_locked;
}

static void
set_locked (LkKeyring *self,
            gboolean   is_locked)
{
  if (self->is_locked == is_locked)
    return;
  self->is_locked = is_locked;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOCKED]);
}

/** lk_keyring_item_free: frees @self; the last holder of its text wipes it. */
void
lk_keyring_item_free (LkKeyringItem *self)
{
  g_free (self->id);
  lk_secret_unref (self->text);
  g_free (self);
}

static GHashTable *
make_attributes (LkKeyringKind kind,
                 const char   *id)
{
  GHashTable *attributes = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (attributes, (gpointer) "app-id", (gpointer) LK_APP_ID);
  /* Items of accounts are older than kinds. */
  if (kind == LK_KEYRING_REVOCATIONS)
    g_hash_table_insert (attributes, (gpointer) "kind", (gpointer) "revocation");
  if (id != NULL)
    g_hash_table_insert (attributes, (gpointer) id_attributes[kind], (gpointer) id);
  return attributes;
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

/* Every call is a search, a question to the person if what is found is locked, and a verb on what
 * was found. */
static void search (GTask *task);

typedef struct _Call Call;
typedef void (*Verb) (GTask *task, GList *items);

struct _Call
{
  LkKeyringKind  kind;
  char          *id;       /* (nullable): all */
  Verb           verb;
  gboolean       has_asked;
  char          *label;    /* (nullable) of what is to be saved */
  SecretValue   *value;    /* (nullable) */
  GPtrArray     *items;    /* (nullable) LkKeyringItem, read so far */
  GList         *left;  /* (nullable) SecretRetrievable, to be read or to be deleted */
};

static void
free_items (GList *items)
{
  g_list_free_full (items, g_object_unref);
}

static void
call_free (Call *self)
{
  g_free (self->id);
  g_free (self->label);
  g_clear_pointer (&self->value, secret_value_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->left, free_items);
  g_free (self);
}

static GTask *
begin (LkKeyring           *self,
       LkKeyringKind        kind,
       const char          *id,
       Verb                 verb,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  call->kind = kind;
  call->id = g_strdup (id);
  call->verb = verb;
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  return task;
}

/* Asking the person. */

static void
return_locked (GTask *task)
{
  g_task_return_new_error (task, LK_ERROR, LK_ERROR_KEYRING_LOCKED, "The keyring is locked");
}

/* Whoever waited looks again. @has_asked: what is still locked then has been refused */
static void
release_waiting (LkKeyring *self,
                 gboolean   has_asked)
{
  gsize n_waiting;
  g_autofree gpointer *waiting = g_ptr_array_steal (self->waiting, &n_waiting);

  for (gsize i = 0; i < n_waiting; i++)
    {
      GTask *task = waiting[i];

      ((Call *) g_task_get_task_data (task))->has_asked = has_asked;
      if (g_task_return_error_if_cancelled (task))
        g_object_unref (task);
      else
        search (task);
    }
}

static void
on_asked (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (LkKeyring) self = user_data;
  g_autoptr (GError) error = NULL;
  int n_unlocked = secret_service_unlock_finish (NULL, result, NULL, &error);

  self->is_asking = FALSE;
  self->is_refused = n_unlocked <= 0;
  if (error != NULL)
    g_debug ("The keyring could not ask: %s", error->message);
  release_waiting (self, TRUE);
}

/* Somebody else has unlocked it: the answer to our question, if there ever is one, is not waited
 * for. */
static void
note_open (LkKeyring *self)
{
  self->is_refused = FALSE;
  set_locked (self, FALSE);
  release_waiting (self, TRUE);
}

/**
 * lk_keyring_ask_again:
 * @self: a keyring
 *
 * The person wants it to be unlocked: whoever needs that may ask once more, and who waits for an
 * answer looks whether it is still needed.
 */
void
lk_keyring_ask_again (LkKeyring *self)
{
  g_return_if_fail (LK_IS_KEYRING (self));

  self->is_refused = FALSE;
  release_waiting (self, FALSE);
}

static void
ask (GTask *task,
     GList *locked)
{
  LkKeyring *self = g_task_get_source_object (task);

  g_ptr_array_add (self->waiting, task);
  if (self->is_asking)
    return;
  self->is_asking = TRUE;
  secret_service_unlock (NULL, locked, NULL, on_asked, g_object_ref (self));
}

static gboolean
may_ask (LkKeyring *self,
         GTask     *task)
{
  return !self->is_refused && !((Call *) g_task_get_task_data (task))->has_asked;
}

static GList *
find_locked (GList *items)
{
  GList *locked = NULL;

  for (GList *l = items; l != NULL; l = l->next)
    if (SECRET_IS_ITEM (l->data) && secret_item_get_locked (l->data))
      locked = g_list_prepend (locked, l->data);
  return locked;
}

static void
on_searched (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  GTask *task = user_data;
  LkKeyring *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  GList *items = secret_password_search_finish (result, &error);
  g_autoptr (GList) locked = find_locked (items);

  if (locked != NULL)
    set_locked (self, TRUE);
  if (locked != NULL && may_ask (self, task))
    ask (g_steal_pointer (&task), locked);
  else if (error != NULL)
    return_error (task, error);
  else if (locked != NULL)
    return_locked (task);
  else
    {
      if (items != NULL)
        note_open (self);
      call->verb (g_steal_pointer (&task), g_steal_pointer (&items));
    }
  free_items (items);
  g_clear_object (&task);
}

static void
search (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes = make_attributes (call->kind, call->id);

  secret_password_searchv (&schema, attributes, SECRET_SEARCH_ALL, g_task_get_cancellable (task),
                           on_searched, task);
}

static void
on_looked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (LkKeyring) self = user_data;
  GList *items = secret_password_search_finish (result, NULL);
  g_autoptr (GList) locked = find_locked (items);

  if (locked != NULL)
    set_locked (self, TRUE);
  else if (items != NULL)
    note_open (self);
  free_items (items);
}

/**
 * lk_keyring_look:
 * @self: a keyring
 *
 * Looks at one item of ours, whichever it is. Nobody is asked.
 */
void
lk_keyring_look (LkKeyring *self)
{
  g_autoptr (GHashTable) attributes = make_attributes (LK_KEYRING_ACCOUNTS, NULL);

  g_return_if_fail (LK_IS_KEYRING (self));

  secret_password_searchv (&schema, attributes, SECRET_SEARCH_NONE, NULL, on_looked,
                           g_object_ref (self));
}

/* Reading, one item after the other. */
static void read_next (GTask *task);

static char *
dup_id (Call              *call,
        SecretRetrievable *item)
{
  g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (item);

  return g_strdup (g_hash_table_lookup (attributes, id_attributes[call->kind]));
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  SecretRetrievable *retrievable = SECRET_RETRIEVABLE (source);
  SecretValue *value = secret_retrievable_retrieve_secret_finish (retrievable, result, &error);
  LkKeyringItem *item;
  const char *text;
  gsize length;

  if (value == NULL)
    {
      if (error == NULL)
        error = g_error_new_literal (LK_ERROR, LK_ERROR_KEYRING_FAILED, "An item has no secret");
      return_error (task, error);
      return;
    }
  item = g_new0 (LkKeyringItem, 1);
  text = secret_value_get (value, &length);
  item->id = dup_id (call, retrievable);
  item->text = lk_secret_new_len (text, length);
  secret_value_unref (value);
  g_ptr_array_add (call->items, item);
  read_next (g_steal_pointer (&task));
}

static void
read_next (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  g_autoptr (SecretRetrievable) next = NULL;

  if (call->left == NULL)
    {
      g_task_return_pointer (task, g_steal_pointer (&call->items),
                             (GDestroyNotify) g_ptr_array_unref);
      g_object_unref (task);
      return;
    }
  next = call->left->data;
  call->left = g_list_delete_link (call->left, call->left);
  secret_retrievable_retrieve_secret (next, g_task_get_cancellable (task), on_read, task);
}

static void
read_items (GTask *task,
            GList *items)
{
  Call *call = g_task_get_task_data (task);

  call->items = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_keyring_item_free);
  call->left = items;
  read_next (task);
}

/**
 * lk_keyring_load_async:
 * @self: a keyring
 * @kind: what to look for
 * @id: (nullable): one of them, or %NULL for all
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 */
void
lk_keyring_load_async (LkKeyring           *self,
                       LkKeyringKind        kind,
                       const char          *id,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_return_if_fail (LK_IS_KEYRING (self));

  search (begin (self, kind, id, read_items, cancellable, callback, user_data));
}

/**
 * lk_keyring_load_finish:
 * @error: return location for %LK_ERROR_KEYRING_LOCKED or %LK_ERROR_KEYRING_FAILED
 *
 * Returns: (transfer full) (element-type LkKeyringItem): what is there
 */
GPtrArray *
lk_keyring_load_finish (LkKeyring    *self,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Writing. The search before it is there to ask the person once, and not at each try. */

static void
on_stored (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    {
      LK_CRASH_POINT ("keyring-saved");
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    LK_KEYRING (g_task_get_source_object (task))->is_refused = TRUE;
  return_error (task, error);
}

static void
store (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes = make_attributes (call->kind, call->id);

  LK_CRASH_POINT ("keyring-save");
  secret_password_storev_binary (&schema, attributes, SECRET_COLLECTION_DEFAULT, call->label,
                                 call->value, g_task_get_cancellable (task), on_stored, task);
}

static void
on_collection_found (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  GTask *task = user_data;
  LkKeyring *self = g_task_get_source_object (task);
  g_autoptr (SecretCollection) collection = secret_collection_for_alias_finish (result, NULL);
  g_autoptr (GList) locked = NULL;

  /* Where there is none yet, storing makes one. Inside a Flatpak there never is: the secrets are
   * in a file of our own, which nobody has to unlock. */
  if (collection == NULL || !secret_collection_get_locked (collection))
    {
      store (task);
      return;
    }
  locked = g_list_prepend (NULL, collection);
  if (may_ask (self, task))
    ask (task, locked);
  else
    {
      return_locked (task);
      g_object_unref (task);
    }
}

/* The first item of an account shows nothing of the keyring that it will be in. libsecret would ask
 * the person by itself, each time anew. */
static void
prepare_to_store (GTask *task,
                  GList *items)
{
  gboolean is_open = items != NULL;

  free_items (items);
  if (is_open)
    store (task);
  else
    secret_collection_for_alias (NULL, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                                 g_task_get_cancellable (task), on_collection_found, task);
}

/**
 * lk_keyring_save_async:
 * @self: a keyring
 * @kind: what it is
 * @id: which of them; one that is there is replaced
 * @label: what a keyring manager shows to the person; no secret
 * @text: what to keep, JSON
 * @cancellable: (nullable): to stop it
 * @callback: called when it is safe, or not
 * @user_data: for @callback
 */
void
lk_keyring_save_async (LkKeyring           *self,
                       LkKeyringKind        kind,
                       const char          *id,
                       const char          *label,
                       LkSecret            *text,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task;
  Call *call;

  g_return_if_fail (LK_IS_KEYRING (self));

  task = begin (self, kind, id, prepare_to_store, cancellable, callback, user_data);
  call = g_task_get_task_data (task);
  call->label = g_strdup (label);
  call->value = secret_value_new (lk_secret_peek (text), -1, "application/json");
  search (task);
}

static gboolean
finish_boolean (LkKeyring    *self,
                GAsyncResult *result,
                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/** lk_keyring_save_finish: Returns: whether it is safe */
gboolean
lk_keyring_save_finish (LkKeyring    *self,
                        GAsyncResult *result,
                        GError      **error)
{
  return finish_boolean (self, result, error);
}

/* Removing. libsecret passes over locked items without a word, so they are looked for, and
 * unlocked, first: a secret that stays must not be called gone. */

static void
on_cleared (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  /* FALSE without an error: there was nothing, which is what was wanted. */
  secret_password_clear_finish (result, &error);
  LK_CRASH_POINT ("keyring-removed");
  if (error != NULL)
    return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void delete_next (GTask *task);

static void
on_deleted (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  /* Another program may have been quicker: then it is gone, which is what was wanted. */
  if (secret_item_delete_finish (SECRET_ITEM (source), result, &error) ||
      g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD))
    {
      g_clear_error (&error);
      delete_next (g_steal_pointer (&task));
    }
  else
    return_error (task, error);
}

static void
delete_next (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  g_autoptr (SecretItem) next = NULL;

  if (call->left == NULL)
    {
      LK_CRASH_POINT ("keyring-removed");
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  next = call->left->data;
  call->left = g_list_delete_link (call->left, call->left);
  secret_item_delete (next, g_task_get_cancellable (task), on_deleted, task);
}

/* In a keyring service one item after the other: libsecret 0.20 answers twice when one of several
 * is gone already. The items of its file are of another kind, and can only be cleared. */
static void
clear (GTask *task,
       GList *items)
{
  Call *call = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes = make_attributes (call->kind, call->id);

  if (items != NULL && SECRET_IS_ITEM (items->data))
    {
      call->left = items;
      delete_next (task);
      return;
    }
  free_items (items);
  secret_password_clearv (&schema, attributes, g_task_get_cancellable (task), on_cleared, task);
}

/**
 * lk_keyring_remove_async:
 * @self: a keyring
 * @kind: what it is
 * @id: which of them; it may not be there
 * @cancellable: (nullable): to stop it
 * @callback: called when it is gone, or not
 * @user_data: for @callback
 */
void
lk_keyring_remove_async (LkKeyring           *self,
                         LkKeyringKind        kind,
                         const char          *id,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (LK_IS_KEYRING (self));

  search (begin (self, kind, id, clear, cancellable, callback, user_data));
}

/** lk_keyring_remove_finish: Returns: whether it is gone (or never was there) */
gboolean
lk_keyring_remove_finish (LkKeyring    *self,
                          GAsyncResult *result,
                          GError      **error)
{
  return finish_boolean (self, result, error);
}
