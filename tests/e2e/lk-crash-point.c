/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-crash-point.h"

#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/*
 * LK_CRASH_LOG names a file that is told of every moment that is passed; at the one with the number
 * LK_CRASH_AT, from 1 on, the kernel ends the process. Nothing is tidied up, as in a power cut.
 */

static void
write_down (const char *name)
{
  const char *path = g_getenv ("LK_CRASH_LOG");
  g_autofree char *line = g_strconcat (name, "\n", NULL);
  int fd;

  if (path == NULL)
    return;
  fd = open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0 || write (fd, line, strlen (line)) != (gssize) strlen (line))
    g_error ("LK_CRASH_LOG can't be written");
  close (fd);
}

void
lk_crash_point (const char *name)
{
  static gint64 n_passed;
  const char *at = g_getenv ("LK_CRASH_AT");

  write_down (name);
  if (at != NULL && g_ascii_strtoll (at, NULL, 10) == ++n_passed)
    kill (getpid (), SIGKILL);
}
