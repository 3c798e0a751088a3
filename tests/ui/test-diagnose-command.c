/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "lk-broken-servers.h"

/*
 * `latchkey --diagnose NAME` as a script sees it: the built program, without a display and without
 * a bus, in front of servers that are broken in one way each.
 */

typedef struct
{
  int   status;
  char *output;
  char *complaints;
} Run;

static void
run_clear (Run *run)
{
  g_free (run->output);
  g_free (run->complaints);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

/* A home of its own, below the fixture's directory, to see what it leaves there. */
static GSubprocessLauncher *
new_launcher (LkAccountFixture *self)
{
  static const char *const folders[] = {
    "HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME",
    "XDG_RUNTIME_DIR",
  };
  g_autofree char *home = g_build_filename (self->dir, "home", NULL);
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                                             G_SUBPROCESS_FLAGS_STDERR_PIPE);

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    g_subprocess_launcher_setenv (launcher, folders[i], home, TRUE);
  g_subprocess_launcher_unsetenv (launcher, "DISPLAY");
  g_subprocess_launcher_unsetenv (launcher, "WAYLAND_DISPLAY");
  g_subprocess_launcher_setenv (launcher, "DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent",
                                TRUE);
  return launcher;
}

static void
diagnose (LkAccountFixture *self,
          const char       *typed,
          Run              *run)
{
  g_autoptr (GSubprocessLauncher) launcher = new_launcher (self);
  g_autofree char *text = lk_broken_server_fill (self, typed);
  const char *const argv[] = {
    g_getenv ("LATCHKEY_PROGRAM"), "--insecure", "--diagnose", text, NULL,
  };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, lk_test_store_result, &result);
  g_subprocess_communicate_utf8_finish (process, lk_test_await (&result), &run->output,
                                        &run->complaints, &error);
  g_assert_no_error (error);
  g_test_message ("%s%s", run->output, run->complaints);
  g_assert_true (g_subprocess_get_if_exited (process));
  run->status = g_subprocess_get_exit_status (process);
}

/* After the last empty line: whether, why, and whose job it is. */
static const char *
conclusion_of (const Run *run)
{
  const char *end = g_strrstr (run->output, "\n\n");

  g_assert_nonnull (end);
  return end + 2;
}

static void
test_it_says_the_culprit (LkAccountFixture *self,
                          gconstpointer     data)
{
  const LkBrokenServer *server = data;
  g_autofree char *words = lk_broken_server_fill (self, server->words);
  g_auto (Run) run = { 0 };

  lk_broken_server_script (server, self);
  diagnose (self, server->typed, &run);
  g_assert_cmpint (run.status, ==, server->could_start ? 0 : 1);
  g_assert_nonnull (strstr (conclusion_of (&run), words));
  g_assert_cmpstr (run.complaints, ==, "");
}

static void
test_it_leaves_nothing_behind (LkAccountFixture *self,
                               gconstpointer     data)
{
  g_autofree char *home = g_build_filename (self->dir, "home", NULL);
  g_auto (Run) run = { 0 };

  diagnose (self, NULL, &run);
  g_assert_cmpint (run.status, ==, 0);
  g_assert_false (g_file_test (home, G_FILE_TEST_EXISTS));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < lk_n_broken_servers; i++)
    {
      g_autofree char *path =
        g_strconcat ("/diagnose-command/it-says-the-culprit/", lk_broken_servers[i].name, NULL);

      g_test_add (path, LkAccountFixture, &lk_broken_servers[i], lk_account_fixture_set_up,
                  test_it_says_the_culprit, lk_account_fixture_tear_down);
    }
  g_test_add ("/diagnose-command/it-leaves-nothing-behind", LkAccountFixture, NULL,
              lk_account_fixture_set_up, test_it_leaves_nothing_behind,
              lk_account_fixture_tear_down);

  return g_test_run ();
}
