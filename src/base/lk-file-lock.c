/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-file-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lk-error.h"

/* Milliseconds between two looks. The kernel has no way to tell a main loop that a lock is free. */
#define LOOK_EVERY 20

struct _LkFileLock
{
  int   fd;   /* -1: the file could not be made */
  char *path;
};

static int
open_file (const char *path)
{
  g_autofree char *directory = g_path_get_dirname (path);
  int fd = -1;

  if (g_mkdir_with_parents (directory, 0700) == 0)
    fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  /* On a full disk there is no lock file. That is no reason to be without a session: what the lock
   * is for, two programs at once, is rare. */
  if (fd < 0)
    g_debug ("There is no lock file: %s", g_strerror (errno));
  return fd;
}

static LkFileLock *
file_lock_new (int         fd,
               const char *path)
{
  LkFileLock *self = g_new0 (LkFileLock, 1);

  self->fd = fd;
  self->path = g_strdup (path);
  return self;
}

/* The file may have been removed with its account, while we waited: then what we hold is the lock
 * of nothing. */
static gboolean
is_the_file (int         fd,
             const char *path)
{
  struct stat held;
  struct stat there;

  return fstat (fd, &held) == 0 && stat (path, &there) == 0 &&
         held.st_ino == there.st_ino && held.st_dev == there.st_dev;
}

/* Returns: (nullable): the lock, or %NULL while somebody else has it */
static LkFileLock *
try (const char *path,
     int         operation)
{
  while (TRUE)
    {
      int fd = open_file (path);

      if (fd < 0)
        return file_lock_new (fd, path);
      if (flock (fd, operation) == 0)
        {
          if (is_the_file (fd, path))
            return file_lock_new (fd, path);
        }
      else if (errno == EWOULDBLOCK)
        {
          close (fd);
          return NULL;
        }
      else if (errno != EINTR)
        {
          g_debug ("The file system knows no locks: %s", g_strerror (errno));
          return file_lock_new (fd, path);
        }
      close (fd);
    }
}

typedef struct
{
  char  *path;
  gint64 deadline; /* monotonic */
} Wait;

static void
wait_free (Wait *wait)
{
  g_free (wait->path);
  g_free (wait);
}

static gboolean
look (GTask *task)
{
  Wait *wait = g_task_get_task_data (task);
  LkFileLock *lock;

  if (g_task_return_error_if_cancelled (task))
    return TRUE;
  lock = try (wait->path, LOCK_EX | LOCK_NB);
  if (lock != NULL)
    g_task_return_pointer (task, lock, (GDestroyNotify) lk_file_lock_release);
  else if (g_get_monotonic_time () >= wait->deadline)
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_TIMED_OUT,
                             "Another program holds the account");
  else
    return FALSE;
  return TRUE;
}

static gboolean
on_time_to_look (gpointer user_data)
{
  return look (user_data) ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

/**
 * lk_file_lock_acquire_async:
 * @path: the lock's file; it and its directory are made if they are missing
 * @cancellable: (nullable): to stop waiting
 * @callback: called when it is ours
 * @user_data: for @callback
 *
 * Waits until nobody else has the lock. Where there can't be one, it is ours at once.
 */
void
lk_file_lock_acquire_async (const char          *path,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GSource) timer = NULL;
  Wait *wait = g_new0 (Wait, 1);

  wait->path = g_strdup (path);
  wait->deadline = g_get_monotonic_time () + LK_FILE_LOCK_PATIENCE * G_USEC_PER_SEC;
  g_task_set_source_tag (task, lk_file_lock_acquire_async);
  g_task_set_task_data (task, wait, (GDestroyNotify) wait_free);
  if (look (task))
    return;
  timer = g_timeout_source_new (LOOK_EVERY);
  g_task_attach_source (task, timer, on_time_to_look);
}

/**
 * lk_file_lock_acquire_finish:
 * @error: return location for %LK_ERROR_TIMED_OUT: somebody else doesn't let go
 *
 * Returns: (transfer full): the lock
 */
LkFileLock *
lk_file_lock_acquire_finish (GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * lk_file_lock_acquire_now:
 * @path: the lock's file
 *
 * Returns: (transfer full): the lock
 */
LkFileLock *
lk_file_lock_acquire_now (const char *path)
{
  return try (path, LOCK_EX);
}

/** lk_file_lock_release: lets others have it. */
void
lk_file_lock_release (LkFileLock *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->path);
  g_free (self);
}

/** lk_file_lock_remove: removes the file, then lets go. */
void
lk_file_lock_remove (LkFileLock *self)
{
  if (self->fd >= 0)
    g_unlink (self->path);
  lk_file_lock_release (self);
}
