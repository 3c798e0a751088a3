/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-token-keeper.h"

#include "lk-error.h"

/*
 * New tokens come into memory, where they can be used, when the store has spoken: they are safe by
 * then, or known not to be. What could not be saved is saved again later, and again. All writes
 * stand in one line: an older pair that is still on its way can't land on a newer one.
 */
struct _LkTokenKeeper
{
  GObject         parent_instance;
  LkAccountStore *store;
  LkClock        *clock;
  char           *account_id;
  char           *label;      /* (nullable) of the last save */
  LkTokens       *tokens;     /* (nullable) */
  LkSecret       *previous;   /* (nullable) */
  gint64          renewed;    /* uptime, microseconds; 0 when they were made before we knew them */
  GQueue          writes;     /* Write */
  gboolean        is_writing; /* the first of them is under way */
  gboolean        unsaved;
  gint64          pause;      /* microseconds until the next try to save */
  guint           retry_id;   /* of the clock, 0 when nobody waits */
};

G_DEFINE_FINAL_TYPE (LkTokenKeeper, lk_token_keeper, G_TYPE_OBJECT)

enum
{
  PROP_UNSAVED = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* A keyring is unlocked by a person: soon or later, but not within milliseconds. */
#define FIRST_PAUSE (5 * G_USEC_PER_SEC)
#define LAST_PAUSE  (60 * G_USEC_PER_SEC)

/* How long others are kept waiting for a save: long enough to type a password. */
#define PATIENCE (10 * G_USEC_PER_SEC)

/* How long before its end a token counts as stale, in seconds; a fifth of its life if that is
 * more (spec §5.4). */
#define MARGIN 30

static void
lk_token_keeper_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_UNSAVED:
      g_value_set_boolean (value, LK_TOKEN_KEEPER (object)->unsaved);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stop_retrying (LkTokenKeeper *self)
{
  if (self->retry_id != 0)
    lk_clock_cancel (self->clock, self->retry_id);
  self->retry_id = 0;
}

static void
lk_token_keeper_dispose (GObject *object)
{
  stop_retrying (LK_TOKEN_KEEPER (object));
  G_OBJECT_CLASS (lk_token_keeper_parent_class)->dispose (object);
}

static void
lk_token_keeper_finalize (GObject *object)
{
  LkTokenKeeper *self = LK_TOKEN_KEEPER (object);

  g_assert (g_queue_is_empty (&self->writes));
  g_clear_object (&self->store);
  g_clear_object (&self->clock);
  g_free (self->account_id);
  g_free (self->label);
  g_clear_pointer (&self->tokens, lk_tokens_unref);
  g_clear_pointer (&self->previous, lk_secret_unref);
  G_OBJECT_CLASS (lk_token_keeper_parent_class)->finalize (object);
}

static void
lk_token_keeper_class_init (LkTokenKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = lk_token_keeper_get_property;
  object_class->dispose = lk_token_keeper_dispose;
  object_class->finalize = lk_token_keeper_finalize;

  /** LkTokenKeeper:unsaved: the newest tokens are in memory only. */
  props[PROP_UNSAVED] =
    g_param_spec_boolean ("unsaved", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
lk_token_keeper_init (LkTokenKeeper *self)
{
  self->pause = FIRST_PAUSE;
}

/**
 * lk_token_keeper_new:
 * @store: where the tokens are kept
 * @clock: the time
 * @account_id: whose they are
 *
 * Returns: (transfer full): a keeper with nothing in memory; no I/O is done
 */
LkTokenKeeper *
lk_token_keeper_new (LkAccountStore *store,
                     LkClock        *clock,
                     const char     *account_id)
{
  LkTokenKeeper *self = g_object_new (LK_TYPE_TOKEN_KEEPER, NULL);

  self->store = g_object_ref (store);
  self->clock = g_object_ref (clock);
  self->account_id = g_strdup (account_id);
  return self;
}

/** lk_token_keeper_get_tokens: Returns: (transfer none) (nullable): what is in memory */
LkTokens *
lk_token_keeper_get_tokens (LkTokenKeeper *self)
{
  g_return_val_if_fail (LK_IS_TOKEN_KEEPER (self), NULL);

  return self->tokens;
}

/** lk_token_keeper_get_previous: Returns: (transfer none) (nullable): the refresh token before */
LkSecret *
lk_token_keeper_get_previous (LkTokenKeeper *self)
{
  g_return_val_if_fail (LK_IS_TOKEN_KEEPER (self), NULL);

  return self->previous;
}

/**
 * lk_token_keeper_take:
 * @self: a keeper
 * @tokens: (nullable): what is in memory from now on
 * @previous: (nullable): the refresh token that they replaced
 */
void
lk_token_keeper_take (LkTokenKeeper *self,
                      LkTokens      *tokens,
                      LkSecret      *previous)
{
  g_return_if_fail (LK_IS_TOKEN_KEEPER (self));

  if (tokens != NULL)
    lk_tokens_ref (tokens);
  if (previous != NULL)
    lk_secret_ref (previous);
  g_clear_pointer (&self->tokens, lk_tokens_unref);
  g_clear_pointer (&self->previous, lk_secret_unref);
  self->tokens = tokens;
  self->previous = previous;
  self->renewed = 0;
}

/**
 * lk_token_keeper_prove:
 * @self: a keeper
 * @access_token: what a server has accepted
 *
 * The refresh token before is kept only in case that the newest one never came to life
 * (spec §5.4): a pair that works has come to life.
 */
void
lk_token_keeper_prove (LkTokenKeeper *self,
                       LkSecret      *access_token)
{
  g_return_if_fail (LK_IS_TOKEN_KEEPER (self));

  if (self->tokens != NULL && lk_secret_equal (self->tokens->access_token, access_token))
    g_clear_pointer (&self->previous, lk_secret_unref);
}

/* How old they are. */

static gint64
get_age (LkTokenKeeper *self)
{
  if (self->renewed != 0)
    return (lk_clock_uptime (self->clock) - self->renewed) / G_USEC_PER_SEC;
  return lk_clock_seconds (self->clock) - self->tokens->obtained_at;
}

/* Tokens that we have seen coming age by a clock that nobody can set. For others there is only the
 * wall clock; if that was set back behind their birth, it says nothing. */
static gboolean
is_older_than (LkTokenKeeper *self,
               gint64         seconds)
{
  gint64 age = get_age (self);

  return age < 0 || age >= seconds;
}

/** lk_token_keeper_is_expired: Returns: whether the access token is over; FALSE when not known */
gboolean
lk_token_keeper_is_expired (LkTokenKeeper *self)
{
  g_return_val_if_fail (LK_IS_TOKEN_KEEPER (self), FALSE);

  return self->tokens != NULL && self->tokens->expires_at != 0 &&
         is_older_than (self, self->tokens->expires_at - self->tokens->obtained_at);
}

/** lk_token_keeper_is_stale: Returns: whether it is time to renew them, and possible */
gboolean
lk_token_keeper_is_stale (LkTokenKeeper *self)
{
  gint64 lifetime;
  gint64 margin;

  g_return_val_if_fail (LK_IS_TOKEN_KEEPER (self), FALSE);

  if (self->tokens == NULL || self->tokens->expires_at == 0 || self->tokens->refresh_token == NULL)
    return FALSE;
  lifetime = MAX (self->tokens->expires_at - self->tokens->obtained_at, 0);
  margin = MIN (MAX (MARGIN, lifetime / 5), lifetime / 2);
  return is_older_than (self, lifetime - margin);
}

/* Reading. */

typedef struct
{
  LkTokens *tokens;   /* (nullable) */
  LkSecret *previous; /* (nullable) */
} Pair;

static void
pair_free (Pair *self)
{
  g_clear_pointer (&self->tokens, lk_tokens_unref);
  g_clear_pointer (&self->previous, lk_secret_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pair, pair_free)

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (Pair) pair = g_new0 (Pair, 1);
  GError *error = NULL;

  pair->tokens = lk_account_store_load_finish (LK_ACCOUNT_STORE (source), result, &pair->previous,
                                               &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&pair), (GDestroyNotify) pair_free);
}

/**
 * lk_token_keeper_load_async:
 * @self: a keeper
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Reads what the store has. Memory stays as it is.
 */
void
lk_token_keeper_load_async (LkTokenKeeper       *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, lk_token_keeper_load_async);
  lk_account_store_load_async (self->store, self->account_id, cancellable, on_loaded, task);
}

/**
 * lk_token_keeper_load_finish:
 * @previous: (out) (nullable) (transfer full): the refresh token that they replaced
 * @error: return location for an error of the store
 *
 * Returns: (transfer full) (nullable): the tokens; %NULL without an error when there are none
 */
LkTokens *
lk_token_keeper_load_finish (LkTokenKeeper  *self,
                             GAsyncResult   *result,
                             LkSecret      **previous,
                             GError        **error)
{
  g_autoptr (Pair) pair = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  pair = g_task_propagate_pointer (G_TASK (result), error);
  *previous = pair != NULL ? g_steal_pointer (&pair->previous) : NULL;
  return pair != NULL ? g_steal_pointer (&pair->tokens) : NULL;
}

/* Writing. All writes stand in one line. */

typedef enum
{
  SAVE,
  SAVE_AGAIN, /* what is in memory when its turn comes */
  REMOVE,
} WriteKind;

typedef struct
{
  WriteKind kind;
  GTask    *task;    /* (nullable) once its caller has gone on */
  LkTokens *tokens;  /* (nullable) what is saved */
  LkSecret *previous; /* (nullable) */
  guint     slow_id; /* of the clock, 0 when nobody is waiting */
} Write;

static void write_next (LkTokenKeeper *self);

static void
set_unsaved (LkTokenKeeper *self,
             gboolean       unsaved)
{
  if (!unsaved)
    self->pause = FIRST_PAUSE;
  if (self->unsaved == unsaved)
    return;
  self->unsaved = unsaved;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNSAVED]);
}

static void
on_time_to_retry (gpointer user_data)
{
  LkTokenKeeper *self = user_data;

  self->retry_id = 0;
  lk_token_keeper_retry_async (self, NULL, NULL);
}

static void
retry_later (LkTokenKeeper *self)
{
  if (!self->unsaved)
    return;
  self->retry_id = lk_clock_wake_at (self->clock, lk_clock_now (self->clock) + self->pause,
                                     on_time_to_retry, self);
  self->pause = MIN (self->pause * 2, LAST_PAUSE);
}

/* The start of the request is not known any more, but it was some moments ago by the wall clock. */
static gint64
guess_renewed (LkTokenKeeper *self)
{
  gint64 ago = lk_clock_seconds (self->clock) - self->tokens->obtained_at;

  return lk_clock_uptime (self->clock) - CLAMP (ago, 0, 60) * G_USEC_PER_SEC;
}

static void
adopt (LkTokenKeeper *self,
       Write         *write)
{
  if (write->kind != SAVE || write->tokens == self->tokens)
    return;
  lk_token_keeper_take (self, write->tokens, write->previous);
  self->renewed = guess_renewed (self);
}

static void
stop_being_slow (LkTokenKeeper *self,
                 Write         *write)
{
  if (write->slow_id != 0)
    lk_clock_cancel (self->clock, write->slow_id);
  write->slow_id = 0;
}

/* The caller goes on, if they have not done so already. */
static void
conclude (Write  *write,
          GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&write->task);

  if (task == NULL)
    g_clear_error (&error);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
write_free (Write *write)
{
  g_clear_pointer (&write->tokens, lk_tokens_unref);
  g_clear_pointer (&write->previous, lk_secret_unref);
  g_free (write);
}

/* A keyring that asks the person, or that has come to a halt, holds nobody up for ever: what it is
 * still to save is in memory meanwhile. */
static void
on_slow (gpointer user_data)
{
  Write *write = user_data;
  LkTokenKeeper *self = g_task_get_source_object (write->task);

  write->slow_id = 0;
  adopt (self, write);
  set_unsaved (self, self->tokens != NULL);
  conclude (write, g_error_new_literal (LK_ERROR, LK_ERROR_KEYRING_LOCKED,
                                        "The keyring doesn't answer"));
}

static Write *
end_write (LkTokenKeeper *self)
{
  Write *write = g_queue_pop_head (&self->writes);

  self->is_writing = FALSE;
  stop_being_slow (self, write);
  return write;
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (LkTokenKeeper) self = user_data;
  Write *write = end_write (self);
  GError *error = NULL;
  gboolean saved = lk_account_store_save_finish (LK_ACCOUNT_STORE (source), result, &error);

  if (write->task != NULL)
    adopt (self, write);
  /* While it was on its way, what is in memory may have been dropped, or replaced. */
  if (write->tokens == self->tokens || self->tokens == NULL)
    set_unsaved (self, !saved && self->tokens != NULL);
  write_next (self);
  conclude (write, error);
  write_free (write);
}

static void
on_removed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (LkTokenKeeper) self = user_data;
  Write *write = end_write (self);
  GError *error = NULL;

  if (lk_account_store_remove_finish (LK_ACCOUNT_STORE (source), result, &error))
    {
      lk_token_keeper_take (self, NULL, NULL);
      set_unsaved (self, FALSE);
    }
  write_next (self);
  conclude (write, error);
  write_free (write);
}

static void
start (LkTokenKeeper *self,
       Write         *write)
{
  if (write->kind == REMOVE)
    {
      lk_account_store_remove_async (self->store, self->account_id, NULL, on_removed,
                                     g_object_ref (self));
      return;
    }
  if (write->kind == SAVE_AGAIN)
    {
      write->tokens = lk_tokens_ref (self->tokens);
      write->previous = self->previous != NULL ? lk_secret_ref (self->previous) : NULL;
    }
  lk_account_store_save_async (self->store, self->account_id, self->label, write->tokens,
                               write->previous, NULL, on_saved, g_object_ref (self));
}

/* What was to be saved again may have been saved, or dropped, by whoever stood before. */
static gboolean
is_needless (LkTokenKeeper *self)
{
  Write *write = g_queue_peek_head (&self->writes);

  return write != NULL && write->kind == SAVE_AGAIN && !self->unsaved;
}

static void
write_next (LkTokenKeeper *self)
{
  while (!self->is_writing && is_needless (self))
    {
      Write *write = end_write (self);

      conclude (write, NULL);
      write_free (write);
    }
  if (self->is_writing)
    return;
  stop_retrying (self);
  if (g_queue_is_empty (&self->writes))
    {
      retry_later (self);
      return;
    }
  self->is_writing = TRUE;
  start (self, g_queue_peek_head (&self->writes));
}

static void
push (LkTokenKeeper       *self,
      WriteKind            kind,
      LkTokens            *tokens,
      LkSecret            *previous,
      GAsyncReadyCallback  callback,
      gpointer             user_data)
{
  Write *write = g_new0 (Write, 1);

  write->kind = kind;
  write->task = g_task_new (self, NULL, callback, user_data);
  write->tokens = tokens != NULL ? lk_tokens_ref (tokens) : NULL;
  write->previous = previous != NULL ? lk_secret_ref (previous) : NULL;
  if (kind != REMOVE)
    write->slow_id = lk_clock_wake_at (self->clock, lk_clock_now (self->clock) + PATIENCE, on_slow,
                                       write);
  g_queue_push_tail (&self->writes, write);
  write_next (self);
}

/**
 * lk_token_keeper_forget:
 * @self: a keeper
 *
 * The tokens are worthless: they leave memory, and nobody tries to save them any more.
 */
void
lk_token_keeper_forget (LkTokenKeeper *self)
{
  g_return_if_fail (LK_IS_TOKEN_KEEPER (self));

  stop_retrying (self);
  lk_token_keeper_take (self, NULL, NULL);
  set_unsaved (self, FALSE);
}

/** lk_token_keeper_get_unsaved: Returns: whether the newest tokens are in memory only */
gboolean
lk_token_keeper_get_unsaved (LkTokenKeeper *self)
{
  g_return_val_if_fail (LK_IS_TOKEN_KEEPER (self), FALSE);

  return self->unsaved;
}

/**
 * lk_token_keeper_retry_async:
 * @self: a keeper
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Tries now to save what could not be saved. What is being written already is waited for.
 */
void
lk_token_keeper_retry_async (LkTokenKeeper       *self,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (LK_IS_TOKEN_KEEPER (self));

  push (self, SAVE_AGAIN, NULL, NULL, callback, user_data);
}

/**
 * lk_token_keeper_save_async:
 * @self: a keeper
 * @label: what a keyring manager shows; no secret
 * @tokens: new ones
 * @previous: (nullable): the refresh token that they replace
 * @callback: called when they are in memory, and safe or not
 * @user_data: for @callback
 *
 * Saves @tokens, then has them in memory. It can't be cancelled.
 */
void
lk_token_keeper_save_async (LkTokenKeeper       *self,
                            const char          *label,
                            LkTokens            *tokens,
                            LkSecret            *previous,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_return_if_fail (LK_IS_TOKEN_KEEPER (self));

  g_free (self->label);
  self->label = g_strdup (label);
  push (self, SAVE, tokens, previous, callback, user_data);
}

static gboolean
finish_write (LkTokenKeeper *self,
              GAsyncResult  *result,
              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/** lk_token_keeper_retry_finish: Returns: whether all is safe */
gboolean
lk_token_keeper_retry_finish (LkTokenKeeper *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  return finish_write (self, result, error);
}

/** lk_token_keeper_save_finish: Returns: whether they are safe; they are in memory all the same */
gboolean
lk_token_keeper_save_finish (LkTokenKeeper *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return finish_write (self, result, error);
}

/**
 * lk_token_keeper_remove_async:
 * @self: a keeper
 * @callback: called when they are gone from store and memory, or not
 * @user_data: for @callback
 */
void
lk_token_keeper_remove_async (LkTokenKeeper       *self,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (LK_IS_TOKEN_KEEPER (self));

  push (self, REMOVE, NULL, NULL, callback, user_data);
}

/** lk_token_keeper_remove_finish: Returns: whether they are gone */
gboolean
lk_token_keeper_remove_finish (LkTokenKeeper *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  return finish_write (self, result, error);
}
