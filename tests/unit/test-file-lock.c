/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-file-lock.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lk-fake-server.h"
#include "lk-files.h"

typedef struct
{
  char *dir;
  char *path;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->dir = g_dir_make_tmp ("lk-test-XXXXXX", NULL);
  self->path = g_build_filename (self->dir, "locks", "one", NULL);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  lk_remove_tree (self->dir);
  g_free (self->dir);
  g_free (self->path);
}

static LkFileLock *
acquire (Fixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_file_lock_acquire_async (self->path, NULL, lk_test_store_result, &result);
  return lk_file_lock_acquire_finish (lk_test_await (&result), NULL);
}

static void
test_second_waits_for_the_first (Fixture       *self,
                                 gconstpointer  data)
{
  LkFileLock *first = acquire (self);
  g_autoptr (LkFileLock) second = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_nonnull (first);
  lk_file_lock_acquire_async (self->path, NULL, lk_test_store_result, &result);
  lk_test_drain ();
  g_assert_null (result);
  lk_file_lock_release (first);
  second = lk_file_lock_acquire_finish (lk_test_await (&result), NULL);
  g_assert_nonnull (second);
}

static void
test_who_waits_may_leave (Fixture       *self,
                          gconstpointer  data)
{
  g_autoptr (LkFileLock) first = acquire (self);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_file_lock_acquire_async (self->path, cancellable, lk_test_store_result, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (lk_file_lock_acquire_finish (lk_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Another process, killed while it holds the lock. */
static void
test_dead_process_holds_nothing (Fixture       *self,
                                 gconstpointer  data)
{
  g_autoptr (LkFileLock) ours = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  int ready[2];
  char byte;
  pid_t pid;

  g_assert_cmpint (pipe (ready), ==, 0);
  pid = fork ();
  if (pid == 0)
    {
      LkFileLock *theirs = lk_file_lock_acquire_now (self->path);

      if (theirs == NULL || write (ready[1], "x", 1) != 1)
        _exit (1);
      while (TRUE)
        pause ();
    }
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  lk_file_lock_acquire_async (self->path, NULL, lk_test_store_result, &result);
  lk_test_drain ();
  g_assert_null (result);
  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
  ours = lk_file_lock_acquire_finish (lk_test_await (&result), NULL);
  g_assert_nonnull (ours);
  close (ready[0]);
  close (ready[1]);
}

/* Who waited for the lock of something that is gone by then holds the lock that is there now. */
static void
test_removed_lock_is_not_held (Fixture       *self,
                               gconstpointer  data)
{
  LkFileLock *first = acquire (self);
  LkFileLock *second;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) third = NULL;

  lk_file_lock_acquire_async (self->path, NULL, lk_test_store_result, &result);
  lk_file_lock_remove (first);
  second = lk_file_lock_acquire_finish (lk_test_await (&result), NULL);
  g_assert_true (g_file_test (self->path, G_FILE_TEST_EXISTS));
  lk_file_lock_acquire_async (self->path, NULL, lk_test_store_result, &third);
  lk_test_drain ();
  g_assert_null (third);
  lk_file_lock_remove (second);
  lk_file_lock_remove (lk_file_lock_acquire_finish (lk_test_await (&third), NULL));
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
}

/* Where there can be no file there is no lock, and nobody is kept waiting for it. */
static void
test_no_file_is_no_obstacle (Fixture       *self,
                             gconstpointer  data)
{
  g_autofree char *in_the_way = g_build_filename (self->dir, "locks", NULL);

  g_assert_true (g_file_set_contents (in_the_way, "not a directory", -1, NULL));
  lk_file_lock_release (acquire (self));
  lk_file_lock_remove (acquire (self));
}

static void
test_only_the_person_can_open_it (Fixture       *self,
                                  gconstpointer  data)
{
  g_autoptr (LkFileLock) lock = acquire (self);
  GStatBuf status;

  g_assert_cmpint (g_stat (self->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

#define add(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/file-lock/second-waits-for-the-first", test_second_waits_for_the_first);
  add ("/file-lock/who-waits-may-leave", test_who_waits_may_leave);
  add ("/file-lock/dead-process-holds-nothing", test_dead_process_holds_nothing);
  add ("/file-lock/removed-lock-is-not-held", test_removed_lock_is_not_held);
  add ("/file-lock/no-file-is-no-obstacle", test_no_file_is_no_obstacle);
  add ("/file-lock/only-the-person-can-open-it", test_only_the_person_can_open_it);

  return g_test_run ();
}
