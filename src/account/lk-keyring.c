/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-keyring.h"

#include "lk-config.h"
#include "lk-error.h"
#include "lk-keyring-private.h"

/**
 * LkKeyring:
 *
 * The person's keyring, through libsecret: GNOME Keyring, KWallet, or inside a Flatpak the Secret
 * portal. Its files are the only ones that know libsecret.
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

static const char *const id_attributes[] = {
  [LK_KEYRING_ACCOUNTS] = "account",
  [LK_KEYRING_REVOCATIONS] = "revocation",
};

const SecretSchema *
lk_keyring_get_schema (void)
{
  return &schema;
}

const char *
lk_keyring_get_id_attribute (LkKeyringKind kind)
{
  return id_attributes[kind];
}

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
  LkKeyring *self = LK_KEYRING (object);

  g_ptr_array_unref (self->waiting);
  g_queue_clear (&self->turns);
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
  g_queue_init (&self->turns);
}

/** lk_keyring_new: Returns: (transfer full): the person's own, as it is reached from here */
LkKeyring *
lk_keyring_new (void)
{
  LkKeyring *self;

  if (!g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    return lk_keyring_new_in_service ();
  self = lk_keyring_new_in_file ();
  self->needs_portal = TRUE;
  return self;
}

/** lk_keyring_new_in_service: Returns: (transfer full): the keyring of a keyring service */
LkKeyring *
lk_keyring_new_in_service (void)
{
  return g_object_new (LK_TYPE_KEYRING, NULL);
}

/** lk_keyring_new_in_file: Returns: (transfer full): libsecret's own file */
LkKeyring *
lk_keyring_new_in_file (void)
{
  LkKeyring *self = g_object_new (LK_TYPE_KEYRING, NULL);

  self->is_in_file = TRUE;
  return self;
}

/** lk_keyring_get_locked: Returns: whether it was found locked the last time */
gboolean
lk_keyring_get_locked (LkKeyring *self)
{
  g_return_val_if_fail (LK_IS_KEYRING (self), FALSE);

  return self->is_locked;
}

void
lk_keyring_set_locked (LkKeyring *self,
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

GHashTable *
lk_keyring_make_attributes (LkKeyringKind kind,
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

void
lk_keyring_return_locked (GTask *task)
{
  g_task_return_new_error (task, LK_ERROR, LK_ERROR_KEYRING_LOCKED, "The keyring is locked");
}

/* The portal's question was closed without an answer: nobody else calls it “cancelled”. */
static gboolean
was_refused (GTask  *task,
             GError *foreign)
{
  return lk_error_is_cancelled (foreign) &&
         !g_cancellable_is_cancelled (g_task_get_cancellable (task));
}

static void
note_refused (LkKeyring *self)
{
  self->is_refused = TRUE;
  lk_keyring_set_locked (self, TRUE);
}

void
lk_keyring_return_error (GTask  *task,
                         GError *foreign)
{
  if (was_refused (task, foreign))
    {
      note_refused (g_task_get_source_object (task));
      lk_keyring_return_locked (task);
    }
  else if (lk_error_is_cancelled (foreign))
    {
      g_task_return_error (task, foreign);
      return;
    }
  else if (g_error_matches (foreign, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    lk_keyring_return_locked (task);
  else
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_KEYRING_FAILED,
                             "The keyring can't be used: %s", foreign->message);
  g_error_free (foreign);
}

void
lk_keyring_free_items (GList *items)
{
  g_list_free_full (items, g_object_unref);
}

static void
call_free (LkKeyringCall *self)
{
  g_free (self->id);
  g_free (self->label);
  g_clear_pointer (&self->value, secret_value_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->left, lk_keyring_free_items);
  g_free (self);
}

GTask *
lk_keyring_begin (LkKeyring           *self,
                  LkKeyringKind        kind,
                  const char          *id,
                  LkKeyringVerb        verb,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  LkKeyringCall *call = g_new0 (LkKeyringCall, 1);

  call->kind = kind;
  call->id = g_strdup (id);
  call->verb = verb;
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  return task;
}

static void
on_searched (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  GTask *task = user_data;
  LkKeyring *self = g_task_get_source_object (task);
  LkKeyringCall *call = g_task_get_task_data (task);
  GError *error = NULL;
  GList *items = secret_password_search_finish (result, &error);
  g_autoptr (GList) locked = lk_keyring_find_locked (items);

  if (locked != NULL)
    lk_keyring_set_locked (self, TRUE);
  if (locked != NULL && lk_keyring_may_ask (self, task))
    lk_keyring_ask (g_steal_pointer (&task), locked);
  else if (error != NULL)
    lk_keyring_return_error (task, error);
  else if (locked != NULL)
    lk_keyring_return_locked (task);
  else
    {
      /* In a file nothing is found, or read, before it is open. */
      if (items != NULL || self->is_in_file)
        lk_keyring_note_open (self);
      call->verb (g_steal_pointer (&task), g_steal_pointer (&items));
    }
  lk_keyring_free_items (items);
  g_clear_object (&task);
}

void
lk_keyring_search (GTask *task)
{
  LkKeyringCall *call = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes = lk_keyring_make_attributes (call->kind, call->id);

  secret_password_searchv (&schema, attributes, SECRET_SEARCH_ALL,
                           lk_keyring_get_cancellable (task), on_searched, task);
}

static void
on_looked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (LkKeyring) self = user_data;
  GList *items = secret_password_search_finish (result, NULL);
  g_autoptr (GList) locked = lk_keyring_find_locked (items);

  if (locked != NULL)
    lk_keyring_set_locked (self, TRUE);
  else if (items != NULL)
    lk_keyring_note_open (self);
  lk_keyring_free_items (items);
}

/**
 * lk_keyring_look:
 * @self: a keyring
 *
 * Looks at one item of ours, whichever it is. Nobody is asked: so what a sandbox keeps in a file
 * can't be looked at, because the portal would ask.
 */
void
lk_keyring_look (LkKeyring *self)
{
  g_autoptr (GHashTable) attributes = lk_keyring_make_attributes (LK_KEYRING_ACCOUNTS, NULL);

  g_return_if_fail (LK_IS_KEYRING (self));

  if (self->is_in_file)
    return;
  secret_password_searchv (&schema, attributes, SECRET_SEARCH_NONE, NULL, on_looked,
                           g_object_ref (self));
}
