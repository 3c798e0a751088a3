/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-sign-in-actions.h"

#include "lk-sign-in-steps.h"

/*
 * What a person does on the pages of LkSignInFlow, handed on to its steps where it is their turn.
 * An action that comes at another time, by a second click for instance, does nothing.
 */

static LkSignInSteps *
get_steps (GtkWidget *widget)
{
  return lk_sign_in_flow_get_steps (LK_SIGN_IN_FLOW (widget));
}

static gboolean
is_in (LkSignInSteps *steps,
       LkAuthState    state)
{
  return steps != NULL && lk_account_get_state (lk_sign_in_steps_get_account (steps)) == state;
}

/* Returns: (nullable): where the person may choose a way in now */
static LkHomeserver *
get_choice (LkSignInSteps *steps)
{
  return is_in (steps, LK_AUTH_STATE_CHOOSING) ? lk_sign_in_steps_get_homeserver (steps) : NULL;
}

static void
on_discover_activated (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  LkSignInSteps *steps = get_steps (widget);

  if (is_in (steps, LK_AUTH_STATE_SIGNED_OUT))
    lk_sign_in_steps_discover (steps, g_variant_get_string (parameter, NULL),
                               lk_hold_new (widget));
}

static void
on_start_activated (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  LkSignInSteps *steps = get_steps (widget);

  if (get_choice (steps) != NULL)
    lk_sign_in_steps_start (steps, g_variant_get_boolean (parameter), lk_hold_new (widget));
}

static void
on_start_by_activated (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  LkSignInSteps *steps = get_steps (widget);
  LkWay way;

  if (get_choice (steps) == NULL ||
      !lk_way_from_nick (g_variant_get_string (parameter, NULL), &way))
    return;
  lk_sign_in_stay_set_way (lk_sign_in_steps_get_stay (steps), way);
  lk_sign_in_steps_start (steps, FALSE, lk_hold_new (widget));
}

static gboolean
is_legacy (LkHomeserver *homeserver)
{
  return homeserver != NULL && homeserver->auth_api->flows != NULL;
}

static void
on_sso_activated (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  LkSignInSteps *steps = get_steps (widget);
  const char *provider_id;
  gboolean create;

  g_variant_get (parameter, "(&sb)", &provider_id, &create);
  if (is_legacy (get_choice (steps)))
    lk_sign_in_steps_start_sso (steps, *provider_id != '\0' ? provider_id : NULL, create,
                                lk_hold_new (widget));
}

/**
 * lk_sign_in_actions_log_in:
 * @self: the flow
 * @user: what the person typed to say who they are
 * @password: theirs
 *
 * What the page with the form wants to be done; a password is no parameter of an action.
 */
void
lk_sign_in_actions_log_in (LkSignInFlow *self,
                           const char   *user,
                           LkSecret     *password)
{
  LkSignInSteps *steps = lk_sign_in_flow_get_steps (self);

  if (is_legacy (get_choice (steps)))
    lk_sign_in_steps_log_in (steps, user, password, lk_hold_new (GTK_WIDGET (self)));
}

/* Where there is a provider, or would be, it is asked instead (spec §9.1). */
static gboolean
may_register (LkHomeserver *homeserver)
{
  return homeserver != NULL && homeserver->auth_api->metadata == NULL &&
         !homeserver->auth_api->flows->oauth_aware;
}

static void
on_register_activated (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  LkSignInSteps *steps = get_steps (widget);

  if (may_register (get_choice (steps)))
    lk_sign_in_steps_register (steps, lk_hold_new (widget));
}

static void
on_retry_activated (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  LkSignInSteps *steps = get_steps (widget);

  if (is_in (steps, LK_AUTH_STATE_FAILED))
    lk_sign_in_steps_retry (steps, lk_hold_new (widget));
}

/** lk_sign_in_actions_cancel: stops what is under way in @self. */
void
lk_sign_in_actions_cancel (LkSignInFlow *self)
{
  LkSignInSteps *steps = lk_sign_in_flow_get_steps (self);

  if (steps != NULL)
    lk_sign_in_steps_cancel (steps);
}

static void
on_cancel_activated (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  lk_sign_in_actions_cancel (LK_SIGN_IN_FLOW (widget));
}

/**
 * lk_sign_in_actions_install:
 * @widget_class: the flow's
 *
 * Installs the actions that are for the steps.
 */
void
lk_sign_in_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "sign-in.discover", "s", on_discover_activated);
  gtk_widget_class_install_action (widget_class, "sign-in.start", "b", on_start_activated);
  gtk_widget_class_install_action (widget_class, "sign-in.start-by", "s", on_start_by_activated);
  gtk_widget_class_install_action (widget_class, "sign-in.sso", "(sb)", on_sso_activated);
  gtk_widget_class_install_action (widget_class, "sign-in.register", NULL, on_register_activated);
  gtk_widget_class_install_action (widget_class, "sign-in.retry", NULL, on_retry_activated);
  gtk_widget_class_install_action (widget_class, "sign-in.cancel", NULL, on_cancel_activated);
}
