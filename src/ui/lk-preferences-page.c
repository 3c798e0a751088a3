/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-preferences-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "lk-announce.h"
#include "lk-describe.h"
#include "lk-error-text.h"
#include "lk-page-window.h"
#include "lk-server-entry.h"
#include "lk-settings.h"
#include "lk-way.h"

#define MAX_SERVER 2048

/**
 * LkPreferencesPage:
 *
 * What a person may choose for the whole program. Each choice holds at once; what is not to be kept
 * any more is deleted at once, too.
 */
struct _LkPreferencesPage
{
  AdwPreferencesPage parent_instance;
  AdwPreferencesRow *server_row;
  GtkEditable       *server_entry;
  GtkLabel          *server_problem;
  AdwComboRow       *way_row;
  GtkSwitch         *servers_switch;
  AdwActionRow      *recent_row;
  GtkWidget         *clear_button;
  GtkSwitch         *cookies_switch;
  LkAccountList     *accounts;
  GSettings         *settings; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (LkPreferencesPage, lk_preferences_page, ADW_TYPE_PREFERENCES_PAGE)

/* The nicks of the ways, after the one for none of them in particular. */
static const struct
{
  const char *value;
  const char *label;
} ways[] = {
  /* Translators: by which way a person wants to sign in: the one that they took last time. */
  { "last", N_("As last time") },
  { "embedded", N_("In Latchkey") },
  { "browser", N_("In my browser") },
  { "device", N_("On another device") },
  { "paste", N_("By pasting the address") },
};

/* The default homeserver. */

static void
show_problem (LkPreferencesPage *self,
              const GError      *error)
{
  GtkWidget *entry = GTK_WIDGET (self->server_entry);
  g_autofree char *sentence = error != NULL ? lk_error_text_sentence (error) : NULL;

  gtk_label_set_text (self->server_problem, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->server_problem), sentence != NULL);
  if (sentence != NULL)
    {
      gtk_widget_add_css_class (entry, "error");
      gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                                   GTK_ACCESSIBLE_INVALID_TRUE, -1);
    }
  else
    {
      gtk_widget_remove_css_class (entry, "error");
      gtk_accessible_reset_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID);
    }
}

static void
on_server_changed (LkPreferencesPage *self)
{
  show_problem (self, NULL);
}

/* When the person has finished with it: half a name is a name, too. What can't be used is not kept;
 * what was there before stays. */
static void
keep_server (LkPreferencesPage *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->server_entry)));
  g_autoptr (LkServerEntry) entry = NULL;
  g_autoptr (GError) error = NULL;

  if (*text != '\0' && strlen (text) <= MAX_SERVER)
    entry = lk_server_entry_parse (text, FALSE, &error);
  show_problem (self, error);
  if (self->settings != NULL && (*text == '\0' || entry != NULL))
    g_settings_set_string (self->settings, LK_SETTINGS_DEFAULT_SERVER, text);
}

/* The preferred way. */

static gboolean
to_position (GValue   *position,
             GVariant *way,
             gpointer  user_data)
{
  const char *value = g_variant_get_string (way, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      if (g_str_equal (ways[i].value, value))
        g_value_set_uint (position, i);
    }
  return TRUE;
}

static GVariant *
from_position (const GValue       *position,
               const GVariantType *type,
               gpointer            user_data)
{
  guint i = g_value_get_uint (position);

  return i < G_N_ELEMENTS (ways) ? g_variant_new_string (ways[i].value) : NULL;
}

static void
fill_ways (LkPreferencesPage *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    gtk_string_list_append (labels, _(ways[i].label));
  adw_combo_row_set_model (self->way_row, G_LIST_MODEL (labels));
}

/* What is kept. */

static void
update_recent (LkPreferencesPage *self)
{
  g_auto (GStrv) recent = lk_settings_get_recent_servers (self->settings);
  guint n = g_strv_length (recent);
  g_autofree char *count = NULL;

  /* Translators: how many homeservers are remembered. */
  count = g_strdup_printf (ngettext ("%u homeserver", "%u homeservers", n), n);
  /* Translators: no homeservers are remembered. */
  adw_action_row_set_subtitle (self->recent_row, n > 0 ? count : C_("homeservers", "None"));
  gtk_widget_set_sensitive (self->clear_button, n > 0);
}

static void
forget_servers (LkPreferencesPage *self)
{
  /* The button is about to go: the keyboard stays beside it. */
  gtk_widget_grab_focus (GTK_WIDGET (self->servers_switch));
  lk_settings_forget_servers (self->settings);
}

static void
on_servers_switched (LkPreferencesPage *self)
{
  if (!gtk_switch_get_active (self->servers_switch))
    lk_settings_forget_servers (self->settings);
}

static void
on_cookies_switched (LkPreferencesPage *self)
{
  if (!gtk_switch_get_active (self->cookies_switch))
    lk_account_list_forget_cookies (self->accounts);
}

/* The widget. */

static void
lk_preferences_page_unmap (GtkWidget *widget)
{
  keep_server (LK_PREFERENCES_PAGE (widget));
  GTK_WIDGET_CLASS (lk_preferences_page_parent_class)->unmap (widget);
}

static void
lk_preferences_page_finalize (GObject *object)
{
  LkPreferencesPage *self = LK_PREFERENCES_PAGE (object);

  g_clear_object (&self->accounts);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (lk_preferences_page_parent_class)->finalize (object);
}

static void
lk_preferences_page_class_init (LkPreferencesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lk_preferences_page_finalize;
  widget_class->unmap = lk_preferences_page_unmap;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-preferences-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkPreferencesPage, server_row);
  gtk_widget_class_bind_template_child (widget_class, LkPreferencesPage, server_entry);
  gtk_widget_class_bind_template_child (widget_class, LkPreferencesPage, server_problem);
  gtk_widget_class_bind_template_child (widget_class, LkPreferencesPage, way_row);
  gtk_widget_class_bind_template_child (widget_class, LkPreferencesPage, servers_switch);
  gtk_widget_class_bind_template_child (widget_class, LkPreferencesPage, recent_row);
  gtk_widget_class_bind_template_child (widget_class, LkPreferencesPage, clear_button);
  gtk_widget_class_bind_template_child (widget_class, LkPreferencesPage, cookies_switch);
  gtk_widget_class_bind_template_callback (widget_class, on_server_changed);
  gtk_widget_class_bind_template_callback (widget_class, keep_server);
  gtk_widget_class_bind_template_callback (widget_class, on_servers_switched);
  gtk_widget_class_bind_template_callback (widget_class, forget_servers);
  gtk_widget_class_bind_template_callback (widget_class, on_cookies_switched);
}

/* After the row around it; GTK 4.8 takes no name from a row. */
static void
name_entry (LkPreferencesPage *self)
{
  const char *title = adw_preferences_row_get_title (self->server_row);
  g_autofree char *name = NULL;

  if (pango_parse_markup (title, -1, '_', NULL, &name, NULL, NULL))
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->server_entry),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
lk_preferences_page_init (LkPreferencesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_announce_label (self->server_problem);
  name_entry (self);
  lk_describe_rows (GTK_WIDGET (self));
  fill_ways (self);
}

static void
bind_settings (LkPreferencesPage *self)
{
  g_autofree char *server = lk_settings_get_default_server (self->settings);

  gtk_editable_set_text (self->server_entry, server);
  g_settings_bind_with_mapping (self->settings, LK_SETTINGS_PREFERRED_WAY, self->way_row,
                                "selected", G_SETTINGS_BIND_DEFAULT, to_position, from_position,
                                NULL, NULL);
  g_settings_bind (self->settings, LK_SETTINGS_KEEP_SERVERS, self->servers_switch, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, LK_SETTINGS_KEEP_COOKIES, self->cookies_switch, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (self->settings, "changed::" LK_SETTINGS_RECENT_SERVERS,
                           G_CALLBACK (update_recent), self, G_CONNECT_SWAPPED);
  update_recent (self);
}

/**
 * lk_preferences_page_new:
 * @accounts: whose cookies are kept or not
 *
 * Returns: (transfer floating): a page
 */
GtkWidget *
lk_preferences_page_new (LkAccountList *accounts)
{
  LkPreferencesPage *self = g_object_new (LK_TYPE_PREFERENCES_PAGE, NULL);

  self->accounts = g_object_ref (accounts);
  self->settings = lk_settings_new ();
  if (self->settings != NULL)
    bind_settings (self);
  else
    gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  return GTK_WIDGET (self);
}

/**
 * lk_show_preferences:
 * @parent: (nullable): the window above which they are shown
 * @accounts: the accounts
 *
 * Shows the preferences in a window of their own.
 */
void
lk_show_preferences (GtkWindow     *parent,
                     LkAccountList *accounts)
{
  if (!lk_page_window_present (LK_PREFERENCES_WINDOW_NAME))
    lk_page_window_show (parent, LK_PREFERENCES_WINDOW_NAME, _("Preferences"),
                         lk_preferences_page_new (accounts));
}
