/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-e2e.h"

#include <string.h>

/* `latchkey --diagnose` in front of each of the playground's servers: the built program, without a
 * display and without a bus. */

typedef struct
{
  const char *name;        /* in the playground's table */
  const char *path;
  gboolean    could_start;
  gboolean    is_stranger; /* no file with client IDs */
  gboolean    needs_tls;
  const char *steps[3];    /* what is said on the way; {host}: of the server */
  const char *words;       /* in the end */
} Server;

static const Server servers[] = {
  { .name = "homeserver", .path = "homeserver", .could_start = TRUE,
    .steps = { "It says that the homeserver is at {host}.", "People sign in through the provider",
               "The provider knows Latchkey now." },
    .words = "A sign-in can start" },
  { .name = "legacy", .path = "J1/legacy", .could_start = TRUE,
    .steps = { "It says that the homeserver is at {host}.",
               "People sign in with a password, or on a page of the server’s." },
    .words = "A sign-in can start" },
  { .name = "no-registration", .path = "C9/no-registration", .could_start = TRUE,
    .steps = { "It says that the homeserver is at {host}.", "People sign in through the provider",
               "client ID" },
    .words = "A sign-in can start" },
  { .name = "no-registration", .path = "C9/no-registration-and-no-client-id", .is_stranger = TRUE,
    .steps = { "People sign in through the provider" },
    .words = "Ask its administrator for a client ID for Latchkey." },
  { .name = "unstable", .path = "B2/unstable", .could_start = TRUE,
    .steps = { "{url}/_matrix/client/v1/auth_metadata · 404",
               "{url}/_matrix/client/unstable/org.matrix.msc2965/auth_metadata · 200",
               "The provider knows Latchkey now." },
    .words = "A sign-in can start" },
  { .name = "well-known-2022", .path = "B4/well-known-2022", .could_start = TRUE,
    .steps = { "{url}/_matrix/client/unstable/org.matrix.msc2965/auth_issuer · 404",
               "/.well-known/openid-configuration · 200", "The provider knows Latchkey now." },
    .words = "A sign-in can start" },
  { .name = "oauth-aware", .path = "J3/oauth-aware", .could_start = TRUE,
    .steps = { "{url}/_matrix/client/v3/login · 200", "People sign in on a page of the server’s." },
    .words = "A sign-in can start" },
  { .name = "tls", .path = "A9/tls", .could_start = TRUE, .needs_tls = TRUE,
    .steps = { "It says that the homeserver is at matrix.tls.localhost",
               "People sign in through the provider account.tls.localhost",
               "The provider knows Latchkey now." },
    .words = "A sign-in can start" },
  { .name = "self-signed", .path = "K8/self-signed",
    .words = "The certificate of {host} is signed by nobody whom this computer trusts. The "
             "administrator of {host} has to fix that" },
};

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

static void
diagnose (const char *url,
          gboolean    is_stranger,
          Run        *run)
{
  const char *const argv[] = { g_getenv ("LATCHKEY_PROGRAM"), "--diagnose", url, NULL };
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "G_DEBUG", "fatal-criticals", TRUE);
  g_subprocess_launcher_unsetenv (launcher, "DISPLAY");
  g_subprocess_launcher_unsetenv (launcher, "WAYLAND_DISPLAY");
  g_subprocess_launcher_setenv (launcher, "DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent",
                                TRUE);
  if (is_stranger)
    g_subprocess_launcher_setenv (launcher, "XDG_CONFIG_DIRS", "/nonexistent", TRUE);
  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &run->output, &run->complaints, &error);
  g_assert_no_error (error);
  g_test_message ("%s%s", run->output, run->complaints);
  g_assert_true (g_subprocess_get_if_exited (process));
  run->status = g_subprocess_get_exit_status (process);
}

static char *
fill (const char *text,
      const char *url)
{
  g_autoptr (GString) filled = g_string_new (text);

  g_string_replace (filled, "{url}", url, 0);
  g_string_replace (filled, "{host}", strstr (url, "//") + 2, 0);
  return g_strdup (filled->str);
}

static void
assert_said (const char *output,
             const char *text,
             const char *url)
{
  g_autofree char *words = fill (text, url);

  g_assert_nonnull (strstr (output, words));
}

static void
test_it_says_what_there_is (gconstpointer data)
{
  const Server *server = data;
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  const char *url = lk_e2e_get_server (e2e, server->name);
  g_auto (Run) run = { 0 };

  if (server->needs_tls && !lk_e2e_trusts_tls (e2e))
    {
      g_test_skip ("The playground’s CA can’t be made known here");
      return;
    }
  diagnose (url, server->is_stranger, &run);
  g_assert_cmpint (run.status, ==, server->could_start ? 0 : 1);
  g_assert_cmpstr (run.complaints, ==, "");
  for (gsize i = 0; i < G_N_ELEMENTS (server->steps) && server->steps[i] != NULL; i++)
    assert_said (run.output, server->steps[i], url);
  assert_said (g_strrstr (run.output, "\n\n"), server->words, url);
}

int
main (int   argc,
      char *argv[])
{
  lk_e2e_init (&argc, &argv);

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_autofree char *path = g_strconcat ("/e2e/diagnose/", servers[i].path, NULL);

      g_test_add_data_func (path, &servers[i], test_it_says_what_there_is);
    }

  return g_test_run ();
}
