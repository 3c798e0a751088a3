/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-ui-fixture.h"

#include "lk-dummy-web-view.h"

/* libadwaita before 1.10 measures the heading of its message dialogs for less than it needs, and
 * GTK warns of that since 4.18. */
static GLogWriterOutput
leave_out_headings (GLogLevelFlags   level,
                    const GLogField *fields,
                    gsize            n_fields,
                    gpointer         user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") && fields[i].length < 0 &&
        g_str_has_prefix (fields[i].value, "Trying to measure GtkLabel "))
      return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, user_data);
}

void
lk_ui_init (int    *argc,
            char ***argv)
{
  gtk_test_init (argc, argv, NULL);
  adw_init ();
  if (gtk_check_version (4, 18, 0) == NULL && adw_get_minor_version () < 10)
    g_log_set_writer_func (leave_out_headings, NULL, NULL);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

void
lk_ui_fixture_set_up (LkUiFixture  *self,
                      gconstpointer data)
{
  lk_account_fixture_set_up (&self->world, data);
  self->world.ports->allow_insecure = TRUE;
  self->accounts = lk_account_list_new (self->world.ports);
  lk_dummy_web_loader_set_broken (FALSE);
}

static gboolean
has_no_window (gpointer user_data)
{
  return g_list_model_get_n_items (gtk_window_get_toplevels ()) == 0;
}

static gboolean
has_one_owner (gpointer user_data)
{
  return G_OBJECT (user_data)->ref_count == 1;
}

void
lk_ui_fixture_tear_down (LkUiFixture  *self,
                         gconstpointer data)
{
  gpointer window = self->window;

  if (self->window != NULL)
    {
      g_object_add_weak_pointer (G_OBJECT (self->window), &window);
      gtk_window_destroy (GTK_WINDOW (self->window));
    }
  lk_test_wait_until (has_no_window, NULL);
  lk_test_wait_until (has_one_owner, self->accounts);
  lk_test_drain ();
  g_assert_null (window);
  g_assert_null (lk_dummy_web_view_get_last ());
  g_assert_finalize_object (self->accounts);
  lk_account_fixture_tear_down (&self->world, data);
}

static LkAccount *
take_in (LkUiFixture *self,
         LkAccount   *account)
{
  g_autoptr (LkAccount) owned = account;

  lk_account_list_add (self->accounts, account);
  return account;
}

LkAccount *
lk_ui_fixture_add_session (LkUiFixture *self)
{
  return take_in (self, lk_account_fixture_new_session (&self->world, 0));
}

LkAccount *
lk_ui_fixture_add_session_with_pages (LkUiFixture *self)
{
  LkAccount *account = lk_ui_fixture_add_session (self);
  g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));

  g_free (record->account_management_uri);
  record->account_management_uri = g_strdup ("https://account.example.org/");
  lk_account_set_record (account, record);
  return account;
}

LkAccount *
lk_ui_fixture_add_expired (LkUiFixture *self)
{
  return take_in (self, lk_account_fixture_new_expired (&self->world));
}

void
lk_ui_fixture_show (LkUiFixture *self)
{
  self->window = lk_window_new (NULL, self->accounts, NULL);
  gtk_window_present (GTK_WINDOW (self->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (self->window));
}

void
lk_ui_fixture_discover (LkUiFixture *self)
{
  lk_ui_type ("server-entry", lk_fake_server_get_url (self->world.server));
  lk_ui_click ("continue-button");
}

LkWebView *
lk_ui_fixture_open_page (LkUiFixture *self)
{
  lk_ui_fixture_discover (self);
  lk_ui_click ("sign-in-button");
  lk_ui_wait_for ("web-page");
  return lk_dummy_web_view_get_last ();
}

GtkWindow *
lk_ui_show (GtkWidget *widget)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), widget);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  return GTK_WINDOW (window);
}

/* Finding. */

typedef gboolean (*Fits) (GtkWidget  *widget,
                          const char *wanted);

static gboolean
has_name (GtkWidget  *widget,
          const char *name)
{
  return g_strcmp0 (gtk_widget_get_name (widget), name) == 0;
}

static gboolean
has_text (GtkWidget  *widget,
          const char *text)
{
  return GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text);
}

static GtkWidget *
find_below (GtkWidget  *widget,
            Fits        fits,
            const char *wanted)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_child_visible (widget))
    return NULL;
  if (fits (widget, wanted))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_below (child, fits, wanted);
  return found;
}

static GtkWidget *
find (Fits        fits,
      const char *wanted)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  GtkWidget *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (toplevels) && found == NULL; i++)
    {
      g_autoptr (GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      found = find_below (toplevel, fits, wanted);
    }
  return found;
}

GtkWidget *
lk_ui_find (const char *name)
{
  return find (has_name, name);
}

gboolean
lk_ui_says (const char *text)
{
  return find (has_text, text) != NULL;
}

static gboolean
is_said (gpointer user_data)
{
  return lk_ui_says (user_data);
}

void
lk_ui_wait_says (const char *text)
{
  g_test_message ("Waiting for “%s”", text);
  lk_test_wait_until (is_said, (gpointer) text);
}

static gboolean
is_usable (gpointer user_data)
{
  GtkWidget *widget = lk_ui_find (user_data);

  return widget != NULL && gtk_widget_is_sensitive (widget);
}

GtkWidget *
lk_ui_wait_for (const char *name)
{
  g_test_message ("Waiting for %s", name);
  lk_test_wait_until (is_usable, (gpointer) name);
  return lk_ui_find (name);
}

static gboolean
is_gone (gpointer user_data)
{
  return lk_ui_find (user_data) == NULL;
}

void
lk_ui_wait_gone (const char *name)
{
  g_test_message ("Waiting for %s to go", name);
  lk_test_wait_until (is_gone, (gpointer) name);
}

void
lk_ui_click (const char *name)
{
  GtkWidget *widget = lk_ui_wait_for (name);

  if (GTK_IS_BUTTON (widget))
    g_signal_emit_by_name (widget, "clicked");
  else if (!gtk_widget_activate (widget)) /* a row, with its action, or what is in one */
    g_assert_true (gtk_widget_activate (gtk_widget_get_parent (widget)));
}

void
lk_ui_type (const char *name,
            const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (lk_ui_wait_for (name)), text);
}

/* A pop-up that no click asked for may not grab the keyboard: Wayland would close it. */
void
lk_ui_pop_up (const char *name)
{
  GtkMenuButton *button = GTK_MENU_BUTTON (lk_ui_wait_for (name));

  gtk_popover_set_autohide (gtk_menu_button_get_popover (button), FALSE);
  gtk_menu_button_popup (button);
}

const char *
lk_ui_label (const char *name)
{
  return gtk_label_get_text (GTK_LABEL (lk_ui_wait_for (name)));
}

AdwMessageDialog *
lk_ui_wait_dialog (const char *name)
{
  return ADW_MESSAGE_DIALOG (lk_ui_wait_for (name));
}

void
lk_ui_answer (const char *name,
              const char *response)
{
  AdwMessageDialog *dialog = lk_ui_wait_dialog (name);

  g_assert_true (adw_message_dialog_has_response (dialog, response));
  adw_message_dialog_response (dialog, response);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

void
lk_ui_assert_focus (const char *name)
{
  GtkWidget *widget = lk_ui_wait_for (name);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  g_assert_nonnull (focus);
  g_assert_true (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

typedef struct
{
  GtkWidget *text;
  gboolean  *left;
} Keyboard;

static gboolean
has_keyboard (gpointer text)
{
  return gtk_widget_has_focus (text);
}

static void
on_row_gone (gpointer  user_data,
             GObject  *row)
{
  Keyboard *keyboard = user_data;

  *keyboard->left = !gtk_widget_has_focus (keyboard->text);
  g_object_unref (keyboard->text);
  g_free (keyboard);
}

void
lk_ui_watch_keyboard (const char *name,
                      gboolean   *left)
{
  GtkWidget *row = lk_ui_wait_for (name);
  Keyboard *keyboard = g_new0 (Keyboard, 1);

  keyboard->text = g_object_ref (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (row))));
  keyboard->left = left;
  lk_test_wait_until (has_keyboard, keyboard->text);
  g_object_weak_ref (G_OBJECT (row), on_row_gone, keyboard);
}
