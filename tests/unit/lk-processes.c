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
  char state;
} Process;

static gboolean
read_process (int      pid,
              Process *process)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *stat = NULL;

  return g_file_get_contents (path, &stat, NULL, NULL) &&
         sscanf (stat, "%*d (%31[^)]) %c %d", process->name, &process->state,
                 &process->parent) == 3 &&
         process->state != 'Z';
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

char *
lk_dup_process_list (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  GString *list = g_string_new (NULL);
  const char *entry;

  while ((entry = g_dir_read_name (dir)) != NULL)
    {
      int pid = atoi (entry);
      Process process;

      if (pid > 0 && read_process (pid, &process) && is_ours (pid))
        g_string_append_printf (list, "%d %c %s, of %d\n", pid, process.state, process.name,
                                process.parent);
    }
  return g_string_free (list, FALSE);
}

void
lk_keep_fatal_to_ourselves (void)
{
  g_unsetenv ("G_DEBUG");
}
