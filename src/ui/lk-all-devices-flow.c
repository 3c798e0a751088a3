/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-all-devices-flow.h"

#include "lk-all-devices-page.h"
#include "lk-clean-up-page.h"
#include "lk-devices.h"
#include "lk-error-text.h"
#include "lk-focus.h"
#include "lk-shown-child.h"
#include "lk-web-loader.h"
#include "lk-web-page.h"

/**
 * LkAllDevicesFlow:
 *
 * From the list of all devices through a clean-up and back: the list, the devices that are to go
 * one after the other, and the pages on which they are removed, each in its account's own jar.
 *
 * Signals: `open-account` (LkAccount) when the person wants to see one.
 */
struct _LkAllDevicesFlow
{
  AdwBin            parent_instance;
  LkAllDevices     *all;
  GtkStack         *stack;         /* not owned, as all the pages are not */
  LkAllDevicesPage *list_page;
  LkCleanUpPage    *clean_up_page; /* (nullable) during a clean-up */
  LkWebPage        *web_page;      /* (nullable) while one is shown */
  LkCleanUp        *walk;          /* (nullable) during a clean-up */
  gboolean          expects_changes;
};

G_DEFINE_FINAL_TYPE (LkAllDevicesFlow, lk_all_devices_flow, ADW_TYPE_BIN)

enum
{
  OPEN_ACCOUNT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
close_web_page (LkAllDevicesFlow *self)
{
  if (self->web_page == NULL)
    return;
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->clean_up_page));
  gtk_stack_remove (self->stack, GTK_WIDGET (self->web_page));
  self->web_page = NULL;
}

static void
end_clean_up (LkAllDevicesFlow *self)
{
  close_web_page (self);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->list_page));
  if (self->clean_up_page != NULL)
    gtk_stack_remove (self->stack, GTK_WIDGET (self->clean_up_page));
  self->clean_up_page = NULL;
  g_clear_object (&self->walk);
  self->expects_changes = FALSE;
}

/* The pages on which devices are removed. */

static void
on_left (LkAllDevicesFlow *self)
{
  close_web_page (self);
  lk_clean_up_page_come_back (self->clean_up_page);
}

static void
on_open_link (LkAllDevicesFlow *self,
              const char       *uri)
{
  LkListedDevice *current = lk_clean_up_get_current (self->walk);
  g_autofree char *jar = NULL;
  g_autoptr (GError) error = NULL;
  LkWebView *view;

  if (self->web_page != NULL || current == NULL)
    return;
  jar = lk_account_get_jar (lk_listed_device_get_account (current));
  view = lk_web_loader_new_view (jar, &error);
  if (view == NULL)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", lk_error_text_title (error));
      return;
    }
  self->expects_changes = TRUE;
  self->web_page = LK_WEB_PAGE (lk_web_page_new (view, LK_WEB_PURPOSE_MANAGE));
  g_signal_connect_object (self->web_page, "left", G_CALLBACK (on_left), self, G_CONNECT_SWAPPED);
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->web_page));
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->web_page));
  lk_web_view_load (view, uri);
}

/* One has gone: its page, if it is open still, has nothing more to say. */
static void
on_position_changed (LkAllDevicesFlow *self)
{
  self->expects_changes = FALSE;
  close_web_page (self);
}

/* A homeserver that removes devices itself waits for the person to be done on its page. */
static gboolean
is_at_homeserver (LkAllDevicesFlow *self)
{
  LkListedDevice *current = lk_clean_up_get_current (self->walk);

  return self->web_page != NULL && current != NULL &&
         lk_account_removes_devices (lk_listed_device_get_account (current));
}

/* The person may have been at the provider's page in their browser (H5). */
static void
on_is_active_changed (LkAllDevicesFlow *self,
                      GParamSpec       *pspec,
                      GtkWindow        *window)
{
  if (self->expects_changes && gtk_window_is_active (window) &&
      gtk_widget_get_mapped (GTK_WIDGET (self)) && !is_at_homeserver (self))
    lk_clean_up_page_come_back (self->clean_up_page);
}

static void
on_clean_up (LkAllDevicesFlow *self)
{
  g_autoptr (GPtrArray) devices = lk_all_devices_page_dup_chosen (self->list_page);

  if (devices->len == 0 || self->walk != NULL)
    return;
  self->walk = lk_clean_up_new (self->all, devices);
  g_signal_connect_object (self->walk, "notify::position", G_CALLBACK (on_position_changed), self,
                           G_CONNECT_SWAPPED);
  self->clean_up_page = LK_CLEAN_UP_PAGE (lk_clean_up_page_new (self->walk));
  g_signal_connect_object (self->clean_up_page, "open-link", G_CALLBACK (on_open_link), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->clean_up_page, "done", G_CALLBACK (end_clean_up), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->clean_up_page));
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->clean_up_page));
}

static void
on_open_account (LkAllDevicesFlow *self,
                 LkAccount        *account)
{
  g_signal_emit (self, signals[OPEN_ACCOUNT], 0, account);
}

static void
on_visible_child_changed (LkAllDevicesFlow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);

  if (page != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (page);
}

static void
lk_all_devices_flow_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (lk_all_devices_flow_parent_class)->root (widget);
  if (GTK_IS_WINDOW (gtk_widget_get_root (widget)))
    g_signal_connect_object (gtk_widget_get_root (widget), "notify::is-active",
                             G_CALLBACK (on_is_active_changed), widget, G_CONNECT_SWAPPED);
}

static void
lk_all_devices_flow_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), on_is_active_changed, widget);
  GTK_WIDGET_CLASS (lk_all_devices_flow_parent_class)->unroot (widget);
}

/* Nobody looks any more. */
static void
lk_all_devices_flow_unmap (GtkWidget *widget)
{
  lk_all_devices_stop (LK_ALL_DEVICES_FLOW (widget)->all);
  GTK_WIDGET_CLASS (lk_all_devices_flow_parent_class)->unmap (widget);
}

static gboolean
lk_all_devices_flow_grab_focus (GtkWidget *widget)
{
  LkAllDevicesFlow *self = LK_ALL_DEVICES_FLOW (widget);

  return gtk_widget_grab_focus (gtk_stack_get_visible_child (self->stack));
}

static void
lk_all_devices_flow_dispose (GObject *object)
{
  LkAllDevicesFlow *self = LK_ALL_DEVICES_FLOW (object);

  if (self->all != NULL)
    lk_all_devices_stop (self->all);
  g_clear_object (&self->all);
  g_clear_object (&self->walk);
  G_OBJECT_CLASS (lk_all_devices_flow_parent_class)->dispose (object);
}

static void
lk_all_devices_flow_class_init (LkAllDevicesFlowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_all_devices_flow_dispose;
  widget_class->root = lk_all_devices_flow_root;
  widget_class->unroot = lk_all_devices_flow_unroot;
  widget_class->unmap = lk_all_devices_flow_unmap;
  widget_class->focus = lk_focus_child;
  widget_class->grab_focus = lk_all_devices_flow_grab_focus;

  signals[OPEN_ACCOUNT] = g_signal_new ("open-account", LK_TYPE_ALL_DEVICES_FLOW,
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                        LK_TYPE_ACCOUNT);
}

static void
lk_all_devices_flow_init (LkAllDevicesFlow *self)
{
  self->stack = GTK_STACK (gtk_stack_new ());
  lk_shown_child_tell (self->stack);
  gtk_stack_set_transition_type (self->stack, GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT_RIGHT);
  g_signal_connect_object (self->stack, "notify::visible-child",
                           G_CALLBACK (on_visible_child_changed), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
}

/**
 * lk_all_devices_flow_new:
 * @accounts: whose devices
 *
 * Returns: the list of devices, which is not asked for yet
 */
GtkWidget *
lk_all_devices_flow_new (LkAccountList *accounts)
{
  LkAllDevicesFlow *self = g_object_new (LK_TYPE_ALL_DEVICES_FLOW, NULL);
  LkClock *clock = lk_account_list_get_ports (accounts)->clock;

  self->all = lk_all_devices_new (accounts);
  self->list_page = LK_ALL_DEVICES_PAGE (lk_all_devices_page_new (self->all, clock));
  g_signal_connect_object (self->list_page, "clean-up", G_CALLBACK (on_clean_up), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list_page, "open-account", G_CALLBACK (on_open_account), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->list_page));
  return GTK_WIDGET (self);
}

/**
 * lk_all_devices_flow_begin:
 * @self: the flow
 *
 * Shows the list and asks all accounts anew; a clean-up under way is shown where it is.
 */
void
lk_all_devices_flow_begin (LkAllDevicesFlow *self)
{
  g_return_if_fail (LK_IS_ALL_DEVICES_FLOW (self));

  if (self->walk == NULL)
    lk_all_devices_refresh (self->all);
}

/**
 * lk_all_devices_flow_back:
 * @self: the flow
 *
 * Returns: whether there was a page to go back to
 */
gboolean
lk_all_devices_flow_back (LkAllDevicesFlow *self)
{
  g_return_val_if_fail (LK_IS_ALL_DEVICES_FLOW (self), FALSE);

  if (self->web_page != NULL)
    on_left (self);
  else if (self->clean_up_page != NULL)
    end_clean_up (self);
  else
    return FALSE;
  return TRUE;
}
