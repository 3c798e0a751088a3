/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-sign-in-stay.h"

#include "lk-web-loader.h"

/**
 * LkSignInStay:
 *
 * A person's stay at the provider's page: by which way they go there, and the view that there is
 * while the way is the embedded one. The person may switch at any moment; the #LkAttempt behind it
 * stays the same until the stay ends. One after the other, there may be several stays: each try
 * begins one, by the way that was chosen last.
 *
 * Properties: `way`; `view`: (nullable); `view-error`: (nullable); `open`: whether there is a page
 * to go to; `offers-device`; `device-grant`: (nullable) while there is a page to go to. Signals:
 * `judged` (LkRedirectVerdict) for what was pasted.
 */
struct _LkSignInStay
{
  GObject       parent_instance;
  LkAttempt    *attempt;         /* (nullable) of this stay, or of the last one */
  GSignalGroup *attempt_signals;
  LkWebView    *view;            /* (nullable) only while the way is the embedded one */
  GError       *view_error;      /* (nullable) why there is none although there should be */
  LkWay         way;
  gboolean      begun;           /* and not ended */
  gboolean      offers_device;
};

G_DEFINE_FINAL_TYPE (LkSignInStay, lk_sign_in_stay, G_TYPE_OBJECT)

enum
{
  PROP_WAY = 1,
  PROP_VIEW,
  PROP_VIEW_ERROR,
  PROP_OPEN,
  PROP_OFFERS_DEVICE,
  PROP_DEVICE_GRANT,
  N_PROPS,
};

enum
{
  JUDGED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void go (LkSignInStay *self, LkWay way);

/* Whether another device may confirm is known for sure when the provider has taken us in. */
static void
on_open_changed (LkSignInStay *self)
{
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DEVICE_GRANT]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OPEN]);
  g_object_thaw_notify (G_OBJECT (self));
  if (!lk_sign_in_stay_is_open (self))
    return;
  lk_sign_in_stay_set_offers_device (self, lk_attempt_get_device_grant (self->attempt) != NULL);
  go (self, lk_sign_in_stay_offers (self, self->way) ? self->way : LK_WAY_EMBEDDED);
}

static void
on_judged (LkSignInStay      *self,
           LkRedirectVerdict  verdict)
{
  g_signal_emit (self, signals[JUDGED], 0, verdict);
}

static void
lk_sign_in_stay_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  LkSignInStay *self = LK_SIGN_IN_STAY (object);

  switch (prop_id)
    {
    case PROP_WAY:
      g_value_set_enum (value, self->way);
      break;
    case PROP_VIEW:
      g_value_set_object (value, self->view);
      break;
    case PROP_VIEW_ERROR:
      g_value_set_boxed (value, self->view_error);
      break;
    case PROP_OPEN:
      g_value_set_boolean (value, lk_sign_in_stay_is_open (self));
      break;
    case PROP_OFFERS_DEVICE:
      g_value_set_boolean (value, self->offers_device);
      break;
    case PROP_DEVICE_GRANT:
      g_value_set_object (value, lk_sign_in_stay_get_device_grant (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_sign_in_stay_dispose (GObject *object)
{
  LkSignInStay *self = LK_SIGN_IN_STAY (object);

  /* The conversation may have it a moment longer. */
  if (self->attempt != NULL)
    lk_attempt_set_user_agent (self->attempt, NULL);
  g_clear_object (&self->attempt_signals);
  g_clear_object (&self->attempt);
  g_clear_object (&self->view);
  G_OBJECT_CLASS (lk_sign_in_stay_parent_class)->dispose (object);
}

static void
lk_sign_in_stay_finalize (GObject *object)
{
  LkSignInStay *self = LK_SIGN_IN_STAY (object);

  g_clear_error (&self->view_error);
  G_OBJECT_CLASS (lk_sign_in_stay_parent_class)->finalize (object);
}

static void
lk_sign_in_stay_class_init (LkSignInStayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = lk_sign_in_stay_get_property;
  object_class->dispose = lk_sign_in_stay_dispose;
  object_class->finalize = lk_sign_in_stay_finalize;

  /** LkSignInStay:way: how the person goes to the page, or would go there */
  props[PROP_WAY] = g_param_spec_enum ("way", NULL, NULL, LK_TYPE_WAY, LK_WAY_EMBEDDED, flags);
  /** LkSignInStay:view: (nullable): what shows the page in our window */
  props[PROP_VIEW] = g_param_spec_object ("view", NULL, NULL, LK_TYPE_WEB_VIEW, flags);
  /** LkSignInStay:view-error: (nullable): why it can't be shown there */
  props[PROP_VIEW_ERROR] = g_param_spec_boxed ("view-error", NULL, NULL, G_TYPE_ERROR, flags);
  /** LkSignInStay:open: whether there is a page to go to */
  props[PROP_OPEN] = g_param_spec_boolean ("open", NULL, NULL, FALSE, flags);
  /** LkSignInStay:offers-device: whether another device is one of the ways */
  props[PROP_OFFERS_DEVICE] = g_param_spec_boolean ("offers-device", NULL, NULL, FALSE, flags);
  /** LkSignInStay:device-grant: (nullable): what another device confirms */
  props[PROP_DEVICE_GRANT] = g_param_spec_object ("device-grant", NULL, NULL, LK_TYPE_DEVICE_GRANT,
                                                  flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[JUDGED] = g_signal_new ("judged", LK_TYPE_SIGN_IN_STAY, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, LK_TYPE_REDIRECT_VERDICT);
}

static void
lk_sign_in_stay_init (LkSignInStay *self)
{
  self->attempt_signals = g_signal_group_new (LK_TYPE_ATTEMPT);
  g_signal_group_connect_swapped (self->attempt_signals, "notify::open",
                                  G_CALLBACK (on_open_changed), self);
  g_signal_group_connect_swapped (self->attempt_signals, "judged", G_CALLBACK (on_judged), self);
}

/** lk_sign_in_stay_new: Returns: (transfer full): a stay that has not begun */
LkSignInStay *
lk_sign_in_stay_new (void)
{
  return g_object_new (LK_TYPE_SIGN_IN_STAY, NULL);
}

/* Going a way. */

/* @view: (nullable) (transfer full) */
static void
take_view (LkSignInStay *self,
           LkWebView    *view)
{
  if (view == self->view)
    return;
  lk_attempt_set_user_agent (self->attempt, NULL);
  g_clear_object (&self->view);
  self->view = view;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VIEW]);
  if (view != NULL)
    lk_attempt_set_user_agent (self->attempt, LK_USER_AGENT (view));
}

/* Returns: whether the page can be shown in our window */
static gboolean
ensure_view (LkSignInStay *self)
{
  g_autoptr (GError) error = NULL;
  LkWebView *view;

  if (self->view != NULL)
    return TRUE;
  view = lk_web_loader_new_view (NULL, &error);
  g_clear_error (&self->view_error);
  self->view_error = g_steal_pointer (&error);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VIEW_ERROR]);
  if (view != NULL)
    take_view (self, g_object_ref_sink (view));
  return view != NULL;
}

static void
note (LkSignInStay *self,
      LkWay         way)
{
  if (way == self->way)
    return;
  self->way = way;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WAY]);
}

/* The provider is asked for a code when the person goes this way, and no longer when they leave. */
static void
attend_to_device (LkSignInStay *self)
{
  LkDeviceGrant *grant = lk_sign_in_stay_get_device_grant (self);
  LkDeviceGrantState state;

  if (grant == NULL)
    return;
  state = lk_device_grant_get_state (grant);
  if (self->way != LK_WAY_DEVICE)
    lk_device_grant_stop (grant);
  else if (state == LK_DEVICE_GRANT_IDLE)
    lk_device_grant_start (grant);
}

/* The page of the way is there before it is gone to, and until it is left. */
static void
go (LkSignInStay *self,
    LkWay         way)
{
  if (way == LK_WAY_EMBEDDED && !ensure_view (self))
    way = LK_WAY_BROWSER;
  note (self, way);
  if (way != LK_WAY_EMBEDDED)
    take_view (self, NULL);
  attend_to_device (self);
}

/**
 * lk_sign_in_stay_set_way:
 * @self: a stay
 * @way: how the person wants to go to the page
 *
 * In the middle of a stay they go there at once, and the attempt stays the same. Where the
 * embedded view can't be made, the browser is the way instead, and `view-error` says why. A way
 * that is not offered is not gone.
 */
void
lk_sign_in_stay_set_way (LkSignInStay *self,
                         LkWay         way)
{
  g_return_if_fail (LK_IS_SIGN_IN_STAY (self));

  if (!lk_sign_in_stay_offers (self, way))
    return;
  if (self->begun)
    go (self, way);
  else
    note (self, way);
}

/**
 * lk_sign_in_stay_begin:
 * @self: a stay that has not begun, or has ended
 * @ports: the world outside
 *
 * Begins a new attempt, by the way that was chosen.
 *
 * Returns: (transfer none): the attempt
 */
LkAttempt *
lk_sign_in_stay_begin (LkSignInStay *self,
                       LkPorts      *ports)
{
  g_return_val_if_fail (LK_IS_SIGN_IN_STAY (self), NULL);

  g_clear_object (&self->attempt);
  self->attempt = lk_attempt_new (ports);
  g_signal_group_set_target (self->attempt_signals, self->attempt);
  self->begun = TRUE;
  go (self, lk_sign_in_stay_offers (self, self->way) ? self->way : LK_WAY_EMBEDDED);
  return self->attempt;
}

/**
 * lk_sign_in_stay_end:
 * @self: a stay
 *
 * The person has left the page: the view and its processes go.
 */
void
lk_sign_in_stay_end (LkSignInStay *self)
{
  g_return_if_fail (LK_IS_SIGN_IN_STAY (self));

  self->begun = FALSE;
  take_view (self, NULL);
}

/** lk_sign_in_stay_get_used_way: Returns: the way by which it came what came back last */
LkWay
lk_sign_in_stay_get_used_way (LkSignInStay *self)
{
  g_return_val_if_fail (LK_IS_SIGN_IN_STAY (self), LK_WAY_EMBEDDED);
  g_return_val_if_fail (self->attempt != NULL, LK_WAY_EMBEDDED);

  return lk_way_of_arrival (lk_attempt_get_arrival_way (self->attempt));
}

/* Asking. */

/** lk_sign_in_stay_get_way: Returns: how the person goes to the page, or would go there */
LkWay
lk_sign_in_stay_get_way (LkSignInStay *self)
{
  g_return_val_if_fail (LK_IS_SIGN_IN_STAY (self), LK_WAY_EMBEDDED);

  return self->way;
}

/** lk_sign_in_stay_set_offers_device: says whether another device is one of the ways. */
void
lk_sign_in_stay_set_offers_device (LkSignInStay *self,
                                   gboolean      offers_device)
{
  g_return_if_fail (LK_IS_SIGN_IN_STAY (self));

  if (offers_device == self->offers_device)
    return;
  self->offers_device = offers_device;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OFFERS_DEVICE]);
}

/** lk_sign_in_stay_offers: Returns: whether @way is one of the ways */
gboolean
lk_sign_in_stay_offers (LkSignInStay *self,
                        LkWay         way)
{
  g_return_val_if_fail (LK_IS_SIGN_IN_STAY (self), FALSE);

  return way != LK_WAY_DEVICE || self->offers_device;
}

/** lk_sign_in_stay_get_view: Returns: (transfer none) (nullable): the provider's page */
LkWebView *
lk_sign_in_stay_get_view (LkSignInStay *self)
{
  g_return_val_if_fail (LK_IS_SIGN_IN_STAY (self), NULL);

  return self->view;
}

/** lk_sign_in_stay_get_view_error: Returns: (nullable): why there is no view */
const GError *
lk_sign_in_stay_get_view_error (LkSignInStay *self)
{
  g_return_val_if_fail (LK_IS_SIGN_IN_STAY (self), NULL);

  return self->view_error;
}

/** lk_sign_in_stay_get_device_grant: Returns: (transfer none) (nullable): for another device */
LkDeviceGrant *
lk_sign_in_stay_get_device_grant (LkSignInStay *self)
{
  g_return_val_if_fail (LK_IS_SIGN_IN_STAY (self), NULL);

  return lk_sign_in_stay_is_open (self) ? lk_attempt_get_device_grant (self->attempt) : NULL;
}

/** lk_sign_in_stay_is_open: Returns: whether there is a page to go to */
gboolean
lk_sign_in_stay_is_open (LkSignInStay *self)
{
  g_return_val_if_fail (LK_IS_SIGN_IN_STAY (self), FALSE);

  return self->attempt != NULL && lk_attempt_is_open (self->attempt);
}

/**
 * lk_sign_in_stay_dup_uri:
 * @self: a stay
 *
 * Returns: (transfer full) (nullable): the page to go to; it holds the state, so it may be shown to
 *   the person and to nobody else
 */
char *
lk_sign_in_stay_dup_uri (LkSignInStay *self)
{
  g_return_val_if_fail (LK_IS_SIGN_IN_STAY (self), NULL);

  return self->attempt != NULL ? lk_attempt_dup_uri (self->attempt) : NULL;
}

/**
 * lk_sign_in_stay_paste:
 * @self: a stay
 * @text: what the person pasted
 *
 * Takes it as if a browser had brought it. The signal `judged` says what became of it.
 */
void
lk_sign_in_stay_paste (LkSignInStay *self,
                       const char   *text)
{
  g_return_if_fail (LK_IS_SIGN_IN_STAY (self));

  if (self->attempt != NULL)
    lk_attempt_paste (self->attempt, text);
}
