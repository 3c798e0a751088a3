/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-e2e.h"

#include <adwaita.h>
#include <libsecret/secret.h>
#include <string.h>

#include "lk-application.h"
#include "lk-e2e-private.h"
#include "lk-files.h"
#include "lk-processes.h"

#define PATIENCE_SECONDS 60

void
lk_e2e_init (int    *argc,
             char ***argv)
{
  lk_e2e_install_browser ();
  lk_keep_fatal_to_ourselves ();
  gtk_test_init (argc, argv, NULL);
  adw_init ();
  g_log_set_always_fatal ((GLogLevelFlags) (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL));
}

static void
forget_everything (void)
{
  const char *const roots[] = { g_get_user_data_dir (), g_get_user_cache_dir () };
  g_autoptr (GHashTable) ours = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GSettings) settings = g_settings_new ("im.latchkey.Latchkey");

  for (gsize i = 0; i < G_N_ELEMENTS (roots); i++)
    {
      g_autofree char *path = g_build_filename (roots[i], "latchkey", NULL);

      lk_remove_tree (path);
    }
  g_settings_reset (settings, "recent-servers");
  g_settings_reset (settings, "ways");
  g_settings_reset (settings, "default-server");
  g_settings_reset (settings, "preferred-way");
  g_settings_reset (settings, "keep-recent-servers");
  g_settings_reset (settings, "keep-cookies");
  g_hash_table_insert (ours, (gpointer) "app-id", (gpointer) "im.latchkey.Latchkey");
  secret_password_clearv_sync (NULL, ours, NULL, NULL);
}

static JsonNode *
read_playground (void)
{
  const char *path = g_getenv ("LATCHKEY_PLAYGROUND");
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    g_error ("These tests run in the playground: ./dev check, or playground.py --exec");
  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_parser_steal_root (parser);
}

static void
start (LkE2e *self)
{
  g_autoptr (GError) error = NULL;

  self->app = lk_application_new ();
  g_application_register (G_APPLICATION (self->app), NULL, &error);
  g_assert_no_error (error);
  g_application_activate (G_APPLICATION (self->app));
}

static gboolean
is_finalized (LkE2e   *self,
              gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

/* What g_application_run() does at its end. Whatever still holds the application after its windows
 * have gone is a leak, or a conversation that nobody stopped. */
static void
stop (LkE2e *self)
{
  gpointer app = self->app;
  GList *windows;

  while ((windows = gtk_application_get_windows (GTK_APPLICATION (self->app))) != NULL)
    gtk_window_destroy (windows->data);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_signal_emit_by_name (self->app, "shutdown");
  g_object_add_weak_pointer (G_OBJECT (self->app), &app);
  g_clear_object (&self->app);
  lk_e2e_wait_until (self, is_finalized, &app, "the application to go");
}

LkE2e *
lk_e2e_new (void)
{
  forget_everything ();
  return lk_e2e_new_as_it_was ();
}

LkE2e *
lk_e2e_new_as_it_was (void)
{
  LkE2e *self = g_new0 (LkE2e, 1);

  self->playground = read_playground ();
  self->soup = soup_session_new ();
  lk_e2e_control (self, "/heal", "{}");
  lk_e2e_control (self, "/provider/ttl", "{\"seconds\":300}");
  lk_e2e_control (self, "/requests/clear", "{}");
  start (self);
  return self;
}

void
lk_e2e_free (LkE2e *self)
{
  lk_e2e_control (self, "/heal", "{}");
  stop (self);
  forget_everything ();
  g_object_unref (self->soup);
  json_node_unref (self->playground);
  g_free (self);
}

void
lk_e2e_restart (LkE2e *self)
{
  stop (self);
  start (self);
}

GtkWindow *
lk_e2e_get_window (LkE2e *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self->app));

  while (windows != NULL && gtk_window_get_transient_for (windows->data) != NULL)
    windows = windows->next;
  return windows != NULL ? windows->data : NULL;
}

LkAccountList *
lk_e2e_get_accounts (LkE2e *self)
{
  return lk_application_get_accounts (self->app);
}

LkAccount *
lk_e2e_get_account (LkE2e *self,
                    guint  position)
{
  g_autoptr (LkAccount) account =
    g_list_model_get_item (G_LIST_MODEL (lk_e2e_get_accounts (self)), position);

  g_assert_nonnull (account);
  return account; /* the list holds it */
}

/* Waiting. */

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
give_up (LkE2e      *self,
         const char *what)
{
  g_autofree char *picture =
    g_build_filename (g_get_tmp_dir (), "latchkey-e2e-failure.png", NULL);
  g_autofree char *text = lk_e2e_dup_text (self);
  g_autofree char *processes = lk_dup_process_list ();

  lk_e2e_take_picture (self, picture);
  g_error ("Waited %d s in vain for %s. The window (%s) says:\n%s\nBelow it run:\n%s",
           PATIENCE_SECONDS, what, picture, text, processes);
}

void
lk_e2e_wait_until (LkE2e         *self,
                   LkE2eCondition condition,
                   gpointer       user_data,
                   const char    *what)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;
  /* So that conditions are looked at again, when there is nothing else to do: one that takes longer
   * than the pause would else keep from happening what it waits for. */
  guint tick = g_timeout_add_full (G_PRIORITY_LOW, 50, on_tick, NULL, NULL);

  while (!condition (self, user_data))
    {
      if (g_get_monotonic_time () > deadline)
        give_up (self, what);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (tick);
}

/* Widgets. */

static GtkWidget *
find_below (GtkWidget  *widget,
            const char *name)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_child_visible (widget))
    return NULL;
  if (g_strcmp0 (gtk_widget_get_name (widget), name) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_below (child, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
find (LkE2e      *self,
      const char *name)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = g_list_model_get_n_items (toplevels); i-- > 0;)
    {
      g_autoptr (GtkWidget) toplevel = g_list_model_get_item (toplevels, i);
      GtkWidget *found = find_below (toplevel, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_usable (LkE2e   *self,
           gpointer user_data)
{
  GtkWidget *widget = find (self, user_data);

  return widget != NULL && gtk_widget_is_sensitive (widget);
}

static gboolean
is_gone (LkE2e   *self,
         gpointer user_data)
{
  return find (self, user_data) == NULL;
}

GtkWidget *
lk_e2e_wait_for (LkE2e      *self,
                 const char *name)
{
  lk_e2e_wait_until (self, is_usable, (gpointer) name, name);
  return find (self, name);
}

typedef struct
{
  GtkWidget  *list;
  const char *name;
  guint       position;
} Search;

/* One row further each time it is asked. */
static gboolean
has_come_by (LkE2e   *self,
             gpointer user_data)
{
  Search *search = user_data;
  guint n_rows = g_list_model_get_n_items (
    G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (search->list))));

  if (is_usable (self, (gpointer) search->name))
    return TRUE;
  if (n_rows > 0)
    gtk_widget_activate_action (search->list, "list.scroll-to-item", "u",
                                search->position++ % n_rows);
  return FALSE;
}

GtkWidget *
lk_e2e_scroll_to (LkE2e      *self,
                  const char *list,
                  const char *name)
{
  Search search = { lk_e2e_wait_for (self, list), name, 0 };

  lk_e2e_wait_until (self, has_come_by, &search, name);
  return find (self, name);
}

void
lk_e2e_wait_gone (LkE2e      *self,
                  const char *name)
{
  lk_e2e_wait_until (self, is_gone, (gpointer) name, name);
}

gboolean
lk_e2e_is_shown (LkE2e      *self,
                 const char *name)
{
  return find (self, name) != NULL;
}

void
lk_e2e_click (LkE2e      *self,
              const char *name)
{
  GtkWidget *widget = lk_e2e_wait_for (self, name);

  if (GTK_IS_BUTTON (widget))
    g_signal_emit_by_name (widget, "clicked");
  else
    g_assert_true (gtk_widget_activate (widget)); /* a row, with its action */
}

void
lk_e2e_type (LkE2e      *self,
             const char *name,
             const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (lk_e2e_wait_for (self, name)), text);
}

static AdwMessageDialog *
find_dialog (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      if (ADW_IS_MESSAGE_DIALOG (toplevel) && gtk_widget_get_mapped (toplevel))
        return ADW_MESSAGE_DIALOG (toplevel);
    }
  return NULL;
}

static gboolean
has_dialog (LkE2e   *self,
            gpointer user_data)
{
  AdwMessageDialog *dialog = find_dialog ();

  return dialog != NULL && adw_message_dialog_has_response (dialog, user_data);
}

void
lk_e2e_respond (LkE2e      *self,
                const char *response)
{
  AdwMessageDialog *dialog;

  lk_e2e_wait_until (self, has_dialog, (gpointer) response, response);
  dialog = find_dialog ();
  adw_message_dialog_response (dialog, response);
  gtk_window_close (GTK_WINDOW (dialog));
}

/* What the window says. */

static void
collect_text (GtkWidget *widget,
              GString   *text)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_child_visible (widget))
    return;
  if (GTK_IS_LABEL (widget))
    g_string_append_printf (text, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  else if (GTK_IS_TEXT (widget))
    g_string_append_printf (text, "[%s]\n", gtk_editable_get_text (GTK_EDITABLE (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_text (child, text);
}

char *
lk_e2e_dup_text (LkE2e *self)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      collect_text (toplevel, text);
    }
  return g_string_free (text, FALSE);
}

static gboolean
says (LkE2e   *self,
      gpointer user_data)
{
  g_autofree char *text = lk_e2e_dup_text (self);

  return strstr (text, user_data) != NULL;
}

void
lk_e2e_wait_for_text (LkE2e      *self,
                      const char *text)
{
  lk_e2e_wait_until (self, says, (gpointer) text, text);
}

/* The newest window is above the others. */
static GtkWidget *
find_top (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  GtkWidget *top = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      if (gtk_widget_get_mapped (toplevel) &&
          (top == NULL || gtk_window_get_transient_for (GTK_WINDOW (toplevel)) != NULL))
        top = toplevel;
    }
  return top;
}

void
lk_e2e_take_picture (LkE2e      *self,
                     const char *path)
{
  GtkWidget *window = find_top ();
  int width = gtk_widget_get_width (window);
  int height = gtk_widget_get_height (window);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  if (node == NULL)
    return;
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  if (!gdk_texture_save_to_png (texture, path))
    g_warning ("The picture %s can't be saved", path);
}

static GtkWidget *
find_row (GtkWidget  *list,
          const char *text)
{
  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      g_autoptr (GString) says_row = g_string_new (NULL);

      collect_text (row, says_row);
      if (strstr (says_row->str, text) != NULL)
        return row;
    }
  return NULL;
}

void
lk_e2e_open_account (LkE2e      *self,
                     const char *user_id)
{
  GtkWidget *row;

  lk_e2e_wait_for_text (self, user_id);
  row = find_row (lk_e2e_wait_for (self, "account-list"), user_id);
  g_assert_nonnull (row);
  g_assert_true (gtk_widget_activate (row));
  lk_e2e_wait_for (self, "sign-out-button");
}

/* Whole walks. */

void
lk_e2e_open_server (LkE2e      *self,
                    const char *server)
{
  if (lk_e2e_is_shown (self, "add-account-button"))
    lk_e2e_click (self, "add-account-button");
  lk_e2e_type (self, "server-entry", server);
  lk_e2e_click (self, "continue-button");
}

void
lk_e2e_open_provider_of (LkE2e      *self,
                         const char *server)
{
  lk_e2e_open_server (self, server);
  lk_e2e_click (self, "sign-in-button");
}

void
lk_e2e_open_provider (LkE2e *self)
{
  lk_e2e_open_provider_of (self, lk_e2e_get_homeserver (self));
}

void
lk_e2e_pass_provider (LkE2e      *self,
                      const char *user)
{
  lk_e2e_page_fill (self, "username", user);
  lk_e2e_page_fill (self, "password", lk_e2e_get_password (self, user));
  lk_e2e_page_click (self, "sign-in");
  lk_e2e_page_click (self, "allow");
}

void
lk_e2e_sign_in_at (LkE2e      *self,
                   const char *server,
                   const char *user)
{
  lk_e2e_open_provider_of (self, server);
  lk_e2e_pass_provider (self, user);
  lk_e2e_wait_for (self, "sign-out-button");
}

void
lk_e2e_sign_in (LkE2e      *self,
                const char *user)
{
  lk_e2e_sign_in_at (self, lk_e2e_get_homeserver (self), user);
}

void
lk_e2e_log_in (LkE2e      *self,
               const char *user)
{
  lk_e2e_open_server (self, lk_e2e_get_server (self, "legacy"));
  lk_e2e_type (self, "legacy-user-row", user);
  lk_e2e_type (self, "legacy-password-row", lk_e2e_get_password (self, user));
  lk_e2e_click (self, "legacy-sign-in-button");
  lk_e2e_wait_for (self, "sign-out-button");
}
