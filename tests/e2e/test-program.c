/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

/* The installed program as a desktop sees it: a process, a name on the bus, a window, an end. */

#define NAME "im.latchkey.Latchkey"
#define PATH "/im/latchkey/Latchkey"

static GDBusConnection *bus; /* where the program is to be found */

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

static void
test_bad_arguments_are_told (void)
{
  static const struct { const char *arguments[3]; const char *complaint; } bad[] = {
    { { "example.org", "example.net", NULL },
      "Give one homeserver, user ID or link, not several.\n" },
    { { "--no-such-option", NULL }, "Unknown option --no-such-option\n" },
    { { "--suggest", NULL }, "Missing argument for --suggest\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GSubprocess) process = spawn (bad[i].arguments);
      g_autofree char *output = NULL;
      g_autofree char *complaints = NULL;
      g_autoptr (GError) error = NULL;

      g_subprocess_communicate_utf8 (process, NULL, NULL, &output, &complaints, &error);
      g_assert_no_error (error);
      g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);
      g_assert_cmpstr (complaints, ==, bad[i].complaint);
      g_assert_cmpstr (output, ==, "");
    }
}

/* Activation. */

/* As the installed file, for the program that is being tested. Returns: (transfer full) */
static char *
make_service_folder (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("latchkey-service-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, NAME ".service", NULL);
  g_autofree char *service =
    g_strdup_printf ("[D-BUS Service]\nName=%s\nExec=%s --gapplication-service\n", NAME,
                     g_getenv ("LATCHKEY_PROGRAM"));

  g_assert_no_error (error);
  g_file_set_contents (path, service, -1, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&folder);
}

static void
remove_service_folder (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, NAME ".service", NULL);

  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

typedef struct
{
  const char *method;
  const char *arguments; /* as text */
} Activation;

static const Activation activations[] = {
  { "Activate", "(@a{sv} {},)" },
  { "Open", "(['im.latchkey.latchkey:/sign-in?server=example.org'], @a{sv} {})" },
  { "ActivateAction", "('sign-in-again', [<'nobody'>], @a{sv} {})" },
  { "ActivateAction", "('show-account', [<'nobody'>], @a{sv} {})" },
};

static GVariant *
ask_daemon (const char *method)
{
  g_autoptr (GError) error = NULL;
  GVariant *answer =
    g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                 "org.freedesktop.DBus", method, g_variant_new ("(s)", NAME), NULL,
                                 G_DBUS_CALL_FLAGS_NONE, 1000, NULL, &error);

  g_assert_no_error (error);
  return answer;
}

static gboolean
has_owner (void)
{
  g_autoptr (GVariant) answer = ask_daemon ("NameHasOwner");
  gboolean has_owner;

  g_variant_get (answer, "(b)", &has_owner);
  return has_owner;
}

/* A service lingers without a window; the next test wants to start another. */
static void
end_service (void)
{
  g_autoptr (GVariant) answer = ask_daemon ("GetConnectionUnixProcessID");
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  guint pid;

  g_variant_get (answer, "(u)", &pid);
  g_assert_cmpint (kill ((pid_t) pid, SIGTERM), ==, 0);
  while (has_owner ())
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (20 * 1000);
    }
}

static void
start_by (const Activation *activation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) none = NULL;

  g_test_message ("%s", activation->method);
  g_assert_false (has_owner ());
  none = g_dbus_connection_call_sync (bus, NAME, PATH, "org.freedesktop.Application",
                                      activation->method,
                                      g_variant_new_parsed (activation->arguments), NULL,
                                      G_DBUS_CALL_FLAGS_NONE, 60000, NULL, &error);
  g_assert_no_error (error);
  wait_for_window ();
  end_service ();
}

/* On a bus of its own, which knows of no other program. */
static void
test_dbus_starts_it (void)
{
  GTestDBus *daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autofree char *folder = make_service_folder ();
  g_autoptr (GError) error = NULL;

  g_clear_object (&bus);
  g_test_dbus_add_service_dir (daemon, folder);
  g_test_dbus_up (daemon);
  bus = g_dbus_connection_new_for_address_sync (
    g_test_dbus_get_bus_address (daemon),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (activations); i++)
    start_by (&activations[i]);
  g_clear_object (&bus);
  g_test_dbus_down (daemon);
  g_object_unref (daemon);
  remove_service_folder (folder);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);

  g_test_add_func ("/e2e/program/it-opens-a-window-and-quits", test_it_opens_a_window_and_quits);
  g_test_add_func ("/e2e/program/a-second-start-ends-at-the-first-window",
                   test_a_second_start_ends_at_the_first_window);
  g_test_add_func ("/e2e/program/it-says-its-version", test_it_says_its_version);
  g_test_add_func ("/e2e/program/it-does-not-link-webkit", test_it_does_not_link_webkit);
  g_test_add_func ("/e2e/program/bad-arguments-are-told", test_bad_arguments_are_told);
  /* The last one: it is the end of the session's own bus. */
  g_test_add_func ("/e2e/program/dbus-starts-it", test_dbus_starts_it);

  status = g_test_run ();
  g_clear_object (&bus);
  return status;
}
