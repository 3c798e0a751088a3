/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-left-jar.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "lk-files.h"

#define DIRECTORY "left-jars"

struct _LkLeftJar
{
  char *path;  /* (nullable) where it is now */
  char *place; /* where it was */
};

/**
 * lk_left_jar_new:
 * @account: an account that is about to be signed out
 *
 * Puts its cookies aside.
 *
 * Returns: (transfer full): the jar, which is empty if there are none
 */
LkLeftJar *
lk_left_jar_new (LkAccount *account)
{
  const char *data_dir = lk_account_get_ports (account)->data_dir;
  g_autofree char *directory = g_build_filename (data_dir, DIRECTORY, NULL);
  g_autofree char *path = g_build_filename (directory, lk_account_get_id (account), NULL);
  LkLeftJar *self = g_new0 (LkLeftJar, 1);

  self->place = lk_account_get_jar (account);
  if (!g_file_test (self->place, G_FILE_TEST_IS_DIR))
    return self;
  lk_remove_tree (path);
  if (g_mkdir_with_parents (directory, 0700) == 0 && g_rename (self->place, path) == 0)
    self->path = g_steal_pointer (&path);
  else
    g_debug ("A cookie jar can't be put aside: %s", g_strerror (errno));
  return self;
}

/** lk_left_jar_get_path: Returns: (nullable): its directory; %NULL when there were no cookies */
const char *
lk_left_jar_get_path (const LkLeftJar *self)
{
  return self->path;
}

/**
 * lk_left_jar_put_back:
 * @self: (transfer full): a jar
 *
 * The account stays after all.
 */
void
lk_left_jar_put_back (LkLeftJar *self)
{
  if (self->path != NULL && g_rename (self->path, self->place) != 0)
    g_debug ("A cookie jar can't be put back: %s", g_strerror (errno));
  lk_left_jar_free (self);
}

/** lk_left_jar_free: deletes the cookies. */
void
lk_left_jar_free (LkLeftJar *self)
{
  if (self->path != NULL)
    lk_remove_tree (self->path);
  g_free (self->path);
  g_free (self->place);
  g_free (self);
}

/**
 * lk_left_jars_clear:
 * @ports: the world outside
 *
 * Deletes what an earlier life, which was ended too early, left behind.
 */
void
lk_left_jars_clear (LkPorts *ports)
{
  g_autofree char *directory = g_build_filename (ports->data_dir, DIRECTORY, NULL);

  lk_remove_tree (directory);
}
