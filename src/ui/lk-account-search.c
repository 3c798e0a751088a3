/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-search.h"

#include <glib/gi18n.h>
#include <string.h>

#include "lk-account.h"

/**
 * LkAccountSearch:
 *
 * The search in a long list of accounts, hidden until somebody asks for it or begins to type.
 *
 * Signals: `activated` when the person pressed Enter; `closed` when the search is over.
 */
struct _LkAccountSearch
{
  AdwBin        parent_instance;
  GtkSearchBar *bar;
  GtkEditable  *entry;
  GtkFilter    *filter; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (LkAccountSearch, lk_account_search, ADW_TYPE_BIN)

enum
{
  PROP_FILTER = 1,
  N_PROPS,
};

enum
{
  ACTIVATED,
  CLOSED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

/* What a person calls an account: a word of its name as in other searches, with or without accents,
 * or any part of what has no words, such as a user ID. */
static gboolean
is_sought (gpointer item,
           gpointer user_data)
{
  const char *wanted = user_data;
  LkAccountRecord *record = lk_account_get_record (item);
  const char *title = lk_account_get_title (item);
  g_autofree char *text = g_strjoin (" ", title != NULL ? title : "", record->server_name,
                                     record->user_id, NULL);
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_autofree char *folded_wanted = g_utf8_casefold (wanted, -1);

  return strstr (folded, folded_wanted) != NULL || g_str_match_string (wanted, text, TRUE);
}

static void
on_search_changed (LkAccountSearch *self)
{
  g_autofree char *wanted = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));

  g_clear_object (&self->filter);
  if (*wanted != '\0')
    self->filter = GTK_FILTER (gtk_custom_filter_new (is_sought, g_steal_pointer (&wanted),
                                                      g_free));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FILTER]);
}

static void
on_activate (LkAccountSearch *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
on_mode_changed (LkAccountSearch *self)
{
  if (!gtk_search_bar_get_search_mode (self->bar))
    g_signal_emit (self, signals[CLOSED], 0);
}

static void
lk_account_search_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_FILTER:
      g_value_set_object (value, lk_account_search_get_filter (LK_ACCOUNT_SEARCH (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_account_search_dispose (GObject *object)
{
  g_clear_object (&LK_ACCOUNT_SEARCH (object)->filter);
  G_OBJECT_CLASS (lk_account_search_parent_class)->dispose (object);
}

static void
lk_account_search_class_init (LkAccountSearchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = lk_account_search_get_property;
  object_class->dispose = lk_account_search_dispose;

  /** LkAccountSearch:filter: (nullable): what finds the accounts; %NULL finds all */
  props[PROP_FILTER] = g_param_spec_object ("filter", NULL, NULL, GTK_TYPE_FILTER,
                                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                                            G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[ACTIVATED] = g_signal_new ("activated", LK_TYPE_ACCOUNT_SEARCH, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CLOSED] = g_signal_new ("closed", LK_TYPE_ACCOUNT_SEARCH, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-account-search.ui");
  gtk_widget_class_bind_template_child (widget_class, LkAccountSearch, bar);
  gtk_widget_class_bind_template_child (widget_class, LkAccountSearch, entry);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_mode_changed);
}

static void
lk_account_search_init (LkAccountSearch *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->bar, self->entry);
}

/**
 * lk_account_search_new:
 * @page: what is typed there begins the search
 *
 * Returns: a search that is not shown yet
 */
GtkWidget *
lk_account_search_new (GtkWidget *page)
{
  LkAccountSearch *self = g_object_new (LK_TYPE_ACCOUNT_SEARCH, NULL);

  gtk_search_bar_set_key_capture_widget (self->bar, page);
  return GTK_WIDGET (self);
}

/** lk_account_search_new_button: Returns: a button that shows and hides @self */
GtkWidget *
lk_account_search_new_button (LkAccountSearch *self)
{
  /* Translators: looks for accounts in the list of accounts. */
  const char *label = _("Search Accounts");
  GtkWidget *button;

  g_return_val_if_fail (LK_IS_ACCOUNT_SEARCH (self), NULL);

  button = gtk_toggle_button_new ();
  gtk_widget_set_name (button, "search-button");
  gtk_button_set_icon_name (GTK_BUTTON (button), "system-search-symbolic");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_bind_property (self->bar, "search-mode-enabled", button, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  return button;
}

/** lk_account_search_get_filter: Returns: (transfer none) (nullable): what finds the accounts */
GtkFilter *
lk_account_search_get_filter (LkAccountSearch *self)
{
  g_return_val_if_fail (LK_IS_ACCOUNT_SEARCH (self), NULL);

  return self->filter;
}

/** lk_account_search_begin: shows @self, with the keyboard in it. */
void
lk_account_search_begin (LkAccountSearch *self)
{
  g_return_if_fail (LK_IS_ACCOUNT_SEARCH (self));

  gtk_search_bar_set_search_mode (self->bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
