/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-accounts-page.h"

#include "lk-account-row.h"
#include "lk-focus.h"
#include "lk-main-menu.h"

/* More than fit on a screen: so many rows are made for the first frame, the rest bit by bit. */
#define FIRST_ROWS 24
#define MORE_ROWS  8

/**
 * LkAccountsPage:
 *
 * The accounts as a list. Rows beyond the first screenful are made when nothing else is to be
 * done, so that a long list does not delay the first frame.
 *
 * Signals: `activated` (LkAccount) when the person chose an account.
 */
struct _LkAccountsPage
{
  AdwBin             parent_instance;
  GtkListBox        *list_box;
  GtkSliceListModel *slice;   /* (nullable) what has rows already */
  guint              idle_id; /* 0 or the source that makes more rows */
};

G_DEFINE_FINAL_TYPE (LkAccountsPage, lk_accounts_page, ADW_TYPE_BIN)

enum
{
  ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_row_activated (LkAccountsPage *self,
                  LkAccountRow   *row)
{
  g_signal_emit (self, signals[ACTIVATED], 0, lk_account_row_get_account (row));
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  GtkWidget *row = lk_account_row_new (LK_ACCOUNT (item));

  g_signal_connect_object (row, "activated", G_CALLBACK (on_row_activated), user_data,
                           G_CONNECT_SWAPPED);
  return row;
}

static gboolean
has_more (LkAccountsPage *self)
{
  GListModel *accounts = gtk_slice_list_model_get_model (self->slice);

  return g_list_model_get_n_items (accounts) > gtk_slice_list_model_get_size (self->slice);
}

static gboolean
on_idle (gpointer user_data)
{
  LkAccountsPage *self = user_data;

  gtk_slice_list_model_set_size (self->slice,
                                 gtk_slice_list_model_get_size (self->slice) + MORE_ROWS);
  if (has_more (self))
    return G_SOURCE_CONTINUE;
  self->idle_id = 0;
  return G_SOURCE_REMOVE;
}

static void
make_more_rows (LkAccountsPage *self)
{
  if (self->idle_id == 0 && self->slice != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)) &&
      has_more (self))
    self->idle_id = g_idle_add_full (G_PRIORITY_LOW, on_idle, self, NULL);
}

static void
lk_accounts_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (lk_accounts_page_parent_class)->map (widget);
  make_more_rows (LK_ACCOUNTS_PAGE (widget));
}

static gboolean
lk_accounts_page_grab_focus (GtkWidget *widget)
{
  LkAccountsPage *self = LK_ACCOUNTS_PAGE (widget);

  return gtk_widget_child_focus (GTK_WIDGET (self->list_box), GTK_DIR_TAB_FORWARD);
}

static void
lk_accounts_page_dispose (GObject *object)
{
  LkAccountsPage *self = LK_ACCOUNTS_PAGE (object);

  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_clear_object (&self->slice);
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

  g_type_ensure (LK_TYPE_MAIN_MENU);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-accounts-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkAccountsPage, list_box);
}

static void
lk_accounts_page_init (LkAccountsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
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
  g_return_if_fail (LK_IS_ACCOUNTS_PAGE (self));
  g_return_if_fail (self->slice == NULL);

  self->slice = gtk_slice_list_model_new (g_object_ref (accounts), 0, FIRST_ROWS);
  gtk_list_box_bind_model (self->list_box, G_LIST_MODEL (self->slice), create_row, self, NULL);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (make_more_rows), self,
                           G_CONNECT_SWAPPED);
  make_more_rows (self);
}
