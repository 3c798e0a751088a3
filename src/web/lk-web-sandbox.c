/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-web-sandbox.h"

#include <gio/gio.h>

/*
 * WebKit locks its processes into a sandbox, and where the system can't make one (no user
 * namespaces, a chroot) it doesn't fail but ends the whole program. So the same is tried beforehand
 * with a process that does nothing; what is found out holds until the program ends.
 */

static gboolean is_asked = FALSE;
static gboolean is_broken = FALSE;

static void
on_tried (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  is_broken = !g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error);
  if (is_broken)
    g_debug ("The sandbox of web pages can't be made: %s", error->message);
}

/* Inside a Flatpak, its portal makes the sandbox. */
static gboolean
is_made_by_the_portal (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}

/** lk_web_sandbox_probe: finds out, once and in the background, whether there can be a sandbox. */
void
lk_web_sandbox_probe (void)
{
  g_autoptr (GSubprocess) process = NULL;

  if (is_asked || is_made_by_the_portal ())
    return;
  is_asked = TRUE;
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                              NULL, "bwrap", "--die-with-parent", "--unshare-pid", "--unshare-uts",
                              "--ro-bind", "/", "/", "true", NULL);
  if (process != NULL)
    g_subprocess_wait_check_async (process, NULL, on_tried, NULL);
  else
    is_broken = TRUE;
}

/** lk_web_sandbox_is_broken: Returns: whether it is known that there can't be one */
gboolean
lk_web_sandbox_is_broken (void)
{
  return is_broken;
}
