/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-dummy-browser.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lk-fake-server.h"
#include "lk-files.h"

#define ENTRY "lk-dummy-browser.desktop"

static GPtrArray *opened; /* (nullable) until installed */
static GString *unread;   /* what came of a line that has not ended */
static char *home;        /* where the desktop finds it */

static gboolean
on_readable (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  char bytes[4096];
  gssize length = read (fd, bytes, sizeof bytes);
  const char *end;

  if (length <= 0)
    return G_SOURCE_CONTINUE;
  g_string_append_len (unread, bytes, length);
  while ((end = strchr (unread->str, '\n')) != NULL)
    {
      g_ptr_array_add (opened, g_strndup (unread->str, end - unread->str));
      g_string_erase (unread, 0, end - unread->str + 1);
    }
  return G_SOURCE_CONTINUE;
}

static void
write_file (const char *folder,
            const char *name,
            const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_chmod (path, 0700), ==, 0);
}

static void
clean_up (void)
{
  lk_remove_tree (home);
  g_clear_pointer (&home, g_free);
  g_clear_pointer (&opened, g_ptr_array_unref);
  g_string_free (unread, TRUE);
}

/* Both ends are ours: it is never at its end. */
static void
listen_to (const char *fifo)
{
  int fd;

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  fd = g_open (fifo, O_RDWR | O_NONBLOCK | O_CLOEXEC, 0);
  g_assert_cmpint (fd, >=, 0);
  g_unix_fd_add (fd, G_IO_IN, on_readable, NULL);
}

void
lk_dummy_browser_install (void)
{
  g_autofree char *applications = NULL;
  g_autofree char *fifo = NULL;
  g_autofree char *script = NULL;
  g_autofree char *entry = NULL;

  home = g_dir_make_tmp ("latchkey-browser-XXXXXX", NULL);
  applications = g_build_filename (home, "applications", NULL);
  fifo = g_build_filename (home, "opened", NULL);
  script = g_strdup_printf ("#!/bin/sh\nprintf '%%s\\n' \"$1\" > '%s'\n", fifo);
  entry =
    g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Dummy\nExec=%s/browser %%u\n"
                     "MimeType=x-scheme-handler/http;\n", home);

  g_assert_cmpint (g_mkdir (applications, 0700), ==, 0);
  write_file (home, "browser", script);
  write_file (applications, ENTRY, entry);
  write_file (home, "mimeapps.list", "[Default Applications]\nx-scheme-handler/http=" ENTRY "\n");
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  opened = g_ptr_array_new_with_free_func (g_free);
  unread = g_string_new (NULL);
  listen_to (fifo);
  atexit (clean_up);
}

static gboolean
was_opened (gpointer user_data)
{
  return opened->len >= GPOINTER_TO_UINT (user_data);
}

void
lk_dummy_browser_wait (guint times)
{
  lk_test_wait_until (was_opened, GUINT_TO_POINTER (times));
}

guint
lk_dummy_browser_count (void)
{
  return opened->len;
}

const char *
lk_dummy_browser_get_last (void)
{
  return opened->len > 0 ? g_ptr_array_index (opened, opened->len - 1) : NULL;
}

void
lk_dummy_browser_forget (void)
{
  g_ptr_array_set_size (opened, 0);
}
