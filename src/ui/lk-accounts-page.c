/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-accounts-page.h"

#include <glib/gi18n.h>

#include "lk-account-row.h"
#include "lk-account-search.h"
#include "lk-focus.h"
#include "lk-keyring-banner.h"
#include "lk-main-menu.h"
#include "lk-open-sessions-group.h"
#include "lk-shortcuts.h"

/* The least height of a row and of what is above the first; and how many rows are made for the
 * first frame when nobody knows yet how high the window will be. */
#define ROW_HEIGHT 61
#define TOP_HEIGHT 70
#define FIRST_ROWS 24
/* The other rows are made so many at a time, until there are as many as GtkListView has at most:
 * those it makes anew when they come near the view. */
#define MORE_ROWS  8
#define ALL_ROWS   208

/* A person looks over so many at once; in more, they want to search. */
#define FEW_ACCOUNTS 10

/**
 * LkAccountsPage:
 *
 * The accounts as a list. However long it is, there are rows only for a part of it, and those
 * beyond the first screenful are made when nothing else is to be done, as is the search that a long
 * list has: the first frame and the memory are about those of a short list.
 *
 * Signals: `activated` (LkAccount) when the person chose an account.
 */
struct _LkAccountsPage
{
  AdwBin              parent_instance;
  GtkBox             *box;
  AdwHeaderBar       *header_bar;
  GtkWidget          *scrolled_window;
  GtkListView        *list_view;
  LkAccountSearch    *search;        /* (nullable) (not owned) until there are many accounts */
  GtkWidget          *search_button; /* (nullable) (not owned) likewise */
  GtkWidget          *nothing_found; /* (nullable) (not owned) until that is so */
  GListModel         *accounts;      /* (nullable) */
  GtkFilterListModel *found;         /* (nullable) of these, what is searched for */
  GtkSliceListModel  *slice;         /* (nullable) of these, what may have rows already */
  guint               idle_id;       /* 0 or the source that makes what can wait */
  LkKeyringBanner    *keyring_banner;
  LkOpenSessionsGroup *sessions_group;
};

G_DEFINE_FINAL_TYPE (LkAccountsPage, lk_accounts_page, ADW_TYPE_BIN)

enum
{
  ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_activated (LkAccountsPage *self,
              guint           position)
{
  g_autoptr (LkAccount) account = g_list_model_get_item (G_LIST_MODEL (self->slice), position);

  if (account != NULL)
    g_signal_emit (self, signals[ACTIVATED], 0, account);
}

/* Rows. */

static void
on_setup (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  gtk_list_item_set_child (item, lk_account_row_new ());
}

static void
on_bind (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  lk_account_row_set_account (LK_ACCOUNT_ROW (gtk_list_item_get_child (item)),
                              gtk_list_item_get_item (item));
}

static void
on_unbind (GtkSignalListItemFactory *factory,
           GtkListItem              *item)
{
  lk_account_row_set_account (LK_ACCOUNT_ROW (gtk_list_item_get_child (item)), NULL);
}

/* The search. */

static void
on_search_activated (LkAccountsPage *self)
{
  if (gtk_filter_list_model_get_filter (self->found) != NULL)
    on_activated (self, 0);
}

static GtkWidget *
new_nothing_found (void)
{
  return g_object_new (ADW_TYPE_STATUS_PAGE,
                       "name", "nothing-found",
                       "icon-name", "system-search-symbolic",
                       "title", _("No Accounts Found"),
                       "description", _("Try a different search"),
                       "vexpand", TRUE,
                       NULL);
}

static void
on_found_changed (LkAccountsPage *self)
{
  gboolean is_in_vain = gtk_filter_list_model_get_filter (self->found) != NULL &&
                        g_list_model_get_n_items (G_LIST_MODEL (self->found)) == 0;

  if (is_in_vain && self->nothing_found == NULL)
    {
      self->nothing_found = new_nothing_found ();
      gtk_box_append (self->box, self->nothing_found);
    }
  gtk_widget_set_visible (self->scrolled_window, !is_in_vain);
  if (self->nothing_found != NULL)
    gtk_widget_set_visible (self->nothing_found, is_in_vain);
}

static void
make_search (LkAccountsPage *self)
{
  self->search = LK_ACCOUNT_SEARCH (lk_account_search_new (GTK_WIDGET (self)));
  self->search_button = lk_account_search_new_button (self->search);
  gtk_box_insert_child_after (self->box, GTK_WIDGET (self->search), GTK_WIDGET (self->header_bar));
  adw_header_bar_pack_end (self->header_bar, self->search_button);
  g_object_bind_property (self->search, "filter", self->found, "filter", G_BINDING_DEFAULT);
  g_signal_connect_object (self->found, "items-changed", G_CALLBACK (on_found_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "activated", G_CALLBACK (on_search_activated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "closed", G_CALLBACK (gtk_widget_grab_focus), self,
                           G_CONNECT_SWAPPED);
}

static void
on_search_activated_by_key (GtkWidget  *widget,
                            const char *action_name,
                            GVariant   *parameter)
{
  LkAccountsPage *self = LK_ACCOUNTS_PAGE (widget);

  if (self->search != NULL)
    lk_account_search_begin (self->search);
}

/* What can wait. */

static gboolean
has_many (LkAccountsPage *self)
{
  return g_list_model_get_n_items (self->accounts) > FEW_ACCOUNTS;
}

static gboolean
has_more_rows (LkAccountsPage *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->found)) >
         gtk_slice_list_model_get_size (self->slice);
}

static gboolean
is_ready (LkAccountsPage *self)
{
  return !has_more_rows (self) && (self->search != NULL || !has_many (self));
}

static void
make_more_rows (LkAccountsPage *self)
{
  guint size = gtk_slice_list_model_get_size (self->slice) + MORE_ROWS;

  gtk_slice_list_model_set_size (self->slice, size < ALL_ROWS ? size : G_MAXUINT);
}

static gboolean
on_idle (gpointer user_data)
{
  LkAccountsPage *self = user_data;

  if (has_many (self) && self->search == NULL)
    make_search (self);
  else if (has_more_rows (self))
    make_more_rows (self);
  if (!is_ready (self))
    return G_SOURCE_CONTINUE;
  self->idle_id = 0;
  return G_SOURCE_REMOVE;
}

static void
make_the_rest (LkAccountsPage *self)
{
  if (self->idle_id == 0 && self->slice != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)) &&
      !is_ready (self))
    self->idle_id = g_idle_add_full (G_PRIORITY_LOW, on_idle, self, NULL);
}

static void
on_accounts_changed (LkAccountsPage *self)
{
  make_the_rest (self);
  if (self->search_button != NULL)
    gtk_widget_set_visible (self->search_button, has_many (self));
}

/* As many as may be seen at first. */
static guint
count_first_rows (LkAccountsPage *self)
{
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_WINDOW);
  int height = -1;

  if (window != NULL && !gtk_window_is_maximized (GTK_WINDOW (window)))
    g_object_get (window, "default-height", &height, NULL);
  return height > 0 ? (guint) MAX (height - TOP_HEIGHT, 0) / ROW_HEIGHT + 1 : FIRST_ROWS;
}

/* What a person does. */

/* As in other lists, the space bar chooses a row; GtkListView would select it. */
static gboolean
on_space (GtkWidget *list_view,
          GVariant  *arguments,
          gpointer   user_data)
{
  GtkWidget *item = gtk_widget_get_focus_child (list_view);

  return item != NULL && gtk_widget_activate (item);
}

static void
add_space (LkAccountsPage *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcut *shortcut =
    gtk_shortcut_new (gtk_alternative_trigger_new (gtk_keyval_trigger_new (GDK_KEY_space, 0),
                                                   gtk_keyval_trigger_new (GDK_KEY_KP_Space, 0)),
                      gtk_callback_action_new (on_space, NULL, NULL));

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
  gtk_widget_add_controller (GTK_WIDGET (self->list_view), controller);
}

/* Where the keyboard begins in a window that has just come up: GTK would take the first button of
 * the header bar. The list stands in for its first row until it has a size: a row that gets the
 * keyboard before has GtkListView scroll to a place that is none. */

static void
on_first_frame (LkAccountsPage *self,
                GdkFrameClock  *clock)
{
  g_signal_handlers_disconnect_by_func (clock, on_first_frame, self);
  if (gtk_widget_is_focus (GTK_WIDGET (self->list_view)))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
begin_at_first_row (LkAccountsPage *self)
{
  GtkWidget *list_view = GTK_WIDGET (self->list_view);
  GtkRoot *root = gtk_widget_get_root (list_view);

  if (!GTK_IS_WINDOW (root) || gtk_root_get_focus (root) != NULL)
    return;
  gtk_window_set_focus (GTK_WINDOW (root), list_view);
  /* Before anything is announced, such as a locked keyring: the row is to have that, too. */
  g_signal_connect_object (gtk_widget_get_frame_clock (list_view), "after-paint",
                           G_CALLBACK (on_first_frame), self, G_CONNECT_SWAPPED);
}

static void
lk_accounts_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (lk_accounts_page_parent_class)->map (widget);
  make_the_rest (LK_ACCOUNTS_PAGE (widget));
  begin_at_first_row (LK_ACCOUNTS_PAGE (widget));
}

/* To the row that had the keyboard last: GTK 4.8's list still points to it, later ones go there by
 * themselves. But the former would take the keyboard itself when it points to none. */
static gboolean
lk_accounts_page_grab_focus (GtkWidget *widget)
{
  GtkWidget *list_view = GTK_WIDGET (LK_ACCOUNTS_PAGE (widget)->list_view);
  GtkWidget *item = gtk_widget_get_focus_child (list_view);

  if (item != NULL)
    return gtk_widget_grab_focus (item);
  return (gtk_widget_grab_focus (list_view) && !gtk_widget_is_focus (list_view)) ||
         gtk_widget_child_focus (list_view, GTK_DIR_TAB_FORWARD);
}

static void
lk_accounts_page_dispose (GObject *object)
{
  LkAccountsPage *self = LK_ACCOUNTS_PAGE (object);

  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_clear_object (&self->slice);
  g_clear_object (&self->found);
  g_clear_object (&self->accounts);
  G_OBJECT_CLASS (lk_accounts_page_parent_class)->dispose (object);
}

static void
lk_accounts_page_class_init (LkAccountsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = lk_accounts_page_dispose;
  widget_class->map = lk_accounts_page_map;
  widget_class->focus = lk_focus_child;
  widget_class->grab_focus = lk_accounts_page_grab_focus;

  signals[ACTIVATED] = g_signal_new ("activated", LK_TYPE_ACCOUNTS_PAGE, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, LK_TYPE_ACCOUNT);

  gtk_widget_class_install_action (widget_class, "accounts.search", NULL,
                                   on_search_activated_by_key);
  lk_shortcuts_bind (widget_class, LK_SHORTCUTS_ACCOUNTS);

  g_type_ensure (LK_TYPE_MAIN_MENU);
  g_type_ensure (LK_TYPE_KEYRING_BANNER);
  g_type_ensure (LK_TYPE_OPEN_SESSIONS_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-accounts-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkAccountsPage, box);
  gtk_widget_class_bind_template_child (widget_class, LkAccountsPage, header_bar);
  gtk_widget_class_bind_template_child (widget_class, LkAccountsPage, scrolled_window);
  gtk_widget_class_bind_template_child (widget_class, LkAccountsPage, list_view);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_bind_template_child (widget_class, LkAccountsPage, keyring_banner);
  gtk_widget_class_bind_template_child (widget_class, LkAccountsPage, sessions_group);
}

static void
lk_accounts_page_init (LkAccountsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_space (self);
}

/**
 * lk_accounts_page_set_accounts:
 * @self: the page
 * @accounts: a list model of #LkAccount
 *
 * Says which accounts are shown.
 */
void
lk_accounts_page_set_accounts (LkAccountsPage *self,
                               GListModel     *accounts)
{
  g_autoptr (GtkNoSelection) selection = NULL;

  g_return_if_fail (LK_IS_ACCOUNTS_PAGE (self));
  g_return_if_fail (self->slice == NULL);

  self->accounts = g_object_ref (accounts);
  self->found = gtk_filter_list_model_new (g_object_ref (accounts), NULL);
  self->slice = gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (self->found)), 0,
                                          count_first_rows (self));
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->slice)));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (on_accounts_changed), self,
                           G_CONNECT_SWAPPED);
  make_the_rest (self);
}

/**
 * lk_accounts_page_set_sessions:
 * @self: the page
 * @sessions: those that are still open though their accounts are gone
 */
void
lk_accounts_page_set_sessions (LkAccountsPage *self,
                               LkRevocations  *sessions)
{
  g_return_if_fail (LK_IS_ACCOUNTS_PAGE (self));

  lk_open_sessions_group_set_sessions (self->sessions_group, sessions);
}

/**
 * lk_accounts_page_set_store:
 * @self: the page
 * @store: where the accounts' secrets are
 */
void
lk_accounts_page_set_store (LkAccountsPage *self,
                            LkAccountStore *store)
{
  g_return_if_fail (LK_IS_ACCOUNTS_PAGE (self));

  lk_keyring_banner_set_store (self->keyring_banner, store);
}
