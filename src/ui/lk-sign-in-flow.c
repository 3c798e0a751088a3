/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-sign-in-flow.h"

#include <glib/gi18n.h>

#include "lk-account-text.h"
#include "lk-browser-page.h"
#include "lk-device-page.h"
#include "lk-diagnosis-page.h"
#include "lk-error-text.h"
#include "lk-failure-page.h"
#include "lk-focus.h"
#include "lk-legacy-login.h"
#include "lk-legacy-page.h"
#include "lk-method-page.h"
#include "lk-paste-page.h"
#include "lk-progress-page.h"
#include "lk-register-page.h"
#include "lk-server-page.h"
#include "lk-settings.h"
#include "lk-shown-child.h"
#include "lk-sign-in-actions.h"
#include "lk-web-page.h"

/**
 * LkSignInFlow:
 *
 * Leads a person through signing in, page by page. Which page is shown follows from the state of
 * the account and the way to the provider alone (page_name()); what the person does there goes to
 * the #LkSignInSteps (lk-sign-in-actions.c). Only a look at the server, from the first page, is no
 * part of signing in.
 *
 * Actions of its pages: `sign-in.discover`, `sign-in.diagnose`, `sign-in.start`,
 * `sign-in.start-by`, `sign-in.way`, `sign-in.sso`, `sign-in.register`, `sign-in.retry`,
 * `sign-in.cancel`, `sign-in.back`. Signals: `signed-in` (LkAccount); `closed` when the person has
 * given it up.
 */
struct _LkSignInFlow
{
  AdwBin         parent_instance;
  GtkStack      *stack;
  LkServerPage  *server_page;
  LkFailurePage *failure_page;
  LkDiagnosisPage *diagnosis_page;
  LkLegacyPage  *legacy_page;
  GtkWidget     *web_page;        /* (nullable) (not owned) while there is a view */
  GtkWidget     *device_page;     /* (nullable) (not owned) while another device may confirm */
  LkAccountList *accounts;
  GSettings     *settings;        /* (nullable) */
  GStrv          suggestions;     /* (nullable) */
  LkSignInSteps *steps;           /* (nullable) none between two sign-ins */
  GSignalGroup  *steps_signals;   /* of the steps, whichever they are */
  GSignalGroup  *stay_signals;    /* of their stay at the provider's page */
  GSignalGroup  *account_signals; /* of their account */
  gboolean       welcome;
  gboolean       diagnosing;      /* the person looks at the server */
};

G_DEFINE_FINAL_TYPE (LkSignInFlow, lk_sign_in_flow, ADW_TYPE_BIN)

enum
{
  PROP_STEPS = 1,
  PROP_WELCOME,
  PROP_DIAGNOSING,
  PROP_WAY,
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

/* Is it to be mended where it was typed? */
static gboolean
is_at_form (LkSignInFlow *self,
            LkAuthState   state)
{
  LkAccount *account = lk_sign_in_steps_get_account (self->steps);
  LkAuthMachine *machine = lk_account_get_machine (account);

  if (state == LK_AUTH_STATE_EXCHANGING)
    return lk_sign_in_steps_is_at_form (self->steps);
  return lk_legacy_login_can_be_mended (lk_auth_machine_get_error (machine));
}

/* The whole flow: for every state of the account, the page that is shown. Bound in the template. */
static char *
page_name (LkSignInFlow *self,
           LkAuthState   state,
           LkHomeserver *homeserver,
           gboolean      diagnosing,
           LkWay         way)
{
  gboolean again = lk_sign_in_steps_is_again (self->steps);
  const char *search = again ? "progress" : "server";

  switch (state)
    {
    case LK_AUTH_STATE_SIGNED_OUT:
      return g_strdup (diagnosing ? "diagnosis" : "server");
    case LK_AUTH_STATE_DISCOVERING:
      return g_strdup (search);
    case LK_AUTH_STATE_CHOOSING:
      if (homeserver == NULL)
        return g_strdup (search);
      if (homeserver->auth_api->metadata == NULL)
        return g_strdup ("legacy");
      return g_strdup (again ? "progress" : "method");
    case LK_AUTH_STATE_AUTHORIZING:
      if (lk_sign_in_steps_get_interview (self->steps) != NULL)
        return g_strdup ("register");
      if (way == LK_WAY_DEVICE && self->device_page == NULL)
        return g_strdup ("progress");
      return g_strdup (lk_way_get_page (way));
    case LK_AUTH_STATE_EXCHANGING:
      return g_strdup (is_at_form (self, state) ? "legacy" : "progress");
    case LK_AUTH_STATE_FAILED:
      return g_strdup (is_at_form (self, state) ? "legacy" : "failure");
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
  if (self->steps == NULL)
    return LK_AUTH_STATE_SIGNED_OUT;
  return lk_account_get_state (lk_sign_in_steps_get_account (self->steps));
}

static LkSignInStay *
get_stay (LkSignInFlow *self)
{
  return self->steps != NULL ? lk_sign_in_steps_get_stay (self->steps) : NULL;
}

static LkWay
get_way (LkSignInFlow *self)
{
  return self->steps != NULL ? lk_sign_in_stay_get_way (get_stay (self)) : LK_WAY_EMBEDDED;
}

static void
on_way_changed (LkSignInFlow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WAY]);
}

static void
set_steps (LkSignInFlow  *self,
           LkSignInSteps *steps)
{
  g_set_object (&self->steps, steps);
  g_signal_group_set_target (self->steps_signals, steps);
  g_signal_group_set_target (self->stay_signals, get_stay (self));
  g_signal_group_set_target (self->account_signals,
                             steps != NULL ? lk_sign_in_steps_get_account (steps) : NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STEPS]);
  on_way_changed (self);
}

static void
set_diagnosing (LkSignInFlow *self,
                gboolean      diagnosing)
{
  if (diagnosing == self->diagnosing)
    return;
  if (!diagnosing)
    lk_diagnosis_page_stop (self->diagnosis_page);
  self->diagnosing = diagnosing;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DIAGNOSING]);
}

/* What happens. */

static void
on_state_changed (LkSignInFlow *self)
{
  LkAccount *account = lk_sign_in_steps_get_account (self->steps);
  LkAuthMachine *machine = lk_account_get_machine (account);
  LkAuthState state = lk_auth_machine_get_state (machine);

  if (state == LK_AUTH_STATE_FAILED && is_at_form (self, state))
    lk_legacy_page_set_error (self->legacy_page, lk_auth_machine_get_error (machine));
  else if (state == LK_AUTH_STATE_FAILED)
    {
      lk_failure_page_set_error (self->failure_page, lk_auth_machine_get_error (machine));
      lk_failure_page_set_trace (self->failure_page, lk_account_get_trace (account));
    }
  else if (state == LK_AUTH_STATE_NEEDS_SIGN_IN)
    g_signal_emit (self, signals[CLOSED], 0);
}

static void
on_bad_input (LkSignInFlow *self,
              const GError *error)
{
  g_autofree char *sentence = lk_error_text_sentence (error);

  lk_server_page_set_problem (self->server_page, sentence);
}

static void
on_view_changed (LkSignInFlow *self)
{
  LkSignInStay *stay = get_stay (self);
  LkWebView *view = lk_sign_in_stay_get_view (stay);

  if (self->web_page != NULL)
    gtk_stack_remove (self->stack, self->web_page);
  self->web_page = NULL;
  if (view == NULL)
    return;
  self->web_page = lk_web_page_new (view, LK_WEB_PURPOSE_SIGN_IN);
  g_object_set (self->web_page, "stay", stay, NULL);
  g_signal_connect_object (self->web_page, "left", G_CALLBACK (lk_sign_in_actions_cancel), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, self->web_page, "web");
}

static void
on_device_grant_changed (LkSignInFlow *self)
{
  LkSignInStay *stay = get_stay (self);
  LkDeviceGrant *grant = lk_sign_in_stay_get_device_grant (stay);

  if (self->device_page != NULL)
    gtk_stack_remove (self->stack, self->device_page);
  self->device_page = grant != NULL ? lk_device_page_new (grant, stay) : NULL;
  if (grant != NULL)
    gtk_stack_add_named (self->stack, self->device_page, "device");
  on_way_changed (self); /* the page of the way may be another one now */
}

/* Where it was found, the provider is known, and with it the way used there last. */
static void
on_homeserver_changed (LkSignInFlow *self)
{
  LkHomeserver *homeserver = lk_sign_in_steps_get_homeserver (self->steps);

  if (homeserver != NULL)
    lk_sign_in_stay_set_way (get_stay (self), lk_way_recall (self->settings, homeserver));
}

static void
remember (LkSignInFlow  *self,
          LkSignInSteps *steps,
          LkWay          way)
{
  if (!lk_sign_in_steps_is_again (steps))
    lk_settings_add_recent_server (self->settings, lk_sign_in_steps_get_text (steps));
  if (lk_sign_in_steps_is_at_page (steps))
    lk_way_remember (self->settings, lk_sign_in_steps_get_homeserver (steps), way);
}

static void
greet (LkSignInFlow *self,
       LkAccount    *account)
{
  g_autofree char *name = lk_account_text_name (lk_account_get_record (account));
  /* Translators: %s is the name of a person who has just got an account. */
  g_autofree char *text = g_strdup_printf (_("Welcome, %s"), name);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

static void
on_signed_in (LkSignInFlow *self)
{
  g_autoptr (LkSignInSteps) steps = g_object_ref (self->steps);
  gboolean stayed = lk_sign_in_steps_is_at_page (steps);
  LkWay way = stayed ? lk_sign_in_stay_get_used_way (get_stay (self)) : LK_WAY_EMBEDDED;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  remember (self, steps, way);
  /* The person has been elsewhere. */
  if (way != LK_WAY_EMBEDDED && GTK_IS_WINDOW (root))
    gtk_window_present (GTK_WINDOW (root));
  set_steps (self, NULL);
  g_signal_emit (self, signals[SIGNED_IN], 0, lk_sign_in_steps_get_account (steps));
  if (lk_sign_in_steps_is_create (steps))
    greet (self, lk_sign_in_steps_get_account (steps));
}

static void
on_visible_child_changed (LkSignInFlow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* What the person does, beyond the steps. */

static void
on_diagnose_activated (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  LkSignInFlow *self = LK_SIGN_IN_FLOW (widget);

  if (self->steps == NULL || get_state (self) != LK_AUTH_STATE_SIGNED_OUT)
    return;
  lk_diagnosis_page_run (self->diagnosis_page, lk_account_list_get_ports (self->accounts),
                         g_variant_get_string (parameter, NULL));
  set_diagnosing (self, TRUE);
}

static void
on_back_activated (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  LkSignInFlow *self = LK_SIGN_IN_FLOW (widget);

  if (self->diagnosing)
    set_diagnosing (self, FALSE);
  else if (get_state (self) == LK_AUTH_STATE_SIGNED_OUT)
    g_signal_emit (self, signals[CLOSED], 0);
  else if (lk_sign_in_steps_is_busy (self->steps))
    lk_sign_in_steps_go_back (self->steps);
  else
    lk_account_leave_sign_in (lk_sign_in_steps_get_account (self->steps));
}

/* The widget. */

static gboolean
lk_sign_in_flow_grab_focus (GtkWidget *widget)
{
  GtkWidget *page = gtk_stack_get_visible_child (LK_SIGN_IN_FLOW (widget)->stack);

  return page != NULL && gtk_widget_grab_focus (page);
}

static void
abandon (LkSignInFlow *self)
{
  g_autoptr (LkSignInSteps) steps = g_steal_pointer (&self->steps);

  set_steps (self, NULL); /* nobody looks any more */
  if (steps != NULL)
    lk_sign_in_steps_abandon (steps);
}

static void
lk_sign_in_flow_unroot (GtkWidget *widget)
{
  abandon (LK_SIGN_IN_FLOW (widget));
  GTK_WIDGET_CLASS (lk_sign_in_flow_parent_class)->unroot (widget);
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
    case PROP_STEPS:
      g_value_set_object (value, self->steps);
      break;
    case PROP_WELCOME:
      g_value_set_boolean (value, self->welcome);
      break;
    case PROP_DIAGNOSING:
      g_value_set_boolean (value, self->diagnosing);
      break;
    case PROP_WAY:
      g_value_set_enum (value, get_way (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_sign_in_flow_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  LkSignInFlow *self = LK_SIGN_IN_FLOW (object);

  switch (prop_id)
    {
    case PROP_WAY:
      if (self->steps != NULL)
        lk_sign_in_stay_set_way (get_stay (self), g_value_get_enum (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_sign_in_flow_finalize (GObject *object)
{
  LkSignInFlow *self = LK_SIGN_IN_FLOW (object);

  g_clear_object (&self->accounts);
  g_clear_object (&self->settings);
  g_clear_object (&self->steps);
  g_clear_object (&self->steps_signals);
  g_clear_object (&self->stay_signals);
  g_clear_object (&self->account_signals);
  g_strfreev (self->suggestions);
  G_OBJECT_CLASS (lk_sign_in_flow_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  lk_sign_in_actions_install (widget_class);
  gtk_widget_class_install_property_action (widget_class, "sign-in.way", "way");
  gtk_widget_class_install_action (widget_class, "sign-in.diagnose", "s", on_diagnose_activated);
  gtk_widget_class_install_action (widget_class, "sign-in.back", NULL, on_back_activated);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (LK_TYPE_SIGN_IN_STAY);
  g_type_ensure (LK_TYPE_SERVER_PAGE);
  g_type_ensure (LK_TYPE_METHOD_PAGE);
  g_type_ensure (LK_TYPE_BROWSER_PAGE);
  g_type_ensure (LK_TYPE_PASTE_PAGE);
  g_type_ensure (LK_TYPE_LEGACY_PAGE);
  g_type_ensure (LK_TYPE_REGISTER_PAGE);
  g_type_ensure (LK_TYPE_PROGRESS_PAGE);
  g_type_ensure (LK_TYPE_FAILURE_PAGE);
  g_type_ensure (LK_TYPE_DIAGNOSIS_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-sign-in-flow.ui");
  gtk_widget_class_bind_template_child (widget_class, LkSignInFlow, stack);
  gtk_widget_class_bind_template_child (widget_class, LkSignInFlow, server_page);
  gtk_widget_class_bind_template_child (widget_class, LkSignInFlow, failure_page);
  gtk_widget_class_bind_template_child (widget_class, LkSignInFlow, diagnosis_page);
  gtk_widget_class_bind_template_child (widget_class, LkSignInFlow, legacy_page);
  gtk_widget_class_bind_template_callback (widget_class, page_name);
  gtk_widget_class_bind_template_callback (widget_class, is_busy);
  gtk_widget_class_bind_template_callback (widget_class, lk_sign_in_actions_log_in);
  gtk_widget_class_bind_template_callback (widget_class, on_visible_child_changed);
}

static void
lk_sign_in_flow_class_init (LkSignInFlowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = lk_sign_in_flow_get_property;
  object_class->set_property = lk_sign_in_flow_set_property;
  object_class->finalize = lk_sign_in_flow_finalize;
  widget_class->focus = lk_focus_child;
  widget_class->grab_focus = lk_sign_in_flow_grab_focus;
  widget_class->unroot = lk_sign_in_flow_unroot;

  /** LkSignInFlow:steps: (nullable): the sign-in under way */
  props[PROP_STEPS] = g_param_spec_object ("steps", NULL, NULL, LK_TYPE_SIGN_IN_STEPS, flags);
  /** LkSignInFlow:welcome: whether this is where the program begins */
  props[PROP_WELCOME] = g_param_spec_boolean ("welcome", NULL, NULL, FALSE, flags);
  /** LkSignInFlow:diagnosing: whether the person looks at the server */
  props[PROP_DIAGNOSING] = g_param_spec_boolean ("diagnosing", NULL, NULL, FALSE, flags);
  /** LkSignInFlow:way: the way to the provider; what the action `sign-in.way` shows and changes */
  props[PROP_WAY] = g_param_spec_enum ("way", NULL, NULL, LK_TYPE_WAY, LK_WAY_EMBEDDED,
                                       flags | G_PARAM_WRITABLE);
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
  self->steps_signals = g_signal_group_new (LK_TYPE_SIGN_IN_STEPS);
  g_signal_group_connect_swapped (self->steps_signals, "bad-input", G_CALLBACK (on_bad_input),
                                  self);
  g_signal_group_connect_swapped (self->steps_signals, "notify::homeserver",
                                  G_CALLBACK (on_homeserver_changed), self);
  g_signal_group_connect_swapped (self->steps_signals, "signed-in", G_CALLBACK (on_signed_in),
                                  self);
  self->stay_signals = g_signal_group_new (LK_TYPE_SIGN_IN_STAY);
  g_signal_group_connect_swapped (self->stay_signals, "notify::view",
                                  G_CALLBACK (on_view_changed), self);
  g_signal_group_connect_swapped (self->stay_signals, "notify::device-grant",
                                  G_CALLBACK (on_device_grant_changed), self);
  g_signal_group_connect_swapped (self->stay_signals, "notify::way", G_CALLBACK (on_way_changed),
                                  self);
  self->account_signals = g_signal_group_new (LK_TYPE_ACCOUNT);
  g_signal_group_connect_swapped (self->account_signals, "notify::state",
                                  G_CALLBACK (on_state_changed), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_shown_child_tell (self->stack);
}

/**
 * lk_sign_in_flow_new:
 * @accounts: the list that takes in who has signed in
 * @settings: (nullable): where the homeservers used last are
 * @suggestions: (nullable): homeservers to suggest before all others
 *
 * Returns: a flow; it shows something once it has begun
 */
GtkWidget *
lk_sign_in_flow_new (LkAccountList     *accounts,
                     GSettings         *settings,
                     const char *const *suggestions)
{
  LkSignInFlow *self = g_object_new (LK_TYPE_SIGN_IN_FLOW, NULL);

  self->accounts = g_object_ref (accounts);
  self->settings = settings != NULL ? g_object_ref (settings) : NULL;
  self->suggestions = g_strdupv ((GStrv) suggestions);
  lk_server_page_set_sessions (self->server_page,
                               lk_account_list_get_ports (accounts)->revocations);
  return GTK_WIDGET (self);
}

/** lk_sign_in_flow_get_steps: Returns: (transfer none) (nullable): the sign-in under way */
LkSignInSteps *
lk_sign_in_flow_get_steps (LkSignInFlow *self)
{
  g_return_val_if_fail (LK_IS_SIGN_IN_FLOW (self), NULL);

  return self->steps;
}

/* What is under way goes first; what only waits for the person is put back.
 * Returns: whether something new may begin */
static gboolean
put_back (LkSignInFlow *self)
{
  if (self->steps == NULL)
    return TRUE;
  if (lk_sign_in_steps_is_busy (self->steps))
    return FALSE;
  lk_account_leave_sign_in (lk_sign_in_steps_get_account (self->steps));
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

static void
fill (LkSignInFlow *self,
      const char   *text)
{
  g_autofree char *default_server = lk_settings_get_default_server (self->settings);

  if (text != NULL)
    lk_server_page_set_text (self->server_page, text);
  else
    lk_server_page_set_default (self->server_page, default_server);
  lk_server_page_set_problem (self->server_page, NULL);
  lk_server_page_set_notice (self->server_page, NULL);
}

/**
 * lk_sign_in_flow_begin:
 * @self: the flow
 * @welcome: whether this is where the program begins, so that there is nothing to go back to
 * @text: (nullable): what to fill in; %NULL for the default
 *
 * Asks for a homeserver, to sign in to a new account. Does nothing while a sign-in is under way.
 */
void
lk_sign_in_flow_begin (LkSignInFlow *self,
                       gboolean      welcome,
                       const char   *text)
{
  g_autoptr (LkSignInSteps) steps = NULL;
  g_auto (GStrv) suggestions = NULL;

  g_return_if_fail (LK_IS_SIGN_IN_FLOW (self));

  if (!put_back (self))
    return;
  set_diagnosing (self, FALSE);
  set_welcome (self, welcome);
  suggestions = lk_settings_suggest_servers (self->settings,
                                             (const char *const *) self->suggestions);
  lk_server_page_set_suggestions (self->server_page, (const char *const *) suggestions);
  fill (self, text);
  steps = lk_sign_in_steps_new (self->accounts, NULL);
  set_steps (self, steps);
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
  g_autoptr (LkSignInSteps) steps = NULL;

  g_return_if_fail (LK_IS_SIGN_IN_FLOW (self));
  g_return_if_fail (lk_account_get_state (account) == LK_AUTH_STATE_NEEDS_SIGN_IN);

  if (!put_back (self))
    return;
  set_diagnosing (self, FALSE);
  steps = lk_sign_in_steps_new (self->accounts, account);
  set_steps (self, steps);
  lk_sign_in_steps_discover (steps, lk_account_get_record (account)->base_url,
                             lk_hold_new (GTK_WIDGET (self)));
}

/**
 * lk_sign_in_flow_is_under_way:
 * @self: the flow
 *
 * Returns: whether the person has gone on from the first page, so that nobody else may begin
 *   something without asking
 */
gboolean
lk_sign_in_flow_is_under_way (LkSignInFlow *self)
{
  g_return_val_if_fail (LK_IS_SIGN_IN_FLOW (self), FALSE);

  return get_state (self) != LK_AUTH_STATE_SIGNED_OUT;
}

/**
 * lk_sign_in_flow_begin_invited:
 * @self: the flow
 * @welcome: whether this is where the program begins
 * @text: what to fill in
 * @problem: (nullable): what is wrong with it, in plain text
 * @notice: (nullable): who has filled it in, in plain text
 *
 * Stops what is under way, and asks for a homeserver as lk_sign_in_flow_begin() does.
 */
void
lk_sign_in_flow_begin_invited (LkSignInFlow *self,
                               gboolean      welcome,
                               const char   *text,
                               const char   *problem,
                               const char   *notice)
{
  g_return_if_fail (LK_IS_SIGN_IN_FLOW (self));

  if (lk_sign_in_flow_is_under_way (self))
    abandon (self);
  lk_sign_in_flow_begin (self, welcome, text);
  lk_server_page_set_problem (self->server_page, problem);
  lk_server_page_set_notice (self->server_page, notice);
}
