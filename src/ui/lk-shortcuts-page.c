/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-shortcuts-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "lk-page-window.h"
#include "lk-shortcuts.h"

/*
 * The page that lists the keys, as lk-shortcuts.c has them. GTK's own window for it is deprecated.
 */

static const char *const groups[] = {
  /* Translators: the headings above keyboard shortcuts: where they work. */
  [LK_SHORTCUTS_EVERYWHERE] = N_("General"),
  [LK_SHORTCUTS_OF_GTK] = NULL, /* goes on with the group before */
  [LK_SHORTCUTS_WINDOW] = NULL,
  [LK_SHORTCUTS_ACCOUNTS] = N_("List of Accounts"),
  [LK_SHORTCUTS_ALL_DEVICES] = N_("All Devices"),
  [LK_SHORTCUTS_WEB] = N_("Pages of a Server"),
};

/* (transfer full): as the person's keyboard says it */
static char *
dup_key (const char *accelerator)
{
  GdkModifierType modifiers;
  guint key;

  gtk_accelerator_parse (accelerator, &key, &modifiers);
  return gtk_accelerator_get_label (key, modifiers);
}

static GtkWidget *
new_key (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, "key");
  return label;
}

/* Who can't see the row hears what it does, and each of its keys. */
static void
describe (GtkWidget        *row,
          const LkShortcut *shortcut,
          const char       *keys)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _(shortcut->title), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, keys,
                                  GTK_ACCESSIBLE_PROPERTY_KEY_SHORTCUTS, keys, -1);
}

static GtkWidget *
new_row (const LkShortcut *shortcut)
{
  GtkWidget *row = adw_action_row_new ();
  g_autoptr (GString) keys = g_string_new (NULL);

  gtk_widget_set_name (row, shortcut->action);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(shortcut->title));
  for (gsize i = 0; shortcut->keys[i] != NULL; i++)
    {
      g_autofree char *key = dup_key (shortcut->keys[i]);

      adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_key (key));
      g_string_append_printf (keys, "%s%s", i > 0 ? " " : "", key);
    }
  describe (row, shortcut, keys->str);
  return row;
}

static GtkWidget *
add_group (AdwPreferencesPage *page,
           const char         *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (group));
  return group;
}

static void
load_style (void)
{
  static gboolean is_loaded; /* once for the display */
  g_autoptr (GtkCssProvider) provider = NULL;

  if (is_loaded)
    return;
  is_loaded = TRUE;
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, "/im/latchkey/Latchkey/lk-shortcuts-page.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

/** lk_shortcuts_page_new: Returns: (transfer floating): a page that lists the keys */
GtkWidget *
lk_shortcuts_page_new (void)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = NULL;
  const char *title = NULL;
  gsize n_shortcuts;
  const LkShortcut *shortcuts = lk_shortcuts_get (&n_shortcuts);

  load_style ();
  for (gsize i = 0; i < n_shortcuts; i++)
    {
      const char *place = groups[shortcuts[i].place];

      if (group == NULL || (place != NULL && place != title))
        group = add_group (ADW_PREFERENCES_PAGE (page), _(place));
      title = place != NULL ? place : title;
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_row (&shortcuts[i]));
    }
  return page;
}

/**
 * lk_show_shortcuts:
 * @parent: (nullable): the window above which they are shown
 *
 * Lists the keys in a window of their own.
 */
void
lk_show_shortcuts (GtkWindow *parent)
{
  if (!lk_page_window_present (LK_SHORTCUTS_WINDOW_NAME))
    lk_page_window_show (parent, LK_SHORTCUTS_WINDOW_NAME, _("Keyboard Shortcuts"),
                         lk_shortcuts_page_new ());
}
