/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-private.h"

#include "lk-error.h"

struct _LkAccount
{
  GObject          parent_instance;
  LkPorts         *ports;
  LkHttp          *http;            /* (nullable) writes down what happens; not until needed */
  LkAuthMachine   *machine;
  LkAccountRecord *record;          /* never NULL; nearly empty until there are tokens */
  LkTokenKeeper   *keeper;          /* (nullable) until somebody asks for tokens */
  LkUpkeep         upkeep;
  GCancellable    *resuming;        /* (nullable) while a stored sign-in goes on */
  gint64           renewed_at;      /* as last notified */
  LkAccountRecord *former;          /* (nullable) the session before, when it signs in again */
  gboolean         facts[LK_ACCOUNT_N_FACTS];
};

G_DEFINE_FINAL_TYPE (LkAccount, lk_account, G_TYPE_OBJECT)

enum
{
  PROP_STATE = 1,
  PROP_TITLE,
  PROP_RECORD,
  PROP_OFFLINE,
  PROP_KEYRING_LOCKED,
  PROP_UNSAVED,
  PROP_RENEWED_AT,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
lk_account_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  LkAccount *self = LK_ACCOUNT (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, lk_account_get_state (self));
      break;
    case PROP_TITLE:
      g_value_set_string (value, lk_account_get_title (self));
      break;
    case PROP_RECORD:
      g_value_set_boxed (value, self->record);
      break;
    case PROP_OFFLINE:
      g_value_set_boolean (value, self->facts[LK_ACCOUNT_OFFLINE]);
      break;
    case PROP_KEYRING_LOCKED:
      g_value_set_boolean (value, self->facts[LK_ACCOUNT_KEYRING_LOCKED]);
      break;
    case PROP_UNSAVED:
      g_value_set_boolean (value, self->facts[LK_ACCOUNT_UNSAVED]);
      break;
    case PROP_RENEWED_AT:
      g_value_set_int64 (value, lk_account_get_renewed_at (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_account_dispose (GObject *object)
{
  lk_account_stop_upkeep (LK_ACCOUNT (object));
  G_OBJECT_CLASS (lk_account_parent_class)->dispose (object);
}

static void
lk_account_finalize (GObject *object)
{
  LkAccount *self = LK_ACCOUNT (object);

  lk_upkeep_clear (&self->upkeep);
  g_clear_object (&self->machine);
  g_clear_object (&self->resuming);
  g_clear_object (&self->http);
  g_clear_pointer (&self->ports, lk_ports_unref);
  g_clear_pointer (&self->record, lk_account_record_unref);
  g_clear_pointer (&self->former, lk_account_record_unref);
  g_clear_object (&self->keeper);
  G_OBJECT_CLASS (lk_account_parent_class)->finalize (object);
}

static void
lk_account_class_init (LkAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = lk_account_get_property;
  object_class->dispose = lk_account_dispose;
  object_class->finalize = lk_account_finalize;

  /** LkAccount:state: the machine's state, for bindings. */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, LK_TYPE_AUTH_STATE,
                                         LK_AUTH_STATE_SIGNED_OUT, flags);
  /** LkAccount:title: what to call the person; untrusted text. */
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  /** LkAccount:record: what is known about the session. */
  props[PROP_RECORD] = g_param_spec_boxed ("record", NULL, NULL, LK_TYPE_ACCOUNT_RECORD, flags);
  /** LkAccount:offline: the server could not be reached the last time. */
  props[PROP_OFFLINE] = g_param_spec_boolean ("offline", NULL, NULL, FALSE, flags);
  /** LkAccount:keyring-locked: the secrets could not be read or saved the last time. */
  props[PROP_KEYRING_LOCKED] = g_param_spec_boolean ("keyring-locked", NULL, NULL, FALSE, flags);
  /** LkAccount:unsaved: the tokens are in memory only. */
  props[PROP_UNSAVED] = g_param_spec_boolean ("unsaved", NULL, NULL, FALSE, flags);
  /** LkAccount:renewed-at: when the access token was obtained, seconds since 1970, or 0. */
  props[PROP_RENEWED_AT] = g_param_spec_int64 ("renewed-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
lk_account_init (LkAccount *self)
{
  lk_upkeep_init (&self->upkeep);
}

static void
on_machine_state_changed (LkAccount *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static LkAuthState
initial_state (LkAccountRecord *record)
{
  if (record == NULL)
    return LK_AUTH_STATE_SIGNED_OUT;

  switch (record->state)
    {
    case LK_RECORD_PENDING:
      return LK_AUTH_STATE_IDENTIFYING;
    case LK_RECORD_NEEDS_SIGN_IN:
      return LK_AUTH_STATE_NEEDS_SIGN_IN;
    case LK_RECORD_ACTIVE:
    default:
      return LK_AUTH_STATE_SIGNED_IN;
    }
}

/* Of an interrupted sign-in only the newer record is left, but that there was a session before is
 * known by its user. */
static LkAccountRecord *
make_former (LkAccountRecord *record)
{
  LkAccountRecord *former;

  if (record->user_id == NULL || record->state != LK_RECORD_PENDING)
    return NULL;
  former = lk_account_record_copy (record);
  former->state = LK_RECORD_NEEDS_SIGN_IN;
  return former;
}

/**
 * lk_account_new:
 * @ports: the world outside
 * @record: (nullable): a stored account; %NULL for one that is to sign in
 *
 * Returns: (transfer full): an account; no I/O is done
 */
LkAccount *
lk_account_new (LkPorts         *ports,
                LkAccountRecord *record)
{
  LkAccount *self = g_object_new (LK_TYPE_ACCOUNT, NULL);

  self->ports = lk_ports_ref (ports);
  self->record = record != NULL ? lk_account_record_ref (record) : lk_account_record_new ();
  self->machine = lk_auth_machine_new (initial_state (record));
  self->former = make_former (self->record);
  g_signal_connect_object (self->machine, "notify::state", G_CALLBACK (on_machine_state_changed),
                           self, G_CONNECT_SWAPPED);
  return self;
}

/** lk_account_get_id: Returns: our own name for the account */
const char *
lk_account_get_id (LkAccount *self)
{
  g_return_val_if_fail (LK_IS_ACCOUNT (self), NULL);

  return self->record->id;
}

/** lk_account_get_machine: Returns: (transfer none): where the account stands, and why */
LkAuthMachine *
lk_account_get_machine (LkAccount *self)
{
  g_return_val_if_fail (LK_IS_ACCOUNT (self), NULL);

  return self->machine;
}

/** lk_account_get_state: Returns: where the account stands */
LkAuthState
lk_account_get_state (LkAccount *self)
{
  g_return_val_if_fail (LK_IS_ACCOUNT (self), LK_AUTH_STATE_SIGNED_OUT);

  return lk_auth_machine_get_state (self->machine);
}

/** lk_account_get_record: Returns: (transfer none): what is known about the session */
LkAccountRecord *
lk_account_get_record (LkAccount *self)
{
  g_return_val_if_fail (LK_IS_ACCOUNT (self), NULL);

  return self->record;
}

/** lk_account_get_ports: Returns: (transfer none): the world outside */
LkPorts *
lk_account_get_ports (LkAccount *self)
{
  g_return_val_if_fail (LK_IS_ACCOUNT (self), NULL);

  return self->ports;
}

/** lk_account_get_http: Returns: (transfer none): the client that writes down what happens */
LkHttp *
lk_account_get_http (LkAccount *self)
{
  g_return_val_if_fail (LK_IS_ACCOUNT (self), NULL);

  if (self->http == NULL)
    {
      g_autoptr (LkTrace) trace = lk_trace_new ();

      self->http = lk_http_new_traced (self->ports->http, trace);
    }
  return self->http;
}

/** lk_account_get_trace: Returns: (transfer none): how its last sign-in went, step by step */
LkTrace *
lk_account_get_trace (LkAccount *self)
{
  return lk_http_get_trace (lk_account_get_http (self));
}

/** lk_account_get_title: Returns: (nullable): display name, user ID or server; untrusted text */
const char *
lk_account_get_title (LkAccount *self)
{
  g_return_val_if_fail (LK_IS_ACCOUNT (self), NULL);

  if (self->record->display_name != NULL && *self->record->display_name != '\0')
    return self->record->display_name;
  return self->record->user_id != NULL ? self->record->user_id : self->record->server_name;
}

/** lk_account_get_offline: Returns: whether the server was out of reach the last time */
gboolean
lk_account_get_offline (LkAccount *self)
{
  g_return_val_if_fail (LK_IS_ACCOUNT (self), FALSE);

  return self->facts[LK_ACCOUNT_OFFLINE];
}

/** lk_account_get_keyring_locked: Returns: whether the secrets were out of reach the last time */
gboolean
lk_account_get_keyring_locked (LkAccount *self)
{
  g_return_val_if_fail (LK_IS_ACCOUNT (self), FALSE);

  return self->facts[LK_ACCOUNT_KEYRING_LOCKED];
}

/** lk_account_get_unsaved: Returns: whether the tokens are in memory only */
gboolean
lk_account_get_unsaved (LkAccount *self)
{
  g_return_val_if_fail (LK_IS_ACCOUNT (self), FALSE);

  return self->facts[LK_ACCOUNT_UNSAVED];
}

/** lk_account_get_renewed_at: Returns: seconds since 1970, or 0 when not known yet */
gint64
lk_account_get_renewed_at (LkAccount *self)
{
  LkTokens *tokens;

  g_return_val_if_fail (LK_IS_ACCOUNT (self), 0);

  tokens = lk_account_get_tokens (self);
  return tokens != NULL ? MAX (tokens->obtained_at, 0) : 0;
}

/** lk_account_get_jar: Returns: (transfer full): the directory of the account's cookies */
char *
lk_account_get_jar (LkAccount *self)
{
  g_return_val_if_fail (LK_IS_ACCOUNT (self), NULL);

  return g_build_filename (self->ports->data_dir, "jars", self->record->id, NULL);
}

/** lk_account_get_avatar_path: Returns: (transfer full): the file of the cached avatar */
char *
lk_account_get_avatar_path (LkAccount *self)
{
  g_return_val_if_fail (LK_IS_ACCOUNT (self), NULL);

  return g_build_filename (self->ports->cache_dir, "avatars", self->record->id, NULL);
}

LkUpkeep *
lk_account_get_upkeep (LkAccount *self)
{
  return &self->upkeep;
}

void
lk_account_set_fact (LkAccount     *self,
                     LkAccountFact  fact,
                     gboolean       value)
{
  static const guint properties[LK_ACCOUNT_N_FACTS] = {
    [LK_ACCOUNT_OFFLINE] = PROP_OFFLINE,
    [LK_ACCOUNT_KEYRING_LOCKED] = PROP_KEYRING_LOCKED,
    [LK_ACCOUNT_UNSAVED] = PROP_UNSAVED,
  };

  if (self->facts[fact] == value)
    return;
  self->facts[fact] = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[properties[fact]]);
}

LkTokenKeeper *
lk_account_get_keeper (LkAccount *self)
{
  if (self->keeper == NULL)
    {
      self->keeper = lk_token_keeper_new (self->ports->store, self->ports->clock,
                                          self->record->id);
      g_signal_connect_object (self->keeper, "notify::unsaved",
                               G_CALLBACK (lk_account_note_saved), self, G_CONNECT_SWAPPED);
    }
  return self->keeper;
}

gboolean
lk_account_has_unsaved_tokens (LkAccount *self)
{
  return self->keeper != NULL && lk_token_keeper_get_unsaved (self->keeper);
}

LkTokens *
lk_account_get_tokens (LkAccount *self)
{
  return self->keeper != NULL ? lk_token_keeper_get_tokens (self->keeper) : NULL;
}

void
lk_account_note_tokens (LkAccount *self)
{
  gint64 renewed_at = lk_account_get_renewed_at (self);

  if (renewed_at == self->renewed_at)
    return;
  self->renewed_at = renewed_at;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RENEWED_AT]);
}

void
lk_account_set_record (LkAccount       *self,
                       LkAccountRecord *record)
{
  g_autofree char *title = g_strdup (lk_account_get_title (self));

  if (record == self->record)
    return;

  lk_account_record_ref (record);
  lk_account_record_unref (self->record);
  self->record = record;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RECORD]);
  if (g_strcmp0 (lk_account_get_title (self), title) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TITLE]);
}

void
lk_account_enter (LkAccount    *self,
                  LkAuthState   state,
                  const GError *error)
{
  LkAuthState now = lk_account_get_state (self);

  if (state == LK_AUTH_STATE_DISCOVERING && now != LK_AUTH_STATE_FAILED)
    {
      g_clear_pointer (&self->former, lk_account_record_unref);
      if (now == LK_AUTH_STATE_NEEDS_SIGN_IN)
        self->former = lk_account_record_ref (self->record);
    }
  lk_auth_machine_set_state (self->machine, state, lk_error_is_cancelled (error) ? NULL : error);
}

static LkAuthState
get_origin (LkAccount *self)
{
  return self->former != NULL ? LK_AUTH_STATE_NEEDS_SIGN_IN : LK_AUTH_STATE_SIGNED_OUT;
}

void
lk_account_fail (LkAccount    *self,
                 const GError *error)
{
  lk_trace_blame (lk_account_get_trace (self), error);
  lk_account_enter (self, lk_error_is_cancelled (error) ? get_origin (self) : LK_AUTH_STATE_FAILED,
                    error);
}

/**
 * lk_account_leave_sign_in:
 * @self: an account
 *
 * Returns to where the account came from, when it waits for the person to choose a way to sign in
 * or shows why that failed: signed out, or in need of signing in again. In any other state
 * nothing happens; a conversation under way is left by its cancellable.
 */
void
lk_account_leave_sign_in (LkAccount *self)
{
  LkAuthState state;

  g_return_if_fail (LK_IS_ACCOUNT (self));

  state = lk_account_get_state (self);
  if (state == LK_AUTH_STATE_CHOOSING || state == LK_AUTH_STATE_FAILED)
    lk_account_enter (self, get_origin (self), NULL);
}

void
lk_account_end_session (LkAccount    *self,
                        const GError *error)
{
  g_autoptr (LkAccountRecord) record = lk_account_record_copy (self->record);

  record->state = LK_RECORD_NEEDS_SIGN_IN;
  lk_account_put_record (self, record);
  lk_account_forget_tokens (self);
  lk_account_enter (self, LK_AUTH_STATE_NEEDS_SIGN_IN, error);
}

gboolean
lk_account_restore_former (LkAccount *self)
{
  if (self->former == NULL)
    return FALSE;
  lk_account_put_record (self, self->former);
  return TRUE;
}

gboolean
lk_account_may_talk (LkAccount *self)
{
  LkAuthState state = lk_account_get_state (self);

  return lk_auth_state_has_session (state) || state == LK_AUTH_STATE_IDENTIFYING;
}

void
lk_account_note_network (LkAccount    *self,
                         const GError *error)
{
  gboolean out_of_reach = lk_error_is_transient (error) &&
                          !g_error_matches (error, LK_ERROR, LK_ERROR_RATE_LIMITED);

  if (!lk_error_is_cancelled (error))
    lk_account_set_fact (self, LK_ACCOUNT_OFFLINE, out_of_reach);
}

void
lk_account_set_resuming (LkAccount    *self,
                         GCancellable *cancellable)
{
  g_set_object (&self->resuming, cancellable);
}

/**
 * lk_account_give_up:
 * @self: an account
 *
 * Gives up a sign-in that was resumed after a restart, as cancelling does while the program that
 * began it still runs.
 */
void
lk_account_give_up (LkAccount *self)
{
  g_return_if_fail (LK_IS_ACCOUNT (self));

  g_cancellable_cancel (self->resuming);
}

char *
lk_account_dup_label (LkAccount *self)
{
  const char *who = self->record->user_id != NULL ? self->record->user_id
                                                  : self->record->base_url;

  return g_strconcat ("Latchkey: ", who, NULL);
}
