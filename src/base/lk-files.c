/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-files.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "lk-error.h"

static void
remove_file (GFile *file)
{
  g_autoptr (GFileEnumerator) children =
    g_file_enumerate_children (file, G_FILE_ATTRIBUTE_STANDARD_NAME,
                               G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFile *child;

  /* Not a directory (a symbolic link to one isn't either): no children, just itself. */
  while (children != NULL &&
         g_file_enumerator_iterate (children, NULL, &child, NULL, NULL) && child != NULL)
    remove_file (child);
  g_file_delete (file, NULL, NULL);
}

/**
 * lk_remove_tree:
 * @path: a file or a directory, which may not exist
 *
 * Removes @path and all below it, without following symbolic links. What can't be removed stays.
 */
void
lk_remove_tree (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  remove_file (file);
}

/**
 * lk_write_private:
 * @path: a file; its directory is made when it is missing
 * @contents: what to write
 * @error: return location for %LK_ERROR_STORAGE_FAILED
 *
 * Writes a file that only its owner can read.
 *
 * Returns: whether it was written
 */
gboolean
lk_write_private (const char *path,
                  GBytes     *contents,
                  GError    **error)
{
  g_autofree char *directory = g_path_get_dirname (path);
  g_autoptr (GError) foreign = NULL;
  gsize length;
  const char *data = g_bytes_get_data (contents, &length);

  if (g_mkdir_with_parents (directory, 0700) == 0 &&
      g_file_set_contents_full (path, data, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                &foreign))
    return TRUE;

  g_set_error (error, LK_ERROR, LK_ERROR_STORAGE_FAILED, "A file can't be written: %s",
               foreign != NULL ? foreign->message : g_strerror (errno));
  return FALSE;
}
