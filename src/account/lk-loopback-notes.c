/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-loopback-notes.h"

#include <glib/gstdio.h>

#include "lk-files.h"

/*
 * A small file with the ports that are listened at, so that a program that is started again knows
 * where a browser of before may come to (D20). It holds no secret, and is worth nothing after a
 * quarter of an hour: whatever is wrong with it is no more than a page less.
 */

#define FILE_NAME "loopback"
#define GROUP "Ports"

static GKeyFile *
read_file (const char *path)
{
  GKeyFile *file = g_key_file_new ();

  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  return file;
}

static gboolean
read_note (GKeyFile       *file,
           const char     *key,
           LkLoopbackNote *note)
{
  guint64 port;

  if (!g_ascii_string_to_unsigned (key, 10, 1, G_MAXUINT16, &port, NULL))
    return FALSE;
  note->port = (guint16) port;
  note->began = g_key_file_get_int64 (file, GROUP, key, NULL);
  return TRUE;
}

static gboolean
is_young (const LkLoopbackNote *note,
          gint64                now)
{
  return note->began <= now && note->began > now - LK_LOOPBACK_LIFETIME;
}

static GArray *
read_notes (GKeyFile *file,
            gint64    now)
{
  GArray *notes = g_array_new (FALSE, FALSE, sizeof (LkLoopbackNote));
  g_auto (GStrv) keys = g_key_file_get_keys (file, GROUP, NULL, NULL);
  LkLoopbackNote note;

  for (gsize i = 0; keys != NULL && keys[i] != NULL; i++)
    if (read_note (file, keys[i], &note) && is_young (&note, now))
      g_array_append_val (notes, note);
  return notes;
}

static void
write_notes (const char *path,
             GArray     *notes)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  char *data;

  if (notes->len == 0)
    {
      g_unlink (path);
      return;
    }
  for (guint i = 0; i < notes->len; i++)
    {
      LkLoopbackNote *note = &g_array_index (notes, LkLoopbackNote, i);
      g_autofree char *key = g_strdup_printf ("%u", note->port);

      g_key_file_set_int64 (file, GROUP, key, note->began);
    }
  data = g_key_file_to_data (file, &length, NULL);
  bytes = g_bytes_new_take (data, length);
  if (!lk_write_private (path, bytes, &error))
    g_warning ("A browser may find nobody after a restart: %s", error->message);
}

static void
remove_port (GArray  *notes,
             guint16  port)
{
  for (guint i = notes->len; i > 0; i--)
    if (g_array_index (notes, LkLoopbackNote, i - 1).port == port)
      g_array_remove_index (notes, i - 1);
}

/**
 * lk_loopback_notes_load:
 * @data_dir: where the file is, if there is one
 * @now: seconds since 1970
 *
 * Returns: (transfer full) (element-type LkLoopbackNote): those that are not too old
 */
GArray *
lk_loopback_notes_load (const char *data_dir,
                        gint64      now)
{
  g_autofree char *path = g_build_filename (data_dir, FILE_NAME, NULL);
  g_autoptr (GKeyFile) file = read_file (path);

  return read_notes (file, now);
}

/**
 * lk_loopback_notes_put:
 * @data_dir: where the file is, or will be
 * @port: a port that is listened at
 * @began: since when
 *
 * Notes a port, and forgets those that are too old.
 */
void
lk_loopback_notes_put (const char *data_dir,
                       guint16     port,
                       gint64      began)
{
  g_autofree char *path = g_build_filename (data_dir, FILE_NAME, NULL);
  g_autoptr (GArray) notes = lk_loopback_notes_load (data_dir, began);
  LkLoopbackNote note = { port, began };

  remove_port (notes, port);
  g_array_append_val (notes, note);
  write_notes (path, notes);
}

/**
 * lk_loopback_notes_drop:
 * @data_dir: where the file is
 * @port: a port that nobody has to come to any more
 * @now: seconds since 1970
 *
 * Forgets a port, and those that are too old; with the last of them the file goes.
 */
void
lk_loopback_notes_drop (const char *data_dir,
                        guint16     port,
                        gint64      now)
{
  g_autofree char *path = g_build_filename (data_dir, FILE_NAME, NULL);
  g_autoptr (GArray) notes = lk_loopback_notes_load (data_dir, now);

  remove_port (notes, port);
  write_notes (path, notes);
}
