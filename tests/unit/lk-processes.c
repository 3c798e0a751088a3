/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-processes.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct
{
  int  parent;
  char name[32];
} Process;

static gboolean
read_process (int      pid,
              Process *process)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *stat = NULL;
  char state;

  return g_file_get_contents (path, &stat, NULL, NULL) &&
         sscanf (stat, "%*d (%31[^)]) %c %d", process->name, &state, &process->parent) == 3 &&
         state != 'Z';
}

static gboolean
is_ours (int pid)
{
  Process process;

  for (; pid > 1 && read_process (pid, &process); pid = process.parent)
    {
      if (process.parent == getpid ())
        return TRUE;
    }
  return FALSE;
}

guint
lk_find_processes (const char *name,
                   int        *last)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *entry;
  guint n = 0;

  while ((entry = g_dir_read_name (dir)) != NULL)
    {
      int pid = atoi (entry);
      Process process;

      if (pid <= 0 || !read_process (pid, &process) || !is_ours (pid) ||
          !g_str_has_prefix (process.name, name))
        continue;
      if (last != NULL)
        *last = pid;
      n++;
    }
  return n;
}
