/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-window.h"

#include <glib/gi18n.h>

#include "lk-account-page.h"
#include "lk-accounts-page.h"
#include "lk-all-devices-flow.h"
#include "lk-announce.h"
#include "lk-browser.h"
#include "lk-error-text.h"
#include "lk-error.h"
#include "lk-invitation.h"
#include "lk-open-keyring.h"
#include "lk-settings.h"
#include "lk-shortcuts.h"
#include "lk-shown-child.h"
#include "lk-sign-in-flow.h"
#include "lk-sign-out-all-page.h"
#include "lk-toast.h"
#include "lk-unsaved-question.h"
#include "lk-web-loader.h"
#include "lk-web-page.h"

#define MOST_CHARACTERS 100 /* of a name */

/**
 * LkWindow:
 *
 * The window: the list of accounts, and what a person reaches from there: an account, a page of
 * its account management, the sign-in. Only the list is there from the start; the others are
 * built when they are first needed, so that the first frame does not pay for them. While there is
 * no account, the sign-in is the first page.
 */
struct _LkWindow
{
  AdwApplicationWindow parent_instance;
  AdwToastOverlay     *toast_overlay;
  GtkStack            *stack;
  LkAccountsPage      *accounts_page;
  LkSignInFlow        *flow;         /* (nullable) (not owned) until first needed */
  LkAccountPage       *account_page; /* (nullable) (not owned) of the account shown last */
  LkWebPage           *web_page;     /* (nullable) (not owned) while one is shown */
  LkLeftJar           *left_jar;     /* (nullable) while the page is an account's that has left */
  LkAllDevicesFlow    *all_devices;  /* (nullable) (not owned) until first needed */
  LkSignOutAllPage    *sign_out_all; /* (nullable) (not owned) while it is shown */
  LkAccountList       *accounts;
  GSettings           *settings;     /* (nullable) */
  GStrv                suggestions;  /* (nullable) */
  gboolean             may_close;    /* what isn't saved was asked about */
};

G_DEFINE_FINAL_TYPE (LkWindow, lk_window, ADW_TYPE_APPLICATION_WINDOW)

static gboolean
is_empty (LkWindow *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->accounts)) == 0;
}

static gboolean
is_visible (LkWindow *self,
            gpointer  page)
{
  return page != NULL && gtk_stack_get_visible_child (self->stack) == page;
}

/* From page to page. */

static void show_home    (LkWindow *self);
static void show_account (LkWindow *self, LkAccount *account);

static void
announce_signed_in (LkWindow  *self,
                    LkAccount *account)
{
  g_autofree char *who = lk_untrusted_text (lk_account_get_title (account), MOST_CHARACTERS);
  g_autofree char *text = NULL;

  /* Translators: read out by a screen reader; %s is the name of a person. */
  text = g_strdup_printf (_("Signed in as %s"), who);
  lk_announce (GTK_WIDGET (self), text);
}

static void
on_signed_in (LkWindow  *self,
              LkAccount *account)
{
  show_account (self, account);
  announce_signed_in (self, account);
}

static LkSignInFlow *
ensure_flow (LkWindow *self)
{
  if (self->flow != NULL)
    return self->flow;

  self->flow = LK_SIGN_IN_FLOW (lk_sign_in_flow_new (self->accounts, self->settings,
                                                     (const char *const *) self->suggestions));
  g_signal_connect_object (self->flow, "signed-in", G_CALLBACK (on_signed_in), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flow, "closed", G_CALLBACK (show_home), self, G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->flow), "sign-in");
  return self->flow;
}

static void
show_home (LkWindow *self)
{
  if (is_empty (self))
    {
      lk_window_add_account (self, NULL);
      return;
    }
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->accounts_page));
}

/* They may have been kept no longer since the page was opened. */
static void
forget_cookies (LkWindow *self)
{
  if (!lk_settings_keeps_cookies (self->settings))
    lk_account_list_forget_cookies (self->accounts);
}

static void
drop_web_page (LkWindow *self)
{
  if (self->web_page != NULL)
    gtk_stack_remove (self->stack, GTK_WIDGET (self->web_page));
  if (self->web_page != NULL && self->left_jar == NULL)
    forget_cookies (self);
  self->web_page = NULL;
  g_clear_pointer (&self->left_jar, lk_left_jar_free);
}

static void
on_left (LkWindow *self)
{
  if (self->left_jar != NULL)
    {
      show_home (self);
      drop_web_page (self);
      return;
    }
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->account_page));
  drop_web_page (self);
  /* Whatever the person did there, it may show here. */
  lk_account_page_refresh (self->account_page);
}

static gboolean
show_web_page (LkWindow   *self,
               const char *uri,
               const char *jar,
               GError    **error)
{
  LkWebView *view = lk_web_loader_new_view (jar, error);

  if (view == NULL)
    return FALSE;
  self->web_page = LK_WEB_PAGE (lk_web_page_new (view, LK_WEB_PURPOSE_MANAGE));
  g_signal_connect_object (self->web_page, "left", G_CALLBACK (on_left), self, G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->web_page), "web");
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->web_page));
  lk_web_view_load (view, uri);
  return TRUE;
}

static void
on_open_link (LkWindow   *self,
              const char *uri)
{
  LkAccount *account = lk_account_page_get_account (self->account_page);
  gboolean keeps_cookies = lk_settings_keeps_cookies (self->settings);
  g_autofree char *jar = keeps_cookies ? lk_account_get_jar (account) : NULL;
  g_autoptr (GError) error = NULL;

  if (is_visible (self, self->web_page))
    return;
  drop_web_page (self); /* the person went elsewhere from it */
  if (!show_web_page (self, uri, jar, &error))
    lk_window_toast (self, lk_error_text_title (error));
}

static void
sign_in_again (LkWindow  *self,
               LkAccount *account)
{
  if (lk_account_get_state (account) != LK_AUTH_STATE_NEEDS_SIGN_IN)
    return;
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (ensure_flow (self)));
  lk_sign_in_flow_begin_for (self->flow, account);
}

static void
on_sign_in_again (LkWindow *self)
{
  sign_in_again (self, lk_account_page_get_account (self->account_page));
}

static void
replace_account_page (LkWindow  *self,
                      LkAccount *account)
{
  if (self->account_page != NULL)
    gtk_stack_remove (self->stack, GTK_WIDGET (self->account_page));
  self->account_page = LK_ACCOUNT_PAGE (lk_account_page_new (account));
  g_signal_connect_object (self->account_page, "open-link", G_CALLBACK (on_open_link), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->account_page, "sign-in-again", G_CALLBACK (on_sign_in_again), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->account_page), "account");
}

static void
show_account (LkWindow  *self,
              LkAccount *account)
{
  if (self->account_page == NULL || lk_account_page_get_account (self->account_page) != account)
    replace_account_page (self, account);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->account_page));
  lk_account_page_refresh (self->account_page);
}

static LkAllDevicesFlow *
ensure_all_devices (LkWindow *self)
{
  if (self->all_devices != NULL)
    return self->all_devices;

  self->all_devices = LK_ALL_DEVICES_FLOW (lk_all_devices_flow_new (self->accounts));
  g_signal_connect_object (self->all_devices, "open-account", G_CALLBACK (show_account), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->all_devices), "all-devices");
  return self->all_devices;
}

static gboolean
is_listed (LkWindow  *self,
           LkAccount *account)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (LkAccount) listed = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (listed == account)
        return TRUE;
    }
  return FALSE;
}

static void
drop_account_page (LkWindow *self)
{
  gboolean is_of_account = self->web_page != NULL && self->left_jar == NULL;

  if (is_visible (self, self->account_page) ||
      (is_of_account && is_visible (self, self->web_page)))
    show_home (self);
  if (is_of_account)
    drop_web_page (self);
  gtk_stack_remove (self->stack, GTK_WIDGET (self->account_page));
  self->account_page = NULL;
}

static void
on_accounts_changed (LkWindow *self)
{
  if (self->account_page != NULL &&
      !is_listed (self, lk_account_page_get_account (self->account_page)))
    drop_account_page (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.all-devices", !is_empty (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.sign-out-all", !is_empty (self));
  if (is_empty (self) &&
      (is_visible (self, self->accounts_page) || is_visible (self, self->all_devices)))
    show_home (self);
}

static void
drop_sign_out_all (LkWindow *self)
{
  if (self->sign_out_all != NULL)
    gtk_stack_remove (self->stack, GTK_WIDGET (self->sign_out_all));
  self->sign_out_all = NULL;
}

/* What is under way there is finished first; the page says when. */
static void
leave_sign_out_all (LkWindow *self)
{
  if (!lk_sign_out_all_page_stop (self->sign_out_all))
    return;
  show_home (self);
  drop_sign_out_all (self);
}

static void
begin_sign_out_all (gpointer user_data)
{
  LkWindow *self = user_data;
  g_autoptr (LkSignOutAll) all = lk_sign_out_all_new (self->accounts);

  drop_sign_out_all (self); /* of the last time, when the person went elsewhere from it */
  self->sign_out_all = LK_SIGN_OUT_ALL_PAGE (lk_sign_out_all_page_new (all));
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->sign_out_all), "sign-out-all");
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->sign_out_all));
}

/* What the person does. */

static void
on_sign_out_all_activated (GtkWidget  *widget,
                           const char *action_name,
                           GVariant   *parameter)
{
  LkWindow *self = LK_WINDOW (widget);

  if (self->sign_out_all != NULL && !lk_sign_out_all_page_is_over (self->sign_out_all))
    {
      gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->sign_out_all));
      return;
    }
  lk_sign_out_all_ask (widget, g_list_model_get_n_items (G_LIST_MODEL (self->accounts)),
                       begin_sign_out_all, self);
}

static void
on_back_activated (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  LkWindow *self = LK_WINDOW (widget);

  if (is_visible (self, self->flow))
    gtk_widget_activate_action (GTK_WIDGET (self->flow), "sign-in.back", NULL);
  else if (is_visible (self, self->web_page))
    on_left (self);
  else if (is_visible (self, self->sign_out_all))
    leave_sign_out_all (self);
  else if (is_visible (self, self->account_page) ||
           (is_visible (self, self->all_devices) && !lk_all_devices_flow_back (self->all_devices)))
    show_home (self);
}

static void
on_add_account_activated (GtkWidget  *widget,
                          const char *action_name,
                          GVariant   *parameter)
{
  lk_window_add_account (LK_WINDOW (widget), NULL);
}

static void
on_all_devices_activated (GtkWidget  *widget,
                          const char *action_name,
                          GVariant   *parameter)
{
  LkWindow *self = LK_WINDOW (widget);

  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (ensure_all_devices (self)));
  lk_all_devices_flow_begin (self->all_devices);
}

static void
on_toast_activated (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  lk_window_toast (LK_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
on_open_keyring_activated (GtkWidget  *widget,
                           const char *action_name,
                           GVariant   *parameter)
{
  lk_open_keyring (LK_WINDOW (widget)->accounts);
}

static void
on_visible_child_changed (LkWindow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);

  if (page != NULL)
    gtk_widget_grab_focus (page);
}

/* The size of the window, from one time to the next. */

static void
restore_size (LkWindow *self)
{
  if (self->settings == NULL)
    return;
  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (self->settings, LK_SETTINGS_WINDOW_WIDTH),
                               g_settings_get_int (self->settings, LK_SETTINGS_WINDOW_HEIGHT));
  if (g_settings_get_boolean (self->settings, LK_SETTINGS_WINDOW_MAXIMIZED))
    gtk_window_maximize (GTK_WINDOW (self));
}

static void
remember_size (LkWindow *self)
{
  int width;
  int height;

  if (self->settings == NULL)
    return;
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (self->settings, LK_SETTINGS_WINDOW_WIDTH, width);
  g_settings_set_int (self->settings, LK_SETTINGS_WINDOW_HEIGHT, height);
  g_settings_set_boolean (self->settings, LK_SETTINGS_WINDOW_MAXIMIZED,
                          gtk_window_is_maximized (GTK_WINDOW (self)));
}

static void
close_after_all (GtkWidget *widget)
{
  LK_WINDOW (widget)->may_close = TRUE;
  gtk_window_close (GTK_WINDOW (widget));
}

static gboolean
lk_window_close_request (GtkWindow *window)
{
  LkWindow *self = LK_WINDOW (window);

  if (!self->may_close &&
      lk_unsaved_question (GTK_WIDGET (self), self->accounts, G_CALLBACK (close_after_all)))
    return TRUE;
  remember_size (self);
  return GTK_WINDOW_CLASS (lk_window_parent_class)->close_request (window);
}

static void
lk_window_finalize (GObject *object)
{
  LkWindow *self = LK_WINDOW (object);

  g_clear_pointer (&self->left_jar, lk_left_jar_free);
  g_clear_object (&self->accounts);
  g_clear_object (&self->settings);
  g_strfreev (self->suggestions);
  G_OBJECT_CLASS (lk_window_parent_class)->finalize (object);
}

static void
lk_window_class_init (LkWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lk_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = lk_window_close_request;

  gtk_widget_class_install_action (widget_class, "win.back", NULL, on_back_activated);
  gtk_widget_class_install_action (widget_class, "win.add-account", NULL,
                                   on_add_account_activated);
  gtk_widget_class_install_action (widget_class, "win.sign-out-all", NULL,
                                   on_sign_out_all_activated);
  gtk_widget_class_install_action (widget_class, "win.all-devices", NULL,
                                   on_all_devices_activated);
  gtk_widget_class_install_action (widget_class, "win.open-keyring", NULL,
                                   on_open_keyring_activated);
  gtk_widget_class_install_action (widget_class, "win.toast", "s", on_toast_activated);
  lk_shortcuts_bind (widget_class, LK_SHORTCUTS_WINDOW);

  g_type_ensure (LK_TYPE_ACCOUNTS_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/latchkey/Latchkey/lk-window.ui");
  gtk_widget_class_bind_template_child (widget_class, LkWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, accounts_page);
  gtk_widget_class_bind_template_callback (widget_class, on_visible_child_changed);
}

static void
lk_window_init (LkWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_shown_child_tell (self->stack);
}

/**
 * lk_window_new:
 * @application: (nullable): the application
 * @accounts: what it shows
 * @suggestions: (nullable): homeservers to suggest
 *
 * Returns: (transfer none): a window
 */
LkWindow *
lk_window_new (GtkApplication    *application,
               LkAccountList     *accounts,
               const char *const *suggestions)
{
  LkWindow *self = g_object_new (LK_TYPE_WINDOW, "application", application, NULL);

  self->accounts = g_object_ref (accounts);
  self->settings = lk_settings_new ();
  self->suggestions = g_strdupv ((GStrv) suggestions);
  restore_size (self);
  lk_accounts_page_set_accounts (self->accounts_page, G_LIST_MODEL (accounts));
  lk_accounts_page_set_store (self->accounts_page, lk_account_list_get_ports (accounts)->store);
  lk_accounts_page_set_sessions (self->accounts_page,
                                 lk_account_list_get_ports (accounts)->revocations);
  g_signal_connect_object (self->accounts_page, "activated", G_CALLBACK (show_account), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (on_accounts_changed), self,
                           G_CONNECT_SWAPPED);
  on_accounts_changed (self);
  show_home (self);
  return self;
}

/**
 * lk_window_add_account:
 * @self: the window
 * @text: (nullable): what to fill in
 *
 * Asks for a homeserver, unless a sign-in is under way: then it shows that.
 */
void
lk_window_add_account (LkWindow   *self,
                       const char *text)
{
  g_return_if_fail (LK_IS_WINDOW (self));

  lk_sign_in_flow_begin (ensure_flow (self), is_empty (self), text);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->flow));
  if (self->left_jar != NULL)
    drop_web_page (self);
}

/**
 * lk_window_open:
 * @self: the window
 * @text: what was given to the program from outside: a server, a user ID, a link; untrusted
 *
 * Fills it in for a new sign-in. One that is under way is stopped only if the person says so.
 */
void
lk_window_open (LkWindow   *self,
                const char *text)
{
  g_return_if_fail (LK_IS_WINDOW (self));

  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (ensure_flow (self)));
  lk_invitation_take (self->flow, lk_account_list_get_ports (self->accounts)->allow_insecure,
                      is_empty (self), text);
  if (self->left_jar != NULL)
    drop_web_page (self);
}

/**
 * lk_window_sign_in_again:
 * @self: the window
 * @account: one of the accounts
 *
 * Signs @account in again, if it needs that; while another sign-in is under way, its page has the
 * button for later.
 */
void
lk_window_sign_in_again (LkWindow  *self,
                         LkAccount *account)
{
  g_return_if_fail (LK_IS_WINDOW (self));
  g_return_if_fail (LK_IS_ACCOUNT (account));

  lk_window_show_account (self, account);
  if (!lk_sign_in_flow_is_under_way (ensure_flow (self)))
    sign_in_again (self, account);
}

/**
 * lk_window_show_account:
 * @self: the window
 * @account: one of the accounts
 *
 * Shows its page, in the place of a page of the account management that may be open; a sign-in that
 * is under way goes on.
 */
void
lk_window_show_account (LkWindow  *self,
                        LkAccount *account)
{
  g_return_if_fail (LK_IS_WINDOW (self));
  g_return_if_fail (LK_IS_ACCOUNT (account));

  show_account (self, account);
  drop_web_page (self);
}

/**
 * lk_window_is_showing:
 * @self: the window
 * @account: one of the accounts
 *
 * Returns: whether the person is looking at its page: it is shown, and the window is active
 */
gboolean
lk_window_is_showing (LkWindow  *self,
                      LkAccount *account)
{
  g_return_val_if_fail (LK_IS_WINDOW (self), FALSE);

  return gtk_window_is_active (GTK_WINDOW (self)) && is_visible (self, self->account_page) &&
         lk_account_page_get_account (self->account_page) == account;
}

/**
 * lk_window_end_session:
 * @self: the window
 * @uri: the page that ends a provider's own session
 * @jar: (transfer full): the cookies of the account that has left
 *
 * Opens the page with the cookies, or in the browser when there are none or no view to show it in.
 */
void
lk_window_end_session (LkWindow   *self,
                       const char *uri,
                       LkLeftJar  *jar)
{
  const char *path = lk_left_jar_get_path (jar);

  g_return_if_fail (LK_IS_WINDOW (self));

  if (!is_visible (self, self->web_page))
    drop_web_page (self);
  if (path != NULL && self->web_page == NULL && show_web_page (self, uri, path, NULL))
    {
      self->left_jar = jar;
      return;
    }
  lk_open_in_browser (GTK_WIDGET (self), uri);
  lk_left_jar_free (jar);
}

/**
 * lk_window_toast:
 * @self: the window
 * @text: what to say, in plain text
 */
void
lk_window_toast (LkWindow   *self,
                 const char *text)
{
  g_return_if_fail (LK_IS_WINDOW (self));

  adw_toast_overlay_add_toast (self->toast_overlay, lk_toast_new (text));
  lk_announce (GTK_WIDGET (self), text);
}
