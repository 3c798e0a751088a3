/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gio/gio.h>
#include <string.h>

/* The installed program as a desktop sees it: a process, a name on the bus, a window, an end. */

#define NAME "im.latchkey.Latchkey"
#define PATH "/im/latchkey/Latchkey"

static GSubprocess *
spawn (const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  GSubprocess *process;

  g_strv_builder_add (argv, g_getenv ("LATCHKEY_PROGRAM"));
  for (gsize i = 0; arguments[i] != NULL; i++)
    g_strv_builder_add (argv, arguments[i]);
  all = g_strv_builder_end (argv);
  process = g_subprocess_newv ((const char *const *) all,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                               &error);
  g_assert_no_error (error);
  return process;
}

static GVariant *
call (const char *path,
      const char *interface,
      const char *method,
      GVariant   *arguments)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);

  return g_dbus_connection_call_sync (bus, NAME, path, interface, method, arguments, NULL,
                                      G_DBUS_CALL_FLAGS_NO_AUTO_START, 1000, NULL, NULL);
}

/* GTK exports a window's actions below the application's path once the window exists. */
static gboolean
has_window (void)
{
  g_autoptr (GVariant) actions = call (PATH "/window/1", "org.gtk.Actions", "List", NULL);

  return actions != NULL;
}

static void
wait_for_window (void)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (!has_window ())
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (20 * 1000);
    }
}

static void
quit (GSubprocess *process)
{
  g_autoptr (GVariant) none = NULL;
  g_autoptr (GError) error = NULL;
  GVariantBuilder parameters, platform;

  g_variant_builder_init (&parameters, G_VARIANT_TYPE ("av"));
  g_variant_builder_init (&platform, G_VARIANT_TYPE ("a{sv}"));
  none = call (PATH, "org.gtk.Actions", "Activate",
               g_variant_new ("(sava{sv})", "quit", &parameters, &platform));
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

static void
test_it_opens_a_window_and_quits (void)
{
  static const char *const nothing[] = { NULL };
  g_autoptr (GSubprocess) process = spawn (nothing);
  g_autofree char *complaints = NULL;

  wait_for_window ();
  quit (process);
  g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &complaints, NULL);
  g_assert_cmpstr (complaints, ==, "");
}

static void
test_a_second_start_ends_at_the_first_window (void)
{
  static const char *const nothing[] = { NULL };
  g_autoptr (GSubprocess) first = spawn (nothing);
  g_autoptr (GSubprocess) second = NULL;
  g_autoptr (GError) error = NULL;

  wait_for_window ();
  second = spawn (nothing);
  g_subprocess_wait_check (second, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (has_window ());
  quit (first);
}

static void
test_it_says_its_version (void)
{
  static const char *const arguments[] = { "--version", NULL };
  g_autoptr (GSubprocess) process = spawn (arguments);
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  g_assert_true (strstr (output, LK_EXPECTED_VERSION) != NULL);
}

static void
test_it_does_not_link_webkit (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "ldd", g_getenv ("LATCHKEY_PROGRAM"),
                      NULL);
  g_autofree char *libraries = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &libraries, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (libraries, "libgtk-4"));
  g_assert_null (strstr (libraries, "webkit"));
  g_assert_null (strstr (libraries, "javascriptcore"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/e2e/program/it-opens-a-window-and-quits", test_it_opens_a_window_and_quits);
  g_test_add_func ("/e2e/program/a-second-start-ends-at-the-first-window",
                   test_a_second_start_ends_at_the_first_window);
  g_test_add_func ("/e2e/program/it-says-its-version", test_it_says_its_version);
  g_test_add_func ("/e2e/program/it-does-not-link-webkit", test_it_does_not_link_webkit);

  return g_test_run ();
}
