/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-sign-in-flow.h"

#include "lk-error-text.h"
#include "lk-failure-page.h"
#include "lk-hold.h"
#include "lk-legacy-page.h"
#include "lk-method-page.h"
#include "lk-progress-page.h"
#include "lk-server-page.h"
#include "lk-settings.h"
#include "lk-sign-in.h"
#include "lk-web-loader.h"
#include "lk-web-page.h"

#define DEFAULT_SERVER "matrix.org"

/**
 * LkSignInFlow:
 *
 * Leads a person through signing in. The account's machine says where things stand; which page
 * is shown follows from its state alone (page_name()), and each verb of the person's either starts
 * a conversation, cancels it, or takes the account back from where it came.
 *
 * Actions of its pages: `sign-in.discover`, `sign-in.start`, `sign-in.retry`, `sign-in.cancel`,
 * `sign-in.back`. Signals: `signed-in` (LkAccount); `closed` when the person has given it up.
 */
struct _LkSignInFlow
{
  AdwBin         parent_instance;
  GtkStack      *stack;
  LkServerPage  *server_page;
  LkFailurePage *failure_page;
  LkWebPage     *web_page; /* (nullable) (not owned) from start to end of a sign-in */

  LkAccountList *accounts;
  GSettings     *settings;    /* (nullable) */
  char          *suggestion;  /* (nullable) */
  LkAccount     *account;     /* (nullable) none between two sign-ins */
  LkHomeserver  *homeserver;  /* (nullable) until found */
  char          *text;        /* (nullable) what was asked to be found */
  GCancellable  *cancellable; /* (nullable) of the conversation under way */
  LkHold        *hold;        /* (nullable) while one is under way */
  gulong         state_id;    /* 0 or the handler at the account */
  gboolean       welcome;
  gboolean       again;       /* the account is one that signs in again */
  gboolean       create;      /* what the person chose */
};

G_DEFINE_FINAL_TYPE (LkSignInFlow, lk_sign_in_flow, ADW_TYPE_BIN)

enum
{
  PROP_ACCOUNT = 1,
  PROP_HOMESERVER,
  PROP_WELCOME,
  N_PROPS,
};

enum
{
  SIGNED_IN,
  CLOSED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

/* The whole flow: for every state of the account, the page that is shown. Bound in the template. */
static char *
page_name (LkSignInFlow *self,
           LkAuthState   state,
           LkHomeserver *homeserver)
{
  const char *search = self->again ? "progress" : "server";

  switch (state)
    {
    case LK_AUTH_STATE_SIGNED_OUT:
      return g_strdup ("server");
    case LK_AUTH_STATE_DISCOVERING:
      return g_strdup (search);
    case LK_AUTH_STATE_CHOOSING:
      if (homeserver == NULL)
        return g_strdup (search);
      if (homeserver->auth_api->metadata == NULL)
        return g_strdup ("legacy");
      return g_strdup (self->again ? "progress" : "method");
    case LK_AUTH_STATE_AUTHORIZING:
      return g_strdup ("web");
    case LK_AUTH_STATE_FAILED:
      return g_strdup ("failure");
    default:
      return g_strdup ("progress");
    }
}

static gboolean
is_busy (LkSignInFlow *self,
         LkAuthState   state)
{
  return state == LK_AUTH_STATE_DISCOVERING;
}

static LkAuthState
get_state (LkSignInFlow *self)
{
  return self->account != NULL ? lk_account_get_state (self->account) : LK_AUTH_STATE_SIGNED_OUT;
}

static void
set_homeserver (LkSignInFlow *self,
                LkHomeserver *homeserver)
{
  g_clear_pointer (&self->homeserver, lk_homeserver_unref);
  self->homeserver = homeserver != NULL ? lk_homeserver_ref (homeserver) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOMESERVER]);
}

static void
on_state_changed (LkSignInFlow *self)
{
  LkAuthState state = get_state (self);

  if (state == LK_AUTH_STATE_FAILED)
    lk_failure_page_set_error (self->failure_page,
                               lk_auth_machine_get_error (lk_account_get_machine (self->account)));
  else if (state == LK_AUTH_STATE_NEEDS_SIGN_IN && self->again)
    g_signal_emit (self, signals[CLOSED], 0);
}

static void
set_account (LkSignInFlow *self,
             LkAccount    *account)
{
  if (self->account != NULL)
    g_clear_signal_handler (&self->state_id, self->account);
  g_set_object (&self->account, account);
  if (account != NULL)
    self->state_id = g_signal_connect_swapped (account, "notify::state",
                                               G_CALLBACK (on_state_changed), self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACCOUNT]);
}

static void
drop_web_page (LkSignInFlow *self)
{
  if (self->web_page != NULL)
    gtk_stack_remove (self->stack, GTK_WIDGET (self->web_page));
  self->web_page = NULL;
}

static GCancellable *
begin_conversation (LkSignInFlow *self)
{
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_clear_pointer (&self->hold, lk_hold_free);
  self->hold = lk_hold_new (GTK_WIDGET (self));
  return self->cancellable;
}

/* A conversation that isn't the latest, or whose flow has gone, ends unheard. */
static gboolean
end_conversation (LkSignInFlow *self,
                  gpointer      account,
                  gboolean      done)
{
  if (account != self->account)
    return FALSE;
  if (done)
    g_clear_pointer (&self->hold, lk_hold_free);
  return TRUE;
}

/* Signing in, in the order it happens. */

static void
on_jar_kept (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (LkSignInFlow) self = user_data;
  g_autoptr (LkAccount) account = self->account != NULL ? g_object_ref (self->account) : NULL;
  g_autoptr (GError) error = NULL;

  /* Without its cookies, the account's pages ask to sign in once more: a pity, not a failure. */
  if (!lk_web_view_keep_jar_finish (LK_WEB_VIEW (source), result, &error))
    g_debug ("The cookies were not kept: %s", error->message);
  if (account == NULL)
    return;

  drop_web_page (self);
  end_conversation (self, account, TRUE);
  set_account (self, NULL);
  g_signal_emit (self, signals[SIGNED_IN], 0, account);
}

static void
on_signed_in (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (LkSignInFlow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *jar = NULL;
  gboolean ok = lk_sign_in_finish (LK_ACCOUNT (source), result, &error);

  if (!end_conversation (self, source, !ok))
    return;
  if (!ok)
    {
      drop_web_page (self);
      return;
    }
  if (!self->again)
    lk_settings_add_recent_server (self->settings, self->text);
  lk_account_list_add (self->accounts, self->account);
  jar = lk_account_get_jar (self->account);
  lk_web_view_keep_jar_async (lk_web_page_get_view (self->web_page), jar, NULL, on_jar_kept,
                              g_object_ref (self));
}

static void
cancel (LkSignInFlow *self)
{
  g_cancellable_cancel (self->cancellable);
}

static LkWebView *
add_web_page (LkSignInFlow *self,
              GError      **error)
{
  LkWebView *view = lk_web_loader_new_view (NULL, error);

  drop_web_page (self);
  if (view == NULL)
    return NULL;
  self->web_page = LK_WEB_PAGE (lk_web_page_new (view, LK_WEB_PURPOSE_SIGN_IN));
  g_signal_connect_object (self->web_page, "left", G_CALLBACK (cancel), self, G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->web_page), "web");
  return view;
}

static void
start (LkSignInFlow *self)
{
  g_autoptr (GError) error = NULL;
  LkWebView *view = add_web_page (self, &error);

  if (view == NULL)
    {
      lk_auth_machine_set_state (lk_account_get_machine (self->account), LK_AUTH_STATE_FAILED,
                                 error);
      return;
    }
  lk_sign_in_async (self->account, self->homeserver, self->create, LK_USER_AGENT (view),
                    begin_conversation (self), on_signed_in, g_object_ref (self));
}

static void
on_discovered (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (LkSignInFlow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LkHomeserver) homeserver = NULL;
  g_autofree char *sentence = NULL;

  homeserver = lk_discover_finish (LK_ACCOUNT (source), result, &error);
  if (!end_conversation (self, source, TRUE))
    return;
  if (lk_error_is_bad_input (error))
    {
      sentence = lk_error_text_sentence (error);
      lk_server_page_set_problem (self->server_page, sentence);
    }
  if (homeserver == NULL)
    return;
  set_homeserver (self, homeserver);
  if (self->again && homeserver->auth_api->metadata != NULL)
    start (self);
}

static void
discover (LkSignInFlow *self)
{
  set_homeserver (self, NULL);
  lk_web_loader_warm ();
  lk_discover_async (self->account, self->text, begin_conversation (self), on_discovered,
                     g_object_ref (self));
}

/* What the person does. */

static void
on_discover_activated (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  LkSignInFlow *self = LK_SIGN_IN_FLOW (widget);

  if (get_state (self) != LK_AUTH_STATE_SIGNED_OUT)
    return;
  g_free (self->text);
  self->text = g_variant_dup_string (parameter, NULL);
  discover (self);
}

static void
on_start_activated (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  LkSignInFlow *self = LK_SIGN_IN_FLOW (widget);

  if (get_state (self) != LK_AUTH_STATE_CHOOSING || self->homeserver == NULL)
    return;
  self->create = g_variant_get_boolean (parameter);
  start (self);
}

static void
on_retry_activated (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  LkSignInFlow *self = LK_SIGN_IN_FLOW (widget);

  if (get_state (self) != LK_AUTH_STATE_FAILED)
    return;
  if (self->homeserver != NULL)
    start (self);
  else
    discover (self);
}

static void
on_cancel_activated (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  cancel (LK_SIGN_IN_FLOW (widget));
}

static void
on_back_activated (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  LkSignInFlow *self = LK_SIGN_IN_FLOW (widget);
  LkAuthState state = get_state (self);

  if (state == LK_AUTH_STATE_SIGNED_OUT)
    g_signal_emit (self, signals[CLOSED], 0);
  else if (state == LK_AUTH_STATE_FAILED ||
           (state == LK_AUTH_STATE_CHOOSING && self->homeserver != NULL))
    lk_account_leave_sign_in (self->account);
  else
    cancel (self);
}

static void
on_visible_child_changed (LkSignInFlow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static gboolean
lk_sign_in_flow_grab_focus (GtkWidget *widget)
{
  GtkWidget *page = gtk_stack_get_visible_child (LK_SIGN_IN_FLOW (widget)->stack);

  return page != NULL && gtk_widget_grab_focus (page);
}

static void
lk_sign_in_flow_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  LkSignInFlow *self = LK_SIGN_IN_FLOW (object);

  switch (prop_id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    case PROP_HOMESERVER:
      g_value_set_boxed (value, self->homeserver);
      break;
    case PROP_WELCOME:
      g_value_set_boolean (value, self->welcome);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* The window closes in the middle: what is under way is cancelled. But a session that is safe
 * already and only waits to be told its name is not thrown away: the next start goes on with it.
 * Not in dispose, because a conversation under way holds on to the flow. */
static void
lk_sign_in_flow_unroot (GtkWidget *widget)
{
  LkSignInFlow *self = LK_SIGN_IN_FLOW (widget);

  if (get_state (self) >= LK_AUTH_STATE_IDENTIFYING)
    g_clear_pointer (&self->hold, lk_hold_free);
  else
    cancel (self);
  set_account (self, NULL);
  GTK_WIDGET_CLASS (lk_sign_in_flow_parent_class)->unroot (widget);
}

static void
lk_sign_in_flow_dispose (GObject *object)
{
  LkSignInFlow *self = LK_SIGN_IN_FLOW (object);

  set_account (self, NULL);
  self->web_page = NULL;
  G_OBJECT_CLASS (lk_sign_in_flow_parent_class)->dispose (object);
}

static void
lk_sign_in_flow_finalize (GObject *object)
{
  LkSignInFlow *self = LK_SIGN_IN_FLOW (object);

  g_clear_object (&self->accounts);
  g_clear_object (&self->settings);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->homeserver, lk_homeserver_unref);
  g_clear_pointer (&self->hold, lk_hold_free);
  g_free (self->suggestion);
  g_free (self->text);
  G_OBJECT_CLASS (lk_sign_in_flow_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "sign-in.discover", "s", on_discover_activated);
  gtk_widget_class_install_action (widget_class, "sign-in.start", "b", on_start_activated);
  gtk_widget_class_install_action (widget_class, "sign-in.retry", NULL, on_retry_activated);
  gtk_widget_class_install_action (widget_class, "sign-in.cancel", NULL, on_cancel_activated);
  gtk_widget_class_install_action (widget_class, "sign-in.back", NULL, on_back_activated);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (LK_TYPE_SERVER_PAGE);
  g_type_ensure (LK_TYPE_METHOD_PAGE);
  g_type_ensure (LK_TYPE_LEGACY_PAGE);
  g_type_ensure (LK_TYPE_PROGRESS_PAGE);
  g_type_ensure (LK_TYPE_FAILURE_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-sign-in-flow.ui");
  gtk_widget_class_bind_template_child (widget_class, LkSignInFlow, stack);
  gtk_widget_class_bind_template_child (widget_class, LkSignInFlow, server_page);
  gtk_widget_class_bind_template_child (widget_class, LkSignInFlow, failure_page);
  gtk_widget_class_bind_template_callback (widget_class, page_name);
  gtk_widget_class_bind_template_callback (widget_class, is_busy);
  gtk_widget_class_bind_template_callback (widget_class, on_visible_child_changed);
}

static void
lk_sign_in_flow_class_init (LkSignInFlowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = lk_sign_in_flow_get_property;
  object_class->dispose = lk_sign_in_flow_dispose;
  object_class->finalize = lk_sign_in_flow_finalize;
  widget_class->grab_focus = lk_sign_in_flow_grab_focus;
  widget_class->unroot = lk_sign_in_flow_unroot;

  /** LkSignInFlow:account: (nullable): which account is signing in */
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, LK_TYPE_ACCOUNT, flags);
  /** LkSignInFlow:homeserver: (nullable): what was found for it */
  props[PROP_HOMESERVER] = g_param_spec_boxed ("homeserver", NULL, NULL, LK_TYPE_HOMESERVER,
                                               flags);
  /** LkSignInFlow:welcome: whether this is where the program begins */
  props[PROP_WELCOME] = g_param_spec_boolean ("welcome", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SIGNED_IN] = g_signal_new ("signed-in", LK_TYPE_SIGN_IN_FLOW, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, LK_TYPE_ACCOUNT);
  signals[CLOSED] = g_signal_new ("closed", LK_TYPE_SIGN_IN_FLOW, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
  install_actions (widget_class);
  bind_template (widget_class);
}

static void
lk_sign_in_flow_init (LkSignInFlow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * lk_sign_in_flow_new:
 * @accounts: the list that takes in who has signed in
 * @settings: (nullable): where the homeservers used last are
 * @suggestion: (nullable): a homeserver to suggest before all others
 *
 * Returns: a flow; it shows something once it has begun
 */
GtkWidget *
lk_sign_in_flow_new (LkAccountList *accounts,
                     GSettings     *settings,
                     const char    *suggestion)
{
  LkSignInFlow *self = g_object_new (LK_TYPE_SIGN_IN_FLOW, NULL);

  self->accounts = g_object_ref (accounts);
  self->settings = settings != NULL ? g_object_ref (settings) : NULL;
  self->suggestion = g_strdup (suggestion);
  return GTK_WIDGET (self);
}

static void
show_suggestions (LkSignInFlow *self)
{
  g_auto (GStrv) recent = lk_settings_get_recent_servers (self->settings);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  if (self->suggestion != NULL)
    g_ptr_array_add (all, self->suggestion);
  for (gsize i = 0; recent[i] != NULL; i++)
    {
      if (g_strcmp0 (recent[i], self->suggestion) != 0)
        g_ptr_array_add (all, recent[i]);
    }
  if (!g_strv_contains ((const char *const *) recent, DEFAULT_SERVER))
    g_ptr_array_add (all, (gpointer) DEFAULT_SERVER);
  g_ptr_array_add (all, NULL);
  lk_server_page_set_suggestions (self->server_page, (const char *const *) all->pdata);
}

/* What is under way goes first; what only waits for the person is put back.
 * Returns: whether something new may begin */
static gboolean
put_back (LkSignInFlow *self)
{
  LkAuthState state = get_state (self);

  if (self->hold != NULL)
    return FALSE;
  if (state == LK_AUTH_STATE_FAILED || state == LK_AUTH_STATE_CHOOSING)
    lk_account_leave_sign_in (self->account);
  return TRUE;
}

static void
set_welcome (LkSignInFlow *self,
             gboolean      welcome)
{
  if (welcome == self->welcome)
    return;
  self->welcome = welcome;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WELCOME]);
}

/**
 * lk_sign_in_flow_begin:
 * @self: the flow
 * @welcome: whether this is where the program begins, so that there is nothing to go back to
 * @text: (nullable): what to fill in
 *
 * Asks for a homeserver, to sign in to a new account. Does nothing while a sign-in is under way.
 */
void
lk_sign_in_flow_begin (LkSignInFlow *self,
                       gboolean      welcome,
                       const char   *text)
{
  g_autoptr (LkAccount) account = NULL;

  g_return_if_fail (LK_IS_SIGN_IN_FLOW (self));

  if (!put_back (self))
    return;
  account = lk_account_new (lk_account_list_get_ports (self->accounts), NULL);
  self->again = FALSE;
  set_welcome (self, welcome);
  set_homeserver (self, NULL);
  show_suggestions (self);
  lk_server_page_set_text (self->server_page, text != NULL ? text : "");
  lk_server_page_set_problem (self->server_page, NULL);
  set_account (self, account);
}

/**
 * lk_sign_in_flow_begin_for:
 * @self: the flow
 * @account: an account in %LK_AUTH_STATE_NEEDS_SIGN_IN
 *
 * Signs @account in again, at the homeserver where it is, without further questions. Does nothing
 * while a sign-in is under way.
 */
void
lk_sign_in_flow_begin_for (LkSignInFlow *self,
                           LkAccount    *account)
{
  g_return_if_fail (LK_IS_SIGN_IN_FLOW (self));
  g_return_if_fail (lk_account_get_state (account) == LK_AUTH_STATE_NEEDS_SIGN_IN);

  if (!put_back (self))
    return;
  self->again = TRUE;
  self->create = FALSE;
  g_free (self->text);
  self->text = g_strdup (lk_account_get_record (account)->base_url);
  set_account (self, account);
  discover (self);
}
