/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-application.h"

#include <glib/gi18n.h>

#include "lk-account-store-keyring.h"
#include "lk-callback-text.h"
#include "lk-client-names.h"
#include "lk-config.h"
#include "lk-diagnose-command.h"
#include "lk-dialogs.h"
#include "lk-ended-notice.h"
#include "lk-error-text.h"
#include "lk-high-contrast.h"
#include "lk-hold.h"
#include "lk-latecomers.h"
#include "lk-preferences-page.h"
#include "lk-revocation-store-keyring.h"
#include "lk-shortcuts-page.h"
#include "lk-shortcuts.h"
#include "lk-static-clients.h"
#include "lk-window.h"

#define DIRECTORY "latchkey"
#define CLIENTS_FILE "clients.ini"

/**
 * LkApplication:
 *
 * The program: its command line, its one window, and the world outside that it hands to the
 * accounts. What must wait for the network or the keyring begins after the first frame.
 */
struct _LkApplication
{
  AdwApplication parent_instance;
  LkAccountList *accounts;    /* (nullable) until first activated */
  LkLatecomers  *latecomers;  /* (nullable) until the first frame */
  LkEndedNotice *ended;       /* (nullable) until the first frame */
  GError        *load_error;  /* (nullable) not told yet: some of the index can't be read */
  GStrv          suggestions; /* (nullable) */
  gboolean       allow_insecure;
};

G_DEFINE_FINAL_TYPE (LkApplication, lk_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Show the version and exit"), NULL },
  { "suggest", 0, 0, G_OPTION_ARG_STRING_ARRAY, NULL,
    /* Translators: shown in the help of the command line. */
    N_("Suggest this homeserver when an account is added (may be repeated)"), N_("ADDRESS") },
  { "diagnose", 0, 0, G_OPTION_ARG_STRING, NULL,
    /* Translators: shown in the help of the command line. */
    N_("Find out whether a sign-in at this homeserver can start, print the steps, and exit"),
    N_("NAME") },
  { "insecure", 0, 0, G_OPTION_ARG_NONE, NULL,
    N_("Allow homeservers without encryption (for developers)"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, NULL, NULL,
    N_("[HOMESERVER, USER ID OR LINK]") },
  { NULL }
};

/* The world outside. */

/* The person's own count more than those of the system. */
static GKeyFile *
load_static_clients (void)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) folders = NULL;

  g_strv_builder_add (builder, g_get_user_config_dir ());
  g_strv_builder_addv (builder, (const char **) g_get_system_config_dirs ());
  folders = g_strv_builder_end (builder);
  return lk_static_clients_load ((const char *const *) folders,
                                 DIRECTORY G_DIR_SEPARATOR_S CLIENTS_FILE);
}

static LkPorts *
make_ports (LkApplication *self)
{
  g_autoptr (LkKeyring) keyring = lk_keyring_new ();
  g_autoptr (LkAccountStore) store = lk_account_store_keyring_new (keyring);
  g_autoptr (LkRevocationStore) revocation_store = lk_revocation_store_keyring_new (keyring);
  g_autoptr (LkClock) clock = lk_system_clock_new ();
  g_autofree char *data_dir = g_build_filename (g_get_user_data_dir (), DIRECTORY, NULL);
  g_autofree char *cache_dir = g_build_filename (g_get_user_cache_dir (), DIRECTORY, NULL);
  LkPorts *ports = lk_ports_new (store, revocation_store, clock, data_dir, cache_dir);

  ports->static_clients = load_static_clients ();
  ports->client_names = lk_client_names_get ();
  ports->callback_pages = lk_callback_text_make_pages ();
  ports->allow_insecure = self->allow_insecure;
  return ports;
}

static void
ensure_accounts (LkApplication *self)
{
  g_autoptr (LkPorts) ports = NULL;

  if (self->accounts != NULL)
    return;
  ports = make_ports (self);
  lk_hold_while_busy (G_APPLICATION (self), ports->http);
  self->accounts = lk_account_list_new (ports);
  lk_account_list_load (self->accounts, &self->load_error);
}

/* The window. */

static void
tell_load_error (LkApplication *self,
                 GtkWidget     *window)
{
  const LkAnswer answers[] = { { "close", _("_Close"), LK_ANSWER_PLAIN } };
  g_autoptr (GError) error = g_steal_pointer (&self->load_error);
  g_autofree char *details = NULL;
  g_autofree char *body = NULL;

  if (error == NULL)
    return;
  details = lk_error_text_details (error);
  /* Translators: %s are the details of what went wrong. */
  body = g_strdup_printf (_("The list of accounts can’t be read in full. What can’t be read is "
                            "kept as it is.\n\n%s"), details);
  lk_ask (window, "load-error-dialog", _("Some Accounts Are Missing"), body, answers,
          G_N_ELEMENTS (answers), NULL, NULL, NULL);
}

static void
on_first_frame (GdkFrameClock *clock,
                LkApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  LkPorts *ports = lk_account_list_get_ports (self->accounts);

  g_signal_handlers_disconnect_by_func (clock, on_first_frame, self);
  /* Under X11 the icon is drawn by us, which takes an SVG library: not before there is a window. */
  gtk_window_set_default_icon_name (LK_APP_ID);
  g_set_object (&ports->network, g_network_monitor_get_default ());
  if (self->ended == NULL)
    self->ended = lk_ended_notice_new (GTK_APPLICATION (self), self->accounts);
  lk_account_list_resume (self->accounts);
  if (self->latecomers == NULL)
    self->latecomers = lk_latecomers_new (ports);
  tell_load_error (self, GTK_WIDGET (window));
}

static void
on_realized (LkApplication *self,
             GtkWidget     *window)
{
  g_signal_connect_object (gtk_widget_get_frame_clock (window), "after-paint",
                           G_CALLBACK (on_first_frame), self, G_CONNECT_DEFAULT);
}

static LkWindow *
ensure_window (LkApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));
  LkWindow *window;

  for (GList *l = windows; l != NULL; l = l->next)
    {
      if (LK_IS_WINDOW (l->data))
        return l->data;
    }
  ensure_accounts (self);
  window = lk_window_new (GTK_APPLICATION (self), self->accounts,
                          (const char *const *) self->suggestions);
  g_signal_connect_object (window, "realize", G_CALLBACK (on_realized), self, G_CONNECT_SWAPPED);
  return window;
}

static void
lk_application_activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (ensure_window (LK_APPLICATION (application))));
}

/* The command line. */

/* Before there is a display, a bus or another instance: it needs none of them. */
static int
diagnose (LkApplication *self,
          GVariantDict  *arguments,
          const char    *name)
{
  g_autoptr (LkPorts) ports = NULL;

  self->allow_insecure = g_variant_dict_contains (arguments, "insecure");
  ports = make_ports (self);
  return lk_diagnose_command_run (ports, name);
}

static gsize
count_remaining (GVariantDict *arguments)
{
  g_autoptr (GVariant) remaining =
    g_variant_dict_lookup_value (arguments, G_OPTION_REMAINING, G_VARIANT_TYPE_STRING_ARRAY);

  return remaining != NULL ? g_variant_n_children (remaining) : 0;
}

static int
lk_application_handle_local_options (GApplication *application,
                                     GVariantDict *arguments)
{
  const char *name;

  if (g_variant_dict_contains (arguments, "version"))
    {
      g_print ("Latchkey %s\n", LK_VERSION);
      return 0;
    }
  if (count_remaining (arguments) > 1)
    {
      g_printerr ("%s\n", _("Give one homeserver, user ID or link, not several."));
      return 1;
    }
  if (g_variant_dict_lookup (arguments, "diagnose", "&s", &name))
    return diagnose (LK_APPLICATION (application), arguments, name);
  return -1; /* goes on */
}

static void
take_arguments (LkApplication *self,
                GVariantDict  *arguments)
{
  g_auto (GStrv) suggestions = NULL;

  if (g_variant_dict_lookup (arguments, "suggest", "^as", &suggestions))
    {
      g_strfreev (self->suggestions);
      self->suggestions = g_steal_pointer (&suggestions);
    }
  if (g_variant_dict_contains (arguments, "insecure"))
    self->allow_insecure = TRUE;
}

static int
lk_application_command_line (GApplication            *application,
                             GApplicationCommandLine *command_line)
{
  LkApplication *self = LK_APPLICATION (application);
  GVariantDict *arguments = g_application_command_line_get_options_dict (command_line);
  g_autofree const char **remaining = NULL;

  take_arguments (self, arguments);
  g_application_activate (application);
  if (g_variant_dict_lookup (arguments, G_OPTION_REMAINING, "^a&s", &remaining) &&
      remaining[0] != NULL)
    lk_window_open (ensure_window (self), remaining[0]);
  return 0;
}

/* A link, when the desktop starts the program by D-Bus: there is no command line then. */
static void
lk_application_open (GApplication *application,
                     GFile       **files,
                     int           n_files,
                     const char   *hint)
{
  LkApplication *self = LK_APPLICATION (application);
  g_autofree char *uri = g_file_get_uri (files[0]);

  g_application_activate (application);
  lk_window_open (ensure_window (self), uri);
}

/* Actions. */

static void
on_preferences_activated (GSimpleAction *action,
                          GVariant      *parameter,
                          gpointer       user_data)
{
  LkApplication *self = user_data;
  GtkWindow *window = GTK_WINDOW (ensure_window (self));

  gtk_window_present (window);
  lk_show_preferences (window, self->accounts);
}

static void
on_shortcuts_activated (GSimpleAction *action,
                        GVariant      *parameter,
                        gpointer       user_data)
{
  GtkWindow *window = GTK_WINDOW (ensure_window (user_data));

  gtk_window_present (window);
  lk_show_shortcuts (window);
}

static void
on_about_activated (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  lk_show_about (gtk_application_get_active_window (user_data));
}

/* (transfer none) (nullable) */
static LkAccount *
find_account (LkApplication *self,
              const char    *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (LkAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (g_strcmp0 (lk_account_get_id (account), id) == 0)
        return account;
    }
  return NULL;
}

/* A notification is clicked, perhaps after the program has quit: then this starts it. */
static void
do_with_account (LkApplication *self,
                 GVariant      *id,
                 void         (*verb) (LkWindow *, LkAccount *))
{
  LkWindow *window = ensure_window (self);
  LkAccount *account = find_account (self, g_variant_get_string (id, NULL));

  gtk_window_present (GTK_WINDOW (window));
  if (account != NULL)
    verb (window, account);
}

static void
on_show_account_activated (GSimpleAction *action,
                           GVariant      *parameter,
                           gpointer       user_data)
{
  do_with_account (user_data, parameter, lk_window_show_account);
}

static void
on_sign_in_again_activated (GSimpleAction *action,
                            GVariant      *parameter,
                            gpointer       user_data)
{
  do_with_account (user_data, parameter, lk_window_sign_in_again);
}

/* Closing is what a person does, too: windows remember their size, conversations end well. */
static void
on_quit_activated (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (user_data));

  for (GList *l = windows; l != NULL; l = l->next)
    {
      if (LK_IS_WINDOW (l->data))
        gtk_window_close (l->data);
    }
}

static void
lk_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { .name = "preferences", .activate = on_preferences_activated },
    { .name = "shortcuts", .activate = on_shortcuts_activated },
    { .name = "about", .activate = on_about_activated },
    { .name = "quit", .activate = on_quit_activated },
    { .name = "show-account", .activate = on_show_account_activated, .parameter_type = "s" },
    { .name = "sign-in-again", .activate = on_sign_in_again_activated, .parameter_type = "s" },
  };

  G_APPLICATION_CLASS (lk_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  lk_shortcuts_set_accels (GTK_APPLICATION (application));
  lk_high_contrast_follow (adw_application_get_style_manager (ADW_APPLICATION (application)));
}

static void
lk_application_finalize (GObject *object)
{
  LkApplication *self = LK_APPLICATION (object);

  g_clear_object (&self->latecomers);
  g_clear_object (&self->ended);
  g_clear_object (&self->accounts);
  g_clear_error (&self->load_error);
  g_strfreev (self->suggestions);
  G_OBJECT_CLASS (lk_application_parent_class)->finalize (object);
}

static void
lk_application_class_init (LkApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lk_application_finalize;
  application_class->startup = lk_application_startup;
  application_class->activate = lk_application_activate;
  application_class->handle_local_options = lk_application_handle_local_options;
  application_class->command_line = lk_application_command_line;
  application_class->open = lk_application_open;
}

static void
lk_application_init (LkApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/** lk_application_new: Returns: (transfer full): the program */
LkApplication *
lk_application_new (void)
{
  return g_object_new (LK_TYPE_APPLICATION,
                       "application-id", LK_APP_ID,
                       "flags", G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/im/latchkey/Latchkey",
                       NULL);
}

/** lk_application_get_accounts: Returns: (transfer none) (nullable): the accounts */
LkAccountList *
lk_application_get_accounts (LkApplication *self)
{
  g_return_val_if_fail (LK_IS_APPLICATION (self), NULL);

  return self->accounts;
}
