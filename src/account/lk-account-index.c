/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-index.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "lk-crash-point.h"
#include "lk-error.h"
#include "lk-file-lock.h"

/*
 * The file is the truth, and more than one program may write it: under a lock, it is read again if
 * somebody has changed it, then the change is made and written. Groups of a newer version, or
 * damaged ones, stay in it untouched. Every write is durable (the data reach the disk before the
 * old file is replaced), because a session whose index entry is lost is lost to the person. What
 * could not be written waits for the next write.
 */
struct _LkAccountIndex
{
  GObject     parent_instance;
  char       *path;
  GKeyFile   *key_file;   /* as it was on disk the last time */
  GStatBuf    seen;       /* … and what the file looked like from outside */
  gboolean    is_read;
  GHashTable *pending;    /* ID → LkAccountRecord, %NULL to remove it: not on disk yet */
  GHashTable *known;      /* a set of IDs that have been on disk, and that we haven't removed */
  GError     *unreadable; /* (nullable) the file is there but can't be read: never overwrite it */
};

G_DEFINE_FINAL_TYPE (LkAccountIndex, lk_account_index, G_TYPE_OBJECT)

static void
lk_account_index_finalize (GObject *object)
{
  LkAccountIndex *self = LK_ACCOUNT_INDEX (object);

  g_free (self->path);
  g_key_file_unref (self->key_file);
  g_hash_table_unref (self->pending);
  g_hash_table_unref (self->known);
  g_clear_error (&self->unreadable);
  G_OBJECT_CLASS (lk_account_index_parent_class)->finalize (object);
}

static void
lk_account_index_class_init (LkAccountIndexClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_account_index_finalize;
}

static void
unref_record (gpointer record)
{
  if (record != NULL)
    lk_account_record_unref (record);
}

static void
lk_account_index_init (LkAccountIndex *self)
{
  self->key_file = g_key_file_new ();
  self->pending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_record);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * lk_account_index_new:
 * @path: the file; it and its directory are made at the first write
 *
 * Returns: (transfer full): an index, not yet read
 */
LkAccountIndex *
lk_account_index_new (const char *path)
{
  LkAccountIndex *self = g_object_new (LK_TYPE_ACCOUNT_INDEX, NULL);

  self->path = g_strdup (path);
  return self;
}

static void
note_known (LkAccountIndex *self)
{
  g_auto (GStrv) groups = g_key_file_get_groups (self->key_file, NULL);

  for (gsize i = 0; groups[i] != NULL; i++)
    g_hash_table_add (self->known, g_strdup (groups[i]));
}

/* A file that is gone (somebody tidied up) is no reason to forget what was in it. */
static gboolean
read_file (LkAccountIndex *self,
           GError        **error)
{
  g_autoptr (GKeyFile) key_file = g_key_file_new ();
  g_autoptr (GError) foreign = NULL;

  self->is_read = TRUE;
  g_clear_error (&self->unreadable);
  if (g_stat (self->path, &self->seen) != 0)
    self->seen = (GStatBuf) { 0 };
  if (g_key_file_load_from_file (key_file, self->path, G_KEY_FILE_KEEP_COMMENTS, &foreign))
    {
      g_key_file_unref (self->key_file);
      self->key_file = g_steal_pointer (&key_file);
      note_known (self);
      return TRUE;
    }
  if (g_error_matches (foreign, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;

  self->unreadable = g_error_new (LK_ERROR, LK_ERROR_STORAGE_FAILED,
                                  "The list of accounts can't be read: %s", foreign->message);
  g_propagate_error (error, g_error_copy (self->unreadable));
  return FALSE;
}

/**
 * lk_account_index_load:
 * @self: an index
 * @error: return location for %LK_ERROR_STORAGE_FAILED. It is set, too, when only some groups
 *   can't be read; they stay in the file.
 *
 * Returns: (transfer full) (element-type LkAccountRecord): the accounts that can be read, in
 *   the order in which they were added
 */
GPtrArray *
lk_account_index_load (LkAccountIndex *self,
                       GError        **error)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_account_record_unref);
  g_auto (GStrv) groups = NULL;

  g_return_val_if_fail (LK_IS_ACCOUNT_INDEX (self), NULL);

  if (!read_file (self, error))
    return records;

  groups = g_key_file_get_groups (self->key_file, NULL);
  for (gsize i = 0; groups[i] != NULL; i++)
    {
      GError *damaged = NULL;
      LkAccountRecord *record = lk_account_record_read (self->key_file, groups[i], &damaged);

      if (record != NULL)
        g_ptr_array_add (records, record);
      else if (error != NULL && *error == NULL)
        g_propagate_error (error, damaged);
      else
        g_error_free (damaged);
    }
  return records;
}

/* Every writer puts a new file in the place of the old one. */
static gboolean
is_as_seen (LkAccountIndex *self)
{
  GStatBuf now = { 0 };

  if (g_stat (self->path, &now) != 0)
    return self->seen.st_ino == 0;
  return now.st_ino == self->seen.st_ino && now.st_size == self->seen.st_size &&
         now.st_mtim.tv_sec == self->seen.st_mtim.tv_sec &&
         now.st_mtim.tv_nsec == self->seen.st_mtim.tv_nsec;
}

/* What is on disk is known before anything is changed: nothing is overwritten unread. */
static gboolean
ensure_read (LkAccountIndex *self,
             GError        **error)
{
  return (self->is_read && self->unreadable == NULL && is_as_seen (self)) ||
         read_file (self, error);
}

static gboolean
write_file (LkAccountIndex *self,
            GError        **error)
{
  g_autofree char *directory = g_path_get_dirname (self->path);
  g_autoptr (GError) foreign = NULL;
  g_autofree char *text = NULL;
  gsize length;

  text = g_key_file_to_data (self->key_file, &length, NULL);
  LK_CRASH_POINT ("index-write");
  if (g_mkdir_with_parents (directory, 0700) == 0 &&
      g_file_set_contents_full (self->path, text, (gssize) length,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                0600, &foreign))
    {
      LK_CRASH_POINT ("index-written");
      g_stat (self->path, &self->seen);
      return TRUE;
    }
  g_set_error (error, LK_ERROR, LK_ERROR_STORAGE_FAILED, "The list of accounts can't be saved: %s",
               foreign != NULL ? foreign->message : g_strerror (errno));
  return FALSE;
}

/* Another program has signed the account out: what we know of it is history. */
static gboolean
was_removed (LkAccountIndex *self,
             const char     *id)
{
  return g_hash_table_contains (self->known, id) && !g_key_file_has_group (self->key_file, id);
}

/* Returns: whether that made a difference */
static gboolean
apply_pending (LkAccountIndex *self)
{
  GHashTableIter iter;
  gpointer id;
  gpointer record;
  gboolean differs = FALSE;

  g_hash_table_iter_init (&iter, self->pending);
  while (g_hash_table_iter_next (&iter, &id, &record))
    if (record != NULL && !was_removed (self, id))
      {
        lk_account_record_write (record, self->key_file);
        differs = TRUE;
      }
    else if (record == NULL && g_key_file_remove_group (self->key_file, id, NULL))
      differs = TRUE;
  return differs;
}

static gboolean
write_pending (LkAccountIndex  *self,
               GError         **error)
{
  if (!ensure_read (self, error))
    return FALSE;
  if (apply_pending (self) && !write_file (self, error))
    {
      read_file (self, NULL);
      return FALSE;
    }
  g_hash_table_remove_all (self->pending);
  note_known (self);
  return TRUE;
}

static gboolean
change (LkAccountIndex  *self,
        const char      *id,
        LkAccountRecord *record,
        GError         **error)
{
  g_autofree char *lock_path = g_strconcat (self->path, ".lock", NULL);
  g_autoptr (LkFileLock) lock = lk_file_lock_acquire_now (lock_path);

  /* Whoever signs in, or signs in again, begins a new life of the account. */
  if (record == NULL || record->state == LK_RECORD_PENDING)
    g_hash_table_remove (self->known, id);
  g_hash_table_replace (self->pending, g_strdup (id),
                        record != NULL ? lk_account_record_ref (record) : NULL);
  if (write_pending (self, error))
    return TRUE;
  /* An account that could not be removed is told so, and lives on: it must not vanish when another
   * one is written later. */
  if (record == NULL)
    g_hash_table_remove (self->pending, id);
  return FALSE;
}

/**
 * lk_account_index_put:
 * @self: an index
 * @record: an account, new or changed
 * @error: return location for %LK_ERROR_STORAGE_FAILED
 *
 * Writes @record, durably.
 *
 * Returns: whether it is on disk
 */
gboolean
lk_account_index_put (LkAccountIndex  *self,
                      LkAccountRecord *record,
                      GError         **error)
{
  g_return_val_if_fail (LK_IS_ACCOUNT_INDEX (self), FALSE);

  return change (self, record->id, record, error);
}

/**
 * lk_account_index_remove:
 * @self: an index
 * @id: which account
 * @error: return location for %LK_ERROR_STORAGE_FAILED
 *
 * Returns: whether it is gone from the disk
 */
gboolean
lk_account_index_remove (LkAccountIndex *self,
                         const char     *id,
                         GError        **error)
{
  g_return_val_if_fail (LK_IS_ACCOUNT_INDEX (self), FALSE);

  return change (self, id, NULL, error);
}

/**
 * lk_account_index_has:
 * @self: an index
 * @id: which account
 *
 * Returns: whether the account is there, as far as can be told: another program may have removed it
 */
gboolean
lk_account_index_has (LkAccountIndex *self,
                      const char     *id)
{
  gpointer record;

  g_return_val_if_fail (LK_IS_ACCOUNT_INDEX (self), FALSE);

  if (g_hash_table_lookup_extended (self->pending, id, NULL, &record))
    return record != NULL;
  return !ensure_read (self, NULL) || !was_removed (self, id);
}
